"""One hub a process: it reads what happened once, writes it down once, and hands it to many.

Watchers are the sockets of this process. The channel layer brings one word, «look»; what happened
is always read from the database, so losing the layer costs a second and no fact.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Final, ParamSpec, Protocol, TypeVar

import psycopg
import structlog
from channels.layers import get_channel_layer
from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.utils import timezone
from redis.exceptions import RedisError

from tracking.feed import queries
from tracking.feed.frames import (
    HINT_GROUP,
    Close,
    Said,
    Sighting,
    Told,
    by_stream,
    head_frame,
    moved_frame,
    saying,
    told,
)
from tracking.feed.guard import Guard, Listener, Store
from tracking.parties.operations.devices import note_devices_seen

POLL_S: Final = 1.0
SECOND_S: Final = 1.0
HEADS_EVERY_S: Final = 15.0
SEEN_EVERY_S: Final = 60.0
ENTRIES_A_READ: Final = 2_000
READERS: Final = 4
SLOW_BEFORE_RESET: Final = 3
DATABASE_IS_AWAY: Final = (DatabaseError, psycopg.Error)

P = ParamSpec("P")
T = TypeVar("T")


def _in_thread(query: Callable[[], T]) -> T:
    """Ask, and give the connection back to the pool, as a request does at its end."""
    try:
        return query()
    finally:
        close_old_connections()


log = structlog.get_logger(__name__)


class Watcher(Listener, Protocol):
    """A socket, as the hub sees it. None of its methods may wait."""

    def tell(self, news: Told) -> None:
        """Offer what happened on a stream that the watcher follows."""

    def tell_head(self, *, stream: str, head: Said) -> None:
        """Say where a stream stands that the watcher follows."""

    def tell_moved(self, moved: Said) -> None:
        """Say where couriers are; may be dropped."""

    def is_too_slow(self) -> bool:
        """Tell whether the client confirms too little of what it gets."""


class Stored:
    """The withdrawals in the database, asked in a thread that nothing else keeps busy."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        """Ask in a thread."""
        self._thread = thread

    async def withdrawals(self) -> int:
        """Return a number that is another after every withdrawal."""
        return await self._ask(queries.withdrawals)

    async def withdrawals_of(self, subjects: Collection[str], /) -> Mapping[str, int]:
        """Return the newest withdrawal of each of some subjects."""
        return await self._ask(partial(queries.withdrawals_of, subjects))

    async def _ask(self, question: Callable[[], T]) -> T:
        asked = partial(_in_thread, question)
        return await asyncio.get_running_loop().run_in_executor(self._thread, asked)


class Hub:
    """The streams of this process and the sockets that follow them."""

    def __init__(
        self,
        *,
        moved: Callable[[int], Sequence[Sighting]],
        store: Store | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a hub that is idle until somebody joins.

        Args:
            moved: returns the couriers who moved after a tick; called once a second in a thread.
            store: where withdrawals are kept, if not in the database.
            clock: seconds that never go back, by which the hub knows how long it could ask nobody.
        """
        self._moved = moved
        self._guards_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="guard")
        self._guard = Guard(store=store or Stored(self._guards_thread), clock=clock)
        self._streams: dict[str, set[Watcher]] = {}
        self._watchers: dict[Watcher, set[str]] = {}
        self._slow: Counter[str] = Counter()
        self._tasks: list[asyncio.Task[None]] = []
        self._threads = ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="hub")
        self._look = asyncio.Event()
        self._entry: int | None = None
        self._tick = 0
        self._epoch = ""

    async def read(self, query: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask the database in one of the hub's few threads; sockets must not take more."""
        asked = partial(_in_thread, partial(query, *args, **kwargs))
        return await asyncio.get_running_loop().run_in_executor(self._threads, asked)

    def join(self, watcher: Watcher) -> None:
        """Let a socket in; the first one sets the hub going."""
        self._watchers.setdefault(watcher, set())
        self._guard.let_in(watcher)
        if not self._tasks:
            self._guard.begin()
            self._tasks = [asyncio.create_task(self._forever(part)) for part in self._parts()]

    def follow(self, watcher: Watcher, stream: str) -> None:
        """Have a socket offered what happens on a stream from now on."""
        self._watchers[watcher].add(stream)
        self._streams.setdefault(stream, set()).add(watcher)

    def unfollow(self, watcher: Watcher, stream: str) -> None:
        """Have a socket offered nothing more of a stream."""
        self._watchers.get(watcher, set()).discard(stream)
        self._drop(watcher, stream)

    def leave(self, watcher: Watcher) -> None:
        """Forget a socket."""
        self._guard.let_out(watcher)
        for stream in self._watchers.pop(watcher, ()):
            self._drop(watcher, stream)

    def _drop(self, watcher: Watcher, stream: str) -> None:
        followers = self._streams.get(stream, set())
        followers.discard(watcher)
        if not followers:
            self._streams.pop(stream, None)

    def was_slow(self, subjects: Iterable[str]) -> None:
        """Count a socket that was closed for being slow."""
        self._slow.update(subjects)

    def must_reset(self, subjects: Iterable[str]) -> bool:
        """Tell whether resuming has failed too often, and begin to count anew."""
        worst = [one for one in subjects if self._slow[one] >= SLOW_BEFORE_RESET]
        for one in worst:
            del self._slow[one]
        return bool(worst)

    async def stop(self) -> None:
        """End the hub's own work; the sockets are closed by whoever serves them."""
        while pending := [task for task in self._tasks if not task.done()]:
            for task in pending:
                task.cancel()
            # Once is not enough: a client of Redis that is just connecting may swallow it.
            await asyncio.wait(pending, timeout=SECOND_S)
        self._tasks = []
        self._threads.shutdown(wait=True)
        self._guards_thread.shutdown(wait=True)

    def _parts(self) -> Sequence[Callable[[], Awaitable[None]]]:
        """Return what goes on side by side, so that no part waits for another's database."""
        return (
            self._hear_hints,
            self._read_entries,
            self._tell_moving,
            self._guard_rights,
            self._end_each_second,
            self._note_devices,
        )

    async def _forever(self, part: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await part()
            except (*DATABASE_IS_AWAY, RedisError, OSError) as error:
                log.warning("hub_interrupted", part=part.__name__, error=type(error).__name__)
            except Exception:  # whatever it was: a part that ends leaves every screen here stale
                log.exception("hub_failed", part=part.__name__)
            await asyncio.sleep(POLL_S)

    async def _hear_hints(self) -> None:
        layer = get_channel_layer()
        if layer is None:
            await asyncio.Event().wait()
            return
        channel = await layer.new_channel()
        await layer.group_add(HINT_GROUP, channel)
        while True:
            await layer.receive(channel)
            self._look.set()

    async def _read_entries(self) -> None:
        clock = asyncio.get_running_loop()
        if self._entry is None:
            epoch = await self.read(queries.epoch)
            # Both or none: with one of them we would believe that we begin in no epoch.
            self._epoch, self._entry = epoch, await self.read(queries.newest_entry)
        heads_at = clock.time() + HEADS_EVERY_S
        while True:
            try:
                async with asyncio.timeout(POLL_S):
                    await self._look.wait()
            except TimeoutError:
                pass  # nobody said so, but perhaps nobody could
            self._look.clear()
            heads = None
            if clock.time() >= heads_at:
                heads_at = clock.time() + HEADS_EVERY_S
                heads = await self.read(queries.heads_of, list(self._streams))
                await self._heed_epoch()
            began = clock.time()
            # After the heads were read, so that nobody is told of an entry before he gets it.
            await self._tell_entries()
            if heads:
                self._tell_heads(heads)
            await asyncio.sleep(0)  # in which all that was told is written
            # Half as long again: what happens meanwhile goes to each socket at once, and clients
            # are heard.
            await asyncio.sleep((clock.time() - began) / 2)

    async def _tell_entries(self) -> None:
        looked_at = ENTRIES_A_READ
        while looked_at == ENTRIES_A_READ:
            self._entry, entries, looked_at = await self.read(
                queries.entries_since,
                entry=self._entry or 0,
                streams=list(self._streams),
                limit=ENTRIES_A_READ,
            )
            for stream, some in groupby(entries, key=attrgetter("stream")):
                self._tell(stream, list(some))

    def _tell(self, stream: str, entries: Sequence[queries.StreamEntry]) -> None:
        followers = self._streams.get(stream)
        if not followers:
            return
        news = told(entries, at=asyncio.get_running_loop().time())
        for watcher in tuple(followers):
            watcher.tell(news)

    def _tell_heads(self, heads: dict[str, int]) -> None:
        for stream, position in heads.items():
            head = saying(head_frame(stream=stream, epoch=self._epoch, position=position))
            for watcher in tuple(self._streams.get(stream, ())):
                watcher.tell_head(stream=stream, head=head)

    async def _heed_epoch(self) -> None:
        """After a restore nothing that was sent can be gone on from, not even our own cursor."""
        epoch = await self.read(queries.epoch)
        if epoch != self._epoch:
            # Remembered when both are known: if one question fails, all is asked again.
            self._epoch, self._entry = epoch, await self.read(queries.newest_entry)
            for watcher in tuple(self._watchers):
                watcher.end(Close.INSUFFICIENT_STATE)

    async def _guard_rights(self) -> None:
        while True:
            await self.look_at_rights()
            await asyncio.sleep(SECOND_S)

    async def look_at_rights(self) -> None:
        """Close the sockets whose rights were withdrawn."""
        await self._guard.look()

    async def _end_each_second(self) -> None:
        while True:
            await asyncio.sleep(SECOND_S)
            self.end_each_second(timezone.now())

    def end_each_second(self, now: datetime) -> None:
        """Close the sockets that are over or too slow; for this nobody is asked."""
        self._guard.end_expired(now)
        for watcher in tuple(self._watchers):
            if watcher.is_too_slow():
                watcher.end(Close.SLOW)

    async def _note_devices(self) -> None:
        while True:
            await self.note_devices()
            await asyncio.sleep(SEEN_EVERY_S)

    async def note_devices(self) -> None:
        """Keep that the devices of open sockets are heard of: the server pings each of them."""
        # Of all on whom a socket hangs, some are devices; the statement knows which.
        heard = {one for watcher in self._watchers for one in watcher.rights.withdrawals}
        if heard:
            await self.read(note_devices_seen, device_ids=heard, now=timezone.now())

    async def _tell_moving(self) -> None:
        while True:
            await asyncio.sleep(SECOND_S)
            await self._tell_moved()

    async def _tell_moved(self) -> None:
        sightings = await self.read(self._moved, self._tick)
        if not sightings:
            return
        self._tick = max(one.tick for one in sightings)
        now, known = timezone.now(), by_stream(sightings)
        frames: dict[frozenset[str], Said] = {}
        for watcher, followed in self._watchers.items():
            streams = frozenset(followed & known.keys())
            if streams and streams not in frames:
                seen = {one.courier: one for stream in streams for one in known[stream]}
                frame = moved_frame(sightings=list(seen.values()), now=now)
                frames[streams] = saying(frame)
            if streams:
                watcher.tell_moved(frames[streams])
