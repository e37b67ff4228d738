"""The way of papers: planned by a timetable, and followed as they go from hand to hand; pure.

Planned is the way of fewest hands first, then of the shortest time.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from tracking.kernel.line import PartyKind

HAVE_COUNTERS: Final = frozenset({PartyKind.OFFICE, PartyKind.AUTHORITY})
BY_HAND_MINUTES: Final = 15  # from one counter to the next in one building


@dataclass(frozen=True, slots=True, kw_only=True)
class Ride:
    """One hop that one courier can make; without a route, somebody walks over."""

    origin: UUID
    destination: UUID
    minutes: int
    route: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A stop of a route in order, in minutes after midnight."""

    office: UUID
    arrive_min: int
    depart_min: int


Network = Mapping[UUID, Sequence[Ride]]


def network(
    *, routes: Mapping[UUID, Sequence[Stop]], parents: Mapping[UUID, UUID], passed: Iterable[UUID]
) -> dict[UUID, list[Ride]]:
    """Return the rides that leave each office.

    Args:
        routes: stops in order, by route.
        parents: the office to which an office passes its papers up. Where no route comes, somebody
            walks: a deciding authority sits in the building of its one-stop.
        passed: offices at which a courier stops without handing anything over.
    """
    ignored = frozenset(passed)
    rides: dict[UUID, list[Ride]] = {}
    served: set[UUID] = set()
    for route, stops in routes.items():
        calls = [stop for stop in stops if stop.office not in ignored]
        served |= {stop.office for stop in calls}
        for no, start in enumerate(calls):
            for end in calls[no + 1 :]:
                if end.office != start.office:
                    rides.setdefault(start.office, []).append(_ride(route, start, end))
    for child, parent in parents.items():
        if child not in served:
            for origin, destination in ((child, parent), (parent, child)):
                walk = Ride(origin=origin, destination=destination, minutes=BY_HAND_MINUTES)
                rides.setdefault(origin, []).append(walk)
    return rides


def _ride(route: UUID, start: Stop, end: Stop) -> Ride:
    return Ride(
        origin=start.office,
        destination=end.office,
        minutes=end.arrive_min - start.depart_min,
        route=route,
    )


def itinerary(*, origin: UUID, destination: UUID, rides: Network) -> list[Ride] | None:
    """Return the hops from an office to another, or None if nobody goes there.

    Each handoff is a risk, so one courier for a long way is better than two for a short one. The
    way does not depend on the hour: the same two offices always have the same way.
    """
    best: dict[UUID, tuple[int, int]] = {}
    # The running number settles ties, since rides cannot be compared.
    queue: list[tuple[int, int, int, UUID, tuple[Ride, ...]]] = [(0, 0, 0, origin, ())]
    pushed = 0
    while queue:
        hops, minutes, _, office, way = heapq.heappop(queue)
        if office == destination:
            return list(way)
        if office in best and best[office] <= (hops, minutes):
            continue
        best[office] = (hops, minutes)
        for ride in rides.get(office, ()):
            pushed += 1
            entry = (hops + 1, minutes + ride.minutes, pushed, ride.destination, (*way, ride))
            heapq.heappush(queue, entry)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Who had an item, and since when."""

    holder: UUID
    kind: PartyKind
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One planned hop: when a courier took the item at its origin, and when its end had it."""

    origin: UUID
    destination: UUID
    started_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """How far an item is on its way.

    Attributes:
        hops: as planned, with when each began and ended.
        done: how many have ended.
        is_astray: an office has it that is neither ahead of it nor where it stands.
    """

    hops: tuple[Hop, ...]
    done: int
    is_astray: bool


def follow(*, plan: Iterable[tuple[UUID, UUID]], stays: Iterable[Stay]) -> Followed:
    """Tell which hops of a plan have begun and ended, from the whole story of who had the item.

    A hop begins when a courier has the item and ends at the first office ahead that has it; an
    office that was skipped ends its hop, too. Back at its origin it has not begun. In the hands of
    the citizen every way has ended. Whoever else has it makes no way.

    Args:
        plan: origin and destination of each hop, in order; at least one.
        stays: who had the item beyond doubt, the oldest first.
    """
    hops = [Hop(origin=origin, destination=destination) for origin, destination in plan]
    done, is_astray = 0, False
    for stay in stays:
        reached = _reached(hops, done, stay)
        is_astray = reached is None
        for no in range(done, reached or done):
            begun = hops[no].started_at or stay.at
            hops[no] = replace(hops[no], started_at=begun, ended_at=stay.at)
        done = reached or done
        if done < len(hops) and stay.kind is PartyKind.COURIER:
            begun = hops[done].started_at or stay.at
            hops[done] = replace(hops[done], started_at=begun)
        elif done < len(hops) and stay.holder == hops[done].origin:
            hops[done] = replace(hops[done], started_at=None)
    return Followed(hops=tuple(hops), done=done, is_astray=is_astray)


def _reached(hops: Sequence[Hop], done: int, stay: Stay) -> int | None:
    """Return how many hops have ended once somebody has the item; None if that is off the way."""
    if stay.kind is PartyKind.CITIZEN:
        return len(hops)
    here = hops[done].origin if done < len(hops) else hops[-1].destination
    if stay.kind not in HAVE_COUNTERS or stay.holder == here:
        return done
    ahead = range(done, len(hops))
    return next((no + 1 for no in ahead if hops[no].destination == stay.holder), None)
