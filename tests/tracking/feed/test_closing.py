"""What is on its way to a socket when its rights end: nothing of it arrives."""

import asyncio
import threading
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.db import OperationalError

from tests.tracking.feed.sockets import STREAM, Socket, hub_of, tell, ticket_for
from tracking.feed import consumers, hub, operations, queries
from tracking.feed.follow import PAGE
from tracking.feed.frames import Close

pytestmark = pytest.mark.usefixtures("committed_feed")


@database_sync_to_async
def withdraw(subject: str) -> None:
    operations.bump_rights([subject])


def after(monkeypatch, module, question: str, act) -> None:
    """Have something happen once, in the thread of a hub, right after a question was answered."""
    asked = getattr(module, question)
    left = [act]

    def ask_and_act(*args, **kwargs):
        answer = asked(*args, **kwargs)
        if left:
            left.pop()()
        return answer

    monkeypatch.setattr(module, question, ask_and_act)


class Ended:
    """Lets a thread wait until some socket of this process is being closed."""

    def __init__(self, monkeypatch) -> None:
        self._is_set = threading.Event()
        end = consumers.TrackConsumer.end

        def ended(consumer, code):
            end(consumer, code)
            self._is_set.set()

        monkeypatch.setattr(consumers.TrackConsumer, "end", ended)

    def wait(self) -> None:
        assert self._is_set.wait(timeout=5)


async def heard_until_closed(socket: Socket) -> list[str]:
    """Return the kinds of frames that came before the goodbye, and see that it was forbidden."""
    kinds: list[str] = []
    async with asyncio.timeout(5):
        while (frame := await socket.hear())["t"] != "bye":
            kinds.append(frame["t"])
        assert frame["code"] == Close.FORBIDDEN
        assert await socket.is_closed(), "nothing comes after the goodbye"
    return kinds


async def test_S03_rights_that_end_between_ticket_and_hello_open_nothing():
    async with hub_of() as its_hub:
        person = str(uuid4())
        ticket = await ticket_for(subject=person)
        await withdraw(person)
        socket = Socket(its_hub)
        await socket.open()

        await socket.say(t="hello", ticket=ticket)

        assert await socket.code() == Close.UNAUTHENTICATED


async def test_S03_rights_that_end_while_the_ticket_is_redeemed_are_closed_within_five_seconds(
    monkeypatch,
):
    async with hub_of() as its_hub:
        person = str(uuid4())
        other = Socket(its_hub)
        await other.hello()  # so that the hub counts already
        acted_upon = threading.Event()

        def withdraw_and_wait():
            after(monkeypatch, queries, "withdrawals_of", acted_upon.set)
            operations.bump_rights([person])
            assert acted_upon.wait(timeout=5)

        after(monkeypatch, consumers, "redeem_socket_ticket", withdraw_and_wait)
        socket = Socket(its_hub)
        await socket.open()

        await socket.say(t="hello", ticket=await ticket_for(subject=person))

        assert set(await heard_until_closed(socket)) <= {"auth"}
        await other.leave()


async def test_S03_rights_that_end_between_sub_and_the_first_frame_tell_nothing(monkeypatch):
    async with hub_of() as its_hub:
        person = str(uuid4())
        socket = Socket(its_hub)
        await socket.hello(subject=person)
        await tell(3)

        def withdraw_and_wait():
            operations.bump_rights([person])
            ended.wait()

        ended = Ended(monkeypatch)
        after(monkeypatch, consumers, "_standing", withdraw_and_wait)
        ours = await database_sync_to_async(queries.epoch)()
        await socket.say(t="sub", s=STREAM, epoch=ours, p=0)

        assert await heard_until_closed(socket) == []


async def test_S03_a_replay_that_is_half_sent_stops(monkeypatch):
    async with hub_of() as its_hub:
        person = str(uuid4())
        await tell(2 * PAGE)
        socket = Socket(its_hub)
        await socket.hello(subject=person)
        await socket.subscribe(0)
        for _ in range(PAGE):
            await socket.hear_until("ev")

        def withdraw_and_wait():
            operations.bump_rights([person])
            ended.wait()

        ended = Ended(monkeypatch)
        after(monkeypatch, queries, "entries_after", withdraw_and_wait)
        await socket.say(t="ack", s=STREAM, p=PAGE)

        assert await heard_until_closed(socket) == []


async def test_a_withdrawal_is_heeded_though_the_first_question_about_it_fails(monkeypatch):
    async with hub_of() as its_hub:
        person = str(uuid4())
        socket = Socket(its_hub)
        await socket.hello(subject=person)
        await socket.subscribe(0)
        failing(monkeypatch, "withdrawals_of", times=1)

        await withdraw(person)

        assert await heard_until_closed(socket) == []


async def test_a_hub_that_cannot_ask_about_rights_closes_all(monkeypatch):
    async with hub_of() as its_hub:
        socket = Socket(its_hub)
        await socket.hello()
        await socket.subscribe(0)

        failing(monkeypatch, "withdrawals", times=1_000)

        async with asyncio.timeout(6):
            assert await socket.code() == Close.RESTART


async def test_another_epoch_closes_all_though_the_first_question_about_it_fails(monkeypatch):
    monkeypatch.setattr(hub, "HEADS_EVERY_S", 0.2)
    async with hub_of() as its_hub:
        socket = Socket(its_hub)
        await socket.hello()
        await socket.subscribe(0)
        failing(monkeypatch, "newest_entry", times=1)

        monkeypatch.setattr(queries, "epoch", lambda: "f" * 16)

        async with asyncio.timeout(15):
            assert await socket.code() == Close.INSUFFICIENT_STATE


async def test_a_first_question_that_fails_does_not_make_the_hub_believe_in_no_epoch(monkeypatch):
    monkeypatch.setattr(hub, "HEADS_EVERY_S", 0.2)
    failing(monkeypatch, "newest_entry", times=1)
    async with hub_of() as its_hub:
        socket = Socket(its_hub)
        await socket.hello()
        await socket.subscribe(0)
        ours = await database_sync_to_async(queries.epoch)()
        await tell(1)  # a stream has a head from then on

        heads = [await socket.hear_until("head") for _ in range(3)]

        assert {one["epoch"] for one in heads} == {ours}
        await socket.leave()


def failing(monkeypatch, question: str, *, times: int) -> None:
    """Have a question fail so many times, and be answered after that."""
    asked = getattr(queries, question)
    left = [times]

    def fail_first(*args, **kwargs):
        if left[0] > 0:
            left[0] -= 1
            raise OperationalError
        return asked(*args, **kwargs)

    monkeypatch.setattr(queries, question, fail_first)


async def test_the_devices_of_open_sockets_are_noted_as_heard_of_in_one_statement(monkeypatch):
    noted = []
    monkeypatch.setattr(hub, "note_devices_seen", lambda **said: noted.append(said["device_ids"]))
    async with hub_of() as its_hub:
        one, other, gone = (Socket(its_hub) for _ in range(3))
        for socket, device in ((one, "phone"), (other, "desk"), (gone, "lost")):
            await socket.hello(subject=device)
        await gone.leave()
        noted.clear()

        await its_hub.note_devices()

    assert noted == [{"phone", "desk"}]
