-- Put a courier's newest position, with a tick of its own, so that the live map sees that it moved.
INSERT INTO legs_latestfix (
    courier_id,
    at,
    lat_e7,
    lon_e7,
    accuracy_m,
    speed_cms,
    heading_deg,
    motion,
    tick
)
VALUES (
    %(courier)s,
    TIMESTAMPTZ 'epoch' + %(ms)s * INTERVAL '1 millisecond',
    %(lat_e7)s,
    %(lon_e7)s,
    %(accuracy_m)s,
    %(speed_cms)s,
    %(heading_deg)s,
    %(motion)s::jsonb,
    NEXTVAL('legs_tick')
)
ON CONFLICT (courier_id) DO UPDATE SET
    at = EXCLUDED.at,
    lat_e7 = EXCLUDED.lat_e7,
    lon_e7 = EXCLUDED.lon_e7,
    accuracy_m = EXCLUDED.accuracy_m,
    speed_cms = EXCLUDED.speed_cms,
    heading_deg = EXCLUDED.heading_deg,
    motion = EXCLUDED.motion,
    tick = EXCLUDED.tick
