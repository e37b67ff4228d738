-- Which offices may see where couriers are: home, stops of today's run, and whose papers they hold.
SELECT
    courier.party_id,
    courier.home_id AS office_id
FROM parties_courier AS courier
WHERE courier.party_id = ANY(%(couriers)s::uuid [])
UNION
SELECT
    run.courier_id,
    stop.office_id
FROM legs_run AS run
INNER JOIN legs_routestop AS stop ON run.route_id = stop.route_id
WHERE run.courier_id = ANY(%(couriers)s::uuid []) AND run."on" = %(on)s
UNION
SELECT
    line.holder,
    UNNEST(line.watchers)
FROM custody_line AS line
WHERE line.holder = ANY(%(couriers)s::uuid []) AND line.ended_at IS NULL
