"""Where couriers are: kept on shift alone, once, whatever a phone sends."""

from datetime import timedelta

import pytest
from django.test import override_settings

from geo.distance import METRES_A_DEGREE
from geo.point import E7
from tests import make
from tracking.feed.models import OutboxRow
from tracking.kernel.instants import milliseconds
from tracking.legs.models import Arrival, Fix, LatestFix
from tracking.legs.operations.positions import (
    RAW_FIXES_LIVE,
    BadPositions,
    OffShift,
    forget_old_fixes,
    record_fixes,
    start_shift,
    stop_shift,
    stop_shifts_without_right,
)
from tracking.legs.queries import couriers_on_board, latest_moved, position_of
from tracking.legs.tasks import end_shifts_without_right, forget_positions
from tracking.legs.tracks import Dropped
from tracking.parties.models import OfficeKind

pytestmark = pytest.mark.django_db

BEGAN = make.MORNING - timedelta(hours=2)
NOW = make.MORNING


@pytest.fixture
def home():
    province = make.unit(name="Tỉnh Đồng Tháp", level="province")
    return make.office(of=make.unit(above=province))


@pytest.fixture
def courier(home):
    its_courier = make.courier(home=home)
    start_shift(courier=its_courier, device_id=None, at=BEGAN, now=BEGAN)
    OutboxRow.objects.all().delete()
    return its_courier


def at(office, *, seconds=0, north_m=0, heading_deg=None):
    return (
        milliseconds(BEGAN + timedelta(seconds=seconds)),
        office.site.lat_e7 + round(north_m / METRES_A_DEGREE * E7),
        office.site.lon_e7,
        10,
        None,
        heading_deg,
    )


def stay(office, *, from_s=0, until_s=120):
    return [at(office, seconds=second) for second in range(from_s, until_s + 1, 10)]


def send(courier, sent, *, now=NOW):
    return record_fixes(courier=courier, device_id=None, sent=sent, now=now)


def told():
    return list(OutboxRow.objects.order_by("pk").values_list("kind", "body", "streams"))


def test_positions_of_a_shift_are_kept_and_the_newest_is_known(courier, home):
    stored = send(courier, [at(home), at(home, seconds=30, north_m=300, heading_deg=12)])

    assert stored.stored == 2
    assert stored.dropped == []
    assert Fix.objects.count() == 2
    position = position_of(courier.pk, now=NOW)
    assert position.at == BEGAN + timedelta(seconds=30)
    assert position.heading_deg == 12


def test_a_batch_sent_twice_has_one_effect(courier, home):
    for _ in range(2):
        send(courier, stay(home))

    assert Fix.objects.count() == len(stay(home))
    assert Arrival.objects.count() == 1


def test_one_bad_position_does_not_spoil_the_others(courier, home):
    ms, lat_e7, lon_e7, *_ = at(home)

    stored = send(courier, [at(home), (ms + 1, lon_e7, lat_e7, 10, None, None)])

    assert stored.stored == 1
    assert [(one.index, one.code) for one in stored.dropped] == [(1, Dropped.SWAPPED)]


@pytest.mark.parametrize(
    ("differs", "code"),
    [
        ({1: 105 * E7, 2: 10 * E7}, Dropped.SWAPPED),
        ({1: 200 * E7}, Dropped.OUT_OF_RANGE),
        ({2: -181 * E7}, Dropped.OUT_OF_RANGE),
        ({1: 0, 2: 0}, Dropped.NULL_ISLAND),
        ({3: -1}, Dropped.BAD_ACCURACY),
        ({4: -5}, Dropped.BAD_SPEED),
        ({5: 361}, Dropped.BAD_HEADING),
        ({0: milliseconds(NOW + timedelta(minutes=3))}, Dropped.FROM_THE_FUTURE),
        ({0: milliseconds(NOW - timedelta(days=8))}, Dropped.TOO_OLD),
        ({0: -(2**53) + 1}, Dropped.TOO_OLD),
    ],
)
def test_a_batch_in_which_nothing_can_be_is_refused_with_reasons(courier, home, differs, code):
    sent = tuple(differs.get(no, value) for no, value in enumerate(at(home)))

    with pytest.raises(BadPositions) as refused:
        send(courier, [sent])

    assert refused.value.dropped == [{"index": 0, "code": code}]
    assert not Fix.objects.exists()


def test_nobody_is_watched_off_shift(courier, home):
    stop_shift(courier=courier, at=BEGAN + timedelta(minutes=10), now=NOW)

    with pytest.raises(OffShift):
        send(courier, [at(home, seconds=1200)])

    assert not Fix.objects.exists()


def test_positions_of_a_shift_that_come_after_its_end_are_kept(courier, home):
    stop_shift(courier=courier, at=BEGAN + timedelta(minutes=10), now=NOW)

    stored = send(courier, [at(home, seconds=300), at(home, seconds=1200)])

    assert stored.stored == 1
    assert [one.code for one in stored.dropped] == [Dropped.OFF_SHIFT]


def test_a_stay_at_a_counter_is_an_arrival_that_its_boards_learn(courier, home):
    send(courier, stay(home))

    arrival = Arrival.objects.get()
    assert arrival.site == home.site
    assert arrival.arrived_at == BEGAN
    ((kind, body, streams),) = told()
    assert kind == "courier.changed"
    assert body["site"] == str(home.pk)
    assert body["on_shift"] is True
    assert f"office.{home.pk}" in streams
    assert f"person.{courier.person_id}" in streams
    assert sum(stream.startswith("unit.") for stream in streams) == 2


@pytest.mark.parametrize(
    ("kinds", "ended", "stands"),
    [
        (("postal_point", "authority"), (), 1),
        (("authority", "postal_point"), (), 0),
        (("postal_point", "authority", "one_stop"), (), 2),
        (("one_stop", "postal_point"), (0,), 1),
        (("postal_point",), (0,), None),
    ],
)
def test_board_and_boards_news_name_one_office_of_a_building(courier, home, kinds, ended, stands):
    site, unit = make.site(of=home.unit), make.unit()
    site.lat_e7 += round(50_000 / METRES_A_DEGREE * E7)  # where no other is
    site.save()
    offices = [make.office(of=unit, kind=OfficeKind(kind)) for kind in kinds]
    for no, one in enumerate(offices):
        one.site = site
        one.valid_until = NOW.date() if no in ended else None
        one.save()

    send(courier, stay(offices[0]))

    (on,) = couriers_on_board(home_ids=[home.pk], now=NOW)
    ((_, body, _),) = told()
    assert on.site == (None if stands is None else offices[stands].pk)
    assert body["site"] == (on.site and str(on.site))


def test_leaving_ends_the_arrival_and_is_told(courier, home):
    away = [at(home, seconds=140 + 10 * no, north_m=200 + 80 * no) for no in range(5)]

    send(courier, [*stay(home), *away])

    assert Arrival.objects.get().departed_at == BEGAN + timedelta(seconds=140)
    assert [body["site"] for _, body, _ in told()] == [str(home.pk), None]


def test_two_uploads_tell_the_story_of_one(courier, home):
    whole = stay(home)
    for part in (whole[:3], whole[3:]):
        send(courier, part)

    assert Arrival.objects.count() == 1


def test_who_rides_past_a_counter_tells_nobody(courier, home):
    send(courier, [at(home, seconds=no, north_m=-300 + 9 * no) for no in range(70)])

    assert not Arrival.objects.exists()
    assert told() == []


def test_positions_that_come_late_do_not_turn_the_map_back(courier, home):
    send(courier, [at(home, seconds=600, north_m=2_000)])
    send(courier, [at(home, seconds=300, north_m=1_000)])

    assert position_of(courier.pk, now=NOW).at == BEGAN + timedelta(seconds=600)
    assert Fix.objects.count() == 2


def test_the_live_map_sees_what_moved_since_it_looked(courier, home):
    send(courier, [at(home)])
    (before,) = latest_moved(after_tick=0)

    send(courier, [at(home, seconds=20, north_m=150)])

    (moved,) = latest_moved(after_tick=before.tick)
    assert moved.courier == courier.pk
    assert latest_moved(after_tick=moved.tick) == []


def test_a_demo_lives_faster_than_the_clock(courier, home):
    with override_settings(DEMO_RATE=20):
        send(courier, [at(home, seconds=no) for no in range(4)])

    assert Arrival.objects.count() == 1


def test_a_shift_that_begins_and_ends_shows_and_hides_its_courier(home):
    courier = make.courier(home=home)

    start_shift(courier=courier, device_id=None, at=BEGAN, now=NOW)
    send(courier, stay(home))
    (on,) = couriers_on_board(home_ids=[home.pk], now=NOW)
    stop_shift(courier=courier, at=NOW, now=NOW)
    (off,) = couriers_on_board(home_ids=[home.pk], now=NOW)

    assert on.is_on_shift
    assert on.site == home.pk
    assert not off.is_on_shift
    assert off.position is None
    assert not LatestFix.objects.exists()
    assert Arrival.objects.get().departed_at == NOW
    assert [body["on_shift"] for _, body, _ in told()] == [True, True, False]


def test_a_shift_started_twice_is_told_once(home):
    courier = make.courier(home=home)

    for _ in range(2):
        start_shift(courier=courier, device_id=None, at=BEGAN, now=NOW)

    assert len(told()) == 1


def test_whose_right_ends_by_itself_is_off_the_map_at_once_and_the_clock_ends_the_shift(
    courier, home
):
    send(courier, stay(home))
    ends_at = NOW + timedelta(minutes=5)
    courier.person.grants.update(until_at=ends_at)
    after = ends_at + timedelta(days=3)

    def on_the_map(now):
        (shown,) = couriers_on_board(home_ids=[home.pk], now=now)
        return shown.is_on_shift, shown.position, position_of(courier.pk, now=now)

    assert all(on_the_map(NOW))
    assert on_the_map(ends_at) == (False, None, None)

    stop_shifts_without_right(now=NOW)
    assert LatestFix.objects.exists()
    for _ in range(2):
        stop_shifts_without_right(now=after)
    assert courier.shifts.get().ended_at == ends_at
    assert not LatestFix.objects.exists()
    assert [body["on_shift"] for _, body, _ in told()] == [True, False]


def test_the_clock_ends_the_shift_of_who_is_a_courier_no_more(courier):
    courier.person.grants.update(until_at=NOW)

    end_shifts_without_right()

    assert courier.shifts.get().ended_at == NOW


def test_raw_positions_are_forgotten_after_their_time(courier, home):
    send(courier, [at(home)])

    assert forget_old_fixes(now=NOW + RAW_FIXES_LIVE) == 0
    assert forget_old_fixes(now=NOW + RAW_FIXES_LIVE + timedelta(minutes=1)) == 1


def test_the_clock_forgets_what_is_old(courier, home):
    send(courier, [at(home)])

    forget_positions()

    assert not Fix.objects.exists()  # it is of 2020


def test_who_was_off_shift_already_is_told_of_no_second_end(courier):
    for _ in range(2):
        stop_shift(courier=courier, at=NOW, now=NOW)

    assert [body["on_shift"] for _, body, _ in told()] == [False]


def test_a_reflection_moves_nobody_but_is_kept(courier, home):
    send(courier, [at(home), at(home, seconds=5, north_m=50_000)])

    assert position_of(courier.pk, now=NOW).at == BEGAN
    assert Fix.objects.count() == 2


def test_a_batch_costs_the_same_few_queries_however_many(
    courier, home, django_assert_max_num_queries
):
    send(courier, [at(home)])
    ride = [at(home, seconds=10 + no, north_m=20 * no) for no in range(100)]

    with django_assert_max_num_queries(9):
        send(courier, ride)
