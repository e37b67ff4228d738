"""What a scan names: labels that are blank, old, void, typed by hand, or invented."""

from datetime import timedelta

import pytest

from tests import make
from tests.hands import Hand, send
from tests.make import MORNING
from tests.tracking.custody.morning import LATER, line_of, morning, said
from tracking.consignments.models import Label
from tracking.consignments.operations.labels import issue_labels
from tracking.custody.models import Case
from tracking.custody.operations.sending import take_in, void_label
from tracking.kernel.label import LabelKind
from tracking.kernel.line import Role
from tracking.kernel.receipt import Outcome
from tracking.kernel.scan import Flag

__all__ = ["morning"]  # a fixture
pytestmark = pytest.mark.django_db


def test_L01_an_invented_label_is_kept_and_moves_nothing(morning):
    receipt = send(morning.desk.sign("take", {"l": "A" * 22}), now=LATER)

    assert said(receipt) == [(Outcome.ACCEPTED, (Flag.UNBOUND_LABEL,))]


def test_a_scan_of_a_blank_label_counts_once_it_is_bound():
    counter, _ = make.counter_and_authority()
    (blank,) = issue_labels(office_id=counter.pk, count=1, by=None, now=MORNING)
    courier = make.courier(home=counter)
    make.grant(to=courier.person, on=counter, role=Role.SERVES)
    taken = Hand(make.phone(courier)).sign("take", blank)
    early = send(taken, now=LATER)

    item = take_in(
        intake=make.intake(label=blank.text), office=counter, by=make.person().pk, now=LATER
    ).item

    assert Flag.UNBOUND_LABEL in early.results[0].flags
    assert line_of(item).holder == courier.pk


def test_L03_an_old_label_after_a_reprint_still_counts_and_opens_a_case(morning):
    old = morning.item.labels.get()
    void_label(
        label_id=old.pk,
        why="torn",
        office_id=morning.counter.pk,
        by=make.person().pk,
        now=MORNING,
    )

    receipt = send(morning.desk.sign("commission", old), now=LATER)

    assert receipt.results[0].flags == (Flag.LABEL_VOID,)
    assert Case.objects.get().kind == "label_void"
    assert line_of(morning.item).state == "held"


def test_a_label_voided_after_the_scan_is_no_fault_of_the_scan(morning):
    taken_in = morning.desk.sign("commission", morning.item)
    void_label(
        label_id=morning.item.labels.get().pk,
        why="torn",
        office_id=morning.counter.pk,
        by=make.person().pk,
        now=MORNING + timedelta(minutes=30),
    )

    receipt = send(taken_in, now=LATER)

    assert receipt.results[0].flags == ()


def test_a_code_typed_by_hand_names_the_same_item(morning):
    code = morning.item.labels.get().code

    receipt = send(morning.desk.sign("commission", {"c": code}), now=LATER)

    assert said(receipt) == [(Outcome.ACCEPTED, (Flag.TYPED,))]
    assert line_of(morning.item).holder == morning.counter.pk


def test_a_code_of_two_labels_means_neither(morning):
    code = morning.item.labels.get().code
    (twin,) = issue_labels(office_id=morning.counter.pk, count=1, by=None, now=MORNING)
    Label.objects.filter(pk=twin.pk).update(code=code)

    receipt = send(morning.desk.sign("commission", {"c": code}), now=LATER)

    assert set(receipt.results[0].flags) >= {Flag.AMBIGUOUS_CODE, Flag.TYPED}
    assert Case.objects.get(kind="ambiguous_code").subject is None
    assert line_of(morning.item).state is None


def test_a_place_label_makes_no_sense_among_things_and_does_not_spoil_them(morning):
    (door,) = issue_labels(
        office_id=morning.counter.pk, count=1, by=None, now=MORNING, kind=LabelKind.PLACE
    )

    receipt = send(morning.desk.sign("commission", morning.item, door), now=LATER)

    assert Flag.WRONG_KIND in receipt.results[0].flags
    assert line_of(morning.item).state == "held"
