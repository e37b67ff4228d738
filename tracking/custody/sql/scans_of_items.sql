-- All stored scans that name a label of some items, or the code typed for one, and what was judged of deliveries.
WITH own AS (
    SELECT
        label.id,
        label.code
    FROM consignments_label AS label
    WHERE label.item_id = ANY(%(items)s::uuid [])
)

SELECT
    scan.id,
    scan.jws,
    scan.earliest_at,
    scan.latest_at,
    -- What was missing at the door may have come since.
    CASE
        WHEN EXISTS (SELECT 1 FROM ledger_privatepart AS part WHERE part.scan_id = scan.id)
            THEN ARRAY_REMOVE(scan.flags, 'private_missing')
        ELSE scan.flags
    END AS flags,
    CASE WHEN scan.act = 'deliver' THEN (
        SELECT JSONB_AGG(JSONB_BUILD_ARRAY(
            judged.subject, judged.verdict, judged.by, judged.is_fresh
        ))
        FROM ledger_verdict AS judged
        WHERE judged.scan_id = scan.id
    ) END AS verdicts
FROM ledger_scan AS scan
WHERE scan.id IN (
    SELECT named.scan_id
    FROM own INNER JOIN ledger_scanlabel AS named ON own.id = named.label
    UNION
    SELECT typed.scan_id
    FROM own INNER JOIN ledger_scanlabel AS typed ON own.code = typed.code
)
