-- Store lines, each over the one before it.
INSERT INTO custody_line (
    subject, rev, state, holder, holder_kind, next_stop, offeree, claimants, certainty, flags,
    tip, tips, parts_at, scan, earliest_at, latest_at, steps, watchers, verdict, handed_over_at,
    handed_over_by, is_doubted, ended_at, look_again_at, is_fold_failed
)
SELECT
    subject,
    rev,
    state,
    holder,
    holder_kind,
    next_stop,
    offeree,
    claimants,
    certainty,
    flags,
    tip,
    tips,
    parts_at,
    scan,
    earliest_at,
    latest_at,
    steps,
    watchers,
    verdict,
    handed_over_at,
    handed_over_by,
    is_doubted,
    ended_at,
    look_again_at,
    is_fold_failed
FROM JSONB_POPULATE_RECORDSET(NULL::custody_line, %(lines)s::jsonb)
ON CONFLICT (subject) DO UPDATE SET
(
    rev, state, holder, holder_kind, next_stop, offeree, claimants, certainty, flags,
    tip, tips, parts_at, scan, earliest_at, latest_at, steps, watchers, verdict, handed_over_at,
    handed_over_by, is_doubted, ended_at, look_again_at, is_fold_failed
) = ROW(
    excluded.rev, excluded.state, excluded.holder, excluded.holder_kind, excluded.next_stop,
    excluded.offeree, excluded.claimants, excluded.certainty, excluded.flags, excluded.tip,
    excluded.tips, excluded.parts_at, excluded.scan, excluded.earliest_at, excluded.latest_at,
    excluded.steps, excluded.watchers, excluded.verdict, excluded.handed_over_at,
    excluded.handed_over_by, excluded.is_doubted, excluded.ended_at, excluded.look_again_at, excluded.is_fold_failed
)
