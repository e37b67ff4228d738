"""How far, and which way."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.distance import bearing_deg, distance_m, near_distance_m
from geo.point import Point

CAO_LANH = Point(104_601_700, 1_056_329_400)
SA_DEC = Point(102_908_500, 1_057_563_500)

points = st.builds(
    Point, st.integers(-600_000_000, 600_000_000), st.integers(-1_800_000_000, 1_800_000_000)
)
offsets = st.integers(-1_300_000, 1_300_000)


def test_cao_lanh_and_sa_dec_are_23_km_apart():
    assert distance_m(CAO_LANH, SA_DEC) == pytest.approx(23_100, rel=0.01)


@given(points, offsets, offsets)
def test_the_flat_measure_is_within_one_percent_of_the_ellipsoid_below_30_km(point, north, east):
    other = Point(point.lat_e7 + north, point.lon_e7 + east)
    assume(-1_800_000_000 <= other.lon_e7 <= 1_800_000_000)

    measured = distance_m(point, other)

    assert near_distance_m(point, other) == pytest.approx(measured, rel=0.01, abs=0.5)


@given(points, points)
def test_there_and_back_is_the_same_and_never_less_than_nothing(here, there):
    assert near_distance_m(here, there) == pytest.approx(near_distance_m(there, here))
    assert near_distance_m(here, there) >= 0


def test_two_points_beside_the_date_line_are_near():
    assert near_distance_m(Point(0, 1_799_999_000), Point(0, -1_799_999_000)) < 30


@pytest.mark.parametrize(
    ("north", "east", "expected"),
    [(1000, 0, 0), (0, 1000, 90), (-1000, 0, 180), (0, -1000, 270), (1000, -1, 0)],
)
def test_a_bearing_is_clockwise_from_north(north, east, expected):
    there = Point(CAO_LANH.lat_e7 + north, CAO_LANH.lon_e7 + east)

    assert bearing_deg(CAO_LANH, there) == expected
