"""Plan the way of an item, follow it as custody moves, and put routes and runs into the tables."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction

from tracking.kernel.itinerary import BY_HAND_MINUTES, Ride
from tracking.kernel.line import PartyKind
from tracking.legs.models import Leg, Route, RouteStop, Run
from tracking.legs.timetable import timetable
from tracking.parties.prepared import NamedRows, ask_named, prepared

_SQL: Final = Path(__file__).parent.parent / "sql"
LEGS_OF_ITEMS: Final = (_SQL / "legs_of_items.sql").read_text()
SET_LEGS: Final = (_SQL / "set_legs.sql").read_text()
HAVE_COUNTERS: Final = frozenset({PartyKind.OFFICE, PartyKind.AUTHORITY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Who holds an item now, and since when; a holder of None is a dispute or a doubt."""

    item: UUID
    holder: UUID | None
    holder_kind: PartyKind | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRow:
    """One stop of a route that is put in."""

    office: UUID
    arrive: time
    depart: time


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRow:
    """A route that is put in, with its stops in order."""

    id: UUID
    code: str
    name: str
    carrier: UUID
    home: UUID
    courier: UUID | None
    stops: tuple[StopRow, ...]


@transaction.atomic
def plan_legs(*, item_id: UUID, origin: UUID, destination: UUID) -> list[Leg]:
    """Plan the hops of an item from one office to another.

    Safe to repeat: a plan that is there stays. Where the timetable knows no way, the plan is one
    hop without a route, so that the item is never without a next stop.

    Returns:
        The legs in order; none if the item is where it goes to.
    """
    known = list(Leg.objects.filter(item=item_id))
    return known or _append_legs(item_id, origin=origin, destination=destination, first_no=1)


def _append_legs(item_id: UUID, *, origin: UUID, destination: UUID, first_no: int) -> list[Leg]:
    return Leg.objects.bulk_create(
        Leg(
            item_id=item_id,
            no=no,
            origin_id=ride.origin,
            destination_id=ride.destination,
            route_id=ride.route,
        )
        for no, ride in enumerate(_rides(origin, destination), start=first_no)
    )


def _rides(origin: UUID, destination: UUID) -> list[Ride]:
    found = timetable().way(origin=origin, destination=destination)
    if found is None:
        return [Ride(origin=origin, destination=destination, minutes=BY_HAND_MINUTES)]
    return found


@transaction.atomic(savepoint=False)
def start_or_end_legs(*, moves: Iterable[Move]) -> set[UUID]:
    """Follow custody: a leg starts when a courier has the item, and ends at an office on its way.

    At an office beside the way, a new way is planned from there. Safe to repeat. The items are
    locked by the caller.

    Returns:
        The items whose way is another than before.
    """
    by_item = {move.item: move for move in moves}
    if not by_item:
        return set()
    legs = ask_named(LEGS_OF_ITEMS, {"items": list(by_item)}, read=_by_item).answer()
    touched: list[Leg] = []
    strayed: set[UUID] = set()
    for item, its_legs in legs.items():
        move = by_item[item]
        if move.holder is not None and _is_astray(its_legs, move):
            _plan_again(its_legs, move, here=move.holder)
            strayed.add(item)
        else:
            touched += _advance(its_legs, move)
    _set(touched)
    return strayed


def _by_item(rows: NamedRows) -> dict[UUID, list[Leg]]:
    legs: dict[UUID, list[Leg]] = {}
    for row in rows:
        legs.setdefault(row["item_id"], []).append(Leg(**row))
    return legs


def _set(legs: Sequence[Leg]) -> None:
    if not legs:
        return
    with prepared() as cursor:
        cursor.execute(
            SET_LEGS,
            {
                "ids": [leg.pk for leg in legs],
                "started": [leg.started_at for leg in legs],
                "ended": [leg.ended_at for leg in legs],
            },
        )


def _is_astray(legs: Sequence[Leg], move: Move) -> bool:
    """Tell whether an office has the item that is neither ahead of it nor where it stands."""
    if move.holder_kind not in HAVE_COUNTERS:
        return False
    ahead = [leg for leg in legs if leg.ended_at is None]
    here = ahead[0].origin_id if ahead else legs[-1].destination_id
    return move.holder != here and all(leg.destination_id != move.holder for leg in ahead)


def _advance(legs: Sequence[Leg], move: Move) -> list[Leg]:
    """Set what has begun and ended, and return the legs that changed."""
    ahead = [leg for leg in legs if leg.ended_at is None]
    if not ahead or move.holder is None:
        return []
    if move.holder_kind is PartyKind.COURIER:
        return _start(ahead[0], move.at)
    if move.holder_kind is PartyKind.CITIZEN:
        return _end(ahead, move.at)
    if move.holder_kind not in HAVE_COUNTERS:
        return []
    if move.holder == ahead[0].origin_id:
        return _take_back(ahead[0])
    reached = [leg.destination_id for leg in ahead].index(move.holder)
    return _end(ahead[: reached + 1], move.at)


def _start(leg: Leg, at: datetime) -> list[Leg]:
    if leg.started_at is not None:
        return []
    leg.started_at = at
    return [leg]


def _take_back(leg: Leg) -> list[Leg]:
    if leg.started_at is None:
        return []
    leg.started_at = None
    return [leg]


def _end(legs: Sequence[Leg], at: datetime) -> list[Leg]:
    for leg in legs:
        leg.started_at = leg.started_at or at
        leg.ended_at = at
    return list(legs)


def _plan_again(legs: Sequence[Leg], move: Move, *, here: UUID) -> None:
    destination = legs[-1].destination_id
    ahead = [leg for leg in legs if leg.ended_at is None]
    done = [leg for leg in legs if leg.ended_at is not None]
    origin = ahead[0].origin_id if ahead else destination
    Leg.objects.filter(pk__in=[leg.pk for leg in ahead]).delete()
    made = Leg.objects.create(
        item_id=move.item,
        no=len(done) + 1,
        origin_id=origin,
        destination_id=here,
        started_at=(ahead[0].started_at if ahead else None) or move.at,
        ended_at=move.at,
    )
    _append_legs(move.item, origin=here, destination=destination, first_no=made.no + 1)


def ensure_runs(*, on: date) -> int:
    """Make the runs of a day for all routes that somebody rides, and tell how many were missing.

    Safe to repeat: a run that a supervisor gave to somebody else stays his.
    """
    ridden = Route.objects.exclude(courier=None).exclude(runs__on=on)
    missing = [
        Run(route_id=route, on=on, courier_id=courier)
        for route, courier in ridden.values_list("pk", "courier_id")
    ]
    Run.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


@transaction.atomic
def put_routes(*, rows: Collection[RouteRow]) -> None:
    """Make or correct routes and their stops. Safe to repeat: what is equal is left alone."""
    Route.objects.bulk_create(
        [
            Route(
                id=row.id,
                code=row.code,
                name=row.name,
                carrier_id=row.carrier,
                home_id=row.home,
                courier_id=row.courier,
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["code", "name", "home", "courier"],
    )
    for row in rows:
        _put_stops(row)


def _put_stops(row: RouteRow) -> None:
    wanted = [(no, *_stop_said(stop)) for no, stop in enumerate(row.stops, start=1)]
    known = RouteStop.objects.filter(route=row.id).order_by("no")
    if wanted == list(known.values_list("no", "office_id", "arrive", "depart")):
        return
    known.delete()
    RouteStop.objects.bulk_create(
        RouteStop(route_id=row.id, no=no, office_id=office, arrive=arrive, depart=depart)
        for no, office, arrive, depart in wanted
    )


def _stop_said(stop: StopRow) -> tuple[UUID, time, time]:
    return stop.office, stop.arrive, stop.depart
