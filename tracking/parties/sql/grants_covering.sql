-- Name all grants of some people over some parties; one on a unit covers the offices below it.
WITH RECURSIVE concerned AS (
    SELECT named.id AS party_id
    FROM UNNEST(%(parties)s::uuid []) AS named (id)
    UNION
    -- Whoever is over a courier's home answers for the courier.
    SELECT courier.home_id
    FROM parties_courier AS courier
    WHERE courier.party_id = ANY(%(parties)s::uuid [])
),

above AS (
    SELECT
        office.party_id,
        office.unit_id,
        0 AS steps
    FROM parties_office AS office
    INNER JOIN concerned ON office.party_id = concerned.party_id
    UNION ALL
    SELECT
        above.party_id,
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
    direct.person_id,
    direct.party_id,
    direct.role,
    direct.from_at,
    direct.until_at,
    NULL::uuid AS unit_id
FROM parties_opengrant AS direct
INNER JOIN concerned ON direct.party_id = concerned.party_id
WHERE
    direct.person_id = ANY(%(people)s::uuid [])
    OR direct.party_id = ANY(%(staff_of)s::uuid [])
UNION
SELECT
    spread.person_id,
    above.party_id,
    spread.role,
    spread.from_at,
    spread.until_at,
    spread.unit_id
FROM parties_opengrant AS spread
INNER JOIN above ON spread.unit_id = above.unit_id
WHERE
    spread.person_id = ANY(%(people)s::uuid [])
    OR above.party_id = ANY(%(staff_of)s::uuid [])
