"""Which of several claims is the line: resolve, two hands, merge, dispute; pure.

At a fork the strongest claim is the line. What the citizen alone can prove counts for every claim
that leads to it, since it shows where the paper is; all else counts at the fork only. Among equals
a branch is the same story as another if its last holder is found on that other branch too. What is
left is disputed, each branch by the holder at its end, and by whoever lost the paper on it to a
rival who took it with one hand: no claimant ends the dispute by taking what is disputed.
Deliveries that stand proven are one story only if they are to one receiver.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tracking.kernel.folding.holds import Hold, Strength
from tracking.kernel.folding.judging import Tree
from tracking.kernel.line import State

_RANK = {State.HELD: 0, State.DELIVERED: 1, State.LOST: 2}


@dataclass(slots=True, eq=False)
class Outcome:
    """Where a hold's line leads.

    Attributes:
        next: the claim that continues the line, or None at its end and where it parts.
        ends: the last hold of each claimant; one if not disputed.
        branches: where claims meet, those that count: in dispute, or merged into the line.
        parted: the hold where the lines part, here or further down; None if not disputed.
        twins: other ends that were merged into the one end.
        lost: the claims here that weigh less than those.
        proof: the last delivery on the way, the hold included, that the citizen alone can prove.
    """

    next: Hold | None
    ends: tuple[Hold, ...]
    branches: tuple[Hold, ...] = ()
    parted: Hold | None = None
    twins: tuple[Hold, ...] = ()
    lost: tuple[Hold, ...] = ()
    proof: Hold | None = None

    @property
    def standing_proof(self) -> Hold | None:
        """The proven delivery with which the line ends, if nothing was built on it."""
        return self.proof if self.proof in self.ends else None


class Outcomes(dict[Hold, Outcome]):
    """The outcome of every hold."""

    def line(self, hold: Hold) -> list[Hold]:
        """The line from a hold on, to its end or to where it parts."""
        line = [hold]
        while (further := self[line[-1]].next) is not None:
            line.append(further)
        return line

    def reached(self, root: Hold) -> list[Hold]:
        """All holds on the line and on every branch that counts, each after the one above it."""
        reached: list[Hold] = []
        starts = [root]
        for start in starts:  # it grows while we walk
            for hold in self.line(start):
                reached.append(hold)
                outcome = self[hold]
                starts += [one for one in outcome.branches if one is not outcome.next]
        return reached


def settle(tree: Tree) -> Outcomes:
    """Find where every hold's line leads."""
    outcomes = Outcomes()
    for hold in reversed(tree.holds):
        outcome = outcomes[hold] = _outcome(tree=tree, hold=hold, outcomes=outcomes)
        if outcome.proof is None and hold.strength is Strength.PROVEN:
            outcome.proof = hold
    return outcomes


def _outcome(*, tree: Tree, hold: Hold, outcomes: Outcomes) -> Outcome:
    if not hold.claims or hold is tree.floats:
        return Outcome(next=None, ends=(hold,))
    strength, claims = _strongest(tree=tree, claims=hold.claims, outcomes=outcomes)
    giver_stands = strength is Strength.ONE_HAND and all(claim.is_denied for claim in claims)
    if len(claims) == 1 and not giver_stands:
        outcome = _onward(claim=claims[0], outcomes=outcomes)
    else:
        branches = [_branch(claim=claim, outcomes=outcomes) for claim in claims]
        if giver_stands:
            branches.append(_Branch(claim=None, line=[hold], ends=(hold,)))
        outcome = _weigh(hold=hold, branches=branches, strength=strength, outcomes=outcomes)
    if len(claims) < len(hold.claims):
        outcome.lost = tuple(claim for claim in hold.claims if claim not in claims)
    return outcome


def _onward(*, claim: Hold, outcomes: Outcomes) -> Outcome:
    further = outcomes[claim]
    return Outcome(
        next=claim,
        ends=further.ends,
        parted=further.parted,
        twins=further.twins,
        proof=further.proof,
    )


def _strongest(
    *, tree: Tree, claims: list[Hold], outcomes: Outcomes
) -> tuple[Strength, list[Hold]]:
    standing = [one for one in claims if not _is_superseded(tree=tree, claim=one, claims=claims)]
    weights = {claim: weight_of(claim, outcomes[claim]) for claim in standing or claims}
    strongest = max(weights.values())
    return strongest, [claim for claim, weight in weights.items() if weight is strongest]


def weight_of(claim: Hold, further: Outcome) -> Strength:
    """Return how much a claim weighs at its fork, by where it leads."""
    if claim.strength is Strength.RESOLVED or further.proof is None:
        return claim.strength
    return Strength.PROVEN if further.standing_proof else Strength.BROUGHT_BACK


def _is_superseded(*, tree: Tree, claim: Hold, claims: Iterable[Hold]) -> bool:
    """Whether another resolve names this one, or what followed it, among its ends."""
    return claim.strength is Strength.RESOLVED and any(
        claim in named.upward()
        for other in claims
        if other is not claim and other.strength is Strength.RESOLVED
        for named in holds_named(tree=tree, resolve=other)
    )


def holds_named(*, tree: Tree, resolve: Hold) -> list[Hold]:
    """List the holds in which the tips stand that a resolve answers."""
    return [tree.place[tip] for scan in resolve.scans for tip in scan.ends if tip in tree.place]


@dataclass(slots=True, eq=False)
class _Branch:
    """One side of a fork: its first claim (None for the giver who denies all), line and ends."""

    claim: Hold | None
    line: list[Hold]
    ends: tuple[Hold, ...]

    @property
    def holders(self) -> set[UUID | None]:
        """Everyone who has it somewhere on the line."""
        return {hold.holder for hold in self.line}

    def agrees_with(self, other: "_Branch", *, strength: Strength) -> bool:
        """Whether this branch is the same story as the other, as far as it goes."""
        if other.claim is None or len(self.ends) > 1:
            return False
        (end,) = self.ends
        if len(other.ends) == 1 and end.holder == other.ends[0].holder:
            return self.claim is None or _rank(other.ends[0]) < _rank(end)
        if strength is Strength.PROVEN or end.holder not in other.holders:
            return False
        return not any(one.holder in self.holders for one in other.ends)

    def robbed_by(self, rivals: set[UUID | None]) -> list[Hold]:
        """The holds that a rival ended with one hand and whose holder never had it again."""
        later = [hold.holder for hold in self.line]
        return [
            hold.above
            for number, hold in enumerate(self.line)
            if number > 0
            and hold.above is not None
            and hold.is_taken
            and hold.strength is Strength.ONE_HAND
            and hold.holder in rivals
            and hold.above.holder not in later[number:]
        ]


def _branch(*, claim: Hold, outcomes: Outcomes) -> _Branch:
    return _Branch(claim=claim, line=outcomes.line(claim), ends=outcomes[claim].ends)


def _weigh(
    *, hold: Hold, branches: list[_Branch], strength: Strength, outcomes: Outcomes
) -> Outcome:
    """Merge what is one story, and see whether more than one claimant is left."""
    left = [
        branch
        for branch in branches
        if not any(
            branch.agrees_with(other, strength=strength)
            for other in branches
            if other is not branch
        )
    ] or branches
    robbed = [] if strength is Strength.PROVEN else _robbed(branches)
    ends = _one_for_each_holder([*_ends(left), *robbed])
    claims = tuple(branch.claim for branch in branches if branch.claim is not None)
    onward = [branch.claim for branch in left if branch.claim is not None]
    if len(onward) == len(left) == 1 and len(ends) == len(_one_for_each_holder(_ends(left))):
        outcome = _onward(claim=onward[0], outcomes=outcomes)
        outcome.branches = claims
        outcome.twins += _twins(ends=outcome.ends, branches=branches)
        return outcome
    proofs = [proof for claim in claims if (proof := outcomes[claim].proof) is not None]
    return Outcome(
        next=None,
        ends=tuple(ends),
        branches=claims,
        parted=hold,
        proof=next((proof for proof in proofs if proof in ends), proofs[0] if proofs else None),
    )


def _twins(*, ends: tuple[Hold, ...], branches: list[_Branch]) -> tuple[Hold, ...]:
    holders = {end.holder for end in ends}
    return tuple(end for end in _ends(branches) if end not in ends and end.holder in holders)


def _ends(branches: Iterable[_Branch]) -> list[Hold]:
    return [end for branch in branches for end in branch.ends]


def _robbed(branches: list[_Branch]) -> list[Hold]:
    return [
        hold
        for branch in branches
        for hold in branch.robbed_by(
            {other.line[0].holder for other in branches if other is not branch}
        )
    ]


def _one_for_each_holder(ends: Iterable[Hold]) -> list[Hold]:
    best: dict[UUID | None, Hold] = {}
    for end in sorted(ends, key=_rank):
        best.setdefault(end.holder, end)
    return sorted(best.values(), key=_rank)


def _rank(end: Hold) -> tuple[int, bool, str]:
    """Prefer, of two ends with one holder, the one that says more of what is done with it."""
    return (_RANK[end.state] if end.state else 0, not end.offers, end.id)
