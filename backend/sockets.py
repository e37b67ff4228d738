"""A WebSocket that takes a frame without a task, an encoding or a call of the kernel of its own.

The hub hands each frame to thousands of sockets. By ASGI's `send` every one of them wakes a task,
has the frame encoded anew and has the kernel send it, which is most of the work of a live process.
"""

import asyncio
from asyncio import BaseTransport, Transport
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame, Opcode

from tracking.feed.frames import TAKE, Said

MOST_GATHERED_BYTES = 64 * 1024


class CorkedTransport:
    """A transport that gathers what is written until the event loop comes round or it is much."""

    def __init__(self, transport: Transport) -> None:
        """Stand before a transport."""
        self._transport = transport
        self._gathered: list[bytes] = []
        self._gathered_bytes = 0
        self._loop = asyncio.get_running_loop()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a transport has
        return getattr(self._transport, name)

    def write(self, raw: bytes) -> None:
        """Keep bytes for the end of this turn of the event loop."""
        if not self._gathered:
            self._loop.call_soon(self._flush)
        self._gathered.append(raw)
        self._gathered_bytes += len(raw)
        if self._gathered_bytes > MOST_GATHERED_BYTES:
            self._flush()  # after which the transport says whether the client keeps up

    def close(self) -> None:
        """Write what is left, and close."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        gathered, self._gathered, self._gathered_bytes = self._gathered, [], 0
        if gathered and not self._transport.is_closing():
            self._transport.writelines(gathered)


class DirectSocket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket; an application finds `take` in the scope's extensions."""

    def connection_made(self, transport: BaseTransport) -> None:
        """Put the cork in."""
        super().connection_made(cast("Transport", CorkedTransport(cast("Transport", transport))))

    async def run_asgi(self) -> None:
        """Offer the short way to the application."""
        self.scope["extensions"][TAKE] = self.take  # type: ignore[assignment]  # ours
        await super().run_asgi()

    def send_receive_event_to_app(self) -> None:
        """Close a socket that calls something text that is none, with nothing of it in the log."""
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                b"".join(map(bytes, self.frames)).decode()
            except UnicodeDecodeError:
                self.frames = []
                self.conn.send_close(CloseCode.INVALID_DATA)
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()

    def take(self, said: Said) -> bool:
        """Write frames at once, unless the client reads too slowly or is leaving.

        Returns:
            Whether they were written; if not, ASGI's `send` knows when to wait or to give up.
        """
        is_ready = (
            self.handshake_complete
            and not self.close_sent
            and not self.conn.extensions  # each would have to compress its own
            and self.writable.is_set()
            and not self.transport.is_closing()
        )
        if is_ready:
            if said.wire is None:
                said.wire = b"".join(map(_on_the_wire, said.frames))
            self.transport.write(said.wire)
        return is_ready


def _on_the_wire(frame: str) -> bytes:
    raw: bytes = Frame(Opcode.TEXT, frame.encode()).serialize(mask=False)
    return raw
