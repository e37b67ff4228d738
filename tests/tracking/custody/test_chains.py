"""What the chain of a device shows of its scans counts in whatever order they come."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.hands import Hand, send
from tests.make import MORNING
from tracking.custody.models import Case, Line
from tracking.custody.operations.lines import rebuild
from tracking.custody.operations.sending import take_in
from tracking.ledger.models import Scan

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(hours=9)


@pytest.fixture
def counter():
    return make.counter_and_authority()[0]


def item_of(counter):
    return take_in(intake=make.intake(), office=counter, by=make.person().pk, now=MORNING).item


def standing():
    lines = Line.objects.order_by("subject").values_list("subject", "state", "holder", "flags")
    cases = Case.objects.filter(closed_at=None).order_by("kind", "scan")
    return list(lines), list(cases.values_list("kind", "scan", "subject"))


def in_every_order(scans, *, first=None):
    """Send scans one by one in every order, and return how each leaves things standing."""
    found = []
    for order in permutations(scans):
        with transaction.atomic():
            if first is not None:
                send(first, now=MORNING + timedelta(minutes=1))
            for scan in order:
                send(scan, now=LATER)
            kept = standing()
            rebuild(now=LATER)
            found.append((kept, standing()))
            transaction.set_rollback(True)
    return found


def test_what_saw_no_server_time_is_later_than_what_came_before_it_in_its_chain(counter):
    item, other = item_of(counter), item_of(counter)
    desk, phone = Hand(make.desk(counter)), Hand(make.phone(make.courier(home=counter)))
    taken_in = desk.sign("commission", item)
    phone.at = MORNING + timedelta(hours=2)
    dated = phone.sign("check", other)
    phone.knows_server_time = False
    phone.context = "A" * 11
    lost = phone.sign("check", item)  # never sent: what stands on it floats
    floating = phone.sign("take", item, basis=lost)

    ways = in_every_order([dated, floating], first=taken_in)

    assert len({repr(way) for way in ways}) == 1
    line = next(one for one in ways[0][0][0] if one[0] == item.pk)
    assert line[1:3] == ("held", phone.party), "it provably came after the counter had it"


def test_a_chain_that_goes_on_twice_is_a_case_of_both_in_every_order(counter):
    items = [item_of(counter), item_of(counter)]
    phone = Hand(make.phone(make.courier(home=counter)))
    first = phone.sign("check", items[0])
    place = phone.n, phone.prev
    one = phone.sign("check", items[0])
    phone.n, phone.prev = place
    twin = phone.sign("check", items[1])

    ways = in_every_order([first, one, twin])

    assert len({repr(way) for way in ways}) == 1
    forks = {case for case in ways[0][0][1] if case[0] == "device_fork"}
    assert {(scan, subject) for _, scan, subject in forks} == {
        (one.id, items[0].pk),
        (twin.id, items[1].pk),
    }


def test_a_new_epoch_beside_the_old_one_that_goes_on_is_a_fork_in_every_order(counter):
    item = item_of(counter)
    phone = Hand(make.phone(make.courier(home=counter)))
    last = phone.sign("check", item)
    goes_on = phone.sign("check", item)
    phone.epoch, phone.n, phone.prev = "A" * 22, 0, last.id
    anew = phone.sign("check", item)

    ways = in_every_order([last, goes_on, anew])

    assert len({repr(way) for way in ways}) == 1
    assert {one[1] for one in ways[0][0][1]} == {goes_on.id, anew.id}


def test_a_chain_that_begins_twice_is_a_case_of_both_in_every_order(counter):
    items = [item_of(counter), item_of(counter)]
    phone = Hand(make.phone(make.courier(home=counter)))
    first = phone.sign("check", items[0])
    anew = Hand(phone.signer).sign("check", items[1])  # another epoch, and none before it

    ways = in_every_order([first, anew])

    assert len({repr(way) for way in ways}) == 1
    assert {case[:2] for case in ways[0][0][1]} == {
        ("device_fork", first.id),
        ("device_fork", anew.id),
    }


def begins(scan):
    return Scan.objects.get(pk=scan.id).earliest_at


@pytest.mark.parametrize("knows_server_time", [True, False])
def test_nothing_is_older_than_what_it_is_built_on_whatever_it_says_and_across_epochs(
    counter, knows_server_time
):
    item = item_of(counter)
    phone = Hand(make.phone(make.courier(home=counter)), at=MORNING + timedelta(hours=3))
    dated = phone.sign("check", item)
    phone.at, phone.knows_server_time = MORNING, knows_server_time
    same_epoch = phone.sign("check", item)
    phone.epoch, phone.n = "A" * 22, 0
    new_epoch = phone.sign("check", item)
    behind = phone.sign("check", item)

    for order in permutations([dated, same_epoch, new_epoch, behind]):
        with transaction.atomic():
            for scan in order:
                send(scan, now=LATER)
            assert {begins(one) for one in order} == {MORNING + timedelta(hours=3, seconds=1)}
            transaction.set_rollback(True)


def test_a_device_that_contradicts_itself_is_believed_until_it_was_heard(counter):
    item = item_of(counter)
    phone = Hand(make.phone(make.courier(home=counter)))
    first = phone.sign("check", item)
    phone.at += timedelta(hours=3)
    dated = phone.sign("check", item)
    phone.at -= timedelta(hours=3)
    behind = phone.sign("check", item)

    heard_at = MORNING + timedelta(hours=1)
    send(first, behind, now=heard_at)
    send(dated, now=LATER)

    assert begins(behind) == heard_at


def test_a_scan_that_comes_late_asks_for_no_more_than_it_changes(counter):
    item = item_of(counter)
    phone = Hand(make.phone(make.courier(home=counter)))
    late = [phone.sign("check", item) for _ in range(3)]
    phone.knows_server_time = False
    undated = [phone.sign("check", item) for _ in range(5)]
    phone.knows_server_time = True
    dated = [phone.sign("check", item) for _ in range(20)]
    send(*undated, *dated, now=LATER)
    stored = dict(Scan.objects.values_list("pk", "begins_at"))

    with CaptureQueriesContext(connection) as queries:
        send(*late, now=LATER)
    first = len(queries)
    with CaptureQueriesContext(connection) as queries:
        send(*late, now=LATER)

    raised = {pk for pk, at in stored.items() if at < Scan.objects.get(pk=pk).begins_at}
    assert raised == {one.id for one in undated}
    assert len(queries) < first <= 26


def test_a_small_number_signed_today_makes_nothing_younger_that_was_heard_before(counter):
    item = item_of(counter)
    phone = Hand(make.phone(make.courier(home=counter)))
    phone.sign("check", item)
    heard = phone.sign("check", item)
    behind = phone.sign("check", item)
    forked = Hand(phone.signer, at=MORNING + timedelta(hours=5))
    forked.epoch = phone.epoch
    today = forked.sign("check", item)

    for scan, hours in ((heard, 1), (behind, 4), (today, 6)):
        send(scan, now=MORNING + timedelta(hours=hours))

    assert begins(today) == MORNING + timedelta(hours=5, seconds=1)
    assert max(begins(heard), begins(behind)) < MORNING + timedelta(minutes=1)
