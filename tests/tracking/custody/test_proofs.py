"""What a delivery proves: judged for each of its items, by policy, and never refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.hands import Hand, send
from tests.story import Story
from tests.tracking.custody.proving import delivery, guesses, judged, story, tries, wrong
from tracking.consignments.models import CitizenKey, Label
from tracking.consignments.operations.citizens import make_citizen_key
from tracking.consignments.pin_lock import TRIES_BEFORE_LOCK
from tracking.custody.models import Case, Line
from tracking.custody.operations.lines import rebuild, refold
from tracking.custody.threads import item_thread, subject_seen
from tracking.kernel.line import Role
from tracking.kernel.scan import Flag
from tracking.ledger.models import EntryKind, LogEntry, PrivatePart, Verdict
from tracking.parties.models import Grant

__all__ = ["story"]  # a fixture
pytestmark = pytest.mark.django_db


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
    assert tries() == []


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
    assert tries() == []


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


def test_a_delivery_is_judged_once_a_grant_covers_it(story):
    Grant.objects.filter(person=story.phone.signer.person).delete()
    scan = delivery(story, pin=story.slip.pin)
    send(scan, now=story.now)
    assert judged(scan) == [None]
    courier = story.phone.signer.person.couriers.get()
    make.grant(to=courier.person, on=courier.party, role=Role.COURIER)

    refold(items=[story.item.pk], now=story.now)

    assert judged(scan) == [("good", "pin")]


def test_a_procedure_may_ask_for_less_or_more(story):
    procedure = story.dossier.procedure
    procedure.door_proofs = ["slip"]
    procedure.save()
    scan = delivery(story, pin=story.slip.pin)

    send(scan, now=story.now)

    assert judged(scan) == [None]


def test_a_delivery_is_judged_when_the_scan_by_which_the_paper_came_is_told_late(story):
    other = story.other_phone
    offer = story.phone.sign("offer", story.item, basis=story.tip, to=str(other.party))
    ticket = story.phone.ticket(offer, story.item, to=other.party)
    accept = other.sign("accept", story.item, basis=offer, of=offer.id, tk=ticket)
    story.tip = accept
    scan = delivery(story, by=other, pin=story.slip.pin)
    send(scan, now=story.now)
    assert judged(scan) == [None]

    send(offer, accept, now=story.now)

    assert judged(scan) == [("good", "pin")]


def test_a_proof_that_was_right_when_it_was_given_is_right_whenever_it_is_told(story):
    scan = delivery(story, pin=story.slip.pin)
    told_late = delivery(story, slip=story.slip.secret)
    printed_at = story.now + timedelta(hours=1)
    story.phone.at = printed_at + timedelta(minutes=1)
    given_after = delivery(story, slip=story.slip.secret)
    make_citizen_key(dossier_id=story.dossier.pk, now=printed_at)

    send(scan, told_late, given_after, now=story.now + timedelta(hours=2))

    assert judged(scan, told_late) == [("good", "pin"), ("good", "slip")]
    assert judged(given_after) == [("bad", "slip")]


def test_many_deliveries_cost_no_more_statements_than_one(story):
    counts = []
    for size in (2, 8):
        scans = guesses(story, size)
        with CaptureQueriesContext(connection) as queries:
            send(*scans, now=story.now)
        counts.append(len(queries))

    assert counts[1] <= counts[0]


def test_a_private_part_that_we_do_not_read_is_kept_if_it_was_signed_for(story):
    scan = delivery(story, pin=story.slip.pin, mood="of a newer app")

    send(scan, now=story.now)

    assert PrivatePart.objects.get(scan=scan.id).text == scan.private


def test_what_is_no_text_is_not_kept_beside_a_scan(story):
    scan = delivery(story, pin=story.slip.pin)
    scan.private = "\ud800"

    receipt = send(scan, now=story.now)

    assert Flag.PRIVATE_MISSING in receipt.results[0].flags


def test_a_private_part_that_came_since_is_not_missing_in_the_thread(story):
    scan = delivery(story, pin=story.slip.pin)
    private, scan.private = scan.private, None
    send(scan, now=story.now)
    scan.private = private

    send(scan, now=story.now)

    thread = item_thread(subject=subject_seen(story.item.pk), now=story.now)
    (step,) = [one for one in thread.steps if one["scan"] == scan.id]
    assert "private_missing" not in str(step["flags"])


def test_a_doubtful_code_moves_nothing_when_all_is_made_anew(story):
    other = Story().commission()
    code = story.item.labels.get().code
    Label.objects.filter(item=other.item).update(code=code)
    send(story.other_phone.sign("take", {"c": code, "b": story.tip.id}), now=story.now)
    before = list(Line.objects.order_by("pk").values_list("pk", "holder"))

    rebuild(now=story.now)

    assert list(Line.objects.order_by("pk").values_list("pk", "holder")) == before


def open_cases(story):
    found = Case.objects.filter(subject=story.item.pk, closed_at=None)
    return set(found.values_list("kind", "scan"))


def printed_anew(story, *, by=None):
    story.slip = make_citizen_key(dossier_id=story.dossier.pk, by=by and by.pk, now=story.now)


def test_a_slip_printed_for_a_result_proves_its_delivery_there_and_a_supervisor_looks_at_it():
    story = Story().come_back()
    printed_anew(story)
    scan = story.act(
        story.desk,
        "deliver",
        to=str(story.dossier.citizen_id),
        private={"pin": story.slip.pin},
    )
    assert judged(scan) == [("good", "pin")]
    assert open_cases(story) == {("fresh_slip", scan.id)}
    over = make.clerk(at=story.desk.signer.office, role=Role.SUPERVISOR)

    story.act(Hand(make.desk(story.desk.signer.office)), "confirm", of=scan.id, who=str(over.pk))

    assert open_cases(story) == set()


def test_a_slip_printed_by_the_deliverer_for_a_result_is_looked_at_and_that_of_another_is_not(
    story,
):
    printed_anew(story, by=make.person())
    by_another = delivery(story, slip=story.slip.secret)
    send(by_another, now=story.now)
    assert (judged(by_another), open_cases(story)) == ([("good", "slip")], set())

    other = Story(returns_to_door=True).carry_back()
    printed_anew(other, by=other.phone.signer.person)
    by_itself = delivery(other, pin=other.slip.pin)
    send(by_itself, now=other.now)

    assert open_cases(other) == {("fresh_slip", by_itself.id)}
