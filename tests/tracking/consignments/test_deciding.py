"""What happens when an officer decides a dossier, and when its item is opened and counted."""

from datetime import timedelta

import pytest

from tests import make
from tests.make import MORNING
from tracking.consignments.intake import Decision, Paper
from tracking.consignments.models import Direction, Item, Tally
from tracking.consignments.operations.dossiers import (
    AlreadyDecided,
    NotOnTheList,
    PapersNotThere,
    lock_subjects,
    record_decision,
    record_tally,
)

pytestmark = pytest.mark.django_db

GRANTED = Decision(
    outcome="granted",
    papers=[Paper(name="Giấy phép xuất bản", kind="original", count=1)],
    seal="ST 000007",
)


def decide(dossier, decision=GRANTED, now=MORNING, *, are_papers_there=True):
    return record_decision(
        dossier_id=dossier.pk,
        decision=decision,
        by=make.person().pk,
        now=now,
        are_papers_there=are_papers_there,
    )


def test_a_decision_sends_the_result_back_under_a_label_of_its_own():
    taken_in = make.sent()
    dossier = taken_in.dossier

    back = decide(dossier)

    way = back.item.consignment
    assert way.direction == Direction.BACK
    assert (way.origin_id, way.destination_id) == (
        dossier.deciding_office_id,
        dossier.receiving_office_id,
    )
    assert not way.goes_to_door
    assert [line.name for line in back.item.lines.all()] == ["Giấy phép xuất bản"]
    assert back.item.seal == "ST 000007"
    assert back.label.roll.issued_to_id == dossier.deciding_office_id
    assert back.label != taken_in.label


def test_a_result_that_was_asked_for_at_home_goes_to_the_door():
    dossier = make.dossier(returns_to_door=True)

    assert decide(dossier).item.consignment.goes_to_door


def test_a_decision_sent_twice_has_one_effect():
    dossier = make.dossier()
    first = decide(dossier)

    again = decide(dossier, now=MORNING + timedelta(minutes=1), are_papers_there=False)

    assert (again.item, again.label, again.is_repeat) == (first.item, first.label, True)


def test_nobody_decides_before_the_papers_have_come():
    dossier = make.dossier()

    with pytest.raises(PapersNotThere):
        decide(dossier, are_papers_there=False)

    assert not Item.objects.filter(consignment__direction=Direction.BACK).exists()


def test_an_outcome_does_not_change():
    dossier = make.dossier()
    decide(dossier)

    with pytest.raises(AlreadyDecided) as declined:
        decide(dossier, Decision(outcome="refused", papers=GRANTED.papers))

    assert declined.value.outcome == "granted"


@pytest.mark.parametrize(
    ("counted", "is_complete"),
    [([(1, 1), (2, 2)], True), ([(1, 1), (2, 1)], False), ([(1, 1)], False), ([], False)],
)
def test_a_tally_is_complete_if_every_line_has_its_count(counted, is_complete):
    item = make.item()
    office = item.consignment.destination

    tally = record_tally(
        scan="a" * 43, item_id=item.pk, office_id=office.pk, counted=counted, now=MORNING
    )

    assert tally.is_complete is is_complete


def test_a_tally_sent_twice_is_the_first_one():
    item = make.item()
    said = {"scan": "a" * 43, "item_id": item.pk, "office_id": item.consignment.destination_id}
    record_tally(**said, counted=[(1, 1), (2, 2)], now=MORNING)

    again = record_tally(**said, counted=[(1, 1)], now=MORNING)

    assert again.is_complete
    assert Tally.objects.count() == 1


def test_a_tally_names_only_lines_of_the_list():
    item = make.item()

    with pytest.raises(NotOnTheList) as declined:
        record_tally(
            scan="a" * 43,
            item_id=item.pk,
            office_id=item.consignment.destination_id,
            counted=[(1, 1), (7, 1), (3, 1)],
            now=MORNING,
        )

    assert declined.value.nos == [3, 7]


def test_subjects_are_locked_in_one_order_whatever_was_asked():
    items = [make.item() for _ in range(4)]
    ids = [item.pk for item in items]

    assert lock_subjects([*ids, make.person().pk]) == sorted(ids)
    assert lock_subjects(reversed(ids)) == sorted(ids)
