"""The live socket: who may listen, to what, from where on, and how fast."""

import asyncio
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, cast

import structlog
from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone

from tracking.feed import queries
from tracking.feed.follow import PAGE, Credit, Follow
from tracking.feed.frames import (
    MAX_MESSAGE_BYTES,
    SUBPROTOCOL,
    TAKE,
    Close,
    Mode,
    ResetReason,
    Said,
    Take,
    Told,
    encoded,
    reset_reason,
    saying,
    sub_ok_frame,
    told,
)
from tracking.feed.hub import DATABASE_IS_AWAY, Hub
from tracking.feed.operations import Rights, SpentTicket, redeem_socket_ticket
from tracking.kernel.strict_json import (
    Misshapen,
    NotJson,
    integer,
    members,
    read_json,
    text,
)

HELLO_WITHIN_S: Final = 5.0
MESSAGES_A_SECOND: Final = 50
MESSAGES_AT_ONCE: Final = 500
STREAMS_A_SOCKET: Final = 64
MAX_NAME: Final = 64
DROP_MOVED_ABOVE: Final = 16
NOBODY: Final = Rights(
    streams=frozenset(),
    until_at=datetime.max.replace(tzinfo=timezone.get_fixed_timezone(0)),
    withdrawals={},
)

log = structlog.get_logger(__name__)


def take_nothing(_said: Said) -> bool:
    """Stand in for a server that writes only by ASGI's `send`."""
    return False


class TrackConsumer(AsyncWebsocketConsumer):
    """One socket. What it cannot write at once waits in a queue, so that the hub never waits."""

    channel_layer_alias = "none: the hub listens to the layer for all sockets"

    def __init__(self, *, hub: Hub) -> None:
        """Make a socket of this process's hub."""
        super().__init__()
        self.rights = NOBODY
        self._hub = hub
        self._follows: dict[str, Follow] = {}
        self._catching_up: dict[str, asyncio.Task[None]] = {}
        self._credit = Credit()
        self._take: Take = take_nothing
        self._out: deque[Said] = deque()
        self._wake = asyncio.Event()
        self._acked = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._hello_timer: asyncio.TimerHandle | None = None
        self._ending: Close | None = None
        self._messages_left = float(MESSAGES_AT_ONCE)
        self._message_at = 0.0

    # What the client sends

    async def dispatch(self, message: dict[str, Any]) -> None:
        # Channels would look after database connections here, by a thread for each message. No
        # query is made in the event loop, and the hub looks after those of its own threads.
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        offered = self.scope.get("subprotocols", [])
        await self.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)
        offered_ways = self.scope.get("extensions") or {}
        self._take = cast("Take", offered_ways.get(TAKE, take_nothing))
        self._writer = asyncio.create_task(self._write())
        clock = asyncio.get_running_loop()
        self._message_at = clock.time()
        self._hello_timer = clock.call_later(HELLO_WITHIN_S, self.end, Close.UNAUTHENTICATED)
        if SUBPROTOCOL not in offered:
            self.end(Close.BAD_MESSAGE)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._ending is not None:
            return
        if len(text_data or bytes_data or "") > MAX_MESSAGE_BYTES:
            self.end(Close.TOO_BIG)
        elif not self._may_speak():
            self.end(Close.RATE)
        else:
            try:
                await self._heed(read_json(text_data or ""))
            except (NotJson, Misshapen):
                self.end(Close.BAD_MESSAGE)
            except DATABASE_IS_AWAY:
                self.end(Close.RESTART)

    async def disconnect(self, code: int) -> None:  # noqa: ARG002 - Channels' own signature
        self._hub.leave(self)
        if self._hello_timer is not None:
            self._hello_timer.cancel()
        for task in (*self._catching_up.values(), self._writer):
            if task is not None:
                task.cancel()

    def _may_speak(self) -> bool:
        now = asyncio.get_running_loop().time()
        earned = (now - self._message_at) * MESSAGES_A_SECOND
        self._messages_left = min(self._messages_left + earned, MESSAGES_AT_ONCE) - 1
        self._message_at = now
        return self._messages_left >= 0

    async def _heed(self, said: object) -> None:
        kind = said.get("t") if isinstance(said, dict) else None
        if kind == "hello":
            await self._hello(members(said, needs={"t", "ticket"}))
        elif self.rights is NOBODY:
            self.end(Close.UNAUTHENTICATED)
        elif kind == "sub":
            await self._subscribe(members(said, needs={"t", "s", "epoch", "p"}))
        elif kind == "ack":
            self._acknowledge(members(said, needs={"t", "s", "p"}))
        else:
            raise Misshapen

    async def _hello(self, said: Mapping[str, object]) -> None:
        """Take a ticket; another one on the same socket prolongs or narrows its rights."""
        ticket = text(said["ticket"], at_most=MAX_NAME)
        try:
            self.rights = await self._hub.read(
                redeem_socket_ticket, ticket=ticket, now=timezone.now()
            )
        except SpentTicket:
            self.end(Close.UNAUTHENTICATED)
            return
        if self._hello_timer is not None:
            self._hello_timer.cancel()
        self._hub.join(self)
        for stream in self._follows.keys() - self.rights.streams:
            self._reset(stream, ResetReason.SCOPE)
        until = timezone.localtime(self.rights.until_at).isoformat(timespec="milliseconds")
        self._put(saying(encoded({"t": "auth", "exp": until})))

    async def _subscribe(self, said: Mapping[str, object]) -> None:
        stream = text(said["s"], at_most=MAX_NAME)
        position, epoch = integer(said["p"]), text(said["epoch"], at_most=MAX_NAME)
        if stream not in self.rights.streams:
            self.end(Close.FORBIDDEN)
            return
        if len(self._follows) >= STREAMS_A_SOCKET:
            self.end(Close.RATE)
            return
        self._stop_following(stream)
        follow = Follow(stream, last=position, acked=position)
        # Before the head is read: what happens from now on is offered, so nothing falls between.
        self._follows[stream] = follow
        self._hub.follow(self, stream)
        ours, extent = await self._hub.read(_standing, stream)
        reason = reset_reason(
            said_epoch=epoch,
            epoch=ours,
            position=position,
            head=extent.head,
            forgotten=extent.forgotten,
        )
        if reason is None and self._hub.must_reset(self.rights.withdrawals):
            reason = ResetReason.TOO_OLD
        mode = Mode.LIVE if position == extent.head else Mode.REPLAY
        if reason is not None:
            mode = Mode.RESET
            self._stop_following(stream)
        frame = sub_ok_frame(stream=stream, epoch=ours, head=extent.head, mode=mode, reason=reason)
        self._put(saying(frame))
        if reason is None:
            self._catch_up(follow)

    def _acknowledge(self, said: Mapping[str, object]) -> None:
        stream, position = text(said["s"], at_most=MAX_NAME), integer(said["p"])
        follow = self._follows.get(stream)
        if follow is None:
            self.end(Close.INSUFFICIENT_STATE)
            return
        now = asyncio.get_running_loop().time()
        self._credit.acked(follow, position=position, now=now)
        self._acked.set()

    # What the hub says

    def tell(self, news: Told) -> None:
        follow = self._follows.get(news.stream)
        if follow is None or self._ending is not None:
            return
        if follow.may_send(news.first, news.mark.position):
            self._put_news(follow, news)
        elif follow.is_live and follow.is_behind:
            self._catch_up(follow)

    def tell_head(self, *, stream: str, head: Said) -> None:
        follow = self._follows.get(stream)
        if follow is not None and follow.is_live:
            self._put(head)

    def tell_moved(self, moved: Said) -> None:
        if len(self._out) < DROP_MOVED_ABOVE:
            self._put(moved)

    def is_too_slow(self) -> bool:
        return self._credit.is_used_up(asyncio.get_running_loop().time())

    def end(self, code: Close) -> None:
        """Say goodbye and close; what is still waiting is dropped, since the client resumes."""
        if self._ending is not None:
            return
        self._ending = code
        if code is Close.SLOW:
            self._hub.was_slow(self.rights.withdrawals)
        self._hub.leave(self)
        for stream in tuple(self._follows):
            self._stop_following(stream)  # a replay that is half sent, too
        self._out.clear()
        self._out.append(saying(encoded({"t": "bye", "code": code})))
        self._wake.set()

    # How it is sent

    def _stop_following(self, stream: str) -> None:
        if (follow := self._follows.pop(stream, None)) is not None:
            self._hub.unfollow(self, stream)
            self._credit.forget(follow)
        if (task := self._catching_up.pop(stream, None)) is not None:
            task.cancel()

    def _reset(self, stream: str, reason: ResetReason) -> None:
        self._stop_following(stream)
        self._put(saying(encoded({"t": "reset", "s": stream, "reason": reason})))

    def _catch_up(self, follow: Follow) -> None:
        follow.is_live = False
        self._catching_up[follow.stream] = asyncio.create_task(self._replay(follow))

    async def _replay(self, follow: Follow) -> None:
        """Send what the database has, page by page, until the hub can go on without a hole."""
        try:
            while await self._replay_page(follow):
                while follow.acked < follow.last:
                    self._acked.clear()
                    await self._acked.wait()
        except DATABASE_IS_AWAY:
            self.end(Close.RESTART)
        except Exception:  # else the client would wait for ever for what it missed
            log.exception("replay_failed", stream=follow.stream)
            self.end(Close.RESTART)

    async def _replay_page(self, follow: Follow) -> bool:
        """Send the next page, and tell whether another must follow."""
        entries = await self._hub.read(
            queries.entries_after, stream=follow.stream, position=follow.last, limit=PAGE
        )
        if entries and entries[0].position != follow.last + 1:
            # Forgotten while the client was slow.
            self._reset(follow.stream, ResetReason.TOO_OLD)
            return False
        if entries:
            self._put_news(follow, told(entries, at=asyncio.get_running_loop().time()))
        # No waiting from here on: what the hub offers meanwhile would be lost.
        follow.is_live = len(entries) < PAGE and not follow.is_behind
        return not follow.is_live

    def _put_news(self, follow: Follow, news: Told) -> None:
        self._credit.sent(follow, news.mark, now=news.at)
        self._put(news.said)

    def _put(self, one: Said) -> None:
        if self._ending is None and (self._out or not self._take(one)):
            self._out.append(one)
            self._wake.set()

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                while self._out:
                    # It stays in the queue while it is being sent, so that nothing later is
                    # written before it.
                    one = self._out[0]
                    await self._write_frames(one)
                    if self._out[0] is one:  # else `end` has put its goodbye there
                        self._out.popleft()
                if self._ending is not None:
                    await self.close(self._ending)
                    return
            except OSError:
                return  # gone; `disconnect` tidies up

    async def _write_frames(self, one: Said) -> None:
        for frame in one.frames:
            # Past Channels' own layers, which would look into each.
            await self.base_send({"type": "websocket.send", "text": frame})  # type: ignore[arg-type]  # by its type


def _standing(stream: str) -> tuple[str, queries.Extent]:
    return queries.epoch(), queries.extent(stream)
