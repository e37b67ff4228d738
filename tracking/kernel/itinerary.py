"""The way of papers through a timetable: fewest hands first, then the shortest time; pure."""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

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
