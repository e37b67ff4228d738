"""Whatever is declined or fails is answered in one form; bad input: test_bad_*.py."""

import gzip
import json

import pytest
from django.db import OperationalError

from tests import make
from tests.courier_api.callers import API, as_phone, as_staff, at_desk, nobody, post, told
from tracking.kernel.line import Role

CHALLENGES = f"{API}/device-challenges"


def sent(body: bytes, **headers):
    client = nobody()
    return client.post(CHALLENGES, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("body", "at", "why"),
    [
        (b"", "body.body", "missing"),
        (b"{}", "body.body.device", "missing"),
        (b"[]", "body.body", "model_type"),
        (b'{"device": null}', "body.body.device", "string_type"),
        (b'{"device": true}', "body.body.device", "string_type"),
        (b'{"device": 1.0}', "body.body.device", "string_type"),
        (b'{"device": "a\\u0000b"}', "body.body.device", "string_pattern_mismatch"),
        (b'{"device": "\\ud800"}', "body.body.device", "string_unicode"),
    ],
)
def test_s15_a_body_of_another_shape_is_told_where(body, at, why):
    answer = sent(body)

    assert told(answer) == (422, "invalid_request")
    assert answer.json()["fields"] == [{"at": at, "why": why}]


def test_s24_an_answer_never_repeats_what_was_sent():
    name = "Nguyễn Thị Sen"
    body = {"device": name, name: name}

    answer = sent(json.dumps(body).encode())

    assert told(answer) == (422, "invalid_request")
    assert name not in json.dumps(answer.json(), ensure_ascii=False)


@pytest.mark.django_db
def test_a_packed_body_is_read_like_a_plain_one():
    body = json.dumps({"device": "A" * 43}).encode()

    assert told(sent(gzip.compress(body), **{"Content-Encoding": "gzip"})) == (
        404,
        "unknown_device",
    )


@pytest.mark.parametrize("body", [b"x", gzip.compress(b"{}")[:-9]], ids=["other", "cut"])
def test_a_body_that_is_packed_wrongly_is_no_json(body):
    answer = sent(body, **{"Content-Encoding": "gzip"})

    assert told(answer) == (422, "invalid_request")
    assert answer.json()["fields"] == [{"at": "body", "why": "not_json"}]


def test_another_way_of_packing_is_named():
    assert told(sent(b"{}", **{"Content-Encoding": "br"})) == (415, "unknown_encoding")


def test_what_is_not_there_is_a_problem_too():
    assert told(nobody().get(f"{API}/nothing")) == (404, "not_found")


def test_another_method_is_a_problem_too_and_says_which_would_do():
    answer = nobody().get(CHALLENGES)

    assert told(answer) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "POST"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ids", ["", "x", "00000000-0000-0000-0000-00000000000g", "%00", "' OR 1=1 --"]
)
def test_s11_ids_of_another_form_are_refused(ids):
    answer = as_staff(make.person()).get(f"{API}/parties", {"ids": ids})

    assert told(answer) == (422, "invalid_request")


@pytest.mark.django_db
@pytest.mark.parametrize("device", ["x", "%00", "..%2f..", "A" * 5000])
def test_an_id_of_another_form_in_a_path_is_of_nothing(device):
    desk = make.desk()
    client = at_desk(desk, person=make.clerk(at=desk.office, role=Role.SUPERVISOR))

    answer = post(client, f"/devices/{device}/revoke", {"why": "x"})

    assert told(answer) == (404, "not_found")


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["", "x", "a\0b", "ké", "A" * 5000])
def test_a_desk_of_another_form_is_no_desk(header):
    client = as_staff(make.person())

    answer = client.get(f"{API}/me", headers={"X-Hoso-Desk": header})

    assert told(answer) == (403, "unknown_desk")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "at",
    [
        1590555600,
        1590555600000,
        "1590555600",
        "2020-05-27T12:00:00",
        "2020-05-27",
        "yesterday",
        None,
        "0000-00-00T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_a_time_without_its_offset_is_refused(at):
    answer = post(as_phone(make.phone()), "/shifts", {"act": "start", "at": at})

    assert told(answer) == (422, "invalid_request")


@pytest.mark.django_db
def test_f05_while_the_database_is_away_phones_are_told_to_come_again(monkeypatch):
    def full() -> str:
        message = "could not extend file: No space left on device"
        raise OperationalError(message)

    monkeypatch.setattr("courier_api.v1.me.epoch", full)

    answer = as_staff(make.person()).get(f"{API}/me")

    assert told(answer) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "5"
    assert answer.json()["retry"] == "later"
    assert b"space" not in answer.content


@pytest.mark.django_db
def test_a_bug_is_a_problem_too_and_shows_nothing(monkeypatch):
    client = as_staff(make.person())
    client.raise_request_exception = False
    monkeypatch.setattr("courier_api.v1.me.epoch", lambda: 1 / 0)

    answer = client.get(f"{API}/me")

    assert told(answer) == (500, "bug")
    assert b"division" not in answer.content
