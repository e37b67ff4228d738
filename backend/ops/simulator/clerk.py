"""A clerk's life: he looks at his board now and then, and does what lies there."""

import asyncio
import time
from typing import Final

import structlog

from backend.ops.simulator.desk import Desk
from backend.ops.simulator.site import NoAnswerError, RefusedError
from backend.ops.simulator.town import Envelope, Town

UNAUTHENTICATED: Final = 401

log = structlog.get_logger("simulator")


class Clerk:
    """The clerk of one desk; a deciding authority's is its officer too."""

    def __init__(self, *, desk: Desk, town: Town, decides: bool) -> None:
        self.desk = desk
        self._town = town
        self._decides = decides
        self._chance = town.chance_of(f"clerk {desk.login}")
        self._patience: dict[str, float] = {}

    async def live(self, *, opens_after_s: float | None) -> None:
        """Open the counter, or wait until somebody opens it; then look and work for ever."""
        if opens_after_s is None:
            await self.desk.opened.wait()
        else:
            await asyncio.sleep(opens_after_s)
        while True:
            try:
                async with self.desk.lock:
                    await self._work()
            except NoAnswerError as problem:
                log.info("counter_waits", who=self.desk.login, why=str(problem))
            except RefusedError as refused:
                log.info("counter_refused", who=self.desk.login, why=str(refused))
                if refused.status == UNAUTHENTICATED:
                    self.desk.close()
            await asyncio.sleep(self._chance.uniform(0.7, 1.3) * self._town.pace.work_every_s)

    async def _work(self) -> None:
        if not self.desk.is_open:
            await self.desk.open()
        if self.desk.seconds_since_look() > self._town.pace.look_every_s:
            await self.desk.look()
        if self.desk.wanted:
            await self.desk.receive_from_people()
        if self.desk.forgotten:
            await self.desk.withdraw()
        for envelope in list(self.desk.shelf.values()):
            await self._deal_with(envelope)

    async def _deal_with(self, envelope: Envelope) -> None:
        if envelope.next is not None:
            await self._walk_over(envelope)
        elif envelope.is_back:
            comes = self._is_time(envelope, self._town.pace.fetch_after_s)
            if comes and not envelope.to_door:
                await self.desk.hand_over_result(envelope)
        elif self._decides and self._is_time(envelope, self._town.pace.decide_after_s):
            await self.desk.decide(envelope)

    async def _walk_over(self, envelope: Envelope) -> None:
        """Bring an envelope to the office next door, at which no courier calls."""
        other = self._town.counters.get(envelope.next or "")
        if envelope.next in self._town.called_at or not isinstance(other, Desk):
            return
        # Two clerks who walk to each other would wait for each other: who is busy is not visited.
        if other.lock.locked():
            return
        async with other.lock:
            if not other.is_open:
                await other.open()
            shown = await self.desk.offer([envelope], to=other.office)
            await other.receive(shown)

    def _is_time(self, envelope: Envelope, between_s: tuple[float, float]) -> bool:
        wait_s = self._patience.setdefault(envelope.item, self._chance.uniform(*between_s))
        return time.monotonic() - envelope.since_s >= wait_s
