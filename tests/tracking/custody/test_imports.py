"""Scans that a desk brings home in a phone's file go through the same door as all others."""

import json
from datetime import timedelta

import pytest
from django.conf import settings as site

from tests import make
from tests.hands import Hand, Signed, sealed
from tests.make import MORNING
from tests.tracking.custody.enrolling import enrolled
from tracking.custody.models import Line
from tracking.custody.operations.imports import StolenDevice, import_scans
from tracking.custody.operations.membership import revoke_device
from tracking.custody.operations.releases import release_device
from tracking.custody.operations.sending import take_in
from tracking.kernel.export import UnreadableExport
from tracking.kernel.receipt import Outcome, read_receipt
from tracking.kernel.scan import Flag, Reason
from tracking.kernel.signing import PrivateKey
from tracking.ledger.keys import KeyUse, make_next_key_file, receipt_key
from tracking.ledger.models import EntryKind, LogEntry, PrivatePart, QuarantinedScan, Scan
from tracking.parties.models import Device

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(hours=1)
THING = {"l": "A" * 22}


def brought(*signed, phone, desk=None, now=LATER):
    desk = desk or make.desk()
    return import_scans(export=sealed(*signed, by=phone), desk=desk.id, now=now)


def forget(hand):
    """Lose an enrolment, as a server does that is restored from an older copy."""
    Device.objects.filter(pk=hand.signer.id).delete()


def results(imported):
    key = receipt_key().public
    return read_receipt(jws=imported.receipt, keys={key.thumbprint: key}).results


@pytest.fixture
def phone():
    return Hand(make.phone())


@pytest.fixture
def lost():
    """A phone whose enrolment was lost: its key is nobody's here."""
    courier = make.courier()
    hand = Hand(make.phone(courier))
    forget(hand)
    return hand


def test_what_a_known_phone_brings_counts_by_its_own_evidence(phone):
    item = take_in(
        intake=make.intake(),
        office=make.counter_and_authority()[0],
        by=make.person().pk,
        now=MORNING,
    ).item
    take = phone.sign("take", item)

    imported = brought(take, phone=phone)

    assert (imported.device, imported.scans, imported.accepted, imported.kept) == (
        phone.signer.id,
        1,
        1,
        0,
    )
    assert Line.objects.get(subject=item.pk).holder == phone.party
    stored = Scan.objects.get(pk=take.id)
    assert stored.earliest_at < stored.latest_at == LATER
    assert Flag.RELEASED not in stored.flags


def test_the_receipt_speaks_of_each_scan_in_the_order_of_the_file(phone, lost):
    ours, theirs, more = phone.sign("check", THING), lost.sign("check", THING), Signed("..")
    last = phone.sign("check", THING)

    imported = brought(ours, theirs, more, last, phone=phone)

    assert [(one.outcome, one.reason) for one in results(imported)] == [
        (Outcome.ACCEPTED, None),
        (Outcome.REFUSED, Reason.UNKNOWN_DEVICE),
        (Outcome.REFUSED, Reason.NOT_STORED),
        (Outcome.ACCEPTED, None),
    ]
    assert (imported.scans, imported.accepted, imported.kept) == (4, 2, 0)


def test_a_file_of_more_scans_than_a_batch_is_taken_whole(phone):
    scans = [phone.sign("check", THING) for _ in range(203)]

    imported = brought(*scans, phone=phone)

    assert imported.accepted == 203
    assert [one.key for one in results(imported)] == [one.id for one in scans]


def test_a_file_that_is_brought_twice_has_one_effect(phone):
    scans = [phone.sign("check", THING) for _ in range(3)]
    brought(*scans, phone=phone)

    again = brought(*scans, phone=phone)

    assert again.accepted == 3
    assert {one.flags for one in results(again)} == {
        (Flag.DUPLICATE, *flags) for flags in {tuple(map(Flag, s.flags)) for s in stored(scans)}
    }


def stored(scans):
    return Scan.objects.filter(pk__in=[one.id for one in scans])


def test_what_an_unknown_phone_brings_lies_in_the_desks_share(lost):
    desk = make.desk()
    check = lost.sign("check", THING, private={"pin": "123456"})

    imported = brought(check, phone=lost, desk=desk)

    kept = QuarantinedScan.objects.get()
    assert (imported.accepted, imported.kept) == (0, 1)
    assert (kept.share_id, kept.kid, kept.reason) == (desk.id, lost.signer.id, "unknown_device")
    assert bytes(kept.private).decode() == check.private


def test_a_desk_lends_no_room_to_what_the_file_does_not_sign(lost):
    strange = Hand(make.phone())
    forget(strange)
    head, _, signature = lost.sign("check", THING).jws.rpartition(".")
    forged = Signed(f"{head}.{'A' * len(signature)}")

    imported = brought(strange.sign("check", THING), forged, Signed("x" * 900), phone=lost)

    assert (imported.scans, imported.accepted, imported.kept) == (3, 0, 0)
    assert not QuarantinedScan.objects.exists()


def test_what_was_kept_counts_once_its_key_is_enrolled(lost):
    counter, _ = make.counter_and_authority()
    item = take_in(intake=make.intake(), office=counter, by=make.person().pk, now=MORNING).item
    take = lost.sign("take", item, private={"note": "ướt"})
    brought(take, phone=lost, now=MORNING)
    clerk = make.person()

    device = enrolled(person=lost.signer.person, key=lost.signer.key, by=clerk)

    assert Line.objects.get(subject=item.pk).holder == lost.party
    scan = Scan.objects.get(pk=take.id)
    assert (scan.device, Flag.RELEASED in scan.flags) == (device, True)
    assert PrivatePart.objects.get(scan=scan).text == take.private
    (row,) = [json.loads(e.text) for e in LogEntry.objects.filter(kind=EntryKind.SCAN_RELEASED)]
    assert (row["scan"], row["by"]) == (take.id, str(clerk.pk))


def test_what_is_kept_of_another_key_stays_when_one_is_enrolled(lost):
    other = Hand(make.phone())
    forget(other)
    brought(other.sign("check", THING), phone=other)

    enrolled(person=lost.signer.person, key=lost.signer.key)

    assert QuarantinedScan.objects.filter(released_at=None).count() == 1


def test_room_that_was_lent_is_given_back_once_the_key_is_enrolled(lost):
    desk = make.desk()
    brought(lost.sign("check", THING), phone=lost, desk=desk)

    enrolled(person=lost.signer.person, key=lost.signer.key)

    assert not QuarantinedScan.objects.filter(share=desk.id, released_at=None).exists()


def test_what_a_revoked_phone_brings_is_set_aside_and_can_be_released(phone):
    check = phone.sign("check", THING)
    revoke_device(device_id=phone.signer.id, why="broken", now=MORNING + timedelta(minutes=5))

    imported = brought(check, phone=phone)
    release_device(device_id=phone.signer.id, lost_at=None, by=None, now=LATER)

    assert (imported.accepted, imported.kept) == (0, 1)
    assert Scan.objects.filter(pk=check.id).exists()


def test_a_stolen_phone_brings_nothing(phone):
    check = phone.sign("check", THING)
    revoke_device(device_id=phone.signer.id, why="stolen", now=MORNING)

    with pytest.raises(StolenDevice):
        brought(check, phone=phone)
    assert not QuarantinedScan.objects.exists()


@pytest.mark.parametrize("text", ["", ".", "a.b.c.d.e", "é" * 40, "....", "x" * 2_000_000])
def test_garbage_is_one_refusal(text):
    with pytest.raises(UnreadableExport):
        import_scans(export=text, desk=make.desk().id, now=LATER)


def test_a_file_for_another_house_is_the_same_refusal(phone):
    text = sealed(phone.sign("check", THING), by=phone, to=PrivateKey.generate().public)

    with pytest.raises(UnreadableExport):
        import_scans(export=text, desk=make.desk().id, now=LATER)


def test_a_file_that_was_sealed_before_the_key_was_changed_is_opened(phone, settings, tmp_path):
    for file in site.HOSO_KEYS_DIR.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    settings.HOSO_KEYS_DIR = tmp_path
    text = sealed(phone.sign("check", THING), by=phone)

    make_next_key_file(tmp_path, use=KeyUse.EXPORT)

    assert import_scans(export=text, desk=make.desk().id, now=LATER).accepted == 1


def test_nothing_personal_of_a_file_gets_into_a_log(lost, caplog):
    check = lost.sign("check", THING, private={"pin": "482913", "note": "Ấp Giấu Kỹ"})
    brought(check, phone=lost)
    revoke_device(device_id=make.phone().id, why="stolen", now=MORNING)

    assert "482913" not in caplog.text
    assert "Giấu Kỹ" not in caplog.text
    assert Device.objects.filter(pk=lost.signer.id).count() == 0


def test_a_phone_whose_file_is_brought_was_not_heard_of(phone):
    before = Device.objects.get(pk=phone.signer.id).last_seen_at

    brought(phone.sign("check", THING), phone=phone)

    assert Scan.objects.count() == 1
    assert Device.objects.get(pk=phone.signer.id).last_seen_at == before
