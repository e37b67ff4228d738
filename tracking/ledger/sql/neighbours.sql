-- Find what the store holds around new scans: themselves, what they stand between, their siblings.
WITH offered AS (
    SELECT * FROM UNNEST(
        %(ids)s::varchar [], %(devices)s::varchar [], %(epochs)s::varchar [], %(ns)s::bigint [],
        %(prevs)s::varchar [], %(latest)s::timestamptz []
    ) AS row (id, device_id, epoch, n, prev, latest_at)
),

-- Whatever is stored already changes nothing, so nothing is looked for around it.
fresh AS (
    SELECT offered.*
    FROM offered
    LEFT JOIN ledger_scan AS scan ON offered.id = scan.id
    WHERE scan.id IS NULL
),

near AS (
    SELECT offered.id FROM offered
    UNION
    SELECT fresh.prev FROM fresh
    UNION
    -- Of all with smaller numbers the one that shows the latest beginning, but not one so late
    -- that the new one had reached us by then.
    SELECT before.id
    FROM fresh
    CROSS JOIN LATERAL (
        SELECT scan.id FROM ledger_scan AS scan
        WHERE
            scan.device_id = fresh.device_id
            AND scan.epoch = fresh.epoch
            AND scan.n < fresh.n
            AND scan.shows_at <= fresh.latest_at
        ORDER BY scan.shows_at DESC
        LIMIT 1
    ) AS before
    UNION
    -- And whether anything stands behind it.
    SELECT behind.id
    FROM fresh
    CROSS JOIN LATERAL (
        SELECT scan.id FROM ledger_scan AS scan
        WHERE scan.device_id = fresh.device_id AND scan.epoch = fresh.epoch AND scan.n > fresh.n
        ORDER BY scan.n
        LIMIT 1
    ) AS behind
    UNION
    SELECT scan.id
    FROM fresh
    INNER JOIN ledger_scan AS scan ON fresh.id = scan.prev AND fresh.device_id = scan.device_id
    UNION
    -- Another scan behind the same one, or another first one. Of two that are stored each was told
    -- of the other when it came.
    SELECT sibling.id
    FROM fresh
    CROSS JOIN LATERAL (
        SELECT scan.id FROM ledger_scan AS scan
        WHERE scan.prev = fresh.prev AND scan.device_id = fresh.device_id
        LIMIT 2
    ) AS sibling
    UNION
    SELECT sibling.id
    FROM fresh
    CROSS JOIN LATERAL (
        SELECT scan.id FROM ledger_scan AS scan
        WHERE fresh.prev IS NULL AND scan.prev IS NULL AND scan.device_id = fresh.device_id
        LIMIT 2
    ) AS sibling
)

SELECT
    scan.id,
    scan.device_id,
    scan.epoch,
    scan.n,
    scan.prev,
    scan.shows_at,
    scan.latest_at,
    scan.begins_at,
    scan.flags,
    scan."case",
    private.scan_id IS NOT NULL AS has_private
FROM near
INNER JOIN ledger_scan AS scan ON near.id = scan.id
LEFT JOIN ledger_privatepart AS private ON scan.id = private.scan_id
