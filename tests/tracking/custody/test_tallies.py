"""What was counted stands beside a check that counts, for each item by itself."""

import pytest

from tests import make
from tests.hands import Hand, send
from tests.story import Story
from tracking.consignments.intake import Paper
from tracking.consignments.models import Tally
from tracking.custody.models import Case
from tracking.custody.operations.sending import take_in
from tracking.custody.operations.tallies import tally
from tracking.custody.subjects import subjects_of
from tracking.parties.refusals import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return Story().commission()


def test_each_item_of_one_check_has_its_own_count(story):
    office = story.desk.signer.office
    other = take_in(intake=make.intake(), office=office, by=make.person().pk, now=story.now).item
    check = story.desk.sign("check", story.item, other)
    send(story.desk.sign("commission", other), check, now=story.now)
    said = {"scan": check.id, "office": office.pk, "now": story.now}
    listed = [(paper.no, paper.count) for paper in story.item.lines.all()]

    whole = tally(item=story.item.pk, counted=listed, **said)
    short = tally(item=other.pk, counted=[], **said)

    assert whole.is_complete
    assert (short.item_id, short.is_complete) == (other.pk, False)
    assert Tally.objects.count() == 2
    assert Case.objects.filter(subject=other.pk, kind="short").exists()


def test_a_line_that_is_counted_twice_is_not_complete(story):
    check = story.act(story.desk, "check")
    listed = [(paper.no, paper.count) for paper in story.item.lines.all()]

    kept = tally(
        scan=check.id,
        item=story.item.pk,
        office=story.desk.party,
        counted=[(listed[0][0], 0), *listed],
        now=story.now,
    )

    assert not kept.is_complete


def test_nobody_misses_an_electronic_file_in_the_envelope():
    papers = [
        Paper(name="Đơn đề nghị", kind="original", count=2),
        Paper(name="Bản vẽ", kind="electronic", count=5),
    ]
    story = Story(papers=papers).commission()
    check = story.act(story.desk, "check")
    said = {"scan": check.id, "item": story.item.pk, "office": story.desk.party, "now": story.now}

    kept = tally(counted=[(1, 2), (2, 0)], **said)

    assert kept.is_complete
    assert subjects_of([story.item.pk])[story.item.pk].paper_count == 2


def test_a_check_that_counts_for_nothing_vouches_for_no_count(story):
    stranger = Hand(make.phone(make.courier()), at=story.now)
    check = story.act(stranger, "check", **{"for": str(story.desk.party)})

    with pytest.raises(NotFound):
        tally(
            scan=check.id, item=story.item.pk, office=story.desk.party, counted=[], now=story.now
        )
