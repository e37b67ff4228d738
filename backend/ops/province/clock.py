"""Give routes their hours: how long a delta postman takes from stop to stop; pure.

Ferries count in the way as the time they take.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from functools import cache
from itertools import pairwise
from typing import Final

from geo.distance import distance_m
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
    out: Sequence[Point], back: Sequence[Point], *, out_at: time, back_at: time, km_an_hour: int
) -> list[Hours]:
    """Lay a route's day out: along its stops from one hour on, back from another.

    Args:
        out: the stops of the way out.
        back: those of the way back; its first is the last of the way out, one stop, a long stay.
        out_at: when the courier leaves the first stop.
        back_at: when he turns, if he is there by then.
        km_an_hour: how fast he rides.

    Returns:
        The hours of the stops of the way out, then of those of the way back but its first.
    """
    going = _minutes(out, begins=_minute_of(out_at), km_an_hour=km_an_hour)
    turns = max(_minute_of(back_at), going[-1] + STOP_MINUTES)
    coming = _minutes(back, begins=turns, km_an_hour=km_an_hour)
    starts = Hours(arrive=_time_of(going[0] - LOADING_MINUTES), depart=_time_of(going[0]))
    turning = Hours(arrive=_time_of(going[-1]), depart=_time_of(turns))
    return [starts, *map(_short_stop, going[1:-1]), turning, *map(_short_stop, coming[1:])]


def _short_stop(minute: int) -> Hours:
    return Hours(arrive=_time_of(minute), depart=_time_of(minute + STOP_MINUTES))


def _minutes(points: Sequence[Point], *, begins: int, km_an_hour: int) -> list[int]:
    """Return when a courier who leaves the first point at a minute reaches each."""
    found = [begins]
    for no, (here, there) in enumerate(pairwise(points)):
        leaves = found[-1] + (STOP_MINUTES if no else 0)
        ride = _way_m(here, there) / 1000 / km_an_hour * 60
        found.append(_rounded(leaves + ride))
    return found


@cache
def _way_m(here: Point, there: Point) -> float:
    return sum(distance_m(a, b) for a, b in pairwise(way_between(here, there)))


def _rounded(minute: float) -> int:
    return int(-(-minute // STEP_MINUTES)) * STEP_MINUTES


def _minute_of(at: time) -> int:
    return at.hour * 60 + at.minute


def _time_of(minute: int) -> time:
    return time(minute // 60, minute % 60)
