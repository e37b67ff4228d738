"""The live socket, on a real database and without a channel layer: polling alone loses nothing."""

import asyncio
import json
from datetime import timedelta
from itertools import cycle
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.utils import timezone

from tests.tracking.feed.sockets import STREAM, Socket, hub_of, tell, ticket_for
from tracking.feed import operations
from tracking.feed.follow import PAGE
from tracking.feed.frames import Close, Sighting
from tracking.feed.models import Entry

pytestmark = pytest.mark.usefixtures("committed_feed")


async def test_what_happens_is_told_in_order_to_who_follows():
    async with hub_of() as hub:
        socket = Socket(hub)
        await socket.hello()
        subscribed = await socket.subscribe(0)
        await tell(3)

        heard = [await socket.hear_until("ev") for _ in range(3)]

        assert (subscribed["head"], subscribed["mode"]) == (0, "live")
        assert [(one["s"], one["p"]) for one in heard] == [(STREAM, 1), (STREAM, 2), (STREAM, 3)]
        await socket.leave()


@pytest.mark.parametrize("moods", [[True], [False], [True, False, False]])
async def test_the_order_holds_whether_the_server_can_write_at_once_or_not(moods):
    async with hub_of() as hub:
        socket = Socket(hub)
        mood = cycle(moods)
        socket.write_at_once_when(lambda: next(mood))
        await socket.hello()
        await socket.subscribe(0)
        await tell(20)

        heard = [(await socket.hear_until("ev"))["p"] for _ in range(20)]

        assert heard == list(range(1, 21))
        await socket.say(t="nonsense")
        assert await socket.code() == Close.BAD_MESSAGE


async def test_a_client_that_was_away_gets_the_rest_and_then_goes_on_live():
    async with hub_of() as hub:
        await tell(5)
        socket = Socket(hub)
        await socket.hello()
        subscribed = await socket.subscribe(2)
        await tell(1)

        heard = [(await socket.hear_until("ev"))["p"] for _ in range(4)]

        assert (subscribed["head"], subscribed["mode"]) == (5, "replay")
        assert heard == [3, 4, 5, 6]
        await socket.leave()


async def test_a_long_replay_waits_for_each_page_to_be_confirmed():
    async with hub_of() as hub:
        await tell(PAGE + 3)
        socket = Socket(hub)
        await socket.hello()
        await socket.subscribe(0)
        page = [(await socket.hear_until("ev"))["p"] for _ in range(PAGE)]

        with pytest.raises(TimeoutError):
            await Socket.hear(socket, within=0.3)

        assert page == list(range(1, PAGE + 1))


async def test_a_confirmed_page_brings_the_next_one():
    async with hub_of() as hub:
        await tell(PAGE + 3)
        socket = Socket(hub)
        await socket.hello()
        await socket.subscribe(0)
        for _ in range(PAGE):
            await socket.hear_until("ev")

        await socket.say(t="ack", s=STREAM, p=PAGE)

        assert [(await socket.hear_until("ev"))["p"] for _ in range(3)] == [257, 258, 259]
        await socket.leave()


async def test_a_ticket_opens_one_socket_only():
    async with hub_of() as hub:
        ticket = await ticket_for()
        first, second = Socket(hub), Socket(hub)
        await first.open()
        await first.say(t="hello", ticket=ticket)
        await first.hear_until("auth")
        await second.open()

        await second.say(t="hello", ticket=ticket)

        assert await second.code() == Close.UNAUTHENTICATED
        await first.leave()


async def test_a_socket_that_says_nothing_is_closed():
    async with hub_of() as hub:
        socket = Socket(hub)
        await socket.open()

        assert await socket.code() == Close.UNAUTHENTICATED


async def test_S02_a_stream_that_the_ticket_does_not_list_is_forbidden():
    async with hub_of() as hub:
        socket = Socket(hub)
        await socket.hello()

        await socket.say(t="sub", s=f"office.{uuid4()}", epoch="0" * 16, p=0)

        assert await socket.code() == Close.FORBIDDEN


async def test_nothing_is_told_before_hello():
    async with hub_of() as hub:
        socket = Socket(hub)
        await socket.open()

        await socket.say(t="sub", s=STREAM, epoch="0" * 16, p=0)

        assert await socket.code() == Close.UNAUTHENTICATED


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "null", '{"t":"hello"}', '{"t":"shout"}', '{"t":"hello","ticket":1}', "NaN"],
)
async def test_what_is_no_message_closes_the_socket(text):
    async with hub_of() as hub:
        socket = Socket(hub)
        await socket.open()

        await socket.say_text(text)

        assert await socket.code() in {Close.BAD_MESSAGE, Close.UNAUTHENTICATED}


async def test_S16_a_message_that_is_too_big_closes_the_socket():
    async with hub_of() as hub:
        socket = Socket(hub)
        await socket.open()

        await socket.say_text(json.dumps({"t": "hello", "ticket": "a" * 5000}))

        assert await socket.code() == Close.TOO_BIG


async def test_S06_a_client_that_floods_is_closed():
    async with hub_of() as hub:
        socket = Socket(hub)
        await socket.hello()
        await socket.subscribe(0)

        for _ in range(2_000):
            await socket.say(t="ack", s=STREAM, p=0)

        assert await socket.code() == Close.RATE


async def test_without_the_subprotocol_the_socket_is_closed():
    async with hub_of() as hub:
        socket = Socket(hub, subprotocols=())
        await socket.open()

        assert await socket.code() == Close.BAD_MESSAGE


async def test_S03_a_socket_is_closed_within_seconds_of_a_withdrawal():
    async with hub_of() as hub:
        person = uuid4()
        socket, other = Socket(hub), Socket(hub)
        await socket.hello(subject=str(person))
        await other.hello(subject=str(uuid4()))
        await socket.subscribe(0)
        await other.subscribe(0)

        await database_sync_to_async(operations.bump_rights)([person])

        async with asyncio.timeout(15):
            assert await socket.code() == Close.FORBIDDEN
        await tell(1)
        assert (await other.hear_until("ev"))["p"] == 1
        await other.leave()


async def test_a_ticket_that_waits_is_worth_nothing_after_a_withdrawal():
    async with hub_of() as hub:
        person = uuid4()
        ticket = await ticket_for(subject=str(person))
        await database_sync_to_async(operations.bump_rights)([person])
        socket = Socket(hub)
        await socket.open()

        await socket.say(t="hello", ticket=ticket)

        assert await socket.code() == Close.UNAUTHENTICATED


async def test_rights_end_by_themselves():
    async with hub_of() as hub:
        socket = Socket(hub)
        await socket.hello(lasts=timedelta(seconds=1))

        assert await socket.code() == Close.UNAUTHENTICATED


@pytest.mark.parametrize(
    ("position", "epoch", "reason"), [(9, None, "ahead"), (0, "f" * 16, "epoch")]
)
async def test_a_client_that_cannot_go_on_is_reset(position, epoch, reason):
    async with hub_of() as hub:
        await tell(3)
        socket = Socket(hub)
        await socket.hello()

        answer = await socket.subscribe(position, epoch=epoch)

        assert (answer["mode"], answer["reason"], answer["head"]) == ("reset", reason, 3)
        await socket.leave()


async def test_a_client_that_missed_what_is_forgotten_is_reset():
    async with hub_of() as hub:
        await tell(3)
        await database_sync_to_async(Entry.objects.filter(position__lte=2).delete)()
        socket = Socket(hub)
        await socket.hello()

        answer = await socket.subscribe(1)

        assert (answer["mode"], answer["reason"]) == ("reset", "too_old")
        await socket.leave()


async def test_confirming_a_stream_that_is_not_followed_asks_the_client_to_resume():
    async with hub_of() as hub:
        socket = Socket(hub)
        await socket.hello()

        await socket.say(t="ack", s=STREAM, p=1)

        assert await socket.code() == Close.INSUFFICIENT_STATE


async def test_a_narrower_ticket_resets_the_streams_that_it_leaves_out():
    async with hub_of() as hub:
        socket = Socket(hub)
        await socket.hello()
        await socket.subscribe(0)
        other = f"office.{uuid4()}"

        await socket.say(t="hello", ticket=await ticket_for(other))

        assert await socket.hear_until("reset") == {"t": "reset", "s": STREAM, "reason": "scope"}
        await socket.leave()


async def test_couriers_are_told_to_those_whose_streams_may_know():
    seen = Sighting(
        courier=str(uuid4()),
        lat_e7=1,
        lon_e7=2,
        accuracy_m=3,
        at=timezone.now(),
        heading_deg=None,
        streams=frozenset({STREAM}),
        tick=1,
    )
    async with hub_of(moved=lambda tick: [seen] if tick < 1 else []) as hub:
        near, far = Socket(hub), Socket(hub)
        await near.hello()
        await far.hello()
        await near.subscribe(0)

        frame = await near.hear_until("moved")

        assert frame["couriers"][0][:4] == [seen.courier, 1, 2, 3]
        with pytest.raises(TimeoutError):
            await far.hear(within=0.5)
        await near.leave()


async def test_a_hub_that_stumbles_goes_on():
    asked = []

    def moved(_tick):
        asked.append(1)
        if len(asked) == 1:
            raise ValueError
        return []

    async with hub_of(moved=moved) as hub:
        person = uuid4()
        socket = Socket(hub)
        await socket.hello(subject=str(person))

        while len(asked) < 3:  # noqa: ASYNC110 - it is asked in a thread
            await asyncio.sleep(0.1)
        await database_sync_to_async(operations.bump_rights)([person])

        assert await socket.code() == Close.FORBIDDEN


async def test_a_replay_that_fails_asks_the_client_to_come_again(monkeypatch):
    async with hub_of() as hub:
        socket = Socket(hub)
        await socket.hello()
        monkeypatch.setattr("tracking.feed.consumers.told", lambda *_, **__: 1 / 0)
        await tell(1)

        await socket.subscribe(0)

        assert await socket.code() == Close.RESTART


async def test_S05_a_client_that_confirms_nothing_is_closed_and_others_go_on(monkeypatch):
    monkeypatch.setattr("tracking.feed.follow.SILENT_S", 0.5)
    async with hub_of() as hub:
        frozen, other = Socket(hub), Socket(hub)
        await frozen.hello()
        await other.hello()
        await frozen.subscribe(0)
        await other.subscribe(0)
        await tell(1)
        await other.hear_until("ev")
        await other.say(t="ack", s=STREAM, p=1)

        assert await frozen.code() == Close.SLOW

        await tell(1)
        assert (await other.hear_until("ev"))["p"] == 2
        await other.leave()
