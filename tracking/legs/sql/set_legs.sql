-- Set when legs began and ended.
UPDATE legs_leg AS leg
SET started_at = row.started_at, ended_at = row.ended_at
FROM UNNEST(
    %(ids)s::bigint [], %(started)s::timestamptz [], %(ended)s::timestamptz []
) AS row (id, started_at, ended_at)
WHERE leg.id = row.id
