"""A courier's life: he rides his run again and again, and hands over at every counter."""

import asyncio
import time
from dataclasses import replace
from typing import Any, Final

import structlog

from backend.ops.simulator.desk import Desk
from backend.ops.simulator.phone import Phone
from backend.ops.simulator.ride import Place, Way, ways_between
from backend.ops.simulator.site import NoAnswerError, RefusedError
from backend.ops.simulator.town import Envelope, Town

log = structlog.get_logger("simulator")

SPEEDS_MPS: Final = (8.0, 11.5)  # 29 to 41 km/h
NO_SIGNAL_SHARE: Final = 0.22  # of the ways between stops
NO_SIGNAL_AT_STOP_SHARE: Final = 0.02
SHORT_SHARE: Final = 0.05
ABSENT_SHARE: Final = 0.15
STALE_S: Final = 25.0


class Courier:
    """One courier with his phone."""

    def __init__(self, *, phone: Phone, town: Town, ticket: str) -> None:
        self.phone = phone
        self._town = town
        self._ticket = ticket
        self._chance = town.chance_of(phone.call_sign)
        self._speed_mps = self._chance.uniform(*SPEEDS_MPS)

    async def join(self) -> None:
        """Join, go on duty and learn the day.

        Raises:
            NoAnswerError, RefusedError: the site does not let him.
        """
        await self.phone.join(self._ticket)
        await self.phone.start_shift()
        await self.phone.look()
        self._town.called_at |= {stop["office"]["id"] for stop in self.phone.day["stops"]}

    async def live(self) -> None:
        """Ride the run of the day, rest a little, ride again."""
        await asyncio.sleep(self._chance.uniform(0, 3 * self._town.pace.rest_s))
        while True:
            try:
                await self._ride_run()
                await self.phone.stop_shift()
                await asyncio.sleep(self._town.pace.rest_s)
                await self.phone.start_shift()
                await self.phone.look()
            except (NoAnswerError, RefusedError) as problem:
                log.info("run_broken_off", who=self.phone.call_sign, why=str(problem))
                self.phone.forget_positions()
                await asyncio.sleep(self._town.pace.rest_s)

    async def _ride_run(self) -> None:
        stops = self.phone.day["stops"]
        if not stops:
            await asyncio.sleep(self._town.pace.rest_s)
            return
        places = [_place_of(stop) for stop in stops]
        ways = ways_between([(lat, lon) for lat, lon in self.phone.day["links"]], places)
        await self._stay(places[0], stops[0], stops[1:])
        for no, way in enumerate(ways, start=1):
            await self._ride(way)
            await self._stay(places[no], stops[no], stops[no + 1 :])
        self._hear()

    async def _ride(self, way: Way) -> None:
        """Ride a way, part of it perhaps without signal, and call at doors half-way."""
        lost_m, found_m = self._hole_in_signal(way)
        doors = [one for one in self.phone.bag.values() if self._is_for_door(one)]
        metres, since_s = 0.0, time.monotonic()
        while metres < way.length_m:
            await asyncio.sleep(self.phone.wait_s())
            now_s = time.monotonic()
            metres += self._speed_mps * self._town.pace.rate * (now_s - since_s)
            since_s = now_s
            self._hear(is_deaf=lost_m <= metres < found_m)
            self.phone.measure(way.at(metres), speed_mps=self._speed_mps)
            await self.phone.send_all()
            if doors and metres >= way.length_m / 2:
                await self._call_at(doors.pop())
                since_s = time.monotonic()

    def _hole_in_signal(self, way: Way) -> tuple[float, float]:
        if self._chance.random() >= NO_SIGNAL_SHARE:
            return (way.length_m, way.length_m)
        lost_m = self._chance.uniform(0.1, 0.6) * way.length_m
        if self._chance.random() < NO_SIGNAL_AT_STOP_SHARE / NO_SIGNAL_SHARE:
            return (lost_m, float("inf"))
        return (lost_m, self._chance.uniform(0.7, 0.95) * way.length_m)

    def _hear(self, *, is_deaf: bool = False) -> None:
        self.phone.is_deaf = is_deaf
        if is_deaf:
            self._town.deaf.add(self.phone.call_sign)
        else:
            self._town.deaf.discard(self.phone.call_sign)

    def _is_for_door(self, one: Envelope) -> bool:
        is_last = one.next is None and one.to_door and one.recipient is not None
        return is_last and one.dossier in self._town.pins

    async def _call_at(self, envelope: Envelope) -> None:
        await asyncio.sleep(self._town.pace.door_s)
        if self._chance.random() < ABSENT_SHARE:
            self.phone.attempt(envelope)
        else:
            self.phone.deliver(envelope, pin=self._town.pins[envelope.dossier])
        await self.phone.send_all()

    async def _stay(self, place: Place, stop: dict[str, Any], later: list[dict[str, Any]]) -> None:
        """Stand at a stop long enough to be seen there, and hand over meanwhile."""
        here = Way([place, place]).at(0)
        until_s = time.monotonic() + self._town.pace.stay_s
        work = asyncio.create_task(self._work(stop, later))
        while time.monotonic() < until_s or not work.done():
            self.phone.measure(here, speed_mps=0.0)
            await self.phone.send_all()
            await asyncio.sleep(self.phone.wait_s())
        await work
        await self.phone.send_all()

    async def _work(self, stop: dict[str, Any], later: list[dict[str, Any]]) -> None:
        counter = self._town.counters.get(stop["office"]["id"])
        if not isinstance(counter, Desk):
            return
        try:
            async with counter.lock:
                if not counter.is_open:
                    await counter.open()
                if not self.phone.is_deaf:
                    await self.phone.look()
                    self.phone.accept_from_people(counter.office)
                    self.phone.withdraw_forgotten()
                await self._give(counter)
                await self._take(counter, {one["office"]["id"] for one in later})
        except (NoAnswerError, RefusedError) as problem:
            # The counter is closed or the line is down: next time.
            log.info("not_handed_over", who=self.phone.call_sign, why=str(problem))

    async def _give(self, desk: Desk) -> None:
        carried = [one for one in self.phone.bag.values() if one.next == desk.office]
        if not carried:
            return
        shown = self.phone.offer(carried, to=desk.office)
        await self.phone.send_all()
        found, missing = self._what_is_found(carried)
        if missing:
            refused = desk.refuse_missing(shown, missing)
            for one in missing:
                one.basis = refused
        await desk.receive(replace(shown, envelopes=found))
        for one in found:
            self.phone.bag.pop(one.item, None)

    def _what_is_found(self, carried: list[Envelope]) -> tuple[list[Envelope], list[Envelope]]:
        """Now and then one envelope is not to be found in the bag, and comes with the next run."""
        if len(carried) > 1 and self._chance.random() < SHORT_SHARE:
            return carried[:-1], carried[-1:]
        return carried, []

    async def _take(self, desk: Desk, later: set[str]) -> None:
        if desk.seconds_since_look() > STALE_S:
            await desk.look()
        ready = desk.ready_for(later - {desk.office})
        if not ready:
            return
        self.phone.accept(await desk.offer(ready, to=self.phone.party))
        await self.phone.send_all()
        if any(one.next is None for one in ready) and not self.phone.is_deaf:
            await self.phone.look()  # the address of a door is told to who holds the envelope


def _place_of(stop: dict[str, Any]) -> Place:
    return stop["office"]["lat_e7"], stop["office"]["lon_e7"]
