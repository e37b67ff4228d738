-- Serialise each phone, not the fleet; in id order, as a batch may hold scans of several.
WITH people AS (
    -- Who gives or takes a role of those who signed waits meanwhile, or of a courier to whom one of
    -- them gave by a word alone; and nobody else.
    SELECT person.id
    FROM parties_person AS person
    WHERE
        person.id = ANY(%(people)s::uuid [])
        OR person.id = ANY(ARRAY(
            SELECT courier.person_id
            FROM parties_courier AS courier
            WHERE courier.party_id = ANY(%(resolved_to)s::uuid [])
        ))
    ORDER BY person.id
    FOR SHARE
)

SELECT
    device.id,
    device.enrolled_at,
    device.revoked_at,
    device.last_seen_at,
    -- Rows are found by their keys until the transaction ends, however few they seem to be: a plan
    -- stays with its connection, and made while a table is small it would read the whole of it
    -- still when it has grown, until PostgreSQL next looks how large it is.
    SET_CONFIG('enable_seqscan', 'off', TRUE) AS has_keys
FROM parties_device AS device
WHERE
    -- Names no device, so it is known before any is looked at: people are locked before devices.
    (SELECT COUNT(*) FROM people) >= 0
    AND device.id = ANY(%(devices)s::varchar [])
ORDER BY device.id
FOR NO KEY UPDATE OF device
