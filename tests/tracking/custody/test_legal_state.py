"""What the law says of a dossier follows its own events and the lines of its items, both ways."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError

from tests import make
from tests.hands import send
from tests.story import Story
from tracking.consignments.intake import Decision, Paper
from tracking.consignments.models import Dossier, DossierEvent, Item
from tracking.consignments.operations.dossiers import PapersNotThere
from tracking.custody.around import Parties
from tracking.custody.folding import Folded
from tracking.custody.models import Case
from tracking.custody.operations.lines import rebuild, settle
from tracking.custody.operations.sending import decide
from tracking.custody.subjects import subjects_of
from tracking.feed.models import OutboxRow
from tracking.kernel.line import CaseKind, Role, Surroundings
from tracking.ledger.models import EntryKind, LogEntry

pytestmark = pytest.mark.django_db


def state_of(story):
    return Dossier.objects.get(pk=story.dossier.pk).business_state


def annul(story, hand):
    """Take back the newest scan, which this hand signed."""
    story.act(hand, "annul", of=story.tip.id)


def decided(story):
    papers = [Paper(name="Giấy phép", kind="original", count=1)]
    return decide(
        dossier_id=story.dossier.pk,
        decision=Decision(outcome="granted", papers=papers),
        by=story.deciding.signer.person.pk,
        now=story.now,
    )


def told(story, kind):
    """Return the bodies told of the story's item, oldest first, as JSON reads them."""
    rows = OutboxRow.objects.filter(kind=kind).order_by("pk")
    mine = [row.body for row in rows if row.body["subject"] == str(story.item.pk)]
    return json.loads(json.dumps(mine))


def delivered_with(pin, *, to=None):
    """Let the courier stand at the door and say that the result was handed over."""
    story = Story(returns_to_door=True).carry_back()
    private = {} if pin == "none" else {"pin": pin or story.slip.pin}
    story.act(story.phone, "deliver", to=str(to or story.dossier.citizen_id), private=private)
    return story


def test_a_result_that_was_handed_over_with_proof_is_returned():
    story = Story().deliver()

    dossier = Dossier.objects.get(pk=story.dossier.pk)
    assert dossier.business_state == "returned"
    assert story.now - timedelta(minutes=11) < dossier.returned_at <= story.now


@pytest.mark.parametrize("pin", ["none", "000000"])
def test_a_result_whose_delivery_is_not_proven_is_not_returned(pin):
    story = delivered_with(pin)

    dossier = Dossier.objects.get(pk=story.dossier.pk)
    assert (dossier.business_state, dossier.returned_at) == ("resolved", None)


def test_what_the_citizen_proved_is_not_annulled():
    story = Story().deliver()
    before = Dossier.objects.get(pk=story.dossier.pk)

    annul(story, story.desk)

    after = Dossier.objects.get(pk=story.dossier.pk)
    assert (after.business_state, after.returned_at) == ("returned", before.returned_at)


def test_a_result_that_its_deliverer_takes_back_is_returned_no_more():
    story = confirmed_at_the_door()
    OutboxRow.objects.all().delete()

    story.act(story.phone, "take", why="take.wrong_delivery")

    dossier = Dossier.objects.get(pk=story.dossier.pk)
    assert (dossier.business_state, dossier.returned_at) == ("resolved", None)
    (step,) = [body for body in told(story, "dossier.changed") if body["cause"]]
    assert (step["business_state"], step["cause"]) == ("resolved", "return_fell_away")
    stages = [row.body["stage"] for row in OutboxRow.objects.filter(kind="milestone")]
    assert stages == ["carried"]


def confirmed_at_the_door():
    """Let a supervisor vouch for a delivery that the citizen proved by nothing."""
    story = delivered_with("none")
    home = story.desk.signer.office
    supervisor = make.clerk(at=home, role=Role.SUPERVISOR)
    story.act(story.desk, "confirm", of=story.tip.id, who=str(supervisor.pk))
    return story


def test_a_delivery_that_a_supervisor_confirms_returns_the_result():
    assert state_of(confirmed_at_the_door()) == "returned"


def test_a_result_that_is_given_away_after_it_was_handed_over_stays_returned():
    story = Story(returns_to_door=True).carry_back()
    basis = story.tip
    offer = story.phone.sign("offer", story.item, basis=basis, to=str(story.other_phone.party))
    ticket = story.phone.ticket(offer, story.item, to=story.other_phone.party)
    accept = story.other_phone.sign("accept", story.item, basis=offer, of=offer.id, tk=ticket)
    given = story.act(story.phone, "deliver", to=str(story.dossier.citizen_id), private={})
    supervisor = make.clerk(at=story.desk.signer.office, role=Role.SUPERVISOR)
    story.act(story.desk, "confirm", of=given.id, who=str(supervisor.pk))
    assert state_of(story) == "returned"

    before = Dossier.objects.get(pk=story.dossier.pk)
    story.now += timedelta(minutes=1)

    send(offer, accept, now=story.now)

    after = Dossier.objects.get(pk=story.dossier.pk)
    assert (after.business_state, after.returned_at) == ("returned", before.returned_at)
    assert Case.objects.filter(subject=story.item.pk, kind="contested", closed_at=None).exists()


def test_papers_whose_accept_is_annulled_are_in_process_no_more_and_nobody_decides():
    story = Story().reach_authority()
    assert state_of(story) == "in_process"

    annul(story, story.deciding)

    assert state_of(story) == "accepted"
    with pytest.raises(PapersNotThere):
        decided(story)
    steps = [body["cause"] for body in told(story, "dossier.changed") if body["cause"]]
    assert steps == ["papers_came", "papers_fell_away"]


def test_papers_that_left_again_are_decided_on_by_nobody():
    story = Story().reach_authority()
    story.hand_over(story.deciding, story.phone)

    with pytest.raises(PapersNotThere):
        decided(story)

    assert state_of(story) == "in_process"


def test_papers_that_are_reported_lost_are_decided_on_by_nobody():
    story = Story().reach_authority()
    story.act(story.deciding, "report_lost")

    with pytest.raises(PapersNotThere):
        decided(story)


def without_papers():
    return Case.objects.filter(kind=CaseKind.DECIDED_WITHOUT_PAPERS)


def test_a_decision_stands_though_its_papers_fall_away_and_somebody_must_look():
    story = Story().reach_authority()
    accepted = story.tip
    decided(story)

    annul(story, story.deciding)

    dossier = Dossier.objects.get(pk=story.dossier.pk)
    assert (dossier.business_state, dossier.outcome) == ("resolved", "granted")
    case = without_papers().get()
    assert (case.subject, case.closed_at) == (story.item.pk, None)

    story.tip = accepted
    story.act(story.deciding, "take")

    case.refresh_from_db()
    assert case.closed_at is not None
    assert state_of(story) == "resolved"


def test_a_decision_on_papers_that_are_there_needs_nobody_to_look():
    Story().carry_back()

    assert not without_papers().exists()


def test_rebuilding_sets_every_legal_state_right():
    returned, decides, wrong = Story().deliver(), Story().reach_authority(), Story().carry_out()
    right = list(Dossier.objects.order_by("pk").values())
    Dossier.objects.filter(pk=returned.dossier.pk).update(
        business_state="accepted", outcome="", decided_at=None, returned_at=None, returned_by=None
    )
    Dossier.objects.filter(pk=decides.dossier.pk).update(
        business_state="returned", outcome="refused", decided_at=returned.now
    )
    Dossier.objects.filter(pk=wrong.dossier.pk).update(business_state="resolved")

    rebuild(now=returned.now)

    assert list(Dossier.objects.order_by("pk").values()) == right


def test_rebuilding_what_is_right_moves_no_dossier_and_no_case():
    Story().deliver()
    story = Story().reach_authority()
    decided(story)
    annul(story, story.deciding)
    dossiers = list(Dossier.objects.order_by("pk").values())
    cases = list(Case.objects.order_by("pk").values())
    OutboxRow.objects.all().delete()

    rebuild(now=story.now + timedelta(days=1))

    assert list(Dossier.objects.order_by("pk").values()) == dossiers
    assert list(Case.objects.order_by("pk").values()) == cases
    assert not OutboxRow.objects.filter(kind__startswith="case.").exists()


def test_what_is_done_with_a_dossier_is_kept_for_good_and_is_in_the_log():
    story = Story().reach_authority()

    decided(story)

    kept = [(one.kind, one.outcome) for one in DossierEvent.objects.order_by("at")]
    assert kept == [("taken_in", ""), ("decided", "granted")]
    entries = LogEntry.objects.filter(kind=EntryKind.DOSSIER_EVENT).order_by("pk")
    rows = [json.loads(entry.text) for entry in entries]
    assert [row["event"] for row in rows] == ["taken_in", "decided"]
    assert {row["dossier"] for row in rows} == {str(story.dossier.pk)}
    names = {name for row in rows for name in row}
    assert names == {"dossier", "event", "office", "by", "at", "outcome"}


def test_an_event_of_a_dossier_never_changes():
    Story()

    with pytest.raises(DatabaseError, match="append-only"):
        DossierEvent.objects.update(kind="decided")


def test_a_decision_asked_for_again_is_one_event():
    story = Story().reach_authority()

    decided(story)
    decided(story)

    assert DossierEvent.objects.filter(kind="decided").count() == 1


def test_an_item_that_was_made_while_one_waited_for_the_lock_counts_too():
    story = Story().deliver()
    out = Item.objects.get(consignment__dossier=story.dossier, consignment__direction="out")
    subjects = subjects_of([out.pk])
    seen = Folded(
        subject=subjects[out.pk], row=subjects[out.pk].line, line=None, stays=None, cases=()
    )
    nobody = Parties(by_id={}, surroundings=Surroundings())

    settled = settle(folded=[seen], subjects=subjects, parties=nobody, now=story.now)

    assert settled.dossiers == {}
