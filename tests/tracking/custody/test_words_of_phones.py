"""What was said on a phone to another device falls with that phone."""

import json
from datetime import timedelta

import pytest

from tests import make
from tests.hands import Hand, send
from tests.tracking.custody.vouching import EVENING, approve, desk_by, phone_by, runs
from tracking.custody.models import Line
from tracking.custody.operations import grants, membership
from tracking.custody.operations.releases import release_device
from tracking.custody.operations.sending import take_in
from tracking.kernel.line import Role
from tracking.ledger.models import EntryKind, LogEntry
from tracking.parties.models import Device, DeviceSession, DeviceState
from tracking.parties.refusals import NotFound

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NIGHT = EVENING + HOUR


def state(device):
    return Device.objects.get(pk=device.pk).state


def undo(device):
    membership.undo_device(device_id=device.pk, why="not_mine", by=None, now=NIGHT)


def lose(device, *, at):
    membership.revoke_device(device_id=device.pk, why="stolen", lost_at=at, now=NIGHT)


def second_phone(*, home=None):
    """A courier's second phone to which the older one said yes in the evening."""
    courier = make.courier(home=home)
    clerk = make.clerk(at=courier.home)
    older, second = (phone_by(clerk, courier=courier) for _ in range(2))
    Device.objects.filter(pk=older.pk).update(enrolled_at=make.NOON - HOUR)
    approve(second, courier.person, calling=older)
    assert state(second) is DeviceState.IN_USE
    return older, second


def entries():
    found = LogEntry.objects.filter(kind=EntryKind.DEVICE_ENROLLED).order_by("pk")
    return [json.loads(one.text) for one in found]


def test_a_yes_that_was_said_on_a_phone_which_is_undone_lapses_and_the_log_knows():
    older, second = second_phone()
    assert entries()[-1]["by_device"] == older.pk
    DeviceSession.objects.create(hash=b"x", device=second, until_at=NIGHT + HOUR)

    undo(older)

    assert state(second) is DeviceState.WAITING
    assert DeviceSession.objects.get().revoked_at == NIGHT
    told = entries()[-1]
    assert (told["device"], told["approved"]) == (second.pk, False)


@pytest.mark.parametrize(
    ("lost_at", "stands"),
    [(EVENING - HOUR, False), (EVENING, False), (EVENING + timedelta(minutes=1), True)],
)
def test_a_yes_that_was_said_on_a_lost_phone_stands_if_it_was_said_before_the_loss(
    lost_at, stands
):
    older, second = second_phone()

    lose(older, at=lost_at)

    assert (state(second) is DeviceState.IN_USE) is stands


def test_a_loss_that_is_said_with_a_release_lets_the_yes_lapse():
    older, second = second_phone()
    membership.revoke_device(device_id=older.pk, why="lost", now=NIGHT)
    assert state(second) is DeviceState.IN_USE

    release_device(device_id=older.pk, lost_at=EVENING - HOUR, by=None, now=NIGHT)

    assert state(second) is DeviceState.WAITING


def test_what_lapsed_is_approved_by_another():
    older, second = second_phone()
    undo(older)

    approve(second, runs(second.person.couriers.get().home))

    assert state(second) is DeviceState.IN_USE
    assert Device.objects.get(pk=second.pk).approved_from is None


def test_the_yes_of_another_in_the_place_of_the_owners_stands_when_the_older_phone_is_undone():
    older, second = second_phone()
    approve(second, runs(second.person.couriers.get().home))

    undo(older)

    assert state(second) is DeviceState.IN_USE


def test_a_yes_of_a_phone_whose_own_yes_lapses_lapses_with_it():
    older, second = second_phone()
    courier = second.person.couriers.get()
    third = phone_by(make.clerk(at=courier.home), courier=courier)
    Device.objects.filter(pk=third.pk).update(enrolled_at=make.NOON + HOUR)
    approve(third, second.person, calling=second)

    undo(older)

    assert [state(one) for one in (second, third)] == [DeviceState.WAITING] * 2


def test_the_owner_undoes_no_phone_that_was_approved_or_is_no_news_any_more():
    older, second = second_phone()

    with pytest.raises(NotFound):
        undo_from(older, second)

    Device.objects.filter(pk=older.pk).update(enrolled_by=None)
    Device.objects.filter(pk=second.pk).update(approved_at=None)
    with pytest.raises(NotFound):
        undo_from(older, second, now=EVENING + timedelta(days=8))
    undo_from(older, second)
    assert state(second) is DeviceState.UNDONE


def undo_from(calling, device, *, now=NIGHT):
    membership.undo_device(
        device_id=device.pk,
        why="not_mine",
        by=calling.person_id,
        now=now,
        from_device=calling.pk,
    )


def supervisors_phone(office):
    return make.phone_of(runs(office), approved_at=make.LONG_AGO).device


def test_what_a_supervisor_approved_from_a_stolen_phone_waits_again():
    office = make.office()
    phone = supervisors_phone(office)
    desk = desk_by(make.clerk(at=office), office=office)
    approve(desk, phone.person, calling=phone)
    assert Device.objects.get(pk=desk.pk).is_vouched

    lose(phone, at=EVENING - HOUR)

    assert not Device.objects.get(pk=desk.pk).is_vouched


def test_what_a_supervisor_approved_by_a_log_in_stands_when_the_desk_is_undone():
    office = make.office()
    calling = make.desk(office).device
    desk = desk_by(make.clerk(at=office), office=office)
    approve(desk, runs(office), calling=calling)

    undo(calling)

    assert Device.objects.get(pk=desk.pk).is_vouched


def test_a_phone_that_was_promoted_by_a_stolen_phones_yes_waits():
    office = make.office()
    thiefs = supervisors_phone(office)
    phone = make.phone(make.courier(home=office)).device
    approve(phone, thiefs.person, calling=thiefs)
    grants.give_grant(
        person_id=phone.person_id,
        party_id=office.pk,
        role=Role.SUPERVISOR,
        from_at=EVENING,
        now=EVENING,
    )

    lose(thiefs, at=EVENING)

    assert state(phone) is DeviceState.WAITING


def test_what_was_signed_by_a_lapsed_yes_is_folded_again_and_counts_once_another_says_yes():
    office, _ = make.counter_and_authority()
    item = take_in(intake=make.intake(), office=office, by=make.person().pk, now=make.NOON).item
    courier = make.courier(home=office)
    older = make.phone(courier).device
    second = make.phone(courier, enrolled_at=make.NOON, waits_since=make.NOON)
    approve(second.device, courier.person, calling=older)
    desk, phone = Hand(make.desk(office), at=EVENING), Hand(second, at=EVENING)
    commission = desk.sign("commission", item)
    send(commission, phone.sign("take", item, basis=commission), now=NIGHT)

    def holder():
        return Line.objects.get(subject=item.pk).holder

    assert holder() == courier.pk

    undo(older)
    assert holder() == office.pk

    approve(second.device, runs(office))
    assert holder() == courier.pk
