-- Name units and all that stand below each on a day.
WITH RECURSIVE below AS (
    SELECT
        start.id AS start_id,
        start.id AS unit_id,
        0 AS steps
    FROM UNNEST(%(units)s::uuid []) AS start (id)
    UNION ALL
    SELECT
        below.start_id,
        edge.unit_id,
        below.steps + 1
    FROM below
    INNER JOIN geo_unitparent AS edge ON below.unit_id = edge.parent_id
    WHERE
        below.steps < 16  -- a circle in the edges must not turn for ever
        AND (edge.valid_from IS NULL OR edge.valid_from <= %(day)s)
        AND (edge.valid_until IS NULL OR edge.valid_until > %(day)s)
)

SELECT DISTINCT
    start_id,
    unit_id
FROM below
