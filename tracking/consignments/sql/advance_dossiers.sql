-- Move dossiers forward to a legal state, never back; return those that moved.
UPDATE consignments_dossier
SET
    business_state = %(state)s,
    returned_at = CASE WHEN %(is_returned)s THEN %(now)s ELSE returned_at END
WHERE id = ANY(%(dossiers)s::uuid []) AND business_state = ANY(%(earlier)s::varchar [])
RETURNING id
