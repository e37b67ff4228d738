"""What a delivery proves: judged for each of its items, by policy, and never refused."""

from datetime import timedelta

import pytest

from tests import make
from tests.hands import send
from tests.story import Story
from tracking.consignments.models import CitizenKey
from tracking.consignments.operations.citizens import make_citizen_key, try_pin_in_public
from tracking.consignments.pin_lock import FIRST_LOCK, TRIES_BEFORE_LOCK
from tracking.custody.operations.lines import refold
from tracking.kernel.line import Role
from tracking.kernel.receipt import Outcome
from tracking.ledger.models import EntryKind, LogEntry, Verdict
from tracking.parties.models import Grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    """A result in the bag of the courier who stands at the citizen's door."""
    return Story(returns_to_door=True).carry_back()


def wrong(pin):
    return f"{(int(pin) + 1) % 10**6:06}"


def delivery(story, *, by=None, to=None, **private):
    to = str(to or story.dossier.citizen_id)
    hand = by or story.phone
    return hand.sign("deliver", story.item, basis=story.tip, to=to, private=private or None)


def guesses(story, times, **differs):
    return [delivery(story, pin=wrong(story.slip.pin), **differs) for _ in range(times)]


def judged(*scans):
    found = {one.scan_id: (one.verdict, one.by) for one in Verdict.objects.all()}
    return [found.get(one.id) for one in scans]


def guess_on_the_page(story):
    return try_pin_in_public(dossier_id=story.dossier.pk, pin=wrong(story.slip.pin), now=story.now)


def test_the_right_pin_proves_a_delivery(story):
    scan = delivery(story, pin=story.slip.pin)

    send(scan, now=story.now)

    assert judged(scan) == [("good", "pin")]
    assert Verdict.objects.get().subject == story.item.pk
    assert LogEntry.objects.filter(kind=EntryKind.PROOF_JUDGED).count() == 1


def test_the_slip_proves_a_delivery(story):
    scan = delivery(story, slip=story.slip.secret)

    send(scan, now=story.now)

    assert judged(scan) == [("good", "slip")]


def test_a_slip_that_was_replaced_proves_nothing(story):
    make_citizen_key(dossier_id=story.dossier.pk, now=story.now)
    scan = delivery(story, slip=story.slip.secret)

    send(scan, now=story.now)

    assert judged(scan) == [("bad", "slip")]


def test_no_failures_hold_up_the_right_slip(story):
    send(*guesses(story, TRIES_BEFORE_LOCK), now=story.now)
    scan = delivery(story, slip=story.slip.secret)

    send(scan, now=story.now)

    assert judged(scan) == [("good", "slip")]


def test_a_right_slip_costs_no_try_of_the_pin_beside_it(story):
    scan = delivery(story, slip=story.slip.secret, pin=wrong(story.slip.pin))

    send(scan, now=story.now)

    assert judged(scan) == [("good", "slip")]
    assert CitizenKey.objects.get().tries == 0


@pytest.mark.parametrize("private", [{}, {"note": "để lại cho hàng xóm"}])
def test_without_proof_a_delivery_is_pending(story, private):
    scan = delivery(story, **private)

    send(scan, now=story.now)

    assert judged(scan) == [None]


def test_what_is_announced_and_withheld_is_pending(story):
    scan = delivery(story, pin=wrong(story.slip.pin))
    scan.private = None

    send(scan, now=story.now)

    assert judged(scan) == [None]


def test_over_a_counter_a_proof_is_asked_for_as_well():
    story = Story().come_back()
    scan = delivery(story, by=story.desk)

    send(scan, now=story.now)

    assert judged(scan) == [None]


def test_without_a_slip_a_delivery_is_pending_and_not_free(story):
    CitizenKey.objects.all().delete()
    scan = delivery(story, pin="123456")

    send(scan, now=story.now)

    assert judged(scan) == [None]


def test_a_delivery_to_another_citizen_has_no_proof_and_costs_no_try(story):
    other = Story(returns_to_door=True).carry_back()
    scan = delivery(story, to=other.dossier.citizen_id, pin=other.slip.pin)

    send(scan, now=story.now)

    assert judged(scan) == [None]
    assert set(CitizenKey.objects.values_list("tries", flat=True)) == {0}


def test_one_citizens_pin_proves_nothing_of_anothers_envelope_in_the_same_scan(story):
    other = Story(returns_to_door=True).carry_back()
    things = [story.item, other.item]
    scan = story.phone.sign(
        "deliver",
        *things,
        to=str(story.dossier.citizen_id),
        private={"pin": story.slip.pin},
    )

    send(scan, now=max(story.now, other.now))

    assert list(Verdict.objects.values_list("subject", "verdict")) == [(story.item.pk, "good")]


def test_who_may_not_deliver_tries_no_pin(story):
    """Five scans without grant locked a citizen's PIN."""
    stranger = make.phone()
    Grant.objects.filter(person=stranger.person).delete()
    story.other_phone.signer = stranger
    scans = guesses(story, TRIES_BEFORE_LOCK, by=story.other_phone)

    send(*scans, now=story.now)

    assert judged(*scans) == [None] * TRIES_BEFORE_LOCK
    assert CitizenKey.objects.get().tries == 0


def test_a_delivery_is_judged_once_a_grant_covers_it(story):
    Grant.objects.filter(person=story.phone.signer.person).delete()
    scan = delivery(story, pin=story.slip.pin)
    send(scan, now=story.now)
    assert judged(scan) == [None]
    courier = story.phone.signer.person.couriers.get()
    make.grant(to=courier.person, on=courier.party, role=Role.COURIER)

    refold(items=[story.item.pk], now=story.now)

    assert judged(scan) == [("good", "pin")]


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

    assert CitizenKey.objects.get().tries == 1
    assert LogEntry.objects.filter(kind=EntryKind.PROOF_JUDGED).count() == 1


def test_a_pin_that_comes_after_its_scan_is_counted_once(story):
    scan = delivery(story, pin=wrong(story.slip.pin))
    private, scan.private = scan.private, None
    send(scan, now=story.now)
    scan.private = private

    send(scan, now=story.now)
    send(scan, now=story.now)

    assert judged(scan) == [("bad", "pin")]
    assert CitizenKey.objects.get().tries == 1


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


def test_a_procedure_may_ask_for_less_or_more(story):
    procedure = story.dossier.procedure
    procedure.door_proofs = ["slip"]
    procedure.save()
    scan = delivery(story, pin=story.slip.pin)

    send(scan, now=story.now)

    assert judged(scan) == [None]
