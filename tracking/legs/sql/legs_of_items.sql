-- The planned ways of items, hop by hop.
SELECT
    leg.id,
    leg.item_id,
    leg.no,
    leg.origin_id,
    leg.destination_id,
    leg.started_at,
    leg.ended_at
FROM legs_leg AS leg
WHERE leg.item_id = ANY(%(items)s::uuid [])
ORDER BY leg.item_id, leg.no
