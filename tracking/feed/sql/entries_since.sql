-- All that was told after an entry, in the order of the one sequencer; bodies of some streams only.
SELECT
    id,
    stream,
    position,
    kind,
    CASE WHEN stream = ANY(%(streams)s::varchar []) THEN body::text END AS body
FROM feed_entry
WHERE id > %(entry)s
ORDER BY id
LIMIT %(limit)s
