"""Write all that a socket gets in one turn of the event loop by one call of the kernel.

The hub hands a burst of frames to each of thousands of sockets. uvicorn writes each frame at once,
and the kernel's share of that is more than half of all the work of a live process.
"""

import asyncio
from asyncio import BaseTransport, Transport
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class CorkedTransport:
    """A transport that gathers what is written until the event loop comes round again."""

    def __init__(self, transport: Transport) -> None:
        """Stand before a transport."""
        self._transport = transport
        self._gathered: list[bytes] = []
        self._loop = asyncio.get_running_loop()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a transport has
        return getattr(self._transport, name)

    def write(self, raw: bytes) -> None:
        """Keep bytes for the end of this turn."""
        if not self._gathered:
            self._loop.call_soon(self._flush)
        self._gathered.append(raw)

    def close(self) -> None:
        """Write what is left, and close."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        gathered, self._gathered = self._gathered, []
        if gathered and not self._transport.is_closing():
            self._transport.writelines(gathered)


class CorkedSocket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket on a corked transport."""

    def connection_made(self, transport: BaseTransport) -> None:
        """Put the cork in."""
        super().connection_made(cast("Transport", CorkedTransport(cast("Transport", transport))))
