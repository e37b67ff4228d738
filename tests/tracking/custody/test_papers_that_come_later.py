"""Whoever vouched for a device has no papers in hand where it works, however that would come."""

from datetime import timedelta

import pytest

from tests import make
from tests.tracking.custody.vouching import (
    EVENING,
    approve,
    becomes_clerk,
    desk_by,
    moves,
    phone_by,
    runs,
)
from tracking.custody.operations import grants, membership
from tracking.custody.operations.grants import UnapprovedPhones
from tracking.custody.operations.membership import NeedsAnother
from tracking.kernel.line import Role
from tracking.parties.models import Courier, DeviceState

pytestmark = pytest.mark.django_db


def test_who_enrolled_a_desk_gets_no_papers_in_hand_there_until_another_approves_it():
    office = make.office()
    maker = runs(office, Role.ADMINISTRATOR)
    desk = desk_by(maker, office=office)
    with pytest.raises(UnapprovedPhones) as refused:
        becomes_clerk(maker, office)
    assert refused.value.devices == [desk.pk]
    assert becomes_clerk(maker, make.office())

    approve(desk, runs(office))

    assert becomes_clerk(maker, office)


def test_who_enrolled_a_second_phone_gets_no_papers_in_hand_there_and_of_a_first_one_does():
    courier = make.courier()
    other = make.courier(home=courier.home)
    make.phone(courier)
    makers = [runs(courier.home) for _ in range(2)]
    second = phone_by(makers[0], courier=courier)
    phone_by(makers[1], courier=other)

    with pytest.raises(UnapprovedPhones) as refused:
        becomes_clerk(makers[0], courier.home)

    assert refused.value.devices == [second.pk]
    assert becomes_clerk(makers[1], courier.home)


def test_who_approved_a_device_gets_papers_in_hand_there_once_another_has_approved_it():
    office = make.office()
    desk = desk_by(make.clerk(at=office), office=office)
    first, other = runs(office), runs(office)
    approve(desk, first)
    with pytest.raises(UnapprovedPhones):
        becomes_clerk(first, office)

    approve(desk, other)

    assert becomes_clerk(first, office)


def courier_who_serves(office):
    courier = make.courier()
    make.grant(to=courier.person, on=office, role=Role.SERVES)
    make.phone(courier)
    return courier


def runs_home_and_is_clerk(courier, *, at):
    person = runs(courier.home)
    make.grant(to=person, on=at, role=Role.CLERK)
    return person


def test_a_clerk_of_an_office_that_a_courier_serves_vouches_for_no_second_phone():
    office = make.office()
    courier = courier_who_serves(office)
    maker = runs_home_and_is_clerk(courier, at=office)

    second = phone_by(maker, courier=courier)

    assert second.state is DeviceState.WAITING
    with pytest.raises(NeedsAnother):
        approve(second, runs_home_and_is_clerk(courier, at=office))


def test_who_is_clerk_where_the_courier_is_never_served_vouches_for_a_second_phone():
    courier = courier_who_serves(make.office())
    maker = runs_home_and_is_clerk(courier, at=make.office())

    assert phone_by(maker, courier=courier).state is DeviceState.IN_USE


def test_a_courier_serves_no_office_whose_clerk_vouched_for_the_second_phone():
    courier, office = make.courier(), make.office()
    make.phone(courier)
    second = phone_by(runs_home_and_is_clerk(courier, at=office), courier=courier)

    with pytest.raises(UnapprovedPhones) as refused:
        becomes_clerk(courier.person, office, role=Role.SERVES)

    assert refused.value.devices == [second.pk]


def test_who_vouched_for_a_desk_becomes_no_courier_who_is_at_home_there():
    office = make.office()
    maker = runs(office)
    desk = desk_by(maker, office=office)

    with pytest.raises(UnapprovedPhones) as refused:
        moves(make.courier(), home=office, person=maker)

    assert refused.value.devices == [desk.pk]
    assert not Courier.objects.filter(person=maker).exists()


def test_the_grant_of_a_courier_counts_for_the_home():
    office = make.office()
    maker = runs(office)
    desk_by(maker, office=office)
    courier = make.courier(home=office)
    Courier.objects.filter(pk=courier.pk).update(person=maker)

    with pytest.raises(UnapprovedPhones):
        grants.give_grant(
            person_id=maker.pk,
            party_id=courier.pk,
            role=Role.COURIER,
            from_at=EVENING,
            now=EVENING,
        )


def test_a_courier_who_vouched_for_a_desk_moves_there_once_another_has_approved_it():
    office, courier = make.office(), make.courier()
    make.grant(to=courier.person, on=office, role=Role.SUPERVISOR)
    desk = desk_by(courier.person, office=office)
    with pytest.raises(UnapprovedPhones):
        moves(courier, home=office)
    assert Courier.objects.get(pk=courier.pk).home_id == courier.home_id
    moves(courier, home=make.office())

    approve(desk, runs(office))

    moves(courier, home=office)
    assert Courier.objects.get(pk=courier.pk).home_id == office.pk


@pytest.mark.parametrize("how", ["home", "grant"])
def test_nobody_works_where_the_one_who_vouched_for_the_second_phone_has_papers(how):
    courier, there = make.courier(), make.office()
    make.phone(courier)
    second = phone_by(runs_home_and_is_clerk(courier, at=there), courier=courier)

    def goes():
        if how == "home":
            return moves(courier, home=there)
        return becomes_clerk(courier.person, there)

    with pytest.raises(UnapprovedPhones) as refused:
        goes()
    assert refused.value.devices == [second.pk]

    approve(second, runs(courier.home))

    assert goes()


def test_who_had_papers_in_hand_while_a_desk_waited_does_not_approve_it_when_they_have_ended():
    office = make.office()
    desk = desk_by(make.clerk(at=office), office=office)
    both = runs(office)
    make.grant(to=both, on=office, role=Role.CLERK, until_at=make.NOON + timedelta(hours=1))

    with pytest.raises(NeedsAnother):
        approve(desk, both)

    assert approve(desk, runs(office)).approved_at


def test_who_had_papers_in_hand_before_a_desk_joined_approves_it():
    office = make.office()
    both = runs(office)
    make.grant(to=both, on=office, role=Role.CLERK, until_at=make.NOON - timedelta(days=1))
    desk = desk_by(make.clerk(at=office), office=office)

    assert approve(desk, both).approved_at


def test_who_was_a_courier_at_home_there_while_a_desk_waited_does_not_approve_it_after_a_move():
    office, courier = make.office(), make.courier()
    make.grant(to=courier.person, on=office, role=Role.SUPERVISOR)
    moves(courier, home=office)
    desk = desk_by(make.clerk(at=office), office=office)
    moves(courier, home=make.office())

    with pytest.raises(NeedsAnother):
        approve(desk, courier.person)


def test_who_vouched_for_two_phones_does_not_let_one_say_yes_to_the_other():
    courier = make.courier()
    make.phone(courier)
    supervisor = runs(courier.home)
    second, third = (phone_by(supervisor, courier=courier) for _ in range(2))

    with pytest.raises(NeedsAnother):
        approve(third, courier.person, calling=second)

    membership.revoke_device(device_id=second.pk, why="replaced", now=EVENING)
    with pytest.raises(UnapprovedPhones) as refused:
        becomes_clerk(supervisor, courier.home)
    assert third.pk in refused.value.devices


def test_the_owners_yes_takes_the_place_of_no_ticket():
    courier = make.courier()
    first = make.phone(courier).device
    supervisor = runs(courier.home)
    second = phone_by(supervisor, courier=courier)
    approve(second, courier.person, calling=first)

    with pytest.raises(UnapprovedPhones):
        becomes_clerk(supervisor, courier.home)
