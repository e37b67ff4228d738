-- Who the parties that scans name are: place, units above, a courier's person, postings, shifts.
WITH RECURSIVE above AS (
    SELECT
        office.party_id,
        office.unit_id,
        0 AS steps
    FROM parties_office AS office
    WHERE office.party_id = ANY(%(parties)s::uuid [])
    UNION ALL
    SELECT
        above.party_id,
        edge.parent_id,
        above.steps + 1
    FROM above
    INNER JOIN geo_unitparent AS edge ON above.unit_id = edge.unit_id
    WHERE
        above.steps < 16  -- a circle in the edges must not turn for ever
        AND (edge.valid_from IS NULL OR edge.valid_from <= %(day)s::date)
        AND (edge.valid_until IS NULL OR edge.valid_until > %(day)s::date)
)

SELECT
    party.id,
    party.kind,
    office.name,
    ARRAY(SELECT above.unit_id FROM above WHERE above.party_id = party.id) AS units,
    site.lat_e7,
    site.lon_e7,
    courier.person_id,
    ARRAY(
        SELECT posting.carrier_id FROM parties_posting AS posting
        WHERE posting.courier_id = party.id
        ORDER BY posting.from_at NULLS FIRST
    ) AS carriers,
    ARRAY(
        SELECT posting.home_id FROM parties_posting AS posting
        WHERE posting.courier_id = party.id
        ORDER BY posting.from_at NULLS FIRST
    ) AS homes,
    ARRAY(
        SELECT posting.from_at FROM parties_posting AS posting
        WHERE posting.courier_id = party.id
        ORDER BY posting.from_at NULLS FIRST
    ) AS posted_from,
    ARRAY(
        SELECT shift.started_at FROM parties_shift AS shift
        WHERE shift.courier_id = party.id
        AND (shift.ended_at IS NULL OR shift.ended_at >= %(since)s::timestamptz)
        ORDER BY shift.started_at
    ) AS shifts_from,
    ARRAY(
        SELECT shift.ended_at FROM parties_shift AS shift
        WHERE shift.courier_id = party.id
        AND (shift.ended_at IS NULL OR shift.ended_at >= %(since)s::timestamptz)
        ORDER BY shift.started_at
    ) AS shifts_until
FROM parties_party AS party
LEFT JOIN parties_office AS office ON party.id = office.party_id
LEFT JOIN geo_site AS site ON office.site_id = site.id
LEFT JOIN parties_courier AS courier ON party.id = courier.party_id
WHERE party.id = ANY(%(parties)s::uuid [])
