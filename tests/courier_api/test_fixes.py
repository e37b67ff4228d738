"""Positions over HTTP: what is kept, what is left out, and that nothing bad is ever a 500.

Numbers that are no place: test_bad_input.py.
"""

import pytest
from django.utils import timezone

from tests import make
from tests.courier_api.callers import as_phone, post
from tracking.kernel.instants import milliseconds
from tracking.legs.models import Fix, LatestFix
from tracking.legs.operations.positions import start_shift

pytestmark = pytest.mark.django_db

LAT_E7, LON_E7 = 106_880_500, 1_054_017_700


@pytest.fixture
def phone():
    return make.phone()


@pytest.fixture
def on_shift(phone):
    now = timezone.now()
    courier = phone.person.couriers.get()
    start_shift(courier=courier, device_id=phone.id, at=now, now=now)
    return as_phone(phone)


def fix(**differs):
    names = ("ms", "lat_e7", "lon_e7", "accuracy_m", "speed_cms", "heading_deg")
    values = (milliseconds(timezone.now()), LAT_E7, LON_E7, 12, None, 90)
    return [differs.get(name, value) for name, value in zip(names, values, strict=True)]


def sent(client, *fixes):
    return post(client, "/fixes", {"fixes": list(fixes)})


def test_a_position_on_shift_is_kept(on_shift, phone):
    answer = sent(on_shift, fix())

    assert answer.json() == {"stored": 1, "dropped": []}
    assert LatestFix.objects.get().lat_e7 == LAT_E7
    assert Fix.objects.get().device_id == phone.id


def test_a_bad_position_among_good_ones_is_named_and_left_out(on_shift):
    answer = sent(on_shift, fix(), fix(lat_e7=LON_E7, lon_e7=LAT_E7))

    assert answer.json() == {"stored": 1, "dropped": [{"index": 1, "code": "swapped"}]}


def test_a_position_off_the_globe_alone_is_refused_with_its_reason(on_shift):
    answer = sent(on_shift, fix(lat_e7=2_000_000_000))

    assert answer.status_code == 422
    assert answer.json()["code"] == "bad_positions"
    assert answer.json()["dropped"] == [{"index": 0, "code": "out_of_range"}]


def test_nobody_is_watched_off_shift(phone):
    answer = sent(as_phone(phone), fix())

    assert (answer.status_code, answer.json()["code"]) == (409, "off_shift")
    assert not Fix.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        '{"fixes": [[1, true, 2, 3, null, null]]}',
        '{"fixes": [[1, null, 2, 3, null, null]]}',
        '{"fixes": [[1, 2, 3, 4, null]]}',
        '{"fixes": [[1e400, 2, 3, 4, null, null]]}',
        '{"fixes": [[99999999999999999999, 2, 3, 4, null, null]]}',
        '{"fixes": []}',
        '{"fixes": [[]]}',
        '{"fixes": null}',
        '{"fixes": [[1, 2, 3, 4, null, null]], "more": 1}',
    ],
)
def test_what_has_not_the_shape_of_positions_is_refused_whole(on_shift, text):
    answer = on_shift.post("/api/v1/fixes", text, content_type="application/json")

    assert answer.status_code in {400, 422}, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Fix.objects.exists()


@pytest.mark.parametrize(
    "differs",
    [
        {"ms": -(2**53) + 1},
        {"ms": 2**53 - 1},
        {"accuracy_m": 2**53 - 1},
        {"speed_cms": 2**53 - 1},
        {"heading_deg": -(2**53) + 1},
        {"lon_e7": 2**53 - 1},
    ],
)
def test_numbers_beyond_all_bounds_are_refused_and_no_fault(on_shift, differs):
    assert sent(on_shift, fix(**differs)).status_code == 422


def test_more_than_500_positions_come_in_parts(on_shift):
    assert sent(on_shift, *[fix()] * 501).status_code == 422
    assert sent(on_shift, *[fix()] * 500).status_code == 200
