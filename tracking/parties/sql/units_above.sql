-- Name units and all that stand above each on a day, the nearest first.
WITH RECURSIVE above AS (
    SELECT
        start.id AS start_id,
        start.id AS unit_id,
        0 AS steps
    FROM UNNEST(%(units)s::uuid []) AS start (id)
    UNION ALL
    SELECT
        above.start_id,
        edge.parent_id,
        above.steps + 1
    FROM above
    INNER JOIN geo_unitparent AS edge ON above.unit_id = edge.unit_id
    WHERE
        above.steps < 16  -- a circle in the edges must not turn for ever
        AND (edge.valid_from IS NULL OR edge.valid_from <= %(day)s)
        AND (edge.valid_until IS NULL OR edge.valid_until > %(day)s)
)

SELECT
    start_id,
    unit_id
FROM above
ORDER BY steps
