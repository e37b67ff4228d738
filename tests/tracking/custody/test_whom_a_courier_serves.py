"""Whom a courier serves is asked of everyone to whom a thing was given, whoever said so."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests import make
from tests.hands import send
from tests.story import Story
from tests.tracking.custody.races import LONG, later, must_wait
from tracking.custody.models import Case, Line
from tracking.custody.operations import grants
from tracking.custody.operations.lines import rebuild
from tracking.kernel.line import Role

__all__ = ["later"]  # a fixture
pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


class Resolved(Story):
    """Two couriers took one thing, and a supervisor says that a third one has it."""

    def __init__(self):
        super().__init__()
        self.commission()
        counter = self.desk.signer.office
        commission, phones = self.tip, (self.phone, self.other_phone)
        takes = [hand.sign("take", self.item, basis=commission) for hand in phones]
        send(*takes, now=self.now)
        supervisor = make.clerk(at=counter, role=Role.SUPERVISOR)
        self.third = make.courier(home=counter)
        self.now += MINUTE
        desk = self.desk
        desk.at = self.now
        self.tip = desk.sign(
            "resolve",
            self.item,
            basis=takes[0],
            of=commission.id,
            ends=sorted(one.id for one in takes),
            to=str(self.third.party_id),
            who=str(supervisor.pk),
        )
        self.now += MINUTE

    def resolve(self):
        send(self.tip, now=self.now)
        return self

    def serve(self):
        return grants.give_grant(
            person_id=self.third.person_id,
            role=Role.SERVES,
            from_at=make.MORNING,
            party_id=self.deciding.party,
            now=self.now,
        )

    def taken(self):
        self.deciding.at = self.now
        self.act(self.deciding, "take")
        return self.told()

    def told(self):
        line = Line.objects.get(subject=self.item.pk)
        cases = Case.objects.filter(subject=self.item.pk, closed_at=None)
        return line.holder, line.flags, sorted(cases.values_list("kind", flat=True))


def test_an_office_takes_from_a_courier_who_serves_it_and_never_signed_for_the_thing():
    story = Resolved().resolve()
    assert Line.objects.get(subject=story.item.pk).holder == story.third.party_id
    story.serve()

    assert story.taken() == (story.deciding.party, ["unconfirmed"], [])


def test_whom_a_courier_served_who_never_signed_is_heeded_when_it_is_said_afterwards():
    story = Resolved().resolve()
    assert story.taken()[2] == ["unconfirmed_take"]

    story.serve()

    live = story.told()
    assert live[2] == []
    rebuild(now=story.now)
    assert story.told() == live


@pytest.mark.django_db(transaction=True)
def test_who_gives_a_role_to_a_courier_waits_for_the_batch_that_resolves_to_him(later):
    story = Resolved()
    with transaction.atomic():
        story.resolve()
        given = later(story.serve)
        must_wait(given)

    given.result(LONG)
