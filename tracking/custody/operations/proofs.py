"""Judge deliveries by what came with them; wrong PINs are counted, whoever brings them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from tracking.consignments.operations.citizens import is_secret_of_slip, try_pin
from tracking.custody.proofs import is_to_be_judged, policy_of
from tracking.custody.subjects import Subject
from tracking.kernel.line import ProofKind, SubjectScan, Surroundings
from tracking.kernel.private_part import PrivatePart, UnreadablePrivatePart, read_private
from tracking.kernel.proof_policy import Shown, judge
from tracking.ledger.operations import NewVerdict
from tracking.ledger.queries import private_texts

Told = Mapping[UUID, Sequence[SubjectScan]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The scans of items with what is known of their deliveries' proof, and what is new of it."""

    told: Told
    verdicts: list[NewVerdict]
    locked_until: Mapping[UUID, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateParts:
    """The private parts of scans: those in hand, and those that the store has, once asked for."""

    in_hand: Mapping[str, PrivatePart]
    stored: Mapping[str, PrivatePart]

    @classmethod
    def of(cls, scan_ids: Collection[str], *, in_hand: Mapping[str, PrivatePart]) -> Self:
        """Look up those that are not in hand."""
        missing = set(scan_ids) - in_hand.keys()
        stored = {}
        for scan_id, text in private_texts(missing).items() if missing else ():
            try:
                stored[scan_id] = read_private(text)
            except UnreadablePrivatePart:  # an older app's, or torn: as if it had not come
                continue
        return cls(in_hand=in_hand, stored=stored)

    def get(self, scan_id: str) -> PrivatePart | None:
        """Return the private part of a scan, if it has come."""
        return self.in_hand.get(scan_id) or self.stored.get(scan_id)


def judge_deliveries(
    told: Told,
    *,
    subjects: Mapping[UUID, Subject],
    in_hand: Mapping[str, PrivatePart],
    around: Surroundings,
    now: datetime,
) -> Judged:
    """Judge the deliveries of items whose proof is pending, each for each of its items.

    The items are locked by the caller, so two batches never wait for each other's PINs. While a
    PIN is locked its delivery stays pending, or a phone could try them all in scans, which are
    never refused.

    Args:
        told: the scans of each item.
        subjects: the items.
        in_hand: the private parts that have just come, by scan id.
        around: who might sign what.
        now: the clock.
    """
    pending = {
        (item, scan.id): scan
        for item, scans in told.items()
        for scan in scans
        if is_to_be_judged(scan, around=around)
    }
    if not pending:
        return Judged(told=told, verdicts=[])
    parts = PrivateParts.of({scan_id for _, scan_id in pending}, in_hand=in_hand)
    judged: dict[tuple[UUID, str], SubjectScan] = {}
    verdicts = []
    locked_until: dict[UUID, datetime] = {}
    # In one order, so that of two deliveries with wrong PINs the same one meets the lock.
    for (item, scan_id), scan in sorted(pending.items(), key=lambda one: one[0]):
        subject = subjects[item]
        looked = _look(parts.get(scan_id), subject=subject, now=now)
        policy = policy_of(scan, subject=subject, around=around)
        judgement = judge(policy=policy, shown=looked.shown)
        if judgement is None and looked.locked_until is not None:
            locked_until[item] = looked.locked_until
        if judgement is not None:
            judged[item, scan_id] = replace(scan, judgement=judgement)
            verdicts.append(
                NewVerdict(scan=scan_id, subject=item, verdict=judgement.verdict, by=judgement.by)
            )
    return Judged(
        told={
            item: [judged.get((item, scan.id), scan) for scan in scans]
            for item, scans in told.items()
        },
        verdicts=verdicts,
        locked_until=locked_until,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """What came with a delivery, and until when its PIN cannot be tried."""

    shown: Shown
    locked_until: datetime | None


def _look(private: PrivatePart | None, *, subject: Subject, now: datetime) -> _Looked:
    """Look what came with a delivery; what cannot be looked at now counts as not come yet."""
    holds: dict[ProofKind, bool] = {}
    locked_until = None
    if private is not None and private.slip is not None:
        holds[ProofKind.SLIP] = is_secret_of_slip(dossier_id=subject.dossier, secret=private.slip)
    # A right slip is enough: no PIN that was said beside it costs a try.
    if private is not None and private.pin is not None and not holds.get(ProofKind.SLIP):
        tried = try_pin(dossier_id=subject.dossier, pin=private.pin, now=now)
        locked_until = tried.locked_until
        if not tried.was_locked:
            holds[ProofKind.PIN] = tried.is_right
    return _Looked(shown=Shown(holds=holds), locked_until=locked_until)
