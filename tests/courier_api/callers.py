"""Test clients that call as a phone, as staff, or as staff at a desk."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from django.test import Client
from django.utils import timezone

from courier_api.api import api
from tests import make
from tests.courier_api.permissions import CALLERS, Callers
from tests.make import Signer
from tracking.kernel.device_proof import sign_enrolment, sign_session
from tracking.kernel.ids import b64u
from tracking.kernel.receipt import Receipt, read_receipt
from tracking.kernel.signing import PrivateKey
from tracking.kernel.ticket import read_enrolment_ticket
from tracking.ledger.keys import receipt_key
from tracking.parties.models import Person
from tracking.parties.operations.devices import issue_device_challenge, open_device_session
from tracking.parties.tokens import log_in_id

API = "/api/v1"
NO_ID: Final = "00000000-0000-4000-8000-000000000000"


def nobody() -> Client:
    return Client()


def as_phone(phone: Signer) -> Client:
    return Client(headers={"Authorization": f"Bearer {bearer_of(phone)}"})


def bearer_of(device: Signer, *, log_in: str | None = None) -> str:
    now = timezone.now()
    challenge = issue_device_challenge(device_id=device.id, now=now).challenge
    proof = sign_session(challenge=challenge, key=device.key)
    opened = open_device_session(device_id=device.id, proof=proof, log_in=log_in, now=now)
    return opened.bearer


def as_staff(person: Person, *, checks_csrf=False) -> Client:
    client = Client(enforce_csrf_checks=checks_csrf)
    client.force_login(person)
    return client


def at_desk(desk: Signer, *, person: Person | None = None, checks_csrf=False) -> Client:
    """Return the browser of a desk with a session of it, whoever is logged in there."""
    client = as_staff(person or desk.person, checks_csrf=checks_csrf)
    key = client.session.session_key
    assert key, "logged in"
    client.defaults["HTTP_X_HOSO_DESK"] = bearer_of(desk, log_in=log_in_id(key))
    return client


def post(client: Client, path: str, body: object = None, **extra):
    return client.post(f"{API}{path}", body or {}, content_type="application/json", **extra)


def join(ticket: str, *, key: PrivateKey):
    """Let a device join as an app does, with all that a browser tells of a key."""
    secret = b64u(read_enrolment_ticket(ticket).secret)
    return post(
        nobody(),
        "/devices",
        {
            "ticket": ticket,
            "jwk": {**key.public.jwk(), "ext": True, "key_ops": ["verify"]},
            "model": "Nokia 3.4",
            "app": "0.1.0",
            "proof": sign_enrolment(ticket_secret=secret, key=key),
        },
    )


def told(answer) -> tuple[int, str]:
    """Return what a problem says in one word, after a look at its form."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert {"type", "title", "retry"} <= problem.keys()
    return answer.status_code, problem["code"]


def receipt_of(answer) -> Receipt:
    """Read the receipt of a batch as a phone does."""
    assert answer.status_code == 200, answer.content
    key = receipt_key().public
    return read_receipt(jws=answer.json()["receipt"], keys={key.thumbprint: key})


def as_whoever_may(operation: str) -> Client:
    """Return somebody for whom an operation is."""
    return _CALLERS[CALLERS[operation]]()


_CALLERS: Final[Mapping[Callers, Callable[[], Client]]] = {
    Callers.OPEN: nobody,
    Callers.DEVICE: lambda: as_phone(make.phone()),
    Callers.STAFF: lambda: as_staff(make.person()),
    Callers.DESK: lambda: at_desk(make.desk()),
    Callers.EITHER: lambda: as_phone(make.phone()),
    Callers.HAND: lambda: as_phone(make.phone()),
}


def with_body() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every operation that takes a body, and how to send it one as somebody who may."""
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for method, operation in methods.items():
            if "requestBody" in operation:
                name = operation["operationId"]
                send = getattr(as_whoever_may(name), method)
                about = re.sub(r"\{.*?\}", NO_ID, path)
                yield name, partial(send, about, content_type="application/json")
