"""Sockets that write in bursts and take frames directly, on a real server with a real client."""

import asyncio
import socket
from contextlib import asynccontextmanager

from uvicorn import Config, Server
from websockets.asyncio.client import connect

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


async def test_what_is_written_to_a_socket_that_is_gone_is_dropped():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    transport, _ = await loop.create_connection(asyncio.Protocol, "127.0.0.1", port)
    corked = CorkedTransport(transport)

    corked.write(b"too late")
    transport.abort()
    await asyncio.sleep(0.01)
    server.close()

    assert corked.is_closing()
