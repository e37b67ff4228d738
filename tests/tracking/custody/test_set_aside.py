"""What was set aside keeps its private part, and is read once it can be."""

import pytest

from tests.hands import Signed, send
from tests.tracking.custody.lost import FOUND, NEXT_DAY, day
from tracking.custody.chains import begin_after_what_is_before
from tracking.custody.models import Line
from tracking.custody.operations.releases import let_in_what_was_not_read
from tracking.kernel.receipt import Outcome
from tracking.kernel.scan import Reason
from tracking.ledger.models import PrivatePart, QuarantinedScan, Scan
from tracking.ledger.room import Room

__all__ = ["day"]  # a fixture
pytestmark = pytest.mark.django_db


def test_what_was_set_aside_because_it_cannot_be_read_stays(day):
    day.set_aside(day.phone.sign("check", day.item, v=9))
    day.revoked()

    assert day.released() == set()
    assert QuarantinedScan.objects.get().released_at is None


def with_note(day):
    return day.phone.sign("check", day.item, private={"note": "ướt"})


@pytest.mark.parametrize("first", [None, '{"salt":"AAAAAAAAAAAAAAAAAAAAAA","note":"khô"}', "{"])
def test_a_private_part_that_comes_after_its_scan_was_set_aside_is_kept(day, first):
    check = with_note(day)
    day.revoked()
    day.set_aside(Signed(check.jws, first), check, Signed(check.jws, first))

    day.released()

    assert PrivatePart.objects.get(scan=check.id).text == check.private


def test_a_private_part_of_a_newer_app_lies_beside_its_scan_until_it_can_be_read(day):
    check = day.phone.sign("check", day.item, private={"mood": "vui"})
    day.revoked()
    day.set_aside(Signed(check.jws, "x"), check)

    kept = QuarantinedScan.objects.get()
    assert bytes(kept.private).decode() == check.private


@pytest.mark.parametrize("is_bare_first", [True, False])
def test_of_one_scan_sent_twice_in_a_batch_the_private_part_is_kept(day, is_bare_first):
    check = with_note(day)
    both = [Signed(check.jws), check]
    day.revoked()
    send(*(both if is_bare_first else reversed(both)), now=FOUND)

    day.released()

    assert PrivatePart.objects.get(scan=check.id).text == check.private


def test_a_private_part_for_which_there_is_no_room_is_kept_by_the_phone(day, monkeypatch):
    check = with_note(day)
    day.revoked()
    day.set_aside(Signed(check.jws))
    whole = Room(scans=1, size_bytes=len(check.jws))
    monkeypatch.setattr("tracking.ledger.operations.ROOM_OF_A_DEVICE", whole)

    (result,) = send(check, now=FOUND).results

    assert (result.outcome, result.reason) == (Outcome.REFUSED, Reason.NOT_STORED)
    assert QuarantinedScan.objects.get().private is None


def fail_once(monkeypatch):
    """Let the door fail on the next batch, as a passing fault of the server would."""
    faults = iter([ZeroDivisionError])

    def begin(hand, *, known):
        for fault in faults:
            raise fault
        return begin_after_what_is_before(hand, known=known)

    monkeypatch.setattr("tracking.custody.operations.scans.begin_after_what_is_before", begin)


def test_what_a_fault_of_ours_set_aside_counts_once_that_is_over(day, monkeypatch):
    take = day.phone.sign("take", day.item)
    fail_once(monkeypatch)
    day.set_aside(take)

    let_in_what_was_not_read(now=NEXT_DAY)

    assert Line.objects.get(subject=day.item.pk).holder == day.courier.pk
    assert Scan.objects.get(pk=take.id).latest_at == FOUND
    assert QuarantinedScan.objects.get().released_at == NEXT_DAY


def test_a_fault_of_ours_lets_nothing_in_that_came_after_a_revocation(day, monkeypatch):
    day.revoked()
    fail_once(monkeypatch)
    day.set_aside(day.check())

    let_in_what_was_not_read(now=NEXT_DAY)

    assert QuarantinedScan.objects.get().reason == Reason.REVOKED
    assert not Scan.objects.filter(device=day.phone.signer.id).exists()


def test_what_cannot_be_read_yet_is_looked_at_in_vain(day):
    day.set_aside(day.phone.sign("check", day.item, v=9))

    let_in_what_was_not_read(now=NEXT_DAY)

    assert QuarantinedScan.objects.get().released_at is None
