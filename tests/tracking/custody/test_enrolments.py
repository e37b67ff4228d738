"""An enrolment is told, approved and undone; what it is worth is history that the log knows."""

import json
from datetime import timedelta
from unittest.mock import Mock

import pytest

from tests import make
from tests.tracking.custody.enrolling import enrolled, join, joining, waiting_phone
from tracking.custody.operations import enrolment, grants, membership, releases
from tracking.custody.operations.enrolment import KnownDevice
from tracking.custody.operations.grants import UnapprovedPhones
from tracking.custody.operations.membership import LossUnknown, NeedsAnother, UndoneDevice
from tracking.feed.models import OutboxRow
from tracking.feed.queries import withdrawals_of
from tracking.kernel.line import Role, SigningDevice
from tracking.kernel.signing import PrivateKey
from tracking.ledger.models import EntryKind, LogEntry
from tracking.parties.devices import ask_signing_devices
from tracking.parties.models import Device, DeviceSession, DeviceState, Grant, Office
from tracking.parties.operations.devices import RevokedDevice, issue_device_challenge
from tracking.parties.refusals import NotFound

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def entries(kind):
    return [json.loads(entry.text) for entry in LogEntry.objects.filter(kind=kind).order_by("pk")]


def facts():
    rows = OutboxRow.objects.filter(kind="device.enrolled").order_by("pk")
    return [(set(row.streams), row.body) for row in rows]


def approve(phone, *, by=None, at=make.NOON + HOUR):
    return membership.approve_device(device_id=phone.pk, by=by and by.pk, now=at)


def undo(phone, *, by=None, at=make.NOON + HOUR):
    return membership.undo_device(device_id=phone.pk, why="not_mine", by=by and by.pk, now=at)


def is_believed(device):
    return ask_signing_devices([device.pk]).answer()[device.pk].is_believed


def test_an_enrolment_is_told_to_the_owners_phones_and_to_the_desk_of_the_home():
    courier = make.courier()

    phone = enrolled(person=courier.person, by=make.clerk(at=courier.home))

    ((streams, body),) = facts()
    assert streams == {f"person.{courier.person_id}", f"desk.{courier.home_id}"}
    assert body.pop("rev") > 0
    assert body == {"subject": phone.pk, "kind": "phone", "state": "in_use"}


def test_the_enrolment_of_a_desk_is_told_to_the_desks_of_its_office():
    office = make.office()

    desk = enrolled(office=office, by=make.clerk(at=office))

    ((streams, body),) = facts()
    assert streams == {f"desk.{office.pk}"}
    assert (body["subject"], body["kind"], body["office"]) == (desk.pk, "desk", str(office.pk))


def test_the_phone_of_one_with_roles_on_offices_is_told_to_each_of_them():
    person = make.person()
    clerks, judges = make.office(), make.office()
    make.grant(to=person, on=clerks, role=Role.CLERK)
    make.grant(to=person, on=judges, role=Role.OFFICER)

    enrolled(person=person, by=make.person())

    ((streams, _),) = facts()
    assert streams == {f"person.{person.pk}", f"desk.{clerks.pk}", f"desk.{judges.pk}"}


def test_who_supervises_from_above_is_told_at_the_desks_of_the_units_own_office():
    province = make.unit(level="province")
    room = make.office(of=province)
    Office.objects.filter(pk=room.pk).update(own_of=province)
    home = make.office(of=make.unit(above=make.unit(level="district", above=province)))
    courier = make.courier(home=home)

    enrolled(person=courier.person, by=make.clerk(at=home))
    enrolled(office=home, by=make.clerk(at=home))

    (of_phone, _), (of_desk, _) = facts()
    assert of_phone == {f"person.{courier.person_id}", f"desk.{home.pk}", f"desk.{room.pk}"}
    assert of_desk == {f"desk.{home.pk}", f"desk.{room.pk}"}


def test_an_enrolment_that_is_asked_for_twice_is_told_once():
    courier = make.courier()
    enrolled(person=courier.person, times=2)

    assert len(facts()) == 1


def test_the_log_says_who_made_an_enrolment():
    clerk = make.person()

    phone = enrolled(person=make.courier().person, by=clerk)

    (row,) = entries(EntryKind.DEVICE_ENROLLED)
    assert (row["device"], row["by"]) == (phone.pk, str(clerk.pk))
    assert "waits" not in row


@pytest.mark.parametrize("role", [Role.CLERK, Role.COURIER, Role.SERVES])
def test_a_phone_that_can_do_no_more_than_carry_or_keep_a_counter_waits_for_nobody(role):
    person = make.person()
    make.grant(to=person, on=make.office(), role=role)

    phone = enrolled(person=person, by=make.person())

    assert phone.state is DeviceState.IN_USE
    assert is_believed(phone)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OFFICER, Role.ADMINISTRATOR, Role.AUDITOR])
@pytest.mark.parametrize("where", [make.office, make.unit])
def test_a_phone_that_could_do_more_waits(role, where):
    person = make.person()
    make.grant(to=person, on=where(), role=role)

    phone = enrolled(person=person, by=make.person())

    assert phone.state is DeviceState.WAITING
    assert not is_believed(phone)
    assert entries(EntryKind.DEVICE_ENROLLED)[0]["waits"] is True


def test_who_enrolled_the_own_phone_waits_all_the_same():
    person = make.person()
    make.grant(to=person, on=make.office(), role=Role.SUPERVISOR)

    assert enrolled(person=person, by=person).state is DeviceState.WAITING


def test_a_role_that_begins_later_makes_a_phone_wait_and_one_that_ended_does_not():
    coming, gone = make.person(), make.person()
    make.grant(to=coming, on=make.office(), role=Role.OFFICER, from_at=make.NOON + 9 * HOUR)
    make.grant(to=gone, on=make.office(), role=Role.OFFICER, until_at=make.NOON)

    assert enrolled(person=coming).state is DeviceState.WAITING
    assert enrolled(person=gone).state is DeviceState.IN_USE


def test_an_approved_phone_is_believed_and_the_log_and_the_screens_know():
    phone, supervisor = waiting_phone(), make.person()

    approved = approve(phone, by=supervisor)

    assert approved.state is DeviceState.IN_USE
    assert is_believed(phone)
    assert entries(EntryKind.DEVICE_ENROLLED)[-1] == {
        "device": phone.pk,
        "approved": True,
        "by": str(supervisor.pk),
        "at": int((make.NOON + HOUR).timestamp() * 1000),
    }
    assert [body["state"] for _, body in facts()] == ["waiting", "in_use"]


def test_the_same_person_approves_once():
    phone, first = waiting_phone(), make.person()
    approve(phone, by=first)

    again = approve(phone, by=first, at=make.NOON + 2 * HOUR)

    assert (again.approved_by, again.approved_at) == (first, make.NOON + HOUR)
    assert len(entries(EntryKind.DEVICE_ENROLLED)) == 2


def test_the_yes_of_another_person_takes_the_place_of_the_one_before():
    phone, other = waiting_phone(), make.person()
    approve(phone, by=make.person())

    again = approve(phone, by=other, at=make.NOON + 2 * HOUR)

    assert (again.approved_by, again.approved_at) == (other, make.NOON + 2 * HOUR)
    assert len(entries(EntryKind.DEVICE_ENROLLED)) == 3


def test_who_made_the_enrolment_does_not_approve_it():
    clerk = make.person()
    phone = waiting_phone(by=clerk)

    with pytest.raises(NeedsAnother):
        approve(phone, by=clerk)
    assert not is_believed(phone)


def test_nobody_approves_the_own_phone():
    phone = waiting_phone(by=make.person())

    with pytest.raises(NeedsAnother):
        approve(phone, by=phone.person)


def test_whoever_has_the_terminal_approves_the_first_phone_of_the_house():
    phone = waiting_phone(by=None)

    approve(phone, by=None)

    assert is_believed(phone)
    assert "by" not in entries(EntryKind.DEVICE_ENROLLED)[-1]


def test_an_undone_enrolment_never_was():
    phone, supervisor = enrolled(person=make.courier().person), make.person()
    issue_device_challenge(device_id=phone.pk, now=make.NOON)

    undone = undo(phone, by=supervisor)

    assert undone.state is DeviceState.UNDONE
    assert not is_believed(phone)
    assert entries(EntryKind.DEVICE_REVOKED) == [
        {
            "device": phone.pk,
            "why": "not_mine",
            "never": True,
            "by": str(supervisor.pk),
            "at": int((make.NOON + HOUR).timestamp() * 1000),
        }
    ]
    assert [body["state"] for _, body in facts()] == ["in_use", "undone"]


def test_s03_an_undone_phone_loses_sessions_and_sockets():
    phone = make.phone()
    DeviceSession.objects.create(hash=b"x", device=phone.device, until_at=make.NOON + HOUR)

    undo(phone.device, at=make.NOON)

    assert DeviceSession.objects.get().revoked_at == make.NOON
    assert phone.id in withdrawals_of([phone.id])
    with pytest.raises(RevokedDevice):
        issue_device_challenge(device_id=phone.id, now=make.NOON)


def test_a_revoked_phone_can_still_be_undone_and_keeps_why_it_was_revoked():
    phone = make.phone().device
    membership.revoke_device(device_id=phone.pk, why="lost", now=make.NOON)

    undone = undo(phone)

    assert (undone.revoked_at, undone.revoke_why) == (make.NOON, "lost")
    assert [row.get("never") for row in entries(EntryKind.DEVICE_REVOKED)] == [None, True]


def test_an_enrolment_is_undone_once():
    phone = make.phone().device
    undo(phone)

    again = undo(phone, at=make.NOON + 2 * HOUR)

    assert again.undone_at == make.NOON + HOUR
    assert len(entries(EntryKind.DEVICE_REVOKED)) == 1


def test_an_undone_enrolment_cannot_be_approved():
    phone = waiting_phone()
    undo(phone)

    with pytest.raises(UndoneDevice):
        approve(phone)
    assert not is_believed(phone)


def test_an_undone_phone_cannot_join_again_with_the_same_key():
    key = PrivateKey.generate()
    courier = make.courier()
    phone = enrolled(person=courier.person, key=key)
    undo(phone)

    with pytest.raises(KnownDevice):
        enrolled(person=courier.person, key=key)


@pytest.mark.parametrize("how", ["undone", "stolen"])
def test_who_repeats_an_enrolment_that_ended_learns_and_releases_nothing(how, monkeypatch):
    new = joining(person=make.courier().person)
    with monkeypatch.context() as stopped:
        stopped.setattr(enrolment, "release_what_was_kept", lambda *_: None)
        phone = join(new)
    if how == "undone":
        undo(phone)
    else:
        membership.revoke_device(device_id=phone.pk, why=how, now=make.NOON)
    released = Mock()
    monkeypatch.setattr(releases, "release_scans", released)

    with pytest.raises(RevokedDevice):
        join(new)

    releases.release_what_was_kept(phone, make.NOON)
    released.assert_not_called()


def test_a_waiting_phone_that_nobody_else_has_is_approved_after_it_was_revoked():
    phone = waiting_phone()
    membership.revoke_device(device_id=phone.pk, why="broken", now=make.NOON)

    approved = approve(phone)

    assert approved.state is DeviceState.REVOKED
    assert is_believed(phone)


@pytest.mark.parametrize("why", ["lost", "stolen", "robbed"])
def test_a_waiting_phone_that_others_may_have_is_approved_once_somebody_says_since_when(why):
    phone = waiting_phone()
    membership.revoke_device(device_id=phone.pk, why=why, now=make.NOON)

    with pytest.raises(LossUnknown):
        approve(phone)
    assert not is_believed(phone)
    membership.revoke_device(device_id=phone.pk, why=why, lost_at=make.NOON, now=make.NOON + HOUR)
    approve(phone)

    assert is_believed(phone)


def test_revisions_of_an_enrolment_rise_though_the_clock_steps_back():
    phone = waiting_phone()
    approve(phone, at=make.NOON - 3 * HOUR)
    undo(phone, at=make.NOON - 5 * HOUR)

    revs = [body["rev"] for _, body in facts()]
    assert revs == sorted(set(revs))


@pytest.mark.parametrize("act", [approve, undo])
def test_a_device_that_never_joined_is_neither_approved_nor_undone(act):
    with pytest.raises(NotFound):
        act(Device(pk="A" * 43))


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OFFICER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_a_role_that_phones_wait_for_is_not_given_over_a_phone_that_nobody_approved(role):
    phone = make.phone()

    with pytest.raises(UnapprovedPhones) as refused:
        give(phone.person, role)

    assert refused.value.devices == [phone.id]
    assert not Grant.objects.filter(role=role).exists()


def test_the_role_is_given_once_each_phone_is_approved_undone_or_revoked():
    courier = make.courier()
    kept, strange, lost = (make.phone(courier).device for _ in range(3))
    approve(kept, by=make.person())
    undo(strange)
    membership.revoke_device(device_id=lost.pk, why="lost", now=make.NOON)

    give(courier.person, Role.SUPERVISOR)

    assert is_believed(kept)


def test_a_role_that_phones_do_not_wait_for_is_given_freely():
    give(make.phone().person, Role.CLERK)


def test_a_grant_that_stands_is_given_again_whatever_phones_came_since():
    person = make.courier().person
    first = give(person, Role.OFFICER)
    make.phone(person.couriers.get())

    assert give(person, Role.OFFICER, on=first.party.office) == first


def give(person, role, *, on=None):
    return grants.give_grant(
        person_id=person.pk,
        role=role,
        party_id=(on or make.office()).pk,
        from_at=make.NOON,
        now=make.NOON,
    )


def test_the_fold_is_told_whose_a_device_is():
    phone, desk = make.phone(), make.desk()

    assert ask_signing_devices([phone.id, desk.id, "A" * 43]).answer() == {
        phone.id: SigningDevice(person=phone.person.pk),
        desk.id: SigningDevice(office=desk.office.pk),
    }
