"""Which delivery on a settled line suffices for the law; pure.

What the citizen alone can prove was handed over, whatever others say afterwards. A delivery that
is proven otherwise suffices if nobody doubts how the deliverer came by it, and falls away once
whoever answers for it takes the paper back.
"""

from collections.abc import Iterable, Iterator

from tracking.kernel.folding.evidence import is_citizens_proof
from tracking.kernel.folding.forks import Outcomes
from tracking.kernel.folding.holds import Hold, Strength
from tracking.kernel.folding.judging import Tree
from tracking.kernel.folding.proofs import deliveries, verdict_of
from tracking.kernel.folding.reading import Reading
from tracking.kernel.folding.way_back import undoes
from tracking.kernel.line import UNPROVEN, HandedOver, State, SubjectScan, Verdict
from tracking.kernel.scan import Flag


def handed_over(*, tree: Tree, outcomes: Outcomes, reading: Reading) -> HandedOver | None:
    """Return the first delivery that suffices and was not undone by who may.

    It stands on the line, or beside it and was known before all that parted from it: whoever
    gives away afterwards what was handed over by then disputes it, but it was handed over.
    """
    for hold in outcomes.line(tree.root):
        ends = (hold, *_twins(hold=hold, outcomes=outcomes, tree=tree))
        for some in (ends, _known_before(hold=hold, outcomes=outcomes, reading=reading)):
            standing = [
                over
                for one in some
                if (over := _suffices(hold=one, reading=reading)) is not None
                and not _is_undone(tree=tree, outcomes=outcomes, delivery=one)
            ]
            if standing:
                return _first(standing)
    return None


def _is_undone(*, tree: Tree, outcomes: Outcomes, delivery: Hold) -> bool:
    return any(
        undoes(tree=tree, delivery=delivery, hold=later)
        for claim in delivery.claims
        for later in outcomes.line(claim)
    )


def _known_before(*, hold: Hold, outcomes: Outcomes, reading: Reading) -> Iterator[Hold]:
    if any(claim.strength is Strength.RESOLVED for claim in hold.claims):
        return
    for claim in hold.claims:
        if claim is outcomes[hold].next:
            continue
        others = [one.signed for one in hold.claims if one is not claim]
        since_ms = min((scan.latest_ms for signed in others for scan in signed), default=0)
        for one in outcomes.line(claim):
            over = _suffices(hold=one, reading=reading)
            if over is not None and over.latest_ms < since_ms:
                yield one


def _twins(*, hold: Hold, outcomes: Outcomes, tree: Tree) -> tuple[Hold, ...]:
    root = outcomes[tree.root]
    return root.twins if hold in root.ends else ()


def _first(found: Iterable[HandedOver]) -> HandedOver | None:
    """Of what says the same take what was known first: no one dates it by saying it again."""
    return min(found, key=lambda one: (one.latest_ms, one.earliest_ms, one.scan), default=None)


def _suffices(*, hold: Hold, reading: Reading) -> HandedOver | None:
    if hold.state is not State.DELIVERED:
        return None
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
