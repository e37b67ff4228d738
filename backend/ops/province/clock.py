"""Give routes their hours: how long a delta postman takes from stop to stop; pure.

Ferries count in the way as the time they take.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from typing import Final

from geo.distance import near_distance_m
from geo.point import Point
from geo.roads import way_between

STOP_MINUTES: Final = 10
LOADING_MINUTES: Final = 15
STEP_MINUTES: Final = 5  # no timetable says 09:47


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a courier is at one stop."""

    arrive: time
    depart: time


def day_of_route(
    points: Sequence[Point], *, out_at: time, back_at: time, km_an_hour: int
) -> tuple[list[int], list[Hours]]:
    """Lay a route's day out: along its stops from one hour on, back from another.

    The last stop of the way out is the first of the way back: it is one stop with a long stay.

    Returns:
        For each stop of the day, which of the points it is, and its hours.
    """
    last = len(points) - 1
    out = _minutes(points, begins=_minute_of(out_at), km_an_hour=km_an_hour)
    turns = max(_minute_of(back_at), out[-1] + STOP_MINUTES)
    back = _minutes(points[::-1], begins=turns, km_an_hour=km_an_hour)
    order = [*range(last + 1), *range(last - 1, -1, -1)]
    arrivals = [*out, *back[1:]]
    hours = [Hours(arrive=_time_of(at), depart=_time_of(at + STOP_MINUTES)) for at in arrivals]
    hours[0] = Hours(arrive=_time_of(out[0] - LOADING_MINUTES), depart=_time_of(out[0]))
    hours[last] = Hours(arrive=_time_of(out[-1]), depart=_time_of(back[0]))
    return order, hours


def _minutes(points: Sequence[Point], *, begins: int, km_an_hour: int) -> list[int]:
    """Return when a courier who leaves the first point at a minute reaches each."""
    found = [begins]
    for no, (here, there) in enumerate(pairwise(points)):
        leaves = found[-1] + (STOP_MINUTES if no else 0)
        ride = _way_m(here, there) / 1000 / km_an_hour * 60
        found.append(_rounded(leaves + ride))
    return found


def _way_m(here: Point, there: Point) -> float:
    return sum(near_distance_m(a, b) for a, b in pairwise(way_between(here, there)))


def _rounded(minute: float) -> int:
    return int(-(-minute // STEP_MINUTES)) * STEP_MINUTES


def _minute_of(at: time) -> int:
    return at.hour * 60 + at.minute


def _time_of(minute: int) -> time:
    return time(minute // 60, minute % 60)
