"""Test clients that call as a phone, as staff, or as staff at a desk."""

from django.test import Client
from django.utils import timezone

from tests.make import Signer
from tracking.kernel.device_proof import sign_session
from tracking.parties.models import Person
from tracking.parties.operations.devices import issue_device_challenge, open_device_session

API = "/api/v1"


def nobody() -> Client:
    return Client()


def as_phone(phone: Signer) -> Client:
    return Client(headers={"Authorization": f"Bearer {bearer_of(phone)}"})


def bearer_of(phone: Signer) -> str:
    now = timezone.now()
    challenge = issue_device_challenge(device_id=phone.id, now=now).challenge
    proof = sign_session(challenge=challenge, key=phone.key)
    return open_device_session(device_id=phone.id, proof=proof, now=now).bearer


def as_staff(person: Person, *, checks_csrf=False) -> Client:
    client = Client(enforce_csrf_checks=checks_csrf)
    client.force_login(person)
    return client


def at_desk(desk: Signer, *, person: Person | None = None, checks_csrf=False) -> Client:
    client = Client(enforce_csrf_checks=checks_csrf, headers={"X-Hoso-Desk": desk.id})
    client.force_login(person or desk.person)
    return client


def post(client: Client, path: str, body: object = None, **extra):
    return client.post(f"{API}{path}", body or {}, content_type="application/json", **extra)
