"""The way along known links."""

from itertools import pairwise

import pytest

from geo.catalogue import shipped_units
from geo.distance import near_distance_m
from geo.point import Point
from geo.roads import shipped_roads, way_between, way_through

CENTRES = {row.code: row.centre for row in shipped_units() if row.valid_from is None}
PHU_NINH, AN_LONG, THANH_BINH = (CENTRES[code] for code in ("30028", "30022", "30130"))
FAR_AWAY = Point(101_000_000, 1_071_000_000)


def length_m(way):
    return sum(near_distance_m(a, b) for a, b in pairwise(way))


def test_every_node_can_be_reached_from_every_other():
    net = shipped_roads()
    start, *others = net.nodes.values()

    assert all(length_m(way_between(start, other)) > 0 for other in others)


@pytest.mark.parametrize("there", [AN_LONG, THANH_BINH, CENTRES["867"]])
def test_a_way_is_longer_than_the_flight_of_a_bird_but_not_absurd(there):
    way = way_between(PHU_NINH, there)

    bird_m = near_distance_m(PHU_NINH, there)
    assert way[0] == PHU_NINH
    assert way[-1] == there
    assert bird_m <= length_m(way) + 1 < 3 * bird_m + 1


def test_a_place_beside_the_network_is_reached_by_a_straight_line():
    assert way_between(PHU_NINH, FAR_AWAY) == (PHU_NINH, FAR_AWAY)


def test_a_way_through_places_holds_each_of_them_once_in_order():
    way = way_through([PHU_NINH, AN_LONG, THANH_BINH])

    assert [way.index(place) for place in (PHU_NINH, AN_LONG, THANH_BINH)] == sorted(
        way.index(place) for place in (PHU_NINH, AN_LONG, THANH_BINH)
    )
    assert all(a != b for a, b in pairwise(way))


def test_no_places_have_no_way():
    assert way_through([]) == []
