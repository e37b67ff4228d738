"""Sockets that write in bursts."""

import asyncio

from backend.sockets import CorkedTransport


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
