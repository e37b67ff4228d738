"""How the settled tree is read: what each hold is to the line, and with which flags; pure."""

from dataclasses import dataclass, field
from typing import Final

from tracking.kernel.folding.forks import Outcome, Outcomes
from tracking.kernel.folding.holds import Hold, Strength
from tracking.kernel.folding.judging import Tree
from tracking.kernel.folding.proofs import verdict_of
from tracking.kernel.folding.way_back import is_from_outside
from tracking.kernel.line import EFFECTIVE, UNPROVEN, Standing, State
from tracking.kernel.scan import Flag

_NONE: Final[frozenset[Flag]] = frozenset()
_GAP: Final = frozenset({Flag.GAP})
_UNCONFIRMED: Final = frozenset({Flag.UNCONFIRMED})
_SAME_PERSON: Final = frozenset({Flag.SAME_PERSON})


@dataclass(slots=True, eq=False)
class Reading:
    """The holds in the order of the thread, what each is to the line, and its flags."""

    standing: dict[Hold, Standing] = field(default_factory=dict)
    flags: dict[Hold, frozenset[Flag]] = field(default_factory=dict)

    def counts(self, hold: Hold) -> bool:
        """Whether a hold is on the line or one of the claims in dispute."""
        return self.standing[hold] in EFFECTIVE


def read_tree(*, tree: Tree, outcomes: Outcomes) -> Reading:
    """Walk the tree; of the claims on one hold, the one that continues the line comes last."""
    reading = Reading()
    to_read = [(tree.floats, Standing.BESIDE), (tree.root, Standing.LINE)]
    while to_read:
        hold, standing = to_read.pop()
        reading.standing[hold] = standing
        above = reading.flags[hold.above] if hold.above is not None else _NONE
        reading.flags[hold] = _flags(tree=tree, reading=reading, hold=hold, above=above)
        outcome = outcomes[hold]
        if outcome.next is not None:
            to_read.append((outcome.next, standing))
        to_read += [
            (claim, _standing_of_other(claim=claim, hold=hold, outcome=outcome, above=standing))
            for claim in reversed(hold.claims)
            if claim is not outcome.next
        ]
    return reading


def _standing_of_other(*, claim: Hold, hold: Hold, outcome: Outcome, above: Standing) -> Standing:
    if above is Standing.BESIDE or claim not in outcome.branches:
        return Standing.BESIDE
    return Standing.CLAIM if outcome.parted is hold else above


def _flags(*, tree: Tree, reading: Reading, hold: Hold, above: frozenset[Flag]) -> frozenset[Flag]:
    """A gap stays until its scan comes; unconfirmed until two hands; both end with a resolve."""
    if hold.key is None or hold.strength is Strength.RESOLVED:
        return _NONE
    flags = above & _GAP | _GAP if hold.is_gapped else above & _GAP
    if hold.is_same_person:
        flags |= _SAME_PERSON
    if _is_unconfirmed(hold=hold, above=above) and not _is_vouched_for(
        tree=tree, reading=reading, hold=hold
    ):
        flags |= _UNCONFIRMED
    return flags


def _is_unconfirmed(*, hold: Hold, above: frozenset[Flag]) -> bool:
    if hold.is_taken:
        return not hold.is_given and (not hold.is_confirmed or hold.is_denied)
    if hold.state is State.DELIVERED:
        if verdict_of(hold) in UNPROVEN:
            return True
        if hold.strength is Strength.PROVEN:
            return Flag.UNCONFIRMED in above and _shows_itself(hold)
    return Flag.UNCONFIRMED in above


def _is_vouched_for(*, tree: Tree, reading: Reading, hold: Hold) -> bool:
    """Tell whether who confirmed a delivery may end the doubt how the deliverer came by it.

    The deliverer's supervisor may where the deliverer, and all before him since the last without
    a doubt, took it where they may; else only who answers for that last one, too.
    """
    if hold.state is not State.DELIVERED or not hold.confirmed_by:
        return False
    above = hold.above
    is_by_own = True
    while above is not None and Flag.UNCONFIRMED in reading.flags[above]:
        is_by_own &= not above.is_gapped and not is_from_outside(tree=tree, hold=above)
        above = above.above
    if above is None or above.holder is None:
        return False
    return is_by_own or any(
        tree.matter.rights.answers_for(scan=scan, party=above.holder) for scan in hold.confirmed_by
    )


def _shows_itself(hold: Hold) -> bool:
    """Whether nothing but the delivery says that the deliverer had it."""
    return hold.above is not None and not hold.above.scans
