"""A substitute who was named afterwards: what he signed counts from then on."""

from datetime import timedelta

import pytest

from tests import make
from tests.hands import Hand, send
from tests.make import MORNING
from tracking.custody.models import Line
from tracking.custody.operations import membership
from tracking.custody.operations.sending import take_in
from tracking.kernel.line import Role
from tracking.parties.models import Grant

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(hours=1)


def test_what_a_substitute_signed_counts_once_the_supervisor_named_him():
    counter, _ = make.counter_and_authority()
    item = take_in(intake=make.intake(), office=counter, by=make.person().pk, now=MORNING).item
    desk = Hand(make.desk(counter))
    Grant.objects.all().delete()
    send(desk.sign("commission", item), now=MORNING)
    before = Line.objects.get(subject=item.pk).holder

    membership.give_grant(
        person_id=desk.signer.person.pk,
        role=Role.CLERK,
        from_at=MORNING - timedelta(hours=1),
        until_at=LATER + timedelta(hours=1),
        party_id=counter.pk,
        now=LATER,
    )

    assert before is None
    assert Line.objects.get(subject=item.pk).holder == counter.pk
