"""Which delivery on a settled line suffices for the law; pure.

What the citizen alone can prove was handed over, whatever others say afterwards. A delivery that
is proven otherwise suffices if nobody doubts how the deliverer came by it, and falls away once
whoever answers for it takes the paper back.
"""

from collections.abc import Iterable

from tracking.kernel.folding.evidence import is_citizens_proof
from tracking.kernel.folding.forks import Outcomes
from tracking.kernel.folding.holds import Hold, Strength
from tracking.kernel.folding.judging import Tree
from tracking.kernel.folding.proofs import deliverer, deliveries, verdict_of
from tracking.kernel.folding.reading import Reading
from tracking.kernel.line import UNPROVEN, HandedOver, State, SubjectScan, Verdict
from tracking.kernel.scan import Flag


def handed_over(*, tree: Tree, outcomes: Outcomes, reading: Reading) -> HandedOver | None:
    """Return the first delivery on the line that suffices and was not undone by who may."""
    found: HandedOver | None = None
    delivery = tree.root
    for hold in outcomes.line(tree.root):
        if found is None and hold.state is State.DELIVERED:
            delivery = hold
            found = _first(
                one
                for end in (hold, *_twins(hold=hold, outcomes=outcomes, tree=tree))
                if (one := _suffices(hold=end, reading=reading)) is not None
            )
        elif found is not None and _undoes(tree=tree, delivery=delivery, hold=hold):
            found = None
    return found


def _twins(*, hold: Hold, outcomes: Outcomes, tree: Tree) -> tuple[Hold, ...]:
    root = outcomes[tree.root]
    return root.twins if hold in root.ends else ()


def _first(found: Iterable[HandedOver]) -> HandedOver | None:
    """Of what says the same take what was known first: no one dates it by saying it again."""
    return min(found, key=lambda one: (one.latest_ms, one.earliest_ms, one.scan), default=None)


def _suffices(*, hold: Hold, reading: Reading) -> HandedOver | None:
    by_citizen = [one for one in deliveries(hold) if is_citizens_proof(one.judgement)]
    if by_citizen:
        return _first(_said(scan) for scan in by_citizen)
    verdict = verdict_of(hold)
    if verdict in UNPROVEN or Flag.UNCONFIRMED in reading.flags[hold]:
        return None
    return _first(_said(scan) for scan in _proofs(hold=hold, verdict=verdict))


def _proofs(*, hold: Hold, verdict: Verdict) -> list[SubjectScan]:
    if hold.strength is Strength.RESOLVED:
        return hold.scans
    said = deliveries(hold)
    if verdict is Verdict.CONFIRMED:
        named = {scan.of for scan in hold.confirmed_by}
        return [scan for scan in said if scan.id in named]
    return [one for one in said if one.judgement is not None and one.judgement.verdict is verdict]


def _said(scan: SubjectScan) -> HandedOver:
    return HandedOver(scan=scan.id, earliest_ms=scan.earliest_ms, latest_ms=scan.latest_ms)


def _undoes(*, tree: Tree, delivery: Hold, hold: Hold) -> bool:
    """Tell whether who has it later answers for a delivery, and no citizen proved that."""
    if delivery.strength is Strength.PROVEN:
        return False
    by = deliverer(delivery)
    return (
        hold.strength is Strength.RESOLVED
        or hold.holder == by
        or not all(tree.matter.rights.is_outsider(scan=scan, giver=by) for scan in hold.signed)
    )
