"""Read where couriers are, what their day is, and which way items go on."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Exists
from django.utils.timezone import localdate

from geo.point import Point
from geo.roads import way_through
from tracking.legs.day import DayStop, Visit, day_stops
from tracking.legs.models import Arrival, LatestFix, Leg, Run
from tracking.legs.timetable import Departure, expected_arrival, next_departure, timetable
from tracking.parties.models import Courier, Office
from tracking.parties.places import office_at_each
from tracking.parties.queries import shifts_on_duty

_SQL: Final = Path(__file__).parent / "sql"
COURIERS_ON_BOARD: Final = (_SQL / "couriers_on_board.sql").read_text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a courier was last believed to be, and when by his phone's clock."""

    lat_e7: int
    lon_e7: int
    accuracy_m: int
    at: datetime
    heading_deg: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A courier whose position changed; `tick` grows with every change."""

    courier: UUID
    home: UUID
    position: Position
    tick: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierOnBoard:
    """A courier as a board shows him; off shift he has no position.

    Attributes:
        calls: the offices at which his run of the day stops, in order.
    """

    courier: UUID
    call_sign: str
    home: UUID
    is_on_shift: bool
    position: Position | None
    site: UUID | None
    route: str | None
    calls: list[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStop:
    """An office ahead of an item, and when the timetable brings it there."""

    office: UUID
    expected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierRun:
    """A courier's run of a day: its stops with what the fences saw, and its way on the map."""

    run: UUID
    route: UUID
    call_sign: str
    name: str
    on: date
    stops: tuple[DayStop, ...]
    offices: dict[UUID, Office]
    way: list[Point]


def offices_on_way(item_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Return the offices on the planned ways of items, in order, origins included."""
    found: dict[UUID, list[UUID]] = {}
    legs = Leg.objects.filter(item__in=item_ids).order_by("item", "no")
    for item, origin, destination in legs.values_list("item_id", "origin_id", "destination_id"):
        found.setdefault(item, [origin]).append(destination)
    return found


def ahead_of(*, item_id: UUID, now: datetime) -> list[NextStop]:
    """Return the offices ahead of an item with expected times, one after the other."""
    table, ready_at, ahead = timetable(), now, []
    for leg in Leg.objects.filter(item=item_id, ended_at=None).order_by("no"):
        ready_at = expected_arrival(
            table=table,
            origin=leg.origin_id,
            destination=leg.destination_id,
            after=leg.started_at or ready_at,
        )
        ready_at = max(ready_at, now)
        ahead.append(NextStop(office=leg.destination_id, expected_at=ready_at))
    return ahead


def next_run(*, office_id: UUID, now: datetime) -> Departure | None:
    """Return the next departure from an office by the timetable, or None if no route calls."""
    return next_departure(table=timetable(), origin=office_id, after=now)


def first_run_towards(*, origin: UUID, destination: UUID, now: datetime) -> Departure | None:
    """Return the departure that takes papers from an office towards another, or None."""
    table = timetable()
    way = table.way(origin=origin, destination=destination)
    if not way or way[0].route is None:
        return None
    return next_departure(table=table, origin=origin, after=now, to={way[0].destination})


def latest_moved(*, after_tick: int) -> list[Moved]:
    """Return the couriers who moved after a tick, in order of tick.

    A change that commits late may be missed until the courier moves again.
    """
    rows = LatestFix.objects.filter(tick__gt=after_tick).order_by("tick")
    return [
        Moved(
            courier=row.courier_id,
            home=row.courier.home_id,
            position=_position(row),
            tick=row.tick,
        )
        for row in rows.select_related("courier")
    ]


def position_of(courier_id: UUID, *, now: datetime) -> Position | None:
    """Return where a courier on shift was last, or None."""
    on_duty = shifts_on_duty(at=now).filter(courier=courier_id)
    row = LatestFix.objects.filter(Exists(on_duty), pk=courier_id).first()
    return _position(row) if row else None


def _position(row: LatestFix) -> Position:
    return Position(
        lat_e7=row.lat_e7,
        lon_e7=row.lon_e7,
        accuracy_m=row.accuracy_m,
        at=row.at,
        heading_deg=row.heading_deg,
    )


def couriers_on_board(
    *, home_ids: Collection[UUID], now: datetime, courier_ids: Collection[UUID] = ()
) -> list[CourierOnBoard]:
    """Return the couriers at home in some offices and some others, in order of call sign."""
    with connection.cursor() as cursor:
        cursor.execute(
            COURIERS_ON_BOARD,
            {
                "homes": list(home_ids),
                "couriers": list(courier_ids),
                "on": localdate(now),
                "now": now,
            },
        )
        rows = cursor.fetchall()
    sites = {row[-1] for row in rows} - {None}
    offices = office_at_each(sites, on=localdate(now)) if sites else {}
    return [_on_board(row, offices) for row in rows]


def _on_board(row: tuple[Any, ...], offices: Mapping[UUID, UUID]) -> CourierOnBoard:
    courier, call_sign, home, is_on_shift, lat_e7, lon_e7, accuracy_m, at, heading, *rest = row
    route, calls, site = rest
    position = Position(
        lat_e7=lat_e7, lon_e7=lon_e7, accuracy_m=accuracy_m, at=at, heading_deg=heading
    )
    return CourierOnBoard(
        courier=courier,
        call_sign=call_sign,
        home=home,
        is_on_shift=is_on_shift,
        position=None if at is None else position,
        site=offices.get(site),
        route=route,
        calls=calls,
    )


def run_of(*, courier: Courier, on: date, since: datetime | None) -> CourierRun | None:
    """Return a courier's run of a day, or None if he has none.

    Args:
        courier: who rides.
        on: the day.
        since: when his shift began; what the fences saw before is of another trip.
    """
    run = Run.objects.select_related("route").filter(courier=courier, on=on).first()
    line = timetable().lines.get(run.route_id) if run else None
    if run is None or line is None:
        return None
    offices = Office.objects.select_related("site").in_bulk({call.office for call in line.calls})
    visits = _visits(courier, since) if since else []
    points = [_point_of(offices[call.office]) for call in line.calls]
    return CourierRun(
        run=run.pk,
        route=run.route_id,
        call_sign=courier.call_sign,
        name=run.route.name,
        on=on,
        stops=day_stops(
            calls=line.calls,
            on=on,
            site_of={office.pk: office.site_id for office in offices.values()},
            visits=visits,
        ),
        offices=offices,
        way=way_through(points),
    )


def _visits(courier: Courier, since: datetime) -> Iterable[Visit]:
    rows = Arrival.objects.filter(courier=courier, arrived_at__gte=since).order_by("arrived_at")
    return [
        Visit(site=site, arrived_at=arrived_at, departed_at=departed_at)
        for site, arrived_at, departed_at in rows.values_list(
            "site_id", "arrived_at", "departed_at"
        )
    ]


def _point_of(office: Office) -> Point:
    return Point(office.site.lat_e7, office.site.lon_e7)
