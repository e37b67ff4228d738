"""Lay a courier's day out over the stops of his run; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from tracking.legs.timetable import Call, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A stay at a site, as the fences found it."""

    site: UUID
    arrived_at: datetime
    departed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStop:
    """A stop of a run: when it should be, when it was, and what changes hands there."""

    no: int
    office: UUID
    arrive_at: datetime
    depart_at: datetime
    arrived_at: datetime | None = None
    departed_at: datetime | None = None
    give: tuple[UUID, ...] = ()
    take: tuple[UUID, ...] = ()

    @property
    def is_past(self) -> bool:
        """Whether the courier was here and has left."""
        return self.departed_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An item of a courier's day: where it waits, if an office has it, and where it goes next."""

    item: UUID
    at_office: UUID | None
    next_office: UUID | None
    is_for_door: bool = False


def day_stops(
    *,
    calls: Iterable[Call],
    on: date,
    site_of: Mapping[UUID, UUID],
    visits: Iterable[Visit],
) -> tuple[DayStop, ...]:
    """Return the stops of a run in order, each with the visit that was meant for it.

    A visit belongs to the first stop at its site that comes after the last one visited, so an
    office that the run calls at twice has its second visit at its second stop. What was skipped
    on the way counts as left when the next one was reached.
    """
    stops = [
        DayStop(
            no=call.no,
            office=call.office,
            arrive_at=moment(on, call.arrive),
            depart_at=moment(on, call.depart),
        )
        for call in calls
    ]
    reached = 0
    for visit in visits:
        found = _stop_at(stops, reached, visit.site, site_of)
        if found is None:
            continue
        stops[found] = replace(
            stops[found],
            arrived_at=stops[found].arrived_at or visit.arrived_at,
            departed_at=visit.departed_at,
        )
        for skipped in range(reached, found):
            stops[skipped] = replace(stops[skipped], departed_at=visit.arrived_at)
        reached = found if visit.departed_at is None else found + 1
    return tuple(stops)


def _stop_at(
    stops: Sequence[DayStop], first: int, site: UUID, site_of: Mapping[UUID, UUID]
) -> int | None:
    return next((no for no in range(first, len(stops)) if site_of[stops[no].office] == site), None)


def with_work(stops: Sequence[DayStop], *, waiting: Iterable[Waiting]) -> tuple[DayStop, ...]:
    """Return the stops with the items to give and to take at each that is not past.

    An item in the courier's hands is given at the first stop at its next office; one that waits at
    an office is taken at the first stop there after which the run comes to its next office. What
    goes to a door is taken wherever its last office is.
    """
    give: dict[int, list[UUID]] = {}
    take: dict[int, list[UUID]] = {}
    ahead = [no for no, stop in enumerate(stops) if not stop.is_past]
    for one in waiting:
        if one.at_office is None:
            at = next((no for no in ahead if stops[no].office == one.next_office), None)
            if at is not None:
                give.setdefault(at, []).append(one.item)
        elif (at := _taken_at(stops, ahead, one)) is not None:
            take.setdefault(at, []).append(one.item)
    return tuple(
        replace(stop, give=tuple(give.get(no, ())), take=tuple(take.get(no, ())))
        for no, stop in enumerate(stops)
    )


def _taken_at(stops: Sequence[DayStop], ahead: Sequence[int], one: Waiting) -> int | None:
    for no in ahead:
        comes_by = any(stops[later].office == one.next_office for later in ahead if later > no)
        if stops[no].office == one.at_office and (comes_by or one.is_for_door):
            return no
    return None
