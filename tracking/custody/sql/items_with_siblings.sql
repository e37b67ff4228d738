-- Name items and the others of their dossiers: a dossier's legal state shows on all of them.
SELECT sibling.id
FROM consignments_item AS item
INNER JOIN consignments_consignment AS own ON item.consignment_id = own.id
INNER JOIN consignments_consignment AS other ON own.dossier_id = other.dossier_id
INNER JOIN consignments_item AS sibling ON other.id = sibling.consignment_id
WHERE item.id = ANY(%(items)s::uuid [])
