"""Read the timetable: routes and their stops, the rides they offer, when the next one goes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from tracking.kernel.itinerary import (
    BY_HAND_MINUTES,
    Network,
    Ride,
    Stop,
    itinerary,
    network,
)
from tracking.legs.models import RouteStop
from tracking.parties.models import Office, OfficeKind, OfficeParent
from tracking.parties.places import VIETNAM

LONGEST_CLOSURE_D: Final = 14  # Tết, and the weekends around it


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One stop of a route as the timetable has it."""

    no: int
    office: UUID
    arrive: time
    depart: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A route: how it is called, who rides it, and its stops in order."""

    route: UUID
    code: str
    call_sign: str | None
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """One departure from an office on one day."""

    route: UUID
    code: str
    call_sign: str | None
    departs_at: datetime
    arrives_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """All routes, and the rides that leave each office."""

    lines: Mapping[UUID, Line]
    rides: Network

    def way(self, *, origin: UUID, destination: UUID) -> list[Ride] | None:
        """Return the hops from an office to another, or None if nobody goes there."""
        return itinerary(origin=origin, destination=destination, rides=self.rides)


def timetable() -> Timetable:
    """Return the timetable as it is; rides are found again only when something of it changed."""
    today = timezone.localdate()
    begun = Q(valid_from=None) | Q(valid_from__lte=today)
    parents = (
        OfficeParent.objects.filter(begun & (Q(valid_until=None) | Q(valid_until__gt=today)))
        .order_by("office_id", F("valid_from").asc(nulls_first=True), "pk")
        .values_list("office_id", "parent_id")
    )
    points = Office.objects.filter(kind=OfficeKind.POSTAL_POINT).order_by("pk")
    return _timetable_of(
        tuple(_lines()), tuple(parents), frozenset(points.values_list("pk", flat=True))
    )


@lru_cache(maxsize=2)
def _timetable_of(
    lines: tuple[Line, ...], parents: tuple[tuple[UUID, UUID], ...], points: frozenset[UUID]
) -> Timetable:
    routes = {line.route: [_stop(call) for call in line.calls] for line in lines}
    return Timetable(
        lines={line.route: line for line in lines},
        rides=network(routes=routes, parents=dict(parents), passed=points),  # the newest edge wins
    )


def _lines() -> list[Line]:
    calls: dict[UUID, list[Call]] = {}
    named: dict[UUID, tuple[str, str | None]] = {}
    rows = RouteStop.objects.order_by("route__code", "no").values_list(
        "route_id",
        "route__code",
        "route__courier__call_sign",
        "no",
        "office_id",
        "arrive",
        "depart",
    )
    for route, code, call_sign, no, office, arrive, depart in rows:
        named[route] = code, call_sign
        call = Call(no=no, office=office, arrive=arrive, depart=depart)
        calls.setdefault(route, []).append(call)
    return [
        Line(route=route, code=code, call_sign=call_sign, calls=tuple(calls[route]))
        for route, (code, call_sign) in named.items()
    ]


def _stop(call: Call) -> Stop:
    return Stop(
        office=call.office, arrive_min=_minutes(call.arrive), depart_min=_minutes(call.depart)
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def next_departure(
    *, table: Timetable, origin: UUID, after: datetime, to: Collection[UUID] | None = None
) -> Departure | None:
    """Return the first departure from an office on a working day at or after a moment.

    Args:
        table: the timetable.
        origin: where it leaves.
        after: the moment.
        to: where it must arrive later on its way, at one of them; None: anywhere.
    """
    for day in _working_days(after):
        found = [
            departure
            for line in table.lines.values()
            for departure in _departures(line, day, origin, to)
            if departure.departs_at >= after
        ]
        if found:
            return min(found, key=lambda one: (one.departs_at, one.arrives_at, one.code))
    return None


def _working_days(after: datetime) -> list[date]:
    first = timezone.localtime(after).date()
    days = [first + timedelta(days=no) for no in range(LONGEST_CLOSURE_D)]
    return [day for day in days if VIETNAM.is_working_day(day)]


def _departures(
    line: Line, day: date, origin: UUID, to: Collection[UUID] | None
) -> list[Departure]:
    found = []
    for no, call in enumerate(line.calls):
        if call.office != origin:
            continue
        for later in line.calls[no + 1 :]:
            if later.office != origin and (to is None or later.office in to):
                found.append(
                    Departure(
                        route=line.route,
                        code=line.code,
                        call_sign=line.call_sign,
                        departs_at=moment(day, call.depart),
                        arrives_at=moment(day, later.arrive),
                    )
                )
                break
    return found


def expected_arrival(
    *, table: Timetable, origin: UUID, destination: UUID, after: datetime
) -> datetime:
    """Return when papers ready at an office should be at the next, by timetable or by hand."""
    found = next_departure(table=table, origin=origin, after=after, to={destination})
    return found.arrives_at if found else after + timedelta(minutes=BY_HAND_MINUTES)


def moment(on: date, at: time) -> datetime:
    """Return a time of the timetable on a day, in the zone of the house."""
    return timezone.make_aware(datetime.combine(on, at))
