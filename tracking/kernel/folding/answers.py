"""What others answer to a take or to a delivery: confirms and denials; pure.

They stand beside what they name. Whoever gave answers for a take, and a supervisor for a delivery;
nobody answers for what is one's own, nor by the same device, which does not say who it was.
"""

from collections.abc import Iterable, Iterator

from tracking.kernel.folding.holds import Hold, Strength
from tracking.kernel.folding.judging import Tree
from tracking.kernel.folding.proofs import deliverer, deliveries
from tracking.kernel.line import CaseKind, SubjectScan
from tracking.kernel.moves import MOVES, By
from tracking.kernel.scan import Act


def hear_answers(tree: Tree) -> None:
    """Let confirms and denials stand beside the takes and the deliveries that they name."""
    for scan in tree.matter.scans.values():
        if scan.act in {Act.CONFIRM, Act.DENY} and tree.counts(scan):
            _hear(tree=tree, scan=scan)
    for hold in tree.holds:
        if hold.is_taken and hold.is_confirmed and not hold.is_denied:
            hold.strength = max(hold.strength, Strength.TWO_HANDS)


def _hear(*, tree: Tree, scan: SubjectScan) -> None:
    named = tree.place.get(scan.of or "")
    if named is None:
        return
    delivery = next((one for one in deliveries(named) if one.id == scan.of), None)
    take = _take_named(tree=tree, scan=scan)
    if take is not None and _may_answer(tree=tree, scan=scan, take=take):
        tree.effective.add(scan.id)
        if scan.act is Act.DENY:
            take.denied_by.add(scan.who)
        else:
            take.confirmed_by.append(scan)
    if delivery is None or scan.act is Act.DENY:
        return
    if _may_confirm(tree=tree, scan=scan, hold=named):
        tree.effective.add(scan.id)
        named.confirmed_by.append(scan)
    elif scan.id not in tree.effective:
        tree.overreaching[scan.id] = _missing(tree=tree, scan=scan, hold=named)


def _take_named(*, tree: Tree, scan: SubjectScan) -> Hold | None:
    """Find the take that is named: that one, or the take of a hand that was shown."""
    hold = tree.claim_of.get(scan.of or "")
    if hold is None or hold.is_taken:
        return hold
    shown = hold.above.shown if hold.above is not None else []
    return hold.above if any(one.id == scan.of for one in shown) else None


def _may_answer(*, tree: Tree, scan: SubjectScan, take: Hold) -> bool:
    move = MOVES.get((take.state, scan.act))
    giver = take.above.holder if take.above is not None else None
    if move is None or move.by is not By.GIVER or scan.party != giver:
        return False
    if scan.act is Act.DENY:  # not by who may have found the phone
        return take.strength is Strength.ONE_HAND and tree.matter.rights.is_in_hand(scan)
    return tree.matter.rights.is_beyond_doubt(scan) and _is_anothers(scan, take.signed)


def _may_confirm(*, tree: Tree, scan: SubjectScan, hold: Hold) -> bool:
    return _answers_for_it(tree=tree, scan=scan, hold=hold) and _is_anothers(
        scan, deliveries(hold)
    )


def _answers_for_it(*, tree: Tree, scan: SubjectScan, hold: Hold) -> bool:
    rights = tree.matter.rights
    return rights.is_in_hand(scan) and rights.supervises(scan=scan, party=deliverer(hold))


def _missing(*, tree: Tree, scan: SubjectScan, hold: Hold) -> CaseKind:
    """Name what a confirm of a delivery lacks: another device than delivered, or the right."""
    is_by_another = all(one.who != scan.who for one in _known_by(scan, deliveries(hold)))
    if is_by_another and _answers_for_it(tree=tree, scan=scan, hold=hold):
        return CaseKind.SAME_DEVICE
    return tree.matter.rights.missing(scan)


def _is_anothers(answer: SubjectScan, scans: Iterable[SubjectScan]) -> bool:
    """Whether somebody else answers at another device than those at which it was said."""
    return all(
        answer.who != one.who and answer.device != one.device for one in _known_by(answer, scans)
    )


def _known_by(answer: SubjectScan, scans: Iterable[SubjectScan]) -> Iterator[SubjectScan]:
    """Choose what is answered: that which is named, and what said the same and was known by then.

    Who says it once more takes back no answer that was there.
    """
    return (one for one in scans if one.id == answer.of or one.latest_ms <= answer.latest_ms)
