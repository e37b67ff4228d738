"""Read items with their labels, as custody stands on them."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from tracking.custody.judging import NamedLabel
from tracking.custody.projection import LineRow
from tracking.kernel.instants import milliseconds
from tracking.kernel.label import LabelKind
from tracking.kernel.line import (
    IssuedTo,
)
from tracking.parties.prepared import Asked, NamedRows, ask_named, prepared

_SQL: Final = Path(__file__).parent / "sql"
NAMED_LABELS: Final = (_SQL / "named_labels.sql").read_text()
SUBJECTS: Final = (_SQL / "subjects.sql").read_text()
# Columns of a subject that mean the same under the same name.
_PLAIN: Final = (
    "dossier_code",
    "procedure",
    "field_code",
    "seal",
    "paper_count",
    "direction",
    "goes_to_door",
    "business_state",
    "due_at",
    "decided_at",
    "door_proofs",
    "counter_proofs",
    "stream",
    "cases",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectLabel:
    """One label of an item, and which offices could commission with it, since when.

    `is_doubtful`: another label has the same code, so that who types it means none.
    """

    id: str
    code: str
    is_void: bool
    is_doubtful: bool
    issued: tuple[IssuedTo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An item under the lock, with all that its custody stands on beside the scans.

    `stops` are the offices after the origin on the planned way, in order; `line` is None before
    the item was ever folded.
    """

    item: UUID
    dossier: UUID
    dossier_code: str
    procedure: str
    field_code: str
    seal: str
    paper_count: int
    direction: str
    origin: UUID
    destination: UUID
    goes_to_door: bool
    business_state: str
    due_at: datetime
    decided_at: datetime | None
    citizen: UUID
    door_proofs: list[str] | None
    counter_proofs: list[str] | None
    stream: str | None
    stops: tuple[UUID, ...]
    labels: tuple[SubjectLabel, ...]
    cases: int
    line: LineRow | None

    @property
    def way(self) -> tuple[UUID, ...]:
        """The offices on the planned way, origin and destination included, in order."""
        return tuple(dict.fromkeys((self.origin, *self.stops, self.destination)))


def named_labels(
    *, labels: Collection[str], codes: Collection[str]
) -> tuple[dict[str, NamedLabel], dict[str, list[NamedLabel]]]:
    """Return labels by their ids, and by each code typed those that it may mean."""
    with prepared() as cursor:
        cursor.execute(NAMED_LABELS, {"labels": list(labels), "codes": list(codes)})
        found = [
            NamedLabel(id=id_, code=code, kind=LabelKind(kind), item=item, voided_at=voided_at)
            for id_, code, kind, item, voided_at in cursor.fetchall()
        ]
    by_code: dict[str, list[NamedLabel]] = {}
    for label in found:
        if label.code in codes:
            by_code.setdefault(label.code, []).append(label)
    return {label.id: label for label in found if label.id in labels}, by_code


def subjects_of(items: Collection[UUID]) -> dict[UUID, Subject]:
    """Return items with all that custody stands on; those that do not exist are absent."""
    return ask_subjects(items).answer() if items else {}


def ask_subjects(items: Collection[UUID]) -> Asked[dict[UUID, Subject]]:
    """Ask for what `subjects_of` returns; under their lock, if they are to be changed."""
    return ask_named(SUBJECTS, {"items": list(items)}, read=_subjects)


def _subjects(rows: NamedRows) -> dict[UUID, Subject]:
    return {row["id"]: _subject(row) for row in rows}


def _subject(row: dict[str, Any]) -> Subject:
    plain = {name: row[name] for name in _PLAIN}
    line = {name: row[name] for name in LineRow.__slots__}
    line["steps"] = json.loads(line["steps"] or "[]")
    return Subject(
        **plain,
        item=row["id"],
        dossier=row["dossier_id"],
        origin=row["origin_id"],
        destination=row["destination_id"],
        citizen=row["citizen_id"],
        stops=tuple(row["stops"]),
        labels=tuple(_subject_label(label) for label in json.loads(row["labels"] or "[]")),
        line=None if row["rev"] is None else LineRow(**line),
    )


def _subject_label(said: dict[str, Any]) -> SubjectLabel:
    owners = [(said["issued_to"], said["issued_at"]), *(said["passes"] or ())]
    issued = [
        IssuedTo(party=UUID(party), from_ms=milliseconds(datetime.fromisoformat(from_at)))
        for party, from_at in owners
    ]
    issued.sort(key=lambda one: one.from_ms)
    return SubjectLabel(
        id=said["id"],
        code=said["code"],
        is_void=said["is_void"],
        is_doubtful=said["is_doubtful"],
        issued=tuple(issued),
    )
