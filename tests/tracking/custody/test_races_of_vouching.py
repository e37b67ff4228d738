"""Who is given papers in hand while the same person vouches waits, and is asked as it is then."""

import pytest
from django.conf import settings
from django.db import transaction

from tests import make
from tests.tracking.custody.enrolling import join, joining_with
from tests.tracking.custody.races import LONG, later, must_wait
from tests.tracking.custody.vouching import (
    EVENING,
    approve,
    becomes_clerk,
    desk_by,
    moves,
    phone_by,
    runs,
)
from tracking.custody.operations import membership
from tracking.custody.operations.grants import UnapprovedPhones
from tracking.custody.operations.membership import NeedsAnother
from tracking.kernel.line import Role
from tracking.parties.models import Device, DeviceState
from tracking.parties.operations.devices import issue_ticket
from tracking.parties.refusals import NotFound

__all__ = ["later"]  # a fixture
pytestmark = pytest.mark.django_db(transaction=True)


def waiting_desk():
    office = make.office()
    return desk_by(make.clerk(at=office), office=office), office, runs(office)


def test_papers_in_hand_that_come_while_their_owner_approves_a_desk_are_refused(later):
    desk, office, boss = waiting_desk()
    with transaction.atomic():
        approve(desk, boss)
        granting = later(becomes_clerk, boss, office)
        must_wait(granting)

    with pytest.raises(UnapprovedPhones):
        granting.result(LONG)


def test_an_approval_by_who_is_given_papers_in_hand_at_the_moment_is_refused(later):
    desk, office, boss = waiting_desk()
    with transaction.atomic():
        becomes_clerk(boss, office)
        approving = later(approve, desk, boss)
        must_wait(approving)

    with pytest.raises(NeedsAnother):
        approving.result(LONG)


def joining_by(maker, *, office=None, courier=None):
    ticket = issue_ticket(
        person_id=courier and courier.person_id,
        office_id=office and office.pk,
        origin=settings.ORIGIN,
        made_by=maker.pk,
        now=make.NOON,
    ).ticket
    return joining_with(ticket)


def test_a_desk_that_joins_while_who_made_its_ticket_gets_papers_in_hand_waits(later):
    office = make.office()
    boss = runs(office)
    new = joining_by(boss, office=office)
    with transaction.atomic():
        becomes_clerk(boss, office)
        joined = later(join, new)
        must_wait(joined)

    assert not Device.objects.get(pk=joined.result(LONG).pk).is_vouched


def test_papers_in_hand_that_come_while_a_desk_joins_by_ones_ticket_are_refused(later):
    office = make.office()
    boss = runs(office)
    new = joining_by(boss, office=office)
    with transaction.atomic():
        join(new)
        granting = later(becomes_clerk, boss, office)
        must_wait(granting)

    with pytest.raises(UnapprovedPhones):
        granting.result(LONG)


def courier_with_second_phone():
    courier = make.courier()
    make.phone(courier)
    boss = runs(courier.home)
    phone_by(boss, courier=courier)
    return courier, boss, make.office()


def test_a_courier_who_moves_where_the_voucher_gets_papers_in_hand_at_the_moment_stays(later):
    courier, boss, there = courier_with_second_phone()
    with transaction.atomic():
        becomes_clerk(boss, there)
        moving = later(moves, courier, home=there)
        must_wait(moving)

    with pytest.raises(UnapprovedPhones):
        moving.result(LONG)


def test_a_voucher_gets_no_papers_in_hand_where_the_courier_moves_at_the_moment(later):
    courier, boss, there = courier_with_second_phone()
    with transaction.atomic():
        moves(courier, home=there)
        granting = later(becomes_clerk, boss, there)
        must_wait(granting)

    with pytest.raises(UnapprovedPhones):
        granting.result(LONG)


def test_who_vouches_while_the_owner_is_being_moved_is_asked_about_the_new_home(later):
    courier, there = make.courier(), make.office()
    make.phone(courier)
    boss = runs(courier.home)
    make.grant(to=boss, on=there, role=Role.SUPERVISOR)
    make.grant(to=boss, on=there)
    new = joining_by(boss, courier=courier)
    with transaction.atomic():
        moves(courier, home=there)
        joined = later(join, new)
        must_wait(joined)

    assert joined.result(LONG).state is DeviceState.WAITING


def test_a_move_that_waits_for_who_vouches_at_the_moment_waits_for_that_person_too(later):
    courier, _, there = courier_with_second_phone()
    boss = runs(courier.home)
    make.grant(to=boss, on=there)
    second = Device.objects.get(person=courier.person, enrolled_by__isnull=False)
    with transaction.atomic():
        approve(second, boss)
        moving = later(moves, courier, home=there)
        must_wait(moving)

    with pytest.raises(UnapprovedPhones):
        moving.result(LONG)


def phones_of_a_courier():
    """The true phone, and one that a clerk enrolled and that waits."""
    courier = make.courier()
    older = make.phone(courier).device
    return courier, older, phone_by(make.clerk(at=courier.home), courier=courier)


def test_the_owner_does_not_undo_a_phone_that_somebody_approves_at_the_moment(later):
    courier, older, second = phones_of_a_courier()
    with transaction.atomic():
        approve(second, runs(courier.home))
        undoing = later(
            membership.undo_device,
            device_id=second.pk,
            why="not_mine",
            by=courier.person_id,
            now=EVENING,
            from_device=older.pk,
        )
        must_wait(undoing)

    with pytest.raises(NotFound):
        undoing.result(LONG)
    assert Device.objects.get(pk=second.pk).state is DeviceState.IN_USE


def undo(device):
    return membership.undo_device(device_id=device.pk, why="not_mine", by=None, now=EVENING)


def test_a_yes_that_comes_while_its_phone_is_undone_is_none(later):
    courier, older, second = phones_of_a_courier()
    with transaction.atomic():
        undo(older)
        approving = later(approve, second, courier.person, calling=older)
        must_wait(approving)

    with pytest.raises(NotFound):
        approving.result(LONG)


def test_a_phone_that_is_undone_while_it_says_yes_said_none(later):
    courier, older, second = phones_of_a_courier()
    with transaction.atomic():
        approve(second, courier.person, calling=older)
        undoing = later(undo, older)
        must_wait(undoing)

    undoing.result(LONG)
    assert Device.objects.get(pk=second.pk).state is DeviceState.WAITING


def test_no_role_is_given_while_a_phone_loses_the_yes_that_it_needs_for_that(later):
    courier = make.courier()
    boss = make.phone_of(runs(courier.home), approved_at=make.LONG_AGO).device
    phone = make.phone(courier).device
    approve(phone, boss.person, calling=boss)
    with transaction.atomic():
        undo(boss)
        granting = later(becomes_clerk, courier.person, courier.home, role=Role.SUPERVISOR)
        must_wait(granting)

    with pytest.raises(UnapprovedPhones):
        granting.result(LONG)
    assert Device.objects.get(pk=phone.pk).state is DeviceState.IN_USE
