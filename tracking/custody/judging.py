"""What the door finds remarkable about a scan, beside what the fold will find; pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from geo.distance import near_distance_m
from geo.point import Point
from tracking.kernel.chain import Link
from tracking.kernel.label import LabelKind
from tracking.kernel.private_part import PrivatePosition
from tracking.kernel.scan import At, Flag, Scan

# The wall clock is believed where it lies inside the interval widened by this.
WALL_SLACK_MS: Final = 2 * 60 * 1000
LATE_AFTER_MS: Final = 24 * 60 * 60 * 1000
# A counter's scan this far from its counter is remarkable; GPS indoors may be off by a street.
FAR_M: Final = 2_000


@dataclass(frozen=True, slots=True)
class Interval:
    """From the earliest to the latest instant at which a scan can have happened, inclusive."""

    earliest_ms: int
    latest_ms: int

    def has(self, ms: int, *, slack_ms: int = 0) -> bool:
        """Tell whether an instant lies inside, or at most so far outside."""
        return self.earliest_ms - slack_ms <= ms <= self.latest_ms + slack_ms

    def best_ms(self, wall_ms: int) -> int:
        """Return the wall clock where it can be right, else the earliest instant."""
        return wall_ms if self.has(wall_ms, slack_ms=WALL_SLACK_MS) else self.earliest_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLabel:
    """What we know of a label that a scan names."""

    id: str
    code: str
    kind: LabelKind
    item: UUID | None
    voided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """The party for whom a scan was made, as far as its place and duty go.

    `shifts` is None for a party that has none: an office.
    """

    site: Point | None
    shifts: Sequence[tuple[datetime, datetime | None]] | None


def interval_of(*, at: At, received_ms: int, enrolled_ms: int) -> Interval:
    """Return when a scan can have happened, as far as it shows that itself.

    What the scans before it in its chain show is kept beside, since they may come later than it
    does (`tracking.kernel.chain`).

    Args:
        at: what the device said; its wall clock is not asked.
        received_ms: when the scan reached us.
        enrolled_ms: when its device was enrolled: nothing it signed is older.
    """
    if at.server_ms is None or at.server_mono_ms is None:
        earliest = enrolled_ms
    else:
        earliest = at.server_ms + max(0, at.mono_ms - at.server_mono_ms)
    return Interval(min(max(earliest, enrolled_ms), received_ms), received_ms)


def time_flags(*, at: At, interval: Interval) -> Iterable[Flag]:
    """Name a clock that cannot be right, and a scan that came long after it was made."""
    if not interval.has(at.wall_ms, slack_ms=WALL_SLACK_MS):
        yield Flag.CLOCK
    if interval.latest_ms - interval.best_ms(at.wall_ms) > LATE_AFTER_MS:
        yield Flag.LATE


def chain_flags(
    *, scan: Scan, around: Mapping[str, Link], set_aside: Collection[str]
) -> Iterable[Flag]:
    """Name a hole before a scan in its device's chain, and a chain that goes on twice.

    Args:
        scan: the scan.
        around: by id, the scans near it, stored or in hand; its own may be among them.
        set_aside: ids of scans in quarantine: each used up its place.
    """
    chain = scan.chain
    own = [one for one in around.values() if one.device == scan.device and one.id != scan.id]
    # Only the very first scan has none before it; a new epoch names the last of the old one.
    beside = [one for one in own if one.prev == chain.prev]
    if beside:
        yield Flag.FORK
    if chain.prev is None:
        if any(one.epoch != chain.epoch for one in beside):
            yield Flag.CHAIN_GAP
        return
    before = around.get(chain.prev)
    if before is None:
        if chain.prev not in set_aside:
            yield Flag.CHAIN_GAP
    elif before.device != scan.device or not _follows(scan, before):
        yield Flag.CHAIN_GAP


def _follows(scan: Scan, before: Link) -> bool:
    if scan.chain.epoch == before.epoch:
        return scan.chain.n == before.n + 1
    return scan.chain.n == 0


def meant_by(
    *,
    scan: Scan,
    labels: Mapping[str, NamedLabel],
    codes: Mapping[str, Sequence[NamedLabel]],
) -> list[Sequence[NamedLabel]]:
    """Return, for each thing that a scan names, the labels that may be meant: one, or not one.

    Args:
        scan: the scan.
        labels: those that we issued, by id.
        codes: the labels that a typed code may mean, by code.
    """
    return [
        codes.get(on.code, ())
        if on.code
        else [labels[on.label or ""]]
        if on.label in labels
        else ()
        for on in scan.on
    ]


def label_flags(
    *,
    scan: Scan,
    meant: Sequence[Sequence[NamedLabel]],
    receptacle: NamedLabel | None,
    best_at: datetime,
) -> Iterable[Flag]:
    """Name what is odd about the labels and codes that a scan names.

    Args:
        scan: the scan.
        meant: what `meant_by` says of it.
        receptacle: the label that it names as its receptacle, if we issued it.
        best_at: when the scan was made, as far as one can say.
    """
    labels = [label for one in meant for label in one]
    if any(on.code for on in scan.on):
        yield Flag.TYPED
    if any(len(one) > 1 for one in meant):
        yield Flag.AMBIGUOUS_CODE
    if any(label.kind is LabelKind.PLACE for label in labels) or (
        receptacle is not None and receptacle.kind is not LabelKind.RECEPTACLE
    ):
        yield Flag.WRONG_KIND
    if any(label.voided_at is not None and label.voided_at <= best_at for label in labels):
        yield Flag.LABEL_VOID
    if not all(meant) or any(
        label.kind is LabelKind.ITEM and label.item is None for label in labels
    ):
        yield Flag.UNBOUND_LABEL


def duty_flags(
    *, signer: Signer, interval: tuple[datetime, datetime], position: PrivatePosition | None
) -> Iterable[Flag]:
    """Name a courier's scan outside his shifts, and a counter's scan far from the counter."""
    earliest_at, latest_at = interval
    if signer.shifts is not None and not any(
        began <= latest_at and (ended is None or ended >= earliest_at)
        for began, ended in signer.shifts
    ):
        yield Flag.OFF_SHIFT
    if signer.site is not None and position is not None:
        there = Point(position.lat_e7, position.lon_e7)
        if near_distance_m(there, signer.site) > FAR_M + position.accuracy_m:
            yield Flag.IMPLAUSIBLE_PLACE
