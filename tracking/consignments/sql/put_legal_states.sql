-- Store how dossiers stand by law.
UPDATE consignments_dossier AS dossier
SET
    business_state = folded.business_state,
    outcome = folded.outcome,
    decided_at = folded.decided_at,
    returned_at = folded.returned_at,
    returned_by = folded.returned_by
FROM UNNEST(
    %(dossiers)s::uuid [], %(states)s::varchar [], %(outcomes)s::varchar [],
    %(decided)s::timestamptz [], %(returned)s::timestamptz [], %(returned_by)s::timestamptz []
) AS folded (id, business_state, outcome, decided_at, returned_at, returned_by)
WHERE dossier.id = folded.id
