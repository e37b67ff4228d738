"""Dossiers over HTTP: what a desk sends and gets."""

from uuid import UUID, uuid4

import pytest
from django.utils.timezone import now

from tests import make
from tests.courier_api.bodies import intake
from tests.courier_api.callers import at_desk, post
from tests.hands import arrived
from tracking.consignments.models import CitizenKey, Dossier, Label
from tracking.kernel.line import Role

pytestmark = pytest.mark.django_db

API = "/api/v1"


@pytest.fixture
def desk():
    return make.desk(make.counter_and_authority()[0])


def taken_in(desk, **differs):
    answer = post(at_desk(desk), "/dossiers", intake(**differs))
    assert answer.status_code == 201, answer.content
    return answer.json()


def decided(dossier_id, outcome="granted"):
    dossier = arrived(Dossier.objects.get(pk=dossier_id))
    return decide(dossier, outcome)


def decide(dossier, outcome="granted"):
    officer = make.clerk(at=dossier.deciding_office, role=Role.OFFICER)
    papers = [{"name": "Giấy phép", "kind": "original", "count": 1}]
    return post(
        at_desk(make.desk(dossier.deciding_office), person=officer),
        f"/dossiers/{dossier.pk}/decision",
        {"outcome": outcome, "papers": papers},
    )


def test_a_desk_lists_what_its_office_takes_in(desk):
    one = make.procedure(name="Bưu chính")
    make.procedure(field_code="land")
    make.procedure(deciding_authority="Cục Lãnh sự, Bộ Ngoại giao")

    (listed,) = at_desk(desk).get(f"{API}/procedures").json()

    assert listed["id"] == str(one.pk)
    assert listed["deciding_office"]["name"] == make.AUTHORITY
    assert listed["papers"] == [
        {"no": 1, "name": "Đơn đề nghị", "kind": "original", "count": 1, "is_required": True}
    ]


def test_a_desk_asks_by_when_a_result_is_promised(desk):
    one = make.procedure(limit_value=1, limit_unit="day")

    said = at_desk(desk).get(f"{API}/due-time?procedure={one.pk}").json()

    assert said["due_at"] > now().isoformat()
    assert said["due_at"].endswith("+07:00")
    assert said["next_run"] is None


@pytest.mark.parametrize("procedure", [uuid4(), "x"])
def test_what_the_office_does_not_take_in_has_no_due_time(desk, procedure):
    answer = at_desk(desk).get(f"{API}/due-time?procedure={procedure}")

    assert answer.status_code in {404, 422}


def test_taking_in_answers_code_item_and_label(desk):
    said = taken_in(desk)

    assert said["dossier"]["code"].endswith("-0001")
    assert said["dossier"]["business_state"] == "accepted"
    assert UUID(said["item"]["id"])
    assert said["label"]["text"].startswith("HS1:")
    assert Label.objects.get(pk=said["label"]["id"]).item_id == UUID(said["item"]["id"])


def test_an_intake_sent_twice_is_answered_alike(desk):
    body = intake()

    answers = [post(at_desk(desk), "/dossiers", body) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert Dossier.objects.count() == 1


def test_an_intake_takes_a_blank_label_of_the_office(desk):
    blank = make.blank_label(desk.device.office)

    assert taken_in(desk, label=blank.code)["label"]["id"] == blank.pk


@pytest.mark.parametrize(
    ("label", "code"), [("HS1:ABC", "unknown_label"), ("7K3M9QXT2H0", "not_a_typed_code")]
)
def test_a_label_that_is_none_is_declined(desk, label, code):
    answer = post(at_desk(desk), "/dossiers", intake(label=label))

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    "differs",
    [
        {"papers": []},
        {"papers": [{"name": "", "kind": "original", "count": 1}]},
        {"papers": [{"name": "Đơn", "kind": "fax", "count": 1}]},
        {"papers": [{"name": "Đơn", "kind": "copy", "count": 0}]},
        {"papers": [{"name": "Đơn", "kind": "copy", "count": True}]},
        {"applicant": {"name": "A\x00B"}},
        {"applicant": {"name": "A\u202eB"}},
        {"applicant": {"name": "A", "phone": "không có"}},
        {"returns_to_door": True},
        {"channel": "fax"},
        {"seal": "x" * 33},
        {"request_id": "1"},
        {"more": 1},
    ],
)
def test_s15_what_cannot_be_is_named_and_nothing_is_stored(desk, differs):
    answer = post(at_desk(desk), "/dossiers", intake(**differs))

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert not Dossier.objects.exists()


def test_only_a_clerk_takes_in(desk):
    officer = make.clerk(at=desk.device.office, role=Role.OFFICER)

    answer = post(at_desk(desk, person=officer), "/dossiers", intake())

    assert answer.status_code == 404


def test_a_dossier_is_shown_whole_without_the_number_of_an_identity_card(desk):
    applicant = {"name": "Nguyễn Văn A", "identity": "341234567890"}
    said = taken_in(desk, applicant=applicant, seal="PN 000238")

    answer = at_desk(desk).get(f"{API}/dossiers/{said['dossier']['id']}")

    shown = answer.json()
    assert shown["code"] == said["dossier"]["code"]
    assert shown["receiving_office"]["id"] == str(desk.party)
    (item,) = shown["items"]
    assert item["seal"] == "PN 000238"
    assert item["papers"] == [{"no": 1, "name": "Đơn đề nghị", "kind": "original", "count": 1}]
    assert item["labels"][0]["code"] == said["label"]["code"]
    assert "341234567890" not in answer.content.decode()


def test_a_slip_is_a_pdf_that_no_cache_keeps_and_ends_the_one_before(desk):
    dossier = taken_in(desk)["dossier"]["id"]
    client = at_desk(desk)
    post(client, f"/dossiers/{dossier}/slips")
    before = bytes(CitizenKey.objects.get().pin_hmac)

    answer = post(client, f"/dossiers/{dossier}/slips")

    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    assert bytes(CitizenKey.objects.get().pin_hmac) != before


def test_a_decision_makes_the_item_that_goes_back(desk):
    dossier = taken_in(desk)["dossier"]["id"]

    said = decided(dossier).json()

    assert said["dossier"]["business_state"] == "resolved"
    shown = at_desk(desk).get(f"{API}/dossiers/{dossier}").json()
    assert [item["direction"] for item in shown["items"]] == ["out", "back"]
    assert shown["items"][1]["id"] == said["item"]["id"]
    assert shown["outcome"] == "granted"


def test_nobody_decides_on_papers_that_are_still_on_their_way(desk):
    dossier = Dossier.objects.get(pk=taken_in(desk)["dossier"]["id"])

    answer = decide(dossier)

    assert (answer.status_code, answer.json()["code"]) == (409, "papers_not_there")
    assert answer.json()["retry"] == "after_change"
    dossier.refresh_from_db()
    assert (dossier.outcome, dossier.business_state) == ("", "accepted")


def test_an_outcome_does_not_change(desk):
    dossier = taken_in(desk)["dossier"]["id"]
    decided(dossier)

    answer = decided(dossier, outcome="refused")

    assert (answer.status_code, answer.json()["code"]) == (409, "already_decided")
    assert answer.json()["outcome"] == "granted"


def test_a_label_is_printed_and_its_reprint_ends_it(desk):
    label = taken_in(desk)["label"]["id"]
    client = at_desk(desk)
    first = client.get(f"{API}/labels/{label}/label.pdf")

    new = post(client, f"/labels/{label}/void", {"why": "torn"}).json()["label"]

    assert first.content.startswith(b"%PDF")
    assert new["id"] != label
    assert client.get(f"{API}/labels/{label}/label.pdf").status_code == 404
    assert client.get(f"{API}/labels/{new['id']}/label.pdf").status_code == 200


def test_blank_labels_come_as_one_roll(desk):
    answer = post(at_desk(desk), "/label-rolls", {"count": 3})

    assert answer.content.startswith(b"%PDF")
    roll = UUID(answer["X-Hoso-Roll"])
    assert Label.objects.filter(roll=roll, item=None).count() == 3


@pytest.mark.parametrize("count", [0, 201, -1, 1.5, "3", None])
def test_a_roll_has_one_to_two_hundred_labels(desk, count):
    answer = post(at_desk(desk), "/label-rolls", {"count": count})

    assert answer.status_code == 422
    assert not Label.objects.exists()


def test_an_auditor_issues_no_labels(desk):
    auditor = make.clerk(at=desk.device.office, role=Role.AUDITOR)

    answer = post(at_desk(desk, person=auditor), "/label-rolls", {"count": 3})

    assert answer.status_code == 404
