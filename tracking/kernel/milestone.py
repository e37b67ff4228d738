"""What a citizen is told of the way of his dossier: five stages and no inner id; pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracking.kernel.dossier import BusinessState
from tracking.kernel.line import State


class Stage(StrEnum):
    """How far a dossier has come, in the words of the citizen's page."""

    RECEIVED = "received"
    CARRIED = "carried"
    DECIDING = "deciding"
    DECIDED = "decided"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What the stage of a dossier is read from.

    Attributes:
        is_back: the item on the way is the one with the result.
        business_state: the legal state.
        state: of the item's custody; None before its first scan.
        is_at_origin: the holder is the office from which the item set out.
    """

    is_back: bool
    business_state: BusinessState
    state: State | None
    is_at_origin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """What the citizen's screen shows; `place` and `next` name an office or are absent."""

    stage: Stage
    place: str | None
    next: str | None
    promised: datetime


def stage_of(there: Whereabouts) -> Stage:
    """Return the stage of a dossier.

    The law says whether it is decided and returned; custody only whether its item has set out. A
    result that waits at the counter where it will be handed over is still on its way back to the
    citizen: it is `decided` until it sets out, and `carried` from then on until `returned`.
    """
    match there.business_state:
        case BusinessState.RETURNED:
            return Stage.RETURNED
        case BusinessState.RESOLVED:
            return Stage.CARRIED if there.is_back and _has_set_out(there) else Stage.DECIDED
        case BusinessState.IN_PROCESS:
            return Stage.DECIDING
    return Stage.CARRIED if _has_set_out(there) else Stage.RECEIVED


def _has_set_out(there: Whereabouts) -> bool:
    return there.state is not None and not there.is_at_origin
