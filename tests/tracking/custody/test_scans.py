"""The one door, on a real database."""

import random
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make
from tests.hands import Hand, Signed, send
from tests.make import MORNING
from tests.tracking.custody.morning import LATER, handoff, line_of, morning, said
from tracking.custody.models import Case, Line
from tracking.custody.operations.lines import rebuild
from tracking.custody.operations.sending import take_in
from tracking.kernel.line import Role
from tracking.kernel.receipt import Outcome
from tracking.kernel.scan import Flag, Reason
from tracking.ledger.models import PrivatePart, QuarantinedScan, Scan
from tracking.parties.models import Device

__all__ = ["morning"]  # a fixture
pytestmark = pytest.mark.django_db


def test_a_handoff_moves_custody_whichever_phone_uploads_first(morning):
    taken_in, offered, accepted = handoff(morning)

    send(accepted, now=LATER)
    send(taken_in, offered, now=LATER)

    line = line_of(morning.item)
    assert (line.state, line.holder, line.flags) == ("held", morning.phone.party, [])


def test_each_scan_is_answered_by_its_id_in_the_order_sent(morning):
    scans = handoff(morning)

    receipt = send(*scans, now=LATER)

    assert [one.key for one in receipt.results] == [one.id for one in scans]
    assert {one.outcome for one in receipt.results} == {Outcome.ACCEPTED}


def test_F02_a_repeat_is_answered_as_it_was_first_and_changes_nothing(morning):
    scans = handoff(morning)
    first = send(*scans, now=LATER)
    line = line_of(morning.item)

    again = send(*scans, now=LATER + timedelta(days=3))

    assert [one.key for one in again.results] == [one.key for one in first.results]
    assert said(again) == [(one.outcome, (Flag.DUPLICATE, *one.flags)) for one in first.results]
    assert line_of(morning.item).rev == line.rev


def test_F16_a_batch_that_comes_a_hundred_times_has_one_effect(morning):
    scans = handoff(morning)
    send(*scans, now=LATER)
    line = line_of(morning.item)

    for _ in range(99):
        send(*scans, now=LATER)

    assert line_of(morning.item).rev == line.rev
    assert Scan.objects.count() == 3


def test_a_scan_twice_in_one_batch_is_a_duplicate_of_itself(morning):
    taken_in = morning.desk.sign("commission", morning.item)

    receipt = send(taken_in, taken_in, now=LATER)

    assert said(receipt) == [(Outcome.ACCEPTED, ()), (Outcome.ACCEPTED, (Flag.DUPLICATE,))]


@pytest.mark.parametrize("seed", range(6))
def test_F17_the_order_and_the_batching_do_not_matter(morning, seed):
    scans = handoff(morning)
    brought = morning.phone.sign(
        "offer", morning.item, basis=scans[-1], to=str(morning.authority.pk)
    )
    receiver = Hand(make.desk(morning.authority))
    scans += [brought, receiver.sign("accept", morning.item, basis=brought, of=brought.id)]
    shuffled = random.Random(seed).sample(scans, len(scans))  # noqa: S311 - a seeded order

    for one in shuffled:
        send(one, now=LATER)

    line = line_of(morning.item)
    assert (line.state, line.holder, line.flags) == ("held", morning.authority.pk, [])


def test_F24_a_poison_scan_does_not_stop_the_others(morning):
    taken_in = morning.desk.sign("commission", morning.item)
    poison = Signed("..")

    receipt = send(poison, taken_in, now=LATER)

    assert [(one.outcome, one.reason) for one in receipt.results] == [
        (Outcome.REFUSED, Reason.NOT_STORED),
        (Outcome.ACCEPTED, None),
    ]


def test_a_quarantined_scan_that_comes_again_keeps_its_first_reason(morning):
    scan = morning.desk.sign("commission", morning.item, v=2)
    send(scan, now=LATER)
    Device.objects.filter(pk=morning.desk.signer.id).update(revoked_at=LATER)

    again = send(scan, now=LATER)

    assert (again.results[0].reason, again.results[0].flags) == (
        Reason.UNKNOWN_VERSION,
        (Flag.DUPLICATE,),
    )
    assert QuarantinedScan.objects.count() == 1


def test_a_scan_without_a_grant_is_kept_moves_nothing_and_opens_a_case(morning):
    stranger = make.person()

    receipt = send(morning.desk.sign("commission", morning.item, who=str(stranger.pk)), now=LATER)

    assert Flag.NO_GRANT in receipt.results[0].flags
    assert Case.objects.get(kind="no_grant").pk == receipt.results[0].case
    assert line_of(morning.item).state is None


def test_P07_two_couriers_who_take_the_same_item_offline_are_both_named(morning):
    taken_in = morning.desk.sign("commission", morning.item)
    rival = make.courier(home=morning.counter)
    other = Hand(make.phone(rival))
    for courier in (morning.phone.signer.person, rival.person):
        make.grant(to=courier, on=morning.counter, role=Role.SERVES)
    takes = [hand.sign("take", morning.item, basis=taken_in) for hand in (morning.phone, other)]

    send(taken_in, takes[0], now=LATER)
    receipt = send(takes[1], now=LATER)

    line = line_of(morning.item)
    assert (line.state, line.holder) == ("disputed", None)
    assert sorted(line.claimants) == sorted([morning.phone.party, other.party])
    assert receipt.results[0].case in set(Case.objects.values_list("pk", flat=True))


def test_P12_a_scan_replayed_by_another_is_only_a_duplicate(morning):
    taken_in, offered, accepted = handoff(morning)
    send(taken_in, offered, accepted, now=LATER)

    receipt = send(accepted, now=LATER)

    assert Flag.DUPLICATE in receipt.results[0].flags


def test_P13_an_offer_whose_basis_is_used_cannot_be_accepted_again(morning):
    scans = handoff(morning)
    thief = make.courier(home=morning.counter)
    again = Hand(make.phone(thief)).sign(
        "accept",
        morning.item,
        basis=scans[1],
        of=scans[1].id,
        tk=morning.desk.ticket(scans[1], morning.item, to=morning.phone.party),
    )
    send(*scans, now=LATER)

    send(again, now=LATER)

    assert line_of(morning.item).holder == morning.phone.party


def test_private_words_are_kept_beside_the_scan_and_bound_by_their_hash(morning):
    taken_in = morning.desk.sign("commission", morning.item, private={"note": "ướt một góc"})

    receipt = send(taken_in, now=LATER)

    assert receipt.results[0].flags == ()
    assert PrivatePart.objects.get(scan=taken_in.id).text == taken_in.private


def test_the_database_sees_no_private_words(morning):
    words = {"note": "ướt một góc", "pin": "4071"}
    first, late, strange = (
        morning.desk.sign("commission", morning.item, private=words) for _ in "123"
    )
    send(Signed(late.jws), now=LATER)
    forged = Signed(strange.jws[:-8] + "AAAAAAAA", strange.private)

    send(first, late, forged, now=LATER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM ledger_privatepart")
        stored = [bytes(one) for (one,) in cursor.fetchall()]
        cursor.execute("SELECT private FROM ledger_quarantinedscan")
        aside = [bytes(one) for (one,) in cursor.fetchall()]
    assert (len(stored), len(aside)) == (2, 1)
    assert not any(b"4071" in one or "ướt".encode() in one for one in stored + aside)
    assert QuarantinedScan.objects.get().private == strange.private.encode()


def test_a_wrong_private_part_is_dropped_and_the_right_one_may_still_come(morning):
    taken_in = morning.desk.sign("commission", morning.item, private={"note": "ướt một góc"})

    receipt = send(Signed(taken_in.jws, '{"note":"khác"}'), now=LATER)
    missing = PrivatePart.objects.count()
    send(taken_in, now=LATER)

    assert receipt.results[0].flags == (Flag.PRIVATE_MISSING,)
    assert missing == 0
    assert PrivatePart.objects.get().text == taken_in.private


def test_a_private_part_that_nobody_signed_for_is_not_kept(morning):
    taken_in = morning.desk.sign("commission", morning.item)

    receipt = send(Signed(taken_in.jws, '{"note":"khác"}'), now=LATER)

    assert receipt.results[0].flags == ()
    assert not PrivatePart.objects.exists()


def test_S07_an_item_whose_story_was_edited_behind_our_back_touches_no_other(morning):
    other = take_in(
        intake=make.intake(), office=morning.counter, by=make.person().pk, now=MORNING
    ).item
    taken_in = morning.desk.sign("commission", morning.item)
    send(taken_in, now=LATER)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE ledger_scan SET jws = 'a.b.c' WHERE id = %s", [taken_in.id])
        cursor.execute("SET LOCAL session_replication_role = origin")

    receipt = send(morning.desk.sign("commission", morning.item, other), now=LATER)

    assert receipt.results[0].outcome is Outcome.ACCEPTED
    assert line_of(morning.item).is_fold_failed
    assert line_of(other).state == "held"
    assert Case.objects.get(kind="fold_failed").subject == morning.item.pk


def test_what_is_stored_cannot_be_changed_by_a_slip_of_ours(morning):
    send(morning.desk.sign("commission", morning.item), now=LATER)

    with pytest.raises(DatabaseError, match="append-only"):
        Scan.objects.update(act="take")


def test_rebuilding_from_the_ledger_brings_the_same_lines(morning):
    scans = handoff(morning)
    send(*scans, now=LATER)
    before = list(Line.objects.order_by("pk").values())

    rebuild(now=timezone.now())

    assert list(Line.objects.order_by("pk").values()) == before


def test_a_batch_costs_the_same_few_queries_whatever_its_size(morning):
    items = [
        take_in(
            intake=make.intake(), office=morning.counter, by=make.person().pk, now=MORNING
        ).item
        for _ in range(20)
    ]
    counts = []
    for some in (items[:1], items[1:]):
        batch = [morning.desk.sign("commission", item) for item in some]
        with CaptureQueriesContext(connection) as queries:
            send(*batch, now=LATER)
        counts.append(len([one for one in queries if "SAVEPOINT" not in (one["sql"] or "")]))

    assert counts[1] <= counts[0]  # the first one also looked up the device's key
    assert counts[1] <= 14
