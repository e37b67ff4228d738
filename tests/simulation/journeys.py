"""What becomes of papers: from the counter to whoever decides, and home to the citizen; pure."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from tests.simulation import cast
from tests.simulation.handoffs import hand_over
from tests.simulation.plan import (
    DAY,
    HOUR,
    MINUTE,
    Deciding,
    Private,
    Relabelling,
    Signing,
    TakingIn,
    dossier_of,
)
from tests.simulation.world import Script, World
from tracking.kernel.scan import Act


def send_out(world: World, openings: Sequence[TakingIn]) -> Script:
    """Carry the papers of some dossiers of one counter together, and their results home."""
    first = openings[0]
    items = [f"{one.dossier}:out" for one in openings]
    for item in items:
        world.put(item, first.counter, None)
    commission = world.sign(Act.COMMISSION, items, party=first.counter)
    for item in items:
        world.stays[item][-1] = replace(world.stays[item][-1], node=commission.name)
    yield world.between(10 * MINUTE, 3 * HOUR)
    yield from _go(world, items, _way_out(world, first))
    if first.decides == cast.WITHOUT_SCREENS:
        _deliver_to_authority(world, items, first.decides)
        return
    yield from _decide(world, items, openings)


def _way_out(world: World, opening: TakingIn) -> list[str]:
    """Choose who has the papers, one after the other."""
    to_bank = opening.decides == cast.WITHOUT_SCREENS
    ends = [] if to_bank else [opening.decides]
    return [opening.counter, *_between(world, opening.counter), *ends]


def _between(world: World, counter: str) -> list[str]:
    by_hand = world.chance.choice(["an", "binh"] if counter == "commune" else ["binh", "nam"])
    if world.happens(0.3):
        return [by_hand, "district", "chi"]
    if world.happens(0.2):
        return [by_hand, "an" if by_hand != "an" else "binh"]
    return [by_hand]


def _go(world: World, items: Sequence[str], way: Sequence[str]) -> Script:
    for giver, taker in pairwise(way):
        yield from hand_over(world, items, giver, taker)
        yield world.between(5 * MINUTE, HOUR)
        yield from _on_the_way(world, items, taker)
        yield world.between(20 * MINUTE, 6 * HOUR)


def _on_the_way(world: World, items: Sequence[str], holder: str) -> Script:
    """Do what may be done with papers that one has."""
    one = world.chance.choice(items)
    if world.happens(0.25):
        world.sign(Act.CHECK, items, party=holder)
    if world.happens(0.03):
        world.sign(Act.REPORT_DAMAGED, [one], party=holder)
    if world.happens(0.03):
        world.sign(Act.REPORT_LOST, [one], party=holder)
        yield world.between(HOUR, 5 * HOUR)
        find = world.sign(Act.FIND, [one], party=holder)
        world.put(one, holder, find.name)
    if world.happens(0.03) and holder in cast.OFFICES:
        world.steps.append(Relabelling(at_ms=world.now, item=one, office=holder))
    if world.happens(0.04) and holder in cast.COURIERS:
        yield from _scanned_by_mistake(world, one, holder)


def _scanned_by_mistake(world: World, item: str, holder: str) -> Script:
    """Let another courier scan an envelope that is not his, beside the one who has it."""
    node = world.stays[item][-1].node
    basis = node and next(on.basis for on in world.signings[node].on if on.item == item)
    other = world.chance.choice([one for one in ("an", "binh", "nam") if one != holder])
    if basis is None:
        return
    mistake = world.sign(Act.TAKE, [item], party=other, basis=basis)
    yield from world.until(lambda: {node, mistake.name} <= world.arrived.keys(), at_most=20 * HOUR)
    if {node, mistake.name} <= world.arrived.keys() and world.happens(0.7):
        world.sign(
            Act.RESOLVE,
            [item],
            party="commune",
            hand=("phone_quan", "quan"),
            basis=basis,
            of=basis,
            ends=(node, mistake.name),
            to=holder,
        )


def _decide(world: World, items: Sequence[str], openings: Sequence[TakingIn]) -> Script:
    """Wait until the papers are there for all to see, decide, and send the results home."""
    nodes = {name for item in items for name in world.served[item]} - world.hidden
    yield from world.until(lambda: nodes <= world.arrived.keys(), at_most=4 * DAY)
    yield world.between(HOUR, DAY)
    for one in openings:
        yield world.between(MINUTE, 5 * MINUTE)
        world.steps.append(Deciding(at_ms=world.now, dossier=one.dossier, by="duc"))
    yield world.between(10 * MINUTE, HOUR)
    yield from _bring_home(world, openings)


def _bring_home(world: World, openings: Sequence[TakingIn]) -> Script:
    first = openings[0]
    items = [f"{one.dossier}:back" for one in openings]
    for item in items:
        world.put(item, first.decides, None)
    commission = world.sign(Act.COMMISSION, items, party=first.decides)
    for item in items:
        world.stays[item][-1] = replace(world.stays[item][-1], node=commission.name)
    yield world.between(10 * MINUTE, 3 * HOUR)
    if first.to_door:
        way = [first.decides, *reversed(_between(world, first.counter))]
    else:
        way = [first.decides, *reversed(_between(world, first.counter)), first.counter]
    yield from _go(world, items, way)
    for item in items:
        yield world.between(20 * MINUTE, 5 * HOUR)
        has_slip = next(one.has_slip for one in openings if one.dossier == dossier_of(item))
        yield from _hand_out(world, item, has_slip=has_slip)


def _hand_out(world: World, item: str, *, has_slip: bool) -> Script:
    """Give a result to its citizen, who proves it by the PIN or the slip, or forgot both."""
    holder, dossier = world.holder_of(item), dossier_of(item)
    citizen = f"citizen:{dossier}"
    if holder in cast.COURIERS and world.happens(0.2):
        world.sign(Act.ATTEMPT, [item], party=holder)
        yield world.between(2 * HOUR, 20 * HOUR)
    if has_slip and world.happens(0.1):
        mistyped = Private(pin_of=dossier, wrong=1)
        world.sign(Act.DELIVER, [item], party=holder, to=citizen, private=mistyped)
        yield world.between(10_000, MINUTE)
    proofs = [Private(pin_of=dossier), Private(slip_of=dossier), None]
    private = world.chance.choices(proofs, [80, 12, 8])[0] if has_slip else None
    deliver = world.sign(Act.DELIVER, [item], party=holder, to=citizen, private=private)
    world.put(item, citizen, deliver.name)


def _deliver_to_authority(world: World, items: Sequence[str], authority: str) -> Signing:
    holder = world.holder_of(items[0])
    deliver = world.sign(Act.DELIVER, items, party=holder, to=authority)
    for item in items:
        world.put(item, authority, deliver.name)
    return deliver
