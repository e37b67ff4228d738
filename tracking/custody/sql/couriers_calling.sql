-- The couriers whose run of a day calls at some offices.
SELECT DISTINCT run.courier_id
FROM legs_run AS run
INNER JOIN legs_routestop AS stop ON run.route_id = stop.route_id
WHERE run."on" = %(on)s AND stop.office_id = ANY(%(offices)s::uuid [])
