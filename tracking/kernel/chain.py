"""When the scans of a device can have begun: none before one that it is built on.

A device numbers its scans and signs into each the hash of the one before. So a scan is no older
than any with a smaller number in its epoch, and no older than the one that it names, be that of
another epoch. What a device says of the time cannot take that back.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

ENDLESS: Final = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A scan in its device's chain, and before when it cannot have happened.

    `prev` is the scan that it names as the one before it. `begins_ms` is what the scan shows
    itself until the chain is asked, and what all show that it is built on from then on.
    """

    id: str
    device: str
    epoch: str
    n: int
    prev: str | None
    begins_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Scans that are new, or begin later than was known, with their new beginnings.

    Attributes:
        links: all of them.
        foremost: those of `links` behind which others of the same epoch may begin too early, and
            up to which number; behind the rest of `links` are only some of the same.
    """

    links: Sequence[Link]
    foremost: Sequence[tuple[Link, int]]


AskBehind = Callable[[Later], Iterable[Link]]


def begun(links: Collection[Link]) -> dict[str, int]:
    """Return before when each scan cannot have happened, all that it is built on considered."""
    behind: dict[tuple[str, str], list[Link]] = {}
    chains: dict[tuple[str, str], list[Link]] = {}
    for link in sorted(links, key=lambda one: one.n):
        chains.setdefault((link.device, link.epoch), []).append(link)
        if link.prev is not None:
            behind.setdefault((link.device, link.prev), []).append(link)
    found: dict[str, int] = {}
    # The latest first: whatever is reached from there begins no later than there by any other way.
    for link in sorted(links, key=lambda one: -one.begins_ms):
        reached = [link]
        while reached:
            one = reached.pop()
            if one.id in found:
                continue
            found[one.id] = link.begins_ms
            reached += behind.get((one.device, one.id), ())
            chain = chains[one.device, one.epoch]
            while chain and chain[-1].n > one.n:
                reached.append(chain.pop())
    return found


def begun_with(*, new: Iterable[Link], near: Iterable[Link], behind: AskBehind) -> dict[str, int]:
    """Return the beginnings of new scans and of all stored scans that begin later by them.

    The stored ones know already what each shows of the others, so that only those are walked over
    that change.

    Args:
        new: the new scans, each as far as it shows that itself.
        near: of the stored scans, the ones right before and right behind each new one: those
            that it names or that name it, and the nearest of its epoch, of equal numbers the
            latest before and the earliest behind.
        behind: asks the store for what begins too early behind scans that begin later: the scans
            of the epoch behind each of `foremost`, up to the first that begins late enough, and
            the scans that name any of `links`.

    Returns:
        By id, the beginnings of the new ones, and of the stored ones that change.
    """
    stored = {link.id: link for link in near}
    new = list(new)
    asked: dict[str, int] = {}
    while True:
        found = begun([*stored.values(), *new])
        later = [link for link in stored.values() if found[link.id] > link.begins_ms]
        if all(asked.get(link.id) == found[link.id] for link in later):
            return {link.id: found[link.id] for link in (*new, *later)}
        links = [replace(link, begins_ms=found[link.id]) for link in (*new, *later)]
        unasked = {link.id for link in links if asked.get(link.id) != link.begins_ms}
        more = behind(
            Later(
                links=[link for link in links if link.id in unasked],
                foremost=[one for one in _foremost(links) if one[0].id in unasked],
            )
        )
        asked |= {link.id: link.begins_ms for link in links}
        stored |= {link.id: link for link in more if link.id not in stored}


def _foremost(links: Iterable[Link]) -> Iterator[tuple[Link, int]]:
    """Return the links behind which an epoch begins later than behind those before them.

    Each answers for its epoch up to the number of the next.
    """
    chains: dict[tuple[str, str], list[Link]] = {}
    for link in sorted(links, key=lambda one: one.n):
        chain = chains.setdefault((link.device, link.epoch), [])
        if not chain or link.begins_ms > chain[-1].begins_ms:
            chain.append(link)
    for chain in chains.values():
        for link, following in zip(chain, [*chain[1:], None], strict=True):
            yield link, ENDLESS if following is None else following.n
