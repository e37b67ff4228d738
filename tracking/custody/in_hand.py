"""Scans on their way into the store: what time, chain, labels, duty and proof show of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from tracking.custody.around import Parties
from tracking.custody.facts import OpenedCase
from tracking.custody.folding import Folded
from tracking.custody.judging import (
    Interval,
    chain_flags,
    duty_flags,
    interval_of,
    label_flags,
    time_flags,
)
from tracking.custody.naming import Named
from tracking.custody.reading import Reading, Trusted, Untrusted
from tracking.custody.stories import DatedScan
from tracking.kernel.chain import Link
from tracking.kernel.instants import milliseconds, moment
from tracking.kernel.line import CaseKind, FoundCase
from tracking.kernel.scan import Flag, Scan
from tracking.ledger.queries import Neighbour, set_aside

_OPEN_CASES: Final = {
    Flag.FORK: CaseKind.DEVICE_FORK,
    Flag.LABEL_VOID: CaseKind.LABEL_VOID,
    Flag.AMBIGUOUS_CODE: CaseKind.AMBIGUOUS_CODE,
    Flag.IMPLAUSIBLE_PLACE: CaseKind.IMPLAUSIBLE_PLACE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedDevice:
    """What may change about a device, as it is under its lock."""

    enrolled_at: datetime
    revoked_at: datetime | None
    last_seen_at: datetime | None


@dataclass(slots=True, kw_only=True)
class InHand:
    """A scan that is new, with what is found of it on the way into the store.

    Attributes:
        reading: what came.
        interval: when it can have happened, as far as it shows that itself. By this it is flagged,
            or the flags would hang on which scan of its device came first.
        begins_ms: before when it cannot have happened, as its device's chain shows.
        flags: what is remarkable about it.
        case: the case that its receipt names.
    """

    reading: Trusted
    interval: Interval
    begins_ms: int
    flags: set[Flag]
    case: UUID | None = None

    @property
    def best_at(self) -> datetime:
        """When it was made, as far as one can say."""
        return moment(self.interval.best_ms(self.reading.scan.at.wall_ms))

    @property
    def link(self) -> Link:
        """Its place in its device's chain."""
        return replace(_link(self.reading.scan, self.interval), begins_ms=self.begins_ms)

    def dated(self) -> DatedScan:
        """Return it as the fold wants it."""
        return DatedScan(
            scan=self.reading.scan,
            earliest_ms=min(self.begins_ms, self.interval.latest_ms),
            latest_ms=self.interval.latest_ms,
            flags=frozenset(self.flags),
        )


def in_hand(
    judged: Sequence[Reading],
    *,
    devices: Mapping[str, LockedDevice],
    known: Mapping[str, Neighbour],
    now: datetime,
) -> dict[str, InHand]:
    """Return the scans that are new, by id, each once, with what time and chain show of them."""
    new: dict[str, Trusted] = {}
    for one in judged:
        if isinstance(one, Trusted) and one.scan.id not in known:
            first = new.setdefault(one.scan.id, one)
            if first.is_private_missing and not one.is_private_missing:
                new[one.scan.id] = one
    intervals = {scan_id: _interval(one, devices=devices, now=now) for scan_id, one in new.items()}
    around = {scan_id: one.link for scan_id, one in known.items()}
    around |= {scan_id: _link(one.scan, intervals[scan_id]) for scan_id, one in new.items()}
    holes = {one.scan.chain.prev for one in new.values()} - {None} - around.keys()
    aside = set_aside([one for one in holes if one])
    aside |= {one.scan for one in judged if isinstance(one, Untrusted)}
    hand: dict[str, InHand] = {}
    for scan_id, one in new.items():
        interval = intervals[scan_id]
        flags = {*chain_flags(scan=one.scan, around=around, set_aside=aside)}
        flags |= {*time_flags(at=one.scan.at, interval=interval)}
        flags |= {Flag.PRIVATE_MISSING} if one.is_private_missing else set()
        flags |= {Flag.EVIDENCE_PENDING} if one.scan.evidence else set()
        hand[scan_id] = InHand(
            reading=one, interval=interval, begins_ms=interval.earliest_ms, flags=flags
        )
    return hand


def _link(scan: Scan, interval: Interval) -> Link:
    chain = scan.chain
    return Link(
        id=scan.id,
        device=scan.device,
        epoch=chain.epoch,
        n=chain.n,
        prev=chain.prev,
        shows_ms=interval.earliest_ms,
        latest_ms=interval.latest_ms,
        begins_ms=interval.earliest_ms,
    )


def _interval(reading: Trusted, *, devices: Mapping[str, LockedDevice], now: datetime) -> Interval:
    return interval_of(
        at=reading.scan.at,
        received_ms=milliseconds(reading.offered.came_at or now),
        enrolled_ms=milliseconds(devices[reading.scan.device].enrolled_at),
    )


def judge_labels(one: InHand, named: Named) -> None:
    """Flag what is odd about the labels that a scan names."""
    scan = one.reading.scan
    receptacle = named.labels.get(scan.receptacle.label) if scan.receptacle else None
    one.flags |= {
        *label_flags(
            scan=scan, meant=named.meant[scan.id], receptacle=receptacle, best_at=one.best_at
        )
    }


def judge_duty(one: InHand, parties: Parties) -> None:
    """Flag a scan made off duty, or where its party cannot well have been."""
    told = parties.by_id.get(one.reading.scan.party)
    private = one.reading.private
    if told is not None:
        one.flags |= {
            *duty_flags(
                signer=told.signer,
                interval=(moment(one.interval.earliest_ms), moment(one.interval.latest_ms)),
                position=None if private is None else private.position,
            )
        }


def cases_of_the_door(one: InHand, named: Named) -> Iterator[tuple[UUID | None, FoundCase]]:
    """Name what the door itself found amiss, once for each item; a doubtful code means none."""
    scan = one.reading.scan
    for flag in one.flags & _OPEN_CASES.keys():
        case = FoundCase(kind=_OPEN_CASES[flag], scan=scan.id, parties=(scan.party,))
        is_doubtful = flag is Flag.AMBIGUOUS_CODE
        for item in [None] if is_doubtful else named.items_of(scan.id):
            yield item, case


def add_what_folds_found(
    one: InHand,
    *,
    folded: Iterable[Folded],
    opened: Mapping[UUID | None, Sequence[OpenedCase]],
    named: Named,
) -> None:
    """Put the flags and the case on a scan that its receipt will name.

    A case names the scan that causes it; one that this scan brought to light on an older scan of
    the same item is told to whoever sent this one.
    """
    scan_id = one.reading.scan.id
    items = named.items_of(scan_id)
    for fold in folded:
        if fold.subject.item in items and fold.line is not None:
            one.flags |= {*fold.line.scan_flags.get(scan_id, ())}
    candidates = [case for item in (*items, None) for case in opened.get(item, ())]
    own = [case for case in candidates if case.scan == scan_id]
    others = [case for item in items for case in opened.get(item, ())]
    one.case = next((case.id for case in (*own, *others)), None)
