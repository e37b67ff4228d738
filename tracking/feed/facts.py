"""What live screens are told, and the names of the streams that tell it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class FactKind(StrEnum):
    """What happened, in the past tense."""

    ITEM_ANNOUNCED = "item.announced"
    CUSTODY_CHANGED = "custody.changed"
    DOSSIER_CHANGED = "dossier.changed"
    COURIER_CHANGED = "courier.changed"
    CASE_OPENED = "case.opened"
    CASE_HEALED = "case.healed"
    CASE_REOPENED = "case.reopened"
    DEVICE_ENROLLED = "device.enrolled"
    MILESTONE = "milestone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened and the streams that may see it.

    The body is JSON and has `subject` and `rev`: a screen ignores what is not newer than what it
    has of the same subject, so two facts about one subject never share a `rev`.
    """

    streams: frozenset[str]
    kind: FactKind
    body: Mapping[str, object]
    at: datetime


def office_streams(offices: Iterable[UUID]) -> frozenset[str]:
    """Return what the desks of these offices watch."""
    return frozenset(f"office.{office}" for office in offices)


def desk_streams(offices: Iterable[UUID]) -> frozenset[str]:
    """Return where the people of these offices learn of cases, and of devices that join."""
    return frozenset(f"desk.{office}" for office in offices)


def unit_streams(units: Iterable[UUID]) -> frozenset[str]:
    """Return what the supervisors of these administrative units watch."""
    return frozenset(f"unit.{unit}" for unit in units)


def person_streams(people: Iterable[UUID]) -> frozenset[str]:
    """Return what the phones of these people watch."""
    return frozenset(f"person.{person}" for person in people)


def track_stream(key: str) -> frozenset[str]:
    """Return what the citizen with this key watches; it carries milestones alone."""
    return frozenset({f"track.{key}"})


def next_rev(*, after: int, now: datetime) -> int:
    """Return the revision of the next fact about a subject.

    It rises with every fact, even if the clock steps back, and even if what `after` was read from
    has been thrown away in between.

    Args:
        after: the newest revision of the subject, 0 if none is kept.
        now: the clock.
    """
    return max(after + 1, int(now.timestamp() * 1_000_000))
