"""The way of papers through the timetable."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tracking.kernel.itinerary import BY_HAND_MINUTES, Ride, Stop, itinerary, network

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
