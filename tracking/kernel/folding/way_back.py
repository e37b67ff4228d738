"""Who may take back what was delivered; pure."""

from tracking.kernel.folding.hands import is_sure_hand
from tracking.kernel.folding.holds import Hold, Strength
from tracking.kernel.folding.judging import Tree
from tracking.kernel.folding.proofs import deliverer
from tracking.kernel.line import PartyKind, State
from tracking.kernel.scan import Act


def may_take_back(*, tree: Tree, delivery: Hold, hold: Hold) -> bool:
    """Tell whether who has it after a delivery answers for that.

    Whoever delivered does, and an office at which a courier calls who delivered; no colleague
    does, nobody for what a resolve gave, and nobody whose right or device may have been gone.
    """
    by, kinds = deliverer(delivery), tree.matter.kinds
    if by is None or hold.holder is None:
        return False
    calls_there = kinds.get(by) is PartyKind.COURIER and kinds.get(hold.holder) is PartyKind.OFFICE
    return any(
        is_sure_hand(tree=tree, scan=scan)
        and (
            hold.holder == by
            or (calls_there and not tree.matter.rights.is_outsider(scan=scan, giver=by))
        )
        for scan in hold.signed
    )


def is_from_outside(*, tree: Tree, hold: Hold) -> bool:
    """Tell whether who took it neither acts for nor serves whoever had it, or answers for that."""
    above = hold.above
    if above is not None and above.state is State.DELIVERED:
        return not may_take_back(tree=tree, delivery=above, hold=hold)
    giver = above.holder if above is not None else None
    return all(tree.matter.rights.is_outsider(scan=scan, giver=giver) for scan in hold.signed)


def undoes(*, tree: Tree, delivery: Hold, hold: Hold) -> bool:
    """Tell whether a later hold undoes a delivery: by who may, or by a resolve to another.

    What the citizen alone can prove nobody undoes, and who delivers once more takes nothing back.
    """
    if delivery.strength is Strength.PROVEN:
        return False
    if hold.strength is Strength.RESOLVED:
        return (hold.state, hold.holder) != (State.DELIVERED, delivery.holder)
    delivers = hold.state is State.DELIVERED or all(one.act is Act.DELIVER for one in hold.signed)
    return not delivers and may_take_back(tree=tree, delivery=delivery, hold=hold)
