"""From fixes to motion: who stands, who rides, and which way; pure."""

from dataclasses import dataclass
from typing import Final

from geo.distance import bearing_deg, near_distance_m
from geo.plausibility import FASTEST_MPS, is_reachable
from geo.point import Point

STILL_MPS: Final = 1.5  # a walk is slower than a ride, and noise is slower than both
LONGEST_GAP_S: Final = 600.0  # after that nothing is known of what lay between
HEADING_FROM_M: Final = 10.0  # nearer, the direction between two fixes is noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One measured position: when by the phone's clock, where, and how far it may be off."""

    at_ms: int
    point: Point
    accuracy_m: int
    speed_cms: int | None = None
    heading_deg: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """What the fixes so far say: the last believed fix, and one that is in doubt beside it."""

    fix: Fix
    is_moving: bool = False
    heading_deg: int | None = None
    doubt: Fix | None = None


def step(motion: Motion | None, fix: Fix, *, rate: int = 1) -> Motion:
    """Add the next fix, in order of time, to what was known.

    A fix too far away to be reached is kept in doubt. The next one decides: if it agrees with the
    doubt, the courier really is there (the gap was ours); if with the old place, the doubt was a
    reflection.

    Args:
        motion: None before the first fix.
        fix: not older than the last.
        rate: how many times faster than the clock the courier lives; more than 1 in the demo.
    """
    if motion is None:
        return Motion(fix=fix, heading_deg=fix.heading_deg)
    if _is_next(motion.fix, fix, rate):
        return _moved(motion.fix, fix, motion.heading_deg, rate)
    if motion.doubt is not None and _is_next(motion.doubt, fix, rate):
        return _moved(motion.doubt, fix, motion.heading_deg, rate)
    return Motion(
        fix=motion.fix, is_moving=motion.is_moving, heading_deg=motion.heading_deg, doubt=fix
    )


def _is_next(before: Fix, fix: Fix, rate: int) -> bool:
    seconds = (fix.at_ms - before.at_ms) / 1000
    return is_reachable(
        here=before.point, there=fix.point, seconds=seconds * rate, fastest_mps=FASTEST_MPS
    )


def _moved(before: Fix, fix: Fix, heading_deg: int | None, rate: int) -> Motion:
    metres = near_distance_m(before.point, fix.point)
    if fix.heading_deg is not None:
        heading_deg = fix.heading_deg
    elif metres >= HEADING_FROM_M:
        heading_deg = bearing_deg(before.point, fix.point)
    return Motion(
        fix=fix,
        is_moving=_speed_mps(before, fix, metres, rate) > STILL_MPS,
        heading_deg=heading_deg,
    )


def _speed_mps(before: Fix, fix: Fix, metres: float, rate: int) -> float:
    """Trust the receiver's own speed first: it is Doppler, not the difference of two errors."""
    if fix.speed_cms is not None:
        return fix.speed_cms / 100
    seconds = (fix.at_ms - before.at_ms) / 1000 * rate
    if not 0 < seconds <= LONGEST_GAP_S:
        return 0.0
    return max(0.0, metres - before.accuracy_m / 2 - fix.accuracy_m / 2) / seconds
