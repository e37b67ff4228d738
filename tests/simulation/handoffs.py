"""How papers change hands, in all the ways that honest people do it; pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from tests.simulation.plan import HOUR, MINUTE, Signing
from tests.simulation.world import Script, World
from tracking.kernel.scan import Act

Handoff = Callable[[World, Sequence[str], str, str], Script]


def hand_over(world: World, items: Sequence[str], giver: str, taker: str) -> Script:
    """Let papers go from one to the other, in one of the ways."""
    ways, odds = list(WAYS), list(WAYS.values())
    (way,) = world.chance.choices(ways, odds)
    yield from way(world, items, giver, taker)


def _offered(world: World, items: Sequence[str], giver: str, taker: str) -> Script:
    offer = _offer(world, items, giver, taker)
    yield world.between(5_000, 3 * MINUTE)
    _accept(world, items, offer, taker)


def _offer(world: World, items: Sequence[str], giver: str, taker: str) -> Signing:
    to = None if world.happens(0.25) else taker
    return world.sign(Act.OFFER, items, party=giver, to=to)


def _accept(world: World, items: Sequence[str], offer: Signing, taker: str) -> Signing:
    accept = world.sign(
        Act.ACCEPT,
        items,
        party=taker,
        basis=offer.name,
        of=offer.name,
        ticket=world.show(offer),
    )
    for item in items:
        world.put(item, taker, accept.name)
    return accept


def _one_by_one(world: World, items: Sequence[str], giver: str, taker: str) -> Script:
    offer = _offer(world, items, giver, taker)
    for item in items:
        yield world.between(5_000, MINUTE)
        _accept(world, [item], offer, taker)


def _double_tap(world: World, items: Sequence[str], giver: str, taker: str) -> Script:
    offer = _offer(world, items, giver, taker)
    yield world.between(5_000, MINUTE)
    _accept(world, items, offer, taker)
    yield world.between(300, 2_000)
    _accept(world, items, offer, taker)


def _annulled(world: World, items: Sequence[str], giver: str, taker: str) -> Script:
    offer = _offer(world, items, giver, taker)
    yield world.between(3_000, MINUTE)
    world.annul(offer)
    yield world.between(3_000, MINUTE)
    # The same words again: they count though the first ones were taken back.
    hand = offer.device, offer.who
    again = world.sign(Act.OFFER, items, party=giver, hand=hand, to=offer.to)
    yield world.between(5_000, MINUTE)
    _accept(world, items, again, taker)


def _refused(world: World, items: Sequence[str], giver: str, taker: str) -> Script:
    offer = world.sign(Act.OFFER, items, party=giver, to=taker)
    yield world.between(5_000, MINUTE)
    refusal = world.sign(Act.REFUSE, items, party=taker, basis=offer.name, of=offer.name)
    yield from world.until(lambda: refusal.name in world.arrived, at_most=12 * HOUR)
    yield from _offered(world, items, giver, taker)


def _withdrawn(world: World, items: Sequence[str], giver: str, taker: str) -> Script:
    offer = world.sign(Act.OFFER, items, party=giver)
    yield world.between(5_000, 10 * MINUTE)
    hand = offer.device, offer.who
    world.sign(Act.WITHDRAW, items, party=giver, hand=hand, basis=offer.name, of=offer.name)
    yield world.between(5_000, 10 * MINUTE)
    yield from _offered(world, items, giver, taker)


def _take(world: World, items: Sequence[str], taker: str) -> Signing:
    take = world.sign(Act.TAKE, items, party=taker)
    for item in items:
        world.put(item, taker, take.name)
    return take


def _confirmed(world: World, items: Sequence[str], giver: str, taker: str) -> Script:
    take = _take(world, items, taker)
    device, who = world.hand_of(giver)
    yield from world.until(lambda: world.knows(device, take.name), at_most=20 * HOUR)
    if take.name in world.arrived:
        world.sign(
            Act.CONFIRM, items, party=giver, hand=(device, who), basis=take.name, of=take.name
        )


def _taken(world: World, items: Sequence[str], giver: str, taker: str) -> Script:  # noqa: ARG001 - the giver says nothing
    yield MINUTE
    _take(world, items, taker)


def _forgotten(world: World, items: Sequence[str], giver: str, taker: str) -> Script:  # noqa: ARG001 - the giver says nothing
    """Scan nothing: the next act of whoever has it shows the hand."""
    yield MINUTE
    for item in items:
        world.put(item, taker, None)


WAYS: Final[Mapping[Handoff, int]] = {
    _offered: 50,
    _one_by_one: 8,
    _double_tap: 6,
    _annulled: 7,
    _refused: 5,
    _withdrawn: 5,
    _confirmed: 9,
    _taken: 6,
    _forgotten: 4,
}
