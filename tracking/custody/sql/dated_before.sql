-- Find, for scans that saw no server time, the nearest one before each in its chain that did.
SELECT
    asked.id,
    before.n,
    before.earliest_at
FROM UNNEST(
    %(ids)s::varchar [], %(devices)s::varchar [], %(epochs)s::varchar [], %(ns)s::bigint []
) AS asked (id, device_id, epoch, n)
INNER JOIN parties_device AS device ON asked.device_id = device.id
CROSS JOIN LATERAL (
    SELECT
        scan.n,
        scan.earliest_at
    FROM ledger_scan AS scan
    WHERE
        scan.device_id = asked.device_id
        AND scan.epoch = asked.epoch
        AND scan.n < asked.n
        AND scan.earliest_at > device.enrolled_at
    ORDER BY scan.n DESC, scan.earliest_at DESC
    LIMIT 1
) AS before
