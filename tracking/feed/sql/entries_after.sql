-- The next entries of one stream after a position, oldest first.
SELECT
    stream,
    position,
    kind,
    body::text AS body
FROM feed_entry
WHERE stream = %(stream)s AND position > %(position)s
ORDER BY position
LIMIT %(limit)s
