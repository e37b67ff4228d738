"""Plan the way of an item, follow it as custody tells, and put routes and runs into the tables."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction

from tracking.kernel.itinerary import BY_HAND_MINUTES, Followed, Ride, Stay, follow
from tracking.legs.models import Leg, Route, RouteStop, Run
from tracking.legs.timetable import timetable
from tracking.parties.prepared import NamedRows, ask_named, prepared

_SQL: Final = Path(__file__).parent.parent / "sql"
LEGS_OF_ITEMS: Final = (_SQL / "legs_of_items.sql").read_text()
SET_LEGS: Final = (_SQL / "set_legs.sql").read_text()


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
def follow_ways(*, stays: Mapping[UUID, Sequence[Stay]]) -> set[UUID]:
    """Set when the legs of items began and ended, from the whole story of each.

    At an office beside the way, a new way is planned from there. Safe to repeat: what is so
    already is not written. The items are locked by the caller.

    Args:
        stays: by item, who had it beyond doubt, the oldest first.

    Returns:
        The items whose way is another than before.
    """
    if not stays:
        return set()
    legs = ask_named(LEGS_OF_ITEMS, {"items": list(stays)}, read=_by_item).answer()
    changed: list[Leg] = []
    strayed: set[UUID] = set()
    for item, its_legs in legs.items():
        planned, followed = its_legs, _follow(its_legs, stays[item])
        if followed.is_astray:
            planned = _plan_again(its_legs, done=followed.done, here=stays[item][-1].holder)
            followed = _follow(planned, stays[item])
            strayed.add(item)
        changed += _changed(planned, followed)
    _set(changed)
    return strayed


def _by_item(rows: NamedRows) -> dict[UUID, list[Leg]]:
    legs: dict[UUID, list[Leg]] = {}
    for row in rows:
        legs.setdefault(row["item_id"], []).append(Leg(**row))
    return legs


def _follow(legs: Iterable[Leg], stays: Iterable[Stay]) -> Followed:
    return follow(plan=[(leg.origin_id, leg.destination_id) for leg in legs], stays=stays)


def _changed(legs: Iterable[Leg], followed: Followed) -> list[Leg]:
    """Put on legs when they began and ended, and return those of which that is another."""
    changed = []
    for leg, hop in zip(legs, followed.hops, strict=True):
        if (leg.started_at, leg.ended_at) != (hop.started_at, hop.ended_at):
            leg.started_at, leg.ended_at = hop.started_at, hop.ended_at
            changed.append(leg)
    return changed


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


def _plan_again(legs: Sequence[Leg], *, done: int, here: UUID) -> list[Leg]:
    """Plan the way on from an office beside it; the hop that led there is part of the way now."""
    item, destination = legs[0].item_id, legs[-1].destination_id
    origin = legs[done].origin_id if done < len(legs) else destination
    Leg.objects.filter(pk__in=[leg.pk for leg in legs[done:]]).delete()
    made = Leg.objects.create(item_id=item, no=done + 1, origin_id=origin, destination_id=here)
    onwards = _append_legs(item, origin=here, destination=destination, first_no=made.no + 1)
    return [*legs[:done], made, *onwards]


def ensure_runs(*, on: date) -> int:
    """Make the runs of a day for all routes that somebody rides, and tell how many were missing.

    Safe to repeat: a run that a supervisor gave to somebody else stays his.
    """
    ridden = Route.objects.exclude(courier=None).exclude(runs__on=on).order_by("pk")
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
