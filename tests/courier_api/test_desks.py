"""A desk proves itself by its key, beside the log-in of who sits at it; its id proves nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from tests.courier_api.callers import (
    API,
    as_phone,
    as_staff,
    at_desk,
    bearer_of,
    nobody,
    post,
    told,
)
from tracking.custody.operations import membership
from tracking.kernel.device_proof import sign_session
from tracking.kernel.line import Role
from tracking.parties.models import DeviceSession

pytestmark = pytest.mark.django_db


def opened(client: Client, signer):
    """Open a session as a browser does: a challenge, and its answer by the device's key."""
    challenge = post(client, "/device-challenges", {"device": signer.id}).json()["challenge"]
    proof = sign_session(challenge=challenge, key=signer.key)
    return post(client, "/device-sessions", {"device": signer.id, "proof": proof})


def told_who_i_am(client: Client, bearer: str):
    return client.get(f"{API}/me", headers={"X-Hoso-Desk": bearer})


def test_the_id_of_a_desk_which_every_offer_prints_opens_nothing():
    desk = make.desk()
    client = as_staff(desk.person)

    answer = post(client, "/label-rolls", {"count": 1}, headers={"X-Hoso-Desk": desk.id})

    assert told(answer) == (403, "unknown_desk")


def test_a_browser_that_signs_with_the_desks_key_is_the_desk():
    desk = make.desk()
    client = as_staff(desk.person)

    session = opened(client, desk)

    me = told_who_i_am(client, session.json()["bearer"]).json()
    assert session.status_code == 201
    assert session.json()["person"] == str(desk.person.pk)
    assert (me["device"], me["office"]) == (desk.id, str(desk.office.pk))


def test_the_session_of_a_desk_lasts_a_quarter_of_an_hour():
    desk = make.desk()
    client = as_staff(desk.person)
    bearer = opened(client, desk).json()["bearer"]
    row = DeviceSession.objects.get()

    DeviceSession.objects.update(until_at=timezone.now())

    assert timedelta(minutes=14) < row.until_at - timezone.now() <= timedelta(minutes=15)
    assert told(told_who_i_am(client, bearer)) == (403, "unknown_desk")


def test_a_desks_key_alone_opens_no_session():
    client = Client(enforce_csrf_checks=True)

    assert told(opened(client, make.desk())) == (401, "unauthenticated")


def test_whoever_does_not_work_at_the_desk_opens_no_session_of_it():
    assert told(opened(as_staff(make.clerk(at=make.office())), make.desk())) == (
        403,
        "unknown_desk",
    )


def test_a_page_that_shows_somebody_else_opens_no_session():
    desk = make.desk()
    client = as_staff(desk.person)
    client.defaults["HTTP_X_HOSO_PERSON"] = str(make.person().pk)

    assert told(opened(client, desk)) == (403, "another_person")


def test_a_page_that_shows_who_is_logged_in_is_let_in():
    desk = make.desk()
    client = as_staff(desk.person)
    client.defaults["HTTP_X_HOSO_PERSON"] = str(desk.person.pk)

    assert opened(client, desk).status_code == 201


def test_another_site_opens_no_session_with_the_cookie_of_ours():
    desk = make.desk()
    client = as_staff(desk.person, checks_csrf=True)
    challenge = post(nobody(), "/device-challenges", {"device": desk.id}).json()["challenge"]
    proof = sign_session(challenge=challenge, key=desk.key)

    answer = post(client, "/device-sessions", {"device": desk.id, "proof": proof})

    assert told(answer) == (403, "forged_request")


def test_the_session_of_a_desk_is_worth_nothing_beside_another_log_in():
    desk = make.desk()
    bearer = opened(as_staff(desk.person), desk).json()["bearer"]

    elsewhere = as_staff(desk.person)
    colleague = as_staff(make.clerk(at=desk.office))

    assert told(told_who_i_am(elsewhere, bearer)) == (403, "unknown_desk")
    assert told(told_who_i_am(colleague, bearer)) == (403, "unknown_desk")


def test_the_session_of_a_desk_ends_with_its_log_in():
    desk = make.desk()
    client = as_staff(desk.person)
    bearer = opened(client, desk).json()["bearer"]

    client.post("/accounts/logout/")
    client.force_login(desk.person)

    assert told(told_who_i_am(client, bearer)) == (403, "unknown_desk")


def test_two_tabs_each_have_a_session_and_neither_ends_the_others():
    desk = make.desk()
    client = as_staff(desk.person)

    bearers = [opened(client, desk).json()["bearer"] for _ in range(2)]

    assert [told_who_i_am(client, one).status_code for one in bearers] == [200, 200]


def test_what_opens_a_phone_opens_no_desk_and_the_other_way_round():
    phone, desk = make.phone(), make.desk()
    client = as_staff(desk.person)
    bearer = opened(client, desk).json()["bearer"]

    as_desk = told_who_i_am(client, bearer_of(phone))
    as_a_phone = nobody().get(f"{API}/me", headers={"Authorization": f"Bearer {bearer}"})

    assert told(as_desk) == (403, "unknown_desk")
    assert told(as_a_phone) == (401, "unauthenticated")


def test_a_phone_needs_no_log_in_and_heeds_no_cookie():
    phone = make.phone()

    session = opened(as_staff(make.person(), checks_csrf=True), phone)

    assert session.status_code == 201
    assert session.json()["person"] == str(phone.person.pk)


def test_a_revoked_desk_is_out_at_once_and_opens_no_other_session():
    desk = make.desk()
    client = as_staff(desk.person)
    bearer = opened(client, desk).json()["bearer"]

    membership.revoke_device(device_id=desk.id, why="sold", now=timezone.now())

    assert told(told_who_i_am(client, bearer)) == (403, "unknown_desk")
    assert told(post(client, "/device-challenges", {"device": desk.id})) == (403, "revoked_device")


def test_a_desk_is_closed_to_who_works_there_no_more():
    desk = make.desk()
    client = at_desk(desk)

    desk.person.grants.update(until_at=timezone.now())

    assert told(client.get(f"{API}/me")) == (403, "unknown_desk")


def test_a_supervisor_above_sits_at_a_desk_of_the_office():
    desk = make.desk()
    over = make.person()
    make.grant(to=over, on=desk.office.unit, role=Role.SUPERVISOR)

    assert opened(as_staff(over), desk).status_code == 201


def test_a_phones_session_lasts_its_sixteen_hours_still():
    phone = make.phone()

    assert as_phone(phone).get(f"{API}/me").json()["device"] == phone.id
    assert DeviceSession.objects.get().log_in is None
