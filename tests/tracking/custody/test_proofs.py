"""The PIN of a delivery at a door: judged once, counted like any other try, never refused."""

from datetime import timedelta

import pytest

from tests.hands import send
from tests.story import Story
from tracking.consignments.models import CitizenKey
from tracking.consignments.operations.citizens import make_citizen_key, try_pin_in_public
from tracking.consignments.pin_lock import FIRST_LOCK, TRIES_BEFORE_LOCK
from tracking.custody.models import Case
from tracking.kernel.line import CaseKind
from tracking.kernel.receipt import Outcome
from tracking.ledger.models import Proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    """A result in the bag of the courier who stands at the citizen's door."""
    return Story(returns_to_door=True).carry_back()


def wrong(pin):
    return f"{(int(pin) + 1) % 10**6:06}"


def delivery(story, pin):
    private = {} if pin is None else {"pin": pin}
    to = str(story.dossier.citizen_id)
    return story.phone.sign("deliver", story.item, basis=story.tip, to=to, private=private)


def guess(story, times):
    send(*(delivery(story, wrong(story.slip.pin)) for _ in range(times)), now=story.now)


def judged(*scans):
    found = {one.scan_id: (one.is_good, one.how) for one in Proof.objects.all()}
    return [found[one.id] for one in scans]


def guess_on_the_page(story):
    return try_pin_in_public(dossier_id=story.dossier.pk, pin=wrong(story.slip.pin), now=story.now)


def test_the_right_pin_proves_a_delivery(story):
    scan = delivery(story, story.slip.pin)

    send(scan, now=story.now)

    assert judged(scan) == [(True, "pin")]


def test_without_a_pin_a_delivery_at_a_door_has_no_proof(story):
    scan = delivery(story, None)

    send(scan, now=story.now)

    assert judged(scan) == [(False, "no_pin")]
    assert CitizenKey.objects.get().tries == 0


def test_C02_a_phone_cannot_try_all_pins_in_scans_that_are_never_refused(story):
    guesses = [delivery(story, wrong(story.slip.pin)) for _ in range(TRIES_BEFORE_LOCK)]
    right = delivery(story, story.slip.pin)

    receipt = send(*guesses, right, now=story.now)

    assert {one.outcome for one in receipt.results} == {Outcome.ACCEPTED}
    assert judged(*guesses) == [(False, "pin")] * TRIES_BEFORE_LOCK
    assert judged(right) == [(False, "too_many_tries")]
    assert Case.objects.filter(kind=CaseKind.UNCONFIRMED_TAKE, closed_at=None).exists()


def test_once_the_lock_is_over_the_right_pin_is_good_again(story):
    send(
        *(delivery(story, wrong(story.slip.pin)) for _ in range(TRIES_BEFORE_LOCK)), now=story.now
    )
    scan = delivery(story, story.slip.pin)

    send(scan, now=story.now + FIRST_LOCK)

    assert judged(scan) == [(True, "pin")]


def test_whoever_guesses_on_the_public_page_holds_up_no_delivery(story):
    for _ in range(TRIES_BEFORE_LOCK):
        guess_on_the_page(story)
    scan = delivery(story, story.slip.pin)

    send(scan, now=story.now)

    assert guess_on_the_page(story).was_locked
    assert judged(scan) == [(True, "pin")]


def test_a_phone_that_guesses_shuts_no_citizen_out(story):
    guess(story, times=TRIES_BEFORE_LOCK)

    assert guess_on_the_page(story).tries_left == TRIES_BEFORE_LOCK - 1


def test_a_wrong_pin_that_comes_a_hundred_times_is_one_try(story):
    scan = delivery(story, wrong(story.slip.pin))

    for _ in range(100):
        send(scan, now=story.now)

    assert CitizenKey.objects.get().tries == 1


def test_a_pin_that_comes_after_its_scan_is_counted_too(story):
    scan = delivery(story, wrong(story.slip.pin))
    private, scan.private = scan.private, None
    send(scan, now=story.now)
    assert not Proof.objects.exists()
    scan.private = private

    send(scan, now=story.now)
    send(scan, now=story.now)

    assert judged(scan) == [(False, "pin")]
    assert CitizenKey.objects.get().tries == 1


def test_a_new_slip_ends_the_lock(story):
    send(
        *(delivery(story, wrong(story.slip.pin)) for _ in range(TRIES_BEFORE_LOCK)), now=story.now
    )
    anew = make_citizen_key(dossier_id=story.dossier.pk, now=story.now + timedelta(minutes=1))
    scan = delivery(story, anew.pin)

    send(scan, now=story.now + timedelta(minutes=2))

    assert judged(scan) == [(True, "pin")]
