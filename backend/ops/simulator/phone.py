"""A courier's phone: his day, what is in his bag, where he is; all of it without a network too."""

import random
import time
from datetime import UTC, datetime
from typing import Any, Final

from backend.ops.simulator.device import Device, Named
from backend.ops.simulator.ride import Seen
from backend.ops.simulator.site import NoAnswerError, RefusedError, Site
from backend.ops.simulator.town import (
    PATIENCE_OF_COURIERS_S,
    PATIENCE_WITH_OFFERS_S,
    PATIENCE_WITH_PEOPLE_S,
    Envelope,
    Shown,
    Town,
    age_s,
    envelopes_of,
)
from tracking.kernel.scan import Act

MOST_FIXES: Final = 500
UNAUTHENTICATED: Final = 401
STRETCH: Final = 5.0
NOISE_E7: Final = 400  # about four metres

SentFix = list[int | None]


class Phone:
    """The phone of one courier.

    Attributes:
        call_sign: how he is called.
        is_deaf: whether he has no signal now.
        bag: what he has, by item.
        day: what the site last said of his day.
    """

    def __init__(self, *, site: Site, town: Town, call_sign: str) -> None:
        self.call_sign = call_sign
        self.is_deaf = False
        self.bag: dict[str, Envelope] = {}
        self.day: dict[str, Any] = {}
        self._site = site
        self._town = town
        self._chance: random.Random = town.chance_of(f"phone {call_sign}")
        self._device = Device(site)
        self._bearer = ""
        self._fixes: list[SentFix] = []

    @property
    def party(self) -> str:
        """The courier's own party."""
        return self._device.party

    @property
    def set_aside(self) -> int:
        """How many of its scans wait for a person."""
        return self._device.set_aside

    async def join(self, ticket: str) -> None:
        """Enrol with the QR that the home office showed.

        Raises:
            NoAnswerError, RefusedError: it cannot join.
        """
        joined = await self._device.join(ticket, model="Simulated phone")
        self._device.who, self._device.party = joined["person"], joined["courier"]["party"]
        self._bearer = await self._device.open_session()

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._bearer}"}

    async def _post(self, path: str, body: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
        try:
            return await self._site.post(path, body, headers=self._headers())
        except RefusedError as refused:
            if refused.status != UNAUTHENTICATED:
                raise
        self._bearer = await self._device.open_session()
        return await self._site.post(path, body, headers=self._headers())

    async def start_shift(self) -> None:
        """Go on duty, ending a shift that was left open.

        Raises:
            NoAnswerError, RefusedError: the site does not know of it.
        """
        await self._post("/shifts", {"act": "stop", "at": _now()})
        await self._post("/shifts", {"act": "start", "at": _now()})

    async def stop_shift(self) -> None:
        """Go off duty.

        Raises:
            NoAnswerError, RefusedError: the site does not know of it.
        """
        await self.send_all()
        await self._post("/shifts", {"act": "stop", "at": _now()})

    async def look(self) -> None:
        """Ask for the day as it stands; while own scans wait, one's own bag is the newer truth.

        Raises:
            NoAnswerError, RefusedError: nothing is shown.
        """
        self.day = await self._site.get("/today", headers=self._headers())
        if self._device.waiting:
            return
        now = datetime.fromisoformat(self.day["now"])
        his = [one for one in self.day["items"] if self._is_in_bag(one, now)]
        self.bag = {one.item: one for one in envelopes_of(his, since_s=time.monotonic())}
        self._town.on_the_way |= self.bag.keys()

    def _is_in_bag(self, item: dict[str, Any], now: datetime) -> bool:
        """What another phone of his took is left to the person who holds that phone."""
        if item["holder"] != self.party or item["state"] != "held":
            return False
        return item["tip"] in self._device.own or age_s(item, now) > PATIENCE_WITH_PEOPLE_S

    def accept_from_people(self, office: str) -> None:
        """Accept what a person at this counter offered to this courier on a screen."""
        now = datetime.fromisoformat(self.day["now"])
        offered = [
            one
            for one in self.day["items"]
            if one["offeree"] == self.party
            and one["holder"] == office
            and age_s(one, now) > PATIENCE_OF_COURIERS_S
        ]
        for one in envelopes_of(offered, since_s=time.monotonic()):
            one.basis = self._device.sign(
                Act.ACCEPT, [Named(one.label, one.basis)], of=str(one.basis)
            )
            self.bag[one.item] = one

    def withdraw_forgotten(self) -> None:
        """Take back what he offered long ago and nobody accepted."""
        now = datetime.fromisoformat(self.day["now"])
        forgotten = [
            one
            for one in self.day["items"]
            if one["holder"] == self.party
            and one["state"] == "offered"
            and age_s(one, now) > PATIENCE_WITH_OFFERS_S
        ]
        for one in envelopes_of(forgotten, since_s=time.monotonic()):
            one.basis = self._device.sign(
                Act.WITHDRAW, [Named(one.label, one.basis)], of=str(one.basis)
            )
            self.bag[one.item] = one

    def measure(self, seen: Seen, *, speed_mps: float) -> None:
        """Note where the receiver believes to be."""
        noise = [round(self._chance.gauss(0, NOISE_E7)) for _ in range(2)]
        self._fixes.append(
            [
                time.time_ns() // 1_000_000,
                seen.lat_e7 + noise[0],
                seen.lon_e7 + noise[1],
                self._chance.randrange(5, 18),
                max(0, round(speed_mps * 100)),
                seen.heading_deg if speed_mps else None,
            ]
        )

    async def send_all(self) -> None:
        """Send what waits, if there is a signal: scans first, they are what counts.

        Raises:
            RefusedError: the site declines for good.
        """
        if self.is_deaf:
            return
        try:
            await self._device.flush()
            while self._fixes:
                await self._post("/fixes", {"fixes": self._fixes[:MOST_FIXES]})
                del self._fixes[:MOST_FIXES]
        except NoAnswerError:
            return  # kept, and offered again with the next

    def wait_s(self) -> float:
        """Return how long to wait until the next measurement; a site that is busy is spared."""
        return self._town.pace.fix_every_s + STRETCH * self._site.answers_in_s

    def forget_positions(self) -> None:
        """Drop positions that the site will never take."""
        self._fixes.clear()

    def offer(self, envelopes: list[Envelope], *, to: str) -> Shown:
        """Sign an offer of what is in the bag and show its ticket."""
        offer = self._device.sign(
            Act.OFFER, [Named(one.label, one.basis) for one in envelopes], to=to
        )
        labels = [one.label for one in envelopes]
        ticket = self._device.show_ticket(offer=offer, labels=labels, to=to)
        return Shown(offer=offer, ticket=ticket, envelopes=envelopes)

    def accept(self, shown: Shown) -> None:
        """Accept what a desk shows and put it into the bag."""
        accepted = self._device.sign(
            Act.ACCEPT,
            [Named(one.label, shown.offer) for one in shown.envelopes],
            of=shown.offer,
            tk=shown.ticket,
        )
        for one in shown.envelopes:
            one.basis = accepted
            self.bag[one.item] = one

    def deliver(self, envelope: Envelope, *, pin: str) -> None:
        """Hand an envelope to the citizen at his door, who reads his PIN from the slip."""
        said = {"pin": pin, "recipient": {"relation": "self"}}
        self._device.sign(
            Act.DELIVER,
            [Named(envelope.label, envelope.basis)],
            to=envelope.recipient,
            private=said,
        )
        self.bag.pop(envelope.item, None)
        self._town.on_the_way.discard(envelope.item)

    def attempt(self, envelope: Envelope) -> None:
        """Note that nobody opened the door."""
        self._device.sign(
            Act.ATTEMPT, [Named(envelope.label, envelope.basis)], why="attempt.absent"
        )


def _now() -> str:
    return datetime.now(tz=UTC).isoformat()
