"""The code, the secret and the PIN of a slip, and those who guess them."""

import string
from datetime import timedelta
from uuid import uuid4

import pytest

from tests import make
from tests.make import MORNING
from tracking.consignments.citizen_key import read_code, shown_code
from tracking.consignments.models import CitizenKey, PinTries
from tracking.consignments.operations import citizens
from tracking.consignments.operations.citizens import (
    make_citizen_key,
    try_pin_in_public,
)
from tracking.consignments.pin_lock import FIRST_LOCK, LONGEST_LOCK, TRIES_BEFORE_LOCK

DIGITS = set(string.digits)
PARTY = uuid4()


def try_pin(**given):
    return citizens.try_pin(party=PARTY, **given)


def wrong(pin):
    return f"{(int(pin) + 1) % 10**6:06}"


def guess(dossier, pin, times=1, now=MORNING):
    tried = [try_pin(dossier_id=dossier.pk, pin=pin, now=now) for _ in range(times)]
    return tried[-1]


@pytest.mark.parametrize(
    "typed", ["7K3M9QXT2H4P", "7k3m-9qxt-2h4p", " 7K3M 9QXT 2H4P ", "7k3m9qxt2h4p"]
)
def test_a_code_is_read_as_hands_type_it(typed):
    assert read_code(typed) == "7K3M9QXT2H4P"


def test_letters_that_look_like_digits_are_digits():
    assert read_code("OIL1-0000-1111") == "011100001111"


@pytest.mark.parametrize("typed", ["", "7K3M9QXT2H4", "7K3M9QXT2H4PP", "7K3M9QXT2H4U", "ß" * 12])
def test_what_is_no_code_is_none(typed):
    assert read_code(typed) is None


def test_what_is_shown_is_read_again():
    assert shown_code("7K3M9QXT2H4P") == "7K3M-9QXT-2H4P"


@pytest.mark.django_db
def test_nothing_of_a_slip_can_be_read_from_the_database():
    dossier = make.dossier()

    key = make_citizen_key(dossier_id=dossier.pk, now=MORNING)

    kept = CitizenKey.objects.get()
    row = [str(value) for value in vars(kept).values()] + [bytes(kept.secret_hmac).hex()]
    assert not any(key.secret in text or key.pin in text for text in row)
    assert len(key.code) == 12
    assert len(key.secret) == 22
    assert len(key.pin) == 6
    assert set(key.pin) <= DIGITS


@pytest.mark.django_db
def test_a_new_slip_keeps_the_address_and_ends_the_old_one():
    dossier = make.dossier()
    old = make_citizen_key(dossier_id=dossier.pk, now=MORNING)
    stream = CitizenKey.objects.get().stream

    new = make_citizen_key(dossier_id=dossier.pk, now=MORNING + timedelta(hours=1))

    assert new.code == old.code
    assert CitizenKey.objects.get().stream == stream
    later = MORNING + timedelta(hours=1)
    assert guess(dossier, new.pin, now=later).is_right
    assert not guess(dossier, old.pin, now=later).is_right or old.pin == new.pin


@pytest.mark.django_db
def test_the_pin_may_be_typed_in_two_groups():
    dossier = make.dossier()
    pin = make_citizen_key(dossier_id=dossier.pk, now=MORNING).pin

    assert guess(dossier, f"{pin[:3]} {pin[3:]}").is_right


@pytest.mark.django_db
def test_five_wrong_pins_lock_out_the_right_one_for_a_while():
    dossier = make.dossier()
    pin = make_citizen_key(dossier_id=dossier.pk, now=MORNING).pin

    left = [guess(dossier, wrong(pin)).tries_left for _ in range(TRIES_BEFORE_LOCK)]

    assert left == [4, 3, 2, 1, 0]
    assert not guess(dossier, pin, now=MORNING + FIRST_LOCK - timedelta(seconds=1)).is_right
    assert guess(dossier, pin, now=MORNING + FIRST_LOCK).is_right


@pytest.mark.django_db
def test_each_lock_is_twice_as_long_as_the_one_before_up_to_a_day():
    dossier = make.dossier()
    pin = make_citizen_key(dossier_id=dossier.pk, now=MORNING).pin
    now, lengths = MORNING, []

    for _ in range(12):
        guess(dossier, wrong(pin), times=TRIES_BEFORE_LOCK, now=now)
        until = PinTries.objects.get().locked_until_at
        lengths.append(until - now)
        now = until

    assert lengths[:3] == [FIRST_LOCK, 2 * FIRST_LOCK, 4 * FIRST_LOCK]
    assert lengths[-1] == LONGEST_LOCK


@pytest.mark.django_db
def test_a_right_pin_forgets_the_wrong_ones():
    dossier = make.dossier()
    pin = make_citizen_key(dossier_id=dossier.pk, now=MORNING).pin
    guess(dossier, wrong(pin), times=TRIES_BEFORE_LOCK - 1)

    guess(dossier, pin)

    assert guess(dossier, wrong(pin)).tries_left == TRIES_BEFORE_LOCK - 1


@pytest.mark.django_db
def test_without_a_slip_no_pin_is_right():
    assert not guess(make.dossier(), "000000").is_right


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("guessing", "trying"), [(try_pin, try_pin_in_public), (try_pin_in_public, try_pin)]
)
def test_C02_devices_and_the_public_page_lock_each_for_itself(guessing, trying):
    dossier = make.dossier()
    pin = make_citizen_key(dossier_id=dossier.pk, now=MORNING).pin

    guessed = [
        guessing(dossier_id=dossier.pk, pin=wrong(pin), now=MORNING)
        for _ in range(TRIES_BEFORE_LOCK)
    ]

    assert [one.tries_left for one in guessed] == [4, 3, 2, 1, 0]
    assert guessing(dossier_id=dossier.pk, pin=pin, now=MORNING).was_locked
    assert trying(dossier_id=dossier.pk, pin=pin, now=MORNING).is_right


@pytest.mark.django_db
def test_a_new_slip_ends_both_locks():
    dossier = make.dossier()
    pin = make_citizen_key(dossier_id=dossier.pk, now=MORNING).pin
    for trying in (try_pin, try_pin_in_public):
        for _ in range(TRIES_BEFORE_LOCK):
            trying(dossier_id=dossier.pk, pin=wrong(pin), now=MORNING)

    anew = make_citizen_key(dossier_id=dossier.pk, now=MORNING).pin

    assert try_pin(dossier_id=dossier.pk, pin=anew, now=MORNING).is_right
    assert try_pin_in_public(dossier_id=dossier.pk, pin=anew, now=MORNING).is_right
