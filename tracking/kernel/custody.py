"""Who answers for a subject: a function of the set of its stored scans, and nothing else; pure.

For every order, every batching and every duplication of the same scans the answer is the same.
In `folding/` the scans grow into a tree of holds (`growth`, judged by the table of moves). What
others answer, and what is annulled, resolved, or stands on nothing known may change where
scans stand; then the tree is grown anew, until nothing is left to find. At last its forks are
settled (`forks`) and it is told as one line (`thread`), beside what was handed over by what was
known at the time (`law`). Receptacles are not folded: pack, seal and unpack are notes without
effect.

Source: Circular 17/2017/TT-BTTTT art. 5 (tally, list signed by both, carry, tally again, record
signed by both), made digital.
"""

from collections.abc import Collection

from tracking.kernel.folding.answers import hear_answers
from tracking.kernel.folding.floats import place_floats
from tracking.kernel.folding.forks import Outcomes, settle
from tracking.kernel.folding.growth import grow
from tracking.kernel.folding.judging import Tree
from tracking.kernel.folding.law import handed_over
from tracking.kernel.folding.matter import Matter, Mends
from tracking.kernel.folding.mending import annul, heed_denials, loosen
from tracking.kernel.folding.reading import read_tree
from tracking.kernel.folding.resolving import accept_resolves
from tracking.kernel.folding.thread import read_line
from tracking.kernel.line import Line, SubjectScan, Surroundings


def fold(*, scans: Collection[SubjectScan], around: Surroundings) -> Line:
    """Say who holds a subject, and what the scans of it show beside that.

    Args:
        scans: all stored scans that name a label of the subject, in any order, doubles allowed.
        around: the facts beside them; those about other people and parties do no harm.
    """
    matter = Matter.of(scans=scans, around=around)
    tree, outcomes = _settled(matter)
    reading = read_tree(tree=tree, outcomes=outcomes)
    over = handed_over(
        tree=tree,
        outcomes=outcomes,
        reading=reading,
        only=lambda scan_ids: _settled(matter.only(scan_ids)),
    )
    return read_line(tree=tree, outcomes=outcomes, reading=reading, over=over)


def _settled(matter: Matter) -> tuple[Tree, Outcomes]:
    mends = Mends()
    while True:
        tree = grow(matter=matter, mends=mends)
        if loosen(tree):
            continue
        hear_answers(tree)
        if annul(tree) or heed_denials(tree) or accept_resolves(tree):
            continue
        outcomes = settle(tree)
        if not place_floats(tree=tree, outcomes=outcomes):
            return tree, outcomes
