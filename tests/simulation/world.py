"""The honest world while it goes on: papers, the devices that sign, the network; pure.

Scripts are generators that yield how long they wait; the world wakes them in the order of time.
"""

import heapq
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Any, Final

from tests.simulation import cast
from tests.simulation.devices import Living, living
from tests.simulation.plan import DAY, HOUR, MINUTE, On, Sending, Sent, Shown, Signing, Stay, Step
from tracking.kernel.scan import Act

Script = Generator[int, None, None]

# What a device that comes to know it names as the newest node of an item.
NODES: Final = frozenset(
    {
        Act.COMMISSION,
        Act.OFFER,
        Act.ACCEPT,
        Act.TAKE,
        Act.FIND,
        Act.DELIVER,
        Act.REPORT_LOST,
        Act.WITHDRAW,
        Act.REFUSE,
        Act.RESOLVE,
    }
)
# Batches reach the door at these times, so that those of several devices may come at once.
GRID_MS: Final = 5 * MINUTE


@dataclass(frozen=True, slots=True)
class Network:
    """How often a batch is lost, or its answer, or comes twice, or is a part of all."""

    loses: float = 0.12
    loses_answers: float = 0.12
    doubles: float = 0.1
    cuts: float = 0.15
    crashes: float = 0.04
    forgets: float = 0.004


CALM: Final = Network(loses=0, loses_answers=0, doubles=0, cuts=0, crashes=0, forgets=0)


@dataclass(slots=True)
class World:
    """Everything that goes on.

    Attributes:
        steps: what happened, in order.
        arrived: when each act first reached the server.
        stays: by item, where its paper was.
        served: by item, its nodes in the order in which they were signed.
        undone: acts that were annulled.
        hidden: acts that were signed and never arrive.
    """

    chance: Random
    network: Network
    now: int = 0
    steps: list[Step] = field(default_factory=list)
    arrived: dict[str, int] = field(default_factory=dict)
    stays: dict[str, list[Stay]] = field(default_factory=dict)
    served: dict[str, list[str]] = field(default_factory=dict)
    signings: dict[str, Signing] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    devices: dict[str, Living] = field(default_factory=dict)
    _waiting: list[tuple[int, int, Script]] = field(default_factory=list)
    _turns: Any = field(default_factory=count)
    _journeys: int = 0
    _in_touch: list[Script] = field(default_factory=list)

    def begin(self, journey: Script, *, after: int = 0) -> None:
        """Let a journey go on by itself from some time on."""
        self._journeys += 1
        self._begin_unheeded(journey, after=after)

    def _begin_unheeded(self, script: Script, *, after: int = 0) -> None:
        heapq.heappush(self._waiting, (self.now + after, next(self._turns), script))

    def run(self) -> None:
        """Go on until every journey has ended, and all that was signed has arrived."""
        while self._waiting:
            self.now, _, script = heapq.heappop(self._waiting)
            wait = next(script, None)
            if wait is not None:
                self._begin_unheeded(script, after=wait)
            elif script not in self._in_touch:
                self._journeys -= 1
        self.close()

    def happens(self, odds: float) -> bool:
        """Throw the dice."""
        return self.chance.random() < odds

    def between(self, shortest: int, longest: int) -> int:
        """Return some time to wait."""
        return self.chance.randint(shortest, longest)

    def until(self, condition: Callable[[], bool], *, at_most: int) -> Script:
        """Wait until something is true, but not for ever."""
        ends = self.now + at_most
        while not condition() and self.now < ends:
            yield self.between(5 * MINUTE, 20 * MINUTE)

    # Who signs

    def device(self, name: str) -> Living:
        """Return a device; it lives from the first day on, whenever it is first used."""
        if name not in self.devices:
            self.devices[name] = living(name, self.chance)
            self._in_touch.append(self._keep_in_touch(name))
            self._begin_unheeded(self._in_touch[-1])
        return self.devices[name]

    def _keep_in_touch(self, name: str) -> Script:
        """Let a desk be online most of the time, and a phone now and then."""
        longest = 4 * HOUR if name.startswith("desk") else 14 * HOUR
        while self._journeys:
            yield GRID_MS * self.chance.randint(1, longest // GRID_MS) - self.now % GRID_MS
            self._contact(name, self.network)

    def close(self) -> None:
        """Let all that is left arrive, and every answer with it."""
        self.now += DAY - self.now % GRID_MS
        for name in sorted(self.devices):
            self._contact(name, CALM)

    def hand_of(self, party: str) -> tuple[str, str]:
        """Choose the device and the person that act for a party."""
        if party in cast.COURIERS:
            return f"phone_{party}", party
        return self.chance.choice(cast.desks_of(party)), self.chance.choice(cast.clerks_of(party))

    def sign(
        self,
        act: Act,
        items: Sequence[str],
        *,
        party: str,
        hand: tuple[str, str] | None = None,
        basis: str | None = None,
        **members: Any,
    ) -> Signing:
        """Let somebody sign an act on items; each stands on the newest node that is known of it.

        Args:
            act: what is said to be done.
            items: on what.
            party: for whom.
            hand: device and person; somebody of the party's if not said.
            basis: the node to stand on instead.
            members: those of a `Signing`.
        """
        device, who = hand or self.hand_of(party)
        living_one = self.device(device)
        if self.happens(self.network.crashes):
            living_one.restart(self.now)
        if self.happens(self.network.forgets):
            self.hidden |= set(living_one.forget(self.now))
        signing = Signing(
            at_ms=self.now,
            name=f"{len(self.signings):04}",
            device=device,
            who=who,
            party=party,
            act=act,
            on=tuple(On(item=item, basis=basis or living_one.newest.get(item)) for item in items),
            clock=living_one.clock(self.now),
            epoch=living_one.epoch,
            **members,
        )
        self._keep(signing, living_one)
        return signing

    def _keep(self, signing: Signing, device: Living) -> None:
        self.steps.append(signing)
        self.signings[signing.name] = signing
        device.pending.append(signing.name)
        if signing.act not in NODES:
            return
        for on in signing.on:
            self.served.setdefault(on.item, []).append(signing.name)
            device.newest[on.item] = signing.name

    def annul(self, signing: Signing) -> Signing:
        """Let the same hand take back what it signed."""
        annulled = self.sign(
            Act.ANNUL,
            [on.item for on in signing.on],
            party=signing.party,
            hand=(signing.device, signing.who),
            basis=signing.name,
            of=signing.name,
        )
        self.undone.add(signing.name)
        device = self.device(signing.device)
        for on in signing.on:
            device.newest.pop(on.item, None)
            if on.basis is not None:
                device.newest[on.item] = on.basis
        return annulled

    def show(self, offer: Signing) -> Shown:
        """Return the ticket that the giver's screen shows."""
        return Shown(
            device=offer.device,
            key=offer.device,
            offer=offer.name,
            items=tuple(on.item for on in offer.on),
            giver=offer.party,
            to=offer.to,
        )

    # Where the paper is

    def put(self, item: str, holder: str, node: str | None) -> None:
        """Let the paper change hands."""
        stays = self.stays.setdefault(item, [])
        if stays:
            stays[-1] = replace(stays[-1], until_ms=self.now)
        stays.append(Stay(holder, self.now, node))

    def holder_of(self, item: str) -> str:
        """Return who truly has an item."""
        return self.stays[item][-1].holder

    # What is sent

    def _contact(self, name: str, network: Network) -> None:
        """Let a device try to send what is pending, and hear what the server has."""
        device = self.devices[name]
        if self.happens(network.loses):
            return
        many = len(device.pending)
        if many > 1 and self.happens(network.cuts):
            many = self.chance.randint(1, many)
        is_heard = not self.happens(network.loses_answers)
        if many:
            self._send(device, device.pending[:many], is_heard=is_heard)
        if not is_heard:
            return
        del device.pending[:many]
        device.hear(self.now)
        self._learn(device)

    def _send(self, device: Living, names: list[str], *, is_heard: bool) -> None:
        scans = tuple(
            Sent(scan=name, private=name if self.signings[name].private else None)
            for name in names
        )
        sending = Sending(at_ms=self.now, sender=device.name, scans=scans, is_answered=is_heard)
        self.steps.append(sending)
        for name in names:
            self.arrived.setdefault(name, self.now)
        if self.happens(self.network.doubles):
            late = GRID_MS * self.chance.randint(1, 200)
            self.steps.append(replace(sending, at_ms=self.now + late, is_answered=False))

    def _learn(self, device: Living) -> None:
        for item, nodes in self.served.items():
            known = [
                name
                for name in nodes
                if name not in self.undone and (name in self.arrived or name in device.pending)
            ]
            own = device.newest.get(item)
            if own in nodes and own not in self.undone:
                known.append(own)
            if known:
                device.newest[item] = max(known)

    def knows(self, device: str, name: str) -> bool:
        """Whether an act is the newest that a device knows of one of the items it names."""
        newest = self.device(device).newest
        return any(newest.get(on.item) == name for on in self.signings[name].on)
