"""What the law says of a dossier: a function of its own events and of its items' lines; pure.

Like custody it is folded and never advanced by hand: for every order of the same events and lines
the answer is the same, and it steps back where what it stood on falls away.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from tracking.kernel.line import IN_HAND, State


class BusinessState(StrEnum):
    """The legal state of a dossier, apart from custody (codes of the national portal)."""

    ACCEPTED = "accepted"
    IN_PROCESS = "in_process"
    RESOLVED = "resolved"
    RETURNED = "returned"


class EventKind(StrEnum):
    """What an office does with a dossier itself, beside all that is scanned of its papers."""

    TAKEN_IN = "taken_in"
    DECIDED = "decided"


class Cause(StrEnum):
    """What moves a dossier from one legal state to the next: an event, or what its lines show."""

    TAKEN_IN = "taken_in"
    PAPERS_CAME = "papers_came"
    PAPERS_FELL_AWAY = "papers_fell_away"
    DECIDED = "decided"
    RESULT_RETURNED = "result_returned"
    RETURN_FELL_AWAY = "return_fell_away"


# A cause without a row changes nothing. So custody never undoes what an officer did: a decision
# stands though its papers fall away, and papers that come after it are no news.
MOVES: Final[Mapping[BusinessState | None, Mapping[Cause, BusinessState]]] = {
    None: {
        Cause.TAKEN_IN: BusinessState.ACCEPTED,
    },
    BusinessState.ACCEPTED: {
        Cause.PAPERS_CAME: BusinessState.IN_PROCESS,
        Cause.DECIDED: BusinessState.RESOLVED,
    },
    BusinessState.IN_PROCESS: {
        Cause.PAPERS_FELL_AWAY: BusinessState.ACCEPTED,
        Cause.DECIDED: BusinessState.RESOLVED,
    },
    BusinessState.RESOLVED: {
        Cause.RESULT_RETURNED: BusinessState.RETURNED,
    },
    BusinessState.RETURNED: {
        Cause.RETURN_FELL_AWAY: BusinessState.RESOLVED,
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalEvent:
    """One event of a dossier; `outcome` is empty but for a decision."""

    kind: EventKind
    at_ms: int
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """The line of one item of a dossier, as far as the law looks at it.

    Attributes:
        is_back: it brings the result back; else it is the papers on which it is decided.
        receiver: who must have it in the end: the deciding office, or the citizen.
        state: of its custody; None before its first scan.
        holder: None while disputed.
        was_with: all who had it in hand on the line so far, the holder too; in a dispute all who
            claim to have had it: it settles nothing against the law.
        handed_over_ms: when it was delivered to its receiver so that it suffices for the law, as
            far as one can say, and by when it surely was.
    """

    is_back: bool
    receiver: UUID
    state: State | None
    holder: UUID | None
    was_with: frozenset[UUID]
    handed_over_ms: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalStanding:
    """How a dossier stands by law.

    Attributes:
        state: None if it was never taken in.
        outcome: of the decision; empty before it.
        decided_ms: None before the decision.
        returned_ms: when the result was handed over as far as one can say, which is not before it
            was decided; None unless it is returned.
        returned_by_ms: by when it surely was: what no device can put before a due time.
    """

    state: BusinessState | None
    outcome: str
    decided_ms: int | None
    returned_ms: int | None
    returned_by_ms: int | None


def fold_dossier(*, events: Collection[LegalEvent], items: Collection[ItemLine]) -> LegalStanding:
    """Return how a dossier stands, by all its events and the lines of all its items."""
    state: BusinessState | None = None
    for cause in _causes(events, items):
        state = next_state(state, cause)
    decision = _decision(events)
    returned_ms = returned_by_ms = None
    if state is BusinessState.RETURNED and decision is not None:
        returned_ms, returned_by_ms = (max(ms, decision.at_ms) for ms in min(_handed_over(items)))
    return LegalStanding(
        state=state,
        outcome=decision.outcome if decision else "",
        decided_ms=decision.at_ms if decision else None,
        returned_ms=returned_ms,
        returned_by_ms=returned_by_ms,
    )


def next_state(state: BusinessState | None, cause: Cause) -> BusinessState | None:
    """Return the state after a cause: by its row, or the same where it has none."""
    return MOVES[state].get(cause, state)


def cause_between(*, before: BusinessState | None, after: BusinessState | None) -> Cause | None:
    """Return the last cause on the shortest way from one state to another.

    None where nothing moved, and where no way leads: then what was told before was wrong.
    """
    last: dict[BusinessState | None, Cause | None] = {before: None}
    to_walk = [before]
    for state in to_walk:
        for cause, further in MOVES[state].items():
            if further not in last:
                last[further] = cause
                to_walk.append(further)
    return last.get(after)


def papers_are_there(items: Iterable[ItemLine]) -> bool:
    """Tell whether whoever decides has the papers now, so that they can be decided on."""
    return any(
        one.holder == one.receiver
        and (
            one.state in IN_HAND
            or (one.state is State.DELIVERED and one.handed_over_ms is not None)
        )
        for one in items
        if not one.is_back
    )


def is_decided_without_papers(
    *, events: Collection[LegalEvent], items: Collection[ItemLine]
) -> bool:
    """Tell whether it was decided on papers that, as it now turns out, never came."""
    return _decision(events) is not None and not _have_papers_come(items)


def _causes(events: Collection[LegalEvent], items: Collection[ItemLine]) -> Iterator[Cause]:
    """Yield what there is, in the order of the law: nothing here is ordered by a clock."""
    if any(event.kind is EventKind.TAKEN_IN for event in events):
        yield Cause.TAKEN_IN
    if _have_papers_come(items):
        yield Cause.PAPERS_CAME
    if _decision(events) is not None:
        yield Cause.DECIDED
    if _handed_over(items):
        yield Cause.RESULT_RETURNED


def _have_papers_come(items: Iterable[ItemLine]) -> bool:
    # Whoever once had them may have sent them on since: that undoes nothing.
    return any(
        one.receiver in one.was_with or one.handed_over_ms is not None
        for one in items
        if not one.is_back
    )


def _decision(events: Iterable[LegalEvent]) -> LegalEvent | None:
    """Return the first decision: an outcome does not change."""
    decisions = (event for event in events if event.kind is EventKind.DECIDED)
    return min(decisions, key=lambda event: (event.at_ms, event.outcome), default=None)


def _handed_over(items: Iterable[ItemLine]) -> list[tuple[int, int]]:
    return [one.handed_over_ms for one in items if one.is_back and one.handed_over_ms is not None]
