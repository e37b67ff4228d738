-- Store fixes of one courier; one that came before changes nothing.
INSERT INTO legs_fix (
    courier_id,
    device_id,
    received_at,
    at,
    lat_e7,
    lon_e7,
    accuracy_m,
    speed_cms,
    heading_deg
)
SELECT
    %(courier)s::uuid,
    %(device)s,
    %(now)s,
    TIMESTAMPTZ 'epoch' + sent.ms * INTERVAL '1 millisecond',
    sent.lat_e7,
    sent.lon_e7,
    sent.accuracy_m,
    sent.speed_cms,
    sent.heading_deg
FROM
    UNNEST(
        %(ms)s::bigint [],
        %(lat_e7)s::integer [],
        %(lon_e7)s::integer [],
        %(accuracy_m)s::integer [],
        %(speed_cms)s::integer [],
        %(heading_deg)s::smallint []
    ) AS sent (ms, lat_e7, lon_e7, accuracy_m, speed_cms, heading_deg)
ON CONFLICT (courier_id, at) DO NOTHING
