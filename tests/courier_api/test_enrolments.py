"""Who sees, approves, undoes and revokes devices over the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.courier_api.callers import API, as_phone, as_staff, post, told
from tracking.kernel.line import Role
from tracking.parties.models import Device

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def runs(office, role=Role.SUPERVISOR):
    return as_staff(make.clerk(at=office, role=role))


def listed(client, path="/devices"):
    return client.get(f"{API}{path}").json()


def newer_phone(of, **differs):
    """Make a phone that somebody else enrolled an hour ago."""
    now = timezone.now()
    said = {"enrolled_at": now - timedelta(hours=1), "enrolled_by": make.person()} | differs
    return make.phone(of, **said)


def test_a_supervisor_sees_the_desks_of_the_office_and_the_phones_of_who_works_there():
    office = make.office()
    desk = make.desk(office)
    phone = make.phone(make.courier(home=office))
    make.phone(), make.desk()  # of other offices

    rows = {row["id"]: row for row in listed(runs(office))}

    assert rows.keys() == {desk.id, phone.id}
    assert rows[desk.id] == {
        "id": desk.id,
        "kind": "desk",
        "person": None,
        "person_name": None,
        "call_sign": None,
        "office": str(office.pk),
        "model": "Nokia 3.4",
        "app": "0.1.0",
        "enrolled_at": "2019-01-01T07:00:00.000+07:00",
        "enrolled_by_self": False,
        "enrolled_by": None,
        "state": "in_use",
        "needs_approval": False,
        "revoked_at": None,
        "revoke_why": "",
        "last_seen_at": "2019-01-02T07:00:00.000+07:00",
        "set_aside": 0,
        "may_judge": True,
    }
    assert rows[phone.id]["person"] == str(phone.person.pk)
    assert rows[phone.id]["person_name"] == phone.person.name
    assert rows[phone.id]["call_sign"].startswith("TN-")


def test_one_who_runs_a_unit_sees_the_phones_of_who_works_for_units_below():
    province = make.unit(level="province")
    district = make.unit(level="district", above=province)
    supervisor, over = make.person(), make.person()
    make.grant(to=supervisor, on=district, role=Role.SUPERVISOR)
    make.grant(to=over, on=province, role=Role.ADMINISTRATOR)
    phone = make.phone_of(supervisor)

    assert [row["id"] for row in listed(as_staff(over))] == [phone.id]


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.AUDITOR])
def test_who_runs_nothing_sees_no_devices(role):
    office = make.office()
    make.desk(office)

    assert listed(runs(office, role)) == []


def test_the_list_of_devices_costs_few_queries(django_assert_max_num_queries):
    office = make.office()
    client = runs(office)
    for _ in range(9):
        make.phone(make.courier(home=office))

    with django_assert_max_num_queries(12):
        assert len(listed(client)) == 9


def test_a_phone_that_waits_is_approved_by_another_supervisor():
    office = make.office()
    phone = make.phone_of(make.clerk(at=office, role=Role.OFFICER), waits_since=make.LONG_AGO)

    answer = post(runs(office), f"/devices/{phone.id}/approve")

    assert (answer.status_code, answer.json()["state"]) == (200, "in_use")


def test_who_enrolled_a_phone_is_told_that_another_must_approve_it():
    office = make.office()
    enroller = make.clerk(at=office, role=Role.SUPERVISOR)
    owner = make.clerk(at=office, role=Role.OFFICER)
    phone = make.phone_of(owner, waits_since=make.LONG_AGO, enrolled_by=enroller)

    answer = post(as_staff(enroller), f"/devices/{phone.id}/approve")

    assert told(answer) == (403, "needs_another")


def test_a_supervisor_of_one_of_two_places_stops_a_phone_and_says_no_moment_of_its_loss():
    office, other = make.office(), make.office()
    courier = make.courier(home=office)
    make.grant(to=courier.person, on=other)
    phone = make.phone(courier)
    client = runs(other)
    make.phone(make.courier(home=other))
    shown = {row["id"]: row["may_judge"] for row in listed(client)}
    assert (len(shown), shown[phone.id]) == (2, False)

    lost = {"why": "replaced", "lost_at": "2019-02-01T00:00:00+07:00"}
    refused = post(client, f"/devices/{phone.id}/revoke", lost)
    stopped = post(client, f"/devices/{phone.id}/revoke", {"why": "replaced"})

    assert told(refused) == (403, "may_only_stop")
    assert (stopped.json()["state"], stopped.json()["may_judge"]) == ("revoked", False)
    assert Device.objects.get(pk=phone.id).lost_at is None
    over = make.clerk(at=office, role=Role.SUPERVISOR)
    make.grant(to=over, on=other, role=Role.ADMINISTRATOR)
    assert post(as_staff(over), f"/devices/{phone.id}/revoke", lost).status_code == 200


def test_a_supervisor_of_one_office_does_not_judge_a_phone_that_acts_for_two():
    office, other = make.office(), make.office()
    owner = make.clerk(at=office, role=Role.OFFICER)
    make.grant(to=owner, on=other, role=Role.OFFICER)
    phone = make.phone_of(owner, waits_since=make.LONG_AGO)
    client = runs(office)

    assert told(post(client, f"/devices/{phone.id}/approve")) == (404, "not_found")
    assert told(post(client, f"/devices/{phone.id}/undo", {"why": "not_mine"})) == (
        404,
        "not_found",
    )
    assert post(client, f"/devices/{phone.id}/revoke", {"why": "lost"}).status_code == 200


def test_the_phone_of_who_works_nowhere_is_left_to_the_administrator_of_the_house():
    province = make.unit(level="province")
    administrator, supervisor = make.person(), make.person()
    make.grant(to=administrator, on=province, role=Role.ADMINISTRATOR)
    make.grant(to=supervisor, on=province, role=Role.SUPERVISOR)
    path = f"/devices/{make.phone_of(make.person()).id}/revoke"

    assert told(post(as_staff(supervisor), path, {"why": "left"})) == (404, "not_found")
    assert post(as_staff(administrator), path, {"why": "left"}).status_code == 200


def test_an_owner_undoes_from_the_older_phone_what_somebody_else_enrolled():
    courier = make.courier()
    client = as_phone(make.phone(courier))
    strange = newer_phone(courier)

    newest, _ = listed(client, "/me/devices")
    answer = post(client, f"/devices/{strange.id}/undo", {"why": "not_mine"})

    assert (newest["id"], newest["state"]) == (strange.id, "in_use")
    assert answer.json()["state"] == "undone"
    assert Device.objects.get(pk=strange.id).undone_by_id == courier.person_id


def test_a_phone_that_somebody_else_enrolled_cannot_undo_the_owners_true_one():
    courier = make.courier()
    true = newer_phone(courier, enrolled_at=timezone.now() - timedelta(hours=2))
    strange = newer_phone(courier)

    answer = post(as_phone(strange), f"/devices/{true.id}/undo", {"why": "not_mine"})

    assert told(answer) == (404, "not_found")


def test_of_two_phones_that_a_clerk_enrolled_one_after_the_other_neither_undoes_the_other():
    courier, clerk = make.courier(), make.person()
    strange = newer_phone(courier, enrolled_at=timezone.now() - 6 * DAY, enrolled_by=clerk)
    true = newer_phone(courier, enrolled_by=clerk)

    answer = post(as_phone(strange), f"/devices/{true.id}/undo", {"why": "not_mine"})

    assert told(answer) == (404, "not_found")


def test_a_phone_of_this_morning_undoes_what_somebody_else_enrolled_than_who_enrolled_it():
    courier = make.courier()
    own = newer_phone(courier, enrolled_at=timezone.now() - timedelta(hours=2))
    strange = newer_phone(courier, waits_since=timezone.now())

    answer = post(as_phone(own), f"/devices/{strange.id}/undo", {"why": "not_mine"})

    assert answer.json()["state"] == "undone"


def test_a_phone_of_this_morning_undoes_none_for_which_whoever_answers_for_the_owner_vouched():
    courier = make.courier()
    strange = newer_phone(courier, enrolled_at=timezone.now() - timedelta(hours=2))
    true = newer_phone(courier)  # it joined beside the other, and did not wait

    answer = post(as_phone(strange), f"/devices/{true.id}/undo", {"why": "not_mine"})

    assert told(answer) == (404, "not_found")


def test_a_phone_that_was_approved_undoes_a_newer_one_soon_after_it_joined():
    courier, joined_at = make.courier(), timezone.now() - timedelta(hours=2)
    older = newer_phone(courier, enrolled_at=joined_at, approved_at=joined_at)
    strange = newer_phone(courier)

    answer = post(as_phone(older), f"/devices/{strange.id}/undo", {"why": "not_mine"})

    assert answer.json()["state"] == "undone"


@pytest.mark.parametrize(
    ("what", "differs"),
    [
        ("own", {"enrolled_by": None}),
        ("approved", {"approved_at": make.NOON}),
        ("old", {"enrolled_at": timezone.now() - 8 * DAY}),
    ],
)
def test_an_owner_undoes_no_enrolment_that_is_own_approved_or_no_news(what, differs):
    courier = make.courier()
    if what == "own":
        differs = {"enrolled_by": courier.person}
    other = newer_phone(courier, **differs)

    answer = post(as_phone(make.phone(courier)), f"/devices/{other.id}/undo", {"why": "not_mine"})

    assert told(answer) == (404, "not_found")


def test_a_phone_does_not_undo_itself_nor_a_phone_of_somebody_else():
    phone, other = make.phone(), newer_phone(make.courier())
    client = as_phone(phone)

    for device in (phone, other):
        answer = post(client, f"/devices/{device.id}/undo", {"why": "not_mine"})
        assert told(answer) == (404, "not_found")


def test_a_phone_that_waits_has_no_more_than_a_couriers_rights():
    office = make.office()
    courier = make.courier(home=office)
    make.grant(to=courier.person, on=office, role=Role.SUPERVISOR)
    waiting = as_phone(make.phone(courier, waits_since=make.LONG_AGO))
    trusted = as_phone(make.phone(courier))
    item = make.sent_from(office).item

    assert waiting.get(f"{API}/me/devices").status_code == 200
    assert waiting.get(f"{API}/items/{item.pk}").status_code == 404
    assert trusted.get(f"{API}/items/{item.pk}").status_code == 200


def test_an_older_phone_says_yes_to_a_second_one_and_a_second_one_not_to_itself():
    courier = make.courier()
    old, second = make.phone(courier), newer_phone(courier, waits_since=make.LONG_AGO)
    path = f"/devices/{second.id}/approve"

    assert told(post(as_phone(second), path)) == (404, "not_found")
    answer = post(as_phone(old), path)

    assert (answer.status_code, answer.json()["state"]) == (200, "in_use")


def test_a_waiting_phone_undoes_nothing():
    courier = make.courier()
    waiting = make.phone(courier, waits_since=make.LONG_AGO)
    strange = newer_phone(courier)

    answer = post(as_phone(waiting), f"/devices/{strange.id}/undo", {"why": "not_mine"})

    assert told(answer) == (404, "not_found")


def test_a_supervisor_makes_the_ticket_of_the_own_phone_and_of_who_works_there():
    office = make.office()
    supervisor = make.clerk(at=office, role=Role.SUPERVISOR)
    officer = make.clerk(at=office, role=Role.OFFICER)

    for person in (supervisor, officer):
        answer = post(as_staff(supervisor), "/enrolment-tickets", {"person": str(person.pk)})
        assert answer.status_code == 201
    refused = post(as_staff(officer), "/enrolment-tickets", {"person": str(supervisor.pk)})
    assert told(refused) == (404, "not_found")


@pytest.mark.parametrize("act", ["approve", "undo", "revoke"])
def test_nobody_acts_on_a_device_that_never_joined(act):
    body = {} if act == "approve" else {"why": "lost"}

    answer = post(runs(make.office()), f"/devices/{'A' * 43}/{act}", body)

    assert told(answer) == (404, "not_found")


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_nobody_of_one_office_makes_alone_the_phone_of_who_also_works_at_another(role):
    home, other = make.office(), make.office()
    courier = make.courier(home=home)
    asked = {"person": str(courier.person_id)}
    caller = runs(home, role)
    assert post(caller, "/enrolment-tickets", asked).status_code == 201

    make.grant(to=courier.person, on=other, role=Role.CLERK)

    assert told(post(caller, "/enrolment-tickets", asked)) == (404, "not_found")
