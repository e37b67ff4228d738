"""A position as whole numbers, and what is no position at all; pure."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

E7: Final = 10_000_000
LAT_LIMIT_E7: Final = 90 * E7
LON_LIMIT_E7: Final = 180 * E7


class Fault(StrEnum):
    """Why two numbers are no position."""

    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    SWAPPED = "swapped"
    NULL_ISLAND = "null_island"


class NotAPosition(ValueError):
    """Two numbers that no receiver can have measured as they stand."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Final = fault


def fault_of(*, lat_e7: int, lon_e7: int) -> Fault | None:
    """Tell what is wrong with a position, or None if nothing is.

    A latitude beyond the pole that would make a longitude, beside a longitude that would make a
    latitude, was written in the wrong order. Zero and zero is what receivers say for «no idea».
    """
    if not -LAT_LIMIT_E7 <= lat_e7 <= LAT_LIMIT_E7:
        is_swap = abs(lat_e7) <= LON_LIMIT_E7 and abs(lon_e7) <= LAT_LIMIT_E7
        return Fault.SWAPPED if is_swap else Fault.OUT_OF_RANGE
    if not -LON_LIMIT_E7 <= lon_e7 <= LON_LIMIT_E7:
        return Fault.OUT_OF_RANGE
    if lat_e7 == 0 and lon_e7 == 0:
        return Fault.NULL_ISLAND
    return None


@dataclass(frozen=True, slots=True)
class Point:
    """A position on WGS 84 in whole 1e-7 degrees: about a centimetre.

    Made by `checked` or `from_degrees` where the numbers come from outside.
    """

    lat_e7: int
    lon_e7: int

    @classmethod
    def checked(cls, *, lat_e7: int, lon_e7: int) -> Self:
        """Make a point of numbers that somebody else sent.

        Raises:
            NotAPosition: they are none.
        """
        fault = fault_of(lat_e7=lat_e7, lon_e7=lon_e7)
        if fault is not None:
            raise NotAPosition(fault)
        return cls(lat_e7, lon_e7)

    @classmethod
    def from_degrees(cls, *, lat: float, lon: float) -> Self:
        """Make a point of degrees, rounded to the nearest 1e-7.

        Raises:
            NotAPosition: not finite, or outside.
        """
        if not (math.isfinite(lat) and math.isfinite(lon)):
            raise NotAPosition(Fault.NOT_A_NUMBER)
        return cls.checked(lat_e7=round(lat * E7), lon_e7=round(lon * E7))

    @property
    def lat(self) -> float:
        """Latitude in degrees."""
        return self.lat_e7 / E7

    @property
    def lon(self) -> float:
        """Longitude in degrees."""
        return self.lon_e7 / E7
