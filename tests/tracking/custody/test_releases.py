"""What a lost or replaced phone signed while it was its owner's comes home."""

import pytest

from tests import make
from tests.hands import send
from tests.make import MORNING
from tests.tracking.custody.lost import FOUND, LOST, MINUTE, NEXT_DAY, REVOKED, day, entries, ids
from tracking.custody import in_hand
from tracking.custody.models import Line
from tracking.custody.operations import releases
from tracking.custody.operations.membership import (
    DeviceInUse,
    LossBeforeEnrolment,
    LossToCome,
    LossUnknown,
    UndoneDevice,
    undo_device,
)
from tracking.custody.operations.releases import release_device
from tracking.custody.operations.scans import release_scans
from tracking.kernel.line import Role
from tracking.kernel.scan import Flag
from tracking.ledger.models import EntryKind, PrivatePart, QuarantinedScan, Scan
from tracking.parties.models import Device
from tracking.parties.refusals import NotFound

__all__ = ["day"]  # a fixture
pytestmark = pytest.mark.django_db


def test_what_a_lost_phone_took_before_its_loss_counts_once_it_is_released(day):
    take = day.phone.sign("take", day.item)
    day.revoked()
    day.set_aside(take)

    day.released()

    assert Line.objects.get(subject=day.item.pk).holder == day.courier.pk
    stored = Scan.objects.get(pk=take.id)
    assert stored.flags.count(Flag.RELEASED) == 1
    assert (stored.latest_at, stored.received_at) == (FOUND, NEXT_DAY)


def test_each_scan_that_is_released_is_an_entry_that_says_by_whom(day):
    supervisor = make.person()
    checks = [day.check(), day.check()]
    day.revoked()
    day.set_aside(*checks)

    day.released(by=supervisor.pk)

    rows = entries(EntryKind.SCAN_RELEASED)
    assert {row["scan"] for row in rows} == ids(*checks)
    assert [row["by"] for row in rows] == [str(supervisor.pk)] * 2
    kept = QuarantinedScan.objects.all()
    assert {(row.released_by, row.released_at) for row in kept} == {(supervisor, NEXT_DAY)}


def test_the_private_part_comes_home_too(day):
    check = day.phone.sign("check", day.item, private={"note": "ướt một góc"})
    day.revoked()
    day.set_aside(check)

    day.released()

    assert PrivatePart.objects.get(scan=check.id).text == check.private


def test_what_a_phone_signed_after_its_loss_falls_away_once_that_is_said(day):
    day.phone.at = LOST + MINUTE
    take = day.phone.sign("take", day.item)
    send(take, now=LOST + 10 * MINUTE)
    day.revoked("stolen")
    assert Line.objects.get(subject=day.item.pk).holder == day.courier.pk

    day.revoked("stolen", lost_at=LOST)

    assert Line.objects.get(subject=day.item.pk).holder == day.counter.pk


def test_what_was_released_of_a_lost_phone_is_one_hand(day):
    make.grant(to=day.courier.person, on=day.counter, role=Role.SERVES)
    commission = day.desk.sign("commission", day.item)
    offer = day.desk.sign("offer", day.item, basis=commission, to=str(day.courier.pk))
    send(commission, offer, now=MORNING + 10 * MINUTE)
    accept = day.phone.sign("accept", day.item, basis=offer, of=offer.id)
    day.revoked()
    day.set_aside(accept)

    day.released()

    line = Line.objects.get(subject=day.item.pk)
    assert (line.holder, line.flags) == (day.courier.pk, [Flag.UNCONFIRMED])


def test_a_second_word_about_a_loss_is_kept_if_it_is_graver_or_earlier(day):
    def said():
        device = Device.objects.get(pk=day.phone.signer.id)
        return device.revoke_why, device.lost_at

    day.revoked("replaced")
    day.revoked("lost", lost_at=LOST)
    assert said() == ("lost", LOST)
    day.revoked("stolen")
    assert said() == ("stolen", LOST)
    day.revoked("replaced", lost_at=LOST - MINUTE)
    assert said() == ("stolen", LOST - MINUTE)
    day.revoked("lost", lost_at=LOST)
    assert said() == ("stolen", LOST - MINUTE)

    assert len(entries(EntryKind.DEVICE_REVOKED)) == 4
    assert Device.objects.get(pk=day.phone.signer.id).revoked_at == REVOKED


def test_a_device_in_use_was_not_lost(day):
    with pytest.raises(DeviceInUse):
        day.released()

    assert Device.objects.get(pk=day.phone.signer.id).lost_at is None


def test_without_the_servers_time_the_phones_own_clock_is_asked(day):
    day.phone.knows_server_time = False
    before, after = day.check(), day.check(at=LOST + 3 * MINUTE)
    day.revoked()
    day.set_aside(before, after)

    assert day.released() == ids(before)


@pytest.mark.parametrize("why", ["lost", "stolen", "robbed"])
def test_of_a_phone_that_others_may_have_somebody_must_say_since_when(day, why):
    check = day.check()
    day.revoked(why)
    day.set_aside(check)

    with pytest.raises(LossUnknown):
        day.released(lost_at=None)
    assert not Scan.objects.filter(device=day.phone.signer.id).exists()


def test_what_was_said_when_it_was_revoked_need_not_be_said_again(day):
    check, later = day.check(), day.check(at=LOST + MINUTE)
    day.revoked("stolen", lost_at=LOST)
    day.set_aside(check, later)

    assert day.released(lost_at=None) == ids(check)
    assert entries(EntryKind.DEVICE_REVOKED)[0]["lost"] == int(LOST.timestamp() * 1000)


@pytest.mark.parametrize("why", ["replaced", "broken", "left"])
def test_a_phone_that_nobody_else_has_needs_no_moment_and_counts_until_its_revocation(day, why):
    check, after = day.check(), day.check(at=REVOKED + MINUTE)
    day.revoked(why)
    day.set_aside(check, after)

    assert day.released(lost_at=None) == ids(check)


def test_a_later_moment_lets_in_what_was_left_and_the_log_knows_both(day):
    check, after = day.check(), day.check(at=LOST + 5 * MINUTE)
    day.revoked()
    day.set_aside(check, after)
    assert day.released() == ids(check)

    assert day.released(lost_at=LOST + 10 * MINUTE) == ids(check, after)
    lost = [row.get("lost") for row in entries(EntryKind.DEVICE_REVOKED)]
    assert lost == [None, *(int(at.timestamp() * 1000) for at in (LOST, LOST + 10 * MINUTE))]


def test_releasing_twice_is_releasing_once(day):
    day_check = day.check()
    day.revoked()
    day.set_aside(day_check)
    day.released()

    day.released()

    assert len(entries(EntryKind.SCAN_RELEASED)) == 1
    assert Scan.objects.filter(pk=day_check.id).count() == 1


def test_nothing_of_an_undone_phone_is_ever_released(day):
    check = day.check()
    undo_device(device_id=day.phone.signer.id, why="not_mine", by=None, now=REVOKED)
    day.set_aside(check)

    with pytest.raises(UndoneDevice):
        day.released()


def test_a_loss_is_not_to_come(day):
    day.revoked()

    with pytest.raises(LossToCome):
        day.released(lost_at=NEXT_DAY + MINUTE)
    with pytest.raises(LossToCome):
        day.revoked(lost_at=NEXT_DAY)


def test_no_device_was_lost_before_it_joined(day):
    joined = Device.objects.get(pk=day.phone.signer.id).enrolled_at
    with pytest.raises(LossBeforeEnrolment):
        day.revoked("stolen", lost_at=joined - MINUTE)
    assert Device.objects.get(pk=day.phone.signer.id).revoked_at is None
    day.revoked("stolen", lost_at=joined)

    with pytest.raises(LossBeforeEnrolment):
        day.released(lost_at=joined - MINUTE)


def test_a_device_that_never_joined_releases_nothing():
    with pytest.raises(NotFound):
        release_device(device_id="A" * 43, lost_at=LOST, by=None, now=NEXT_DAY)


def test_what_comes_after_a_release_is_set_aside_again(day):
    day.revoked()
    day.released()

    day.set_aside(day.check(), now=NEXT_DAY)


def test_one_scan_that_spoils_a_release_keeps_no_other_out(day, monkeypatch):
    first, poison, last = day.check(), day.check(), day.check()
    day.revoked()
    day.set_aside(first, poison, last)
    judge = in_hand.judge_labels

    def judge_but_one(one, named):
        if one.reading.scan.id == poison.id:
            raise ZeroDivisionError
        judge(one, named)

    monkeypatch.setattr("tracking.custody.operations.scans.judge_labels", judge_but_one)

    assert day.released() == ids(first, last)


def test_many_are_released_in_parts(day, monkeypatch):
    monkeypatch.setattr(releases, "RELEASED_AT_ONCE", 2)
    checks = [day.check() for _ in range(5)]
    day.revoked()
    day.set_aside(*checks)

    assert day.released() == ids(*checks)
    stored = Scan.objects.filter(device=day.phone.signer.id)
    assert len(set(stored.values_list("batch", flat=True))) == 3
    assert not any("chain_gap" in flags for flags in stored.values_list("flags", flat=True))


def test_what_is_undone_between_two_parts_of_a_release_stays_outside(day):
    one, other = day.check(), day.check()
    day.revoked()
    day.set_aside(one, other)
    keys = list(QuarantinedScan.objects.order_by("pk").values_list("pk", flat=True))
    assert release_scans(keys=keys[:1], by=None, now=NEXT_DAY) == keys[:1]

    undo_device(device_id=day.phone.signer.id, why="not_mine", by=None, now=NEXT_DAY)

    assert release_scans(keys=keys[1:], by=None, now=NEXT_DAY) == []
    assert Scan.objects.filter(device=day.phone.signer.id).count() == 1
