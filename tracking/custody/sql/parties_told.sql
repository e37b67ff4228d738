-- Who the parties that scans name are, where they are, and when a courier was on duty.
SELECT
    party.id,
    party.kind,
    office.name,
    office.unit_id,
    site.lat_e7,
    site.lon_e7,
    courier.person_id,
    courier.carrier_id,
    ARRAY(
        SELECT shift.started_at FROM parties_shift AS shift
        WHERE shift.courier_id = party.id
        AND (shift.ended_at IS NULL OR shift.ended_at >= %(since)s)
        ORDER BY shift.started_at
    ) AS shifts_from,
    ARRAY(
        SELECT shift.ended_at FROM parties_shift AS shift
        WHERE shift.courier_id = party.id
        AND (shift.ended_at IS NULL OR shift.ended_at >= %(since)s)
        ORDER BY shift.started_at
    ) AS shifts_until
FROM parties_party AS party
LEFT JOIN parties_office AS office ON party.id = office.party_id
LEFT JOIN geo_site AS site ON office.site_id = site.id
LEFT JOIN parties_courier AS courier ON party.id = courier.party_id
WHERE party.id = ANY(%(parties)s::uuid [])
