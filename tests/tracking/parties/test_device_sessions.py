"""How a phone that has joined opens a session, and what opens none."""

from datetime import timedelta

import pytest

from tests import make
from tests.tracking.parties.joining import MINUTE
from tracking.custody.operations import membership
from tracking.kernel.device_proof import SESSION_TYPE, sign_session
from tracking.kernel.ids import b64u
from tracking.kernel.signing import PrivateKey, compact_json, sign_jws
from tracking.parties.devices import devices_by_id, phone_session
from tracking.parties.models import (
    Device,
    DeviceChallenge,
    DeviceSession,
)
from tracking.parties.operations.devices import (
    RevokedDevice,
    SpentChallenge,
    UnknownDevice,
    issue_device_challenge,
    note_device_seen,
    note_devices_seen,
    open_device_session,
)
from tracking.parties.proofs import WrongProof

pytestmark = pytest.mark.django_db


def session(phone, *, at=make.NOON):
    challenge = issue_device_challenge(device_id=phone.id, now=at).challenge
    proof = sign_session(challenge=challenge, key=phone.key)
    return open_device_session(device_id=phone.id, proof=proof, now=at)


def test_a_phone_that_signs_its_challenge_gets_a_bearer_for_sixteen_hours():
    phone = make.phone()

    opened = session(phone)

    just_before = opened.until_at - timedelta(seconds=1)
    assert opened.until_at == make.NOON + timedelta(hours=16)
    assert phone_session(bearer=opened.bearer, now=just_before).device == phone.device
    assert phone_session(bearer=opened.bearer, now=opened.until_at) is None


def test_the_house_keeps_no_bearer():
    opened = session(make.phone())

    assert opened.bearer not in b64u(bytes(DeviceSession.objects.get().hash))


@pytest.mark.parametrize("bearer", ["", "x", "é", "A" * 43, "=" * 43])
def test_an_invented_bearer_opens_nothing(bearer):
    assert phone_session(bearer=bearer, now=make.NOON) is None


def test_a_challenge_is_answered_once():
    phone = make.phone()
    challenge = issue_device_challenge(device_id=phone.id, now=make.NOON).challenge
    proof = sign_session(challenge=challenge, key=phone.key)
    open_device_session(device_id=phone.id, proof=proof, now=make.NOON)

    with pytest.raises(SpentChallenge):
        open_device_session(device_id=phone.id, proof=proof, now=make.NOON)


def test_a_challenge_lives_sixty_seconds():
    phone = make.phone()
    challenge = issue_device_challenge(device_id=phone.id, now=make.NOON).challenge
    proof = sign_session(challenge=challenge, key=phone.key)

    with pytest.raises(SpentChallenge):
        open_device_session(device_id=phone.id, proof=proof, now=make.NOON + MINUTE)


def test_a_challenge_of_another_phone_is_of_no_use():
    phone, thief = make.phone(), make.phone()
    challenge = issue_device_challenge(device_id=phone.id, now=make.NOON).challenge
    proof = sign_session(challenge=challenge, key=thief.key)

    with pytest.raises(SpentChallenge):
        open_device_session(device_id=thief.id, proof=proof, now=make.NOON)


def test_a_thief_without_the_key_opens_no_session():
    phone, thief = make.phone(), PrivateKey.generate()
    challenge = issue_device_challenge(device_id=phone.id, now=make.NOON).challenge

    with pytest.raises(WrongProof):
        open_device_session(
            device_id=phone.id,
            proof=sign_session(challenge=challenge, key=thief),
            now=make.NOON,
        )
    proof = sign_session(challenge=challenge, key=phone.key)
    assert open_device_session(device_id=phone.id, proof=proof, now=make.NOON).bearer


def test_whoever_asks_for_challenges_fills_no_table():
    phone = make.phone()

    for _ in range(3):
        issue_device_challenge(device_id=phone.id, now=make.NOON)

    assert not DeviceChallenge.objects.exists()


def test_an_invented_challenge_is_of_no_use():
    phone = make.phone()
    proof = sign_session(challenge=b64u(bytes(32)), key=phone.key)

    with pytest.raises(SpentChallenge):
        open_device_session(device_id=phone.id, proof=proof, now=make.NOON)


def test_what_a_device_answered_is_forgotten_when_it_is_too_old():
    phone = make.phone()

    session(phone)
    session(phone, at=make.NOON + MINUTE)

    assert DeviceChallenge.objects.count() == 1


def test_a_phone_signs_for_itself_alone():
    phone, other = make.phone(), make.phone()
    challenge = issue_device_challenge(device_id=phone.id, now=make.NOON).challenge
    told = compact_json({"challenge": challenge, "device": other.id})
    proof = sign_jws(typ=SESSION_TYPE, payload=told, key=phone.key)

    with pytest.raises(WrongProof):
        open_device_session(device_id=phone.id, proof=proof, now=make.NOON)


@pytest.mark.parametrize("proof", ["", "é", "a.b.c", "x" * 5000, "ey.ey.ey"])
def test_a_proof_of_another_form_proves_nothing(proof):
    phone = make.phone()

    with pytest.raises(WrongProof):
        open_device_session(device_id=phone.id, proof=proof, now=make.NOON)


def test_an_unknown_device_gets_no_challenge():
    with pytest.raises(UnknownDevice):
        issue_device_challenge(device_id="A" * 43, now=make.NOON)


def test_p08_a_revoked_phone_is_out_at_once():
    phone = make.phone()
    opened = session(phone)

    membership.revoke_device(device_id=phone.id, why="stolen", now=make.NOON)

    assert phone_session(bearer=opened.bearer, now=make.NOON) is None
    with pytest.raises(RevokedDevice):
        issue_device_challenge(device_id=phone.id, now=make.NOON)
    assert devices_by_id([phone.id])[phone.id].revoked_at == make.NOON


def test_the_phone_of_a_person_who_left_opens_nothing():
    phone = make.phone()
    opened = session(phone)
    phone.person.is_active = False
    phone.person.save()

    assert phone_session(bearer=opened.bearer, now=make.NOON) is None
    with pytest.raises(RevokedDevice):
        issue_device_challenge(device_id=phone.id, now=make.NOON)


def test_who_is_heard_of_is_noted_to_the_minute():
    phone = make.phone(last_seen_at=None)

    for seconds in (0, 59, 61):
        at = make.NOON + timedelta(seconds=seconds)
        phone.device.refresh_from_db()
        note_device_seen(phone.device, now=at)

    phone.device.refresh_from_db()
    assert phone.device.last_seen_at == make.NOON + timedelta(seconds=61)


def test_nothing_is_asked_for_a_device_that_was_noted_within_the_minute(
    django_assert_num_queries,
):
    phone = make.phone(last_seen_at=make.NOON)

    with django_assert_num_queries(0):
        note_device_seen(phone.device, now=make.NOON + MINUTE)


def test_whoever_is_no_device_is_passed_over():
    phone = make.phone(last_seen_at=None)

    note_devices_seen(device_ids=[str(phone.person.pk), phone.id], now=make.NOON)

    assert Device.objects.get().last_seen_at == make.NOON
