"""Judge deliveries by what came with them; wrong PINs are counted, whoever brings them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from tracking.consignments.operations.citizens import GivenProof, TriedProof, try_proofs
from tracking.custody.proofs import is_to_be_judged, policy_of, who_had
from tracking.custody.subjects import Subject
from tracking.kernel.instants import milliseconds
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
    never refused. A PIN is tried for a party that had the paper; for whoever merely shows a hand
    by the delivery itself it stays pending, until a scan tells how he came by it or a supervisor
    confirms.

    Args:
        told: the scans of each item.
        subjects: the items.
        in_hand: the private parts that have just come, by scan id.
        around: who might sign what.
        now: the clock.
    """
    pending = [
        (item, scan)
        for item, scans in told.items()
        for scan in scans
        if is_to_be_judged(scan, around=around)
    ]
    if not pending:
        return Judged(told=told, verdicts=[])
    # As they came, so that of one party's wrong PINs the same ones meet the lock.
    pending.sort(key=lambda one: (one[1].latest_ms, one[1].epoch, one[1].n, one[1].id, one[0]))
    parts = PrivateParts.of({scan.id for _, scan in pending}, in_hand=in_hand)
    given = _given(pending, told=told, parts=parts, subjects=subjects, around=around)
    tried = dict(zip(given, try_proofs(list(given.values()), now=now), strict=True))
    judged: dict[tuple[UUID, str], SubjectScan] = {}
    verdicts = []
    locked_until: dict[UUID, datetime] = {}
    for item, scan in pending:
        proof = tried.get((item, scan.id), TriedProof())
        policy = policy_of(scan, subject=subjects[item], around=around)
        judgement = judge(policy=policy, shown=_shown(proof))
        if judgement is not None:
            is_fresh = _is_fresh(proof, scan=scan, subject=subjects[item])
            judgement = replace(judgement, is_fresh=is_fresh)
            judged[item, scan.id] = replace(scan, judgement=judgement)
            verdicts.append(
                NewVerdict(
                    scan=scan.id,
                    subject=item,
                    verdict=judgement.verdict,
                    by=judgement.by,
                    is_fresh=is_fresh,
                )
            )
        elif proof.pin is not None and proof.pin.locked_until is not None:
            until = locked_until.get(item, proof.pin.locked_until)
            locked_until[item] = min(until, proof.pin.locked_until)
    return Judged(
        told={
            item: [judged.get((item, scan.id), scan) for scan in scans]
            for item, scans in told.items()
        },
        verdicts=verdicts,
        locked_until=locked_until,
    )


def _given(
    pending: Sequence[tuple[UUID, SubjectScan]],
    *,
    told: Told,
    parts: PrivateParts,
    subjects: Mapping[UUID, Subject],
    around: Surroundings,
) -> dict[tuple[UUID, str], GivenProof]:
    """Return what was brought of slips, by item and scan, by whoever had the paper."""
    brought = [
        (item, scan, private)
        for item, scan in pending
        if (private := parts.get(scan.id)) is not None
        and (private.pin is not None or private.slip is not None)
        and policy_of(scan, subject=subjects[item], around=around)
    ]
    had = {
        item: who_had(told[item], destination=subjects[item].destination, around=around)
        for item in {item for item, _, _ in brought}
    }
    return {
        (item, scan.id): GivenProof(
            dossier=subjects[item].dossier,
            party=scan.party,
            secret=private.slip,
            pin=private.pin,
            earliest_ms=max(scan.earliest_ms, _made_ms(subjects[item])),
            latest_ms=scan.latest_ms,
        )
        for item, scan, private in brought
        if scan.party in had[item]
    }


def _made_ms(subject: Subject) -> int:
    """Return since when there can be a result: nobody showed a slip for it before."""
    return 0 if subject.decided_at is None else milliseconds(subject.decided_at)


def _is_fresh(proof: TriedProof, *, scan: SubjectScan, subject: Subject) -> bool:
    """Whether the slip was printed once there was a result, by who delivers or where it is given.

    Slips are printed where the dossier was received: there its way back ends.
    """
    slip, decided_at = proof.printed, subject.decided_at
    return (
        slip is not None
        and decided_at is not None
        and slip.at >= decided_at
        and (slip.by == scan.who or scan.party == subject.destination)
    )


def _shown(proof: TriedProof) -> Shown:
    """Say what holds; what could not be looked at counts as not come yet."""
    holds: dict[ProofKind, bool] = {}
    if proof.is_secret_right is not None:
        holds[ProofKind.SLIP] = proof.is_secret_right
    if proof.pin is not None and not proof.pin.was_locked:
        holds[ProofKind.PIN] = proof.pin.is_right
    return Shown(holds=holds)
