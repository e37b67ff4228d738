"""Who is let in to a dossier by its slip, and what happens to those who guess."""

from datetime import timedelta

import pytest

from tests import make
from tests.make import MORNING
from tracking.consignments.operations.citizens import make_citizen_key
from tracking.consignments.pin_lock import TRIES_BEFORE_LOCK
from tracking.enquiries.models import LookUpCount
from tracking.enquiries.operations import (
    FAILURES_A_MINUTE,
    TooManyLookUps,
    UnknownDossier,
    look_up_by_pin,
    look_up_by_secret,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def slip():
    return make_citizen_key(dossier_id=make.dossier().pk, now=MORNING)


def wrong(pin):
    return f"{(int(pin) + 1) % 10**6:06}"


def fail(slip, *, times=1, now=MORNING):
    for _ in range(times):
        with pytest.raises(UnknownDossier):
            look_up_by_pin(code=slip.code, pin=wrong(slip.pin), now=now)


def test_the_secret_of_the_slip_lets_in(slip):
    visit = look_up_by_secret(code=slip.code, secret=slip.secret, now=MORNING)

    assert visit.code == slip.code
    assert visit.slip_made_at == MORNING


def test_code_and_pin_let_in_however_they_are_typed(slip):
    typed = "-".join([slip.code[:4], slip.code[4:8], slip.code[8:]]).lower()

    assert look_up_by_pin(code=typed, pin=slip.pin, now=MORNING).code == slip.code


@pytest.mark.parametrize("code", ["000000000000", "7K3M9QXT2H4P", "no code", "", "x" * 5000])
def test_what_is_no_code_sounds_like_a_wrong_pin(slip, code):
    with pytest.raises(UnknownDossier):
        look_up_by_pin(code=code, pin=slip.pin, now=MORNING)
    with pytest.raises(UnknownDossier):
        look_up_by_secret(code=code, secret=slip.secret, now=MORNING)


@pytest.mark.parametrize("secret", ["", "A" * 22, "ấ" * 22])
def test_a_wrong_secret_lets_nobody_in(slip, secret):
    with pytest.raises(UnknownDossier):
        look_up_by_secret(code=slip.code, secret=secret, now=MORNING)


def test_secret_and_pin_of_another_slip_let_nobody_in(slip):
    other = make_citizen_key(dossier_id=make.dossier().pk, now=MORNING)

    with pytest.raises(UnknownDossier):
        look_up_by_secret(code=slip.code, secret=other.secret, now=MORNING)


def test_C02_whoever_guesses_pins_is_locked_out_and_the_qr_code_still_works(slip):
    fail(slip, times=TRIES_BEFORE_LOCK)

    with pytest.raises(UnknownDossier):
        look_up_by_pin(code=slip.code, pin=slip.pin, now=MORNING)
    assert look_up_by_secret(code=slip.code, secret=slip.secret, now=MORNING)


def test_C01_all_failures_together_have_one_budget(slip):
    fail(slip)
    LookUpCount.objects.update(failed=FAILURES_A_MINUTE)

    with pytest.raises(TooManyLookUps):
        look_up_by_pin(code=slip.code, pin=slip.pin, now=MORNING)

    assert look_up_by_secret(code=slip.code, secret=slip.secret, now=MORNING)
    assert look_up_by_pin(code=slip.code, pin=slip.pin, now=MORNING + timedelta(minutes=1))


def test_failures_are_counted_by_the_minute_and_forgotten_after_a_day(slip):
    fail(slip, times=3)
    fail(slip, now=MORNING + timedelta(minutes=1))

    assert sorted(LookUpCount.objects.values_list("failed", flat=True)) == [1, 3]

    fail(slip, now=MORNING + timedelta(days=1, minutes=2))

    assert list(LookUpCount.objects.values_list("failed", flat=True)) == [1]


def test_whoever_is_let_in_is_not_counted(slip):
    look_up_by_pin(code=slip.code, pin=slip.pin, now=MORNING)

    assert not LookUpCount.objects.exists()
