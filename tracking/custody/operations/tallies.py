"""Keep what was counted in an item, and open a case where papers are missing."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tracking.consignments.models import Tally
from tracking.consignments.operations.dossiers import lock_subjects, record_tally
from tracking.custody.around import parties_around
from tracking.custody.operations.lines import put, settle
from tracking.custody.projection import LineRow
from tracking.custody.stories import stored_story
from tracking.custody.subjects import subjects_of
from tracking.kernel.line import CaseKind, FoundCase, Standing
from tracking.kernel.scan import Act
from tracking.parties.refusals import NotFound


def _has_effect(line: LineRow | None, scan: str) -> bool:
    """Whether a scan says something, as the fold found: not by whoever might not sign it."""
    return any(
        step["scan"] == scan and step["standing"] != Standing.VOID
        for step in (line.steps if line else ())
    )


@transaction.atomic
def tally(
    *,
    scan: str,
    item: UUID,
    office: UUID,
    counted: Collection[tuple[int, int]],
    now: datetime,
) -> Tally:
    """Keep what an office counted beside its signed check; a count that is short opens a case.

    Safe to repeat: the first count of an item beside a check stays.

    Args:
        scan: id of the check.
        item: what was opened.
        office: who counted.
        counted: line number and count; a line that is not named was not found.
        now: when we were told.

    Raises:
        NotFound: no check of this office on this item, that has effect, is stored under that id.
        NotOnTheList: a number that the document list does not have.
    """
    subjects = subjects_of(lock_subjects([item]))
    scans = stored_story([item]).scans
    line = subjects[item].line if item in subjects else None
    if not any(
        (one.scan.id, one.scan.act, one.scan.party) == (scan, Act.CHECK, office) for one in scans
    ) or not _has_effect(line, scan):
        raise NotFound
    kept = record_tally(scan=scan, item_id=item, office_id=office, counted=counted, now=now)
    if not kept.is_complete:
        parties = parties_around(subjects=subjects.values(), scans=scans, since=now, now=now)
        short = FoundCase(kind=CaseKind.SHORT, scan=scan, parties=(office,))
        put(settle(folded=(), subjects=subjects, parties=parties, now=now, cases=[(item, short)]))
    return kept
