"""A clerk alone is neither the own supervisor at a desk, nor a courier with a phone."""

import json
from datetime import timedelta

import pytest

from tests import make
from tests.hands import Hand, send
from tests.make import MORNING
from tests.story import Story
from tests.tracking.custody.enrolling import enrolled
from tests.tracking.custody.vouching import (
    EVENING,
    approve,
    becomes_clerk,
    clerk_and_supervisor,
    desk_by,
    phone_by,
    phone_of,
    runs,
)
from tracking.custody.models import Case, Line
from tracking.custody.operations import grants, membership
from tracking.custody.operations.grants import UnapprovedPhones
from tracking.custody.operations.membership import NeedsAnother
from tracking.custody.operations.sending import take_in
from tracking.kernel.line import Role
from tracking.ledger.models import EntryKind, LogEntry
from tracking.parties.models import Device, DeviceState
from tracking.parties.refusals import NotFound

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(hours=1)


def promote(courier):
    return grants.give_grant(
        person_id=courier.person_id,
        party_id=courier.home_id,
        role=Role.SUPERVISOR,
        from_at=EVENING,
        now=EVENING,
    )


def last_entry():
    return json.loads(LogEntry.objects.filter(kind=EntryKind.DEVICE_ENROLLED).latest("pk").text)


@pytest.mark.parametrize("makes", [lambda office: make.clerk(at=office), clerk_and_supervisor])
def test_a_desk_enrolled_by_who_works_there_works_and_waits_for_what_supervisors_sign(makes):
    office = make.office()

    desk = desk_by(makes(office), office=office)

    assert (desk.state, desk.is_believed) == (DeviceState.IN_USE, True)
    assert (desk.is_vouched, desk.needs_approval, last_entry()["waits"]) == (False, True, True)


@pytest.mark.parametrize("makes", [runs, lambda _: None])
def test_a_desk_enrolled_by_who_runs_the_office_or_the_server_waits_for_nothing(makes):
    office = make.office()

    desk = desk_by(makes(office), office=office)

    assert desk.is_vouched
    assert "waits" not in last_entry()


def test_whoever_enrolled_a_desk_does_not_approve_it():
    office = make.office()
    maker = clerk_and_supervisor(office)

    with pytest.raises(NeedsAnother):
        approve(desk_by(maker, office=office), maker)


def test_a_clerk_alone_signs_as_no_supervisor_until_somebody_approves_the_desk():
    office, _ = make.counter_and_authority()
    item = take_in(intake=make.intake(), office=office, by=make.person().pk, now=MORNING).item
    courier = Hand(make.phone(make.courier(home=make.office())))
    desk = Hand(make.desk(office))
    commission = desk.sign("commission", item)
    doubted = courier.sign("take", item, basis=commission)
    supervisor = runs(office)
    own = make.desk(office, waits_since=make.LONG_AGO)
    confirm = Hand(own).sign("confirm", item, basis=doubted, who=str(supervisor.pk), of=doubted.id)
    send(commission, doubted, confirm, now=LATER)
    cases = Case.objects.filter(subject=item.pk, closed_at=None).values_list("kind", "scan")
    assert ("unapproved_desk", confirm.id) in set(cases)
    assert "unconfirmed" in Line.objects.get(subject=item.pk).flags

    approve(own.device, runs(office))

    assert "unapproved_desk" not in {kind for kind, _ in cases.all()}
    assert "unconfirmed" not in Line.objects.get(subject=item.pk).flags


def test_the_only_phone_of_a_courier_works_at_once_and_a_second_one_of_a_clerk_waits():
    courier = make.courier()
    clerk = make.clerk(at=courier.home)

    first, second = (phone_by(clerk, courier=courier) for _ in range(2))

    assert (first.state, second.state) == (DeviceState.IN_USE, DeviceState.WAITING)
    assert (first.is_second, second.is_second) == (False, True)
    assert last_entry()["waits"] is True


def test_a_phone_works_at_once_where_the_one_before_was_revoked():
    courier = make.courier()
    clerk = make.clerk(at=courier.home)
    first = phone_by(clerk, courier=courier)
    membership.revoke_device(device_id=first.pk, why="broken", now=make.NOON)

    assert phone_by(clerk, courier=courier).state is DeviceState.IN_USE


@pytest.mark.parametrize("makes", [runs, lambda _: None])
def test_a_second_phone_by_who_runs_the_home_or_the_server_works_at_once(makes):
    courier = make.courier()
    make.phone(courier)

    assert phone_by(makes(courier.home), courier=courier).state is DeviceState.IN_USE


def test_the_older_phone_says_yes_to_the_second_one():
    courier, older, second = courier_with_second_phone()
    with pytest.raises(NeedsAnother):
        approve(second, courier.person)

    approved = approve(second, courier.person, calling=older)

    assert approved.state is DeviceState.IN_USE


def courier_with_second_phone():
    courier = make.courier()
    older = make.phone(courier).device
    return courier, older, phone_by(make.clerk(at=courier.home), courier=courier)


def test_an_older_phone_that_is_lost_by_now_says_neither_yes_nor_no():
    courier, older, second = courier_with_second_phone()
    membership.revoke_device(device_id=older.pk, why="stolen", now=EVENING)

    with pytest.raises(NotFound):
        approve(second, courier.person, calling=older)
    with pytest.raises(NotFound):
        membership.undo_device(
            device_id=second.pk,
            why="strange",
            by=courier.person_id,
            now=EVENING,
            from_device=older.pk,
        )
    assert Device.objects.get(pk=second.pk).state is DeviceState.WAITING


def test_a_second_phone_says_no_yes_to_itself():
    courier, _, second = courier_with_second_phone()

    with pytest.raises(NeedsAnother):
        approve(second, courier.person, calling=second)


def test_an_owners_yes_is_none_for_a_role_that_phones_wait_for():
    courier = make.courier()
    older = make.phone(courier, approved_at=make.LONG_AGO).device
    second = phone_by(make.clerk(at=courier.home), courier=courier)
    approve(second, courier.person, calling=older)
    with pytest.raises(UnapprovedPhones) as refused:
        promote(courier)
    assert refused.value.devices == [second.pk]

    approve(second, runs(courier.home))

    assert promote(courier)


def test_no_older_phone_says_yes_where_the_owner_has_more_than_a_couriers_roles():
    person = make.person()
    make.grant(to=person, on=make.office(), role=Role.SUPERVISOR)
    older = make.phone_of(person).device
    second = enrolled(person=person)

    with pytest.raises(NeedsAnother):
        approve(second, person, calling=older)


def serves(office, person):
    make.grant(to=person, on=office, role=Role.SERVES)


def test_a_supervisor_who_is_a_courier_there_vouches_for_no_second_phone():
    office = make.office()
    supervisor = make.courier(home=office).person
    make.grant(to=supervisor, on=office, role=Role.SUPERVISOR)
    colleague = make.courier(home=office)
    make.phone(colleague)

    assert phone_by(supervisor, courier=colleague).state is DeviceState.WAITING


def test_a_supervisor_who_serves_the_office_as_a_courier_vouches_for_no_desk_of_it():
    office = make.office()
    supervisor = runs(office)
    serves(office, supervisor)

    assert not desk_by(supervisor, office=office).is_vouched


@pytest.mark.parametrize("is_courier", [False, True])
def test_who_has_papers_below_a_unit_vouches_for_no_second_phone_of_its_clerk(
    is_courier,
):
    unit = make.unit()
    courier = make.courier() if is_courier else None
    owner = courier.person if courier else make.person()
    make.grant(to=owner, on=unit, role=Role.CLERK)
    make.phone_of(owner)
    maker = make.clerk(at=make.office(of=unit))
    make.grant(to=maker, on=unit, role=Role.SUPERVISOR)
    if courier:
        make.grant(to=maker, on=courier.home, role=Role.SUPERVISOR)

    assert phone_of(owner, by=maker).state is DeviceState.WAITING


def test_who_runs_a_unit_and_has_no_papers_vouches_for_a_second_phone_of_its_clerk():
    unit, owner, maker = make.unit(), make.person(), make.person()
    make.grant(to=owner, on=unit, role=Role.CLERK)
    make.grant(to=maker, on=unit, role=Role.SUPERVISOR)
    make.phone_of(owner)

    assert phone_of(owner, by=maker).state is DeviceState.IN_USE


@pytest.mark.parametrize("of", ["desk", "phone"])
def test_who_has_papers_in_hand_there_approves_no_device_of_a_colleague(of):
    courier = make.courier()
    clerk = make.clerk(at=courier.home)
    make.phone(courier)
    device = (
        desk_by(clerk, office=courier.home) if of == "desk" else phone_by(clerk, courier=courier)
    )

    with pytest.raises(NeedsAnother):
        approve(device, clerk_and_supervisor(courier.home))

    assert approve(device, runs(courier.home)).approved_at


def test_a_grant_of_the_past_waits_for_the_phones_too():
    courier = make.courier()
    phone = make.phone(courier)

    with pytest.raises(UnapprovedPhones) as refused:
        becomes_clerk(
            courier.person,
            courier.home,
            role=Role.SUPERVISOR,
            from_at=MORNING,
            until_at=LATER,
        )

    assert refused.value.devices == [phone.id]


def test_a_grant_waits_for_a_phone_that_was_revoked_after_it_began_and_for_none_before():
    courier = make.courier()
    phone = make.phone(courier)
    membership.revoke_device(device_id=phone.id, why="replaced", now=LATER)
    with pytest.raises(UnapprovedPhones) as refused:
        becomes_clerk(courier.person, courier.home, role=Role.SUPERVISOR, from_at=MORNING)

    assert refused.value.devices == [phone.id]
    assert promote(courier)


def test_what_an_unapproved_phone_confirmed_counts_by_no_grant_that_is_given_after_its_end():
    story = Story(returns_to_door=True).carry_back()
    story.act(story.phone, "deliver", to=str(story.dossier.citizen_id))
    office = story.desk.signer.office
    phone = Hand(make.phone(make.courier(home=office)), at=story.now)
    confirm = phone.sign("confirm", story.item, basis=story.tip, of=story.tip.id)
    story.now += timedelta(minutes=10)
    send(confirm, now=story.now)
    membership.revoke_device(device_id=phone.signer.id, why="replaced", now=story.now)

    with pytest.raises(UnapprovedPhones):
        becomes_clerk(
            phone.signer.person,
            office,
            role=Role.SUPERVISOR,
            from_at=story.now - timedelta(days=3),
            now=story.now,
        )

    assert "unconfirmed" in Line.objects.get(subject=story.item.pk).flags
