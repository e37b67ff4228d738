-- All stored scans that name a label of some items, or the code typed for one, and their proofs.
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
    scan.flags,
    proof.is_good
FROM ledger_scan AS scan
LEFT JOIN ledger_proof AS proof ON scan.id = proof.scan_id
WHERE scan.id IN (
    SELECT named.scan_id
    FROM own INNER JOIN ledger_scanlabel AS named ON own.id = named.label
    UNION
    SELECT typed.scan_id
    FROM own INNER JOIN ledger_scanlabel AS typed ON own.code = typed.code
)
