"""The way of an item: planned by the timetable, followed as custody moves."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tests import make
from tests.tracking.legs import routes
from tracking.kernel.itinerary import Stay
from tracking.kernel.line import PartyKind
from tracking.legs.models import Leg, Route, RouteStop, Run
from tracking.legs.operations.positions import start_shift
from tracking.legs.operations.ways import (
    RouteRow,
    StopRow,
    ensure_runs,
    follow_ways,
    plan_legs,
    put_routes,
)
from tracking.legs.queries import ahead_of, first_run_towards, next_run, offices_on_way
from tracking.legs.tasks import make_runs_of_the_day
from tracking.legs.timetable import timetable
from tracking.parties.models import Office, OfficeKind, OfficeParent

pytestmark = pytest.mark.django_db

NOW = make.MORNING  # Wednesday, 08:20


def local(hour, minute, *, on=date(2020, 5, 27)):
    return timezone.make_aware(datetime.combine(on, time(hour, minute)))


@pytest.fixture
def places():
    """Make a commune, two districts, the centre and an authority, with the routes between them."""
    names = ("commune", "near", "far", "centre")
    made = {name: make.office() for name in names}
    made["authority"] = make.office(kind=OfficeKind.AUTHORITY)
    put_route("V-01", made, "commune 9:00", "near 10:00", "far 11:00")
    put_route("V-02", made, "near 7:00", "commune 8:00")
    put_route("S-01", made, "near 11:00", "centre 12:00", "near 14:00")
    put_route("S-02", made, "far 12:00", "centre 15:00")
    put_route("R-01", made, "centre 13:00", "authority 13:10", "centre 13:30")
    return made


def put_route(code, places, *stops):
    calls = [stop.split() for stop in stops]
    hours = [(places[name], time.fromisoformat(f"{hour:0>5}")) for name, hour in calls]
    routes.put_route(hours, code=code)


def planned(places, *, origin="commune", destination="authority"):
    item = make.item()
    plan_legs(item_id=item.pk, origin=places[origin].pk, destination=places[destination].pk)
    return item


def way(item, places):
    names = {office.pk: name for name, office in places.items()}
    return [names[office] for office in offices_on_way([item.pk])[item.pk]]


def next_office(item_id):
    ahead = ahead_of(item_id=item_id, now=NOW)
    return ahead[0].office if ahead else None


@pytest.fixture
def moves_to():
    """Give an item to one party after the other, and follow its whole story each time."""
    stays: defaultdict[UUID, list[Stay]] = defaultdict(list)

    def move(item, party, *, at=NOW, kind=None):
        kind = kind or (PartyKind.OFFICE if isinstance(party, Office) else PartyKind.COURIER)
        told = stays[item.pk]
        told.append(Stay(holder=party.pk, kind=kind, at=at))
        return follow_ways(stays={item.pk: told})

    return move


def test_a_way_follows_the_timetable_with_the_fewest_hands(places):
    assert way(planned(places), places) == ["commune", "near", "centre", "authority"]


def test_a_plan_that_is_there_stays(places):
    item = planned(places)
    before = list(Leg.objects.filter(item=item).values_list("pk", flat=True))

    plan_legs(item_id=item.pk, origin=places["far"].pk, destination=places["centre"].pk)

    assert list(Leg.objects.filter(item=item).values_list("pk", flat=True)) == before


def test_where_nobody_rides_the_plan_is_one_hop(places):
    nowhere = make.office()
    item = make.item()

    (leg,) = plan_legs(item_id=item.pk, origin=places["commune"].pk, destination=nowhere.pk)

    assert leg.route is None
    assert next_office(item.pk) == nowhere.pk


def test_an_authority_without_a_route_is_walked_to_from_its_one_stop(places):
    upstairs = make.office(kind=OfficeKind.AUTHORITY)
    OfficeParent.objects.create(office=upstairs, parent=places["near"])
    item = make.item()

    plan_legs(item_id=item.pk, origin=places["commune"].pk, destination=upstairs.pk)

    assert offices_on_way([item.pk])[item.pk] == [
        places[name].pk for name in ("commune", "near")
    ] + [upstairs.pk]


def test_a_courier_starts_a_leg_and_the_next_office_ends_it(places, moves_to):
    item, courier = planned(places), make.courier()

    moves_to(item, courier, at=NOW)
    moves_to(item, places["near"], at=NOW + timedelta(hours=1))

    first, second, _ = Leg.objects.filter(item=item)
    assert (first.started_at, first.ended_at) == (NOW, NOW + timedelta(hours=1))
    assert (second.started_at, second.ended_at) == (None, None)
    assert next_office(item.pk) == places["centre"].pk


def test_the_same_move_told_twice_changes_nothing(places, moves_to):
    item, courier = planned(places), make.courier()
    for no in range(2):
        moves_to(item, courier, at=NOW + timedelta(minutes=no))

    assert Leg.objects.filter(item=item, started_at=NOW).count() == 1


def test_papers_that_come_back_to_the_counter_wait_again(places, moves_to):
    item = planned(places)
    moves_to(item, make.courier())

    moves_to(item, places["commune"])

    assert not Leg.objects.filter(item=item).exclude(started_at=None).exists()


def test_an_office_that_is_skipped_ends_its_leg_too(places, moves_to):
    item = planned(places)

    moves_to(item, places["centre"])

    assert next_office(item.pk) == places["authority"].pk


def test_at_an_office_beside_the_way_a_new_way_begins(places, moves_to):
    item = planned(places)
    moves_to(item, make.courier())

    strayed = moves_to(item, places["far"])

    assert strayed == {item.pk}
    assert way(item, places) == ["commune", "far", "centre", "authority"]
    assert next_office(item.pk) == places["centre"].pk


def test_at_the_end_of_the_way_there_is_no_next_office(places, moves_to):
    item = planned(places)

    moves_to(item, places["authority"])

    assert ahead_of(item_id=item.pk, now=NOW) == []


def test_what_leaves_its_last_office_for_another_goes_back_there(places, moves_to):
    item = planned(places)
    moves_to(item, places["authority"])

    assert moves_to(item, places["centre"]) == {item.pk}
    assert next_office(item.pk) == places["authority"].pk


def test_an_item_that_nobody_had_beyond_doubt_is_where_it_was_sent_from(places):
    item = planned(places)

    assert follow_ways(stays={item.pk: []}) == set()
    assert next_office(item.pk) == places["near"].pk


def test_where_the_story_steps_back_the_way_does_too(places):
    item, courier = planned(places), make.courier()
    taken = Stay(holder=courier.pk, kind=PartyKind.COURIER, at=NOW)
    reached = Stay(holder=places["near"].pk, kind=PartyKind.OFFICE, at=NOW + timedelta(hours=1))

    follow_ways(stays={item.pk: [taken, reached]})
    follow_ways(stays={item.pk: [taken]})

    first, second, _ = Leg.objects.filter(item=item)
    assert (first.started_at, first.ended_at, second.started_at) == (NOW, None, None)
    assert next_office(item.pk) == places["near"].pk


def test_expected_times_follow_the_timetable_one_after_the_other(places):
    item = planned(places)

    assert [one.expected_at for one in ahead_of(item_id=item.pk, now=NOW)] == [
        local(10, 0),
        local(12, 0),
        local(13, 10),
    ]


def test_what_misses_the_last_run_of_friday_is_expected_on_monday(places):
    item = planned(places)
    friday_night = local(19, 0, on=date(2020, 5, 29))

    first, *_ = ahead_of(item_id=item.pk, now=friday_night)

    assert first.expected_at == local(10, 0, on=date(2020, 6, 1))


def test_the_next_run_from_a_counter_is_the_first_of_the_timetable(places):
    commune, near = places["commune"].pk, places["near"].pk

    assert next_run(office_id=commune, now=NOW).departs_at == local(9, 10)
    towards = first_run_towards(origin=near, destination=places["authority"].pk, now=NOW)
    assert (towards.code, towards.departs_at) == ("S-01", local(11, 10))
    assert next_run(office_id=make.office().pk, now=NOW) is None


@pytest.mark.usefixtures("places")
def test_runs_are_made_once_a_day_and_a_run_given_away_stays_given():
    day = date(2020, 5, 27)
    assert ensure_runs(on=day) == 5
    substitute = make.courier()
    Run.objects.filter(route__code="V-01").update(courier=substitute)

    assert ensure_runs(on=day) == 0
    assert Run.objects.get(route__code="V-01").courier == substitute


@pytest.mark.usefixtures("places")
def test_whoever_is_going_on_duty_first_finds_the_runs_made():
    rider = Route.objects.get(code="V-01").courier

    start_shift(courier=rider, device_id=None, at=NOW, now=NOW)

    assert Run.objects.filter(on=date(2020, 5, 27)).count() == 5


def test_a_commission_at_the_origin_starts_nothing(places, moves_to):
    item = planned(places)

    assert moves_to(item, places["commune"]) == set()
    assert not Leg.objects.filter(item=item).exclude(started_at=None).exists()


def test_a_route_that_is_put_in_again_keeps_its_stops(places):
    calls = [(places["near"], time(11)), (places["centre"], time(12))]
    same = uuid4()
    routes.put_route(calls, code="A-01", route_id=same)
    before = set(RouteStop.objects.values_list("pk", flat=True))

    routes.put_route(calls, code="A-01", route_id=same)

    assert set(RouteStop.objects.values_list("pk", flat=True)) == before


def test_papers_that_somebody_walks_over_wait_for_no_run(places):
    upstairs = make.office(kind=OfficeKind.AUTHORITY)
    OfficeParent.objects.create(office=upstairs, parent=places["near"])

    assert first_run_towards(origin=upstairs.pk, destination=places["near"].pk, now=NOW) is None


@pytest.mark.usefixtures("places")
def test_the_clock_makes_the_runs_of_its_day():
    make_runs_of_the_day()
    make_runs_of_the_day()

    assert Run.objects.filter(on=timezone.localdate()).count() == 5


def test_in_a_citizens_hands_every_way_has_ended(places, moves_to):
    item = planned(places)

    moves_to(item, make.party(), kind=PartyKind.CITIZEN)

    assert not Leg.objects.filter(item=item, ended_at=None).exists()


def test_in_unknown_hands_papers_make_no_way(places, moves_to):
    item = planned(places)

    assert moves_to(item, make.party(), kind=PartyKind.UNKNOWN) == set()
    assert next_office(item.pk) == places["near"].pk


def test_another_courier_rides_from_the_moment_he_is_put_in():
    home = make.office()
    calls = [StopRow(office=home.pk, arrive=time(hour), depart=time(hour)) for hour in (7, 8)]
    first, second = make.courier(home=home), make.courier(home=home)
    row = RouteRow(
        id=uuid4(),
        code="V-09",
        name="",
        carrier=first.carrier_id,
        home=home.pk,
        courier=first.pk,
        stops=tuple(calls),
    )
    put_routes(rows=[row])
    assert timetable().lines[row.id].call_sign == first.call_sign

    put_routes(rows=[replace(row, courier=second.pk)])

    assert timetable().lines[row.id].call_sign == second.call_sign


def test_an_office_passes_its_papers_up_to_the_newest_that_stands_above_it():
    office, before, ended = make.office(), make.office(), make.office()
    now_above, to_come = make.office(), make.office()
    today = timezone.localdate()
    for above, since, until in (
        (before, None, None),
        (now_above, today, None),
        (ended, None, today),
        (to_come, today + timedelta(days=1), None),
    ):
        OfficeParent.objects.create(
            office=office, parent=above, valid_from=since, valid_until=until
        )

    assert {ride.destination for ride in timetable().rides[office.pk]} == {now_above.pk}
