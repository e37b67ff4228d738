"""Which delivery suffices for the law, and stays so whatever others say afterwards; pure.

What the citizen alone can prove was handed over, for good. A delivery that is proven otherwise
suffices if nobody doubts how the deliverer came by it, and falls away once whoever answers for it
takes the paper back. So the law asks what the line was by all that was known when a delivery, or
what others say on its way, became known: a word that comes later, of whomever, may dispute where
the paper is, but not that it was handed over. Only a resolve says of both what is so.
"""

from collections.abc import Callable, Collection, Iterable
from math import inf
from operator import attrgetter
from uuid import UUID

from tracking.kernel.folding.evidence import is_citizens_proof
from tracking.kernel.folding.forks import Outcomes
from tracking.kernel.folding.holds import Hold, Strength
from tracking.kernel.folding.judging import Tree
from tracking.kernel.folding.proofs import deliveries, verdict_of
from tracking.kernel.folding.reading import Reading, read_tree
from tracking.kernel.folding.way_back import undoes
from tracking.kernel.line import UNPROVEN, HandedOver, State, SubjectScan, Verdict
from tracking.kernel.scan import Act, Flag


def handed_over(
    *,
    tree: Tree,
    outcomes: Outcomes,
    reading: Reading,
    only: Callable[[Collection[str]], tuple[Tree, Outcomes]],
) -> HandedOver | None:
    """Return the first delivery that sufficed by what was known, and that nobody undid who may.

    Args:
        tree: the story as it stands.
        outcomes: where its lines lead.
        reading: with which flags.
        only: tells the story of some of its scans alone, by their ids.
    """
    now = _on_the_line(tree=tree, outcomes=outcomes, reading=reading)
    for ms in _moments(tree=tree, outcomes=outcomes, before=inf if now is None else now.latest_ms):
        told, led = only(_known_by(ms, tree=tree))
        read = read_tree(tree=told, outcomes=led)
        then = _on_the_line(tree=told, outcomes=led, reading=read)
        if then is not None and not _fell_away(tree=tree, outcomes=outcomes, over=then, ms=ms):
            return then
    return now


def _known_by(ms: int, *, tree: Tree) -> set[str]:
    """Choose what was known at a time; what is annulled by now was never said."""
    scans = tree.matter.scans.values()
    return {scan.id for scan in scans if scan.latest_ms <= ms} - tree.mends.struck


def _moments(*, tree: Tree, outcomes: Outcomes, before: float) -> list[int]:
    """List when a delivery may have come to suffice: it, or something said on its way, was known.

    What the same person says once more of the same hold adds nothing. An ordinary story has one
    delivery, which is what suffices: it has no moment before.
    """
    scans = sorted(
        (one for one in tree.matter.scans.values() if one.latest_ms < before),
        key=attrgetter("latest_ms", "id"),
    )
    if not any(one.act is Act.DELIVER for one in scans):
        return []
    said_of: dict[Hold, dict[tuple[Act, UUID], int]] = {}
    delivered: dict[Hold, int] = {}
    for scan in filter(tree.counts, scans):
        place = tree.place[scan.id]
        if scan.act is Act.DELIVER:
            delivered.setdefault(place, scan.latest_ms)
        for hold in {place, tree.place.get(scan.of or "", place)}:
            said_of.setdefault(hold, {}).setdefault((scan.act, scan.who), scan.latest_ms)
    return sorted(
        {
            ms
            for place, since_ms in delivered.items()
            if not _is_undone(tree=tree, outcomes=outcomes, delivery=place)
            for hold in place.upward()
            for ms in said_of.get(hold, {}).values()
            if ms >= since_ms
        }
    )


def _fell_away(*, tree: Tree, outcomes: Outcomes, over: HandedOver, ms: int) -> bool:
    """Tell whether what sufficed at a time was taken back, or a resolve said otherwise since."""
    scan = tree.matter.scans[over.scan]
    if is_citizens_proof(scan.judgement):
        return False
    way = list(tree.place[scan.id].upward())
    return _is_undone(tree=tree, outcomes=outcomes, delivery=way[0]) or any(
        claim.strength is Strength.RESOLVED
        and claim not in way
        and claim not in outcomes[hold].lost
        and (claim.state, claim.holder) != (State.DELIVERED, scan.to)
        and all(one.latest_ms > ms for one in claim.scans)
        for hold in way
        for claim in hold.claims
    )


def _on_the_line(*, tree: Tree, outcomes: Outcomes, reading: Reading) -> HandedOver | None:
    for hold in outcomes.line(tree.root):
        standing = [
            over
            for one in (hold, *_twins(hold=hold, outcomes=outcomes, tree=tree))
            if (over := _suffices(hold=one, reading=reading)) is not None
            and not _is_undone(tree=tree, outcomes=outcomes, delivery=one)
        ]
        if standing:
            return _first(standing)
    return None


def _is_undone(*, tree: Tree, outcomes: Outcomes, delivery: Hold) -> bool:
    """Tell whether who may took it back, on whatever branch: no other word ends that again."""
    later = list(delivery.claims) if delivery.state is State.DELIVERED else []
    for hold in later:  # it grows while we walk
        is_overruled = (
            hold.strength is Strength.RESOLVED
            and hold.above is not None
            and hold in outcomes[hold.above].lost
        )
        if not is_overruled and undoes(tree=tree, delivery=delivery, hold=hold):
            return True
        later += hold.claims
    return False


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
