"""The signed scan: the words in which a device says what happened; pure.

Source: the wire format, version 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID


class Act(StrEnum):
    """What a person can say was done to a subject of custody."""

    COMMISSION = "commission"
    OFFER = "offer"
    ACCEPT = "accept"
    TAKE = "take"
    FIND = "find"
    CHECK = "check"
    ATTEMPT = "attempt"
    DELIVER = "deliver"
    REPORT_LOST = "report_lost"
    REPORT_DAMAGED = "report_damaged"
    WITHDRAW = "withdraw"
    REFUSE = "refuse"
    CONFIRM = "confirm"
    DENY = "deny"
    ANNUL = "annul"
    RESOLVE = "resolve"
    PACK = "pack"
    SEAL = "seal"
    UNPACK = "unpack"


class Reason(StrEnum):
    """Why a scan is set aside or refused, in the order in which it is looked for."""

    TOO_BIG = "too_big"
    UNREADABLE = "unreadable"
    SCHEMA = "schema"
    UNKNOWN_DEVICE = "unknown_device"
    BAD_SIGNATURE = "bad_signature"
    REVOKED = "revoked"
    UNKNOWN_VERSION = "unknown_version"
    NOT_STORED = "not_stored"


class Flag(StrEnum):
    """What is remarkable about a scan that was accepted."""

    DUPLICATE = "duplicate"
    LATE = "late"
    CLOCK = "clock"
    CHAIN_GAP = "chain_gap"
    FORK = "fork"
    GAP = "gap"
    UNCONFIRMED = "unconfirmed"
    CONTESTED = "contested"
    IMPLAUSIBLE_PLACE = "implausible_place"
    LABEL_VOID = "label_void"
    UNBOUND_LABEL = "unbound_label"
    AMBIGUOUS_CODE = "ambiguous_code"
    WRONG_KIND = "wrong_kind"
    OFF_SHIFT = "off_shift"
    NO_GRANT = "no_grant"
    SAME_PERSON = "same_person"
    TYPED = "typed"
    EVIDENCE_PENDING = "evidence_pending"
    PRIVATE_MISSING = "private_missing"
    PAPER = "paper"
    RELEASED = "released"


class EvidenceKind(StrEnum):
    """What an uploaded picture shows."""

    PHOTO = "photo"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Members:
    """The members that an act needs, and those that it may have, beside those of every scan."""

    needs: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()


EVERY_SCAN_NEEDS: Final = frozenset({"v", "act", "who", "for", "dev", "on", "at"})
EVERY_SCAN_MAY: Final = frozenset({"why", "hid", "ev", "seen"})

ANY_MEMBER: Final = EVERY_SCAN_MAY | {"to", "of", "ends", "tk", "in", "seal"}

_NOTHING: Final = Members()
_OF: Final = Members(needs=frozenset({"of"}))
_IN: Final = Members(needs=frozenset({"in"}))

MEMBERS: Final[Mapping[Act, Members]] = {
    Act.COMMISSION: _NOTHING,
    Act.OFFER: Members(may=frozenset({"to"})),
    Act.ACCEPT: Members(needs=frozenset({"of"}), may=frozenset({"tk"})),
    Act.TAKE: _NOTHING,
    Act.FIND: _NOTHING,
    Act.CHECK: _NOTHING,
    Act.ATTEMPT: _NOTHING,
    Act.DELIVER: Members(needs=frozenset({"to"})),
    Act.REPORT_LOST: _NOTHING,
    Act.REPORT_DAMAGED: _NOTHING,
    Act.WITHDRAW: _OF,
    Act.REFUSE: _OF,
    Act.CONFIRM: _OF,
    Act.DENY: _OF,
    Act.ANNUL: _OF,
    Act.RESOLVE: Members(needs=frozenset({"of", "ends", "to"})),
    Act.PACK: _IN,
    Act.SEAL: Members(needs=frozenset({"in", "seal"})),
    Act.UNPACK: Members(needs=frozenset({"in"}), may=frozenset({"seal"})),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChain:
    """Where a scan stands in its device's own chain; `prev` is absent only at the very first."""

    epoch: str
    n: int
    prev: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class On:
    """One thing scanned: by its label or by the code typed from it, and the node known of it."""

    label: str | None = None
    code: str | None = None
    basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InReceptacle:
    """The receptacle that an act is about, and the newest node known of it."""

    label: str
    basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """When, as the device could know it: milliseconds; the context is random per running page.

    The server time and the monotonic time of its arrival are both there or both absent.
    """

    wall_ms: int
    mono_ms: int
    context: str
    server_ms: int | None = None
    server_mono_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A picture that is uploaded apart, named by its hash."""

    sha256: str
    kind: EvidenceKind
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The newest checkpoint of the log that the device knew."""

    epoch: str
    size: int
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What one device signed; it never changes.

    `ends` and `evidence` are empty where the wire has none; all else that may be absent is None.
    """

    id: str
    device: str
    act: Act
    who: UUID
    party: UUID
    chain: DeviceChain
    on: tuple[On, ...]
    at: At
    to: UUID | None = None
    of: str | None = None
    ends: tuple[str, ...] = ()
    ticket: bytes | None = None
    receptacle: InReceptacle | None = None
    seal: str | None = None
    why: str | None = None
    private_hash: str | None = None
    evidence: tuple[Evidence, ...] = ()
    seen: Seen | None = None
