"""How far apart two points are, and in which direction; pure."""

import math
from typing import Final

from geopy.distance import geodesic

from geo.point import E7, Point

METRES_A_DEGREE: Final = 111_195.0  # of a great circle on the mean sphere of 6,371 km
_TURN: Final = 360


def distance_m(a: Point, b: Point, /) -> float:
    """Measure along the ellipsoid, to the millimetre; about 0.2 ms."""
    return float(geodesic((a.lat, a.lon), (b.lat, b.lon)).meters)


def _offset_m(a: Point, b: Point) -> tuple[float, float]:
    """Return how far b is north and east of a, as if the ground between them were flat."""
    middle = math.radians((a.lat_e7 + b.lat_e7) / 2 / E7)
    d_lon_e7 = (b.lon_e7 - a.lon_e7 + 180 * E7) % (360 * E7) - 180 * E7
    north = (b.lat_e7 - a.lat_e7) / E7 * METRES_A_DEGREE
    return north, d_lon_e7 / E7 * METRES_A_DEGREE * math.cos(middle)


def near_distance_m(a: Point, b: Point, /) -> float:
    """Measure as if the ground were flat: within 1 % below 30 km anywhere people live; 1 µs.

    For the filters that look at every fix; a timetable is made with `distance_m`.
    """
    return math.hypot(*_offset_m(a, b))


def bearing_deg(a: Point, b: Point, /) -> int:
    """Return the direction from a to near b: whole degrees clockwise from north, 0 to 359."""
    north, east = _offset_m(a, b)
    return round(math.degrees(math.atan2(east, north))) % _TURN
