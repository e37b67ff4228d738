-- Find what begins too early behind scans that are known to begin later: of their epochs up to the
-- first that begins late enough, since none behind that begins earlier; and whatever names them.
SELECT
    scan.id,
    scan.device_id,
    scan.epoch,
    scan.n,
    scan.prev,
    scan.begins_at
FROM UNNEST(
    %(devices)s::varchar [], %(epochs)s::varchar [], %(ns)s::bigint [], %(until_ns)s::bigint [],
    %(begins)s::timestamptz []
) AS foremost (device_id, epoch, n, until_n, begins_at)
LEFT JOIN LATERAL (
    SELECT late.n FROM ledger_scan AS late
    WHERE
        late.device_id = foremost.device_id
        AND late.epoch = foremost.epoch
        AND late.n > foremost.n
        AND late.n <= foremost.until_n
        AND late.begins_at >= foremost.begins_at
    ORDER BY late.n
    LIMIT 1
) AS late ON TRUE
INNER JOIN ledger_scan AS scan
    ON
        foremost.device_id = scan.device_id
        AND foremost.epoch = scan.epoch
        AND foremost.n < scan.n
        AND foremost.begins_at > scan.begins_at
        AND COALESCE(late.n, foremost.until_n) >= scan.n
UNION
SELECT
    scan.id,
    scan.device_id,
    scan.epoch,
    scan.n,
    scan.prev,
    scan.begins_at
FROM UNNEST(
    %(named)s::varchar [], %(named_devices)s::varchar [], %(named_begins)s::timestamptz []
) AS named (id, device_id, begins_at)
INNER JOIN ledger_scan AS scan
    ON
        named.id = scan.prev
        AND named.device_id = scan.device_id
        AND named.begins_at > scan.begins_at
