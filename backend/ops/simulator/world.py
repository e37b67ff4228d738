"""Let them all live, in one process, until it is stopped."""

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import structlog

from backend.ops.simulator.clerk import Clerk
from backend.ops.simulator.courier import Courier
from backend.ops.simulator.desk import Desk
from backend.ops.simulator.phone import Phone
from backend.ops.simulator.site import NoAnswerError, RefusedError, Site
from backend.ops.simulator.town import Pace, Town

JOIN_AT_ONCE: Final = 4
OPENS_EVERY_S: Final = 0.7  # a log-in is dear: its password is slow to check on purpose
BACKLOG_EACH: Final = 3
PILE_EVERY_S: Final = 0.1
TELLS_EVERY_S: Final = 60.0
STUMBLES_S: Final = 10.0

log = structlog.get_logger("simulator")


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierCast:
    """A courier to simulate, and the ticket by which his phone joins."""

    call_sign: str
    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCast:
    """A desk to staff: whose log-in, and what the office is for."""

    office: str
    login: str
    takes_in: bool
    decides: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """All who are simulated."""

    couriers: Sequence[CourierCast]
    desks: Sequence[DeskCast]
    password: str


async def run(
    *, origin: str, cast: Cast, pace: Pace, seed: int, say: Callable[[str], object]
) -> None:
    """Simulate until cancelled.

    Args:
        origin: where the site is.
        cast: who is simulated.
        pace: how fast.
        seed: of all chance; the same seed throws the same dice.
        say: tells whoever looks on how it goes.
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line a request is too many
    town = Town(pace=pace, seed=seed)
    say(f"Simulating with seed {seed}, {pace.rate:g} times faster than life.")
    async with Site(origin) as site, asyncio.TaskGroup() as lives:
        await site.wait_for()
        desks = [_desk(site, town, one, cast.password) for one in cast.desks]
        town.counters |= {desk.office: desk for desk in desks}
        couriers = await _joined(site, town, cast)
        for courier in couriers:
            lives.create_task(_keep_living(courier.live, courier.phone.call_sign))
        takes_in = [desk for desk, one in zip(desks, cast.desks, strict=True) if one.takes_in]
        chance = town.chance_of("the town")
        _open_counters(lives, town, list(zip(desks, cast.desks, strict=True)), chance)
        lives.create_task(_bring_dossiers(town, takes_in, chance))
        lives.create_task(_tell(town, couriers, desks, say))


def _desk(site: Site, town: Town, one: DeskCast, password: str) -> Desk:
    return Desk(site=site, town=town, office=one.office, login=one.login, password=password)


def _open_counters(
    lives: asyncio.TaskGroup,
    town: Town,
    desks: list[tuple[Desk, DeskCast]],
    chance: random.Random,
) -> None:
    """Open one counter after another; only where couriers call, or somebody can walk over."""
    chance.shuffle(desks)
    opens_after_s = 0.0
    for desk, one in desks:
        is_on_a_route = desk.office in town.called_at
        if one.takes_in and not is_on_a_route:
            continue  # nobody comes by who would carry what it takes in
        clerk = Clerk(desk=desk, town=town, decides=one.decides)
        opens_after_s += OPENS_EVERY_S if is_on_a_route else 0.0
        # Next door to a one-stop nobody sits and waits: it opens when somebody walks over.
        life = partial(clerk.live, opens_after_s=opens_after_s if is_on_a_route else None)
        lives.create_task(_keep_living(life, desk.login))


async def _joined(site: Site, town: Town, cast: Cast) -> list[Courier]:
    """Let all phones join, a few at once, and return those who could."""
    gate = asyncio.Semaphore(JOIN_AT_ONCE)

    async def join(one: CourierCast) -> Courier | None:
        phone = Phone(site=site, town=town, call_sign=one.call_sign)
        courier = Courier(phone=phone, town=town, ticket=one.ticket)
        async with gate:
            try:
                await courier.join()
            except (NoAnswerError, RefusedError) as problem:
                log.warning("courier_stays_home", call_sign=one.call_sign, why=str(problem))
                return None
        return courier

    found = await asyncio.gather(*(join(one) for one in cast.couriers))
    return [courier for courier in found if courier is not None]


async def _bring_dossiers(town: Town, desks: list[Desk], chance: random.Random) -> None:
    """Bring a first pile to every counter as it opens, then one dossier after another."""
    pile = {desk.office: BACKLOG_EACH for desk in desks}
    while True:
        opened = [desk for desk in desks if desk.is_open]
        owed = [desk for desk in opened if pile[desk.office] > 0]
        if town.has_room() and opened:
            desk = chance.choice(owed or opened)
            try:
                async with desk.lock:
                    await desk.take_in()
                pile[desk.office] -= 1
            except (NoAnswerError, RefusedError) as problem:
                log.info("dossier_not_taken_in", desk=desk.login, why=str(problem))
        await asyncio.sleep(PILE_EVERY_S if owed else town.pace.intake_every_s)


async def _keep_living(life: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
    """One who stumbles over a fault of ours gets up again, and the fault is told."""
    while True:
        try:
            await life()
        except Exception:  # one courier's fault must not stop the province
            log.exception("stumbled", who=name)
            await asyncio.sleep(STUMBLES_S)


async def _tell(
    town: Town, couriers: list[Courier], desks: list[Desk], say: Callable[[str], object]
) -> None:
    while True:
        await asyncio.sleep(TELLS_EVERY_S)
        # What people took over is theirs: count again what is really in simulated hands.
        town.on_the_way = {item for one in couriers for item in one.phone.bag} | {
            item for desk in desks for item in desk.shelf
        }
        set_aside = sum(one.phone.set_aside for one in couriers) + sum(
            desk.set_aside for desk in desks
        )
        say(
            f"{len(town.on_the_way)} envelopes on the way, {len(couriers)} couriers, "
            f"{len(town.deaf)} without signal, {set_aside} scans set aside"
        )
