"""A right that ends while the door lets something in: what came after the end is folded again."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests import make
from tests.hands import Hand, send
from tests.make import MORNING
from tests.tracking.custody.races import LONG, counter, later, must_wait
from tests.tracking.custody.vouching import moves
from tracking.custody.models import Case, Line
from tracking.custody.operations import grants, rights
from tracking.custody.operations.lines import rebuild
from tracking.custody.operations.sending import take_in
from tracking.kernel.line import Role
from tracking.parties.models import Grant

__all__ = ["counter", "later"]  # fixtures
pytestmark = pytest.mark.django_db(transaction=True)

CAME = MORNING + timedelta(hours=1)
PRESSED = CAME - timedelta(seconds=2)


def as_it_stands(item):
    line = Line.objects.get(subject=item.pk)
    cases = Case.objects.filter(subject=item.pk, closed_at=None).values_list("kind", flat=True)
    return line.state, sorted(line.flags), line.is_doubted, sorted(cases)


def confirmed_take(*, is_closed=False):
    """A doubted take that a supervisor confirmed, received after somebody pressed the button."""
    office, _ = make.counter_and_authority()
    item = take_in(intake=make.intake(), office=office, by=make.person().pk, now=MORNING).item
    courier = Hand(make.phone(make.courier(home=make.office())))
    desk = Hand(make.desk(office))
    commission = desk.sign("commission", item)
    doubted = courier.sign("take", item, basis=commission)
    supervisor = make.clerk(at=office, role=Role.SUPERVISOR)
    confirm = Hand(make.desk(office)).sign(
        "confirm", item, basis=doubted, who=str(supervisor.pk), of=doubted.id
    )
    if is_closed:
        rights.close_account(person_id=supervisor.pk, now=MORNING)
    send(commission, doubted, confirm, now=CAME)
    return item, supervisor


def ends(person):
    grant = Grant.objects.get(person=person)
    grants.end_grant(grant_id=grant.pk, until_at=PRESSED, now=PRESSED)


def closes(person):
    rights.close_account(person_id=person.pk, now=PRESSED)


@pytest.mark.parametrize("act", [ends, closes])
def test_what_came_after_a_right_ended_is_folded_again_and_a_rebuild_finds_the_same(act):
    item, supervisor = confirmed_take()
    assert not as_it_stands(item)[2]

    act(supervisor)

    live = as_it_stands(item)
    assert live[2]
    rebuild(now=CAME)
    assert as_it_stands(item) == live


def test_what_came_after_an_account_was_opened_again_is_folded_again():
    item, supervisor = confirmed_take(is_closed=True)
    assert as_it_stands(item)[2]

    rights.reopen_account(person_id=supervisor.pk, now=PRESSED)

    live = as_it_stands(item)
    assert not live[2]
    rebuild(now=CAME)
    assert as_it_stands(item) == live


def test_the_end_of_a_grant_waits_for_the_batch_that_comes_by_it(counter, later):
    grant = Grant.objects.get(role=Role.COURIER)
    take = counter.take()
    with transaction.atomic():
        send(take, now=counter.soon)
        ending = later(grants.end_grant, grant_id=grant.pk, until_at=counter.now, now=counter.now)
        must_wait(ending)

    ending.result(LONG)
    live = as_it_stands(counter.item)
    rebuild(now=counter.soon)
    assert as_it_stands(counter.item) == live


def test_a_batch_that_comes_while_a_grant_ends_finds_it_ended(counter, later):
    grant = Grant.objects.get(role=Role.COURIER)
    with transaction.atomic():
        grants.end_grant(grant_id=grant.pk, until_at=counter.now, now=counter.now)
        batch = later(send, counter.take(), now=counter.soon)
        must_wait(batch)

    batch.result(LONG)
    assert counter.holder == counter.office.pk


def test_a_courier_who_is_moved_waits_for_the_batch_and_it_is_folded_again(counter, later):
    courier = counter.phone.signer.person.couriers.get()
    with transaction.atomic():
        send(counter.take(), now=counter.soon)
        moving = later(moves, courier, home=make.office())
        must_wait(moving)

    moving.result(LONG)
    live = as_it_stands(counter.item)
    rebuild(now=counter.soon)
    assert as_it_stands(counter.item) == live
