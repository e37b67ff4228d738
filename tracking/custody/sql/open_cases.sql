-- Open cases that are not open yet, and return those that are new.
INSERT INTO custody_case (id, kind, subject, scan, parties, opened_at)
SELECT
    row.id,
    row.kind,
    row.subject,
    row.scan,
    STRING_TO_ARRAY(row.parties, ',')::uuid [],
    %(now)s
FROM UNNEST(
    %(ids)s::uuid [], %(kinds)s::varchar [], %(subjects)s::uuid [], %(scans)s::varchar [],
    %(parties)s::text []
) AS row (id, kind, subject, scan, parties)
ON CONFLICT (kind, subject, scan) DO NOTHING
RETURNING id
