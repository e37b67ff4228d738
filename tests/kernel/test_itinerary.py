"""The way of papers through the timetable."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tracking.kernel.itinerary import (
    BY_HAND_MINUTES,
    Ride,
    Stay,
    Stop,
    follow,
    itinerary,
    network,
)
from tracking.kernel.line import PartyKind

PHU_NINH, AN_LONG, THANH_BINH, TAM_NONG, CENTRE, AUTHORITY, POINT = (UUID(int=n) for n in range(7))
VILLAGE, DISTRICT_SHUTTLE, OTHER_SHUTTLE, ROUNDS = (UUID(int=100 + n) for n in range(4))


def stops(*calls):
    return [Stop(office=office, arrive_min=at, depart_min=at + 10) for office, at in calls]


ROUTES = {
    VILLAGE: stops(
        (TAM_NONG, 390), (PHU_NINH, 588), (POINT, 600), (THANH_BINH, 685), (TAM_NONG, 910)
    ),
    DISTRICT_SHUTTLE: stops((THANH_BINH, 690), (CENTRE, 760), (THANH_BINH, 880)),
    OTHER_SHUTTLE: stops((TAM_NONG, 690), (CENTRE, 800), (TAM_NONG, 920)),
    ROUNDS: stops((CENTRE, 780), (AUTHORITY, 800), (CENTRE, 860)),
}
PARENTS = {PHU_NINH: TAM_NONG, AN_LONG: PHU_NINH, AUTHORITY: CENTRE, TAM_NONG: CENTRE}
RIDES = network(routes=ROUTES, parents=PARENTS, passed=[POINT])


def way(origin, destination):
    found = itinerary(origin=origin, destination=destination, rides=RIDES)
    return found and [(ride.destination, ride.route) for ride in found]


def test_a_dossier_of_phu_ninh_changes_courier_where_it_is_quickest():
    assert way(PHU_NINH, AUTHORITY) == [
        (THANH_BINH, VILLAGE),
        (CENTRE, DISTRICT_SHUTTLE),
        (AUTHORITY, ROUNDS),
    ]


def test_one_courier_for_a_long_way_is_better_than_two_for_a_short_one():
    assert way(PHU_NINH, TAM_NONG) == [(TAM_NONG, VILLAGE)]


def test_the_result_comes_back_by_those_who_ride_back():
    assert way(AUTHORITY, PHU_NINH) == [
        (CENTRE, ROUNDS),
        (TAM_NONG, OTHER_SHUTTLE),
        (PHU_NINH, VILLAGE),
    ]


def test_where_no_route_comes_somebody_walks():
    (walk,) = itinerary(origin=AN_LONG, destination=PHU_NINH, rides=RIDES)

    assert walk == Ride(origin=AN_LONG, destination=PHU_NINH, minutes=BY_HAND_MINUTES)


def test_nobody_walks_where_a_route_comes():
    assert all(ride.route for ride in RIDES[PHU_NINH] if ride.destination != AN_LONG)


def test_nothing_is_handed_over_where_a_courier_only_passes():
    assert POINT not in RIDES
    assert way(PHU_NINH, POINT) is None


def test_papers_that_are_there_need_no_way():
    assert way(CENTRE, CENTRE) == []


offices = st.integers(0, 8).map(lambda n: UUID(int=n))
timetables = st.dictionaries(
    st.integers(100, 110).map(lambda n: UUID(int=n)),
    st.lists(offices, min_size=2, max_size=6).map(
        lambda calls: stops(*((office, 360 + 30 * no) for no, office in enumerate(calls)))
    ),
    max_size=6,
)


@given(timetables, st.dictionaries(offices, offices, max_size=4), offices, offices)
def test_a_way_hangs_together_and_never_comes_twice_to_one_office(routes, parents, start, end):
    found = itinerary(
        origin=start, destination=end, rides=network(routes=routes, parents=parents, passed=[])
    )

    if found is not None:
        places = [start, *(ride.destination for ride in found)]
        assert places[-1] == end
        assert [ride.origin for ride in found] == places[:-1]
        assert len(set(places)) == len(places)


@given(timetables, offices, offices)
def test_no_way_has_more_hands_than_one_office_less(routes, start, end):
    rides = network(routes=routes, parents={}, passed=[])
    first = itinerary(origin=start, destination=end, rides=rides)

    if first:
        rest = itinerary(origin=first[0].destination, destination=end, rides=rides)
        assert rest is not None
        assert len(rest) == len(first) - 1


COURIER, CITIZEN, STRANGER = (UUID(int=n) for n in (200, 201, 202))
KINDS = {
    COURIER: PartyKind.COURIER,
    CITIZEN: PartyKind.CITIZEN,
    STRANGER: PartyKind.UNKNOWN,
    AUTHORITY: PartyKind.AUTHORITY,
}
PLAN = ((PHU_NINH, THANH_BINH), (THANH_BINH, CENTRE), (CENTRE, AUTHORITY))
EIGHT = datetime(2020, 5, 27, 8, tzinfo=UTC)


def at(hour):
    return EIGHT + timedelta(hours=hour)


def had_by(*holders):
    """Tell who had an item, each an hour after the one before."""
    return [
        Stay(holder=one, kind=KINDS.get(one, PartyKind.OFFICE), at=at(hour))
        for hour, one in enumerate(holders)
    ]


def times(*holders):
    hops = follow(plan=PLAN, stays=had_by(*holders)).hops
    return [(hop.started_at, hop.ended_at) for hop in hops]


NOT_YET = (None, None)


def test_a_hop_begins_with_a_courier_and_ends_at_its_office():
    assert times(PHU_NINH, COURIER) == [(at(1), None), NOT_YET, NOT_YET]
    assert times(PHU_NINH, COURIER, THANH_BINH) == [(at(1), at(2)), NOT_YET, NOT_YET]


def test_a_second_courier_begins_no_hop_anew():
    assert times(COURIER, STRANGER, COURIER)[0] == (at(0), None)


def test_papers_that_are_back_at_their_counter_have_not_begun_their_hop():
    assert times(PHU_NINH, COURIER, PHU_NINH) == [NOT_YET, NOT_YET, NOT_YET]


def test_an_office_that_was_skipped_ends_its_hop_too():
    assert times(PHU_NINH, COURIER, CENTRE) == [(at(1), at(2)), (at(2), at(2)), NOT_YET]


def test_with_the_citizen_every_hop_has_ended_and_nothing_begins_after_it():
    followed = follow(plan=PLAN, stays=had_by(CITIZEN, COURIER))

    assert [hop.ended_at for hop in followed.hops] == [at(0)] * 3
    assert (followed.done, followed.is_astray) == (3, False)


def test_at_an_office_beside_the_way_an_item_is_astray_until_it_goes_on():
    assert follow(plan=PLAN, stays=had_by(COURIER, TAM_NONG)).is_astray
    assert not follow(plan=PLAN, stays=had_by(COURIER, TAM_NONG, COURIER)).is_astray


def test_at_the_end_of_its_way_an_item_is_not_astray_and_elsewhere_it_is():
    assert not follow(plan=PLAN, stays=had_by(AUTHORITY, AUTHORITY)).is_astray
    assert follow(plan=PLAN, stays=had_by(AUTHORITY, CENTRE)).is_astray


@given(st.lists(st.sampled_from([*KINDS, PHU_NINH, TAM_NONG, THANH_BINH, CENTRE]), max_size=12))
def test_whoever_had_it_hops_end_in_order_and_none_before_it_began(holders):
    followed = follow(plan=PLAN, stays=had_by(*holders))

    for no, hop in enumerate(followed.hops):
        assert (hop.ended_at is not None) == (no < followed.done)
        if hop.ended_at is not None:
            assert hop.started_at is not None
            assert hop.started_at <= hop.ended_at
    assert all(hop.started_at is None for hop in followed.hops[followed.done + 1 :])
