"""What counts as a position."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.point import E7, LAT_LIMIT_E7, LON_LIMIT_E7, Fault, NotAPosition, Point, fault_of

CAO_LANH = Point(104_601_700, 1_056_329_400)

lat_e7s = st.integers(-LAT_LIMIT_E7, LAT_LIMIT_E7)
lon_e7s = st.integers(-LON_LIMIT_E7, LON_LIMIT_E7)


@given(lat_e7s, lon_e7s)
def test_every_pair_inside_the_ranges_but_zero_zero_is_a_position(lat_e7, lon_e7):
    expected = Fault.NULL_ISLAND if lat_e7 == lon_e7 == 0 else None

    assert fault_of(lat_e7=lat_e7, lon_e7=lon_e7) is expected


@given(lat_e7s, lon_e7s.filter(lambda lon_e7: lon_e7 != 0))
def test_degrees_and_back_give_the_same_integers(lat_e7, lon_e7):
    point = Point(lat_e7, lon_e7)

    assert Point.from_degrees(lat=point.lat, lon=point.lon) == point


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("place", ["lat", "lon"])
def test_a_number_that_is_not_finite_is_no_position(number, place):
    degrees = {"lat": 10.46, "lon": 105.63, place: number}

    with pytest.raises(NotAPosition) as refused:
        Point.from_degrees(**degrees)

    assert refused.value.fault is Fault.NOT_A_NUMBER


@given(
    st.integers(LAT_LIMIT_E7 + 1, LON_LIMIT_E7) | st.integers(-LON_LIMIT_E7, -LAT_LIMIT_E7 - 1),
    lat_e7s,
)
def test_a_latitude_that_only_a_longitude_can_be_was_swapped(lat_e7, lon_e7):
    assert fault_of(lat_e7=lat_e7, lon_e7=lon_e7) is Fault.SWAPPED


@pytest.mark.parametrize(
    ("lat_e7", "lon_e7"),
    [(200 * E7, 0), (10 * E7, 181 * E7), (-91 * E7, 100 * E7), (10 * E7, -1_800_000_001)],
)
def test_a_number_beyond_the_globe_is_out_of_range(lat_e7, lon_e7):
    with pytest.raises(NotAPosition) as refused:
        Point.checked(lat_e7=lat_e7, lon_e7=lon_e7)

    assert refused.value.fault is Fault.OUT_OF_RANGE


def test_cao_lanh_in_degrees_is_the_integers_of_the_wire():
    assert Point.from_degrees(lat=10.46017, lon=105.63294) == CAO_LANH
