"""When a courier has come to a site and when he has left it; pure.

Passing traffic is what geofences are hated for, so an arrival needs a stay: still, inside, and
long enough. Leaving needs a margin, so that a parked motorbike with a wandering receiver does not
leave and arrive all morning.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from geo.distance import near_distance_m
from geo.motion import Fix
from geo.point import Point

USELESS_ACCURACY_M: Final = 100  # a fix worse than this says nothing about a counter
DWELL_S: Final = 40.0
STAY_M: Final = 40.0  # a stay is that near to where it began; who crosses slowly never stays
LEAVE_FACTOR: Final = 1.5  # out only beyond one and a half radii
LEAVE_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Fence:
    """A site and the circle around it."""

    site: str
    centre: Point
    radius_m: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Where a courier is by the fences.

    Attributes:
        site: where he has arrived.
        near: where he may be arriving.
        since_ms: with `near`, when the stay began; with `site`, since when he is out of it.
        began: where the stay began.
    """

    site: str | None = None
    near: str | None = None
    since_ms: int | None = None
    began: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """An arrival at a site, or a departure from it."""

    site: str
    at_ms: int
    is_arrival: bool


NOWHERE: Final = Presence()


def step(
    presence: Presence, fix: Fix, *, is_moving: bool, fences: Iterable[Fence], rate: int = 1
) -> tuple[Presence, Crossing | None]:
    """Add the next believed fix, in order of time; say what was crossed, if anything.

    An arrival is dated by the first fix of the stay, a departure by the first fix outside.

    Args:
        presence: `NOWHERE` at first.
        fix: not older than the last.
        is_moving: what `geo.motion` says of the same fix.
        fences: at least those that may hold the fix, and the one he is at.
        rate: how many times faster than the clock the courier lives; more than 1 in the demo.
    """
    if fix.accuracy_m > USELESS_ACCURACY_M:
        return presence, None
    if presence.site is not None:
        return _leaving(presence, fix, fences, rate)
    return _arriving(presence, fix, _fence_around(fix, fences), is_moving=is_moving, rate=rate)


def _fence_around(fix: Fix, fences: Iterable[Fence]) -> Fence | None:
    """Return the fence that holds the fix; of several the one with the nearest centre."""
    inside = [
        (metres, fence.site, fence)
        for fence in fences
        if (metres := near_distance_m(fence.centre, fix.point)) <= fence.radius_m
    ]
    return min(inside)[2] if inside else None


def _arriving(
    presence: Presence, fix: Fix, fence: Fence | None, *, is_moving: bool, rate: int
) -> tuple[Presence, Crossing | None]:
    if fence is None or is_moving:
        return NOWHERE, None
    since_ms, began = presence.since_ms, presence.began
    if presence.near != fence.site or since_ms is None or began is None or _strays(began, fix):
        return Presence(near=fence.site, since_ms=fix.at_ms, began=fix.point), None
    if (fix.at_ms - since_ms) / 1000 * rate < DWELL_S:
        return presence, None
    return Presence(site=fence.site), Crossing(site=fence.site, at_ms=since_ms, is_arrival=True)


def _strays(began: Point, fix: Fix) -> bool:
    return near_distance_m(began, fix.point) > STAY_M + fix.accuracy_m / 2


def _leaving(
    presence: Presence, fix: Fix, fences: Iterable[Fence], rate: int
) -> tuple[Presence, Crossing | None]:
    site = presence.site or ""
    home = next((fence for fence in fences if fence.site == site), None)
    if home is not None and (
        near_distance_m(home.centre, fix.point) <= home.radius_m * LEAVE_FACTOR
    ):
        return Presence(site=site), None
    since_ms = fix.at_ms if presence.since_ms is None else presence.since_ms
    # A single fix outside may be a reflection: he has left when he stays out.
    if home is not None and (fix.at_ms - since_ms) / 1000 * rate < LEAVE_S:
        return Presence(site=site, since_ms=since_ms), None
    return NOWHERE, Crossing(site=site, at_ms=since_ms, is_arrival=False)
