"""Fold items, each for itself."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from tracking.custody.projection import LineRow, Way, line_before_scans, line_row
from tracking.custody.subjects import DatedScan, Parties, Subject, scans_by_subject
from tracking.kernel.custody import fold
from tracking.kernel.line import CaseKind, FoundCase, Line, SubjectScan

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """What folding an item brought; `line` is None if the fold failed."""

    subject: Subject
    row: LineRow
    line: Line | None
    cases: tuple[FoundCase, ...]


def fold_subjects(
    *, subjects: Collection[Subject], scans: Iterable[DatedScan], parties: Parties
) -> list[Folded]:
    """Fold items, each for itself: one whose fold fails touches no other."""
    sorted_scans = scans_by_subject(subjects=subjects, scans=scans, parties=parties)
    return [_folded(subject, sorted_scans[subject.item], parties) for subject in subjects]


def _folded(subject: Subject, scans: Sequence[SubjectScan], parties: Parties) -> Folded:
    way = Way(offices=subject.way, filed_at=_filed_at(subject))
    before = subject.line or line_before_scans(way=way)
    try:
        line = fold(scans=scans, around=parties.surroundings)
        kinds = parties.surroundings.kinds
        row = line_row(line=line, scans=scans, before=before, way=way, kinds=kinds)
    except Exception:  # a fault in one item's story must not stop the story of any other
        log.exception("fold_failed", item=str(subject.item))
        case = FoundCase(kind=CaseKind.FOLD_FAILED, scan="", parties=())
        row = replace(before, is_fold_failed=True)
        return Folded(subject=subject, row=row, line=None, cases=(case,))
    return Folded(subject=subject, row=row, line=line, cases=line.cases)


def _filed_at(subject: Subject) -> datetime | None:
    """When the papers that went out were done with where they went to."""
    return subject.decided_at if subject.direction == "out" else None
