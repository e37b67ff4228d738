"""From a courier's fixes to where he is and which sites he came to and left; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final

from geo import fences, motion
from geo.fences import Crossing, Fence, Presence
from geo.motion import Fix, Motion
from geo.point import Point, fault_of

AHEAD_MS: Final = 120_000  # clocks of phones: as much as the printed time may be off
OLDEST_MS: Final = 7 * 24 * 3_600_000
WORST_ACCURACY_M: Final = 100_000
FASTEST_CMS: Final = 30_000
FULL_TURN: Final = 360

# ms, lat_e7, lon_e7, accuracy_m, speed_cms, heading_deg: as the wire has it.
SentFix = tuple[int, int, int, int, int | None, int | None]


class Dropped(StrEnum):
    """Why one fix of a batch is not kept."""

    OUT_OF_RANGE = "out_of_range"
    SWAPPED = "swapped"
    NULL_ISLAND = "null_island"
    NOT_A_NUMBER = "not_a_number"
    BAD_ACCURACY = "bad_accuracy"
    BAD_SPEED = "bad_speed"
    BAD_HEADING = "bad_heading"
    FROM_THE_FUTURE = "from_the_future"
    TOO_OLD = "too_old"
    OFF_SHIFT = "off_shift"


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """What the fixes of one courier say so far; kept with his latest position."""

    motion: Motion
    presence: Presence = fences.NOWHERE


def reason_to_drop(
    sent: SentFix, *, now_ms: int, shifts: Sequence[tuple[int, int | None]]
) -> Dropped | None:
    """Tell why a fix cannot be kept, or None if it can.

    Args:
        sent: as it came.
        now_ms: when it came.
        shifts: from and until, by which the courier was on duty; nobody is watched off duty.
    """
    at_ms, lat_e7, lon_e7, accuracy_m, speed_cms, heading_deg = sent
    fault = fault_of(lat_e7=lat_e7, lon_e7=lon_e7)
    if fault is not None:
        return Dropped(fault)
    if not 0 <= accuracy_m <= WORST_ACCURACY_M:
        return Dropped.BAD_ACCURACY
    if speed_cms is not None and not 0 <= speed_cms <= FASTEST_CMS:
        return Dropped.BAD_SPEED
    if heading_deg is not None and not 0 <= heading_deg <= FULL_TURN:
        return Dropped.BAD_HEADING
    return _reason_of_time(at_ms, now_ms, shifts)


def _reason_of_time(
    at_ms: int, now_ms: int, shifts: Sequence[tuple[int, int | None]]
) -> Dropped | None:
    if at_ms > now_ms + AHEAD_MS:
        return Dropped.FROM_THE_FUTURE
    if at_ms < now_ms - OLDEST_MS:
        return Dropped.TOO_OLD
    if not any(
        from_ms <= at_ms and (until_ms is None or at_ms <= until_ms)
        for from_ms, until_ms in shifts
    ):
        return Dropped.OFF_SHIFT
    return None


def fix_of(sent: SentFix) -> Fix:
    """Return a fix that may be kept."""
    at_ms, lat_e7, lon_e7, accuracy_m, speed_cms, heading_deg = sent
    return Fix(
        at_ms=at_ms,
        point=Point(lat_e7, lon_e7),
        accuracy_m=accuracy_m,
        speed_cms=speed_cms,
        heading_deg=None if heading_deg is None else heading_deg % FULL_TURN,
    )


def follow(
    track: Track | None, fixes: Iterable[Fix], *, known: Sequence[Fence], rate: int
) -> tuple[Track | None, list[Crossing]]:
    """Add fixes to a track; those not newer than its last are of the past and change nothing.

    Args:
        track: None before the first fix.
        fixes: in any order.
        known: fences that may matter.
        rate: how many times faster than the clock couriers live; more than 1 in the demo.

    Returns:
        The track, and what was crossed, in order of time.
    """
    crossings: list[Crossing] = []
    for fix in sorted(fixes, key=lambda one: one.at_ms):
        if track is not None and fix.at_ms <= track.motion.fix.at_ms:
            continue
        moved = motion.step(track.motion if track else None, fix, rate=rate)
        presence = track.presence if track else fences.NOWHERE
        if moved.fix is fix:
            presence, crossing = fences.step(
                presence, fix, is_moving=moved.is_moving, fences=known, rate=rate
            )
            crossings += [crossing] if crossing else []
        track = Track(motion=moved, presence=presence)
    return track, crossings


def track_said(track: Track) -> dict[str, Any]:
    """Write a track as JSON."""
    return asdict(track)


def track_read(said: Mapping[str, Any]) -> Track | None:
    """Read a track that was kept; None if none was."""
    if not said:
        return None
    moved, presence = said["motion"], said["presence"]
    return Track(
        motion=Motion(
            fix=_fix_read(moved["fix"]),
            is_moving=moved["is_moving"],
            heading_deg=moved["heading_deg"],
            doubt=_fix_read(moved["doubt"]) if moved["doubt"] else None,
        ),
        presence=replace(
            Presence(**presence), began=Point(**presence["began"]) if presence["began"] else None
        ),
    )


def _fix_read(said: Mapping[str, Any]) -> Fix:
    return Fix(**{**said, "point": Point(**said["point"])})
