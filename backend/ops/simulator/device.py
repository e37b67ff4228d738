"""A device that signs scans and keeps them until a signed receipt lets it forget them."""

import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from backend.ops.simulator.site import Site
from tracking.kernel.device_proof import sign_enrolment, sign_session
from tracking.kernel.ids import b64u
from tracking.kernel.private_part import private_hash, private_text
from tracking.kernel.receipt import Outcome, read_keys, read_receipt
from tracking.kernel.scan import Act
from tracking.kernel.scan_reading import quarantine_key, scan_id, sign_scan
from tracking.kernel.signing import PrivateKey, PublicKey
from tracking.kernel.ticket import encode_ticket, read_enrolment_ticket, read_ticket

BATCH: Final = 100
APP: Final = "simulator"
JSON: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Named:
    """What a scan names: a label, and the newest node that the device knows of what it is on."""

    label: str
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A signed scan that the site may not have yet."""

    id: str
    jws: str
    private: str | None

    def sent(self) -> dict[str, str]:
        """Return it as a batch carries it."""
        said = {"jws": self.jws}
        return said if self.private is None else {**said, "private": self.private}


class Device:
    """A key, its chain of scans, and an outbox; its clock is the machine's.

    One device acts for one person and one party.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._key = PrivateKey.generate()
        self._epoch = b64u(secrets.token_bytes(16))
        self._context = b64u(secrets.token_bytes(8))
        self._n = 0
        self._prev: str | None = None
        self._server_time: tuple[int, int] | None = None
        self._receipt_keys: dict[str, PublicKey] = {}
        self._outbox: list[Kept] = []
        self.who = ""
        self.party = ""
        self.own: set[str] = set()
        self.set_aside = 0

    @property
    def id(self) -> str:
        """Its id: the thumbprint of its key."""
        return self._key.public.thumbprint

    @property
    def key(self) -> PrivateKey:
        """The key that it signs with."""
        return self._key

    @property
    def waiting(self) -> int:
        """How many scans have no receipt yet."""
        return len(self._outbox)

    async def join(self, ticket: str, *, model: str) -> dict[str, Any]:
        """Enrol with a ticket and learn the house's keys.

        Raises:
            NoAnswerError, RefusedError: it cannot join.
        """
        secret = b64u(read_enrolment_ticket(ticket).secret)
        joined: dict[str, Any] = await self._site.post(
            "/devices",
            {
                "ticket": ticket,
                "jwk": self._key.public.jwk(),
                "model": model,
                "app": APP,
                "proof": sign_enrolment(ticket_secret=secret, key=self._key),
            },
            headers=JSON,
        )
        root = PublicKey.from_jwk(joined["root"])
        self._receipt_keys = read_keys(jws=joined["keys"], root=root).receipt_keys()
        return joined

    async def open_session(self, *, headers: Mapping[str, str] = JSON) -> str:
        """Prove the key and return the bearer; a desk does so beside a log-in.

        Raises:
            NoAnswerError, RefusedError: there is no session.
        """
        asked = await self._site.post("/device-challenges", {"device": self.id}, headers=headers)
        proof = sign_session(challenge=asked["challenge"], key=self._key)
        session = {"device": self.id, "proof": proof}
        opened = await self._site.post("/device-sessions", session, headers=headers)
        return str(opened["bearer"])

    def sign(
        self,
        act: Act,
        named: Iterable[Named],
        *,
        private: Mapping[str, Any] | None = None,
        **members: Any,  # noqa: ANN401 - members of the wire
    ) -> str:
        """Sign an act, put it into the outbox and return its id; works without a network."""
        text = None if private is None else private_text(private)
        on = [
            {"l": one.label} if one.basis is None else {"l": one.label, "b": one.basis}
            for one in sorted(named, key=lambda one: one.label)
        ]
        payload = {
            "v": 1,
            "act": act,
            "who": self.who,
            "for": self.party,
            "dev": self._chain(),
            "on": on,
            "at": self._time(),
            **({} if text is None else {"hid": private_hash(text)}),
            **members,
        }
        jws = sign_scan(payload=payload, key=self._key)
        kept = Kept(scan_id(jws), jws, text)
        self._n, self._prev = self._n + 1, kept.id
        self._outbox.append(kept)
        self.own.add(kept.id)
        return kept.id

    def show_ticket(self, *, offer: str, labels: Iterable[str], to: str) -> str:
        """Return the ticket of an own offer, as an accept carries it."""
        shown = encode_ticket(
            offer=offer,
            label_ids=labels,
            giver=UUID(self.party),
            to=UUID(to),
            unix_minute=int(time.time()) // 60,
            key=self._key,
        )
        return b64u(read_ticket(shown).raw)

    def _chain(self) -> dict[str, Any]:
        chain: dict[str, Any] = {"e": self._epoch, "n": self._n}
        return chain if self._prev is None else {**chain, "p": self._prev}

    def _time(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "w": time.time_ns() // 1_000_000,
            "m": monotonic_ms(),
            "c": self._context,
        }
        return said if self._server_time is None else {**said, "s": list(self._server_time)}

    async def flush(self) -> None:
        """Send what waits, oldest first, and forget only what a good receipt names.

        Raises:
            NoAnswerError, RefusedError: the site takes nothing now; all is kept.
        """
        while self._outbox:
            batch = self._outbox[:BATCH]
            answer = await self._site.post(
                "/scan-batches",
                {"v": 1, "batch": str(uuid4()), "scans": [kept.sent() for kept in batch]},
                headers=JSON,
            )
            receipt = read_receipt(jws=answer["receipt"], keys=self._receipt_keys)
            self._server_time = receipt.at_ms, monotonic_ms()
            outcomes = {result.key: result.outcome for result in receipt.results}
            settled = [kept for kept in batch if _outcome(kept, outcomes) is not None]
            self.set_aside += sum(
                _outcome(kept, outcomes) is Outcome.QUARANTINED for kept in settled
            )
            self._outbox = [kept for kept in self._outbox if kept not in settled]
            if not settled:
                return


def _outcome(kept: Kept, outcomes: Mapping[str, Outcome]) -> Outcome | None:
    """Return what became of a scan: accepted under its id, set aside under its text's hash."""
    found = outcomes.get(kept.id) or outcomes.get(quarantine_key(kept.jws))
    return None if found is Outcome.REFUSED else found


def monotonic_ms() -> int:
    """Return milliseconds that never go back while this process runs."""
    return time.monotonic_ns() // 1_000_000
