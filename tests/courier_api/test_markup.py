"""Text that would be markup where it is shown, or a command where it is printed, is just text."""

import re
import subprocess

import pytest
from django.test import Client

from tests import make
from tests.courier_api.bodies import batch, intake
from tests.courier_api.callers import (
    API,
    as_staff,
    at_desk,
    nobody,
    post,
)
from tests.story import Story
from tracking.consignments.models import Procedure
from tracking.kernel.private_part import read_private
from tracking.ledger.models import PrivatePart
from tracking.parties.models import Carrier, Office, Person

HTML = "<script>alert(1)</script>&amp;<b>"
TYPST = '#panic("a") $x$ @a *b* _c_ `d` \\e [f] {g} <h> "i" \'k\' // l /* m */ ~ = - +'
SHORT_NAME = 60
SEAL = 32
MARKUP = {"html": HTML, "typst": TYPST}


@pytest.fixture
def taken_in():
    """A desk, and the answer to a dossier whose every name is the markup given."""

    def make_it(markup):
        counter, decides = make.counter_and_authority()
        name = {"name": markup, "short_name": markup[:SHORT_NAME]}
        Office.objects.filter(pk__in=[counter.pk, decides.pk]).update(**name)
        desk = at_desk(make.desk(counter))
        body = intake(
            applicant={"name": markup, "address": markup},
            papers=[{"name": markup, "kind": "copy", "count": 1}],
            seal=markup[:SEAL],
            procedure=str(make.procedure(name=markup, deciding_authority=make.AUTHORITY).pk),
        )
        answer = post(desk, "/dossiers", body)
        assert answer.status_code == 201, answer.content
        return desk, answer.json()

    return make_it


@pytest.mark.django_db
@pytest.mark.parametrize("markup", MARKUP.values(), ids=MARKUP)
def test_s12_the_screens_are_told_names_letter_by_letter_and_as_json_alone(taken_in, markup):
    desk, sent = taken_in(markup)

    answer = desk.get(f"{API}/dossiers/{sent['dossier']['id']}")

    told_of = answer.json()
    assert told_of["applicant"] == {"name": markup, "address": markup, "phone": None}
    assert told_of["items"][0]["papers"][0]["name"] == markup
    assert told_of["procedure"]["name"] == markup
    assert answer.headers["Content-Type"].partition(";")[0] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize("markup", MARKUP.values(), ids=MARKUP)
def test_s12_what_a_courier_notes_is_kept_letter_by_letter(markup):
    story = Story()
    scan = story.desk.sign("commission", story.item, private={"note": markup})

    post(nobody(), "/scan-batches", batch(scan))

    assert read_private(PrivatePart.objects.get().text).note == markup


@pytest.mark.django_db
@pytest.mark.parametrize(
    "stage", [Story.commission, Story.carry_out, Story.reach_authority, Story.come_back]
)
def test_s12_html_in_a_name_is_text_on_the_citizens_page(stage):
    story = stage(Story())
    Office.objects.update(name=HTML, short_name=HTML)
    Carrier.objects.update(name=HTML, short_name=HTML[:40])
    Procedure.objects.update(name=HTML)
    visitor = Client()
    visitor.post(f"/t/{story.slip.code}", {"secret": story.slip.secret})

    shown = visitor.get(f"/t/{story.slip.code}").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;&lt;b&gt;" in shown
    assert "<script>alert" not in shown


@pytest.mark.django_db
def test_s12_html_in_a_name_is_text_in_the_administration():
    person = make.person(name=HTML, login=HTML)
    Person.objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)

    shown = as_staff(person).get("/admin/").content.decode()

    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in shown


@pytest.mark.django_db
@pytest.mark.parametrize("markup", MARKUP.values(), ids=MARKUP)
def test_s12_what_a_hand_typed_is_printed_letter_by_letter_and_never_run(taken_in, markup):
    desk, sent = taken_in(markup)

    slip = printed(post(desk, f"/dossiers/{sent['dossier']['id']}/slips"))
    label = printed(desk.get(f"{API}/labels/{sent['label']['id']}/label.pdf"))

    name = closed_up(markup)
    for words in (
        f"Ngườinộp{name}",
        f"Địachỉ{name}",
        f"Nộidungyêucầu{name}",
        f"Cơquangiảiquyết{name}",
        f"1{name}1",
    ):
        assert slip.count(words) == 2  # one a copy
    assert label.count(closed_up(markup[:SHORT_NAME])) == 2  # from and to
    assert closed_up(f"Số niêm {markup[:SEAL]}") in label


def printed(answer):
    assert answer.headers["Content-Type"] == "application/pdf"
    read = subprocess.run(
        ["pdftotext", "-raw", "-", "-"],  # noqa: S607 - Debian's poppler-utils
        input=answer.content,
        check=True,
        capture_output=True,
    )
    return closed_up(read.stdout.decode())


def closed_up(text):
    """Leave out the spaces, since lines are broken where the paper ends."""
    return re.sub(r"\s", "", text)
