"""Give committed facts their positions: one process at a time, so that nothing is ever skipped.

`id > cursor` on a serial column loses rows that commit late. Here one holder of an advisory lock
takes what is committed and numbers it; lock and writes use one connection, so whoever loses the
connection has lost the turn too.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import structlog
from channels.layers import get_channel_layer
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from redis.exceptions import RedisError

from tracking.feed.frames import HINT_GROUP
from tracking.feed.operations import FORGOTTEN_AT_ONCE, forget_old
from tracking.parties.prepared import prepared

ASSIGN_POSITIONS: Final = (Path(__file__).parent / "sql" / "assign_positions.sql").read_text()
TURN: Final = 0x486F_736F_5365_7131  # names the advisory lock: "HosoSeq1"
FACTS_A_TICK: Final = 1_000
TICK_S: Final = 0.02
SPARE_WAITS_S: Final = 0.5
FORGET_EVERY_S: Final = 60.0
HINT_WITHIN_S: Final = 1.0

log = structlog.get_logger(__name__)


async def run(stop: asyncio.Event) -> None:
    """Number facts until told to stop; wait for the turn while another process has it.

    Every failure of the database ends the turn and begins anew, since the lock went with it.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="sequencer") as thread:
        loop = asyncio.get_running_loop()
        try:
            while not stop.is_set():
                try:
                    await _take_turn(stop, thread)
                except (OperationalError, InterfaceError) as error:
                    log.warning("turn_lost", error=type(error).__name__)
                    await loop.run_in_executor(thread, _close_connection)
                    await _wait(stop, SPARE_WAITS_S)
        finally:
            await loop.run_in_executor(thread, _close_connection)


def _close_connection() -> None:
    """End the session, and so the turn: back in the pool it would keep the lock."""
    connection.close()  # looked up here, since each thread has a connection of its own
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's own backend has it


async def _take_turn(stop: asyncio.Event, thread: ThreadPoolExecutor) -> None:
    loop = asyncio.get_running_loop()
    while not await loop.run_in_executor(thread, has_turn):
        await _wait(stop, SPARE_WAITS_S)
        if stop.is_set():
            return
    log.info("turn_taken")
    hints = _Hints()
    forget_at = loop.time()
    while not stop.is_set():
        numbered = await loop.run_in_executor(thread, assign_positions)
        if numbered:
            hints.give()
        if loop.time() >= forget_at:
            forgotten = await loop.run_in_executor(thread, forget_old, timezone.now())
            forget_at = loop.time() + (0 if forgotten == FORGOTTEN_AT_ONCE else FORGET_EVERY_S)
        if numbered < FACTS_A_TICK:
            await _wait(stop, TICK_S)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


def has_turn() -> bool:
    """Take the lock that one process at a time may hold, or tell that another has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT PG_TRY_ADVISORY_LOCK(%s)", [TURN])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def assign_positions() -> int:
    """Give waiting facts the next position in every stream that they name, oldest first.

    Returns:
        How many facts were taken; less than a tick takes means that none waits.
    """
    with prepared() as cursor:
        cursor.execute(ASSIGN_POSITIONS, {"limit": FACTS_A_TICK})
        return int(cursor.fetchone()[0])


class _Hints:
    """Tells the hubs to look, without ever waiting for Redis: readers also poll each second."""

    def __init__(self) -> None:
        self._layer = get_channel_layer()
        self._sending: asyncio.Task[None] | None = None
        self._is_due = False

    def give(self) -> None:
        """Send a hint now, or right after the one that is on its way."""
        self._is_due = True
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())

    async def _send(self) -> None:
        while self._layer is not None and self._is_due:
            self._is_due = False
            try:
                async with asyncio.timeout(HINT_WITHIN_S):
                    await self._layer.group_send(HINT_GROUP, {"type": "look"})
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("hint_lost", error=type(error).__name__)
