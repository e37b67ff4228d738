"""What one scan does where it hangs; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from tracking.kernel.folding.evidence import is_citizens_proof, is_spent_proof
from tracking.kernel.folding.holds import Effect, Hanging, Hold, Key
from tracking.kernel.folding.matter import Matter, Mends
from tracking.kernel.folding.proofs import deliverer
from tracking.kernel.line import CaseKind, State, SubjectScan
from tracking.kernel.moves import MOVES, SHOWS_HAND, By, HeldBy, Move
from tracking.kernel.scan import Act, Flag


@dataclass(frozen=True, slots=True)
class Verdict:
    """That a scan claims no hold; what it does instead, and the case that it opens."""

    effect: Effect
    case: CaseKind | None = None


WORD: Final = Verdict(Effect.WORD)
NOTE: Final = Verdict(Effect.NOTE)
DAMAGE: Final = Verdict(Effect.NOTE, CaseKind.DAMAGED)
NOTHING: Final = Verdict(Effect.VOID)
AFTER_DELIVERY: Final = Verdict(Effect.VOID, CaseKind.AFTER_DELIVERY)
SECOND_COMMISSION: Final = Verdict(Effect.VOID, CaseKind.SECOND_COMMISSION)
WRONG_RECIPIENT: Final = Verdict(Effect.VOID, CaseKind.WRONG_RECIPIENT)
STRANGERS_LOSS: Final = Verdict(Effect.VOID, CaseKind.LOST)

# What needs no state to be judged. Confirm, deny, annul and resolve name by `of` what they are
# about, so where they hang they move nothing; the words are weighed together, in their hold.
_AT_ONCE: Final[Mapping[Act, Verdict]] = {
    Act.CHECK: NOTE,
    Act.ATTEMPT: NOTE,
    Act.PACK: NOTE,
    Act.SEAL: NOTE,
    Act.UNPACK: NOTE,
    Act.REPORT_DAMAGED: DAMAGE,
    Act.CONFIRM: NOTHING,
    Act.DENY: NOTHING,
    Act.ANNUL: NOTHING,
    Act.RESOLVE: NOTHING,
    Act.REFUSE: WORD,
    Act.WITHDRAW: WORD,
}


@dataclass(slots=True, eq=False)
class Tree:
    """All holds of one subject as far as they are grown.

    Attributes:
        root: above every claim whose place is known.
        floats: above every claim whose basis is not.
        holds: in the order they were grown, each after the one above it.
        place: where a scan stands, by its id: the hold it claims or hangs in.
        claim_of: by scan id, the hold that the scan claims; for a shown hand, the one it shows.
        commissioner: the office whose commission counts.
        effective: confirms and denials that count, by id.
        overreaching: by id, what was missing for resolves and confirms that were not for their
            signer to give.
    """

    matter: Matter
    mends: Mends
    root: Hold = field(default_factory=Hold)
    floats: Hold = field(default_factory=Hold)
    holds: list[Hold] = field(default_factory=list)
    place: dict[str, Hold] = field(default_factory=dict)
    claim_of: dict[str, Hold] = field(default_factory=dict)
    commissioner: UUID | None = None
    effective: set[str] = field(default_factory=set)
    overreaching: dict[str, CaseKind] = field(default_factory=dict)

    def basis_of(self, scan: SubjectScan) -> str | None:
        """What a scan stands on, all finds considered; None if it floats."""
        return self.mends.moved.get(scan.id, self.matter.bases[scan.id])

    def downward(self, scan_id: str) -> Iterator[str]:
        """Walk down from a scan to what it stands on, once around a circle, itself left out."""
        seen = {scan_id}
        scan = self.matter.scans.get(scan_id)
        while scan is not None:
            basis = self.basis_of(scan) or ""
            scan = self.matter.scans.get(basis) if basis not in seen else None
            if scan is not None:
                seen.add(basis)
                yield basis

    def counts(self, scan: SubjectScan) -> bool:
        """Whether a scan may have any effect at all: not annulled, of the right kind, granted."""
        return (
            scan.id not in self.mends.struck
            and Flag.WRONG_KIND not in scan.flags
            and scan.id in self.matter.granted
            and scan.id not in self.matter.misdirected
        )


def judge(*, tree: Tree, hold: Hold, scan: SubjectScan) -> Key | Verdict:
    """Tell what a scan claims where it hangs, or what it does instead."""
    if not tree.counts(scan):
        return _void(tree=tree, scan=scan)
    at_once = _AT_ONCE.get(scan.act)
    if at_once is not None:
        return at_once
    if scan.act is Act.COMMISSION:
        return _judge_commission(tree=tree, hold=hold, scan=scan)
    if hold.state is State.DELIVERED:
        return _judge_after_delivery(tree=tree, hold=hold, scan=scan)
    return _judge_move(tree=tree, hold=hold, scan=scan)


def _void(*, tree: Tree, scan: SubjectScan) -> Verdict:
    if scan.id not in tree.matter.granted:
        return _without_right(tree=tree, scan=scan)
    return WRONG_RECIPIENT if scan.id in tree.matter.misdirected else NOTHING


def _without_right(*, tree: Tree, scan: SubjectScan) -> Verdict:
    return Verdict(Effect.VOID, tree.matter.rights.missing(scan))


def _judge_move(*, tree: Tree, hold: Hold, scan: SubjectScan) -> Key | Verdict:
    is_holder = scan.party == hold.holder
    if scan.act in SHOWS_HAND and (not is_holder or hold.state is State.LOST):
        return _show_hand(tree=tree, scan=scan)
    if scan.act is Act.REPORT_LOST and not is_holder:
        return STRANGERS_LOSS
    move = MOVES.get((hold.state, scan.act))
    if move is None or (move.by is By.OTHER and is_holder):
        return NOTE  # he says again what is known
    return _claimed(move=move, hold=hold, scan=scan)


def _show_hand(*, tree: Tree, scan: SubjectScan) -> Key | Verdict:
    if tree.matter.rights.carries(scan):
        return Key(State.HELD, scan.party)
    return _without_right(tree=tree, scan=scan)


def _judge_commission(*, tree: Tree, hold: Hold, scan: SubjectScan) -> Key | Verdict:
    if scan.party == tree.commissioner:
        counts = hold is tree.root and tree.matter.rights.had_label(scan)
        return Key(State.HELD, scan.party) if counts else NOTHING
    if tree.commissioner is None:
        return _without_right(tree=tree, scan=scan)
    return SECOND_COMMISSION


def _judge_after_delivery(*, tree: Tree, hold: Hold, scan: SubjectScan) -> Key | Verdict:
    if scan.act is Act.DELIVER:
        is_another = (scan.party, scan.to) != (deliverer(hold), hold.holder)
        if is_another and is_citizens_proof(scan.judgement):
            return _show_hand(tree=tree, scan=scan)  # the paper came back without a scan
        if scan.to == hold.holder:
            return AFTER_DELIVERY if is_another and is_spent_proof(scan.judgement) else NOTE
    if scan.act is Act.REPORT_LOST:
        return STRANGERS_LOSS
    move = MOVES.get((State.DELIVERED, scan.act))
    if move is None or (move.needs_reason and scan.why is None):
        return AFTER_DELIVERY
    return Key(move.state, scan.party)


def _claimed(*, move: Move, hold: Hold, scan: SubjectScan) -> Key | Verdict:
    if scan.act is Act.OFFER:
        return WORD
    held_by = {
        HeldBy.ACTOR: scan.party,
        HeldBy.HOLDER: hold.holder,
        HeldBy.RECEIVER: scan.to,
    }[move.held_by]
    return Key(move.state, held_by) if held_by else NOTHING


def commissioner(tree: Tree) -> UUID | None:
    """Find the office whose commission counts: the first, where the times prove which it is.

    One that may have had the label gives way to one that surely had it.
    """
    matter = tree.matter
    commissions = [
        scan
        for scan in matter.scans.values()
        if scan.act is Act.COMMISSION
        and begins_a_line(tree=tree, scan=scan)
        and tree.counts(scan)
        and matter.rights.had_label(scan)
    ]
    sure = [one for one in commissions if matter.rights.had_label(one, surely=True)]
    commissions = sure or commissions
    for one in commissions:
        rivals = [other for other in commissions if other.party != one.party]
        if all(one.latest_ms < matter.rights.had_label_from(other) for other in rivals):
            return one.party
    return commissions[0].party if commissions else None


def begins_a_line(*, tree: Tree, scan: SubjectScan) -> bool:
    """Tell whether a commission stands on nothing but what was undone before it."""
    scans = tree.matter.scans
    return tree.basis_of(scan) is not None and all(
        scans[below].act is Act.ANNUL or below in tree.mends.struck
        for below in tree.downward(scan.id)
    )


def state_with(*, tree: Tree, scan: SubjectScan, holder: UUID) -> State:
    """Tell what a resolve leaves behind: with whom the subject is for, it is delivered."""
    is_for = tree.matter.rights.may_receive(party=holder, labels=scan.labels)
    return State.DELIVERED if is_for else State.HELD


def hang(*, scan: SubjectScan, basis: Hanging | None, verdict: Verdict) -> Hanging:
    """Hang a scan by its verdict; what one knows of offers who knows it is weighed later."""
    return Hanging(scan=scan, basis=basis, effect=verdict.effect, case=verdict.case)
