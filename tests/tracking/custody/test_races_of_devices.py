"""Who comes while an enrolment is being judged waits, and finds it as it is then."""

import pytest
from django.db import transaction
from django.utils import timezone

from tests import make
from tests.hands import Hand, send
from tests.tracking.custody.enrolling import enrolled, join, joining
from tests.tracking.custody.races import LONG, counter, give, later, must_wait
from tests.tracking.custody.test_imports import brought, forget
from tracking.custody.in_hand import judge_labels
from tracking.custody.operations import membership, rights
from tracking.custody.operations.enrolment import UnknownTicket
from tracking.custody.operations.grants import UnapprovedPhones
from tracking.custody.operations.locks import lock_people
from tracking.custody.operations.membership import UndoneDevice
from tracking.custody.operations.releases import release_device
from tracking.kernel.line import Role
from tracking.kernel.receipt import Outcome
from tracking.kernel.signing import PrivateKey
from tracking.ledger.models import EntryKind, LogEntry, QuarantinedScan, Scan
from tracking.parties.models import Device, DeviceState

__all__ = ["counter", "later"]  # fixtures
pytestmark = pytest.mark.django_db(transaction=True)
THING = {"l": "A" * 22}


def test_a_batch_that_comes_while_its_phone_is_undone_is_set_aside(counter, later):
    take = counter.take()
    with transaction.atomic():
        counter.undo()
        batch = later(send, take, now=counter.soon)
        must_wait(batch)

    (result,) = batch.result(LONG).results
    assert result.outcome is Outcome.QUARANTINED
    assert counter.holder == counter.office.pk


def test_a_phone_that_is_undone_while_its_batch_comes_moved_nothing(counter, later):
    take = counter.take()
    with transaction.atomic():
        (result,) = send(take, now=counter.soon).results
        undoing = later(counter.undo)
        must_wait(undoing)

    undoing.result(LONG)
    assert result.outcome is Outcome.ACCEPTED
    assert counter.holder == counter.office.pk


def test_what_another_phone_brings_meanwhile_is_folded_without_the_undone_one(counter, later):
    take = counter.take()
    send(take, now=counter.soon)
    check = counter.desk.sign("check", counter.item, basis=take)
    with transaction.atomic():
        counter.undo()
        batch = later(send, check, now=counter.soon)
        must_wait(batch)

    batch.result(LONG)
    assert counter.holder == counter.office.pk


def waiting_phone():
    person = make.person()
    make.grant(to=person, on=make.office(), role=Role.SUPERVISOR)
    return make.phone_of(person, waits_since=make.LONG_AGO).id


def approve(phone):
    return membership.approve_device(device_id=phone, by=None, now=timezone.now())


def undo(phone):
    return membership.undo_device(device_id=phone, why="not_mine", by=None, now=timezone.now())


def test_an_approval_that_comes_while_a_phone_is_undone_is_refused(later):
    phone = waiting_phone()
    with transaction.atomic():
        undo(phone)
        approving = later(approve, phone)
        must_wait(approving)

    with pytest.raises(UndoneDevice):
        approving.result(LONG)
    assert Device.objects.get(pk=phone).state is DeviceState.UNDONE


def test_a_phone_that_is_undone_while_it_is_approved_is_undone(later):
    phone = waiting_phone()
    with transaction.atomic():
        approve(phone)
        undoing = later(undo, phone)
        must_wait(undoing)

    undoing.result(LONG)
    assert not Device.objects.get(pk=phone).is_believed


def test_however_approvals_and_undoings_mix_the_phone_is_undone_and_each_is_told_once(later):
    phone = waiting_phone()

    acts = [later(act, phone) for act in (approve, undo, approve, undo)]

    for act in acts:
        assert act.exception(LONG) is None or isinstance(act.exception(), UndoneDevice)
    assert Device.objects.get(pk=phone).state is DeviceState.UNDONE


def test_a_phone_that_joins_while_its_owner_is_promoted_waits(later):
    person = make.courier().person
    with transaction.atomic():
        give(person)
        joined = later(enrolled, person=person)
        must_wait(joined)

    assert joined.result(LONG).state is DeviceState.WAITING


def test_a_promotion_that_comes_while_a_phone_joins_is_refused(later):
    person = make.courier().person
    new = joining(person=person)
    with transaction.atomic():
        join(new)
        promotion = later(give, person)
        must_wait(promotion)

    with pytest.raises(UnapprovedPhones):
        promotion.result(LONG)


def lost_phone():
    phone = Hand(make.phone())
    forget(phone)
    return phone, phone.sign("check", THING), make.desk()


def test_what_is_kept_while_its_key_joins_counts(later):
    phone, check, desk = lost_phone()
    new = joining(person=phone.signer.person, key=phone.signer.key)
    with transaction.atomic():
        brought(check, phone=phone, desk=desk)
        joined = later(join, new)
        must_wait(joined)

    joined.result(LONG)
    assert Scan.objects.filter(pk=check.id).exists()
    assert not QuarantinedScan.objects.filter(released_at=None).exists()


def test_what_comes_home_while_its_key_joins_counts(later):
    phone, check, desk = lost_phone()
    new = joining(person=phone.signer.person, key=phone.signer.key)
    with transaction.atomic():
        join(new)
        importing = later(brought, check, phone=phone, desk=desk)
        must_wait(importing)

    assert importing.result(LONG).accepted == 1
    assert not QuarantinedScan.objects.exists()


def test_two_tickets_let_one_key_in_once(later):
    key, person = PrivateKey.generate(), make.courier().person
    tickets = [joining(person=person, key=key) for _ in range(4)]

    joins = [later(join, new) for new in tickets]

    refused = [one.exception(LONG) for one in joins if one.exception(LONG)]
    assert [refusal.code for refusal in refused] == ["known_device"] * 3
    assert Device.objects.count() == 1


def test_a_scan_that_is_released_from_two_screens_at_once_is_released_once(counter, later):
    check = counter.phone.sign("check", counter.item)
    phone = counter.phone.signer.id
    membership.revoke_device(device_id=phone, why="broken", now=counter.soon)
    send(check, now=counter.soon)

    releases = [
        later(release_device, device_id=phone, lost_at=None, by=None, now=counter.soon)
        for _ in range(3)
    ]

    assert [one.exception(LONG) for one in releases] == [None] * 3
    assert LogEntry.objects.filter(kind=EntryKind.SCAN_RELEASED).count() == 1


def test_a_phone_that_joins_while_its_owners_account_is_closed_is_not_let_in(later):
    person = make.courier().person
    new = joining(person=person)
    with transaction.atomic():
        lock_people([person.pk])
        joined = later(join, new)
        must_wait(joined)
        rights.close_account(person_id=person.pk, now=timezone.now())

    with pytest.raises(UnknownTicket):
        joined.result(LONG)
    assert not Device.objects.exists()


def test_an_account_that_is_closed_while_a_phone_joins_waits(later):
    person = make.courier().person
    new = joining(person=person)
    with transaction.atomic():
        join(new)
        closing = later(rights.close_account, person_id=person.pk, now=timezone.now())
        must_wait(closing)

    closing.result(LONG)


def test_who_refers_to_a_person_waits_for_nobody_who_closes_the_account(later):
    person, other = make.courier().person, make.person()
    with transaction.atomic():
        rights.close_account(person_id=person.pk, now=timezone.now())
        later(give, other, given_by=person.pk).result(LONG)


def test_of_a_file_that_falls_apart_each_scan_is_stored_for_itself(counter, later, monkeypatch):
    first, poison = counter.phone.sign("check", counter.item), counter.phone.sign("check", THING)
    is_first_stored = []

    def judge_but_one(one, named):
        if one.reading.scan.id == poison.id:
            stored = later(Scan.objects.filter(pk=first.id).exists)
            is_first_stored.append(stored.result(LONG))
            raise ZeroDivisionError
        judge_labels(one, named)

    monkeypatch.setattr("tracking.custody.operations.scans.judge_labels", judge_but_one)

    brought(first, poison, phone=counter.phone, desk=make.desk(counter.office), now=counter.soon)

    assert is_first_stored == [False, True]
