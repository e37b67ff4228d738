"""A substitute who was named afterwards: what he signed counts from then on."""

from datetime import timedelta

import pytest

from tests import make
from tests.hands import Hand, send
from tests.make import MORNING
from tests.story import Story
from tracking.custody.models import Case, Line
from tracking.custody.operations import grants
from tracking.custody.operations.sending import take_in
from tracking.kernel.line import Role
from tracking.parties.models import Grant

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(hours=1)
HALF_AN_HOUR = timedelta(minutes=30)


def test_what_a_substitute_signed_counts_once_the_supervisor_named_him():
    counter, _ = make.counter_and_authority()
    item = take_in(intake=make.intake(), office=counter, by=make.person().pk, now=MORNING).item
    desk = Hand(make.desk(counter))
    Grant.objects.all().delete()
    send(desk.sign("commission", item), now=MORNING)
    before = Line.objects.get(subject=item.pk).holder

    grants.give_grant(
        person_id=desk.signer.person.pk,
        role=Role.CLERK,
        from_at=MORNING - timedelta(hours=1),
        until_at=LATER + timedelta(hours=1),
        party_id=counter.pk,
        now=LATER,
    )

    assert before is None
    assert Line.objects.get(subject=item.pk).holder == counter.pk


def test_a_ticket_that_a_substitute_showed_is_good_once_the_grant_is_there():
    counter, _ = make.counter_and_authority()
    item = take_in(intake=make.intake(), office=counter, by=make.person().pk, now=MORNING).item
    opened, closed = Hand(make.desk(counter)), Hand(make.desk(counter))
    phone = Hand(make.phone(make.courier(home=counter)), at=LATER)
    commission = opened.sign("commission", item)
    send(commission, now=LATER - timedelta(minutes=30))
    Grant.objects.filter(person=closed.signer.person).update(until_at=make.LONG_AGO)
    Grant.objects.filter(person=opened.signer.person).update(until_at=MORNING + HALF_AN_HOUR)
    offer = closed.sign("offer", item, basis=commission)  # its desk breaks down before it sends
    send(
        phone.sign("accept", item, basis=offer, of=offer.id, tk=closed.ticket(offer, item)),
        now=LATER + timedelta(minutes=1),
    )
    before = set(Case.objects.filter(subject=item.pk, closed_at=None).values_list("kind"))

    grants.give_grant(
        person_id=closed.signer.person.pk,
        role=Role.CLERK,
        from_at=MORNING,
        party_id=counter.pk,
        now=LATER + timedelta(hours=1),
    )

    after = set(Case.objects.filter(subject=item.pk, closed_at=None).values_list("kind"))
    assert before - after == {("forged",), ("unconfirmed_take",)} & before
    assert ("forged",) in before


def test_an_office_that_a_courier_served_is_named_after_it_took_what_he_had_long_before():
    story = Story()
    Grant.objects.filter(person=story.phone.signer.person, role=Role.SERVES).delete()
    story.carry_out()
    since = story.now + timedelta(hours=1)
    story.now = since + HALF_AN_HOUR
    story.deciding.at = story.now
    story.act(story.deciding, "take")
    cases = Case.objects.filter(subject=story.item.pk, closed_at=None)
    assert [one.kind for one in cases] == ["unconfirmed_take"]

    grants.give_grant(
        person_id=story.phone.signer.person.pk,
        role=Role.SERVES,
        from_at=since,
        party_id=story.deciding.party,
        now=story.now,
    )

    assert not cases.all().exists()
