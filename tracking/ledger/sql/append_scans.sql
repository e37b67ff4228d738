-- Store scans, the labels they name and their private parts; count the new ones.
WITH offered AS (
    SELECT * FROM UNNEST(
        %(ids)s::varchar [], %(jws)s::text [], %(devices)s::varchar [], %(acts)s::varchar [],
        %(whos)s::uuid [], %(parties)s::uuid [], %(epochs)s::varchar [], %(ns)s::bigint [],
        %(prevs)s::varchar [], %(tickets_by)s::varchar [], %(resolved_to)s::uuid [],
        %(shows)s::timestamptz [], %(begins)s::timestamptz [], %(latest)s::timestamptz [],
        %(flags)s::text [], %(cases)s::uuid [], %(privates)s::bytea []
    ) AS row (
        id, jws, device_id, act, who, party, epoch, n, prev, ticket_by, resolved_to, shows_at,
        begins_at, latest_at, flags, case_id, private
    )
),

stored AS (
    INSERT INTO ledger_scan (
        id, jws, device_id, act, who, party, epoch, n, prev, ticket_by, resolved_to, shows_at,
        begins_at, latest_at, received_at, flags, "case", batch
    )
    SELECT
        id, jws, device_id, act, who, party, epoch, n, prev, ticket_by, resolved_to, shows_at,
        begins_at, latest_at, %(received_at)s::timestamptz, STRING_TO_ARRAY(flags, ','), case_id,
        %(batch)s::uuid
    FROM offered
    ON CONFLICT DO NOTHING
    RETURNING id
),

named AS (
    INSERT INTO ledger_scanlabel (scan_id, label, code, basis)
    SELECT row.scan_id, row.label, row.code, row.basis
    FROM UNNEST(
        %(on_scans)s::varchar [], %(on_labels)s::varchar [], %(on_codes)s::varchar [],
        %(on_bases)s::varchar []
    ) AS row (scan_id, label, code, basis)
    INNER JOIN stored ON row.scan_id = stored.id
),

private AS (
    INSERT INTO ledger_privatepart (scan_id, text)
    SELECT offered.id, offered.private
    FROM offered
    INNER JOIN stored ON offered.id = stored.id
    WHERE offered.private IS NOT NULL
)

SELECT COUNT(*) FROM stored
