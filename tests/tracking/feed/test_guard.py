"""What the guard of sockets knows and does while nobody answers; clock and store are ours."""

from collections.abc import Collection, Mapping
from datetime import timedelta

import pytest

from tests.make import MORNING
from tracking.feed.frames import Close
from tracking.feed.guard import MOST_UNSURE_S, Guard
from tracking.feed.operations import Rights


class Clock:
    """Seconds that go on only when a test says so."""

    def __init__(self):
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


class AwayError(Exception):
    """The store does not answer."""


class Store:
    """Withdrawals that a test makes, and failures of the questions that it names."""

    def __init__(self):
        self.revs: dict[str, int] = {}
        self.fails: list[str] = []
        self.meanwhile = lambda: None
        self.asked: list[str] = []

    def withdraw(self, subject: str) -> None:
        self.revs[subject] = self.revs.get(subject, 0) + 7

    async def withdrawals(self) -> int:
        self._ask("withdrawals")
        return sum(self.revs.values())

    async def withdrawals_of(self, subjects: Collection[str], /) -> Mapping[str, int]:
        self._ask("withdrawals_of")
        found = {one: self.revs[one] for one in subjects if one in self.revs}
        self.meanwhile()
        return found

    def _ask(self, question: str) -> None:
        self.asked.append(question)
        if question in self.fails:
            self.fails.remove(question)
            raise AwayError


class Socket:
    """A listener that remembers why it was closed."""

    def __init__(self, *subjects: str, guard: Guard, store: Store, lasts=timedelta(hours=1)):
        self.ended: Close | None = None
        self._guard = guard
        self.rights = rights_of(*subjects, store=store, lasts=lasts)
        guard.let_in(self)

    def end(self, code: Close) -> None:
        self.ended = self.ended or code
        self._guard.let_out(self)


def rights_of(*subjects: str, store: Store, lasts=timedelta(hours=1)) -> Rights:
    known = {one: store.revs.get(one, 0) for one in subjects}
    return Rights(streams=frozenset(), until_at=MORNING + lasts, withdrawals=known)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def guard(store, clock):
    return Guard(store=store, clock=clock)


async def test_a_socket_is_closed_when_rights_of_anything_it_stands_on_are_withdrawn(guard, store):
    by_person = Socket("sen", "log-in", guard=guard, store=store)
    other = Socket("tam", guard=guard, store=store)
    await guard.look()

    store.withdraw("log-in")
    await guard.look()

    assert (by_person.ended, other.ended) == (Close.FORBIDDEN, None)


async def test_while_nothing_is_withdrawn_one_number_is_asked_for(guard, store):
    Socket("sen", guard=guard, store=store)
    await guard.look()
    store.asked.clear()

    for _ in range(3):
        await guard.look()

    assert store.asked == ["withdrawals"] * 3


async def test_a_withdrawal_from_before_the_rights_were_given_closes_nothing(guard, store):
    store.withdraw("sen")
    socket = Socket("sen", guard=guard, store=store)

    await guard.look()

    assert socket.ended is None


@pytest.mark.parametrize("question", ["withdrawals", "withdrawals_of"])
async def test_one_failed_question_does_not_make_it_forget_whom_to_close(guard, store, question):
    socket = Socket("sen", guard=guard, store=store)
    await guard.look()
    store.withdraw("sen")
    store.fails = [question]

    with pytest.raises(AwayError):
        await guard.look()
    assert socket.ended is None
    await guard.look()

    assert socket.ended is Close.FORBIDDEN


async def test_who_comes_in_after_the_withdrawal_was_acted_upon_is_looked_at_all_the_same(
    guard, store
):
    there = Socket("tam", guard=guard, store=store)
    shown = rights_of("sen", store=store)
    store.withdraw("sen")
    await guard.look()  # the total is known from here on

    late = Socket(guard=guard, store=store)
    late.rights = shown
    guard.let_in(late)
    await guard.look()

    assert (late.ended, there.ended) == (Close.FORBIDDEN, None)


async def test_who_comes_in_while_the_question_is_on_its_way_is_asked_about_in_the_next(
    guard, store
):
    Socket("tam", guard=guard, store=store)
    late = []
    shown = rights_of("sen", store=store)

    def come_in():
        store.meanwhile = lambda: None
        store.withdraw("sen")
        late.append(Socket(guard=guard, store=store))
        late[0].rights = shown
        guard.let_in(late[0])

    store.meanwhile = come_in
    await guard.look()
    await guard.look()

    assert late[0].ended is Close.FORBIDDEN


async def test_a_new_ticket_on_the_same_socket_is_asked_about_anew(guard, store):
    socket = Socket("sen", guard=guard, store=store)
    stale = rights_of("tam", store=store)

    def show_another_ticket():
        store.meanwhile = lambda: None
        store.withdraw("tam")
        socket.rights = stale
        guard.let_in(socket)

    store.meanwhile = show_another_ticket
    await guard.look()
    assert socket.ended is None
    await guard.look()

    assert socket.ended is Close.FORBIDDEN


async def test_a_withdrawal_that_is_committed_late_is_not_behind_a_newer_one(guard, store):
    early, late = (Socket(name, guard=guard, store=store) for name in ("early", "late"))
    store.revs["late"] = 9
    await guard.look()

    store.revs["early"] = 5  # it began before the other, and came after it
    await guard.look()

    assert (early.ended, late.ended) == (Close.FORBIDDEN, Close.FORBIDDEN)


async def test_while_nobody_answers_everybody_is_closed_before_five_seconds_are_over(
    guard, store, clock
):
    socket = Socket("sen", guard=guard, store=store)
    await guard.look()
    store.fails = ["withdrawals"] * 9

    closed_after_s = None
    for second in range(1, 6):
        clock.s += 1
        with pytest.raises(AwayError):
            await guard.look()
        guard.end_expired(MORNING)
        if socket.ended is not None and closed_after_s is None:
            closed_after_s = second

    assert socket.ended is Close.RESTART
    assert closed_after_s is not None
    assert MOST_UNSURE_S < closed_after_s < 5


async def test_an_answer_counts_from_when_it_was_asked_for(guard, store, clock):
    socket = Socket("sen", guard=guard, store=store)

    def take_long():
        clock.s += MOST_UNSURE_S + 1

    store.meanwhile = take_long
    await guard.look()
    guard.end_expired(MORNING)

    assert socket.ended is Close.RESTART


async def test_after_an_answer_the_door_is_open_again(guard, store, clock):
    clock.s += 60
    store.fails = ["withdrawals"]
    with pytest.raises(AwayError):
        await guard.look()

    await guard.look()
    socket = Socket("sen", guard=guard, store=store)
    guard.end_expired(MORNING)

    assert socket.ended is None


async def test_rights_that_end_by_time_end_though_nobody_answers(guard, store):
    socket = Socket("sen", guard=guard, store=store, lasts=timedelta(minutes=5))
    lasting = Socket("sen", guard=guard, store=store)

    guard.end_expired(MORNING + timedelta(minutes=5))

    assert (socket.ended, lasting.ended) == (Close.UNAUTHENTICATED, None)
