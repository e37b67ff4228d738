"""What a device signed counts while its enrolment stands, and never once that is undone."""

from datetime import timedelta

import pytest

from tests import make
from tests.hands import Hand, send
from tests.make import MORNING
from tracking.custody.models import Case, Line
from tracking.custody.operations import membership
from tracking.custody.operations.sending import take_in
from tracking.kernel.line import Role
from tracking.kernel.receipt import Outcome
from tracking.kernel.scan import Flag, Reason

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(hours=1)
EVENING = MORNING + timedelta(hours=9)


class Counter:
    """An item at a counter, two couriers at home there, and a supervisor with a phone."""

    def __init__(self):
        self.office, _ = make.counter_and_authority()
        sent = take_in(intake=make.intake(), office=self.office, by=make.person().pk, now=MORNING)
        self.item = sent.item
        self.desk = Hand(make.desk(self.office))
        self.phone, self.other = (Hand(make.phone(self._courier())) for _ in range(2))
        supervisor = make.clerk(at=self.office, role=Role.SUPERVISOR)
        self.waiting = Hand(make.phone_of(supervisor, waits_since=make.LONG_AGO))

    def _courier(self):
        courier = make.courier(home=self.office)
        make.grant(to=courier.person, on=self.office, role=Role.SERVES)
        make.shift(of=courier, from_at=MORNING)
        return courier

    @property
    def line(self):
        return Line.objects.get(subject=self.item.pk)

    @property
    def cases(self):
        found = Case.objects.filter(subject=self.item.pk, closed_at=None)
        return set(found.values_list("kind", "scan"))

    def signed(self, hand, act, **members):
        scan = hand.sign(act, self.item, **members)
        send(scan, now=LATER)
        return scan

    def taken_by(self, hand):
        take = self.signed(hand, "take", basis=self.signed(self.desk, "commission"))
        assert self.line.holder == hand.party
        return take

    def handed_to(self, hand):
        """Let the counter give the item with two hands."""
        offer = self.signed(
            self.desk, "offer", basis=self.signed(self.desk, "commission"), to=str(hand.party)
        )
        return self.signed(hand, "accept", basis=offer, of=offer.id)

    def given_by_a_ticket_alone(self, hand, *, basis):
        """Let a phone show the ticket of an offer that it never sends."""
        offer = hand.sign("offer", self.item, basis=basis, to=str(self.other.party))
        ticket = hand.ticket(offer, self.item, to=self.other.party)
        self.other.at = LATER + timedelta(minutes=10)
        accept = self.other.sign("accept", self.item, basis=offer, of=offer.id, tk=ticket)
        send(accept, now=LATER + timedelta(minutes=20))
        return accept


@pytest.fixture
def counter():
    return Counter()


def undo(hand, *, now=EVENING):
    membership.undo_device(device_id=hand.signer.id, why="not_mine", by=None, now=now)


def approve(hand, *, now=EVENING):
    membership.approve_device(device_id=hand.signer.id, by=None, now=now)


def test_what_an_undone_phone_signed_never_moved_anything(counter):
    take = counter.taken_by(counter.phone)

    undo(counter.phone)

    assert counter.line.holder == counter.office.pk
    assert ("no_grant", take.id) in counter.cases


def test_a_ticket_that_an_undone_phone_showed_gave_nothing(counter):
    accept = counter.handed_to(counter.phone)
    strange = Hand(make.phone(counter.phone.signer.person.couriers.get()))
    accept = counter.given_by_a_ticket_alone(strange, basis=accept)
    assert (counter.line.holder, counter.line.flags) == (counter.other.party, ["gap"])

    undo(strange)

    assert "unconfirmed" in counter.line.flags
    assert ("forged", accept.id) in counter.cases


def test_the_desk_whose_enrolment_is_undone_commissioned_nothing(counter):
    counter.taken_by(counter.phone)

    undo(counter.desk)

    assert counter.line.holder != counter.office.pk
    assert "no_grant" in {kind for kind, _ in counter.cases}


def test_what_an_undone_phone_sends_afterwards_is_set_aside(counter):
    undo(counter.phone)

    receipt = send(counter.phone.sign("take", counter.item), now=EVENING)

    assert [(one.outcome, one.reason) for one in receipt.results] == [
        (Outcome.QUARANTINED, Reason.REVOKED)
    ]


def test_a_waiting_phone_is_heard_and_moves_nothing(counter):
    take = counter.taken_by(counter.phone)
    confirm = counter.waiting.sign("confirm", counter.item, of=take.id, **counter_of(counter))

    receipt = send(confirm, now=LATER)

    assert [(one.outcome, one.flags) for one in receipt.results] == [
        (Outcome.ACCEPTED, (Flag.NO_GRANT,))
    ]
    assert "unconfirmed" in counter.line.flags


def test_what_it_signed_while_it_waited_counts_once_it_is_approved(counter):
    take = counter.taken_by(counter.phone)
    confirm = counter.signed(counter.waiting, "confirm", of=take.id, **counter_of(counter))
    assert ("no_grant", confirm.id) in counter.cases

    approve(counter.waiting)

    assert counter.line.flags == []
    assert counter.cases == set()


def test_whether_it_was_approved_before_or_after_it_was_heard_is_all_one(counter):
    take = counter.taken_by(counter.phone)
    confirm = counter.waiting.sign("confirm", counter.item, of=take.id, **counter_of(counter))
    approve(counter.waiting, now=LATER)

    send(confirm, now=EVENING)

    assert counter.line.flags == []


def test_an_approval_that_is_undone_counts_no_more(counter):
    take = counter.taken_by(counter.phone)
    counter.signed(counter.waiting, "confirm", of=take.id, **counter_of(counter))
    approve(counter.waiting)

    undo(counter.waiting)

    assert "unconfirmed" in counter.line.flags


def counter_of(counter):
    return {"for": str(counter.office.pk)}
