"""Where scans belong whose basis is not known; pure. The only use of time, where it is proven."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import Final

from tracking.kernel.folding.evidence import is_citizens_proof
from tracking.kernel.folding.forks import Outcome, Outcomes
from tracking.kernel.folding.holds import Effect, Hold, Strength
from tracking.kernel.folding.judging import Tree
from tracking.kernel.folding.proofs import deliverer
from tracking.kernel.line import State, SubjectScan
from tracking.kernel.scan import Act

_SAYS_WHO_HAS_IT: Final = frozenset({Act.TAKE, Act.FIND, Act.ACCEPT, Act.OFFER})


@dataclass(slots=True, eq=False)
class _Equals:
    """Floating claims of one party, counted as the last of them, with all that stands on them."""

    claims: list[Hold]
    begins_ms: float
    ends_ms: float


def place_floats(*, tree: Tree, outcomes: Outcomes) -> bool:
    """Place what agrees with the end of the line, else what proves to come after it.

    What does neither and agrees with an older node is that node. A delivery that the citizen alone
    can prove ends the line even so, unless that proves to have gone on after it. What is left is
    contested.
    """
    if not tree.floats.claims and not tree.floats.hanging:
        return False
    ends = outcomes[tree.root].ends
    return (
        _agree_with_end(tree=tree, ends=ends)
        or (len(ends) == 1 and _follow(tree=tree, outcomes=outcomes, end=ends[0]))
        or _agree_with_older_node(tree=tree, reached=outcomes.reached(tree.root))
        or _end_with_proof(tree=tree, outcomes=outcomes)
    )


def _agree_with_end(*, tree: Tree, ends: Iterable[Hold]) -> bool:
    floating = [claim.signed[0] for claim in _floating(tree)]
    floating += [
        one.scan
        for one in tree.floats.hanging
        if one.scan.act is Act.REPORT_LOST and tree.counts(one.scan)
    ]
    found = False
    for scan in floating:
        end = next((end for end in ends if _agrees_with_end(scan=scan, end=end)), None)
        if end is not None and scan.id not in tree.mends.moved:
            tree.mends.moved[scan.id] = _beside_its_double(scan=scan, node=end) or _tip(end)
            found = True
    return found


def _floating(tree: Tree) -> list[Hold]:
    """The claims to place; what was loosened from a circle stays where it is."""
    return [claim for claim in tree.floats.claims if claim.id not in tree.mends.moved]


def _agrees_with_end(*, scan: SubjectScan, end: Hold) -> bool:
    """Whether a scan says what the end of the line says, or does what it waits for."""
    if end.state is State.DELIVERED:
        return scan.act is Act.DELIVER and scan.to == end.holder
    if end.state is not State.HELD:
        return False
    return scan.party == end.holder or (
        scan.act is not Act.REPORT_LOST
        and any(offer.scan.to == scan.party for offer in end.offers.values())
    )


def _follow(*, tree: Tree, outcomes: Outcomes, end: Hold) -> bool:
    """Put on the end of the line, one after the other, what wholly came after it.

    Of those that overlap, one that came wholly after all others stands, else all do.
    """
    later = [
        equals
        for equals in _equals(claims=_floating(tree), outcomes=outcomes)
        if equals.begins_ms > _ends_ms(end)
    ]
    tip: str | None = _tip(end)
    found = False
    while later and tip is not None:
        first, *rest = later
        if rest and first.ends_ms >= rest[0].begins_ms:
            last = rest[-1]
            is_after_all = all(one.ends_ms < last.begins_ms for one in later[:-1])
            for equals in [last] if is_after_all else later:
                _put(tree=tree, equals=equals, tip=tip)
            return True
        _put(tree=tree, equals=first, tip=tip)
        tip, later, found = _tip_of(equals=first, outcomes=outcomes), rest, True
    return found


def _equals(*, claims: Iterable[Hold], outcomes: Outcomes) -> list[_Equals]:
    by_holder: dict[object, _Equals] = {}
    for claim in claims:
        equals = by_holder.setdefault(claim.holder, _Equals([], -inf, -inf))
        equals.claims.append(claim)
        equals.begins_ms = max(equals.begins_ms, claim.signed[0].earliest_ms)
        equals.ends_ms = max(equals.ends_ms, *map(_ends_ms, outcomes[claim].ends))
    return sorted(by_holder.values(), key=lambda one: (one.begins_ms, one.claims[0].id))


def _put(*, tree: Tree, equals: _Equals, tip: str) -> None:
    for claim in equals.claims:
        scan = claim.signed[0]
        tree.mends.moved[scan.id] = tip
        tree.mends.gapped.add(scan.id)


def _tip_of(*, equals: _Equals, outcomes: Outcomes) -> str | None:
    ends = [end for claim in equals.claims for end in outcomes[claim].ends]
    return _tip(ends[0]) if len(ends) == 1 else None


def _agree_with_older_node(*, tree: Tree, reached: list[Hold]) -> bool:
    found = False
    for claim in _floating(tree):
        scan = claim.signed[0]
        node = next((hold for hold in reversed(reached) if _is_said_by(scan, hold)), None)
        if node is not None:
            tree.mends.moved[scan.id] = _beside_its_double(scan=scan, node=node) or node.anchor
            found = True
    return found


def _is_said_by(scan: SubjectScan, hold: Hold) -> bool:
    if scan.act is Act.DELIVER:
        # Another party's proof says more than that older delivery, which was undone since.
        is_another = scan.party != deliverer(hold) and is_citizens_proof(scan.judgement)
        return hold.state is State.DELIVERED and hold.holder == scan.to and not is_another
    return scan.act in _SAYS_WHO_HAS_IT and hold.state is State.HELD and hold.holder == scan.party


def _end_with_proof(*, tree: Tree, outcomes: Outcomes) -> bool:
    root = outcomes[tree.root]
    found = False
    for claim in tree.floats.claims:
        proof = outcomes[claim].standing_proof
        scan_id = claim.signed[0].id
        if proof is None or scan_id in tree.mends.gapped:
            continue
        end = _end_before(proof, root=root)
        if end is None:
            continue
        tree.mends.moved[scan_id] = _tip(end)
        tree.mends.gapped.add(scan_id)
        found = True
    return found


def _end_before(proof: Hold, *, root: Outcome) -> Hold | None:
    """Find where the line ended before a proof; None if it proves to have gone on after it.

    Whoever merely says to have taken it after that proves nothing.
    """
    end, ends = root.parted, root.ends
    if end is None:
        (end,) = ends
        while end.above is not None and _is_mere_word_after(proof, end):
            end = end.above
        ends = (end,)
    if all(_begins_ms(one) > _ends_ms(proof) for one in ends):
        return None
    while end.state is State.DELIVERED and end.above is not None:
        end = end.above
    return end


def _is_mere_word_after(proof: Hold, hold: Hold) -> bool:
    is_word = hold.is_taken and hold.strength is Strength.ONE_HAND
    return is_word and _begins_ms(hold) > _ends_ms(proof)


def _beside_its_double(*, scan: SubjectScan, node: Hold) -> str | None:
    """Stand an accept beside the take that it repeats, for its ticket may be the other hand."""
    giver = node.above
    if scan.ticket is None or scan.party != node.holder or not node.is_taken or giver is None:
        return None
    return giver.anchor if giver.state is State.HELD else None


def _tip(hold: Hold) -> str:
    words = any(one.effect is Effect.WORD for one in hold.hanging)
    return hold.newest.id if words and hold.newest is not None else hold.anchor


def _begins_ms(hold: Hold) -> float:
    """When the hold's last node can have begun; before all times above every claim."""
    words = [one.scan.earliest_ms for one in hold.hanging if one.effect is Effect.WORD]
    claimed = min((scan.earliest_ms for scan in hold.signed), default=-inf)
    return max([claimed, *words])


def _ends_ms(hold: Hold) -> float:
    """When the hold's last node is over; before all times above every claim."""
    words = [one.scan.latest_ms for one in hold.hanging if one.effect is Effect.WORD]
    claimed = min((scan.latest_ms for scan in hold.signed), default=-inf)
    return max([claimed, *words])
