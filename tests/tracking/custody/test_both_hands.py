"""A clerk alone is neither the own supervisor at a desk, nor a courier with a phone."""

import json
from datetime import timedelta

import pytest
from django.conf import settings

from tests import make
from tests.hands import Hand, send
from tests.make import MORNING
from tests.tracking.custody.enrolling import enrolled, join, joining_with
from tracking.custody.models import Case, Line
from tracking.custody.operations import membership
from tracking.custody.operations.membership import NeedsAnother, UnapprovedPhones
from tracking.custody.operations.sending import take_in
from tracking.kernel.line import Role
from tracking.ledger.models import EntryKind, LogEntry
from tracking.parties.models import Device, DeviceState
from tracking.parties.operations.devices import issue_ticket

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(hours=1)
EVENING = MORNING + timedelta(hours=9)


def runs(office, role=Role.SUPERVISOR):
    return make.clerk(at=office, role=role)


def clerk_and_supervisor(office):
    person = runs(office)
    make.grant(to=person, on=office, role=Role.CLERK)
    return person


def desk_by(maker, *, office):
    """Enrol a desk by the ticket of somebody who has no other right than is said."""
    return Device.objects.get(pk=_joined(maker, office=office).pk)


def _joined(maker, **whose):
    ticket = issue_ticket(
        person_id=whose["person"].pk if "person" in whose else None,
        office_id=whose["office"].pk if "office" in whose else None,
        origin=settings.ORIGIN,
        made_by=maker and maker.pk,
        now=make.NOON,
    ).ticket
    return join(joining_with(ticket))


def phone_by(maker, *, courier):
    return _joined(maker, person=courier.person)


def approve(device, by, *, is_from_older_phone=False):
    return membership.approve_device(
        device_id=device.pk,
        by=by.pk,
        now=EVENING,
        is_from_older_phone=is_from_older_phone,
    )


def promote(courier):
    return membership.give_grant(
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
    courier = make.courier()
    make.phone(courier)
    second = phone_by(make.clerk(at=courier.home), courier=courier)
    with pytest.raises(NeedsAnother):
        approve(second, courier.person)

    approved = approve(second, courier.person, is_from_older_phone=True)

    assert approved.state is DeviceState.IN_USE


def test_an_owners_yes_is_none_for_a_role_that_phones_wait_for():
    courier = make.courier()
    make.phone(courier, approved_at=make.LONG_AGO)
    second = phone_by(make.clerk(at=courier.home), courier=courier)
    approve(second, courier.person, is_from_older_phone=True)
    with pytest.raises(UnapprovedPhones) as refused:
        promote(courier)
    assert refused.value.devices == [second.pk]

    approve(second, runs(courier.home))

    assert promote(courier)


def test_no_older_phone_says_yes_where_the_owner_has_more_than_a_couriers_roles():
    person = make.person()
    make.grant(to=person, on=make.office(), role=Role.SUPERVISOR)
    make.phone_of(person)
    second = enrolled(person=person)

    with pytest.raises(NeedsAnother):
        approve(second, person, is_from_older_phone=True)
