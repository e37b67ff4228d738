"""Load a world through the operations of the rooms; loading it twice is loading it once."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.ops.province.clock import day_of_route
from backend.ops.province.history import office_successions, world_before
from backend.ops.province.tables import ERAS, OfficePlan, RoutePlan, StaffPlan, World, id_of
from geo.catalogue import shipped_successions
from geo.distance import METRES_A_DEGREE
from geo.operations import SiteRow, put_sites
from geo.point import E7, Point
from tracking.consignments.catalogue import shipped_procedures
from tracking.consignments.operations.procedures import put_competence, put_procedures
from tracking.custody.operations.grants import give_grant
from tracking.custody.operations.rights import put_couriers, put_offices, put_units
from tracking.kernel.line import Role
from tracking.legs.operations.ways import RouteRow, StopRow, ensure_runs, put_routes
from tracking.parties.models import Grant, Office, OfficeKind
from tracking.parties.operations.directory import (
    CarrierRow,
    CourierRow,
    OfficeRow,
    PersonRow,
    put_carriers,
    put_people,
    put_successions,
)

FENCE_M: Final = 80
UNIT_PLACE: Final = "unit:"
# Since when the post stands behind these counters, and so the grants of those who work there.
BEGAN: Final = {
    "2018": datetime(2018, 10, 1, tzinfo=UTC),
    "2025": datetime(2025, 7, 1, tzinfo=UTC),
}


@transaction.atomic
def load(*, world: World, password: str, now: datetime, today: date) -> None:
    """Put a world in, parents before children, and make today's runs.

    Args:
        world: what to load.
        password: of all who log in and have none yet.
        now: when the log learns of the grants, and from when couriers have another posting.
        today: the day whose runs are made.
    """
    put_units(rows=world.units, successions=shipped_successions(), now=now)
    put_carriers([_carrier(world)])
    put_sites(_sites(world))
    put_offices([_office(world, plan) for plan in world.offices], now=now)
    _put_inheritance(world, now, today)
    put_procedures(rows=shipped_procedures())
    _put_competences(world)
    put_people([_person(world, plan) for plan in world.staff], password=password)
    put_people([_rider(world, plan) for plan in world.routes], password=None)
    put_couriers([_courier(world, plan) for plan in world.routes], now=now)
    put_routes(rows=list(_routes(world)))
    _give_grants(world, now)
    ensure_runs(on=today)


def _put_inheritance(world: World, now: datetime, today: date) -> None:
    """Put in the counters that the era before had, ended, and who goes on with their work."""
    before = world_before(world)
    if before is None:
        return
    put_carriers([_carrier(before)])
    put_sites(_sites(before))
    offices = [_office(before, plan) for plan in before.offices]
    # What worked here until now ends today: what it signed since the era began stays as it was.
    ends = dict(Office.objects.values_list("pk", "valid_until"))
    ended = [
        replace(row, valid_until=ends.get(row.id, ERAS[world.era]) or today) for row in offices
    ]
    put_offices(ended, now=now)
    put_successions(list(office_successions(before=before, world=world)))


def _carrier(world: World) -> CarrierRow:
    return CarrierRow(id=_carrier_id(world), name="Bưu điện tỉnh Đồng Tháp", short_name="Bưu điện")


def _carrier_id(world: World) -> UUID:
    return id_of(era=world.era, kind="carrier", key="vnpost")


def _office_id(world: World, key: str) -> UUID:
    return id_of(era=world.era, kind="office", key=key)


def _counter(world: World, plan: OfficePlan) -> Point:
    """Return where a counter stands: some metres from the centre of its unit."""
    centre = world.unit_of[plan.unit].centre
    metre_e7 = E7 / METRES_A_DEGREE
    lon_metre_e7 = metre_e7 / math.cos(math.radians(centre.lat))
    return Point(
        centre.lat_e7 + round(plan.north_m * metre_e7),
        centre.lon_e7 + round(plan.east_m * lon_metre_e7),
    )


def _sites(world: World) -> Iterator[SiteRow]:
    for plan in world.offices:
        if plan.site == "":
            yield SiteRow(
                id=id_of(era=world.era, kind="site", key=plan.key),
                name=plan.name,
                address=plan.address,
                unit=world.unit_of[plan.unit].id,
                point=_counter(world, plan),
                fence_radius_m=FENCE_M,
            )


def _office(world: World, plan: OfficePlan) -> OfficeRow:
    is_of_the_post = plan.kind != OfficeKind.AUTHORITY
    return OfficeRow(
        id=_office_id(world, plan.key),
        kind=OfficeKind(plan.kind),
        name=plan.name,
        name_en=plan.name_en,
        short_name=plan.short_name,
        org_code=plan.org_code,
        unit=world.unit_of[plan.unit].id,
        own_of=world.unit_of[plan.unit].id if plan.is_units_own else None,
        site=id_of(era=world.era, kind="site", key=plan.site or plan.key),
        parent=_office_id(world, plan.parent) if plan.parent else None,
        operated_by=_carrier_id(world) if is_of_the_post else None,
        phone=plan.phone,
        valid_from=None,
        valid_until=None,
        is_chosen_for_demo=plan.is_chosen,
        fields=plan.fields,
        fields_from=plan.fields_from,
    )


def _put_competences(world: World) -> None:
    for plan in world.competences:
        put_competence(
            authority=plan.authority,
            unit_id=world.unit_of[plan.unit].id,
            office_id=_office_id(world, plan.office),
        )


def _person(world: World, plan: StaffPlan) -> PersonRow:
    return PersonRow(
        id=id_of(era=world.era, kind="person", key=plan.login),
        name=plan.name,
        login=plan.login,
        is_staff=Role.ADMINISTRATOR in plan.roles,
    )


def _rider(world: World, plan: RoutePlan) -> PersonRow:
    return PersonRow(
        id=id_of(era=world.era, kind="person", key=plan.code), name=plan.courier, login=None
    )


def _courier(world: World, plan: RoutePlan) -> CourierRow:
    return CourierRow(
        id=id_of(era=world.era, kind="courier", key=plan.code),
        person=id_of(era=world.era, kind="person", key=plan.code),
        carrier=_carrier_id(world),
        home=_office_id(world, plan.home),
        call_sign=plan.code,
    )


def _routes(world: World) -> Iterator[RouteRow]:
    plan_of = {plan.key: plan for plan in world.offices}
    for plan in world.routes:
        out, back = (
            [_counter(world, plan_of[plan_of[key].site or key]) for key in keys]
            for keys in (plan.stops, plan.back_stops)
        )
        hours = day_of_route(
            out, back, out_at=plan.out_at, back_at=plan.back_at, km_an_hour=plan.km_an_hour
        )
        keys = [*plan.stops, *plan.back_stops[1:]]
        yield RouteRow(
            id=id_of(era=world.era, kind="route", key=plan.code),
            code=plan.code,
            name=plan.name,
            carrier=_carrier_id(world),
            home=_office_id(world, plan.home),
            courier=id_of(era=world.era, kind="courier", key=plan.code),
            stops=tuple(
                StopRow(office=_office_id(world, key), arrive=hour.arrive, depart=hour.depart)
                for key, hour in zip(keys, hours, strict=True)
            ),
        )


def _give_grants(world: World, now: datetime) -> None:
    for person, role, party, unit in (*_staff_grants(world), *_courier_grants(world)):
        person_id = id_of(era=world.era, kind="person", key=person)
        began = BEGAN[world.era]
        held = Grant.objects.filter(person=person_id, role=role, from_at=began)
        # What was ended since stays ended, however often the province is loaded.
        if not held.filter(party=party, unit=unit).exists():
            give_grant(
                person_id=person_id,
                role=role,
                party_id=party,
                unit_id=unit,
                from_at=began,
                now=now,
            )


Given = tuple[str, Role, UUID | None, UUID | None]


def _staff_grants(world: World) -> Iterator[Given]:
    for plan in world.staff:
        for role in plan.roles:
            if plan.place.startswith(UNIT_PLACE):
                unit = world.unit_of[plan.place.removeprefix(UNIT_PLACE)]
                yield plan.login, Role(role), None, unit.id
            else:
                yield plan.login, Role(role), _office_id(world, plan.place), None


def _courier_grants(world: World) -> Iterator[Given]:
    """A courier acts for himself, and serves the counters of his route."""
    for plan in world.routes:
        own = id_of(era=world.era, kind="courier", key=plan.code)
        yield plan.code, Role.COURIER, own, None
        for key in dict.fromkeys(plan.stops):
            yield plan.code, Role.SERVES, _office_id(world, key), None
