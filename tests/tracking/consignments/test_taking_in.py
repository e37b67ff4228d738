"""What happens when a desk takes a dossier in."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from tests import make
from tests.make import MORNING as NOW
from tracking.consignments.intake import Paper
from tracking.consignments.models import (
    CodeCounter,
    Dossier,
    Item,
    Label,
    ProcedurePaper,
)
from tracking.consignments.operations.dossiers import (
    NoDecidingOffice,
    RequestIdTaken,
    take_in_dossier,
)
from tracking.consignments.operations.labels import (
    LabelTaken,
    LabelVoid,
    UnknownLabel,
    issue_labels,
    pass_roll,
    void_label,
)
from tracking.kernel.label import read_label, typed_code
from tracking.ledger.keys import label_key
from tracking.ledger.models import EntryKind, LogEntry

pytestmark = pytest.mark.django_db


def test_a_dossier_gets_the_legal_code_of_its_counter_and_day():
    counter, _ = make.counter_and_authority()

    codes = [make.sent(counter=counter).dossier.code for _ in range(3)]

    assert codes == [f"{counter.org_code}-200527-{no:04}" for no in (1, 2, 3)]


def test_each_day_and_each_organisation_counts_from_one():
    counter, _ = make.counter_and_authority()
    make.sent(counter=counter)

    tomorrow = make.sent(counter=counter, now=NOW + timedelta(days=1)).dossier
    elsewhere = make.sent().dossier

    assert tomorrow.code.endswith("-200528-0001")
    assert elsewhere.code.endswith("-200527-0001")


def test_the_day_is_that_of_the_province_not_of_greenwich():
    before_midnight = NOW.replace(hour=16, minute=59)
    after_midnight = NOW.replace(hour=17, minute=1)

    assert "-200527-" in make.sent(now=before_midnight).dossier.code
    assert "-200528-" in make.sent(now=after_midnight).dossier.code


def test_a_dossier_is_due_by_working_hours():
    dossier = make.sent().dossier

    assert dossier.due_at.isoformat() == "2020-06-05T08:20:00+07:00"


def test_the_nearest_authority_above_decides():
    counter, decides = make.counter_and_authority()

    assert make.sent(counter=counter).dossier.deciding_office == decides


def test_what_nobody_here_decides_is_declined_and_leaves_no_gap():
    counter, _ = make.counter_and_authority()
    foreign = make.procedure(deciding_authority="Cục Lãnh sự, Bộ Ngoại giao")
    ended = make.procedure(valid_until=date(2020, 5, 27))
    clerk = make.person()

    for procedure in (foreign, ended):
        with pytest.raises(NoDecidingOffice):
            take_in_dossier(
                intake=make.intake(procedure_id=procedure.pk), office=counter, by=clerk.pk, now=NOW
            )

    assert make.sent(counter=counter).dossier.code.endswith("-0001")


def test_the_papers_become_the_document_list_of_the_item():
    item = make.sent().item

    lines = [(line.no, line.name, line.kind, line.count) for line in item.lines.all()]

    assert lines == [
        (1, "Đơn đề nghị cấp giấy phép", "original", 1),
        (2, "Quyết định thành lập", "certified", 2),
    ]


def test_the_label_is_signed_by_the_house_and_issued_to_the_counter():
    counter, _ = make.counter_and_authority()

    label = make.sent(counter=counter).label

    key = label_key()
    read = read_label(text=label.text, keys={key.id: key.key.public})
    assert read.label_id == label.pk
    assert label.code == typed_code(label.pk)
    assert label.roll.issued_to_id == counter.pk
    (entry,) = LogEntry.objects.filter(kind=EntryKind.LABELS_ISSUED)
    assert label.pk in entry.text


def test_an_intake_sent_twice_has_one_effect():
    counter, _ = make.counter_and_authority()
    asked = make.intake()
    clerk = make.person()

    first = take_in_dossier(intake=asked, office=counter, by=clerk.pk, now=NOW)
    again = take_in_dossier(
        intake=asked, office=counter, by=clerk.pk, now=NOW + timedelta(minutes=5)
    )

    assert (again.dossier, again.item, again.label) == (first.dossier, first.item, first.label)
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert Item.objects.count() == 1
    assert CodeCounter.objects.get().last == 1


def test_another_office_cannot_ask_for_a_dossier_by_its_request_id():
    counter, _ = make.counter_and_authority()
    other, _ = make.counter_and_authority()
    asked = make.intake()
    clerk = make.person()
    take_in_dossier(intake=asked, office=counter, by=clerk.pk, now=NOW)

    with pytest.raises(RequestIdTaken):
        take_in_dossier(intake=asked, office=other, by=clerk.pk, now=NOW)


@pytest.mark.parametrize("how", ["text", "code", "typed"])
def test_a_blank_label_is_bound_by_what_a_scanner_or_a_hand_says(how):
    counter, _ = make.counter_and_authority()
    blank, _ = issue_labels(office_id=counter.pk, count=2, by=None, now=NOW)
    given = {"text": blank.text, "code": blank.code, "typed": blank.code.lower().replace("1", "l")}

    made = make.sent(counter=counter, label=given[how])

    assert made.label == blank
    assert Label.objects.get(pk=blank.pk).item == made.item


def test_a_label_of_another_office_a_void_one_or_one_in_use_is_declined():
    counter, _ = make.counter_and_authority()
    other, _ = make.counter_and_authority()
    clerk = make.person()
    (foreign,) = issue_labels(office_id=other.pk, count=1, by=None, now=NOW)
    void, used = issue_labels(office_id=counter.pk, count=2, by=None, now=NOW)
    void_label(label_id=void.pk, why="torn", office_id=counter.pk, by=clerk.pk, now=NOW)
    make.sent(counter=counter, label=used.text)

    for label, refusal in ((foreign, UnknownLabel), (void, LabelVoid), (used, LabelTaken)):
        with pytest.raises(refusal):
            make.sent(counter=counter, label=label.text)

    assert Dossier.objects.count() == 1


def test_a_forged_twin_of_a_label_is_unknown():
    counter, _ = make.counter_and_authority()
    (blank,) = issue_labels(office_id=counter.pk, count=1, by=None, now=NOW)
    forged = blank.text[:-1] + ("0" if blank.text[-1] != "0" else "1")

    with pytest.raises(UnknownLabel):
        make.sent(counter=counter, label=forged)


def test_a_roll_that_was_passed_on_works_where_it_went_and_no_more_where_it_was():
    counter, _ = make.counter_and_authority()
    other, _ = make.counter_and_authority()
    first, second = issue_labels(office_id=counter.pk, count=2, by=None, now=NOW)
    pass_roll(roll_id=first.roll_id, to=other.pk, now=NOW)

    later = NOW + timedelta(minutes=1)
    make.sent(counter=other, label=first.text, now=later)

    with pytest.raises(UnknownLabel):
        make.sent(counter=counter, label=second.text, now=later)


def test_putting_procedures_again_replaces_their_papers():
    procedure = make.procedure()

    make.procedure(key=procedure.key, name="Tên mới")

    procedure.refresh_from_db()
    assert procedure.name == "Tên mới"
    assert ProcedurePaper.objects.filter(procedure=procedure).count() == 1


@pytest.mark.django_db(transaction=True)
def test_codes_have_no_gap_and_no_twin_when_many_desks_work_at_once():
    counter, _ = make.counter_and_authority()
    procedure, clerk = make.procedure(), make.person()
    twice = make.intake(procedure_id=procedure.pk)  # one desk's request, sent by an impatient hand
    asked = [make.intake(procedure_id=procedure.pk) for _ in range(12)] + [twice] * 3
    refused = make.intake(procedure_id=make.procedure(deciding_authority="Không ai").pk)
    start = threading.Barrier(len(asked) + 1)
    codes, errors = [], []

    def work(intake):
        try:
            start.wait()
            codes.append(
                take_in_dossier(intake=intake, office=counter, by=clerk.pk, now=NOW).dossier.code
            )
        except NoDecidingOffice as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[one]) for one in [*asked, refused]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(errors) == 1
    assert len(codes) == 15
    assert sorted(set(codes)) == [f"{counter.org_code}-200527-{no:04}" for no in range(1, 14)]


def test_papers_may_be_many():
    papers = [Paper(name=f"Giấy {no}", kind="copy", count=1) for no in range(40)]

    assert make.sent(papers=papers).item.lines.count() == 40
