"""Whoever was let act no more signs nothing, by no device, until the account is opened again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.courier_api.callers import API, as_phone, at_desk
from tests.hands import Hand, send
from tests.make import MORNING
from tracking.custody.models import Line
from tracking.custody.operations import membership, rights
from tracking.custody.operations.sending import take_in
from tracking.parties.models import Shift

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
CLOSED = MORNING + HOUR
REOPENED = MORNING + 3 * HOUR


class Counter:
    """An item at a counter, its clerk at the desk, and a courier."""

    def __init__(self):
        self.office, _ = make.counter_and_authority()
        sent = take_in(intake=make.intake(), office=self.office, by=make.person().pk, now=MORNING)
        self.item = sent.item
        self.desk = Hand(make.desk(self.office))
        self.courier = make.courier(home=self.office)
        self.phone = Hand(make.phone(self.courier))
        self.commission = self.desk.sign("commission", self.item)
        send(self.commission, now=MORNING + HOUR / 2)

    def close(self, hand):
        rights.close_account(person_id=hand.signer.person.pk, now=CLOSED)

    def reopen(self, hand):
        rights.reopen_account(person_id=hand.signer.person.pk, now=REOPENED)

    def signs(self, hand, act, *, at, **members):
        hand.at = at
        scan = hand.sign(act, self.item, basis=self.commission, **members)
        send(scan, now=at + timedelta(minutes=1))
        return Line.objects.get(subject=self.item.pk)


@pytest.fixture
def counter():
    return Counter()


def test_the_phone_of_who_was_closed_takes_nothing(counter):
    counter.close(counter.phone)

    assert counter.signs(counter.phone, "take", at=CLOSED + HOUR).holder == counter.office.pk


def test_who_was_closed_offers_nothing_at_a_desk(counter):
    counter.close(counter.desk)

    line = counter.signs(counter.desk, "offer", at=CLOSED + HOUR, to=str(counter.courier.pk))

    assert (line.state, line.offeree) == ("held", None)


def test_what_was_signed_before_the_account_was_closed_counts(counter):
    counter.close(counter.phone)

    line = counter.signs(counter.phone, "take", at=CLOSED - timedelta(minutes=2))

    assert line.holder == counter.courier.pk


def test_what_is_signed_after_it_was_opened_again_counts_and_nothing_between(counter):
    counter.close(counter.phone)
    counter.reopen(counter.phone)

    between = counter.signs(counter.phone, "take", at=CLOSED + HOUR).holder
    after = counter.signs(counter.phone, "take", at=REOPENED + HOUR).holder

    assert (between, after) == (counter.office.pk, counter.courier.pk)


def test_neither_log_in_nor_bearer_of_before_comes_back_with_the_account():
    desk, phone = make.desk(), make.phone()
    clients = [at_desk(desk), as_phone(phone)]

    for one in (desk, phone):
        rights.close_account(person_id=one.person.pk, now=timezone.now())
        rights.reopen_account(person_id=one.person.pk, now=timezone.now())

    assert [client.get(f"{API}/me").status_code for client in clients] == [401, 401]
    desk.person.refresh_from_db()
    assert at_desk(desk).get(f"{API}/me").status_code == 200


@pytest.mark.parametrize("how", ["closed", "revoked", "undone"])
def test_nobody_stays_on_the_map_who_cannot_leave_it(how):
    courier, now = make.courier(), timezone.now()
    phone = make.phone(courier)
    shift = make.shift(of=courier)
    Shift.objects.filter(pk=shift.pk).update(device=phone.device)

    if how == "closed":
        rights.close_account(person_id=courier.person_id, now=now)
    elif how == "revoked":
        membership.revoke_device(device_id=phone.id, why="broken", now=now)
    else:
        membership.undo_device(device_id=phone.id, why="not_mine", by=None, now=now)

    assert Shift.objects.get(pk=shift.pk).ended_at is not None
