-- Serialise each phone, not the fleet; in id order, as a batch may hold scans of several.
SELECT
    id,
    enrolled_at,
    revoked_at
FROM parties_device
WHERE id = ANY(%(devices)s::varchar [])
ORDER BY id
FOR NO KEY UPDATE
