-- Lock items and the others of their dossiers, in the one order that all follow.
SELECT item.id
FROM consignments_item AS item
INNER JOIN consignments_consignment AS own ON item.consignment_id = own.id
WHERE own.dossier_id IN (
    SELECT named.dossier_id
    FROM consignments_item AS asked
    INNER JOIN consignments_consignment AS named ON asked.consignment_id = named.id
    WHERE asked.id = ANY(%(items)s::uuid [])
)
ORDER BY item.id
FOR NO KEY UPDATE OF item
