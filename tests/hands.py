"""Phones and desks that sign scans as the wire asks, each with its own chain."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests import make
from tests.make import MORNING, Signer
from tracking.consignments.models import Direction, Dossier, Item, Label
from tracking.custody.operations.scans import receive_scans
from tracking.custody.reading import OfferedScan
from tracking.kernel.export import Export, ExportedScan, seal_export
from tracking.kernel.ids import b64u
from tracking.kernel.private_part import private_hash, private_text
from tracking.kernel.receipt import Receipt, read_receipt
from tracking.kernel.scan_reading import scan_id, sign_scan
from tracking.kernel.signing import PublicKey
from tracking.kernel.ticket import encode_ticket, read_ticket
from tracking.ledger.keys import export_keys, receipt_key

Thing = Item | Label | Mapping[str, str]


@dataclass
class Signed:
    """A scan as its device keeps it."""

    jws: str
    private: str | None = None

    @property
    def id(self) -> str:
        return scan_id(self.jws)

    @property
    def offered(self) -> OfferedScan:
        return OfferedScan(jws=self.jws, private=self.private)


@dataclass
class Hand:
    """A signer with its chain; its clocks go one second a scan from `at` on."""

    signer: Signer
    at: datetime = MORNING
    epoch: str = field(default_factory=lambda: b64u(secrets.token_bytes(16)))
    context: str = field(default_factory=lambda: b64u(secrets.token_bytes(8)))
    n: int = 0
    prev: str | None = None
    mono_ms: int = 60_000
    knows_server_time: bool = True

    @property
    def party(self) -> UUID:
        return self.signer.party

    def sign(
        self,
        act: str,
        *things: Thing,
        basis: Signed | None = None,
        private: Mapping[str, Any] | None = None,
        **members: Any,
    ) -> Signed:
        """Sign an act on things; `members` are those of the wire, and may replace any."""
        text = None if private is None else private_text(private)
        payload = {
            "v": 1,
            "act": act,
            "who": str(self.signer.person.pk),
            "for": str(self.party),
            "dev": self._chain(),
            "on": _on(things, basis),
            "at": self._time(),
            **({} if text is None else {"hid": private_hash(text)}),
            **members,
        }
        signed = Signed(sign_scan(payload=payload, key=self.signer.key), text)
        self.n, self.prev = self.n + 1, signed.id
        return signed

    def ticket(self, offer: Signed, *things: Item | Label, to: UUID | None = None) -> str:
        """Show the ticket of an own offer, as the `tk` of an accept."""
        labels = [_label_of(thing).pk for thing in things]
        text = encode_ticket(
            offer=offer.id,
            label_ids=labels,
            giver=self.party,
            to=to,
            unix_minute=int(self.at.timestamp()) // 60,
            key=self.signer.key,
        )
        return b64u(read_ticket(text).raw)

    def _chain(self) -> dict[str, Any]:
        chain = {"e": self.epoch, "n": self.n}
        return chain if self.prev is None else {**chain, "p": self.prev}

    def _time(self) -> dict[str, Any]:
        self.at += timedelta(seconds=1)
        self.mono_ms += 1000
        wall_ms = int(self.at.timestamp() * 1000)
        time = {"w": wall_ms, "m": self.mono_ms, "c": self.context}
        return (
            {**time, "s": [wall_ms - 1000, self.mono_ms - 1000]}
            if self.knows_server_time
            else time
        )


def _on(things: Sequence[Thing], basis: Signed | None) -> list[dict[str, str]]:
    named = [
        dict(thing) if isinstance(thing, Mapping) else {"l": _label_of(thing).pk}
        for thing in things
    ]
    if basis is not None:
        named = [{**one, "b": basis.id} for one in named]
    return sorted(named, key=lambda one: ("c" in one, one.get("l") or one["c"]))


def _label_of(thing: Item | Label) -> Label:
    return thing if isinstance(thing, Label) else thing.labels.get(voided_at=None)


def sealed(*scans: Signed, by: Hand, to: PublicKey | None = None) -> str:
    """Write the file in which a phone's scans are carried home, to the house's newest key."""
    exported = tuple(ExportedScan(jws=one.jws, private=one.private) for one in scans)
    house = to or next(reversed(export_keys().values())).public
    return seal_export(export=Export(key=by.signer.key.public, scans=exported), to=house)


def send(*scans: Signed, now: datetime) -> Receipt:
    """Send scans as one batch and read the receipt as a phone does."""
    receipt = receive_scans(scans=[one.offered for one in scans], batch=uuid4(), now=now)
    key = receipt_key().public
    return read_receipt(jws=receipt, keys={key.thumbprint: key})


def arrived(dossier: Dossier) -> Dossier:
    """Let the papers be with whoever decides on them."""
    papers = Item.objects.get(consignment__dossier=dossier, consignment__direction=Direction.OUT)
    deciding = Hand(make.desk(dossier.deciding_office))
    send(deciding.sign("take", papers), now=MORNING + timedelta(hours=1))
    return Dossier.objects.get(pk=dossier.pk)
