"""Custody says whether there is anything to decide on."""

import pytest

from tests.hands import send
from tests.story import Story
from tracking.consignments.intake import Decision, Paper
from tracking.consignments.operations.dossiers import PapersNotThere
from tracking.custody.operations.sending import decide
from tracking.feed.models import OutboxRow

pytestmark = pytest.mark.django_db


def decided(story):
    papers = [Paper(name="Giấy phép", kind="original", count=1)]
    return decide(
        dossier_id=story.dossier.pk,
        decision=Decision(outcome="granted", papers=papers),
        by=story.deciding.signer.person.pk,
        now=story.now,
    )


def test_while_a_courier_has_the_papers_there_is_nothing_to_decide_on():
    story = Story().carry_out()

    with pytest.raises(PapersNotThere):
        decided(story)


def test_papers_that_were_only_offered_to_the_office_are_not_there():
    story = Story().carry_out()
    story.act(story.phone, "offer", to=str(story.deciding.party))

    with pytest.raises(PapersNotThere):
        decided(story)


def test_once_the_office_has_signed_for_them_it_decides():
    assert decided(Story().reach_authority()).item


def test_a_take_by_the_office_is_enough_since_work_never_stops_for_software():
    story = Story().carry_out()
    take = story.deciding.sign("take", story.item, basis=story.tip)
    send(take, now=story.now)

    assert decided(story).item


def test_an_outcome_is_told_of_the_papers_that_went_out_and_told_once():
    story = Story().reach_authority()
    OutboxRow.objects.all().delete()

    back = decided(story).item

    told = {row.body["subject"]: row.body["business_state"] for row in announced()}
    assert told == {str(story.item.pk): "resolved", str(back.pk): "resolved"}
    count = announced().count()
    decided(story)
    assert announced().count() == count


def announced():
    return OutboxRow.objects.filter(kind="item.announced")
