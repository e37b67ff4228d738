-- What the legal state of dossiers stands on beside the lines of their items: their events.
SELECT
    dossier.id,
    dossier.business_state,
    dossier.outcome,
    dossier.decided_at,
    dossier.returned_at,
    dossier.returned_by,
    ARRAY(
        SELECT item.id FROM consignments_item AS item
        INNER JOIN consignments_consignment AS consignment
            ON item.consignment_id = consignment.id
        WHERE consignment.dossier_id = dossier.id
    ) AS items,
    (
        SELECT JSONB_AGG(JSONB_BUILD_ARRAY(event.kind, event.at, event.outcome))
        FROM consignments_dossierevent AS event
        WHERE event.dossier_id = dossier.id
    ) AS events
FROM consignments_dossier AS dossier
WHERE dossier.id = ANY(%(dossiers)s::uuid [])
