"""Who judges a device or gives a role, and a scan that stands on it, wait for each other."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tests import make
from tests.hands import Hand, send
from tests.story import Story
from tests.tracking.custody.races import LONG, later, must_wait
from tracking.custody.models import Case, Line
from tracking.custody.operations import grants, membership, waiting
from tracking.custody.operations.lines import rebuild
from tracking.custody.operations.waiting import look_at_what_waits
from tracking.kernel.line import Role

__all__ = ["later"]  # a fixture
pytestmark = pytest.mark.django_db(transaction=True)


class Handoff:
    """A handoff by the ticket of a second device of the counter, which the phone accepts."""

    def __init__(self, *, waits=False):
        story = self.story = Story().commission()
        self.now, self.item = story.now + timedelta(minutes=5), story.item
        self.clerk = make.clerk(at=story.desk.signer.office)
        signer = (
            make.phone_of(self.clerk, waits_since=make.LONG_AGO)
            if waits
            else make.desk(story.desk.signer.office)
        )
        object.__setattr__(signer, "party", story.desk.party)
        self.giver = Hand(signer, at=story.now)
        offer = self.giver.sign("offer", self.item, basis=story.tip)
        ticket = self.giver.ticket(offer, self.item)
        self.accept = story.phone.sign(
            "accept", self.item, basis=story.tip, of=offer.id, tk=ticket
        )

    def undo(self):
        membership.undo_device(
            device_id=self.giver.signer.id, why="not_mine", by=None, now=self.now
        )

    def approve(self):
        membership.approve_device(device_id=self.giver.signer.id, by=None, now=self.now)


def state_of(item):
    line = Line.objects.get(subject=item.pk)
    cases = Case.objects.filter(subject=item.pk, closed_at=None)
    return (
        line.state,
        line.flags,
        line.steps[-1]["is_two_sided"],
        sorted(cases.values_list("kind", flat=True)),
    )


def rebuilt(item):
    rebuild(now=timezone.now())
    return state_of(item)


@pytest.mark.parametrize(("judge", "waits"), [("undo", False), ("approve", True)])
def test_whose_giver_is_judged_while_an_accept_comes_stands_as_it_is_rebuilt(
    later,
    judge,
    waits,
):
    handoff = Handoff(waits=waits)
    with transaction.atomic():
        send(handoff.accept, now=handoff.now)
        judging = later(getattr(handoff, judge))
        must_wait(judging)

    judging.result(LONG)
    live = state_of(handoff.item)
    assert live[2] is waits
    assert live == rebuilt(handoff.item)


@pytest.mark.parametrize(("judge", "waits"), [("undo", False), ("approve", True)])
def test_an_accept_that_comes_while_its_giver_is_judged_waits(
    later,
    judge,
    waits,
):
    handoff = Handoff(waits=waits)
    with transaction.atomic():
        getattr(handoff, judge)()
        accepting = later(send, handoff.accept, now=handoff.now)
        must_wait(accepting)

    accepting.result(LONG)
    live = state_of(handoff.item)
    assert live[2] is waits
    assert live == rebuilt(handoff.item)


class NewClerk:
    """What somebody signs at a counter who has no role there yet."""

    def __init__(self):
        story = self.story = Story().commission()
        self.person = make.person()
        phone = make.phone_of(self.person, waits_since=make.LONG_AGO, approved_at=make.LONG_AGO)
        object.__setattr__(phone, "party", story.desk.party)
        self.hand = Hand(phone, at=story.now)
        self.offer = self.hand.sign(
            "offer", story.item, basis=story.tip, to=str(story.phone.party)
        )

    def accept(self):
        ticket = self.hand.ticket(self.offer, self.story.item)
        members = {"of": self.offer.id, "tk": ticket}
        return self.story.phone.sign("accept", self.story.item, basis=self.story.tip, **members)

    def given(self):
        grants.give_grant(
            person_id=self.person.pk,
            role=Role.CLERK,
            party_id=self.story.desk.party,
            from_at=make.LONG_AGO,
            now=self.story.now,
        )


@pytest.mark.parametrize("act", ["offer", "accept"])
def test_a_role_that_is_given_while_a_scan_comes_counts_for_it(later, act):
    new = NewClerk()
    scan = new.offer if act == "offer" else new.accept()
    with transaction.atomic():
        send(scan, now=new.story.now)
        giving = later(new.given)
        must_wait(giving)

    giving.result(LONG)
    live = state_of(new.story.item)
    assert "no_grant" not in live[3]
    assert live == rebuilt(new.story.item)


def test_what_comes_while_a_role_is_given_waits(later):
    new = NewClerk()
    with transaction.atomic():
        new.given()
        offering = later(send, new.offer, now=new.story.now)
        must_wait(offering)

    offering.result(LONG)
    assert state_of(new.story.item)[0] == "offered"


def test_what_nobody_folded_before_the_server_stopped_is_folded_by_the_clock(monkeypatch):
    handoff = Handoff()
    send(handoff.accept, now=handoff.now)
    before = state_of(handoff.item)
    with monkeypatch.context() as stopping:
        stopping.setattr(membership, "look_at_what_is_marked", lambda _items, *, now: now)
        handoff.undo()
    assert state_of(handoff.item) == before

    assert look_at_what_waits(now=handoff.now) == 1

    assert state_of(handoff.item) == rebuilt(handoff.item) != before


def test_of_very_much_that_changes_the_rest_is_left_to_the_clock(monkeypatch):
    handoff, other = Handoff(), Handoff()
    check = handoff.giver.sign("check", other.item)
    send(handoff.accept, check, now=handoff.now)
    monkeypatch.setattr(waiting, "LOOKED_AT_BEFORE_THE_ANSWER", 1)

    handoff.undo()

    assert look_at_what_waits(now=handoff.now) == 1
    assert look_at_what_waits(now=handoff.now) == 0
