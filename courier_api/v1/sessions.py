"""Sessions of phones: a challenge, its answer, a bearer for 16 hours."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from courier_api.auth import OPEN
from courier_api.safe import Hash, In, Jws, Moment, Out
from tracking.parties.operations.devices import (
    Challenge,
    OpenedSession,
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
    """The bearer for all calls but scans, told once."""

    bearer: str
    until_at: Moment


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
def open_session(request: HttpRequest, body: SessionIn) -> OpenedSession:  # noqa: ARG001 - ninja's signature
    """Give a device its bearer for the next 16 hours; the signature is the authority."""
    return open_device_session(device_id=body.device, proof=body.proof, now=timezone.now())
