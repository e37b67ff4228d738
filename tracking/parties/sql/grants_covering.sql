-- Name all grants of some people, and of the couriers among some parties, over these parties, each
-- with the times in which it reached them: one on an office covers it while the office is there,
-- and one on a unit for as long as every edge on the way up to the unit held, too. A courier's own
-- party is there for ever.
WITH RECURSIVE asked AS (
    SELECT told.id
    FROM UNNEST(%(people)s::uuid []) AS told (id)
    UNION
    -- Where a courier serves tells where he calls, also of one who has signed nothing himself.
    SELECT courier.person_id
    FROM parties_courier AS courier
    WHERE courier.party_id = ANY(%(parties)s::uuid [])
),

concerned AS (
    SELECT named.id AS party_id
    FROM UNNEST(%(parties)s::uuid []) AS named (id)
    UNION
    -- Whoever is over a courier's home answers for the courier, for as long as it is the home.
    SELECT posting.home_id
    FROM parties_posting AS posting
    WHERE posting.courier_id = ANY(%(parties)s::uuid [])
),

above AS (
    SELECT
        office.party_id,
        office.unit_id,
        office.valid_from AS from_on,
        -- Whoever ends an office today ends it from the beginning of the day, which has been
        -- worked already: its end is the one day that may have been put in after it began.
        office.valid_until + 1 AS until_on,
        0 AS steps
    FROM parties_office AS office
    INNER JOIN concerned ON office.party_id = concerned.party_id
    UNION ALL
    SELECT
        above.party_id,
        edge.parent_id,
        -- An end that is not known bounds nothing: both functions pass NULL over.
        GREATEST(above.from_on, edge.valid_from),
        LEAST(above.until_on, edge.valid_until),
        above.steps + 1
    FROM above
    INNER JOIN geo_unitparent AS edge ON above.unit_id = edge.unit_id
    WHERE
        above.steps < 16  -- a circle in the edges must not turn for ever
        AND (
            GREATEST(above.from_on, edge.valid_from) < LEAST(above.until_on, edge.valid_until)
        ) IS NOT FALSE
),

reached AS (
    SELECT DISTINCT
        above.party_id,
        above.unit_id,
        above.from_on::timestamp AT TIME ZONE %(zone)s AS from_at,
        above.until_on::timestamp AT TIME ZONE %(zone)s AS until_at
    FROM above
),

there AS (
    SELECT
        above.party_id,
        above.from_on::timestamp AT TIME ZONE %(zone)s AS from_at,
        above.until_on::timestamp AT TIME ZONE %(zone)s AS until_at
    FROM above
    WHERE above.steps = 0
)

SELECT
    direct.person_id,
    direct.party_id,
    direct.role,
    GREATEST(direct.from_at, there.from_at) AS from_at,
    LEAST(direct.until_at, there.until_at) AS until_at,
    NULL::uuid AS unit_id
FROM parties_opengrant AS direct
INNER JOIN concerned ON direct.party_id = concerned.party_id
LEFT JOIN there ON direct.party_id = there.party_id
WHERE
    (
        direct.person_id = ANY(ARRAY(SELECT asked.id FROM asked))
        OR direct.party_id = ANY(%(staff_of)s::uuid [])
    )
    AND (
        GREATEST(direct.from_at, there.from_at) < LEAST(direct.until_at, there.until_at)
    ) IS NOT FALSE
UNION
SELECT
    spread.person_id,
    reached.party_id,
    spread.role,
    GREATEST(spread.from_at, reached.from_at) AS from_at,
    LEAST(spread.until_at, reached.until_at) AS until_at,
    spread.unit_id
FROM parties_opengrant AS spread
INNER JOIN reached ON spread.unit_id = reached.unit_id
WHERE
    (
        spread.person_id = ANY(ARRAY(SELECT asked.id FROM asked))
        OR reached.party_id = ANY(%(staff_of)s::uuid [])
    )
    AND (
        GREATEST(spread.from_at, reached.from_at) < LEAST(spread.until_at, reached.until_at)
    ) IS NOT FALSE
