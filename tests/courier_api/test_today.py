"""The courier's day over HTTP."""

from datetime import time

import pytest
from django.utils import timezone

from tests import make
from tests.courier_api.callers import API, as_phone
from tests.hands import Hand, send
from tests.tracking.legs.routes import put_route
from tracking.legs.operations.positions import start_shift
from tracking.legs.operations.ways import ensure_runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter():
    return make.counter_and_authority()[0]


@pytest.fixture
def phone(counter):
    return make.phone(make.courier(home=counter))


def day_of(phone):
    answer = as_phone(phone).get(f"{API}/today")
    assert answer.status_code == 200, answer.content
    return answer.json()


def run_from(counter, *, to, phone):
    put_route(
        [(counter, time(8, 0)), (to, time(9, 0)), (counter, time(14, 0))],
        courier=phone.person.couriers.get(),
    )
    ensure_runs(on=timezone.localdate())


def test_a_day_without_a_run_is_empty_and_well(phone):
    day = day_of(phone)

    assert day["run"] is None
    assert day["stops"] == day["items"] == day["door"] == day["links"] == []
    assert day["party"]["id"] == str(phone.party)
    assert day["calendar"]["week"][4] == [["07:00", "11:30"], ["13:30", "17:00"]]


def test_a_stop_tells_where_it_is_and_when(counter, phone):
    other = make.office()
    run_from(counter, to=other, phone=phone)

    day = day_of(phone)

    assert [stop["office"]["id"] for stop in day["stops"]] == [
        str(counter.pk),
        str(other.pk),
        str(counter.pk),
    ]
    assert day["stops"][0]["depart_at"].endswith("08:10:00.000+07:00")
    assert day["links"][0] == [counter.site.lat_e7, counter.site.lon_e7]
    assert {party["id"] for party in day["parties"]} == {str(counter.pk), str(other.pk)}


def test_what_waits_at_a_counter_is_to_be_taken_and_then_given(counter, phone):
    sent = make.sent_from(counter)
    authority = sent.item.consignment.destination
    run_from(counter, to=authority, phone=phone)
    desk, hand = Hand(make.desk(counter)), Hand(phone)
    commissioned = desk.sign("commission", sent.label)
    send(commissioned, now=make.NOON)

    waiting = day_of(phone)
    offer = desk.sign("offer", sent.label, basis=commissioned, to=str(phone.party))
    ticket = desk.ticket(offer, sent.label, to=phone.party)
    accept = hand.sign("accept", sent.label, basis=offer, of=offer.id, tk=ticket)
    send(offer, accept, now=make.NOON)
    carried = day_of(phone)

    item = str(sent.item.pk)
    assert [stop["take"] for stop in waiting["stops"]] == [[item], [], []]
    assert [stop["give"] for stop in carried["stops"]] == [[], [item], []]
    (shown,) = carried["items"]
    assert shown["holder"] == str(phone.party)
    assert shown["tip"] == accept.id
    assert shown["next"] == str(authority.pk)
    assert shown["address"] is None
    assert [paper["no"] for paper in shown["papers"]] == [1, 2]


def test_a_day_knows_the_shift_that_is_open(phone):
    now = timezone.now()
    start_shift(courier=phone.person.couriers.get(), device_id=phone.id, at=now, now=now)

    assert day_of(phone)["shift"]["started_at"] is not None


def test_a_day_costs_the_same_queries_however_much_there_is(
    counter, phone, django_assert_max_num_queries
):
    run_from(counter, to=make.office(), phone=phone)
    client = as_phone(phone)

    with django_assert_max_num_queries(20):
        client.get(f"{API}/today")


@pytest.mark.parametrize("path", ["/today", "/me"])
def test_a_courier_whose_grant_has_ended_reads_no_day_and_is_known_still(phone, path):
    client = as_phone(phone)
    phone.person.grants.update(until_at=timezone.now())

    answer = client.get(f"{API}{path}")

    assert answer.status_code == (404 if path == "/today" else 200)
