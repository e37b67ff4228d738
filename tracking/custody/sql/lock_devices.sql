-- Serialise each phone, not the fleet; in id order, as a batch may hold scans of several.
SELECT
    id,
    enrolled_at,
    revoked_at,
    -- Rows are found by their keys until the transaction ends, however few they seem to be: a plan
    -- stays with its connection, and made while a table is small it would read the whole of it
    -- still when it has grown, until PostgreSQL next looks how large it is.
    SET_CONFIG('enable_seqscan', 'off', TRUE) AS has_keys
FROM parties_device
WHERE id = ANY(%(devices)s::varchar [])
ORDER BY id
FOR NO KEY UPDATE
