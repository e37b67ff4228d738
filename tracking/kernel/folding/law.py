"""Which delivery suffices for the law, and stays so whatever others say afterwards; pure.

What the citizen alone can prove was handed over, for good. A delivery that is proven otherwise
suffices if nobody doubts how the deliverer came by it, and falls away once whoever answers for it
takes the paper back. So the story is told as it stood at each moment at which something reached
us, and the first delivery that suffices by it counts: a word that comes later, of whomever, may
dispute where the paper is, but not that it was handed over. Only a resolve says of both what is
so. What was announced by its hash and kept back had told us nothing.
"""

from collections.abc import Callable, Collection
from math import inf

from tracking.kernel.folding.evidence import is_citizens_proof
from tracking.kernel.folding.forks import Outcomes
from tracking.kernel.folding.holds import Hold, Strength
from tracking.kernel.folding.judging import Tree
from tracking.kernel.folding.proofs import deliverer, deliveries, verdict_of
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
    for ms in _moments(tree=tree, outcomes=outcomes):
        told, led = only(_known_by(ms, tree=tree))
        read = read_tree(tree=told, outcomes=led)
        then = _on_the_line(tree=told, outcomes=led, reading=read)
        if then is not None and not _fell_away(tree=tree, outcomes=outcomes, scan=then):
            return _said(tree.matter.scans[then.id])
    now = _on_the_line(tree=tree, outcomes=outcomes, reading=reading)
    return None if now is None else _said(now)


def _known_by(ms: int, *, tree: Tree) -> set[str]:
    """Choose what had reached us at a time; what is annulled by now was never said."""
    came = tree.matter.came.values()
    return {scan.id for scan in came if scan.latest_ms <= ms} - tree.mends.struck


def _moments(*, tree: Tree, outcomes: Outcomes) -> list[int]:
    """List when something reached us by which a delivery may have come to suffice, but the last.

    That may be anything that came from when on one was proven or confirmed: on its own way, or on
    another that ends by it.
    """
    reached_ms = tree.matter.reached_ms
    since_ms = min(
        (
            reached_ms(scan)
            for scan in tree.matter.scans.values()
            if _may_make_it_suffice(tree=tree, outcomes=outcomes, scan=scan)
        ),
        default=inf,
    )
    found = {one.latest_ms for one in tree.matter.came.values() if since_ms <= one.latest_ms}
    return sorted(found)[:-1]


def _may_make_it_suffice(*, tree: Tree, outcomes: Outcomes, scan: SubjectScan) -> bool:
    """Tell whether a delivery may suffice by a scan: its own proof, or who confirms it.

    Of what was taken back since nobody asks any more when it came to suffice.
    """
    if not tree.counts(scan):
        return False
    named = tree.matter.scans.get(scan.of or "")
    match scan.act:
        case Act.CONFIRM if named is not None and named.act is Act.DELIVER:
            delivery = tree.place[named.id]
            is_proven = tree.matter.rights.supervises(scan=scan, party=deliverer(delivery))
        case Act.DELIVER if scan.judgement is not None:
            delivery = tree.place[scan.id]
            is_proven = scan.judgement.verdict not in UNPROVEN
        case _:
            return False
    return is_proven and not _is_undone(tree=tree, outcomes=outcomes, delivery=delivery)


def _fell_away(*, tree: Tree, outcomes: Outcomes, scan: SubjectScan) -> bool:
    """Tell whether what sufficed once was taken back, or a resolve says otherwise."""
    if is_citizens_proof(scan.judgement):
        return False
    way = list(tree.place[scan.id].upward())
    return _is_undone(tree=tree, outcomes=outcomes, delivery=way[0]) or any(
        claim.strength is Strength.RESOLVED
        and claim not in way
        and claim not in outcomes[hold].lost
        and (claim.state, claim.holder) != (State.DELIVERED, scan.to)
        for hold in way
        for claim in hold.claims
    )


def _on_the_line(*, tree: Tree, outcomes: Outcomes, reading: Reading) -> SubjectScan | None:
    """Find the delivery on the line that suffices: what the citizen proved, else the first known.

    No one dates it by saying it again.
    """
    standing = [
        scan
        for hold in (*outcomes.line(tree.root), *outcomes[tree.root].twins)
        if not _is_undone(tree=tree, outcomes=outcomes, delivery=hold)
        for scan in _sufficing(hold=hold, reading=reading)
    ]
    return min(
        standing,
        key=lambda one: (
            not is_citizens_proof(one.judgement),
            one.latest_ms,
            one.earliest_ms,
            one.id,
        ),
        default=None,
    )


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


def _sufficing(*, hold: Hold, reading: Reading) -> list[SubjectScan]:
    """List what says a delivery that suffices: if the citizen proved it, that alone."""
    if hold.state is not State.DELIVERED:
        return []
    by_citizen = [one for one in deliveries(hold) if is_citizens_proof(one.judgement)]
    if by_citizen:
        return by_citizen
    is_doubted = Flag.UNCONFIRMED in reading.flags[hold]  # unproven, or how it was come by
    return [] if is_doubted else _proofs(hold=hold, verdict=verdict_of(hold))


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
