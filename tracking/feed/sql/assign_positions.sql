-- Take committed facts from the outbox and give each the next position in every stream it names.
WITH taken AS (
    DELETE FROM feed_outboxrow
    WHERE id IN (SELECT id FROM feed_outboxrow ORDER BY id LIMIT %(limit)s)
    RETURNING id, streams, kind, body, at
),

told AS (
    SELECT
        taken.id,
        taken.kind,
        taken.body,
        taken.at,
        name AS stream,
        ROW_NUMBER() OVER (PARTITION BY name ORDER BY taken.id) AS nth,
        COUNT(*) OVER (PARTITION BY name) AS of_all
    FROM taken
    CROSS JOIN UNNEST(taken.streams) AS name
),

heads AS (
    INSERT INTO feed_head (stream, position)
    SELECT DISTINCT stream, of_all FROM told
    ON CONFLICT (stream) DO UPDATE SET position = feed_head.position + excluded.position
    RETURNING stream, position
),

written AS (
    INSERT INTO feed_entry (stream, position, kind, body, at)
    SELECT told.stream, heads.position - told.of_all + told.nth, told.kind, told.body, told.at
    FROM told
    INNER JOIN heads ON told.stream = heads.stream
    ORDER BY told.id, told.stream
)

SELECT COUNT(*) FROM taken
