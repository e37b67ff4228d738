"""What a scan says of its own device: chain, clock, shift and place, each doubted in its way."""

from datetime import timedelta

import pytest

from tests import make
from tests.hands import Hand, Signed, send
from tests.make import MORNING
from tests.tracking.custody.morning import LATER, line_of, morning, said
from tracking.custody.models import Case
from tracking.custody.operations import scans
from tracking.kernel.receipt import Outcome
from tracking.kernel.scan import Flag, Reason
from tracking.ledger.models import QuarantinedScan, Scan
from tracking.parties.models import Device

__all__ = ["morning"]  # a fixture
pytestmark = pytest.mark.django_db


def test_P11_an_edited_queue_breaks_the_signature(morning):
    taken_in = morning.desk.sign("commission", morning.item)
    header, payload, _ = taken_in.jws.split(".")
    other = morning.desk.sign("commission", morning.item).jws.split(".")[2]

    receipt = send(Signed(f"{header}.{payload}.{other}"), now=LATER)

    assert receipt.results[0].reason is Reason.BAD_SIGNATURE
    assert line_of(morning.item).state is None


def test_an_unknown_device_is_sent_away_to_enrol_and_nothing_is_kept(morning):
    Device.objects.filter(pk=morning.desk.signer.id).delete()

    receipt = send(morning.desk.sign("commission", morning.item), now=LATER)

    assert (receipt.results[0].outcome, receipt.results[0].reason) == (
        Outcome.REFUSED,
        Reason.UNKNOWN_DEVICE,
    )
    assert not Scan.objects.exists()
    assert not QuarantinedScan.objects.exists()


def test_P08_what_a_stolen_phone_signs_after_its_revocation_is_quarantined(morning):
    before = morning.desk.sign("commission", morning.item)
    send(before, now=LATER)
    Device.objects.filter(pk=morning.desk.signer.id).update(revoked_at=LATER)
    after = morning.desk.sign("offer", morning.item, basis=before)

    receipt = send(before, after, now=LATER)

    assert said(receipt) == [
        (Outcome.ACCEPTED, (Flag.DUPLICATE,)),
        (Outcome.QUARANTINED, ()),
    ]
    assert receipt.results[1].reason is Reason.REVOKED


def test_the_next_scan_after_a_quarantined_one_has_no_gap(morning):
    unknown = morning.desk.sign("commission", morning.item, v=9)

    receipt = send(unknown, morning.desk.sign("commission", morning.item), now=LATER)

    assert receipt.results[0].reason is Reason.UNKNOWN_VERSION
    assert Flag.CHAIN_GAP not in receipt.results[1].flags


def test_P03_a_scan_that_never_came_shows_as_a_gap(morning):
    morning.desk.sign("commission", morning.item)

    receipt = send(morning.desk.sign("commission", morning.item), now=LATER)

    assert receipt.results[0].flags == (Flag.CHAIN_GAP,)


def test_evicted_storage_shows_as_a_gap_though_the_chain_begins_anew(morning):
    send(morning.desk.sign("commission", morning.item), now=LATER)
    forgetful = Hand(morning.desk.signer)

    receipt = send(forgetful.sign("check", morning.item), now=LATER)

    assert Flag.CHAIN_GAP in receipt.results[0].flags


def test_a_new_epoch_that_names_the_last_scan_of_the_old_one_has_no_gap(morning):
    last = morning.desk.sign("commission", morning.item)
    send(last, now=LATER)
    reinstalled = Hand(morning.desk.signer, prev=last.id)

    receipt = send(reinstalled.sign("check", morning.item, basis=last), now=LATER)

    assert receipt.results[0].flags == ()


def test_P10_a_cloned_profile_is_proven_by_the_fork_of_its_chain(morning):
    taken_in = morning.desk.sign("commission", morning.item)
    clone = Hand(
        morning.desk.signer, epoch=morning.desk.epoch, n=morning.desk.n, prev=morning.desk.prev
    )
    send(taken_in, morning.desk.sign("check", morning.item, basis=taken_in), now=LATER)

    receipt = send(clone.sign("check", morning.item, basis=taken_in, why="clone"), now=LATER)

    assert Flag.FORK in receipt.results[0].flags
    cases = Case.objects.filter(kind="device_fork", subject=morning.item.pk)
    assert cases.count() == 2, "of both scans, since nobody knows which of them lies"
    assert receipt.results[0].case in cases.values_list("pk", flat=True)


def test_P01_a_clock_wrong_by_years_is_flagged_and_orders_nothing(morning):
    morning.desk.at = MORNING - timedelta(days=2000)
    morning.desk.knows_server_time = False

    receipt = send(morning.desk.sign("commission", morning.item), now=LATER)

    assert Flag.CLOCK in receipt.results[0].flags
    assert line_of(morning.item).state == "held"


def test_F18_a_scan_that_comes_thirty_days_late_counts_and_says_so(morning):
    receipt = send(morning.desk.sign("commission", morning.item), now=MORNING + timedelta(days=30))

    assert receipt.results[0].flags == (Flag.LATE,)
    assert line_of(morning.item).state == "held"


def test_server_time_bounds_when_a_scan_happened(morning):
    taken_in = morning.desk.sign("commission", morning.item)

    send(taken_in, now=LATER)

    stored = Scan.objects.get(pk=taken_in.id)
    assert stored.earliest_at == morning.desk.at
    assert stored.latest_at == LATER


def test_without_server_time_or_chain_a_scan_begins_at_enrolment(morning):
    morning.desk.knows_server_time = False
    taken_in = morning.desk.sign("commission", morning.item)

    send(taken_in, now=LATER)

    assert Scan.objects.get().earliest_at == morning.desk.signer.device.enrolled_at


def test_a_courier_off_shift_is_flagged(morning):
    idle = Hand(make.phone(make.courier(home=morning.counter)))

    receipt = send(idle.sign("check", morning.item), now=LATER)

    assert Flag.OFF_SHIFT in receipt.results[0].flags


def test_P14_a_counter_that_scans_far_from_its_counter_is_flagged(morning):
    far = [106_000_000, 1_060_000_000, 20, 0]

    receipt = send(morning.desk.sign("commission", morning.item, private={"pos": far}), now=LATER)

    assert Flag.IMPLAUSIBLE_PLACE in receipt.results[0].flags


def test_a_device_is_heard_of_by_a_scan_that_it_sends(morning):
    send(morning.desk.sign("commission", morning.item), now=LATER)

    assert Device.objects.get(pk=morning.desk.signer.id).last_seen_at == LATER


def test_within_a_minute_a_device_is_not_noted_again(morning, monkeypatch):
    noted = []
    monkeypatch.setattr(scans, "note_devices_seen", lambda **said: noted.append(said["now"]))
    Device.objects.update(last_seen_at=LATER)

    for seconds in (0, 60, 61):
        at = LATER + timedelta(seconds=seconds)
        send(morning.desk.sign("check", morning.item), now=at)

    assert noted == [LATER + timedelta(seconds=61)]


def test_a_scan_that_comes_again_shows_of_no_device_that_it_is_there(morning):
    taken_in = morning.desk.sign("commission", morning.item)
    send(taken_in, now=LATER)

    send(taken_in, now=LATER + timedelta(days=1))

    assert Device.objects.get(pk=morning.desk.signer.id).last_seen_at == LATER
