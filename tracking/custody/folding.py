"""Fold items, each for itself."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import structlog

from tracking.custody.around import Parties
from tracking.custody.projection import LineRow, Way, line_before_scans, line_row, stays_told
from tracking.custody.subjects import Subject
from tracking.kernel.custody import fold
from tracking.kernel.itinerary import Stay
from tracking.kernel.line import CaseKind, FoundCase, Line, SubjectScan

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """What folding an item brought; `line` and `stays` are None if the fold failed."""

    subject: Subject
    row: LineRow
    line: Line | None
    stays: Sequence[Stay] | None
    cases: tuple[FoundCase, ...]


def fold_subjects(  # noqa: PLR0913 - items, their scans, and what they are seen against
    *,
    subjects: Collection[Subject],
    told: Mapping[UUID, Sequence[SubjectScan]],
    torn: AbstractSet[str],
    parties: Parties,
    locked_until: Mapping[UUID, datetime],
    is_from_scratch: bool = False,
) -> list[Folded]:
    """Fold items, each for itself: one whose fold fails touches no other.

    Args:
        subjects: the items.
        told: what is stored of each, and what is in hand.
        torn: labels and codes of which a stored scan cannot be read: their items are not folded.
        parties: who is who.
        locked_until: of the items with a delivery whose PIN cannot be tried, until when.
        is_from_scratch: nothing of the stored lines is believed, not even who could see an item.
    """
    return [
        _failed(subject)
        if any(label.id in torn or label.code in torn for label in subject.labels)
        else _folded(
            subject,
            told[subject.item],
            parties,
            before=_row_from_scratch(subject) if is_from_scratch else _row_before(subject),
            locked_until=locked_until.get(subject.item),
        )
        for subject in subjects
    ]


def _folded(
    subject: Subject,
    scans: Sequence[SubjectScan],
    parties: Parties,
    *,
    before: LineRow,
    locked_until: datetime | None,
) -> Folded:
    try:
        line = fold(scans=scans, around=parties.surroundings)
        row = line_row(
            line=line,
            scans=scans,
            before=before,
            way=_way(subject),
            kinds=parties.surroundings.kinds,
            locked_until=locked_until,
        )
        stays = stays_told(line=line, scans=scans, kinds=parties.surroundings.kinds)
    except Exception:  # a fault in one item's story must not stop the story of any other
        log.exception("fold_failed", item=str(subject.item))
        return _failed(subject)
    return Folded(subject=subject, row=row, line=line, stays=stays, cases=line.cases)


def _failed(subject: Subject) -> Folded:
    case = FoundCase(kind=CaseKind.FOLD_FAILED, scan="", parties=())
    # It waits for nothing, or it would be due for ever: the next scan or a rebuild folds it again.
    row = replace(_row_before(subject), look_again_at=None, is_fold_failed=True)
    return Folded(subject=subject, row=row, line=None, stays=None, cases=(case,))


def _row_before(subject: Subject) -> LineRow:
    return subject.line or line_before_scans(way=_way(subject))


def _row_from_scratch(subject: Subject) -> LineRow:
    rev = subject.line.rev if subject.line else 0
    return replace(line_before_scans(way=_way(subject)), rev=rev)


def _way(subject: Subject) -> Way:
    # The papers that went out are done with once the dossier is decided where they are.
    filed_at = subject.decided_at if subject.direction == "out" else None
    return Way(offices=subject.way, filed_at=filed_at)
