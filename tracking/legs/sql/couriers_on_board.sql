-- Some couriers, and those at home in some offices: on shift or not, where they are, what they ride today.
SELECT
    courier.party_id,
    courier.call_sign,
    courier.home_id,
    shift.id IS NOT NULL AS is_on_shift,
    latest.lat_e7,
    latest.lon_e7,
    latest.accuracy_m,
    latest.at,
    latest.heading_deg,
    (
        SELECT route.code FROM legs_run AS run
        INNER JOIN legs_route AS route ON run.route_id = route.id
        WHERE run.courier_id = courier.party_id AND run."on" = %(on)s
        ORDER BY route.code LIMIT 1
    ) AS route,
    (
        SELECT COALESCE(ARRAY_AGG(stop.office_id ORDER BY run.route_id, stop.no), '{}')
        FROM legs_run AS run
        INNER JOIN legs_routestop AS stop ON run.route_id = stop.route_id
        WHERE run.courier_id = courier.party_id AND run."on" = %(on)s
    ) AS calls,
    arrival.site_id
FROM parties_courier AS courier
LEFT JOIN
    parties_shift AS shift
    ON
        courier.party_id = shift.courier_id
        AND shift.ended_at IS NULL
        AND EXISTS (
            -- Whose right ended can stop no shift, and is watched no more.
            SELECT FROM parties_grant AS held
            WHERE
                held.party_id = courier.party_id
                AND held.person_id = courier.person_id
                AND held.role = 'courier'
                AND held.from_at <= %(now)s
                AND (held.until_at IS NULL OR held.until_at > %(now)s)
        )
LEFT JOIN legs_latestfix AS latest ON shift.courier_id = latest.courier_id
LEFT JOIN
    legs_arrival AS arrival
    ON shift.courier_id = arrival.courier_id AND arrival.departed_at IS NULL
WHERE
    courier.home_id = ANY(%(homes)s::uuid [])
    OR courier.party_id = ANY(%(couriers)s::uuid [])
ORDER BY courier.call_sign
