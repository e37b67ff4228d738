-- Keep when devices were last heard of, to the minute. A device that is locked right now is about
-- to be heard of again: nobody waits for it here, nor for anybody in it.
WITH stale AS (
    SELECT device.id
    FROM parties_device AS device
    WHERE
        device.id = ANY(%(devices)s::varchar [])
        AND (device.last_seen_at IS NULL OR device.last_seen_at < %(before)s::timestamptz)
    ORDER BY device.id
    FOR NO KEY UPDATE SKIP LOCKED
)

UPDATE parties_device AS device
SET last_seen_at = %(now)s::timestamptz
FROM stale
WHERE device.id = stale.id
