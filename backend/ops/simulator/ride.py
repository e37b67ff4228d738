"""Where somebody is who has ridden so many metres along a way; pure."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

METRES_A_DEGREE: Final = 111_195.0
E7: Final = 10_000_000

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """A place on the way and the direction of the ride there, in whole degrees from north."""

    lat_e7: int
    lon_e7: int
    heading_deg: int


class Way:
    """A way in pieces, measured once; at least two places."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = list(places)
        pieces = [_length_m(a, b) for a, b in pairwise(self._places)]
        self._starts = [0.0, *accumulate(pieces)]

    @property
    def length_m(self) -> float:
        """How long it is."""
        return self._starts[-1]

    def at(self, metres: float) -> Seen:
        """Return where one is after so many metres; beyond an end, at that end."""
        metres = min(max(metres, 0.0), self.length_m)
        no = min(bisect_right(self._starts, metres), len(self._places) - 1) - 1
        (lat, lon), (next_lat, next_lon) = self._places[no], self._places[no + 1]
        piece_m = self._starts[no + 1] - self._starts[no]
        share = (metres - self._starts[no]) / piece_m if piece_m else 0.0
        return Seen(
            lat_e7=round(lat + (next_lat - lat) * share),
            lon_e7=round(lon + (next_lon - lon) * share),
            heading_deg=_heading_deg((lat, lon), (next_lat, next_lon)),
        )


def ways_between(places: Sequence[Place], stops: Sequence[Place]) -> list[Way]:
    """Cut a way at its stops, each of which is one of its places, in order.

    A stop that is not on it is reached by a straight line.
    """
    ways, first = [], 0
    for here, there in pairwise(stops):
        try:
            start = places.index(here, first)
            end = places.index(there, start)
            ways.append(Way(places[start : end + 1] if end > start else [here, there]))
            first = end
        except ValueError:
            ways.append(Way([here, there]))
    return ways


def _offset_m(a: Place, b: Place) -> tuple[float, float]:
    north = (b[0] - a[0]) / E7 * METRES_A_DEGREE
    east = (b[1] - a[1]) / E7 * METRES_A_DEGREE * math.cos(math.radians(a[0] / E7))
    return north, east


def _length_m(a: Place, b: Place) -> float:
    return math.hypot(*_offset_m(a, b))


def _heading_deg(a: Place, b: Place) -> int:
    north, east = _offset_m(a, b)
    return round(math.degrees(math.atan2(east, north))) % 360
