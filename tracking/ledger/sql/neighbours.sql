-- Find what the store holds around new scans: themselves, what they follow, and their siblings.
WITH offered AS (
    SELECT * FROM UNNEST(
        %(ids)s::varchar [], %(devices)s::varchar [], %(epochs)s::varchar [], %(ns)s::bigint [],
        %(prevs)s::varchar []
    ) AS row (id, device_id, epoch, n, prev)
),

near AS (
    SELECT scan.id
    FROM ledger_scan AS scan
    WHERE scan.id = ANY(%(ids)s::varchar []) OR scan.id = ANY(%(prevs)s::varchar [])
    UNION
    -- Another scan at the same place of the same chain.
    SELECT scan.id
    FROM offered
    INNER JOIN ledger_scan AS scan
        ON
            offered.device_id = scan.device_id
            AND offered.epoch = scan.epoch
            AND offered.n = scan.n
    UNION
    -- A new epoch that begins behind the same scan.
    SELECT scan.id
    FROM ledger_scan AS scan
    WHERE scan.n = 0 AND scan.prev = ANY(%(prevs)s::varchar [])
    UNION
    -- The old epoch going on behind the scan with which a new one begins.
    SELECT scan.id
    FROM offered
    INNER JOIN ledger_scan AS last ON offered.prev = last.id
    INNER JOIN ledger_scan AS scan
        ON
            last.device_id = scan.device_id
            AND last.epoch = scan.epoch
            AND scan.n = last.n + 1
            AND scan.prev = last.id
    WHERE offered.n = 0
    UNION
    -- Anything of another epoch, signed by a device that says it begins.
    SELECT earlier.id
    FROM offered
    CROSS JOIN LATERAL (
        SELECT scan.id FROM ledger_scan AS scan
        WHERE scan.device_id = offered.device_id AND scan.epoch <> offered.epoch
        LIMIT 1
    ) AS earlier
    WHERE offered.n = 0 AND offered.prev IS NULL
)

SELECT
    scan.id,
    scan.device_id,
    scan.epoch,
    scan.n,
    scan.prev,
    scan.earliest_at,
    scan.flags,
    scan."case",
    private.scan_id IS NOT NULL AS has_private
FROM near
INNER JOIN ledger_scan AS scan ON near.id = scan.id
LEFT JOIN ledger_privatepart AS private ON scan.id = private.scan_id
