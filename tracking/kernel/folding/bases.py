"""Which basis counts of a scan that gave several, one with each label of the subject; pure."""

from tracking.kernel.folding.holds import Hold
from tracking.kernel.folding.judging import Tree


def choose_bases(tree: Tree) -> bool:
    """Let those scans stand on the later of their bases for whose bases this is known already."""
    matter = tree.matter
    if not matter.several:
        return False
    ready = [
        scan_id
        for scan_id, bases in matter.several.items()
        if not any(
            below in matter.several for basis in bases for below in (basis, *tree.downward(basis))
        )
    ]
    chosen = {
        scan_id: _later(tree=tree, bases=matter.several[scan_id])
        for scan_id in ready or [min(matter.several)]
    }
    matter.bases.update(chosen)
    for scan_id in chosen:
        del matter.several[scan_id]
    return True


def _later(*, tree: Tree, bases: list[str]) -> str:
    """Take what the others lead to, else what is further down the tree."""
    known = {below for basis in bases for below in tree.downward(basis)}
    left = [basis for basis in bases if basis not in known] or bases
    return max(left, key=lambda basis: _depth(hold=tree.place[basis], scan_id=basis))


def _depth(*, hold: Hold, scan_id: str) -> tuple[int, int]:
    hanging = next((one for one in hold.hanging if one.scan.id == scan_id), None)
    return sum(1 for _ in hold.upward()), hanging.depth_known if hanging is not None else 0
