"""How devices join, and are believed no more."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tests import make
from tests.tracking.parties.joining import HERE, MINUTE, enrol, entries, joining, ticket_for
from tracking.custody.operations import membership
from tracking.custody.operations.enrolment import (
    ExpiredTicket,
    KnownDevice,
    OtherTicket,
    UnknownTicket,
    UsedTicket,
)
from tracking.kernel.device_proof import sign_enrolment
from tracking.kernel.ids import b64u
from tracking.kernel.signing import PrivateKey
from tracking.kernel.ticket import (
    NotAnEnrolmentTicket,
    encode_enrolment_ticket,
    read_enrolment_ticket,
)
from tracking.ledger.models import EntryKind
from tracking.parties.models import (
    Device,
    DeviceKind,
    EnrolmentTicket,
)
from tracking.parties.operations.devices import (
    RevokedDevice,
    issue_device_challenge,
)
from tracking.parties.proofs import UnusableDeviceKey, WrongProof
from tracking.parties.refusals import NotFound

pytestmark = pytest.mark.django_db


def test_a_phone_joins_for_the_person_of_its_ticket():
    courier = make.courier()
    key = PrivateKey.generate()

    device = enrol(joining(ticket_for(courier=courier), key=key))

    assert device.pk == key.public.thumbprint
    assert device.person == courier.person
    assert device.office is None


def test_a_desk_joins_for_its_office():
    office = make.office()

    device = enrol(joining(ticket_for(office=office)))

    assert (device.kind, device.office) == ("desk", office)


@pytest.mark.parametrize("wants", [{"kind": DeviceKind.PHONE}, {"offices": [uuid4()]}])
def test_a_ticket_for_a_desk_is_not_spent_on_what_wants_to_be_something_else(wants):
    office = make.office()
    ticket = ticket_for(office=office)

    with pytest.raises(OtherTicket):
        enrol(joining(ticket, **wants))

    assert not Device.objects.exists()
    device = enrol(joining(ticket, kind=DeviceKind.DESK, offices=[office.pk]))
    assert device.office == office


def test_a_ticket_for_a_phone_makes_no_desk():
    courier = make.courier()

    with pytest.raises(OtherTicket):
        enrol(joining(ticket_for(courier=courier), kind=DeviceKind.DESK))

    assert not Device.objects.exists()


def test_the_log_learns_whose_key_joined_and_no_name():
    courier = make.courier()

    device = enrol(joining(ticket_for(courier=courier)))

    (row,) = entries(EntryKind.DEVICE_ENROLLED)
    assert row["device"] == device.pk
    assert row["key"] == device.jwk
    assert row["person"] == str(courier.person_id)
    assert "Nokia" not in json.dumps(row)


def test_the_house_keeps_no_ticket_that_would_let_a_thief_in():
    ticket = ticket_for(courier=make.courier())

    kept = EnrolmentTicket.objects.get()

    assert read_enrolment_ticket(ticket).secret not in bytes(kept.hash)


def test_a_ticket_lets_one_device_in():
    ticket = ticket_for(courier=make.courier())
    enrol(joining(ticket))

    with pytest.raises(UsedTicket):
        enrol(joining(ticket))


def test_whoever_lost_the_answer_gets_it_again():
    ticket = ticket_for(courier=make.courier())
    new = joining(ticket)
    first = enrol(new)

    again = enrol(new, at=make.NOON + timedelta(hours=1))

    assert again.pk == first.pk
    assert len(entries(EntryKind.DEVICE_ENROLLED)) == 1


def test_a_ticket_lives_ten_minutes():
    ticket = ticket_for(courier=make.courier())

    with pytest.raises(ExpiredTicket):
        enrol(joining(ticket), at=make.NOON + 10 * MINUTE)


def test_an_invented_ticket_is_unknown():
    with pytest.raises(UnknownTicket):
        enrol(joining(encode_enrolment_ticket(origin=HERE, secret=bytes(16))))


def test_a_ticket_of_another_site_is_unknown_here():
    secret = read_enrolment_ticket(ticket_for(courier=make.courier())).secret
    elsewhere = encode_enrolment_ticket(origin="https://hoso.example.vn", secret=secret)

    with pytest.raises(UnknownTicket):
        enrol(joining(elsewhere))


@pytest.mark.parametrize("text", ["", "HE1:", "HE1:!!", "HS1:AAAA", "https://example.vn"])
def test_other_text_is_no_ticket(text):
    new = replace(joining(ticket_for(courier=make.courier())), ticket=text)

    with pytest.raises(NotAnEnrolmentTicket):
        enrol(new)


def test_the_proof_must_be_by_the_key_that_joins():
    ticket = ticket_for(courier=make.courier())
    stranger = PrivateKey.generate()
    secret = b64u(read_enrolment_ticket(ticket).secret)

    with pytest.raises(WrongProof):
        enrol(joining(ticket, proof=sign_enrolment(ticket_secret=secret, key=stranger)))
    assert not Device.objects.exists()


def test_the_proof_must_be_for_this_ticket():
    key = PrivateKey.generate()
    ticket = ticket_for(courier=make.courier())

    with pytest.raises(WrongProof):
        enrol(
            joining(ticket, key=key, proof=sign_enrolment(ticket_secret=b64u(bytes(16)), key=key))
        )


@pytest.mark.parametrize(
    "change", [{"kty": "OKP"}, {"crv": "P-384"}, {"x": "AAAA"}, {"d": "AAAA"}, {"y": 5}]
)
def test_another_sort_of_key_is_refused(change):
    key = PrivateKey.generate()
    ticket = ticket_for(courier=make.courier())

    with pytest.raises(UnusableDeviceKey):
        enrol(joining(ticket, key=key, jwk=key.public.jwk() | change))


def test_a_key_joins_once():
    key = PrivateKey.generate()
    enrol(joining(ticket_for(courier=make.courier()), key=key))

    with pytest.raises(KnownDevice):
        enrol(joining(ticket_for(courier=make.courier()), key=key))


def test_a_device_that_never_joined_cannot_be_revoked():
    with pytest.raises(NotFound):
        membership.revoke_device(device_id="A" * 43, why="stolen", now=make.NOON)


def test_a_device_is_revoked_once_and_the_log_says_when():
    phone = make.phone()
    membership.revoke_device(device_id=phone.id, why="stolen", now=make.NOON)

    again = membership.revoke_device(device_id=phone.id, why="lost", now=make.NOON + MINUTE)

    assert (again.revoked_at, again.revoke_why) == (make.NOON, "stolen")
    assert [row["why"] for row in entries(EntryKind.DEVICE_REVOKED)] == ["stolen"]


def test_the_moment_of_the_loss_may_be_said_with_a_second_revocation():
    phone = make.phone()
    membership.revoke_device(device_id=phone.id, why="lost", now=make.NOON)
    lost_at = make.NOON - MINUTE

    _, again = (
        membership.revoke_device(
            device_id=phone.id, why="lost", lost_at=lost_at, now=make.NOON + MINUTE
        )
        for _ in range(2)
    )

    assert (again.revoked_at, again.lost_at) == (make.NOON, lost_at)
    lost_ms = int(lost_at.timestamp() * 1000)
    assert [row.get("lost") for row in entries(EntryKind.DEVICE_REVOKED)] == [None, lost_ms]


def test_a_phone_that_is_found_to_be_stolen_after_it_was_replaced_exports_nothing():
    phone = make.phone()
    for why in ("replaced", "lost", "stolen"):
        membership.revoke_device(device_id=phone.id, why=why, now=make.NOON)

    with pytest.raises(RevokedDevice) as refused:
        issue_device_challenge(device_id=phone.id, now=make.NOON)
    assert not refused.value.may_export
    said = [row["why"] for row in entries(EntryKind.DEVICE_REVOKED)]
    assert said == ["replaced", "lost", "stolen"]
