"""Whoever guesses PINs is held up; the right one proves a delivery whenever it is told."""

from datetime import timedelta

import pytest

from tests import make
from tests.hands import Hand, send
from tests.story import Story
from tests.tracking.custody.proving import (
    delivery,
    guess_on_the_page,
    guesses,
    judged,
    story,
    tries,
    wrong,
)
from tracking.consignments.operations.citizens import make_citizen_key
from tracking.consignments.pin_lock import FIRST_LOCK, TRIES_BEFORE_LOCK
from tracking.custody.operations.lines import refold
from tracking.kernel.receipt import Outcome
from tracking.ledger.models import EntryKind, LogEntry
from tracking.parties.models import Grant

__all__ = ["story"]  # a fixture
pytestmark = pytest.mark.django_db


def test_who_may_not_deliver_tries_no_pin(story):
    """Five scans without grant locked a citizen's PIN."""
    stranger = make.phone()
    Grant.objects.filter(person=stranger.person).delete()
    story.other_phone.signer = stranger
    scans = guesses(story, TRIES_BEFORE_LOCK, by=story.other_phone)

    send(*scans, now=story.now)

    assert judged(*scans) == [None] * TRIES_BEFORE_LOCK
    assert tries() == []


@pytest.mark.parametrize("knows", [True, False], ids=["on what is known", "on nothing"])
@pytest.mark.parametrize("makes", [make.phone, make.desk])
def test_who_merely_says_to_have_it_tries_no_pin(story, makes, knows):
    stranger = Hand(makes(), at=story.now)
    stranger.knows_server_time = knows
    taken = stranger.sign("take", story.item, basis=story.tip if knows else None)
    send(taken, now=story.now)
    story.tip = taken
    scans = guesses(story, 2, by=stranger)

    send(*scans, now=story.now)

    assert judged(*scans) == [None, None]
    assert tries() == []


def test_who_took_from_who_merely_says_to_have_it_tries_no_pin(story):
    first, second = (Hand(make.phone(), at=story.now) for _ in range(2))
    taken = first.sign("take", story.item, basis=story.tip)
    further = second.sign("take", story.item, basis=taken)
    send(
        taken,
        further,
        first.sign("confirm", story.item, basis=further, of=further.id),
        now=story.now,
    )
    story.tip = further
    scans = guesses(story, 2, by=second)

    send(*scans, now=story.now)

    assert judged(*scans) == [None, None]
    assert tries() == []


def test_C02_a_phone_cannot_try_all_pins_in_scans_that_are_never_refused(story):
    tries = guesses(story, TRIES_BEFORE_LOCK)
    send(*tries, now=story.now)
    right = delivery(story, pin=story.slip.pin)

    receipt = send(right, now=story.now)

    assert {one.outcome for one in receipt.results} == {Outcome.ACCEPTED}
    assert judged(*tries) == [("bad", "pin")] * TRIES_BEFORE_LOCK
    assert judged(right) == [None]


def test_a_delivery_that_met_a_lock_is_judged_when_the_lock_is_over(story):
    send(*guesses(story, TRIES_BEFORE_LOCK), now=story.now)
    scan = delivery(story, pin=story.slip.pin)
    send(scan, now=story.now)

    refold(items=[story.item.pk], now=story.now + FIRST_LOCK)

    assert judged(scan) == [("good", "pin")]


def test_whoever_guesses_on_the_public_page_holds_up_no_delivery(story):
    for _ in range(TRIES_BEFORE_LOCK):
        guess_on_the_page(story)
    scan = delivery(story, pin=story.slip.pin)

    send(scan, now=story.now)

    assert guess_on_the_page(story).was_locked
    assert judged(scan) == [("good", "pin")]


def test_a_phone_that_guesses_shuts_no_citizen_out(story):
    send(*guesses(story, TRIES_BEFORE_LOCK), now=story.now)

    assert guess_on_the_page(story).tries_left == TRIES_BEFORE_LOCK - 1


def test_a_wrong_pin_that_comes_a_hundred_times_is_one_try(story):
    scan = delivery(story, pin=wrong(story.slip.pin))

    for _ in range(100):
        send(scan, now=story.now)

    assert tries() == [1]
    assert LogEntry.objects.filter(kind=EntryKind.PROOF_JUDGED).count() == 1


def test_a_pin_that_comes_after_its_scan_is_counted_once(story):
    scan = delivery(story, pin=wrong(story.slip.pin))
    private, scan.private = scan.private, None
    send(scan, now=story.now)
    scan.private = private

    send(scan, now=story.now)
    send(scan, now=story.now)

    assert judged(scan) == [("bad", "pin")]
    assert tries() == [1]


def test_a_right_pin_that_comes_after_its_scan_proves_it(story):
    scan = delivery(story, pin=story.slip.pin)
    private, scan.private = scan.private, None
    send(scan, now=story.now)
    scan.private = private

    send(scan, now=story.now)

    assert judged(scan) == [("good", "pin")]


def test_a_new_slip_ends_the_lock(story):
    send(*guesses(story, TRIES_BEFORE_LOCK), now=story.now)
    anew = make_citizen_key(dossier_id=story.dossier.pk, now=story.now + timedelta(minutes=1))
    scan = delivery(story, pin=anew.pin)

    send(scan, now=story.now + timedelta(minutes=2))

    assert judged(scan) == [("good", "pin")]


def in_order_of_ids(scans):
    return sorted(scans, key=lambda one: one.id)


def test_whoever_merely_shows_a_hand_tries_no_pin_until_it_is_told_how_he_came_by_it(story):
    other = story.other_phone
    tries_of_other = guesses(story, TRIES_BEFORE_LOCK, by=other)
    send(*tries_of_other, now=story.now)
    assert tries() == []
    assert judged(*tries_of_other) == [None] * TRIES_BEFORE_LOCK

    right = delivery(story, pin=story.slip.pin)
    send(right, now=story.now)

    assert judged(right) == [("good", "pin")]


def test_one_partys_wrong_pins_lock_out_no_other(story):
    story.hand_over(story.phone, story.other_phone)
    send(*guesses(story, 3 * TRIES_BEFORE_LOCK, by=story.phone), now=story.now)

    right = delivery(story, by=story.other_phone, pin=story.slip.pin)
    send(right, now=story.now)

    assert judged(right) == [("good", "pin")]


def test_pins_are_tried_in_the_order_in_which_they_came(story):
    scans = in_order_of_ids(guesses(story, TRIES_BEFORE_LOCK + 1))
    last, *rest = scans
    send(*rest, now=story.now)
    send(last, now=story.now + timedelta(seconds=1))

    assert judged(*rest) == [("bad", "pin")] * TRIES_BEFORE_LOCK
    assert judged(last) == [None]


@pytest.mark.parametrize("kind", ["pin", "secret"])
def test_a_slip_that_was_replaced_before_there_was_a_result_proves_nothing(kind):
    story = Story(returns_to_door=True)
    old = story.slip
    story.phone.knows_server_time = False  # so its scans may be from any day since it joined
    story.reach_authority()
    make_citizen_key(dossier_id=story.dossier.pk, now=story.now)
    story.decided_now()
    story.commission(story.deciding)
    story.hand_over(story.deciding, story.phone)
    shown = {"pin": old.pin} if kind == "pin" else {"slip": old.secret}

    given = story.act(story.phone, "deliver", to=str(story.dossier.citizen_id), private=shown)

    assert judged(given) == [("bad", "pin" if kind == "pin" else "slip")]
