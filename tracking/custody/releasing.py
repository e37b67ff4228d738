"""Which scans of a lost device were signed while it was still in its owner's hand; pure.

What a thief signs with a stolen phone is signed as well as what its owner signed, and may say any
time. Three things are known all the same: what people say, until when the device was surely
theirs; that a chain is signed, so that nothing comes before what it is built on; and that an
honest device signs one chain.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from tracking.custody.judging import WALL_SLACK_MS
from tracking.kernel.scan import At, Reason, Scan

# Why a scan that its device did sign was set aside; what cannot be read stays where it is.
RELEASABLE: Final = frozenset({Reason.REVOKED, Reason.UNKNOWN_DEVICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideScan:
    """A scan in quarantine that its device did sign, under the key by which it is known there."""

    key: str
    scan: Scan


def signed_before_loss(
    *,
    waiting: Sequence[SetAsideScan],
    stored: Mapping[str, bool],
    stored_behind: Mapping[str, AbstractSet[str]],
    lost_ms: int,
) -> list[str]:
    """Return the keys of the scans that may be released, each after what it is built on.

    A scan is left out if it says itself that it was made after the loss, if the chain goes on
    twice there or begins twice, or if it is built on one that is left out, was made later, or is
    nowhere. One whose clock was wrong the other way
    is let in: the device's chain and a person's word are all there is against it.

    Args:
        waiting: the scans of one device that lie in quarantine.
        stored: by scan id, of those on which they are built and that are stored, if they were made
            at or after the loss.
        stored_behind: by scan id, the stored scans of this device that follow it in the chain;
            those that begin one by the empty text.
        lost_ms: until when the device was in its owner's hand, as people say.
    """
    scans = {one.scan.id: one.scan for one in waiting}
    followers = _followers(scans.values(), stored_behind)
    let_in = {"": True} | {scan_id: not is_late for scan_id, is_late in stored.items()}
    for scan in _each_after_its_basis(scans):
        prev = scan.chain.prev or ""
        is_alone = len(followers.get(prev, ())) <= 1
        let_in[scan.id] = said_ms(scan.at) <= lost_ms and is_alone and let_in.get(prev, False)
    order = {scan_id: place for place, scan_id in enumerate(let_in)}
    released = [one for one in waiting if let_in[one.scan.id]]
    return [one.key for one in sorted(released, key=lambda one: order[one.scan.id])]


def said_ms(at: At) -> int:
    """Return when a device says that it was, by the server's time if it had that, else its own."""
    if at.server_ms is None or at.server_mono_ms is None:
        return at.wall_ms - WALL_SLACK_MS
    return at.server_ms + max(0, at.mono_ms - at.server_mono_ms)


def _followers(
    scans: Iterable[Scan], stored_behind: Mapping[str, AbstractSet[str]]
) -> dict[str, set[str]]:
    """Return what follows each scan; of two, none can say which is true."""
    followers = {prev: set(stored) for prev, stored in stored_behind.items()}
    for scan in scans:
        followers.setdefault(scan.chain.prev or "", set()).add(scan.id)
    return followers


def _each_after_its_basis(scans: Mapping[str, Scan]) -> list[Scan]:
    """Bring scans in the order of their chain, which no hash lets run in a circle."""
    ordered: dict[str, Scan] = {}
    for scan in scans.values():
        behind: list[Scan] = []
        one: Scan | None = scan
        while one is not None and one.id not in ordered:
            behind.append(one)
            one = scans.get(one.chain.prev or "")
        ordered |= {each.id: each for each in reversed(behind)}
    return list(ordered.values())
