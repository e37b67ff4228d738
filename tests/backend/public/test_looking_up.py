"""The doors to a dossier: the form, the QR code's secret, and what wrong ones are told."""

import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from backend.public import visits
from infra.stack import ROOT
from tests import make
from tracking.consignments.citizen_key import shown_code
from tracking.consignments.models import CitizenKey
from tracking.consignments.operations.citizens import make_citizen_key
from tracking.enquiries.models import LookUpCount
from tracking.enquiries.operations import FAILURES_A_MINUTE

pytestmark = pytest.mark.django_db


@pytest.fixture
def slip():
    return make_citizen_key(dossier_id=make.dossier().pk, now=timezone.now())


def wrong(pin):
    return f"{(int(pin) + 1) % 10**6:06}"


def test_the_landing_page_opens_three_doors():
    shown = Client().get("/").content.decode()

    assert [door in shown for door in ('"/tra-cuu"', '"/office/"', '"/courier/"')] == [True] * 3


def test_code_and_pin_lead_to_the_dossier(slip):
    client = Client()

    answer = client.post("/tra-cuu", {"code": shown_code(slip.code).lower(), "pin": slip.pin})

    assert (answer.status_code, answer["Location"]) == (302, f"/t/{slip.code}")
    assert "Hẹn trả kết quả" in client.get(answer["Location"]).content.decode()


def test_the_pin_alone_does_at_the_address_of_the_qr_code(slip):
    client = Client()
    client.post(f"/t/{slip.code}", {"pin": slip.pin})

    assert "Hẹn trả kết quả" in client.get(f"/t/{slip.code}").content.decode()


def test_without_a_visit_the_address_shows_the_form_whether_the_code_exists_or_not(slip):
    real = Client().get(f"/t/{slip.code}")
    invented = Client().get("/t/7K3M9QXT2H4P")

    assert real.status_code == invented.status_code == 200
    assert "Mã PIN" in real.content.decode()
    assert len(real.content) == len(invented.content)


@pytest.mark.parametrize("said", ["pin", "secret"])
def test_C01_a_wrong_word_and_a_code_that_does_not_exist_are_answered_alike(slip, said):
    real = Client().post(f"/t/{slip.code}", {said: wrong(slip.pin)})
    invented = Client().post("/t/7K3M9QXT2H4P", {said: wrong(slip.pin)})

    assert real.status_code == invented.status_code == 404
    assert len(real.content) == len(invented.content)
    assert "Không có hồ sơ nào" in real.content.decode()


@pytest.mark.parametrize("code", ["x", "7K3M", "7K3M9QXT2H4PP", "%00", "..%2f", "ß" * 12])
def test_what_is_no_code_is_not_found(code):
    answer = Client().get(f"/t/{code}")

    assert answer.status_code == 404


def test_a_code_as_hands_type_it_leads_to_its_one_address(slip):
    answer = Client().get(f"/t/{shown_code(slip.code).lower()}")

    assert (answer.status_code, answer["Location"]) == (302, f"/t/{slip.code}")


def test_too_many_wrong_ones_of_all_are_told_to_wait(slip):
    now = timezone.now().replace(second=0, microsecond=0)
    for minute in (now, now + timedelta(minutes=1)):
        LookUpCount.objects.create(minute=minute, failed=FAILURES_A_MINUTE)

    answer = Client().post(f"/t/{slip.code}", {"pin": slip.pin})

    assert answer.status_code == 429


def test_a_visit_is_kept_in_a_cookie_that_no_script_and_no_other_host_can_read(slip):
    client = Client()

    client.post(f"/t/{slip.code}", {"pin": slip.pin})

    cookie = client.cookies[visits.COOKIE]
    assert cookie.key.startswith("__Host-")
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"], cookie["max-age"]) == ("/", "", 30 * 60)
    assert slip.pin not in cookie.value


def test_a_visit_ends_with_a_new_slip(slip):
    client = Client()
    client.post(f"/t/{slip.code}", {"pin": slip.pin})

    make_citizen_key(
        dossier_id=CitizenKey.objects.get().pk,
        now=timezone.now() + timedelta(seconds=1),
    )

    assert "Mã PIN" in client.get(f"/t/{slip.code}").content.decode()


@pytest.mark.parametrize("value", ["", "x", "W10:1abc:xyz", "\u00e9"])
def test_a_cookie_that_we_did_not_write_is_none(slip, value):
    client = Client()
    client.cookies[visits.COOKIE] = value

    assert "Mã PIN" in client.get(f"/t/{slip.code}").content.decode()


def test_no_page_is_kept_by_a_cache_or_found_by_a_search(slip):
    client = Client()
    client.post(f"/t/{slip.code}", {"pin": slip.pin})

    for path in ("/", "/tra-cuu", f"/t/{slip.code}"):
        answer = client.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert 'name="robots" content="noindex"' in answer.content.decode()


def test_another_site_cannot_send_the_form(slip):
    answer = Client(enforce_csrf_checks=True).post(f"/t/{slip.code}", {"pin": slip.pin})

    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/?lang=fr", "/?text=huge", "/tra-cuu?lang=%00&text="])
def test_a_choice_that_does_not_exist_changes_nothing(path):
    client = Client()

    assert client.get(path).status_code == 302
    assert not client.cookies


def test_html_that_is_typed_as_a_code_is_shown_as_text():
    shown = Client().post("/tra-cuu", {"code": '"><script>', "pin": "1"}).content.decode()

    assert "<script>" not in shown
    assert "&quot;&gt;&lt;script&gt;" in shown


@pytest.mark.parametrize("is_right", [True, False])
def test_C03_neither_secret_nor_pin_comes_into_a_log_or_an_address(slip, caplog, is_right):
    caplog.set_level(logging.DEBUG)
    secret, pin = (slip.secret, slip.pin) if is_right else ("A" * 22, wrong(slip.pin))
    client = Client()

    answers = [
        client.post(f"/t/{slip.code}", {"secret": secret}),
        client.post(f"/t/{slip.code}", {"pin": pin}),
        client.post("/tra-cuu", {"code": slip.code, "pin": pin}),
    ]

    said = caplog.text + "".join(answer.get("Location", "") for answer in answers)
    assert secret not in said
    assert pin not in said


def test_a_script_alone_reads_what_stands_behind_the_hash():
    source = (ROOT / "backend/web/citizen/secret.ts").read_text(encoding="utf-8")

    assert "history.replaceState" in source
    assert "fetch(" not in source
