"""What a citizen is told of the way of his dossier: five stages and no inner id; pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracking.kernel.line import PartyKind, State


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
        business_state: the legal state, in the codes of the national portal.
        state: of the item's custody; None before its first scan.
        holder_kind: what kind of party holds it; None if nobody or several do.
        is_at_origin: the holder is the office from which the item set out.
        is_at_destination: the holder is the last office on its way.
    """

    is_back: bool
    business_state: str
    state: State | None
    holder_kind: PartyKind | None
    is_at_origin: bool
    is_at_destination: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """What the citizen's screen shows; `place` and `next` name an office or are absent."""

    stage: Stage
    place: str | None
    next: str | None
    promised: datetime


def stage_of(there: Whereabouts) -> Stage:
    """Return the stage of a dossier.

    A result that waits at the counter where it will be handed over is still on its way back to
    the citizen: it is `decided` until it sets out, and `carried` from then on until `returned`.
    """
    if there.business_state == "returned" or (there.is_back and there.state is State.DELIVERED):
        return Stage.RETURNED
    if there.is_back or there.business_state == "resolved":
        return Stage.CARRIED if there.is_back and _has_set_out(there) else Stage.DECIDED
    if there.is_at_destination:
        return Stage.DECIDING
    return Stage.CARRIED if _has_set_out(there) else Stage.RECEIVED


def _has_set_out(there: Whereabouts) -> bool:
    return there.state is not None and not there.is_at_origin
