"""A thousand WebSocket clients in one process: they count frames, confirm, and do little else."""

import asyncio
import json
import os
import re
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

SENT: Final = re.compile(rb'"sent": ?([0-9.]+)')
SAMPLED: Final = 20  # of so many sockets, one looks at the time in its frames
ACK_EVERY_S: Final = 1.0
LOOK_EVERY_S: Final = 0.02
TEXT: Final = 0x1
HEAD_BYTES: Final = 2
LONGER: Final = 126  # in the length's place: two more bytes say it (RFC 6455, 5.2)


@dataclass(frozen=True, kw_only=True)
class Service:
    """How to follow a stream: where, with which first words, and what is one of its frames."""

    port: int
    path: str
    subprotocol: str | None
    hello: Callable[[int], Sequence[str]]
    is_frame: Callable[[bytes], bool]
    ack: Callable[[int], str] | None


@dataclass
class Counts:
    """What all sockets of a swarm got."""

    frames: int = 0
    closed: int = 0
    first_at: float = 0.0
    last_at: float = 0.0
    waits: list[float] = field(default_factory=list)


class Socket(asyncio.Protocol):
    """One client, as thin as it can be."""

    def __init__(self, *, no: int, service: Service, counts: Counts) -> None:
        self._no = no
        self._service = service
        self._counts = counts
        self._buffer = bytearray()
        self._is_open = False
        self._transport: asyncio.Transport | None = None
        self.opened = asyncio.get_running_loop().create_future()
        self.frames = 0
        self._acked = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask to speak WebSocket."""
        self._transport = transport  # type: ignore[assignment]  # a socket's is a Transport
        lines = [
            f"GET {self._service.path} HTTP/1.1",
            "Host: localhost",
            "Origin: http://localhost:8000",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        if self._service.subprotocol:
            lines.append(f"Sec-WebSocket-Protocol: {self._service.subprotocol}")
        self._write("\r\n".join([*lines, "", ""]).encode())

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Count it."""
        self._counts.closed += 1
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("closed before it opened"))

    def data_received(self, chunk: bytes) -> None:
        """Take the head of HTTP off once, then frames."""
        self._buffer += chunk
        if not self._is_open:
            head, mark, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not mark:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.opened.set_exception(ConnectionError(head[:80].decode()))
                return
            self._is_open = True
            self._buffer = bytearray(rest)
            for words in self._service.hello(self._no):
                self.say(words)
            self.opened.set_result(None)
        self._take_frames()

    def _take_frames(self) -> None:
        buffer, at = self._buffer, 0
        while len(buffer) - at >= HEAD_BYTES:
            length, start = buffer[at + 1], at + HEAD_BYTES
            if length == LONGER:
                if len(buffer) - at < 2 * HEAD_BYTES:
                    break
                length, start = int.from_bytes(buffer[at + 2 : at + 4]), at + 4
            if len(buffer) < start + length:
                break
            self._take(buffer[at] & 0xF, bytes(buffer[start : start + length]))
            at = start + length
        del buffer[:at]

    def _take(self, kind: int, payload: bytes) -> None:
        if kind != TEXT or not self._service.is_frame(payload):
            return
        now = time.time()
        self.frames += 1
        self._counts.frames += 1
        self._counts.first_at = self._counts.first_at or now
        self._counts.last_at = now
        if self._no % SAMPLED == 0 and (sent := SENT.search(payload)):
            self._counts.waits.append(now - float(sent[1]))

    def say(self, text: str) -> None:
        """Send one masked text frame."""
        raw = text.encode()
        head = (
            bytes([0x80 | TEXT, 0x80 | len(raw)])
            if len(raw) < LONGER
            else struct.pack(">BBH", 0x80 | TEXT, 0x80 | LONGER, len(raw))
        )
        self._write(head + bytes(4) + raw)

    def acknowledge(self) -> None:
        """Confirm what came, if anything came since."""
        if self._service.ack is not None and self.frames > self._acked:
            self._acked = self.frames
            self.say(self._service.ack(self.frames))

    def close(self) -> None:
        """Go without a word."""
        if self._transport is not None:
            self._transport.abort()

    def _write(self, raw: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(raw)


class Swarm:
    """Many sockets on one service."""

    def __init__(self, service: Service) -> None:
        self.counts = Counts()
        self._service = service
        self._sockets: list[Socket] = []
        self._acks: asyncio.Task[None] | None = None

    async def open(self, count: int, *, at_once: int = 25) -> None:
        """Open the sockets, a few at a time."""
        loop = asyncio.get_running_loop()
        for start in range(0, count, at_once):
            made = [
                loop.create_connection(
                    partial(Socket, no=no, service=self._service, counts=self.counts),
                    "127.0.0.1",
                    self._service.port,
                )
                for no in range(start, min(start + at_once, count))
            ]
            pairs = await asyncio.gather(*made)
            sockets = [socket for _, socket in pairs]
            await asyncio.gather(*(socket.opened for socket in sockets))
            self._sockets += sockets
        self._acks = asyncio.create_task(self._acknowledge())

    async def _acknowledge(self) -> None:
        """Spread the confirmations over the second, as a thousand browsers would."""
        while True:
            for socket in self._sockets:
                socket.acknowledge()
                await asyncio.sleep(ACK_EVERY_S / len(self._sockets))

    async def wait_for(self, frames: int, *, within_s: float) -> None:
        """Wait until all sockets together have so many frames, or the time is over."""
        for _ in range(round(within_s / LOOK_EVERY_S)):
            if self.counts.frames >= frames:
                return
            await asyncio.sleep(LOOK_EVERY_S)

    def close(self) -> None:
        """Close all sockets."""
        if self._acks is not None:
            self._acks.cancel()
        for socket in self._sockets:
            socket.close()


def pinned(core: int) -> None:
    """Keep this process on one core."""
    os.sched_setaffinity(0, {core})


def encoded(**said: object) -> str:
    """Write JSON without spaces."""
    return json.dumps(said, separators=(",", ":"))
