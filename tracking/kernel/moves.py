"""The table of moves: what may follow what, by whom, and who holds it then; pure.

The fold grows what claims a hold by the rows of held, delivered and lost (`folding/judging`). Who
may refuse, withdraw or replace an offer it weighs in `folding/words`, who may confirm or deny in
`folding/answers`, who may end a dispute in `folding/resolving`; the rows say the same for screens.
The same table is in TypeScript; both are compared with `tests/vectors/custody.json`. An act
without a row has no effect where it stands. Annul has none: it takes a scan out of the story.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tracking.kernel.line import PartyKind, Role, State
from tracking.kernel.scan import Act


class By(StrEnum):
    """Who must act for the move to count."""

    ROLL = "roll"
    HOLDER = "holder"
    OFFEREE = "offeree"
    OTHER = "other"
    ANYONE = "anyone"
    GIVER = "giver"
    SUPERVISOR = "supervisor"


class HeldBy(StrEnum):
    """Who holds it after the move."""

    ACTOR = "actor"
    HOLDER = "holder"
    RECEIVER = "receiver"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What one act does in one state; `needs_reason` if it counts only with a reason given."""

    state: State
    by: By
    held_by: HeldBy
    needs_reason: bool = False


_TAKEN: Final = Move(state=State.HELD, by=By.OTHER, held_by=HeldBy.ACTOR)
_FOUND: Final = Move(state=State.HELD, by=By.ANYONE, held_by=HeldBy.ACTOR)
_FETCHED_BACK: Final = Move(
    state=State.HELD, by=By.ANYONE, held_by=HeldBy.ACTOR, needs_reason=True
)
_OFFERED: Final = Move(state=State.OFFERED, by=By.HOLDER, held_by=HeldBy.HOLDER)
_DELIVERED: Final = Move(state=State.DELIVERED, by=By.HOLDER, held_by=HeldBy.RECEIVER)
_LOST: Final = Move(state=State.LOST, by=By.HOLDER, held_by=HeldBy.HOLDER)

# An accept of no offer, or by another than the offeree, is a take. An offer or a delivery by
# another than the holder is a take followed by it (the hand that shows the paper has it).
MOVES: Final[Mapping[tuple[State | None, Act], Move]] = {
    (None, Act.COMMISSION): Move(state=State.HELD, by=By.ROLL, held_by=HeldBy.ACTOR),
    (None, Act.ACCEPT): _FOUND,
    (None, Act.TAKE): _FOUND,
    (None, Act.FIND): _FOUND,
    (State.HELD, Act.OFFER): _OFFERED,
    (State.HELD, Act.ACCEPT): _TAKEN,
    (State.HELD, Act.TAKE): _TAKEN,
    (State.HELD, Act.FIND): _TAKEN,
    (State.HELD, Act.CONFIRM): Move(state=State.HELD, by=By.GIVER, held_by=HeldBy.HOLDER),
    (State.HELD, Act.DENY): Move(state=State.DISPUTED, by=By.GIVER, held_by=HeldBy.NOBODY),
    (State.HELD, Act.DELIVER): _DELIVERED,
    (State.HELD, Act.REPORT_LOST): _LOST,
    (State.OFFERED, Act.OFFER): _OFFERED,
    (State.OFFERED, Act.ACCEPT): _TAKEN,
    (State.OFFERED, Act.REFUSE): Move(state=State.HELD, by=By.OFFEREE, held_by=HeldBy.HOLDER),
    (State.OFFERED, Act.WITHDRAW): Move(state=State.HELD, by=By.HOLDER, held_by=HeldBy.HOLDER),
    (State.OFFERED, Act.TAKE): _TAKEN,
    (State.OFFERED, Act.FIND): _TAKEN,
    (State.OFFERED, Act.DELIVER): _DELIVERED,
    (State.OFFERED, Act.REPORT_LOST): _LOST,
    (State.LOST, Act.ACCEPT): _FOUND,
    (State.LOST, Act.TAKE): _FOUND,
    (State.LOST, Act.FIND): _FOUND,
    (State.DELIVERED, Act.TAKE): _FETCHED_BACK,
    (State.DELIVERED, Act.FIND): _FETCHED_BACK,
    (State.DELIVERED, Act.CONFIRM): Move(
        state=State.DELIVERED, by=By.SUPERVISOR, held_by=HeldBy.HOLDER
    ),
    (State.DISPUTED, Act.RESOLVE): Move(
        state=State.HELD, by=By.SUPERVISOR, held_by=HeldBy.RECEIVER
    ),
}

_MOVE: Final = frozenset({Role.CLERK, Role.OFFICER})
_ANSWER: Final = frozenset({Role.CLERK, Role.SUPERVISOR})
_SEE: Final = _MOVE | _ANSWER
_NOBODY: Final[frozenset[Role]] = frozenset()
_COURIERS_OWN: Final = frozenset({Role.COURIER})

# The roles of which one is needed to sign an act for an office. `serves` signs nothing. A resolve,
# and the confirm of a delivery, are signed by whoever supervises those that they are about; the
# party for which they are signed is any for which the person holds a grant.
ROLES: Final[Mapping[Act, frozenset[Role]]] = {
    Act.COMMISSION: _MOVE,
    Act.OFFER: _MOVE,
    Act.ACCEPT: _MOVE,
    Act.TAKE: _MOVE,
    Act.FIND: _MOVE,
    Act.DELIVER: _MOVE,
    Act.REPORT_LOST: _MOVE,
    Act.WITHDRAW: _MOVE,
    Act.REFUSE: _MOVE,
    Act.CONFIRM: _ANSWER,
    Act.DENY: _ANSWER,
    Act.RESOLVE: frozenset(Role),
    Act.ANNUL: _SEE,
    Act.CHECK: _SEE,
    Act.ATTEMPT: _SEE,
    Act.REPORT_DAMAGED: _SEE,
    Act.PACK: _SEE,
    Act.SEAL: _SEE,
    Act.UNPACK: _SEE,
}


def roles_needed(*, act: Act, kind: PartyKind | None) -> frozenset[Role]:
    """Return the roles of which one is needed to sign an act for a party of a kind.

    A courier signs alone for the party that the courier is; a courier's grant at an office signs
    nothing for the office. Authorities and citizens sign nothing.
    """
    if act is Act.RESOLVE or kind is PartyKind.OFFICE:
        return ROLES[act]
    return _COURIERS_OWN if kind is PartyKind.COURIER else _NOBODY


# Only who has the paper in hand can do these (for the holder they are ordinary moves).
SHOWS_HAND: Final = frozenset({Act.OFFER, Act.DELIVER})
CARRIES: Final = frozenset({Role.CLERK, Role.COURIER})
