"""A delivery that waits is looked at again when its time has come, and a person is told."""

from datetime import timedelta

import pytest

from tests.hands import send
from tests.story import Story
from tracking.consignments.operations.citizens import try_pin
from tracking.consignments.pin_lock import FIRST_LOCK, TRIES_BEFORE_LOCK
from tracking.custody import tasks
from tracking.custody.models import Case, Line
from tracking.custody.operations import lines, waiting
from tracking.custody.operations.proofs import judge_deliveries
from tracking.custody.operations.waiting import look_at_what_waits
from tracking.kernel.custody import fold

pytestmark = pytest.mark.django_db

DAY = timedelta(hours=24)


@pytest.fixture
def story():
    return Story(returns_to_door=True).carry_back()


def deliver(story, pin=None):
    private = None if pin is None else {"pin": pin}
    scan = story.phone.sign(
        "deliver", story.item, basis=story.tip, to=str(story.dossier.citizen_id), private=private
    )
    send(scan, now=story.now)


def verdict_of(story):
    return Line.objects.get(subject=story.item.pk).verdict


def unproven(story):
    return Case.objects.filter(
        kind="unproven_delivery", subject=story.item.pk, closed_at=None
    ).count()


def test_a_delivery_without_proof_is_a_case_after_a_day_and_not_before(story):
    deliver(story)

    look_at_what_waits(now=story.now + DAY - timedelta(minutes=1))
    assert (verdict_of(story), unproven(story)) == ("pending", 0)
    look_at_what_waits(now=story.now + DAY)

    assert (verdict_of(story), unproven(story)) == ("pending", 1)


def test_once_it_is_a_case_it_is_left_alone(story):
    deliver(story)
    look_at_what_waits(now=story.now + DAY)

    assert look_at_what_waits(now=story.now + 3 * DAY) == 0


def test_in_a_dispute_a_delivery_waits_no_longer(story):
    deliver(story)
    rival = story.other_phone.sign("take", story.item, basis=story.tip)
    send(rival, now=story.now)

    look_at_what_waits(now=story.now + DAY)

    assert unproven(story) == 1


def test_a_right_pin_that_met_a_lock_is_judged_when_the_lock_is_over(story):
    wrong = f"{(int(story.slip.pin) + 1) % 10**6:06}"
    for _ in range(TRIES_BEFORE_LOCK):
        try_pin(dossier_id=story.dossier.pk, party=story.phone.party, pin=wrong, now=story.now)
    deliver(story, story.slip.pin)
    look_at_what_waits(now=story.now)
    assert verdict_of(story) == "pending"

    look_at_what_waits(now=story.now + FIRST_LOCK)

    assert verdict_of(story) == "good"


def test_the_clock_runs_it(story):
    deliver(story)
    Line.objects.filter(subject=story.item.pk).update(look_again_at=story.now)

    tasks.look_at_what_waits()

    assert Line.objects.get(subject=story.item.pk).look_again_at > story.now


def fail_to_fold(story, monkeypatch):
    """Let the fold of one story's item fail from now on, as a bug of the fold would."""
    labels = set(story.item.labels.values_list("pk", flat=True))

    def fold_all_but_one(*, scans, around):
        if any(labels & set(scan.labels) for scan in scans):
            raise ZeroDivisionError
        return fold(scans=scans, around=around)

    monkeypatch.setattr("tracking.custody.folding.fold", fold_all_but_one)


def test_what_cannot_be_folded_is_looked_at_once_and_then_waits_for_nothing(story, monkeypatch):
    deliver(story)
    fail_to_fold(story, monkeypatch)

    looked_at = [look_at_what_waits(now=story.now + DAY) for _ in range(3)]

    assert looked_at == [1, 0, 0]
    assert Case.objects.filter(kind="fold_failed", subject=story.item.pk, closed_at=None).exists()


def test_what_cannot_be_folded_holds_up_nobody_who_waits_behind_it(story, monkeypatch):
    behind = Story(returns_to_door=True).carry_back()
    deliver(story)
    deliver(behind)
    Line.objects.filter(subject=story.item.pk).update(look_again_at=story.now)
    fail_to_fold(story, monkeypatch)
    monkeypatch.setattr(waiting, "LOOKED_AT_ONCE", 1)

    for _ in range(2):
        look_at_what_waits(now=behind.now + DAY)

    assert unproven(behind) == 1


def test_what_could_not_be_folded_waits_for_its_proof_again_once_it_can_be(story, monkeypatch):
    deliver(story)
    due_at = Line.objects.get(subject=story.item.pk).look_again_at
    with monkeypatch.context() as broken:
        fail_to_fold(story, broken)
        lines.rebuild(now=story.now)

    lines.rebuild(now=story.now)

    assert Line.objects.get(subject=story.item.pk).look_again_at == due_at


def spoil(story, monkeypatch):
    """Let whatever is done with one story's item fail from now on, outside its fold."""

    def judge_all_but_one(scans, **around):
        if story.item.pk in scans:
            raise ZeroDivisionError
        return judge_deliveries(scans, **around)

    monkeypatch.setattr("tracking.custody.operations.lines.judge_deliveries", judge_all_but_one)


def test_one_item_that_spoils_a_look_keeps_no_other_out_and_is_looked_at_the_next_day(
    story, monkeypatch
):
    behind = Story(returns_to_door=True).carry_back()
    deliver(story)
    deliver(behind)
    spoil(story, monkeypatch)
    due_at = behind.now + DAY

    looked_at = [look_at_what_waits(now=due_at) for _ in range(2)]

    assert looked_at == [2, 0]
    assert (unproven(story), unproven(behind)) == (0, 1)
    monkeypatch.undo()
    assert look_at_what_waits(now=due_at + DAY) == 1
    assert unproven(story) == 1


def test_one_dossier_that_cannot_be_rebuilt_keeps_no_other_out(story, monkeypatch):
    other = Story().commission()
    Line.objects.update(state=None)
    spoil(story, monkeypatch)

    lines.rebuild(now=other.now)

    assert Line.objects.get(subject=other.item.pk).state == "held"
    assert Line.objects.get(subject=story.item.pk).state is None
