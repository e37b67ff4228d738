"""A clerk at a desk: takes dossiers in, accepts and offers, decides, hands results over."""

import asyncio
import io
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from pypdf import PdfReader

from backend.ops.simulator.device import Device, Named
from backend.ops.simulator.people import intake_of
from backend.ops.simulator.site import RefusedError, Session, Site
from backend.ops.simulator.town import (
    PATIENCE_WITH_OFFERS_S,
    PATIENCE_WITH_PEOPLE_S,
    Envelope,
    Shown,
    Town,
    age_s,
    envelopes_of,
)
from tracking.kernel.scan import Act

MOST_AT_ONCE: Final = 12
UNKNOWN_DESK: Final = "unknown_desk"
PIN: Final = re.compile(r"(\d{3})\s?(\d{3})\b")
PIN_WORDS: Final = "Mã PIN"
GRANTED: Final = 0.92
FINISHED: Final = frozenset({"resolved", "returned"})
# Far things are more to look at: province, then district, then the office next door.
WEIGHT: Final = {"province": 6, "district": 3, "commune": 1}

Answer = TypeVar("Answer")


class Desk:
    """One desk of one office, with the clerk who is logged in at it.

    Attributes:
        office: whose desk it is.
        login: who is logged in.
        lock: it serves one at a time.
        opened: set from the first time that it was open.
        shelf: what lies there, by item.
        wanted: what people offered to it on a screen.
        forgotten: what was offered here and never accepted.
    """

    def __init__(self, *, site: Site, town: Town, office: str, login: str, password: str) -> None:
        self.office = office
        self.login = login
        self.lock = asyncio.Lock()
        self.opened = asyncio.Event()
        self.shelf: dict[str, Envelope] = {}
        self._password = password
        self._site = site
        self._town = town
        self._chance = town.chance_of(login)
        self._device = Device(site)
        self._session: Session | None = None
        self._procedures: list[dict[str, Any]] | None = None
        self._looked_s = float("-inf")
        self._seals = self._chance.randrange(1000, 9000)
        self.wanted: list[dict[str, Any]] = []
        self.forgotten: list[dict[str, Any]] = []

    @property
    def is_open(self) -> bool:
        """Whether a clerk is logged in on an enrolled desk."""
        return self._session is not None and self._session.desk is not None

    @property
    def set_aside(self) -> int:
        """How many of its scans wait for a person."""
        return self._device.set_aside

    async def open(self) -> None:
        """Log in, and the first time make this browser a desk of the office.

        Raises:
            NoAnswerError, RefusedError: it stays closed.
        """
        session = await self._site.log_in(login=self.login, password=self._password)
        if self._device.who == "":
            issued = await self._site.post(
                "/enrolment-tickets", {"office": self.office}, headers=session.headers()
            )
            await self._device.join(issued["ticket"], model="Simulated desk")
        session.desk = await self._device.open_session(headers=session.headers())
        me = await self._site.get("/me", headers=session.headers())
        self._device.who, self._device.party = me["person"]["id"], self.office
        self._session = session
        self.opened.set()

    def close(self) -> None:
        """Forget the log-in, as when it has ended."""
        self._session = None

    async def _at_desk(self, call: Callable[[dict[str, str]], Awaitable[Answer]]) -> Answer:
        """Call the API as this desk; prove its key anew and ask once more when that has run out.

        Raises:
            NoAnswerError, RefusedError: there is no answer, or no.
        """
        session = self._session or Session(cookies={})
        try:
            return await call(session.headers())
        except RefusedError as refused:
            if refused.code != UNKNOWN_DESK:
                raise
        session.desk = None
        session.desk = await self._device.open_session(headers=session.headers())
        return await call(session.headers())

    async def _get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        return await self._at_desk(lambda headers: self._site.get(path, headers=headers))

    async def _post(self, path: str, body: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
        return await self._at_desk(lambda headers: self._site.post(path, body, headers=headers))

    def seconds_since_look(self) -> float:
        """Return how old what is known of the shelf is."""
        return time.monotonic() - self._looked_s

    async def look(self) -> None:
        """Look at the board: what lies on the shelf, and what is offered to us by people.

        Raises:
            NoAnswerError, RefusedError: nothing is shown.
        """
        board = await self._get(f"/boards/office.{self.office}")
        now = datetime.fromisoformat(board["now"])
        since = {item: one.since_s for item, one in self.shelf.items()}
        ours = [one for one in board["items"] if self._is_ours(one, now)]
        self.shelf = {one.item: one for one in envelopes_of(ours, since_s=time.monotonic())}
        for item, one in self.shelf.items():
            one.since_s = since.get(item, one.since_s)
        self._town.on_the_way |= self.shelf.keys()
        self.wanted = [one for one in board["items"] if self._is_offered_by_people(one, now)]
        self.forgotten = [
            one
            for one in board["items"]
            if one["holder"] == self.office
            and one["state"] == "offered"
            and age_s(one, now) > PATIENCE_WITH_OFFERS_S
        ]
        self._looked_s = time.monotonic()

    def _is_ours(self, item: dict[str, Any], now: datetime) -> bool:
        return (
            item["holder"] == self.office
            and item["state"] == "held"
            and self._may_touch(item, now)
            and not (item["direction"] == "out" and item["business_state"] in FINISHED)
        )

    def _is_offered_by_people(self, item: dict[str, Any], now: datetime) -> bool:
        return item["offeree"] == self.office and self._may_touch(item, now)

    def _may_touch(self, item: dict[str, Any], now: datetime) -> bool:
        """What somebody else did last is his, until he has left it alone for a while."""
        is_own = item["tip"] is None or item["tip"] in self._device.own
        return is_own or age_s(item, now) > PATIENCE_WITH_PEOPLE_S

    async def withdraw(self) -> None:
        """Take back what was offered long ago and never accepted.

        Raises:
            NoAnswerError, RefusedError: it stays offered.
        """
        for one in envelopes_of(self.forgotten, since_s=0.0):
            self._device.sign(Act.WITHDRAW, [Named(one.label, one.basis)], of=str(one.basis))
        self.forgotten = []
        self._looked_s = float("-inf")
        await self._device.flush()

    async def take_in(self) -> bool:
        """Take in a dossier that somebody brings, and tell whether anybody did.

        Raises:
            NoAnswerError, RefusedError: it is not taken in.
        """
        if self._procedures is None:
            self._procedures = await self._get("/procedures")
        near = [one for one in self._procedures if self._is_reachable(one)]
        if not near:
            return False
        weights = [WEIGHT.get(one["level"], 1) for one in near]
        (procedure,) = self._chance.choices(near, weights)
        self._seals += 1
        intake = intake_of(procedure, chance=self._chance, seal=f"MC {self._seals:06}")
        sent = await self._post("/dossiers", intake)
        self._device.sign(Act.COMMISSION, [Named(sent["label"]["id"])])
        await self._device.flush()
        self._town.on_the_way.add(sent["item"]["id"])
        await self._print_slip(sent["dossier"]["id"])
        return True

    def _is_reachable(self, procedure: dict[str, Any]) -> bool:
        decides = procedure["deciding_office"]["id"]
        return decides in self._town.counters or decides in self._town.called_at

    async def _print_slip(self, dossier: str) -> None:
        """Print the slip, whose PIN the citizen will read to whoever brings the result."""
        path = f"/dossiers/{dossier}/slips"
        paper = await self._at_desk(
            lambda headers: self._site.post_for_paper(path, headers=headers)
        )
        # The copy that stays at the office says no PIN; that of the citizen does.
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages]
        words = next((text for text in pages if PIN_WORDS in text), "")
        if found := PIN.search(words, words.find(PIN_WORDS)):
            self._town.pins[dossier] = found[1] + found[2]

    async def receive(self, shown: Shown) -> None:
        """Accept what somebody shows, by his ticket; both halves are signed then.

        Raises:
            NoAnswerError, RefusedError: the scan is kept and comes later.
        """
        self._device.sign(
            Act.ACCEPT,
            [Named(one.label, shown.offer) for one in shown.envelopes],
            of=shown.offer,
            tk=shown.ticket,
        )
        self._looked_s = float("-inf")
        await self._device.flush()

    def refuse_missing(self, shown: Shown, missing: list[Envelope]) -> str:
        """Refuse what was offered and is not there; the giver still answers for it."""
        return self._device.sign(
            Act.REFUSE,
            [Named(one.label, shown.offer) for one in missing],
            of=shown.offer,
            why="short.giver_lacks",
        )

    async def receive_from_people(self) -> None:
        """Accept what a person offered us on a screen, since nobody else came to the counter.

        Raises:
            NoAnswerError, RefusedError: it stays offered.
        """
        for one in envelopes_of(self.wanted, since_s=0.0):
            if one.basis is not None:
                self._device.sign(Act.ACCEPT, [Named(one.label, one.basis)], of=one.basis)
        self.wanted = []
        await self._device.flush()

    def ready_for(self, offices: set[str]) -> list[Envelope]:
        """Return what a courier who goes on to some offices can take along, oldest first."""
        found = [
            one
            for one in self.shelf.values()
            if one.next in offices or (_is_for_door(one) and one.dossier in self._town.pins)
        ]
        return sorted(found, key=lambda one: one.since_s)[:MOST_AT_ONCE]

    async def offer(self, envelopes: list[Envelope], *, to: str) -> Shown:
        """Offer envelopes to somebody and show him the ticket.

        Raises:
            NoAnswerError, RefusedError: the offer is kept and comes later.
        """
        offer = self._device.sign(
            Act.OFFER, [Named(one.label, one.basis) for one in envelopes], to=to
        )
        ticket = self._device.show_ticket(
            offer=offer, labels=[one.label for one in envelopes], to=to
        )
        for one in envelopes:
            self.shelf.pop(one.item, None)
        await self._device.flush()
        return Shown(offer=offer, ticket=ticket, envelopes=envelopes)

    async def decide(self, envelope: Envelope) -> None:
        """Decide a dossier that lies here, and put the result on the shelf.

        Raises:
            NoAnswerError, RefusedError: it is not decided.
        """
        papers = [{"name": "Kết quả giải quyết", "kind": "original", "count": 1}]
        self._seals += 1
        decision = {
            "outcome": "granted" if self._chance.random() < GRANTED else "refused",
            "papers": papers,
            "seal": f"KQ {self._seals:06}",
        }
        path = f"/dossiers/{envelope.dossier}/decision"
        sent = await self._post(path, decision)
        self._device.sign(Act.COMMISSION, [Named(sent["label"]["id"])])
        self.shelf.pop(envelope.item, None)
        self._town.on_the_way.discard(envelope.item)
        self._town.on_the_way.add(sent["item"]["id"])
        self._looked_s = float("-inf")
        await self._device.flush()

    async def hand_over_result(self, envelope: Envelope) -> None:
        """Hand a result to the citizen who has come for it.

        Raises:
            NoAnswerError, RefusedError: he waits.
        """
        dossier = await self._get(f"/dossiers/{envelope.dossier}")
        if envelope.dossier not in self._town.pins:  # the slip was lost: another one replaces it
            await self._print_slip(envelope.dossier)
        pin = self._town.pins.get(envelope.dossier)
        self._device.sign(
            Act.DELIVER,
            [Named(envelope.label, envelope.basis)],
            to=dossier["citizen"],
            private=None if pin is None else {"pin": pin},
        )
        self.shelf.pop(envelope.item, None)
        self._town.on_the_way.discard(envelope.item)
        await self._device.flush()


def _is_for_door(envelope: Envelope) -> bool:
    return envelope.is_back and envelope.to_door and envelope.next is None
