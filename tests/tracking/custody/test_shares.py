"""Whose bytes may lie on our disk, and how many of them."""

from datetime import timedelta

import pytest

from tests import make
from tests.hands import Hand, Signed, send
from tests.make import MORNING
from tracking.custody.models import Line
from tracking.custody.operations.scans import enter_scans, release_scans
from tracking.custody.operations.sending import take_in
from tracking.kernel.ids import b64u, new_id
from tracking.kernel.receipt import Outcome
from tracking.kernel.scan import Flag, Reason
from tracking.kernel.scan_reading import quarantine_key
from tracking.kernel.signing import compact_json, sign_jws
from tracking.ledger import operations
from tracking.ledger.models import EntryKind, LogEntry, QuarantinedScan, Scan
from tracking.ledger.room import Room
from tracking.parties.models import Device

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(hours=1)
THING = {"l": "A" * 22}


@pytest.fixture
def phone():
    return Hand(make.phone())


def said(receipt):
    return [(one.outcome, one.reason) for one in receipt.results]


def forged(scan: Signed, *, by: Signed) -> Signed:
    return Signed(f"{scan.jws.rpartition('.')[0]}.{by.jws.rpartition('.')[2]}")


def unsigned(phone: Hand) -> Signed:
    """A scan that names a device which did not sign it."""
    one, other = phone.sign("check", THING), phone.sign("check", THING)
    return forged(one, by=other)


def unknown_version(phone: Hand) -> Signed:
    return phone.sign("check", THING, v=2)


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "..", "a" * 17_000])
def test_bytes_that_name_no_device_are_not_stored(text):
    receipt = send(Signed(text), now=LATER)

    assert said(receipt) == [(Outcome.REFUSED, Reason.NOT_STORED)]
    assert receipt.results[0].key == quarantine_key(text)
    assert not QuarantinedScan.objects.exists()


def test_a_scan_of_an_unknown_device_is_not_stored(phone):
    scan = phone.sign("check", THING)
    phone.signer.device.delete()

    assert said(send(scan, now=LATER)) == [(Outcome.REFUSED, Reason.UNKNOWN_DEVICE)]
    assert not QuarantinedScan.objects.exists()


def test_what_a_known_device_signed_is_kept_whole_in_its_share(phone):
    scan = unknown_version(phone)

    receipt = send(scan, now=LATER)

    assert said(receipt) == [(Outcome.QUARANTINED, Reason.UNKNOWN_VERSION)]
    kept = QuarantinedScan.objects.get(key=quarantine_key(scan.jws))
    assert (kept.share_id, bytes(kept.raw)) == (phone.signer.id, scan.jws.encode())


def test_a_scan_of_a_newer_app_is_kept_in_its_share(phone):
    scan = Signed(sign_jws(typ="scan2+jwt", payload=b"{}", key=phone.signer.key))

    receipt = send(scan, forged(scan, by=phone.sign("check", THING)), now=LATER)

    assert said(receipt) == [(Outcome.QUARANTINED, Reason.SCHEMA)] * 2
    shares = QuarantinedScan.objects.order_by("key").values_list("key", "share_id")
    assert dict(shares)[quarantine_key(scan.jws)] == phone.signer.id
    assert set(dict(shares).values()) == {phone.signer.id, None}


def test_what_only_names_a_device_shares_the_pool(phone):
    receipt = send(unsigned(phone), now=LATER)

    assert said(receipt) == [(Outcome.QUARANTINED, Reason.BAD_SIGNATURE)]
    assert QuarantinedScan.objects.get().share_id is None


def test_what_has_no_room_in_its_share_is_not_stored_and_may_come_again(phone, monkeypatch):
    monkeypatch.setattr(operations, "ROOM_OF_A_DEVICE", Room(scans=2, size_bytes=10**6))
    scans = [unknown_version(phone) for _ in range(3)]

    receipt = send(*scans, now=LATER)

    assert [one.outcome for one in receipt.results] == [
        Outcome.QUARANTINED,
        Outcome.QUARANTINED,
        Outcome.REFUSED,
    ]
    assert receipt.results[2].reason is Reason.NOT_STORED
    again = send(*scans, now=LATER)
    assert [one.outcome for one in again.results] == [one.outcome for one in receipt.results]
    assert QuarantinedScan.objects.count() == 2


def test_bytes_count_as_well_as_scans(phone, monkeypatch):
    scans = [unknown_version(phone) for _ in range(3)]
    room = Room(scans=100, size_bytes=len(scans[0].jws) + len(scans[1].jws))
    monkeypatch.setattr(operations, "ROOM_OF_A_DEVICE", room)

    send(*scans, now=LATER)

    assert QuarantinedScan.objects.count() == 2


def test_nobody_spends_an_honest_devices_share_by_naming_it(phone, monkeypatch):
    monkeypatch.setattr(operations, "ROOM_OF_A_DEVICE", Room(scans=1, size_bytes=10**6))
    monkeypatch.setattr(operations, "ROOM_OF_THE_POOL", Room(scans=2, size_bytes=10**6))

    strangers = send(*(unsigned(phone) for _ in range(5)), now=LATER)
    own = send(unknown_version(phone), now=LATER)

    assert [one.outcome for one in strangers.results].count(Outcome.QUARANTINED) == 2
    assert said(own) == [(Outcome.QUARANTINED, Reason.UNKNOWN_VERSION)]


def test_a_stranger_fills_the_pool_for_a_month_and_no_longer(phone, monkeypatch):
    monkeypatch.setattr(operations, "ROOM_OF_THE_POOL", Room(scans=1, size_bytes=10**6))
    honest = unsigned(phone)
    send(unsigned(phone), now=LATER)

    meanwhile = send(honest, now=LATER + timedelta(days=29))
    afterwards = send(honest, now=LATER + timedelta(days=30))

    assert said(meanwhile)[0][1] is Reason.NOT_STORED
    assert said(afterwards)[0][0] is Outcome.QUARANTINED


def test_a_full_share_holds_up_no_good_scan(phone, monkeypatch):
    monkeypatch.setattr(operations, "ROOM_OF_A_DEVICE", Room(scans=0, size_bytes=0))

    receipt = send(unknown_version(phone), phone.sign("check", THING), now=LATER)

    assert [one.outcome for one in receipt.results] == [Outcome.REFUSED, Outcome.ACCEPTED]


def brought(scans, desk):
    return enter_scans(
        scans=[one.offered for one in scans], batch=new_id(), now=LATER, brought_by=desk.signer.id
    )


def test_what_a_desk_brings_of_an_unknown_device_lies_in_the_desks_share(phone):
    desk = Hand(make.desk())
    scan = phone.sign("check", THING)
    phone.signer.device.delete()

    brought([scan], desk)

    kept = QuarantinedScan.objects.get()
    assert (kept.share_id, kept.reason) == (desk.signer.id, Reason.UNKNOWN_DEVICE)


def test_what_was_kept_of_an_unknown_device_counts_once_it_is_enrolled_and_released():
    item, courier = _taken_in()
    phone, desk = Hand(make.phone(courier)), Hand(make.desk())
    scan = phone.sign("take", item)
    device = phone.signer.device
    Device.objects.filter(pk=device.pk).delete()
    brought([scan], desk)
    device.save(force_insert=True)

    released = release_scans(keys=[quarantine_key(scan.jws)], by=desk.signer.person.pk, now=LATER)

    assert released == [quarantine_key(scan.jws)]
    assert Line.objects.get(subject=item.pk).holder == courier.party_id


def _taken_in():
    counter, _ = make.counter_and_authority()
    sent = take_in(intake=make.intake(), office=counter, by=make.person().pk, now=MORNING)
    return sent.item, make.courier(home=counter)


def test_what_a_revoked_phone_signed_counts_once_a_person_released_it():
    item, courier = _taken_in()
    phone = Hand(make.phone(courier))
    scan = phone.sign("take", item)
    Device.objects.filter(pk=phone.signer.id).update(revoked_at=LATER)
    send(scan, now=LATER)
    key, by = quarantine_key(scan.jws), make.person().pk

    released = release_scans(keys=[key], by=by, now=LATER + timedelta(days=1))

    assert released == [key]
    stored = Scan.objects.get()
    assert Flag.RELEASED in stored.flags
    assert stored.latest_at == LATER, "dated by when it first came"
    assert Line.objects.get(subject=item.pk).holder == courier.party_id
    assert LogEntry.objects.filter(kind=EntryKind.SCAN_RELEASED).count() == 1


def test_what_was_released_is_not_released_again():
    item, courier = _taken_in()
    phone = Hand(make.phone(courier))
    scan = phone.sign("take", item)
    Device.objects.filter(pk=phone.signer.id).update(revoked_at=LATER)
    send(scan, now=LATER)
    key, by = quarantine_key(scan.jws), make.person().pk
    release_scans(keys=[key], by=by, now=LATER)

    assert release_scans(keys=[key], by=by, now=LATER) == []
    assert LogEntry.objects.filter(kind=EntryKind.SCAN_RELEASED).count() == 1


def test_what_cannot_be_trusted_by_now_stays_set_aside(phone):
    scan = unsigned(phone)
    send(scan, now=LATER)

    assert release_scans(keys=[quarantine_key(scan.jws)], by=make.person().pk, now=LATER) == []
    assert QuarantinedScan.objects.get().released_at is None


def newer(phone: Hand, **header: object) -> Signed:
    """A scan of an app that is newer than this server: signed, with another header."""
    payload = phone.sign("check", THING).jws.split(".")[1]
    said = {"alg": "ES256", "typ": "scan+jwt", "kid": phone.signer.id} | header
    signed = f"{b64u(compact_json(said))}.{payload}"
    return Signed(f"{signed}.{b64u(phone.signer.key.sign(signed.encode()))}")


@pytest.mark.parametrize("header", [{"typ": "scan2+jwt"}, {"zip": "DEF"}])
def test_a_newer_app_of_a_known_device_is_kept_and_not_sent_to_enrol(phone, header):
    scan = newer(phone, **header)

    receipt = send(scan, now=LATER)

    assert said(receipt) == [(Outcome.QUARANTINED, Reason.SCHEMA)]
    assert QuarantinedScan.objects.get().share_id == phone.signer.id


def test_what_is_too_big_and_signed_lies_in_the_share_of_who_signed_it(phone):
    scan = phone.sign("check", THING, why="a" * 17_000)

    receipt = send(scan, now=LATER)

    assert said(receipt) == [(Outcome.QUARANTINED, Reason.TOO_BIG)]
    assert QuarantinedScan.objects.get().share_id == phone.signer.id


def test_a_newer_header_that_nobody_signed_shares_the_pool(phone):
    scan = forged(newer(phone, typ="scan2+jwt"), by=phone.sign("check", THING))

    receipt = send(scan, now=LATER)

    assert receipt.results[0].outcome is Outcome.QUARANTINED
    assert QuarantinedScan.objects.get().share_id is None


@pytest.mark.parametrize("header", [{"typ": "nonsense"}, {}])
def test_what_a_revoked_phone_did_not_sign_takes_none_of_its_room(phone, header):
    Device.objects.filter(pk=phone.signer.id).update(revoked_at=MORNING, revoke_why="lost")
    named = {"alg": "ES256", "typ": "scan+jwt", "kid": phone.signer.id, **header}
    junk = Signed(".".join(map(b64u, (compact_json(named), b"{}", bytes(64)))))

    send(junk, now=LATER)

    assert QuarantinedScan.objects.get().share is None
