"""Who undoes, grants and scans at the same moment takes the same labels in one order."""

import pytest
from django.db import transaction

from tests import make
from tests.hands import send
from tests.tracking.custody.races import LONG, counter, give, later, must_wait
from tracking.consignments.models import Label
from tracking.custody.models import Case, Line
from tracking.custody.operations import grants
from tracking.custody.operations.locks import lock_device_and_its_word
from tracking.custody.operations.sending import take_in
from tracking.kernel.line import Role
from tracking.kernel.receipt import Outcome
from tracking.parties.models import Grant

__all__ = ["counter", "later"]  # fixtures
pytestmark = pytest.mark.django_db(transaction=True)


def bound_to_what_was_scanned_before(counter):
    """Let a phone take what is under a blank label; return how a clerk binds that afterwards."""
    label = make.blank_label(counter.office)
    commission = counter.desk.sign("commission", label)
    send(commission, now=counter.soon)
    take = counter.phone.sign("take", label, basis=commission)
    send(take, now=counter.soon)
    intake = make.intake(label=label.text)
    return lambda: (
        take_in(intake=intake, office=counter.office, by=make.person().pk, now=counter.soon).item
    )


def holder_of(item):
    return Line.objects.get(subject=item.pk).holder


def test_what_is_bound_while_its_phone_is_undone_is_folded_without_it(counter, later):
    bind = bound_to_what_was_scanned_before(counter)
    with transaction.atomic():
        item = bind()
        assert holder_of(item) == counter.phone.party
        undoing = later(counter.undo)
        must_wait(undoing)

    undoing.result(LONG)
    assert holder_of(item) == counter.office.pk


def test_what_is_bound_while_a_substitute_is_named_is_folded_with_the_grant(counter, later):
    bind = bound_to_what_was_scanned_before(counter)
    clerk = counter.desk.signer.person
    Grant.objects.filter(person=clerk).delete()

    def named():
        return grants.give_grant(
            person_id=clerk.pk,
            role=Role.CLERK,
            party_id=counter.office.pk,
            from_at=make.NOON,
            now=counter.soon,
        )

    with transaction.atomic():
        item = bind()
        before = set(cases_of(item))
        naming = later(named)
        must_wait(naming)

    naming.result(LONG)
    assert "no_grant" in before
    assert "no_grant" not in set(cases_of(item))


def cases_of(item):
    return Case.objects.filter(subject=item.pk, closed_at=None).values_list("kind", flat=True)


# One order of locks: who comes second waits, and PostgreSQL never has to throw one out.


def test_a_batch_that_waits_for_its_phone_holds_up_nobody_over_a_blank_label(counter, later):
    label = make.blank_label(counter.office)
    send(counter.phone.sign("check", label), now=counter.soon)
    again = counter.phone.sign("check", label)
    with transaction.atomic():
        lock_device_and_its_word(counter.phone.signer.id)
        batch = later(send, again, now=counter.soon)
        must_wait(batch)
        counter.undo()

    (result,) = batch.result(LONG).results
    assert result.outcome is Outcome.QUARANTINED


def named_in_another_order(counter, hand):
    """Let a hand name two blank labels, the later one first, and return them in order."""
    low, high = sorted(
        (make.blank_label(counter.office) for _ in range(2)), key=lambda one: one.pk
    )
    for label in (high, low):
        send(hand.sign("check", label), now=counter.soon)
    return low, high


def locked(label):
    list(Label.objects.select_for_update(no_key=True).filter(pk=label.pk))


def test_who_undoes_a_device_locks_its_labels_in_the_order_of_all(counter, later):
    low, high = named_in_another_order(counter, counter.phone)
    with transaction.atomic():
        locked(low)
        undoing = later(counter.undo)
        must_wait(undoing)
        locked(high)

    undoing.result(LONG)


def test_who_gives_a_grant_locks_its_labels_in_the_order_of_all(counter, later):
    low, high = named_in_another_order(counter, counter.desk)
    with transaction.atomic():
        locked(low)
        giving = later(give, counter.desk.signer.person)
        must_wait(giving)
        locked(high)

    giving.result(LONG)
