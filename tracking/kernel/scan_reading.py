"""How a scan is read: what is believed of it and in which order it is looked at; pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from tracking.kernel.ids import LABEL_ID_BYTES, sha256_b64u
from tracking.kernel.label import is_typed_code
from tracking.kernel.scan import (
    ANY_MEMBER,
    EVERY_SCAN_MAY,
    EVERY_SCAN_NEEDS,
    MEMBERS,
    Act,
    At,
    DeviceChain,
    Evidence,
    EvidenceKind,
    InReceptacle,
    On,
    Reason,
    Scan,
    Seen,
)
from tracking.kernel.signing import (
    CompactJws,
    NotCompact,
    PrivateKey,
    PublicKey,
    compact_json,
    kid_of,
    sign_jws,
    signer_of,
    split_jws,
)
from tracking.kernel.strict_json import (
    Misshapen,
    NotJson,
    b64u_text,
    bytes_of,
    elements,
    enumerated,
    feed_epoch,
    has_space_between,
    hash_text,
    integer,
    matching,
    member,
    members,
    read_json,
    rising,
    text,
    uuid,
)
from tracking.kernel.ticket import OFFER_TICKET_BYTES

SCAN_TYPE: Final = "scan+jwt"
VERSION: Final = 1
MAX_SCAN_BYTES: Final = 16 * 1024
MAX_ON: Final = 100
MAX_ENDS: Final = 16
MAX_EVIDENCE: Final = 16
MAX_SEAL: Final = 32
EPOCH_BYTES: Final = 16
CONTEXT_BYTES: Final = 8

_REASON_CODE: Final = re.compile(r"[a-z0-9_.]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredKey:
    """A device's key as the server knows it at the moment of reading."""

    key: PublicKey
    is_revoked: bool = False


class Unreadable(Exception):
    """A scan that is set aside for a person, or refused if nobody we know signed it.

    `is_signed` tells that the device which it names did sign it, whatever is wrong with it.
    """

    def __init__(self, reason: Reason, *, is_signed: bool = False) -> None:
        super().__init__(reason)
        self.reason: Final = reason
        self.is_signed: Final = is_signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A scan taken apart: which device it names is known, and nothing in it is believed yet.

    `fault` is why it is no scan as we know it, whoever signed it: it is too big, or has another
    header, as that of an app that is newer than this server.
    """

    id: str
    device: str
    jws: CompactJws
    fault: Reason | None


def jws_bytes(jws: str | bytes) -> bytes:
    """Return the text of a JWS as the bytes that are hashed and set aside, whatever it holds."""
    return jws if isinstance(jws, bytes) else jws.encode("utf-8", "surrogatepass")


def quarantine_key(jws: str | bytes) -> str:
    """Return the key under which a scan that is not accepted is spoken of."""
    return sha256_b64u(jws_bytes(jws))


def scan_id(jws: str | bytes) -> str:
    """Return the id of a scan, which leaves out its signature, since that has a valid twin."""
    return sha256_b64u(jws_bytes(jws).rpartition(b".")[0])


def sign_scan(*, payload: Mapping[str, object], key: PrivateKey) -> str:
    """Sign a payload as a scan of the device that owns the key; the payload is not looked at."""
    return sign_jws(typ=SCAN_TYPE, payload=compact_json(payload), key=key)


def read_envelope(jws: str | bytes) -> Envelope:
    """Take a scan apart as far as one can without knowing any device.

    Raises:
        Unreadable: too_big, unreadable or schema, if it names no device.
    """
    raw = jws_bytes(jws)
    is_too_big = len(raw) > MAX_SCAN_BYTES
    try:
        parts = split_jws(raw)
        device = kid_of(parts.header)
    except (NotCompact, NotJson) as error:
        raise Unreadable(Reason.TOO_BIG if is_too_big else Reason.UNREADABLE) from error
    except Misshapen as error:
        raise Unreadable(Reason.TOO_BIG if is_too_big else Reason.SCHEMA) from error
    return Envelope(
        id=sha256_b64u(parts.signed),
        device=device,
        jws=parts,
        fault=Reason.TOO_BIG if is_too_big else _fault_of(parts.header),
    )


def _fault_of(header: bytes) -> Reason | None:
    try:
        signer_of(header=header, typ=SCAN_TYPE)
    except Misshapen:
        return Reason.SCHEMA
    return None


def verify_and_read(*, envelope: Envelope, registered: RegisteredKey | None) -> Scan:
    """Believe a scan if its device signed it, then read it.

    Args:
        envelope: what `read_envelope` made of it.
        registered: the key of the device that it names, or None if there is no such device.

    Raises:
        Unreadable: unknown_device, too_big, schema of the header, bad_signature, revoked,
            unknown_version or schema, whichever is found first in this order.
    """
    if registered is None:
        raise Unreadable(Reason.UNKNOWN_DEVICE)
    parts = envelope.jws
    if not registered.key.has_signed(signature=parts.signature, message=parts.signed):
        raise Unreadable(envelope.fault or Reason.BAD_SIGNATURE)
    if registered.is_revoked and envelope.fault is None:
        raise Unreadable(Reason.REVOKED, is_signed=True)
    try:
        return read_payload(envelope)
    except Unreadable as error:
        raise Unreadable(error.reason, is_signed=True) from error


def read_scan(*, jws: str | bytes, key_of: Callable[[str], RegisteredKey | None]) -> Scan:
    """Read and believe one scan.

    Args:
        jws: compact JWS.
        key_of: the registered key of a device, or None.

    Raises:
        Unreadable: with the first reason found, in the order of `Reason`.
    """
    envelope = read_envelope(jws)
    return verify_and_read(envelope=envelope, registered=key_of(envelope.device))


def read_payload(envelope: Envelope) -> Scan:
    """Read what a scan says without asking who signed it, as for one that is stored already.

    Raises:
        Unreadable: unknown_version or schema, or what is wrong with its envelope.
    """
    if envelope.fault is not None:
        raise Unreadable(envelope.fault)
    try:
        said = read_json(envelope.jws.payload)
        if isinstance(said, dict) and _is_other_version(said.get("v")):
            raise Unreadable(Reason.UNKNOWN_VERSION)
        return _scan(envelope=envelope, said=said)
    except (NotJson, Misshapen) as error:
        raise Unreadable(Reason.SCHEMA) from error


def _is_other_version(version: object) -> bool:
    return type(version) is int and version != VERSION


def _scan(*, envelope: Envelope, said: object) -> Scan:
    if has_space_between(envelope.jws.payload):
        raise Misshapen
    allowed = members(said, needs=EVERY_SCAN_NEEDS, may=ANY_MEMBER)
    integer(allowed["v"], lowest=VERSION, highest=VERSION)
    act = enumerated(allowed["act"], kind=Act)
    of_act = MEMBERS[act]
    said = members(said, needs=EVERY_SCAN_NEEDS | of_act.needs, may=EVERY_SCAN_MAY | of_act.may)
    return Scan(
        id=envelope.id,
        device=envelope.device,
        act=act,
        who=uuid(said["who"]),
        party=uuid(said["for"]),
        chain=_chain(said["dev"]),
        on=_on(said["on"]),
        at=_at(said["at"]),
        to=member(said, name="to", read=uuid),
        of=member(said, name="of", read=hash_text),
        ends=member(said, name="ends", read=_ends) or (),
        ticket=member(said, name="tk", read=_ticket),
        receptacle=member(said, name="in", read=_receptacle),
        seal=member(said, name="seal", read=_seal),
        why=member(said, name="why", read=_why),
        private_hash=member(said, name="hid", read=hash_text),
        evidence=member(said, name="ev", read=_evidence) or (),
        seen=member(said, name="seen", read=_seen),
    )


def _chain(value: object) -> DeviceChain:
    said = members(value, needs={"e", "n"}, may={"p"})
    chain = DeviceChain(
        epoch=b64u_text(said["e"], length=EPOCH_BYTES),
        n=integer(said["n"]),
        prev=member(said, name="p", read=hash_text),
    )
    if chain.n and chain.prev is None:
        raise Misshapen
    return chain


def _on(value: object) -> tuple[On, ...]:
    entries = tuple(_entry(entry) for entry in elements(value, at_least=1, at_most=MAX_ON))
    # Labels before codes, each in byte order: one set of things scanned has one text.
    rising([(entry.label is None, entry.label or entry.code or "") for entry in entries])
    return entries


def _entry(value: object) -> On:
    said = members(value, needs=set(), may={"l", "c", "b"})
    entry = On(
        label=member(said, name="l", read=_label_id),
        code=member(said, name="c", read=_code),
        basis=member(said, name="b", read=hash_text),
    )
    if (entry.label is None) == (entry.code is None):
        raise Misshapen
    return entry


def _label_id(value: object) -> str:
    return b64u_text(value, length=LABEL_ID_BYTES)


def _code(value: object) -> str:
    if not isinstance(value, str) or not is_typed_code(value):
        raise Misshapen
    return value


def _at(value: object) -> At:
    said = members(value, needs={"w", "m", "c"}, may={"s"})
    at = At(
        wall_ms=integer(said["w"]),
        mono_ms=integer(said["m"]),
        context=b64u_text(said["c"], length=CONTEXT_BYTES),
    )
    if "s" not in said:
        return at
    server_ms, server_mono_ms = elements(said["s"], at_least=2, at_most=2)
    return replace(at, server_ms=integer(server_ms), server_mono_ms=integer(server_mono_ms))


def _ends(value: object) -> tuple[str, ...]:
    ends = tuple(hash_text(end) for end in elements(value, at_least=1, at_most=MAX_ENDS))
    rising(ends)
    return ends


def _ticket(value: object) -> bytes:
    return bytes_of(value, length=OFFER_TICKET_BYTES)


def _receptacle(value: object) -> InReceptacle:
    said = members(value, needs={"l"}, may={"b"})
    return InReceptacle(label=_label_id(said["l"]), basis=member(said, name="b", read=hash_text))


def _seal(value: object) -> str:
    return text(value, at_least=1, at_most=MAX_SEAL)


def _why(value: object) -> str:
    return matching(value, pattern=_REASON_CODE)


def _evidence(value: object) -> tuple[Evidence, ...]:
    return tuple(_picture(one) for one in elements(value, at_least=1, at_most=MAX_EVIDENCE))


def _picture(value: object) -> Evidence:
    said = members(value, needs={"h", "t", "n"})
    return Evidence(
        sha256=hash_text(said["h"]),
        kind=enumerated(said["t"], kind=EvidenceKind),
        size_bytes=integer(said["n"]),
    )


def _seen(value: object) -> Seen:
    epoch, size, root = elements(value, at_least=3, at_most=3)
    return Seen(epoch=feed_epoch(epoch), size=integer(size), root=hash_text(root))
