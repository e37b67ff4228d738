"""At which moment of a schedule lies are told, and about which papers; pure."""

from collections.abc import Iterator, Sequence
from random import Random

from tests.simulation.lies import LIES
from tests.simulation.moment import Moment
from tests.simulation.plan import (
    DAY,
    MINUTE,
    Plan,
    Stay,
)


def moments(plan: Plan, chance: Random) -> Iterator[tuple[str, Stay, int]]:
    """Yield items with where they are at a time that is drawn, by a node that has arrived."""
    arrived: dict[str, int] = {}
    for sending in plan.sendings:
        for sent in sending.scans:
            arrived.setdefault(sent.scan, sending.at_ms)
    for item, stays in plan.stays.items():
        for stay in stays:
            known_ms = arrived.get(stay.node or "")
            until_ms = stay.until_ms or plan.ends_ms
            if known_ms is not None and known_ms + MINUTE < until_ms:
                yield item, stay, chance.randint(known_ms + MINUTE, until_ms)


def told(plan: Plan, *, lies: Sequence[str], chance: Random) -> tuple[int, dict[str, Moment]]:
    """Tell lies at one moment of a schedule, each about another item.

    Returns:
        The moment, and what each liar does from then on; lies that found no paper are left out.
    """
    places = list(moments(plan, chance))
    chance.shuffle(places)
    best: tuple[int, dict[str, Moment]] = (plan.ends_ms, {})
    for _, _, now in places[:8] if len(lies) > 1 else places:
        found: dict[str, Moment] = {}
        taken: set[str] = set()
        here = [(item, stay) for item, stay in _standing_at(plan, now) if item not in taken]
        chance.shuffle(here)
        for lie in lies:
            for item, stay in here:
                if item in taken:
                    continue
                moment = Moment(lie, item, stay, now + MINUTE, chance)
                LIES[lie](moment)
                if moment.steps:
                    found[lie] = moment
                    taken.add(item)
                    break
        if len(found) > len(best[1]):
            best = (now, found)
        if len(found) == len(lies):
            break
    return best


def _standing_at(plan: Plan, now: int) -> list[tuple[str, Stay]]:
    arrived = {
        sent.scan for sending in plan.sendings for sent in sending.scans if sending.at_ms <= now
    }
    return [
        (item, stay)
        for item, stays in plan.stays.items()
        for stay in stays
        if stay.node in arrived and stay.from_ms <= now < (stay.until_ms or now + DAY)
    ]
