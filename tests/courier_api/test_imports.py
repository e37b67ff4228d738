"""A desk brings scans home, a device is released or told to forget, over the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.courier_api.callers import API, as_staff, at_desk, nobody, post, told
from tests.hands import Hand, sealed, send
from tracking.custody.operations.membership import revoke_device
from tracking.kernel.instants import milliseconds
from tracking.kernel.line import Role
from tracking.kernel.wipe import read_wipe
from tracking.ledger.keys import receipt_key

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
THING = {"l": "A" * 22}


@pytest.fixture
def phone():
    return Hand(make.phone(), at=timezone.now() - 3 * HOUR)


def test_a_desk_brings_a_phones_scans_home(phone):
    text = sealed(phone.sign("check", THING), phone.sign("check", THING), by=phone)

    answer = post(at_desk(make.desk()), "/imports", {"export": text})

    said = answer.json()
    assert answer.status_code == 200
    assert said.pop("receipt").count(".") == 2
    assert said == {"device": phone.signer.id, "scans": 2, "accepted": 2, "kept": 0}


@pytest.mark.parametrize("text", ["x", "a.b.c.d.e", "é" * 9, "\t"])
def test_garbage_gets_one_code(text):
    assert told(post(at_desk(make.desk()), "/imports", {"export": text})) == (
        422,
        "unreadable_export",
    )


@pytest.mark.parametrize("body", [{}, {"export": None}, {"export": ""}, {"export": 5}])
def test_a_body_of_another_shape_is_no_file(body):
    assert told(post(at_desk(make.desk()), "/imports", body)) == (422, "invalid_request")


def test_a_file_beyond_a_mebibyte_is_too_big():
    answer = post(at_desk(make.desk()), "/imports", {"export": "x" * (1 << 20)})

    assert told(answer) == (413, "too_big")


def test_a_stolen_phone_brings_nothing_and_the_desk_is_told(phone):
    text = sealed(phone.sign("check", THING), by=phone)
    revoke_device(device_id=phone.signer.id, why="stolen", now=timezone.now())

    answer = post(at_desk(make.desk()), "/imports", {"export": text})

    assert told(answer) == (403, "stolen_device")


def test_a_lost_phones_scans_are_released_in_one_click():
    courier = make.courier()
    phone = Hand(make.phone(courier), at=timezone.now() - 3 * HOUR)
    check = phone.sign("check", THING)
    supervisor = as_staff(make.clerk(at=courier.home, role=Role.SUPERVISOR))
    path = f"/devices/{phone.signer.id}"
    lost_at = (timezone.now() - 2 * HOUR).isoformat()

    revoked = post(supervisor, f"{path}/revoke", {"why": "lost", "lost_at": lost_at}).json()
    send(check, now=timezone.now())
    (before,) = supervisor.get(f"{API}/devices").json()
    released = post(supervisor, f"{path}/release").json()

    assert (revoked["state"], revoked["revoke_why"]) == ("revoked", "lost")
    assert (before["set_aside"], released["set_aside"]) == (1, 0)


def test_when_it_was_lost_may_be_said_with_the_release():
    courier = make.courier()
    phone = Hand(make.phone(courier), at=timezone.now() - 3 * HOUR)
    check = phone.sign("check", THING)
    supervisor = as_staff(make.clerk(at=courier.home, role=Role.SUPERVISOR))
    path = f"/devices/{phone.signer.id}"
    post(supervisor, f"{path}/revoke", {"why": "stolen"})
    send(check, now=timezone.now())

    unsaid = post(supervisor, f"{path}/release")
    future = post(supervisor, f"{path}/release", {"lost_at": "2999-01-01T00:00:00Z"})
    lost_at = (timezone.now() - 2 * HOUR).isoformat()
    released = post(supervisor, f"{path}/release", {"lost_at": lost_at})

    assert told(unsaid) == (409, "loss_unknown")
    assert told(future) == (409, "loss_to_come")
    assert released.json()["set_aside"] == 0


def test_a_revoked_device_finds_the_order_to_forget_everything(phone):
    revoke_device(device_id=phone.signer.id, why="lost", now=make.NOON)

    answer = nobody().get(f"{API}/devices/{phone.signer.id}/wipe")

    key = receipt_key().public
    wipe = read_wipe(jws=answer.json()["wipe"], device=phone.signer.id, keys={key.thumbprint: key})
    assert (wipe.device, wipe.at_ms) == (phone.signer.id, milliseconds(make.NOON))


@pytest.mark.parametrize("device", ["in_use", "unknown", "odd"])
def test_no_other_device_is_told_to_forget_anything(phone, device):
    named = {"in_use": phone.signer.id, "unknown": "A" * 43, "odd": "A" * 9}[device]

    assert told(nobody().get(f"{API}/devices/{named}/wipe")) == (404, "not_found")


@pytest.mark.parametrize(("why", "may_export"), [("stolen", False), ("lost", True)])
def test_a_phone_that_was_revoked_learns_whether_it_may_still_export(phone, why, may_export):
    revoke_device(device_id=phone.signer.id, why=why, now=timezone.now())

    answer = post(nobody(), "/device-challenges", {"device": phone.signer.id})

    assert told(answer) == (403, "revoked_device")
    assert answer.json()["may_export"] is may_export
