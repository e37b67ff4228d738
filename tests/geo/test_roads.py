"""The way along known links."""

from itertools import pairwise

import pytest

from geo import roads
from geo.catalogue import shipped_units
from geo.distance import near_distance_m
from geo.point import Point
from geo.roads import shipped_roads, way_between, way_through

CENTRES = {row.code: row.centre for row in shipped_units() if row.valid_from is None}
PHU_NINH, AN_LONG, THANH_BINH = (CENTRES[code] for code in ("30028", "30022", "30130"))
FAR_AWAY = Point(101_000_000, 1_071_000_000)


def length_m(way):
    return sum(near_distance_m(a, b) for a, b in pairwise(way))


def test_every_node_is_reached_from_every_other_by_links_alone():
    net = shipped_roads()
    code_of = {point: code for code, point in net.nodes.items()}
    links = {(code, link.to) for code, some in net.links.items() for link in some}
    start, *others = net.nodes.values()
    assert all((there, here) in links for here, there in links), "so one start is enough"

    for other in others:
        way = [code_of[point] for point in way_between(start, other)]
        assert set(pairwise(way)) <= links


def test_the_way_from_a_commune_to_its_postal_hub_is_the_one_that_one_rides():
    nodes = shipped_roads().nodes

    way = way_between(PHU_NINH, THANH_BINH)

    assert [point for point in way if point in nodes.values()] == [
        nodes[code] for code in ("30028", "30034", "30142", "30160", "30130")
    ]


@pytest.mark.parametrize(("road_m", "way"), [(7_999, ["a", "c", "b"]), (8_001, ["a", "b"])])
def test_a_metre_by_ferry_takes_as_long_as_four_by_road(monkeypatch, road_m, way):
    nodes = [{"code": code, "lat": "10.5", "lon": f"105.{no}"} for no, code in enumerate("abc")]
    links = [
        {"a": "a", "b": "b", "length_m": "2000", "mode": "ferry"},
        {"a": "a", "b": "c", "length_m": "1000", "mode": "bridge"},
        {"a": "c", "b": "b", "length_m": str(road_m - 1000), "mode": "road"},
    ]
    shipped = {"link_nodes.csv": nodes, "links.csv": links}
    monkeypatch.setattr(roads, "rows_of", lambda path: shipped[path.name])
    net = shipped_roads.__wrapped__()
    monkeypatch.setattr(roads, "shipped_roads", lambda: net)

    found = way_between.__wrapped__(net.nodes["a"], net.nodes["b"])

    assert found == tuple(net.nodes[code] for code in way)


@pytest.mark.parametrize("there", [THANH_BINH, CENTRES["867"]])
def test_a_way_is_longer_than_the_flight_of_a_bird_but_not_absurd(there):
    way = way_between(PHU_NINH, there)

    bird_m = near_distance_m(PHU_NINH, there)
    assert (way[0], way[-1]) == (PHU_NINH, there)
    assert len(way) > 2
    assert bird_m < length_m(way) < 3 * bird_m


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
