-- All stored scans that name some labels or codes typed for them, with what was judged of each.
SELECT
    scan.id,
    scan.jws,
    scan.earliest_at,
    scan.latest_at,
    scan.received_at,
    scan.flags,
    proof.is_good
FROM ledger_scan AS scan
LEFT JOIN ledger_proof AS proof ON scan.id = proof.scan_id
WHERE scan.id IN (
    SELECT scan_id FROM ledger_scanlabel WHERE label = ANY(%(labels)s::varchar [])
    UNION
    SELECT scan_id FROM ledger_scanlabel WHERE code = ANY(%(codes)s::varchar [])
)
