"""Scan batches over HTTP: the envelope's shape, and nothing else, is refused.

Bad in themselves: test_bad_bodies.py, test_bad_input.py.
"""

import gzip
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests import make
from tests.courier_api.callers import API, nobody, post, receipt_of
from tests.hands import Hand
from tracking.custody.operations.sending import take_in
from tracking.kernel.receipt import Outcome
from tracking.kernel.scan import Reason
from tracking.ledger.models import QuarantinedScan, Scan

pytestmark = pytest.mark.django_db


def batch(*texts: str, **differs):
    scans = [{"jws": text} for text in texts] or [{"jws": ".."}]
    return {"v": 1, "batch": str(uuid4()), "scans": scans} | differs


def results(answer):
    return receipt_of(answer).results


@pytest.fixture
def taken_in() -> str:
    counter, _ = make.counter_and_authority()
    now = timezone.now()
    item = take_in(intake=make.intake(), office=counter, by=make.person().pk, now=now).item
    desk = Hand(make.desk(counter), at=now - timedelta(minutes=1))
    return desk.sign("commission", item).jws


def test_a_batch_needs_no_session_since_its_signatures_are_the_authority(taken_in):
    (result,) = results(post(nobody(), "/scan-batches", batch(taken_in)))

    assert (result.outcome, result.flags) == (Outcome.ACCEPTED, ())


def test_a_batch_may_come_in_gzip(taken_in):
    body = gzip.compress(json.dumps(batch(taken_in)).encode())

    answer = nobody().generic(
        "POST",
        f"{API}/scan-batches",
        body,
        content_type="application/json",
        headers={"Content-Encoding": "gzip"},
    )

    assert results(answer)[0].outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    "differs",
    [
        {"v": 2},
        {"v": "1"},
        {"v": True},
        {"batch": "7"},
        {"scans": []},
        {"scans": [{"jws": ".."}] * 201},
        {"scans": [{"jws": 7}]},
        {"scans": [{"private": "{}"}]},
        {"scans": [{"jws": "..", "private": 7}]},
        {"scans": [{"jws": "..", "private": None}]},
        {"scans": [{"jws": "..", "photo": ""}]},
        {"extra": 1},
    ],
)
def test_another_envelope_is_refused_and_nothing_of_it_is_kept(differs):
    answer = post(nobody(), "/scan-batches", batch(**differs))

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert not QuarantinedScan.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"v": 1, "batch": "\xc3\x28"}',
        b"\xff\xfe{\0}\0",
        b"[" * 100_000,
        b'{"scans":' * 100_000,
        b'{"scans":' + b"[" * 30 + b"]" * 30 + b"}",
        b'{"v": 1, "v": 1}',
        b'{"v": NaN}',
        gzip.compress(b"{}")[:-9],
    ],
    ids=[
        "nothing",
        "cut",
        "no utf-8",
        "utf-16",
        "lists",
        "objects",
        "deep",
        "twins",
        "nan",
        "zip",
    ],
)
def test_an_envelope_that_nobody_can_read_is_answered_as_one_of_another_shape(body):
    headers = {"Content-Encoding": "gzip"} if body.startswith(b"\x1f\x8b") else {}

    answer = nobody().generic(
        "POST", f"{API}/scan-batches", body, content_type="application/json", headers=headers
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert answer.json()["retry"] == "never"


@pytest.mark.parametrize("text", ["", "..", "\0", "é", "a.b.c", "=" * 100])
def test_S15_a_scan_of_any_bytes_is_refused_alone_and_never_an_error(text, taken_in):
    bad, good = results(post(nobody(), "/scan-batches", batch(text, taken_in)))

    assert (bad.outcome, bad.reason) == (Outcome.REFUSED, Reason.NOT_STORED)
    assert good.outcome is Outcome.ACCEPTED
    assert Scan.objects.count() == 1


def test_a_flood_of_unknown_devices_is_told_to_come_later(monkeypatch):
    monkeypatch.setattr("tracking.custody.operations.scans.STRANGERS_A_MINUTE", 3)
    stranger = Hand(make.desk())
    scan = stranger.sign("check", {"l": "A" * 22}, who=str(make.person().pk)).jws
    stranger.signer.device.delete()

    answers = [post(nobody(), "/scan-batches", batch(scan)) for _ in range(5)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].json()["code"] == "too_many_strangers"
