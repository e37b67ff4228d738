"""Sessions of devices: a challenge, its answer, a bearer for some time."""

from dataclasses import asdict
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from courier_api.auth import OPEN, desk_log_in
from courier_api.safe import Hash, In, Jws, Moment, Out
from tracking.parties.operations.devices import (
    Challenge,
    issue_device_challenge,
    open_device_session,
)

router = Router(tags=["devices"])


class ChallengeIn(In):
    """Which device wants to open a session."""

    device: Hash


class ChallengeOut(Out):
    """What the device must sign, and until when."""

    challenge: str
    expires_at: Moment


class SessionIn(In):
    """A device and the challenge that it signed."""

    device: Hash
    proof: Jws


class SessionOut(Out):
    """The bearer for all calls but scans, told once, and in whose name they will be."""

    bearer: str
    until_at: Moment
    person: UUID


@router.post(
    "/device-challenges",
    auth=OPEN,
    response={201: ChallengeOut},
    operation_id="issue_device_challenge",
)
def issue_challenge(request: HttpRequest, body: ChallengeIn) -> Challenge:  # noqa: ARG001 - ninja's signature
    """Make the number that a device must sign within 60 seconds."""
    return issue_device_challenge(device_id=body.device, now=timezone.now())


@router.post(
    "/device-sessions",
    auth=OPEN,
    response={201: SessionOut},
    operation_id="open_device_session",
)
def open_session(request: HttpRequest, body: SessionIn) -> dict[str, object]:
    """Give a phone its bearer for 16 hours by its signature, or a desk beside a log-in its own."""
    beside = desk_log_in(request, device_id=body.device)
    opened = open_device_session(
        device_id=body.device,
        proof=body.proof,
        log_in=beside.log_in if beside else None,
        now=timezone.now(),
    )
    return {**asdict(opened), "person": beside.person if beside else opened.person}
