-- Add to the scans of unknown devices that were sent away in a minute, and return how many.
INSERT INTO custody_strangercount (minute, count)
VALUES (DATE_TRUNC('minute', %(now)s::timestamptz), %(scans)s)
ON CONFLICT (minute) DO UPDATE SET count = custody_strangercount.count + excluded.count
RETURNING count
