-- Find what begins too early behind scans that are new or begin later: behind the new ones of their
-- epochs, but for what had reached us before; and whatever names any of them, and so on.
WITH RECURSIVE later AS (
    SELECT * FROM UNNEST(
        %(named)s::varchar [], %(named_devices)s::varchar [], %(named_begins)s::timestamptz []
    ) AS row (id, device_id, begins_at)
),

naming AS (
    SELECT
        scan.id,
        scan.device_id,
        GREATEST(later.begins_at, scan.begins_at) AS begins_at
    FROM later
    INNER JOIN ledger_scan AS scan
        ON
            later.id = scan.prev
            AND later.device_id = scan.device_id
            AND later.begins_at > scan.begins_at
    WHERE scan.id NOT IN (SELECT known.id FROM later AS known)
    UNION
    SELECT
        scan.id,
        scan.device_id,
        naming.begins_at
    FROM naming
    INNER JOIN ledger_scan AS scan
        ON
            naming.id = scan.prev
            AND naming.device_id = scan.device_id
            AND naming.begins_at > scan.begins_at
    WHERE scan.id NOT IN (SELECT known.id FROM later AS known)
),

found AS (
    SELECT naming.id FROM naming
    UNION
    SELECT scan.id
    FROM UNNEST(
        %(devices)s::varchar [], %(epochs)s::varchar [], %(ns)s::bigint [], %(shows)s::timestamptz []
    ) AS new (device_id, epoch, n, shows_at)
    INNER JOIN ledger_scan AS scan
        ON
            new.device_id = scan.device_id
            AND new.epoch = scan.epoch
            AND new.n < scan.n
            AND new.shows_at > scan.begins_at
            AND new.shows_at <= scan.latest_at
)

SELECT
    scan.id,
    scan.device_id,
    scan.epoch,
    scan.n,
    scan.prev,
    scan.shows_at,
    scan.latest_at,
    scan.begins_at
FROM found
INNER JOIN ledger_scan AS scan ON found.id = scan.id
