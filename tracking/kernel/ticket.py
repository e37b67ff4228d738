"""What one screen shows another: half of a handoff, or the way in for a device; pure."""

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from tracking.kernel.base45 import NotBase45, base45, base45_bytes
from tracking.kernel.ids import LABEL_ID_BYTES, SCAN_ID_BYTES, b64u, b64u_bytes
from tracking.kernel.refusal import Refusal
from tracking.kernel.signing import (
    SIGNATURE_BYTES,
    THUMBPRINT_BYTES,
    PrivateKey,
    PublicKey,
    compact_json,
    is_low_s,
)
from tracking.kernel.strict_json import (
    Misshapen,
    NotJson,
    bytes_of,
    integer,
    members,
    read_json,
    text,
)

OFFER_PREFIX: Final = "HO1:"
ENROLMENT_PREFIX: Final = "HE1:"
VERSION: Final = 1
OFFER_TICKET_BYTES: Final = 181
ENROLMENT_SECRET_BYTES: Final = 16
MAX_ORIGIN: Final = 255

_TICKET_CONTEXT: Final = b"hoso-offer-v1\0"
_LABELS_HASH_BYTES: Final = 16
# Version, giver's device, offer, hash of the labels, giver's party, to-party, minute.
_STATEMENT: Final = struct.Struct(f">B{THUMBPRINT_BYTES}s{SCAN_ID_BYTES}s16s16s16sI")
_BEARER: Final = bytes(16)


@dataclass(eq=False)
class NotAnOfferTicket(Refusal):
    """The picture holds something else than an offer ticket of this version."""

    code: ClassVar[str] = "not_an_offer_ticket"
    status: ClassVar[int] = 422


@dataclass(eq=False)
class NotAnEnrolmentTicket(Refusal):
    """The picture holds something else than the way in for a device."""

    code: ClassVar[str] = "not_an_enrolment_ticket"
    status: ClassVar[int] = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTicket:
    """What an offer ticket says; believed only once `ticket_signed_by` holds.

    `raw` is the whole ticket, as an accept carries it; `to` is None for whoever shows it.
    """

    raw: bytes
    device: str
    offer: str
    labels_hash: bytes
    giver: UUID
    to: UUID | None
    unix_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentTicket:
    """Where a device joins, and the secret that lets it."""

    origin: str
    secret: bytes


def labels_hash(label_ids: Iterable[str]) -> bytes:
    """Hash the offered labels to sixteen bytes, whatever their order."""
    ids = sorted(b64u_bytes(label_id, length=LABEL_ID_BYTES) for label_id in label_ids)
    return hashlib.sha256(b"".join(ids)).digest()[:_LABELS_HASH_BYTES]


def encode_ticket(  # noqa: PLR0913 - one argument for each field of the wire
    *,
    offer: str,
    label_ids: Iterable[str],
    giver: UUID,
    to: UUID | None,
    unix_minute: int,
    key: PrivateKey,
) -> str:
    """Write the text of an offer ticket's QR code.

    Args:
        offer: scan id of the offer.
        label_ids: the labels that it offers.
        giver: the party that offers.
        to: the party it is for, or None for whoever shows the ticket.
        unix_minute: when; it is only shown.
        key: of the device that signed the offer.
    """
    statement = _STATEMENT.pack(
        VERSION,
        b64u_bytes(key.public.thumbprint),
        b64u_bytes(offer, length=SCAN_ID_BYTES),
        labels_hash(label_ids),
        giver.bytes,
        to.bytes if to else _BEARER,
        unix_minute,
    )
    return ticket_text(statement + key.sign(_TICKET_CONTEXT + statement))


def ticket_text(raw: bytes) -> str:
    """Write the bytes of an offer ticket as the text of its QR code."""
    return OFFER_PREFIX + base45(raw)


def read_ticket(text: str) -> OfferTicket:
    """Read the text of an offer ticket's QR code; nothing in it is believed yet.

    Raises:
        NotAnOfferTicket: other content or another version.
    """
    if not text.startswith(OFFER_PREFIX):
        raise NotAnOfferTicket
    try:
        raw = base45_bytes(text.removeprefix(OFFER_PREFIX))
    except NotBase45 as error:
        raise NotAnOfferTicket from error
    return read_ticket_bytes(raw)


def read_ticket_bytes(raw: bytes) -> OfferTicket:
    """Read an offer ticket as an accept carries it; nothing in it is believed yet.

    Raises:
        NotAnOfferTicket: another length or another version.
    """
    if len(raw) != OFFER_TICKET_BYTES or raw[0] != VERSION:
        raise NotAnOfferTicket
    fields = _STATEMENT.unpack(raw[:-SIGNATURE_BYTES])
    _, device, offer, hash_of_labels, giver, to, unix_minute = fields
    return OfferTicket(
        raw=raw,
        device=b64u(device),
        offer=b64u(offer),
        labels_hash=hash_of_labels,
        giver=UUID(bytes=giver),
        to=None if to == _BEARER else UUID(bytes=to),
        unix_minute=unix_minute,
    )


def ticket_signed_by(*, ticket: OfferTicket, key: PublicKey) -> bool:
    """Tell whether a ticket names this key as the giver's and is signed by it, with the low s."""
    statement, signature = ticket.raw[:-SIGNATURE_BYTES], ticket.raw[-SIGNATURE_BYTES:]
    return (
        ticket.device == key.thumbprint
        and is_low_s(signature)
        and key.has_signed(signature=signature, message=_TICKET_CONTEXT + statement)
    )


def encode_enrolment_ticket(*, origin: str, secret: bytes) -> str:
    """Write the text of the QR code by which a device joins.

    Args:
        origin: scheme, host and port of the site, the only one the app will join.
        secret: 16 random bytes; the house keeps their hash alone.
    """
    return ENROLMENT_PREFIX + base45(
        compact_json({"v": VERSION, "u": origin, "t": b64u(secret)}),
    )


def read_enrolment_ticket(text_seen: str) -> EnrolmentTicket:
    """Read the text of the QR code by which a device joins.

    Raises:
        NotAnEnrolmentTicket: other content or another version.
    """
    if not text_seen.startswith(ENROLMENT_PREFIX):
        raise NotAnEnrolmentTicket
    try:
        raw = base45_bytes(text_seen.removeprefix(ENROLMENT_PREFIX))
        said = members(read_json(raw), needs={"v", "u", "t"})
        integer(said["v"], lowest=VERSION, highest=VERSION)
        return EnrolmentTicket(
            origin=text(said["u"], at_least=1, at_most=MAX_ORIGIN),
            secret=bytes_of(said["t"], length=ENROLMENT_SECRET_BYTES),
        )
    except (NotBase45, NotJson, Misshapen) as error:
        raise NotAnEnrolmentTicket from error
