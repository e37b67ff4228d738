-- Bring cases in line with what is found now, and return those that took a step.
WITH found AS (
    SELECT
        row.id,
        row.kind,
        row.subject,
        row.scan,
        STRING_TO_ARRAY(row.parties, ',')::uuid [] AS parties
    FROM UNNEST(
        %(ids)s::uuid [], %(kinds)s::varchar [], %(subjects)s::uuid [], %(scans)s::varchar [],
        %(parties)s::text []
    ) AS row (id, kind, subject, scan, parties)
),

known AS (
    SELECT
        custody_case.id,
        custody_case.closed_at
    FROM custody_case INNER JOIN found ON custody_case.id = found.id
),

healed AS (
    UPDATE custody_case SET closed_at = %(now)s::timestamptz
    WHERE
        closed_at IS NULL
        AND id NOT IN (SELECT found.id FROM found)
        AND (
            (subject = ANY(%(folded)s::uuid []) AND kind <> ALL(%(not_folded)s::varchar []))
            OR (subject = ANY(%(papers)s::uuid []) AND kind = ANY(%(by_law)s::varchar []))
        )
    RETURNING id, kind, subject, scan, parties
),

standing AS (
    INSERT INTO custody_case (id, kind, subject, scan, parties, opened_at)
    SELECT
        id,
        kind,
        subject,
        scan,
        parties,
        %(now)s::timestamptz
    FROM found
    ON CONFLICT (id) DO UPDATE
    SET
        parties = excluded.parties,
        closed_at = NULL,
        opened_at = CASE
            WHEN custody_case.closed_at IS NULL THEN custody_case.opened_at
            ELSE excluded.opened_at
        END
    WHERE custody_case.closed_at IS NOT NULL OR custody_case.parties <> excluded.parties
    RETURNING id, kind, subject, scan, parties
)

SELECT
    'healed' AS step,
    healed.id,
    healed.kind,
    healed.subject,
    healed.scan,
    healed.parties
FROM healed
UNION ALL
SELECT
    CASE WHEN known.id IS NULL THEN 'opened' ELSE 'reopened' END,
    standing.id,
    standing.kind,
    standing.subject,
    standing.scan,
    standing.parties
FROM standing LEFT JOIN known ON standing.id = known.id
WHERE known.id IS NULL OR known.closed_at IS NOT NULL
