"""When the scans of a device can have begun: none before one that it is built on.

A device signs into each scan the hash of the one before, so none is older than the one that it
names, be that of another epoch. It numbers its scans, too. Over a hole in the chain that is all we
have: a scan is no older than what any with a smaller number in its epoch shows itself, unless it
had reached us before. But a number is only said. Whoever has the key can write a small one under
what he signs today, and what was heard by then is not built on it.
"""

from bisect import bisect_right, insort
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A scan in its device's chain, and before when it cannot have happened.

    Attributes:
        id: the scan.
        device: that signed it.
        epoch: of the device's chain.
        n: its number in the epoch.
        prev: the scan that it names as the one before it.
        shows_ms: its beginning, as far as it shows that itself.
        latest_ms: when it reached us.
        begins_ms: `shows_ms` until the chain is asked, and what all show that it is built on from
            then on.
    """

    id: str
    device: str
    epoch: str
    n: int
    prev: str | None
    shows_ms: int
    latest_ms: int
    begins_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """What stored scans may begin later by.

    Attributes:
        new: scans that are new: no scan behind them in their epoch begins before they show that
            they do, but for what had reached us by then.
        links: scans that are new, or begin later than was known, with their new beginnings:
            whatever names them, and so on, begins no earlier.
    """

    new: Sequence[Link]
    links: Sequence[Link]


AskBehind = Callable[[Later], Iterable[Link]]


def begun(links: Collection[Link]) -> dict[str, int]:
    """Return before when each scan cannot have happened, all that it is built on considered."""
    found: dict[str, int] = {}
    naming: dict[str, list[Link]] = {}
    inherited: dict[str, int] = {}
    ready = []
    by_id = {link.id: link for link in links}
    floors = dict(_shown_before(links))
    for link in links:
        before = by_id.get(link.prev or "")
        if before is not None and before.device == link.device:
            naming.setdefault(before.id, []).append(link)
        else:
            ready.append(link)
    for link in ready:  # it grows while we walk
        begins_ms = max(link.begins_ms, floors.get(link.id, link.begins_ms))
        found[link.id] = max(begins_ms, inherited.pop(link.id, begins_ms))
        for behind in naming.get(link.id, ()):
            inherited[behind.id] = found[link.id]
            ready.append(behind)
    return found


def _shown_before(links: Iterable[Link]) -> Iterator[tuple[str, int]]:
    """Return the latest that smaller numbers of its epoch show, by then not heard of the scan."""
    place = attrgetter("device", "epoch", "n")
    shown: list[int] = []
    epoch: tuple[str, str] | None = None
    for (device, name, _), beside in groupby(sorted(links, key=place), key=place):
        if epoch != (device, name):
            epoch, shown = (device, name), []
        same = list(beside)
        for link in same:
            heard = bisect_right(shown, link.latest_ms)
            if heard:
                yield link.id, shown[heard - 1]
        for link in same:
            insort(shown, link.shows_ms)


def begun_with(*, new: Iterable[Link], near: Iterable[Link], behind: AskBehind) -> dict[str, int]:
    """Return the beginnings of new scans and of all stored scans that begin later by them.

    The stored ones know already what each shows of the others, so that only those are walked over
    that change.

    Args:
        new: the new scans, each as far as it shows that itself.
        near: of the stored scans those that a new one names or that name it, and of those with
            smaller numbers in its epoch the one that shows the latest beginning of all that do not
            show a later one than when the new one reached us; and any with a greater one.
        behind: asks the store for what begins too early behind scans that begin later.

    Returns:
        By id, the beginnings of the new ones, and of the stored ones that change.
    """
    stored = {link.id: link for link in near}
    new = list(new)
    unasked = new
    asked: dict[str, int] = {}
    first = {(one.device, one.epoch): one.n for one in sorted(new, key=lambda one: -one.n)}
    is_behind = any(one.n > first.get((one.device, one.epoch), one.n) for one in stored.values())
    while new:
        found = begun([*stored.values(), *new])
        later = [link for link in stored.values() if found[link.id] > link.begins_ms]
        begins = {link.id: found[link.id] for link in (*new, *later)}
        if begins == asked or not (later or is_behind):
            return begins
        links = [replace(link, begins_ms=begins[link.id]) for link in (*new, *later)]
        more = behind(Later(new=unasked, links=links))
        unasked = []
        asked = begins
        stored |= {link.id: link for link in more if link.id not in stored}
    return {}
