"""Sockets that write in bursts and take frames directly, on a real server with a real client."""

import asyncio
import logging
import socket
from contextlib import asynccontextmanager

import pytest
from uvicorn import Config, Server
from websockets.asyncio.client import connect
from websockets.frames import CloseCode

from backend.sockets import CorkedTransport, DirectSocket
from tracking.feed.frames import TAKE, Said

LONG = "hồ sơ " * 20_000
WORDS = ["", "một", "x" * 125, "x" * 126, "ồ" * 40_000]


@asynccontextmanager
async def served(application, **options):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = Config(application, ws=DirectSocket, lifespan="off", log_level="error", **options)
        server = Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        try:
            yield f"ws://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


def message(frame):
    return {"type": "websocket.send", "text": frame}


def says(speak):
    """Make an application that accepts, speaks by `take`, and closes."""

    async def application(scope, receive, send):
        await receive()
        take = scope["extensions"][TAKE]
        assert not take(Said(("before it was accepted",)))
        await send({"type": "websocket.accept"})
        await speak(take, send)
        await send({"type": "websocket.close"})

    return application


async def heard(address):
    async with connect(address, max_size=None) as client:
        return [said async for said in client]


async def test_what_is_taken_arrives_whole_and_in_order_among_what_is_sent():
    async def speak(take, send):
        for words in WORDS:
            assert take(Said((words, "or " + words)))
            await send(message("and " + words))

    async with served(says(speak), ws_per_message_deflate=False) as address:
        said = await heard(address)

    assert said == [one for words in WORDS for one in (words, "or " + words, "and " + words)]


async def test_what_all_sockets_get_is_encoded_once():
    shared = Said(("for everyone",))

    async def speak(take, _send):
        take(shared)

    async with served(says(speak), ws_per_message_deflate=False) as address:
        await heard(address)
        shared.wire = shared.wire.replace(b"everyone", b"somebody")
        again = await heard(address)

    assert again == ["for somebody"]


async def test_a_client_that_does_not_read_is_not_written_to():
    taken, refused = [], asyncio.Event()

    async def speak(take, _send):
        while take(Said((LONG,))):
            taken.append(LONG)
        refused.set()

    async with (
        served(says(speak), ws_per_message_deflate=False) as address,
        connect(address, max_size=None, max_queue=1) as client,
    ):
        await refused.wait()
        said = [one async for one in client]

    assert said == taken


async def test_a_socket_that_compresses_takes_nothing():
    async def speak(take, send):
        assert not take(Said(("as it is",)))
        await send(message("compressed"))

    async with served(says(speak)) as address:
        assert await heard(address) == ["compressed"]


async def test_a_socket_that_was_closed_takes_nothing():
    after = []

    async def application(scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close"})
        after.append(scope["extensions"][TAKE](Said(("too late",))))

    async with served(application, ws_per_message_deflate=False) as address:
        assert await heard(address) == []

    assert after == [False]


class Talker(asyncio.Protocol):
    """Says three things in two turns of the event loop, and goes."""

    def connection_made(self, transport):
        corked = CorkedTransport(transport)
        corked.write(b"one ")
        corked.write(b"two ")
        asyncio.get_running_loop().call_later(0.01, self.go_on, corked)

    def go_on(self, corked):
        corked.write(b"three")
        corked.close()


async def test_what_is_written_in_a_turn_arrives_whole_and_in_order():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Talker, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    heard = await reader.read()
    writer.close()
    server.close()

    assert heard == b"one two three"


class Gone(asyncio.Transport):
    """A transport whose client may be gone; it keeps what is written to it."""

    def __init__(self, *, is_gone):
        super().__init__()
        self.is_gone, self.written = is_gone, []

    def is_closing(self):
        return self.is_gone

    def writelines(self, list_of_data):
        self.written += list_of_data


@pytest.mark.parametrize(("is_gone", "written"), [(True, []), (False, [b"late"])])
async def test_what_is_written_to_a_socket_that_is_gone_is_dropped(is_gone, written):
    transport = Gone(is_gone=False)
    corked = CorkedTransport(transport)

    corked.write(b"late")
    transport.is_gone = is_gone
    await asyncio.sleep(0)  # the turn of the event loop at whose end it is written

    assert transport.written == written


class Keeper(logging.Handler):
    """Keeps what is logged."""

    def __init__(self):
        super().__init__()
        self.kept = []

    def emit(self, record):
        self.kept.append(record)


async def test_bytes_that_are_no_text_close_their_socket_and_write_nothing_into_the_log():
    keeper = Keeper()
    log = logging.getLogger("uvicorn.error")

    async def application(_scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        assert (await receive())["type"] == "websocket.disconnect"

    async with served(application) as address, connect(address) as client:
        log.addHandler(keeper)  # only now, since a server that begins removes it
        await client.send(b"\xff", text=True)
        await client.wait_closed()
        log.removeHandler(keeper)

    assert client.close_code == CloseCode.INVALID_DATA
    assert keeper.kept == []
