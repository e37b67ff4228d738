-- Find what the store holds around new scans: themselves, what they follow, and their siblings.
WITH offered AS (
    SELECT * FROM UNNEST(
        %(ids)s::varchar [], %(devices)s::varchar [], %(epochs)s::varchar [], %(ns)s::bigint [],
        %(prevs)s::varchar [], %(are_dated)s::boolean []
    ) AS row (id, device_id, epoch, n, prev, is_dated)
),

later AS (
    -- What saw no server time and comes after, up to the next that did.
    SELECT scan.id
    FROM offered
    INNER JOIN parties_device AS device ON offered.device_id = device.id
    INNER JOIN ledger_scan AS scan
        ON
            offered.device_id = scan.device_id
            AND offered.epoch = scan.epoch
            AND offered.n < scan.n
            AND device.enrolled_at >= scan.earliest_at
    WHERE
        offered.is_dated
        AND NOT EXISTS (
            SELECT 1 FROM ledger_scan AS nearer
            WHERE
                nearer.device_id = offered.device_id
                AND nearer.epoch = offered.epoch
                AND nearer.n > offered.n
                AND nearer.n < scan.n
                AND nearer.earliest_at > device.enrolled_at
        )
),

near AS (
    SELECT scan.id
    FROM ledger_scan AS scan
    WHERE scan.id = ANY(%(ids)s::varchar []) OR scan.id = ANY(%(prevs)s::varchar [])
    UNION
    -- Another scan that begins the same chain.
    SELECT scan.id
    FROM offered
    INNER JOIN ledger_scan AS scan
        ON
            offered.device_id = scan.device_id
            AND offered.epoch = scan.epoch
            AND offered.n = scan.n
    WHERE offered.n = 0
    UNION
    -- Another scan behind the same one: where it goes on, or where a new epoch begins.
    SELECT scan.id
    FROM ledger_scan AS scan
    WHERE scan.prev = ANY(%(prevs)s::varchar [])
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
    UNION
    SELECT later.id FROM later
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
    private.scan_id IS NOT NULL AS has_private,
    scan.party,
    ARRAY(
        SELECT COALESCE(named.label, named.code) FROM ledger_scanlabel AS named
        WHERE named.scan_id = scan.id
    ) AS things,
    scan.id IN (SELECT later.id FROM later) AS is_later
FROM near
INNER JOIN ledger_scan AS scan ON near.id = scan.id
LEFT JOIN ledger_privatepart AS private ON scan.id = private.scan_id
