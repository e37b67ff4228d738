"""What custody reads and finds of the legal state of dossiers, whose items it folds."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from tracking.consignments.legal_row import LegalRow
from tracking.custody.projection import LineRow
from tracking.custody.subjects import Subject, subjects_of
from tracking.kernel.dossier import (
    BusinessState,
    Cause,
    EventKind,
    ItemLine,
    LegalEvent,
    cause_between,
    fold_dossier,
    is_decided_without_papers,
    papers_are_there,
)
from tracking.kernel.instants import milliseconds, moment
from tracking.kernel.line import EFFECTIVE, IN_HAND, CaseKind, FoundCase, State
from tracking.parties.prepared import Rows, ask

DOSSIERS: Final = (Path(__file__).parent / "sql" / "dossiers.sql").read_text()


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierStory:
    """A dossier under the lock of its items: how it was stored, its events, its items."""

    id: UUID
    stored: LegalRow
    events: tuple[LegalEvent, ...]
    items: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalFolded:
    """What folding a dossier brought.

    Attributes:
        story: from which, together with lines.
        row: as it stands now.
        cause: of the last step from how it was stored; None if it took none.
        papers: its items that went out.
        is_without_papers: it was decided on papers that never came.
    """

    story: DossierStory
    row: LegalRow
    cause: Cause | None
    papers: tuple[UUID, ...]
    is_without_papers: bool

    @property
    def cases(self) -> Iterator[tuple[UUID, FoundCase]]:
        """What somebody must look at, by item."""
        if self.is_without_papers:
            for item in self.papers:
                yield item, FoundCase(CaseKind.DECIDED_WITHOUT_PAPERS, "", ())


def stories_of_dossiers(dossiers: Collection[UUID], /) -> list[DossierStory]:
    """Return dossiers, each with its events; that their items are locked is the caller's."""
    if not dossiers:
        return []
    return ask(DOSSIERS, {"dossiers": sorted(dossiers)}, read=_stories).answer()


def with_all_items(
    *, subjects: Mapping[UUID, Subject], stories: Iterable[DossierStory]
) -> dict[UUID, Subject]:
    """Return subjects with those of the same dossiers that were made while we waited for a lock.

    Nobody else changes them before us: who locks one of a dossier's items locks the others.
    """
    missing = [item for story in stories for item in story.items if item not in subjects]
    return {**subjects, **subjects_of(missing)}


def fold_dossiers(
    *,
    stories: Iterable[DossierStory],
    subjects: Mapping[UUID, Subject],
    rows: Mapping[UUID, LineRow],
) -> dict[UUID, LegalFolded]:
    """Fold the legal state of dossiers, by id.

    Args:
        stories: of the dossiers.
        subjects: all of their items.
        rows: the lines that were folded just now; of other items the stored ones count.
    """
    return {story.id: _folded(story, subjects, rows) for story in stories}


def _folded(
    story: DossierStory, subjects: Mapping[UUID, Subject], rows: Mapping[UUID, LineRow]
) -> LegalFolded:
    own = [subjects[item] for item in story.items]
    items = [item_line(one, rows.get(one.item) or one.line) for one in own]
    standing = fold_dossier(events=story.events, items=items)
    before = next((one for one in BusinessState if one == story.stored.business_state), None)
    return LegalFolded(
        story=story,
        row=LegalRow(
            business_state=standing.state or story.stored.business_state,
            outcome=standing.outcome,
            decided_at=_moment(standing.decided_ms),
            returned_at=_moment(standing.returned_ms),
            returned_by=_moment(standing.returned_by_ms),
        ),
        cause=cause_between(before=before, after=standing.state),
        papers=tuple(one.item for one in own if not _is_back(one)),
        is_without_papers=is_decided_without_papers(events=story.events, items=items),
    )


def are_papers_there(subjects: Iterable[Subject]) -> bool:
    """Tell whether whoever decides a dossier has its papers in hand, by the stored lines."""
    return papers_are_there([item_line(one, one.line) for one in subjects])


def item_line(subject: Subject, row: LineRow | None) -> ItemLine:
    """Return the line of an item as the law looks at it."""
    return ItemLine(
        is_back=_is_back(subject),
        receiver=subject.citizen if _is_back(subject) else subject.destination,
        state=State(row.state) if row and row.state else None,
        holder=row.holder if row else None,
        was_with=frozenset(_hands(row)) if row else frozenset(),
        handed_over_ms=_handed_over(row) if row else None,
    )


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else moment(ms)


def _handed_over(row: LineRow) -> tuple[int, int] | None:
    at, by = row.handed_over_at, row.handed_over_by
    return None if at is None or by is None else (milliseconds(at), milliseconds(by))


def _is_back(subject: Subject) -> bool:
    return subject.direction == "back"


def _hands(row: LineRow) -> Iterator[UUID]:
    for step in row.steps:
        if step["standing"] in EFFECTIVE and step["state"] in IN_HAND and step["holder"]:
            yield UUID(step["holder"])


def _stories(rows: Rows) -> list[DossierStory]:
    return [
        DossierStory(
            id=dossier,
            stored=LegalRow(
                business_state=state,
                outcome=outcome,
                decided_at=decided_at,
                returned_at=returned_at,
                returned_by=returned_by,
            ),
            events=tuple(_event(*said) for said in json.loads(events or "[]")),
            items=tuple(items),
        )
        for (
            dossier,
            state,
            outcome,
            decided_at,
            returned_at,
            returned_by,
            items,
            events,
        ) in rows
    ]


def _event(kind: str, at: str, outcome: str) -> LegalEvent:
    at_ms = milliseconds(datetime.fromisoformat(at))
    return LegalEvent(kind=EventKind(kind), at_ms=at_ms, outcome=outcome)
