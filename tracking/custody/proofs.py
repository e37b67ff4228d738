"""Which deliveries are to be judged, and by which policy; pure."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from tracking.consignments.models import Direction
from tracking.custody.subjects import Subject
from tracking.kernel.custody import fold
from tracking.kernel.folding.rights import Rights
from tracking.kernel.line import CLAIMS, PartyKind, ProofKind, Standing, SubjectScan, Surroundings
from tracking.kernel.proof_policy import AT_A_COUNTER, AT_THE_DOOR, NOTHING_ASKED, Policy
from tracking.kernel.scan import Act

_COMES_BY: Final = frozenset({Act.COMMISSION, Act.ACCEPT, Act.TAKE, Act.FIND, Act.RESOLVE})


def is_to_be_judged(scan: SubjectScan, *, around: Surroundings) -> bool:
    """Whether a scan delivers its subject to who may receive it, and its signer may say so.

    What may not be said has no proof, and costs nobody a try of a PIN: it is judged when a grant
    covers it.
    """
    return (
        scan.act is Act.DELIVER
        and scan.judgement is None
        and any(scan.to in around.receivers.get(label, ()) for label in scan.labels)
        and Rights(around).is_granted(scan)
    )


def who_had(
    scans: Collection[SubjectScan], *, destination: UUID | None, around: Surroundings
) -> frozenset[UUID]:
    """Return the parties that had the paper at any time, as its scans tell.

    Nobody has it by showing a hand, by an offer or a delivery alone, nor by merely saying so from
    outside, unless whoever gave it says so, too. But the counter where it is given out may have it
    from a courier who forgot to scan, and has the citizen before it. Who lost a fork may have had
    it: what he proves may bring him on the line. What cannot be folded tells of nobody.
    """
    try:
        line = fold(scans=scans, around=around)
    except Exception:  # noqa: BLE001 - it is told where the item itself is folded
        return frozenset()
    had = frozenset(
        step.holder
        for step in line.steps
        if step.act in _COMES_BY
        and step.standing in CLAIMS
        and step.holder is not None
        and (not step.is_doubted or step.holder == destination)
    )
    standing = {step.scan: step.standing for step in line.steps}
    party_of = {scan.id: scan.party for scan in scans}
    return had | frozenset(
        party_of[scan.of]
        for scan in scans
        if scan.act is Act.CONFIRM
        and scan.party in had  # nobody gives what nobody gave him
        and standing.get(scan.id) is Standing.NOTE
        and scan.of in party_of
    )


def policy_of(scan: SubjectScan, *, subject: Subject, around: Surroundings) -> Policy:
    """Return what a delivery must show: a courier stands at the door, an office at its counter."""
    if subject.direction != Direction.BACK:
        return NOTHING_ASKED
    is_courier = around.kinds.get(scan.party) is PartyKind.COURIER
    own = subject.door_proofs if is_courier else subject.counter_proofs
    if own is None:
        return AT_THE_DOOR if is_courier else AT_A_COUNTER
    return tuple(tuple(map(ProofKind, alternative.split("+"))) for alternative in own)
