"""What must happen once happens once, however many ask at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tests import make
from tracking.custody.operations.enrolment import NewDevice, enrol_device
from tracking.kernel.device_proof import sign_enrolment, sign_session
from tracking.kernel.ids import b64u
from tracking.kernel.refusal import Refusal
from tracking.kernel.signing import PrivateKey
from tracking.kernel.ticket import read_enrolment_ticket
from tracking.parties.models import Device, FailedLogin, Shift
from tracking.parties.operations.devices import (
    issue_device_challenge,
    issue_ticket,
    note_device_seen,
    open_device_session,
)
from tracking.parties.operations.logins import LOGIN_TRIES, begin_login
from tracking.parties.operations.shifts import start_shift

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6
HERE = "http://localhost:8000"


def all_at_once(act) -> list[str]:
    """Run an act in threads of their own; return the code of each refusal, or `done`."""

    def run(number: int) -> str:
        try:
            act(number)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sorted(threads.map(run, range(AT_ONCE)))


def test_a_ticket_that_many_devices_saw_lets_one_in():
    courier = make.courier()
    ticket = issue_ticket(
        person_id=courier.person_id,
        office_id=None,
        origin=HERE,
        made_by=make.clerk(at=courier.home).pk,
        now=make.NOON,
    ).ticket
    secret = b64u(read_enrolment_ticket(ticket).secret)

    def join(_number):
        key = PrivateKey.generate()
        new = NewDevice(
            ticket=ticket,
            jwk=key.public.jwk(),
            model="Nokia 3.4",
            app="0.1.0",
            proof=sign_enrolment(ticket_secret=secret, key=key),
        )
        enrol_device(new=new, origins=[HERE], now=make.NOON)

    assert all_at_once(join) == ["done"] + ["used_ticket"] * (AT_ONCE - 1)
    assert Device.objects.count() == 1


def test_a_challenge_that_is_answered_many_times_opens_one_session():
    phone = make.phone()
    challenge = issue_device_challenge(device_id=phone.id, now=make.NOON).challenge
    proof = sign_session(challenge=challenge, key=phone.key)

    def answer(_number):
        open_device_session(device_id=phone.id, proof=proof, now=make.NOON)

    assert all_at_once(answer) == ["done"] + ["spent_challenge"] * (AT_ONCE - 1)


def test_a_shift_that_is_started_many_times_is_one():
    courier = make.courier()

    def start(_number):
        start_shift(courier=courier, device_id=None, at=make.NOON, now=make.NOON)

    assert all_at_once(start) == ["done"] * AT_ONCE
    assert Shift.objects.count() == 1


def test_no_failed_log_in_is_missed():
    def fail(number):
        begin_login(login=f"nguoi{number % 2}", address="10.0.0.7", now=make.NOON)

    all_at_once(fail)

    assert sorted(row.failed for row in FailedLogin.objects.all()) == [3, 3, 6]


def test_of_many_guesses_at_once_no_more_are_looked_at_than_of_as_many_one_by_one():
    def guess(_number):
        begin_login(login="phuninh", address="10.0.0.7", now=make.NOON)

    over = AT_ONCE - LOGIN_TRIES

    assert all_at_once(guess) == ["done"] * LOGIN_TRIES + ["too_many_logins"] * over


def test_who_notes_that_a_device_is_there_waits_for_nobody_who_has_it_locked():
    phone = make.phone(last_seen_at=None)

    def note():
        try:
            note_device_seen(phone.device, now=make.NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        Device.objects.select_for_update(no_key=True).get(pk=phone.id)
        threads.submit(note).result(timeout=5)

    assert Device.objects.get(pk=phone.id).last_seen_at is None
