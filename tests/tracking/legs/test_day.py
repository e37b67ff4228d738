"""A courier's day over the stops of his run."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from tracking.legs.day import Visit, Waiting, day_stops, with_work
from tracking.legs.timetable import Call

HOME, VILLAGE, TOWN = (UUID(int=no) for no in (1, 2, 3))
SITE_OF = {HOME: UUID(int=11), VILLAGE: UUID(int=12), TOWN: UUID(int=13)}
BEGAN = datetime(2020, 5, 27, 0, 30, tzinfo=UTC)
ITEM = UUID(int=99)


def stops(*visits):
    calls = [
        Call(no=no, office=office, arrive=time(7 + no), depart=time(7 + no, 10))
        for no, office in enumerate((HOME, VILLAGE, TOWN, VILLAGE, HOME), start=1)
    ]
    return day_stops(calls=calls, on=date(2020, 5, 27), site_of=SITE_OF, visits=visits)


def visit(office, *, minute, stays=5):
    at = BEGAN + timedelta(minutes=minute)
    left = None if stays is None else at + timedelta(minutes=stays)
    return Visit(site=SITE_OF[office], arrived_at=at, departed_at=left)


def past(laid_out):
    return [stop.is_past for stop in laid_out]


def work(laid_out):
    return [(bool(stop.give), bool(stop.take)) for stop in laid_out]


def test_before_he_sets_out_all_stops_are_ahead():
    assert past(stops()) == [False] * 5


def test_a_village_called_at_twice_has_its_second_visit_at_its_second_stop():
    laid_out = stops(
        visit(HOME, minute=0),
        visit(VILLAGE, minute=60),
        visit(TOWN, minute=120),
        visit(VILLAGE, minute=180, stays=None),
    )

    assert past(laid_out) == [True, True, True, False, False]
    assert laid_out[3].arrived_at == BEGAN + timedelta(minutes=180)


def test_a_stop_that_was_skipped_is_past_when_the_next_is_reached():
    laid_out = stops(visit(TOWN, minute=90, stays=None))

    assert past(laid_out) == [True, True, False, False, False]


def test_a_place_beside_the_run_changes_nothing():
    elsewhere = Visit(site=UUID(int=77), arrived_at=BEGAN, departed_at=None)

    assert stops(elsewhere) == stops()


def test_what_he_has_is_given_at_the_first_stop_of_its_next_office():
    in_hand = Waiting(item=ITEM, at_office=None, next_office=VILLAGE)

    assert work(with_work(stops(), waiting=[in_hand]))[1] == (True, False)
    later = stops(visit(VILLAGE, minute=0))
    assert work(with_work(later, waiting=[in_hand]))[3] == (True, False)


def test_what_waits_is_taken_where_the_run_still_comes_to_its_next_office():
    for_home = Waiting(item=ITEM, at_office=TOWN, next_office=HOME)
    backwards = Waiting(item=ITEM, at_office=HOME, next_office=UUID(int=5))

    assert work(with_work(stops(), waiting=[for_home]))[2] == (False, True)
    assert not any(stop.take for stop in with_work(stops(), waiting=[backwards]))


def test_what_goes_to_a_door_is_taken_at_its_last_office():
    sealed = Waiting(item=ITEM, at_office=VILLAGE, next_office=None, is_for_door=True)
    at_the_counter = Waiting(item=ITEM, at_office=VILLAGE, next_office=None)

    assert work(with_work(stops(), waiting=[sealed]))[1] == (False, True)
    assert not any(stop.take for stop in with_work(stops(), waiting=[at_the_counter]))
