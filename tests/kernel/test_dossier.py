"""The legal state of a dossier: its table of moves, and what it is folded from."""

from dataclasses import replace
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracking.kernel.dossier import (
    MOVES,
    BusinessState,
    Cause,
    EventKind,
    ItemLine,
    LegalEvent,
    cause_between,
    fold_dossier,
    is_decided_without_papers,
    next_state,
    papers_are_there,
)
from tracking.kernel.line import State

COUNTER, AUTHORITY, CITIZEN, COURIER = (UUID(int=number) for number in range(1, 5))

TAKEN_IN = LegalEvent(kind=EventKind.TAKEN_IN, at_ms=1)
DECIDED = LegalEvent(kind=EventKind.DECIDED, at_ms=5, outcome="granted")
PAPERS = ItemLine(
    is_back=False,
    receiver=AUTHORITY,
    state=State.HELD,
    holder=AUTHORITY,
    was_with=frozenset({COUNTER, AUTHORITY}),
)
CARRIED = replace(PAPERS, holder=COURIER, was_with=frozenset({COUNTER, COURIER}))
RESULT = ItemLine(
    is_back=True,
    receiver=CITIZEN,
    state=State.DELIVERED,
    holder=CITIZEN,
    was_with=frozenset({AUTHORITY, COURIER}),
    handed_over_ms=(9, 12),
)
COMING = replace(RESULT, state=State.HELD, holder=COURIER, handed_over_ms=None)


def state(events, items):
    return fold_dossier(events=events, items=items).state


@pytest.mark.parametrize(
    ("events", "items", "stands"),
    [
        ([], [PAPERS, RESULT], None),
        ([TAKEN_IN], [], BusinessState.ACCEPTED),
        ([TAKEN_IN], [CARRIED], BusinessState.ACCEPTED),
        ([TAKEN_IN], [PAPERS], BusinessState.IN_PROCESS),
        ([TAKEN_IN, DECIDED], [PAPERS], BusinessState.RESOLVED),
        ([TAKEN_IN, DECIDED], [CARRIED], BusinessState.RESOLVED),
        ([TAKEN_IN, DECIDED], [PAPERS, COMING], BusinessState.RESOLVED),
        ([TAKEN_IN, DECIDED], [PAPERS, RESULT], BusinessState.RETURNED),
        ([TAKEN_IN, DECIDED], [CARRIED, RESULT], BusinessState.RETURNED),
        ([TAKEN_IN], [PAPERS, RESULT], BusinessState.IN_PROCESS),
    ],
)
def test_a_dossier_stands_by_its_events_and_where_its_items_are(events, items, stands):
    assert state(events, items) is stands


def test_a_result_that_was_handed_over_is_returned():
    standing = fold_dossier(events=[TAKEN_IN, DECIDED], items=[PAPERS, RESULT])

    assert standing.state is BusinessState.RETURNED
    assert (standing.returned_ms, standing.returned_by_ms) == (9, 12)
    assert (standing.outcome, standing.decided_ms) == ("granted", 5)


def test_nothing_is_returned_before_it_was_decided():
    too_early = replace(RESULT, handed_over_ms=(2, 4))

    standing = fold_dossier(events=[TAKEN_IN, DECIDED], items=[PAPERS, too_early])

    assert standing.state is BusinessState.RETURNED
    assert (standing.returned_ms, standing.returned_by_ms) == (5, 5)


def test_a_delivery_that_does_not_suffice_returns_nothing():
    unproven = replace(RESULT, handed_over_ms=None)

    standing = fold_dossier(events=[TAKEN_IN, DECIDED], items=[PAPERS, unproven])

    assert (standing.state, standing.returned_ms) == (BusinessState.RESOLVED, None)


@pytest.mark.parametrize(
    "differs",
    [{"holder": COURIER, "state": State.HELD}, {"state": State.DISPUTED, "holder": None}],
)
def test_what_was_handed_over_is_returned_whoever_says_to_have_it_now(differs):
    assert state([TAKEN_IN, DECIDED], [replace(RESULT, **differs)]) is BusinessState.RETURNED


def test_papers_that_were_sent_on_have_come_all_the_same_and_are_not_there():
    sent_on = replace(PAPERS, holder=COURIER)

    assert state([TAKEN_IN], [sent_on]) is BusinessState.IN_PROCESS
    assert not papers_are_there([sent_on])


@pytest.mark.parametrize(
    ("differs", "are_there"),
    [
        ({}, True),
        ({"state": State.OFFERED}, True),
        ({"state": State.LOST}, False),
        ({"state": State.DISPUTED, "holder": None}, False),
        ({"state": State.DELIVERED, "handed_over_ms": (3, 3)}, True),
        ({"state": State.DELIVERED}, False),
        ({"state": State.HELD, "holder": COURIER, "handed_over_ms": (3, 3)}, False),
        ({"is_back": True}, False),
    ],
)
def test_papers_are_there_while_whoever_decides_has_them_in_hand(differs, are_there):
    assert papers_are_there([replace(PAPERS, **differs)]) is are_there


def test_papers_may_be_delivered_to_an_authority_that_scans_nothing():
    handed_over = replace(
        PAPERS, state=State.DELIVERED, handed_over_ms=(3, 3), was_with=frozenset({COUNTER})
    )

    assert state([TAKEN_IN], [handed_over]) is BusinessState.IN_PROCESS


@pytest.mark.parametrize(
    ("events", "items", "is_without"),
    [
        ([TAKEN_IN, DECIDED], [PAPERS], False),
        ([TAKEN_IN, DECIDED], [CARRIED], True),
        ([TAKEN_IN, DECIDED], [CARRIED, RESULT], True),
        ([TAKEN_IN, DECIDED], [replace(PAPERS, holder=COURIER)], False),
        ([TAKEN_IN], [CARRIED], False),
    ],
)
def test_a_decision_is_without_papers_if_they_never_came(events, items, is_without):
    assert is_decided_without_papers(events=events, items=items) is is_without


def test_of_two_decisions_the_first_stands():
    later = replace(DECIDED, at_ms=7, outcome="refused")

    standing = fold_dossier(events=[later, TAKEN_IN, DECIDED], items=[])

    assert (standing.outcome, standing.decided_ms) == ("granted", 5)


parties = st.sampled_from([COUNTER, AUTHORITY, CITIZEN, COURIER])
events = st.builds(
    LegalEvent,
    kind=st.sampled_from(EventKind),
    at_ms=st.integers(0, 3),
    outcome=st.sampled_from(["granted", "refused"]),
)
lines = st.builds(
    ItemLine,
    is_back=st.booleans(),
    receiver=st.sampled_from([AUTHORITY, CITIZEN]),
    state=st.sampled_from([None, *State]),
    holder=st.none() | parties,
    was_with=st.frozensets(parties),
    handed_over_ms=st.none() | st.tuples(st.integers(0, 7), st.integers(7, 9)),
)
law = settings(max_examples=200, deadline=None)


@law
@given(
    events=st.lists(events, max_size=4),
    items=st.lists(lines, max_size=3),
    order=st.randoms(use_true_random=False),
)
def test_every_order_and_doubling_stands_the_same(events, items, order):
    told = [*events, *order.choices(events, k=2)] if events else []
    shown = [*items, *order.choices(items, k=2)] if items else []
    order.shuffle(told)
    order.shuffle(shown)

    assert fold_dossier(events=told, items=shown) == fold_dossier(events=events, items=items)


@law
@given(events=st.lists(events, max_size=4), items=st.lists(lines, max_size=3))
def test_it_is_returned_only_after_a_decision_and_by_a_proof_that_suffices(events, items):
    standing = fold_dossier(events=events, items=items)

    if standing.state is BusinessState.RETURNED:
        assert any(event.kind is EventKind.DECIDED for event in events)
        assert any(one.is_back and one.handed_over_ms is not None for one in items)
        assert standing.decided_ms is not None
        assert standing.returned_ms is not None
        assert standing.decided_ms <= standing.returned_ms <= standing.returned_by_ms


@law
@given(
    events=st.lists(events, max_size=3),
    items=st.lists(lines, max_size=3),
    others=st.lists(lines, max_size=3),
)
def test_no_line_undoes_a_decision(events, items, others):
    told = [TAKEN_IN, DECIDED, *events]

    before, after = (fold_dossier(events=told, items=some) for some in (items, others))

    assert (before.outcome, before.decided_ms) == (after.outcome, after.decided_ms)
    assert {before.state, after.state} <= {BusinessState.RESOLVED, BusinessState.RETURNED}


# All that a dossier can stand on: taken in, papers came, decided, result returned.
STORIES = list(product([False, True], repeat=4))
HAPPENS = [Cause.TAKEN_IN, Cause.PAPERS_CAME, Cause.DECIDED, Cause.RESULT_RETURNED]
FALLS_AWAY = {1: Cause.PAPERS_FELL_AWAY, 3: Cause.RETURN_FELL_AWAY}


def stands(story):
    is_taken_in, have_come, is_decided, is_returned = story
    told = [TAKEN_IN] * is_taken_in + [DECIDED] * is_decided
    return state(told, [PAPERS if have_come else CARRIED, RESULT if is_returned else COMING])


def changes():
    """Yield every story with every change of one thing in it, and what causes that."""
    for story in STORIES:
        for number, is_so in enumerate(story):
            other = tuple(one != (place == number) for place, one in enumerate(story))
            cause = FALLS_AWAY.get(number) if is_so else HAPPENS[number]
            if cause is not None and other[0]:  # an event never falls away
                yield story, cause, other


def test_the_table_of_moves_is_complete():
    """Every change of one thing moves the state by its row, or not at all where it has none.

    Papers and a result that came before the dossier was taken in count from then on.
    """
    for story, cause, other in changes():
        if cause is Cause.TAKEN_IN or (cause is Cause.DECIDED and story[3]):
            continue
        assert stands(other) is next_state(stands(story), cause), (story, cause)


def test_every_row_of_the_table_of_moves_is_met():
    met = {(stands(story), cause) for story, cause, _ in changes()}

    assert {(before, cause) for before, row in MOVES.items() for cause in row} <= met


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        (None, BusinessState.ACCEPTED, Cause.TAKEN_IN),
        (BusinessState.ACCEPTED, BusinessState.IN_PROCESS, Cause.PAPERS_CAME),
        (BusinessState.IN_PROCESS, BusinessState.ACCEPTED, Cause.PAPERS_FELL_AWAY),
        (BusinessState.IN_PROCESS, BusinessState.RESOLVED, Cause.DECIDED),
        (BusinessState.ACCEPTED, BusinessState.RETURNED, Cause.RESULT_RETURNED),
        (BusinessState.RETURNED, BusinessState.RESOLVED, Cause.RETURN_FELL_AWAY),
        (BusinessState.RESOLVED, BusinessState.RESOLVED, None),
        (BusinessState.RETURNED, BusinessState.ACCEPTED, None),
    ],
)
def test_a_change_is_told_with_its_last_cause(before, after, cause):
    assert cause_between(before=before, after=after) is cause
