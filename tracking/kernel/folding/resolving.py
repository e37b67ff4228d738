"""How a supervisor's resolve finds the parting of the lines that it ends; pure."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from tracking.kernel.folding.evidence import is_citizens_proof
from tracking.kernel.folding.forks import holds_named, settle, weight_of
from tracking.kernel.folding.holds import Hold, Strength
from tracking.kernel.folding.judging import Tree
from tracking.kernel.folding.proofs import deliverer, deliveries
from tracking.kernel.line import State, SubjectScan
from tracking.kernel.scan import Act


def accept_resolves(tree: Tree) -> bool:
    """Let the resolves count that name a parting of the lines and are for their signer to give.

    A resolve that knew of another one waits for it, since it answers that one's claimants too.
    """
    scans, resolves = tree.matter.scans, tree.mends.resolves
    accepted = tree.mends.resolving
    fitting = {
        scan.id: ended
        for scan in scans.values()
        if scan.act is Act.RESOLVE
        and scan.id not in accepted
        and tree.counts(scan)
        and (ended := _ended_by(tree=tree, scan=scan)) is not None
    }
    first = [
        scan_id
        for scan_id in fitting
        if fitting.keys().isdisjoint(scans[scan_id].ends)
        and fitting.keys().isdisjoint(tree.downward(scan_id))
    ]
    for scan_id in first or fitting:
        fork, holder = fitting[scan_id]
        resolves.setdefault(fork.anchor, []).append((scans[scan_id], holder))
        _bring_along(tree=tree, scan=scans[scan_id])
    return bool(fitting)


def _ended_by(*, tree: Tree, scan: SubjectScan) -> tuple[Hold, UUID] | None:
    """Find the parting that a resolve ends, and who has it then.

    The tree notes a resolve that was not for its signer to give.
    """
    fork = _fork_named(tree=tree, scan=scan)
    if fork is None or scan.to is None:
        return None
    named = _named_below(tree=tree, fork=fork, scan=scan)
    if not _answers_something(named):
        return None
    rights = tree.matter.rights
    claimants = set(_claimants(tree=tree, fork=fork, named=named))
    if (
        scan.who not in _signers(tree=tree, fork=fork, named=named)
        and rights.may_judge(scan=scan, claimants=claimants)
        and _answers_for_giver(tree=tree, scan=scan, fork=fork, named=named)
        and not _passes_over(tree=tree, scan=scan, fork=fork, named=named)
    ):
        return fork, scan.to
    tree.overreaching[scan.id] = tree.matter.rights.missing(scan)
    return None


def _fork_named(*, tree: Tree, scan: SubjectScan) -> Hold | None:
    """Find where the lines part by the node that the resolve names: that one, or a denied take.

    Where lines part that have no node in common, any of the claims names it.
    """
    of = scan.of or ""
    holds = [hold for hold in (tree.claim_of.get(of), tree.place.get(of)) if hold is not None]
    for hold in holds:
        if hold.is_denied and tree.floats not in hold.upward():
            return hold.above
    for hold in holds:
        if hold.is_parted and tree.floats not in hold.upward():
            return hold
    if any(hold.above is tree.root for hold in holds) and tree.root.is_parted:
        return tree.root
    return None


def _named_below(*, tree: Tree, fork: Hold, scan: SubjectScan) -> dict[Hold, Hold]:
    """Map the holds of the named tips to the claims at the fork below which they stand."""
    named: dict[Hold, Hold] = {}
    for tip in scan.ends:
        way = list(tree.place[tip].upward()) if tip in tree.place else []
        if fork in way[1:]:
            named[way[0]] = way[way.index(fork) - 1]
    return named


def _answers_something(named: dict[Hold, Hold]) -> bool:
    claims = set(named.values())
    return len(claims) > 1 or any(
        claim.is_denied or claim.strength is Strength.RESOLVED for claim in claims
    )


def _claimants(*, tree: Tree, fork: Hold, named: dict[Hold, Hold]) -> Iterator[UUID]:
    """All whom the resolve answers, those of an earlier resolve that it corrects too."""
    holds = list(named)
    for claim in set(named.values()):
        if claim.strength is Strength.RESOLVED:
            holds += holds_named(tree=tree, resolve=claim)
        if claim.is_denied:
            holds.append(fork)
    return (hold.holder for hold in holds if hold.holder is not None)


def _answers_for_giver(
    *, tree: Tree, scan: SubjectScan, fork: Hold, named: dict[Hold, Hold]
) -> bool:
    """Whether the signer answers for who had it where the lines part, where that is asked for.

    Else two strangers could take it from whom they please, and their own superior give it to one,
    or say that the citizen has it. Between claimants who may take from him, to one of them, it is
    not asked for.
    """
    rights = tree.matter.rights
    if fork.strength is Strength.RESOLVED:
        before = {hold.holder for hold in holds_named(tree=tree, resolve=fork)}
        return all(rights.answers_for(scan=scan, party=holder) for holder in before)
    had = deliverer(fork) if fork.state is State.DELIVERED else fork.holder
    if had is None or rights.answers_for(scan=scan, party=had):
        return True
    is_for = rights.may_receive(party=scan.to, labels=scan.labels)
    return not is_for and all(
        claim.is_given or not all(rights.is_outsider(scan=one, giver=had) for one in claim.signed)
        for claim in named.values()
    )


def _passes_over(*, tree: Tree, scan: SubjectScan, fork: Hold, named: dict[Hold, Hold]) -> bool:
    """Whether a claim outweighed those named, was known when the resolve came, and is not named.

    Then there was nothing to resolve between the others. What came later is a late claim.
    """
    outcomes = settle(tree)
    weight = {
        claim: _weight_known(tree=tree, claim=claim, proof=outcomes[claim].proof, at=scan)
        if claim not in named.values()
        else weight_of(claim, outcomes[claim])
        for claim in fork.claims
    }
    heaviest = max(weight[claim] for claim in named.values())
    return any(weight[claim] > heaviest for claim in weight.keys() - set(named.values()))


def _weight_known(*, tree: Tree, claim: Hold, proof: Hold | None, at: SubjectScan) -> Strength:
    """Return what was known of a claim's weight when a resolve came, whatever came later."""
    reached_ms = tree.matter.reached_ms
    known_ms = reached_ms(at)
    if all(reached_ms(one) >= known_ms for one in claim.signed):
        return Strength.ONE_HAND
    if proof is not None and any(
        reached_ms(one) < known_ms and is_citizens_proof(one.judgement)
        for one in deliveries(proof)
    ):
        return max(claim.strength, Strength.BROUGHT_BACK)
    return claim.strength


def _signers(*, tree: Tree, fork: Hold, named: dict[Hold, Hold]) -> set[UUID]:
    """The people who signed any of the claims answered, or denied one; nobody is judge of these.

    Who signed an earlier resolve may correct it.
    """
    tips = list(named)
    for claim in set(named.values()):
        if claim.strength is Strength.RESOLVED:
            tips += holds_named(tree=tree, resolve=claim)
    ways = [list(tip.upward()) for tip in tips]
    claims = {claim for way in ways if fork in way for claim in way[: way.index(fork)]}
    signers = {
        scan.who
        for claim in claims
        if claim.strength is not Strength.RESOLVED
        for scan in claim.signed
    }
    return signers.union(*(claim.denied_by for claim in claims))


def _bring_along(*, tree: Tree, scan: SubjectScan) -> None:
    """Let what the new holder did on his own branch, before he heard of it, follow the resolve."""
    for tip in scan.ends:
        hold = tree.place.get(tip)
        if hold is None or hold.holder != scan.to or hold.state is not State.HELD:
            continue
        gone: set[str] = set()
        for one in _beyond(hold=hold, tip=tip):
            if tree.basis_of(one) not in gone:
                tree.mends.moved.setdefault(one.id, scan.id)
            gone.add(one.id)


def _beyond(*, hold: Hold, tip: str) -> Iterable[SubjectScan]:
    """What stands in the new holder's hold beyond the tip, by him or taken from his hand."""
    known: set[str] = set()
    basis = next((one for one in hold.hanging if one.scan.id == tip), None)
    while basis is not None:
        known.add(basis.scan.id)
        basis = basis.basis
    for one in hold.hanging:
        if one.scan.id not in known and one.scan.party == hold.holder:
            yield one.scan
    for claim in hold.claims:
        for scan in claim.signed:
            if scan.party == hold.holder or claim.is_given:
                yield scan
