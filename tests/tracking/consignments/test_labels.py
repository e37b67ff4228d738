"""Labels from their roll to their end."""

import json
from datetime import timedelta

import pytest

from tests import make
from tests.make import MORNING
from tracking.consignments.operations.labels import issue_labels, pass_roll, void_label
from tracking.consignments.queries import roll_holder
from tracking.kernel.label import LabelKind, read_label
from tracking.ledger.keys import label_key
from tracking.ledger.models import EntryKind, LogEntry

pytestmark = pytest.mark.django_db


def void(label, why="torn", now=MORNING):
    return void_label(
        label_id=label.pk,
        why=why,
        office_id=label.roll.issued_to_id,
        by=make.person().pk,
        now=now,
    )


def test_a_roll_is_one_entry_of_the_log_that_names_its_labels_in_order():
    office, clerk = make.office(), make.person()

    labels = issue_labels(office_id=office.pk, count=5, by=clerk.pk, now=MORNING)

    (entry,) = LogEntry.objects.filter(kind=EntryKind.LABELS_ISSUED)
    said = json.loads(entry.text)
    assert said["labels"] == [label.pk for label in labels]
    assert said["issued_to"] == str(office.pk)
    assert len({label.roll_id for label in labels}) == 1


def test_every_label_of_a_roll_is_another_and_signed():
    key = label_key()

    labels = issue_labels(office_id=make.office().pk, count=20, by=None, now=MORNING)

    read = [read_label(text=one.text, keys={key.id: key.key.public}) for one in labels]
    assert [one.label_id for one in read] == [label.pk for label in labels]
    assert len({label.code for label in labels}) == 20


def test_a_label_says_what_it_is_for():
    (label,) = issue_labels(
        office_id=make.office().pk, count=1, by=None, now=MORNING, kind=LabelKind.PLACE
    )

    key = label_key()
    assert read_label(text=label.text, keys={key.id: key.key.public}).kind == LabelKind.PLACE


def test_a_reprint_is_a_new_label_and_the_old_one_is_void():
    sent = make.sent()

    new = void(sent.label)

    sent.label.refresh_from_db()
    assert new is not None
    assert new.item == sent.item
    assert new != sent.label
    assert sent.label.voided_at == MORNING
    (entry,) = LogEntry.objects.filter(kind=EntryKind.LABEL_VOIDED)
    assert json.loads(entry.text)["label"] == sent.label.pk


def test_voiding_twice_has_one_effect():
    sent = make.sent()
    new = void(sent.label)

    again = void(sent.label, why="wet", now=MORNING + timedelta(hours=1))

    assert again == new
    assert LogEntry.objects.filter(kind=EntryKind.LABEL_VOIDED).count() == 1
    sent.label.refresh_from_db()
    assert sent.label.void_why == "torn"


def test_a_blank_label_is_voided_without_a_successor():
    (blank,) = issue_labels(office_id=make.office().pk, count=1, by=None, now=MORNING)

    assert void(blank) is None


def test_a_roll_is_with_the_last_office_that_it_was_passed_to():
    first, second, third = make.office(), make.office(), make.office()
    (label,) = issue_labels(office_id=first.pk, count=1, by=None, now=MORNING)
    noon = MORNING + timedelta(hours=4)
    pass_roll(roll_id=label.roll_id, to=second.pk, now=MORNING)
    pass_roll(roll_id=label.roll_id, to=third.pk, now=noon)

    holders = [roll_holder(label.roll_id, at=at) for at in (MORNING, noon)]

    assert holders == [second.pk, third.pk]
