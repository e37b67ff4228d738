-- Find the labels that scans name, by their ids or by the codes that hands typed.
SELECT
    label.id,
    label.code,
    roll.kind,
    label.item_id,
    label.voided_at
FROM consignments_label AS label
INNER JOIN consignments_labelroll AS roll ON label.roll_id = roll.id
WHERE label.id = ANY(%(labels)s::varchar []) OR label.code = ANY(%(codes)s::varchar [])
