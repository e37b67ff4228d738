"""What a lost or replaced phone signed while it was its owner's comes home."""

import json
from datetime import timedelta

import pytest

from tests import make
from tests.hands import Hand, Signed, send
from tests.make import MORNING
from tracking.custody import in_hand
from tracking.custody.chains import begin_after_what_is_before
from tracking.custody.models import Line
from tracking.custody.operations import releases
from tracking.custody.operations.membership import (
    DeviceInUse,
    LossToCome,
    LossUnknown,
    UndoneDevice,
    revoke_device,
    undo_device,
)
from tracking.custody.operations.releases import let_in_what_was_not_read, release_device
from tracking.custody.operations.scans import release_scans
from tracking.custody.operations.sending import take_in
from tracking.kernel.ids import b64u, b64u_bytes
from tracking.kernel.line import Role
from tracking.kernel.receipt import Outcome
from tracking.kernel.scan import Flag, Reason
from tracking.kernel.signing import ORDER
from tracking.ledger.models import EntryKind, LogEntry, PrivatePart, QuarantinedScan, Scan
from tracking.ledger.room import Room
from tracking.parties.models import Device
from tracking.parties.refusals import NotFound

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
LOST = MORNING + timedelta(hours=1)
REVOKED = MORNING + timedelta(hours=2)
FOUND = MORNING + timedelta(hours=5)
NEXT_DAY = MORNING + timedelta(days=1)


class Day:
    """A counter that took items in, and a courier whose phone was offline when it was lost."""

    def __init__(self):
        self.counter, _ = make.counter_and_authority()
        self.desk = Hand(make.desk(self.counter))
        self.courier = make.courier(home=self.counter)
        make.shift(of=self.courier, from_at=MORNING)
        self.phone = Hand(make.phone(self.courier), at=MORNING + 10 * MINUTE)
        self.item = self.commissioned()

    def commissioned(self):
        item = take_in(
            intake=make.intake(), office=self.counter, by=make.person().pk, now=MORNING
        ).item
        send(self.desk.sign("commission", item), now=MORNING + 5 * MINUTE)
        return item

    def check(self, *, at=None, hand=None):
        hand = hand or self.phone
        hand.at = at or hand.at
        return hand.sign("check", self.item)

    def revoked(self, why="lost", **said):
        revoke_device(device_id=self.phone.signer.id, why=why, now=REVOKED, **said)

    def set_aside(self, *signed, now=FOUND):
        for one in signed:
            results = send(one, now=now).results
            assert [result.outcome for result in results] == [Outcome.QUARANTINED]

    def released(self, *, lost_at=LOST, by=None, now=NEXT_DAY):
        release_device(device_id=self.phone.signer.id, lost_at=lost_at, by=by, now=now)
        return set(Scan.objects.filter(device=self.phone.signer.id).values_list("pk", flat=True))


@pytest.fixture
def day():
    return Day()


def ids(*signed):
    return {one.id for one in signed}


def entries(kind):
    return [json.loads(entry.text) for entry in LogEntry.objects.filter(kind=kind).order_by("pk")]


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


def test_p09_what_says_itself_that_it_was_made_after_the_loss_stays(day):
    before, after = day.check(), day.check(at=LOST + MINUTE)
    day.revoked()
    day.set_aside(before, after)

    assert day.released() == ids(before)


def test_p09_what_is_built_on_a_later_scan_stays_whatever_time_it_says(day):
    before, after = day.check(), day.check(at=LOST + MINUTE)
    backdated = day.check(at=MORNING + 12 * MINUTE)
    day.revoked()
    day.set_aside(before, after, backdated)

    assert day.released() == ids(before)


def test_p10_where_a_chain_goes_on_twice_nothing_more_is_let_in(day):
    thief = Hand(day.phone.signer, at=MORNING + 20 * MINUTE, epoch=day.phone.epoch)
    before = day.check()
    thief.n, thief.prev = day.phone.n, day.phone.prev
    owners, strange = day.check(), day.check(hand=thief)
    built_on_it = day.check()
    day.revoked()
    day.set_aside(before, owners, strange, built_on_it)

    assert day.released() == ids(before)


def test_p10_a_chain_that_leaves_what_we_knew_before_is_not_let_in(day):
    thief = Hand(day.phone.signer, at=MORNING + 20 * MINUTE, epoch=day.phone.epoch)
    first = day.check()
    thief.n, thief.prev = day.phone.n, day.phone.prev
    known = day.check()
    send(first, known, now=LOST)
    strange = day.check(hand=thief)
    day.revoked()
    day.set_aside(strange)

    assert day.released() == ids(first, known)


def test_p10_a_chain_that_begins_twice_is_not_let_in(day):
    thief = Hand(day.phone.signer, at=MORNING + 20 * MINUTE)
    owners = [day.check(), day.check()]
    strange = day.check(hand=thief)
    day.revoked()
    day.set_aside(*owners, strange)

    assert day.released() == set()


def test_p10_a_chain_that_begins_beside_the_one_we_know_is_not_let_in(day):
    thief = Hand(day.phone.signer, at=MORNING + 20 * MINUTE)
    known = day.check()
    send(known, now=LOST)
    owners, strange = day.check(), day.check(hand=thief)
    day.revoked()
    day.set_aside(owners, strange)

    assert day.released() == ids(known, owners)


def test_p09_what_is_built_on_nothing_that_we_have_stays(day):
    thief = Hand(day.phone.signer, at=MORNING + 20 * MINUTE, epoch=day.phone.epoch)
    thief.n, thief.prev = 50, "x" * 42 + "A"
    owners, strange = day.check(), day.check(hand=thief)
    day.revoked()
    day.set_aside(owners, strange)

    assert day.released() == ids(owners)


@pytest.mark.parametrize("between", [0, 1])
def test_p09_what_is_built_on_a_stored_scan_of_after_the_loss_stays(day, between):
    late = day.check(at=LOST + MINUTE)
    day.phone.knows_server_time = False
    undated = [day.check() for _ in range(between)]
    send(late, *undated, now=LOST + 10 * MINUTE)
    day.phone.knows_server_time = True
    backdated = day.check(at=MORNING + 20 * MINUTE)
    day.revoked()
    day.set_aside(backdated)

    assert day.released() == ids(late, *undated)


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


def test_a_device_that_never_joined_releases_nothing():
    with pytest.raises(NotFound):
        release_device(device_id="A" * 43, lost_at=LOST, by=None, now=NEXT_DAY)


def test_what_was_set_aside_because_it_cannot_be_read_stays(day):
    day.set_aside(day.phone.sign("check", day.item, v=9))
    day.revoked()

    assert day.released() == set()
    assert QuarantinedScan.objects.get().released_at is None


def test_what_comes_after_a_release_is_set_aside_again(day):
    day.revoked()
    day.released()

    day.set_aside(day.check(), now=NEXT_DAY)


def test_what_was_said_twice_with_two_signatures_counts_once(day):
    check = day.check()
    twin = twin_of(check)
    day.revoked()
    day.set_aside(check, twin)

    assert day.released() == ids(check)
    assert not QuarantinedScan.objects.filter(released_at=None).exists()


def twin_of(signed):
    head, _, signature = signed.jws.rpartition(".")
    raw = b64u_bytes(signature)
    s = ORDER - int.from_bytes(raw[32:])
    return type(signed)(f"{head}.{b64u(raw[:32] + s.to_bytes(32))}")


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


def test_what_is_undone_between_two_parts_of_a_release_stays_outside(day):
    one, other = day.check(), day.check()
    day.revoked()
    day.set_aside(one, other)
    keys = list(QuarantinedScan.objects.order_by("pk").values_list("pk", flat=True))
    assert release_scans(keys=keys[:1], by=None, now=NEXT_DAY) == keys[:1]

    undo_device(device_id=day.phone.signer.id, why="not_mine", by=None, now=NEXT_DAY)

    assert release_scans(keys=keys[1:], by=None, now=NEXT_DAY) == []
    assert Scan.objects.filter(device=day.phone.signer.id).count() == 1
