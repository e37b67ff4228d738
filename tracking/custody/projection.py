"""The line of an item as it is stored and shown, made from what the fold found; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from tracking.kernel.instants import moment
from tracking.kernel.itinerary import HAVE_COUNTERS, Stay
from tracking.kernel.line import (
    CLAIMS,
    Certainty,
    HandedOver,
    Line,
    PartyKind,
    Standing,
    State,
    Step,
    SubjectScan,
)

LONGEST_DOUBT: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One row of the table of lines, without its subject; the columns are described there."""

    rev: int
    state: str | None
    holder: UUID | None
    holder_kind: str | None
    next_stop: UUID | None
    offeree: UUID | None
    claimants: Sequence[UUID]
    certainty: str
    flags: Sequence[str]
    tip: str | None
    tips: Sequence[str]
    parts_at: str | None
    scan: str | None
    earliest_at: datetime | None
    latest_at: datetime | None
    steps: Sequence[Mapping[str, Any]]
    watchers: Sequence[UUID]
    verdict: str | None
    handed_over_at: datetime | None
    handed_over_by: datetime | None
    is_doubted: bool
    ended_at: datetime | None
    look_again_at: datetime | None
    is_fold_failed: bool

    @property
    def has_in_hand(self) -> UUID | None:
        """The holder, unless it is doubted; None if nobody has it beyond such a doubt."""
        return None if self.is_doubted else self.holder

    def differs(self, other: "LineRow | None") -> bool:
        """Tell whether anything but the revision is another."""
        return other is None or replace(self, rev=other.rev) != other


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The planned way of an item: its offices in order, and when its last one was done with it."""

    offices: tuple[UUID, ...]
    filed_at: datetime | None


def line_before_scans(*, way: Way) -> LineRow:
    """Return the line of an item that nobody scanned yet: the offices on its way await it."""
    return LineRow(
        rev=0,
        state=None,
        holder=None,
        holder_kind=None,
        next_stop=way.offices[0],
        offeree=None,
        claimants=[],
        certainty=Certainty.VERIFIED,
        flags=[],
        tip=None,
        tips=[],
        parts_at=None,
        scan=None,
        earliest_at=None,
        latest_at=None,
        steps=[],
        watchers=sorted(way.offices),
        verdict=None,
        handed_over_at=None,
        handed_over_by=None,
        is_doubted=False,
        ended_at=None,
        look_again_at=None,
        is_fold_failed=False,
    )


def line_row(  # noqa: PLR0913 - what was found, and all that it is seen against
    *,
    line: Line,
    scans: Iterable[SubjectScan],
    before: LineRow,
    way: Way,
    kinds: Mapping[UUID, PartyKind],
    locked_until: datetime | None,
) -> LineRow:
    """Return the row for what the fold found; its revision is still the one before.

    Args:
        line: what the fold found.
        scans: what it was found from.
        before: the row as it is; who could see the item then still can.
        way: the planned way.
        kinds: of the parties named.
        locked_until: until when the PIN of a delivery cannot be tried; None if it can.
    """
    changes_at = None if line.changes_ms is None else moment(line.changes_ms)
    at = None if line.latest_ms is None else moment(line.latest_ms)
    is_filed = way.filed_at is not None and line.holder == way.offices[-1]
    # What is said to be delivered and is not proven still needs somebody to look.
    over = line.handed_over
    is_over = line.state is State.DELIVERED and over is not None
    return LineRow(
        rev=before.rev,
        state=line.state,
        holder=line.holder,
        holder_kind=None if line.holder is None else kinds.get(line.holder, PartyKind.UNKNOWN),
        next_stop=_next_stop(way=way, steps=line.steps),
        offeree=line.offeree,
        claimants=list(line.claimants),
        certainty=line.certainty,
        flags=list(line.flags),
        tip=line.tip,
        tips=list(line.tips),
        parts_at=line.parts_at,
        scan=next((step.scan for step in reversed(line.steps) if step.is_effective), None),
        earliest_at=None if line.earliest_ms is None else moment(line.earliest_ms),
        latest_at=at,
        steps=[_step_said(step) for step in line.steps],
        watchers=_watchers(line=line, scans=scans, before=before, way=way, kinds=kinds),
        verdict=line.verdict,
        handed_over_at=None if over is None else _best_of(over),
        handed_over_by=None if over is None else moment(over.latest_ms),
        is_doubted=line.is_doubted,
        ended_at=at if is_over else way.filed_at if is_filed else None,
        look_again_at=min((due for due in (changes_at, locked_until) if due), default=None),
        is_fold_failed=False,
    )


def _best_of(one: HandedOver | SubjectScan) -> datetime:
    earliest_at, latest_at = moment(one.earliest_ms), moment(one.latest_ms)
    return earliest_at if latest_at - earliest_at < LONGEST_DOUBT else latest_at


def _next_stop(*, way: Way, steps: Iterable[Step]) -> UUID | None:
    """Return the office after the farthest one on the way that ever held it; None at the end."""
    held = {step.holder for step in steps if step.is_effective}
    farthest = max((no for no, office in enumerate(way.offices) if office in held), default=-1)
    return way.offices[farthest + 1] if farthest + 1 < len(way.offices) else None


def _step_said(step: Step) -> dict[str, object]:
    return {
        "scan": step.scan,
        "act": step.act,
        "party": str(step.party),
        "standing": step.standing,
        "state": step.state,
        "holder": None if step.holder is None else str(step.holder),
        "is_two_sided": step.is_two_sided,
        "flags": list(step.flags),
    }


def _watchers(
    *,
    line: Line,
    scans: Iterable[SubjectScan],
    before: LineRow,
    way: Way,
    kinds: Mapping[UUID, PartyKind],
) -> list[UUID]:
    """Return the offices that may see the item; a scan that moves nothing lets nobody in."""
    moving = {step.scan for step in line.steps if step.standing in CLAIMS}
    named = {party for scan in scans if scan.id in moving for party in (scan.party, scan.to)}
    offices = {one for one in named if one is not None and kinds.get(one) in HAVE_COUNTERS}
    return sorted({*before.watchers, *way.offices, *offices})


def stays_told(
    *, line: Line, scans: Iterable[SubjectScan], kinds: Mapping[UUID, PartyKind]
) -> list[Stay]:
    """Return who had the item one after the other; a dispute and a doubt make no way."""
    said = {scan.id: scan for scan in scans}
    stays: list[Stay] = []
    for step in line.steps:
        if step.standing is not Standing.LINE or step.holder is None:
            continue
        if stays and stays[-1].holder == step.holder:
            continue
        scan = said[step.scan]
        stays.append(
            Stay(
                holder=step.holder,
                kind=kinds.get(step.holder, PartyKind.UNKNOWN),
                at=_best_of(scan),
            )
        )
    return stays[:-1] if line.is_doubted else stays
