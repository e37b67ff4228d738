"""Vectors of the custody fold: the table of moves, and stories told by hand.

What a story expects is written here, never taken from a fold.
"""

from tests.vectors.custody_acts import ACTS
from tests.vectors.custody_annuls import ANNULS
from tests.vectors.custody_cast import CAST
from tests.vectors.custody_deliveries import DELIVERIES
from tests.vectors.custody_devices import DEVICES
from tests.vectors.custody_disputes import DISPUTES
from tests.vectors.custody_doubts import DOUBTS
from tests.vectors.custody_gaps import GAPS
from tests.vectors.custody_handoffs import HANDOFFS
from tests.vectors.custody_kept_back import KEPT_BACK
from tests.vectors.custody_law import LAW
from tests.vectors.custody_losses import LOSSES
from tests.vectors.custody_postings import POSTINGS
from tests.vectors.custody_resolves import RESOLVES
from tests.vectors.custody_returns import RETURNS
from tests.vectors.custody_said_later import SAID_LATER
from tests.vectors.custody_unsure import UNSURE
from tracking.kernel.moves import MOVES

STORIES = (
    *HANDOFFS,
    *ACTS,
    *DEVICES,
    *LOSSES,
    *ANNULS,
    *DELIVERIES,
    *DISPUTES,
    *RESOLVES,
    *POSTINGS,
    *GAPS,
    *DOUBTS,
    *RETURNS,
    *SAID_LATER,
    *KEPT_BACK,
    *UNSURE,
    *LAW,
)


def custody():
    return {
        "moves": [
            [state, act, move.state, move.by, move.held_by, move.needs_reason]
            for (state, act), move in MOVES.items()
        ],
        "cast": CAST,
        "stories": [tell() for tell in STORIES],
    }
