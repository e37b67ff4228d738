"""The two worlds that can be loaded."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from backend.ops.management.commands.simulate import LEFT_TO_PEOPLE
from backend.ops.province.demo import LOGINS, PASSWORD
from backend.ops.province.tables import ERAS, id_of, world_of
from geo.models import Site, Unit
from tracking.consignments.queries import procedures_of
from tracking.legs.models import Route, RouteStop, Run
from tracking.legs.timetable import timetable
from tracking.parties.models import (
    Courier,
    FieldTransfer,
    Grant,
    Office,
    OfficeKind,
    OfficeSuccession,
    Person,
)
from tracking.parties.places import offices_on

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, request):  # noqa: ARG001 - the database comes first
    """Load a world once for all tests of it, in a transaction around theirs."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_dong_thap", era=request.param, stdout=StringIO())
        yield request.param
        transaction.set_rollback(True)


pilot = pytest.mark.parametrize("loaded", ["2018"], indirect=True, scope="module")
both = pytest.mark.parametrize("loaded", sorted(ERAS), indirect=True, scope="module")
pytestmark = pytest.mark.django_db


def office(key, era="2018"):
    return Office.objects.get(pk=id_of(era=era, kind="office", key=key))


@pilot
@pytest.mark.usefixtures("loaded")
def test_the_pilot_has_the_counters_that_its_report_counts():
    one_stops = Office.objects.filter(kind=OfficeKind.ONE_STOP)
    levels = [one.unit.level for one in one_stops.select_related("unit")]
    fields = FieldTransfer.objects.values_list("field_code", flat=True).distinct().count()
    full = [one for one in one_stops if one.transfers.count() == fields]

    assert {level: levels.count(level) for level in set(levels)} == {
        "province": 1,
        "district": 11,
        "commune": 29,
    }
    assert Courier.objects.count() == 70
    assert {"Huyện Tam Nông", "Huyện Thanh Bình", "Thành phố Sa Đéc", "Huyện Lấp Vò"} == {
        one.unit.name for one in full if one.unit.level == "district"
    }
    assert all(
        5 <= one.transfers.count() <= 10
        for one in one_stops.filter(unit__level="district").exclude(
            pk__in=[done.pk for done in full]
        )
    )
    assert all(one.is_chosen_for_demo for one in one_stops.exclude(unit__level="province"))


@both
def test_loading_twice_is_loading_once(loaded):
    tables = [Unit, Site, Office, Person, Courier, Grant, Route, RouteStop, Run, FieldTransfer]
    before = [table._default_manager.count() for table in tables]

    call_command("seed_dong_thap", era=loaded, stdout=StringIO())

    assert [table._default_manager.count() for table in tables] == before


@both
@pytest.mark.usefixtures("loaded")
def test_papers_find_a_way_from_every_counter_to_whoever_decides_and_back():
    table = timetable()

    for counter in offices_on(TODAY).filter(kind=OfficeKind.ONE_STOP):
        deciding = {one.deciding_office for one in procedures_of(office=counter, on=TODAY)}
        assert deciding
        for authority in deciding:
            assert table.way(origin=counter.pk, destination=authority.pk)
            assert table.way(origin=authority.pk, destination=counter.pk)


@pilot
@pytest.mark.usefixtures("loaded")
def test_a_dossier_of_phu_ninh_goes_and_comes_by_thanh_binh_and_the_provincial_centre():
    places = [office(key).pk for key in ("mc.30028", "mc.874", "tinh", "so.tttt")]

    out = timetable().way(origin=places[0], destination=places[-1])
    home = timetable().way(origin=places[-1], destination=places[0])

    assert [ride.destination for ride in out] == places[1:]
    assert [ride.destination for ride in home] == places[-2::-1]
    assert timetable().lines[out[0].route].call_sign == "TN-02"
    assert timetable().lines[home[-1].route].call_sign == "TN-02"


@both
@pytest.mark.usefixtures("loaded")
def test_every_route_keeps_the_hours_of_a_working_day():
    for route in Route.objects.prefetch_related("stops"):
        hours = [at for stop in route.stops.all() for at in (stop.arrive, stop.depart)]
        assert hours == sorted(hours)
        assert hours[0].hour >= 5
        assert hours[-1].hour < 19


@both
@pytest.mark.usefixtures("loaded")
def test_every_demo_login_lets_its_owner_in():
    for login in LOGINS:
        person = Person.objects.get(login=login)
        assert person.check_password(PASSWORD)
        assert person.grants.exists()


@both
def test_each_world_depth_is_that_of_its_day(loaded):
    levels = {"2018": {"province", "district", "commune"}, "2025": {"province", "commune"}}
    counters = offices_on(TODAY).filter(kind=OfficeKind.ONE_STOP)

    assert {one.unit.level for one in counters} == levels[loaded]
    assert all(one.unit.valid_until is None for one in counters)


@pilot
@pytest.mark.usefixtures("loaded")
def test_a_second_world_is_not_loaded_over_the_first():
    with pytest.raises(CommandError, match="Another world"):
        call_command("seed_dong_thap", era="2025", stdout=StringIO())


def test_staff_and_offices_of_the_tables_name_only_what_is_there():
    for era in ERAS:
        world = world_of(era)
        keys = {plan.key for plan in world.offices}
        assert len(keys) == len(world.offices)
        assert {plan.parent for plan in world.offices} <= keys | {""}
        assert {key for plan in world.routes for key in plan.stops} <= keys
        assert {plan.office for plan in world.competences} <= keys
        assert {plan.place for plan in world.staff if ":" not in plan.place} <= keys


@pilot
@pytest.mark.usefixtures("loaded")
def test_the_demo_says_who_may_log_in():
    said = StringIO()

    call_command("demo_logins", stdout=said)

    assert all(login in said.getvalue() for login in LOGINS)


@pytest.mark.parametrize("loaded", ["2025"], indirect=True, scope="module")
@pytest.mark.usefixtures("loaded")
def test_the_counters_of_the_pilot_ended_and_the_communes_go_on_with_their_work():
    ended = Office.objects.filter(valid_until=ERAS["2025"])
    successors = {
        edge.predecessor.unit.name: edge.successor.unit.name
        for edge in OfficeSuccession.objects.select_related("predecessor__unit", "successor__unit")
    }

    assert ended.count() == 41
    assert successors["Xã Phú Ninh"] == "Xã An Long"
    assert successors["Tỉnh Đồng Tháp"] == "Tỉnh Đồng Tháp"
    assert successors["Xã An Bình A"] == "Phường An Bình"  # by way of a ward of 2020
    assert not any(name.startswith("Huyện") for name in successors)


@both
@pytest.mark.usefixtures("loaded")
def test_the_courier_who_is_left_to_people_calls_at_the_counter_that_is():
    counter = Person.objects.get(login="phuninh").grants.get().party_id
    stops = RouteStop.objects.filter(route__courier__call_sign=LEFT_TO_PEOPLE)

    assert stops.filter(office=counter).exists()
