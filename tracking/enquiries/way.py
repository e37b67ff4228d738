"""Make of a custody thread the way that a citizen is told: few words, no inner id; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tracking.kernel.line import PartyKind, State


class WayKind(StrEnum):
    """What happened to the papers, as far as it concerns whoever waits for them."""

    RECEIVED = "received"
    CARRIED = "carried"
    PASSED = "passed"
    DECIDING = "deciding"
    DECIDED = "decided"
    READY = "ready"
    QUESTIONED = "questioned"
    LOST = "lost"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A party in the words of the public page: an office, or the enterprise of a courier."""

    kind: PartyKind
    name: str
    name_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One effective step of a thread: what state it led to, who then held, and when.

    `is_claim`: it is one of several that contradict each other. `is_return`: by law the result was
    returned by it; else it is only said to be handed over.
    """

    state: State | None
    holder: UUID | None
    is_claim: bool
    is_return: bool
    from_at: datetime
    until_at: datetime
    is_two_sided: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WayStep:
    """One line of the way so far, at whose hands; both times are equal where it is known."""

    kind: WayKind
    place: Told | None
    from_at: datetime
    until_at: datetime
    is_two_sided: bool


def way_of(
    *,
    moves: Iterable[Moved],
    told: Mapping[UUID, Told],
    is_back: bool,
    ends_at: UUID,
) -> list[WayStep]:
    """Return the way of one item, oldest first.

    What moves no paper (an offer, a check) is left out, and so is who acted.

    Args:
        moves: the effective steps of its thread, oldest first.
        told: the parties that they name; a citizen is not in it.
        is_back: it is the item with the result.
        ends_at: the last office on its way.
    """
    way: list[WayStep] = []
    before: object = None
    for move in moves:
        now = _situation(move)
        if now != before:
            kind = _kind(move, told, is_first=not way, is_back=is_back, ends_at=ends_at)
            way.append(_step(kind, move, told))
        before = now
        if move.is_return:
            way[-1] = replace(way[-1], kind=WayKind.RETURNED)
    return way


def _situation(move: Moved) -> object:
    """Return what is the same for steps that are told as one: a dispute, or where the paper is."""
    if move.is_claim:
        return State.DISPUTED
    # An offer leaves the paper where it is.
    return State.HELD if move.state is State.OFFERED else move.state, move.holder


def _kind(
    move: Moved,
    told: Mapping[UUID, Told],
    *,
    is_first: bool,
    is_back: bool,
    ends_at: UUID,
) -> WayKind:
    if move.is_claim:
        return WayKind.QUESTIONED
    if move.state is State.LOST:
        return WayKind.LOST
    if move.state is State.DELIVERED:
        # Papers may be delivered to an authority that scans nothing itself.
        return WayKind.HANDED_OVER if is_back else WayKind.DECIDING
    if is_first:
        return WayKind.DECIDED if is_back else WayKind.RECEIVED
    if move.holder == ends_at:
        return WayKind.READY if is_back else WayKind.DECIDING
    holder = told.get(move.holder) if move.holder else None
    is_courier = holder is not None and holder.kind is PartyKind.COURIER
    return WayKind.CARRIED if is_courier else WayKind.PASSED


def _step(kind: WayKind, move: Moved, told: Mapping[UUID, Told]) -> WayStep:
    return WayStep(
        kind=kind,
        place=told.get(move.holder) if move.holder else None,
        from_at=move.from_at,
        until_at=move.until_at,
        is_two_sided=move.is_two_sided,
    )
