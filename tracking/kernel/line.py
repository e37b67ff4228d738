"""What the fold of custody is given and what it answers; pure.

Times are milliseconds UTC; a time is an interval, from the earliest to the latest instant at which
the scan can have happened, both inclusive.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final
from uuid import UUID

from tracking.kernel.scan import Act, Flag


class Role(StrEnum):
    """What a grant lets a person do for a party."""

    CLERK = "clerk"
    COURIER = "courier"
    SERVES = "serves"
    SUPERVISOR = "supervisor"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class PartyKind(StrEnum):
    """What sort of party may hold papers."""

    OFFICE = "office"
    COURIER = "courier"
    AUTHORITY = "authority"
    CITIZEN = "citizen"
    UNKNOWN = "unknown"


class State(StrEnum):
    """Where a subject's custody stands; place and transit are read from its holder."""

    HELD = "held"
    OFFERED = "offered"
    DELIVERED = "delivered"
    LOST = "lost"
    DISPUTED = "disputed"


class Certainty(StrEnum):
    """Whether somebody scanned the subject itself, or what it is inside of."""

    VERIFIED = "verified"
    INFERRED = "inferred"


class Standing(StrEnum):
    """What one scan is to the line: on it, or why not."""

    LINE = "line"
    CLAIM = "claim"
    BESIDE = "beside"
    NOTE = "note"
    VOID = "void"


class CaseKind(StrEnum):
    """Every kind of irregularity, whoever finds it: a fold, the law, or the door."""

    DISPUTE = "dispute"
    CONTESTED = "contested"
    GAP = "gap"
    UNCONFIRMED_TAKE = "unconfirmed_take"
    NO_GRANT = "no_grant"
    UNAPPROVED_DESK = "unapproved_desk"
    SAME_DEVICE = "same_device"
    FRESH_SLIP = "fresh_slip"
    SHORT = "short"
    LABEL_VOID = "label_void"
    FORGED = "forged"
    DEVICE_FORK = "device_fork"
    LATE_CLAIM = "late_claim"
    IMPLAUSIBLE_PLACE = "implausible_place"
    AFTER_DELIVERY = "after_delivery"
    SECOND_COMMISSION = "second_commission"
    LOST = "lost"
    DAMAGED = "damaged"
    AMBIGUOUS_CODE = "ambiguous_code"
    FOLD_FAILED = "fold_failed"
    WRONG_RECIPIENT = "wrong_recipient"
    UNPROVEN_DELIVERY = "unproven_delivery"
    DECIDED_WITHOUT_PAPERS = "decided_without_papers"


class Verdict(StrEnum):
    """What is known of the proof of one delivery of one subject.

    `waived`: the policy asks for none. `pending`: proof is demanded and has not come; nothing is
    stored then. `confirmed` is folded from a supervisor's confirm and is never stored.
    """

    GOOD = "good"
    BAD = "bad"
    PENDING = "pending"
    WAIVED = "waived"
    CONFIRMED = "confirmed"


# The story of a line: what is on it, or claims to be; and with what lost its fork beside it, all
# that says who had it.
EFFECTIVE: Final = frozenset({Standing.LINE, Standing.CLAIM})
CLAIMS: Final = EFFECTIVE | {Standing.BESIDE}
# Somebody has it and may do something with it.
IN_HAND: Final = frozenset({State.HELD, State.OFFERED})
UNPROVEN: Final = frozenset({Verdict.BAD, Verdict.PENDING})


class ProofKind(StrEnum):
    """What a delivery can be proven by."""

    PIN = "pin"
    SLIP = "slip"
    SIGNATURE = "signature"
    PHOTO = "photo"
    STAND_IN = "stand_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenTicket:
    """An offer ticket that an accept carries, as far as the door could check it.

    `to_party` is None for whoever shows it. `signed`: its signature is by the registered key of
    the device it names; whether that device may give for the party is for the fold to judge.
    `fits`: its hash is that of the labels of the accept itself.
    """

    giver_device: str
    giver_party: UUID
    offer: str
    to_party: UUID | None
    signed: bool
    fits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The stored verdict on one delivery of one subject, and what it was judged by, if anything.

    `verdict` is good, bad or waived. `is_fresh`: the slip that proved it was printed when there
    was something to deliver already, by who shows it or where it is shown.
    """

    verdict: Verdict
    by: ProofKind | None
    is_fresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectScan:
    """One stored scan as it concerns one subject.

    `labels` are this subject's labels that the scan names, `bases` the nodes it gave with them
    (none if it knew of none). `flags` are those of the door; the fold heeds `wrong_kind` alone.
    `judgement` is that of a delivery of this subject; None while its proof is pending.
    """

    id: str
    act: Act
    who: UUID
    party: UUID
    device: str
    epoch: str
    n: int
    context: str
    mono_ms: int
    earliest_ms: int
    latest_ms: int
    labels: tuple[str, ...]
    bases: tuple[str, ...] = ()
    to: UUID | None = None
    of: str | None = None
    ends: tuple[str, ...] = ()
    why: str | None = None
    ticket: SeenTicket | None = None
    judgement: Judgement | None = None
    flags: frozenset[Flag] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """That a person may act for a party in a role, from an instant until before another.

    `unit` is that on which it was given, if it reaches the party from a unit above it.
    """

    person: UUID
    party: UUID
    role: Role
    from_ms: int
    until_ms: int | None = None
    unit: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningDevice:
    """Whose a device is: a phone's person, or a desk's office.

    Attributes:
        person: of a phone.
        office: of a desk.
        own_unit: the unit whose own office a desk's office is, if it is that of any.
        is_believed: its enrolment was not undone and does not wait for approval.
        is_vouched: somebody who runs a desk's office enrolled or approved it; else it speaks with
            no supervisor's right.
        lost_ms: until before when it was surely in its owner's hand; None while nobody says that
            it is not.
    """

    person: UUID | None = None
    office: UUID | None = None
    own_unit: UUID | None = None
    is_believed: bool = True
    is_vouched: bool = True
    lost_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedTo:
    """From when an office had a label, until it was passed on to the next one."""

    party: UUID
    from_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """From when a courier rode for a carrier and was at home in an office, until the next one."""

    carrier: UUID
    home: UUID
    from_ms: int


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Facts beside the scans that the fold needs; all dated or judged once, none ever changed.

    Attributes:
        grants: of the people who signed, of the owners of phones that signed a ticket, and of the
            clerks and officers of offices whose desk signed one; one on a unit once per party
            below it and time in which it was below.
        kinds: of every party named.
        issued: by label id, oldest first.
        postings: by courier's party, oldest first; couriers of one carrier serve each other, and
            the supervisors of the home office answer for the courier.
        devices: by id, of all that signed a scan or a ticket; an absent one speaks for nobody.
        receivers: by label id, to whom the subject may be delivered.
        now_ms: when the story is looked at; a proof may be pending for so long only.
    """

    grants: tuple[Grant, ...] = ()
    kinds: Mapping[UUID, PartyKind] = field(default_factory=dict)
    issued: Mapping[str, tuple[IssuedTo, ...]] = field(default_factory=dict)
    postings: Mapping[UUID, tuple[Posting, ...]] = field(default_factory=dict)
    devices: Mapping[str, SigningDevice] = field(default_factory=dict)
    receivers: Mapping[str, frozenset[UUID]] = field(default_factory=dict)
    now_ms: int = 0

    @cached_property
    def grants_of(self) -> Mapping[UUID, tuple[Grant, ...]]:
        """The grants of each person."""
        grants: dict[UUID, list[Grant]] = {}
        for grant in self.grants:
            grants.setdefault(grant.person, []).append(grant)
        return {person: tuple(held) for person, held in grants.items()}


@dataclass(frozen=True, slots=True)
class Step:
    """One scan in the custody thread.

    `standing` says whether it is on the line, one of several claims in a dispute, beside the line
    (a branch that lost or has no place), a note that moves nothing, or void (no effect where it
    stands). `state` and `holder` are those after it, on its own branch. `is_doubted` says of a
    claim what `Line.is_doubted` says of the end.
    """

    scan: str
    act: Act
    party: UUID
    standing: Standing
    state: State | None
    holder: UUID | None
    is_two_sided: bool
    flags: tuple[Flag, ...]
    is_doubted: bool = False

    @property
    def is_effective(self) -> bool:
        """Whether it says something that counts: on the line, or a claim in a dispute."""
        return self.standing in EFFECTIVE


@dataclass(frozen=True, slots=True, order=True)
class FoundCase:
    """An irregularity that the scans show, named by the scan that causes it."""

    kind: CaseKind
    scan: str
    parties: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A delivery to whom it is for that suffices for the law, whatever came of the paper since.

    Attributes:
        scan: the id of what was proven, waived or confirmed; of a resolve that said so.
        earliest_ms: with `latest_ms`, when that happened.
        latest_ms: see `earliest_ms`.
    """

    scan: str
    earliest_ms: int
    latest_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What the scans of one subject prove; the same for every order of the same scans.

    Attributes:
        state: None if no scan has effect.
        holder: None while disputed.
        offeree: of the newest open offer; None if there is none or it is for whoever shows it.
        is_bearer_offer: the open offer is for whoever shows its ticket.
        claimants: while disputed, two or more, sorted; else empty.
        flags: of the custody as it stands, sorted.
        tip: the newest node; None while disputed or if there is none.
        tips: the newest node of each claim, sorted; one if not disputed.
        parts_at: what a resolve must name as `of`; None if not disputed.
        earliest_ms: with `latest_ms`, when the newest node happened; None if there is none.
        latest_ms: see `earliest_ms`.
        steps: the thread, in line order; every scan of the subject once.
        cases: sorted, without doubles.
        scan_flags: by scan id, what the fold found of single scans; those without are absent.
        verdict: on the delivery with which the line ends, `confirmed` also if a resolve gave it
            to whom it is for; None if it does not end with one.
        changes_ms: from when on the same scans say something else, if no more come; None: never.
        handed_over: the first delivery that sufficed by what was known, whatever line there is
            now; None if none did, or if who may undid it.
        is_doubted: whoever holds it took it with one hand, from outside or over a gap: until
            somebody confirms it, nothing is told or allowed to who says to have it.
    """

    state: State | None
    holder: UUID | None
    offeree: UUID | None
    is_bearer_offer: bool
    claimants: tuple[UUID, ...]
    certainty: Certainty
    flags: tuple[Flag, ...]
    tip: str | None
    tips: tuple[str, ...]
    parts_at: str | None
    earliest_ms: int | None
    latest_ms: int | None
    steps: tuple[Step, ...]
    cases: tuple[FoundCase, ...]
    scan_flags: Mapping[str, tuple[Flag, ...]]
    verdict: Verdict | None = None
    changes_ms: int | None = None
    handed_over: HandedOver | None = None
    is_doubted: bool = False
