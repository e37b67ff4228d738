"""Make tickets by which devices join, and sessions in which they call.

That a device joined or was revoked is history: `tracking.custody.operations.membership`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import quote
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tracking.kernel.ids import b64u_bytes
from tracking.kernel.refusal import Refusal, Retry
from tracking.kernel.signing import PublicKey
from tracking.kernel.ticket import ENROLMENT_SECRET_BYTES, encode_enrolment_ticket
from tracking.parties.models import (
    Device,
    DeviceChallenge,
    DeviceKind,
    DeviceSession,
    EnrolmentTicket,
)
from tracking.parties.places import office
from tracking.parties.prepared import prepared
from tracking.parties.proofs import challenge_answered
from tracking.parties.queries import person
from tracking.parties.tokens import (
    Purpose,
    challenge_expires_at,
    kept_hash,
    new_challenge,
    new_token,
)

NOTE_DEVICES_SEEN: Final = (
    Path(__file__).parent.parent / "sql" / "note_devices_seen.sql"
).read_text()
STOLEN: Final = "stolen"
ENROLMENT_TICKET_LIVES: Final = timedelta(minutes=10)
TICKETS_KEPT: Final = timedelta(days=1)  # so long who comes late is told that it is too old
CHALLENGE_LIVES: Final = timedelta(seconds=60)
PHONE_SESSION_LIVES: Final = timedelta(hours=16)
DESK_SESSION_LIVES: Final = timedelta(minutes=15)
SEEN_TO: Final = timedelta(minutes=1)


@dataclass(eq=False)
class UnknownDevice(Refusal):
    """No device of this id ever joined."""

    code: ClassVar[str] = "unknown_device"
    status: ClassVar[int] = 404
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class RevokedDevice(Refusal):
    """The device was revoked, or its owner acts no more; a stolen one exports nothing."""

    code: ClassVar[str] = "revoked_device"
    status: ClassVar[int] = 403

    may_export: bool


@dataclass(eq=False)
class SpentChallenge(Refusal):
    """The challenge was answered before, is older than 60 seconds, or is not of this device."""

    code: ClassVar[str] = "spent_challenge"
    status: ClassVar[int] = 401
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedTicket:
    """An enrolment ticket as its QR shows it, and as a link for a device without a camera."""

    ticket: str
    link: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSession:
    """The bearer of a device, shown once; `person` is a phone's owner, a desk has none."""

    bearer: str
    until_at: datetime
    person: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What a device must sign, and until when."""

    challenge: str
    expires_at: datetime


def issue_ticket(
    *,
    person_id: UUID | None,
    office_id: UUID | None,
    origin: str,
    made_by: UUID | None,
    now: datetime,
) -> IssuedTicket:
    """Make the ticket by which one device joins, once, within ten minutes.

    Args:
        person_id: whose phone it will be; None for a desk.
        office_id: whose desk it will be; None for a phone.
        origin: of the site, the only one that the device will join.
        made_by: who answers for it; None for whoever has the server's terminal.
        now: the clock.

    Raises:
        NotFound: there is no such person or office.
    """
    EnrolmentTicket.objects.filter(used_at=None, expires_at__lt=now - TICKETS_KEPT).delete()
    token = new_token(purpose=Purpose.TICKET, size=ENROLMENT_SECRET_BYTES)
    EnrolmentTicket.objects.create(
        hash=token.hash,
        person=person(person_id) if person_id else None,
        office=office(office_id) if office_id else None,
        made_by_id=made_by,
        expires_at=now + ENROLMENT_TICKET_LIVES,
    )
    text = encode_enrolment_ticket(origin=origin, secret=token.raw)
    path = "courier" if person_id else "office"
    return IssuedTicket(
        ticket=text,
        link=f"{origin}/{path}/#{quote(text)}",
        expires_at=now + ENROLMENT_TICKET_LIVES,
    )


def forget_tickets(*, person_id: UUID) -> None:
    """Let no device join any more by tickets that a person made, or that are for the person.

    Whoever loses rights must not use up in ten minutes what they gave out before.
    """
    concerned = Q(made_by=person_id) | Q(person=person_id)
    unused = EnrolmentTicket.objects.filter(concerned, used_at=None)
    # In one order: the person who made a ticket and the person it is for may lose rights at once.
    locked = unused.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
    EnrolmentTicket.objects.filter(pk__in=list(locked)).delete()


def issue_device_challenge(*, device_id: str, now: datetime) -> Challenge:
    """Make the number that a device must sign within 60 seconds to open a session.

    Anybody may ask, so nothing is kept of it before the device has answered.

    Raises:
        UnknownDevice, RevokedDevice: it may open none.
    """
    device_in_use(device_id)
    expires_at = now + CHALLENGE_LIVES
    return Challenge(
        challenge=new_challenge(device=device_id, expires_at=expires_at), expires_at=expires_at
    )


@transaction.atomic
def open_device_session(
    *, device_id: str, proof: str, now: datetime, log_in: str | None = None
) -> OpenedSession:
    """Give a phone the bearer for its calls of 16 hours, or a desk that for a quarter of one.

    Each tab of a desk's browser has a session of its own; none ends another.

    Args:
        device_id: who proves itself.
        proof: its answer to a challenge.
        now: the clock.
        log_in: beside which a desk's session counts; a phone needs none.

    Raises:
        UnknownDevice, RevokedDevice: it may open none.
        WrongProof: the answer is not signed by the device's key.
        SpentChallenge: what it signed is no challenge of this device, or no more.
    """
    device = device_in_use(device_id)
    answered = challenge_answered(proof=proof, key=PublicKey.from_jwk(device.jwk))
    expires_at = challenge_expires_at(challenge=answered, device=device_id)
    if expires_at is None or expires_at <= now:
        raise SpentChallenge
    DeviceChallenge.objects.filter(device=device, expires_at__lte=now).delete()
    # Of two answers at once the second waits here, and finds the row of the first.
    _, is_first = DeviceChallenge.objects.get_or_create(
        hash=kept_hash(purpose=Purpose.CHALLENGE, raw=b64u_bytes(answered)),
        defaults={"device": device, "expires_at": expires_at},
    )
    if not is_first:
        raise SpentChallenge
    DeviceSession.objects.filter(device=device, until_at__lte=now).delete()
    token = new_token(purpose=Purpose.BEARER)
    is_phone = device.kind == DeviceKind.PHONE
    until_at = now + (PHONE_SESSION_LIVES if is_phone else DESK_SESSION_LIVES)
    DeviceSession.objects.create(
        hash=token.hash,
        device=device,
        log_in=None if is_phone else log_in,
        until_at=until_at,
    )
    note_devices_seen(device_ids=[device_id], now=now)
    return OpenedSession(bearer=token.text, until_at=until_at, person=device.person_id)


def end_sessions_beside(*, log_in: str) -> None:
    """End the sessions of desks that count beside a log-in, since it has ended."""
    DeviceSession.objects.filter(log_in=log_in).delete()


def device_in_use(device_id: str) -> Device:
    """Return a device with its owner.

    Raises:
        UnknownDevice: no such device joined.
        RevokedDevice: it was revoked, or its owner acts no more.
    """
    device = Device.objects.select_related("person").filter(pk=device_id).first()
    if device is None:
        raise UnknownDevice
    if device.revoked_at or (device.person and not device.person.is_active):
        raise RevokedDevice(may_export=device.revoke_why != STOLEN)
    return device


def was_long_unheard(last_seen_at: datetime | None, *, now: datetime) -> bool:
    """Tell whether it is to be noted that a device is heard of: once a minute."""
    return last_seen_at is None or last_seen_at < now - SEEN_TO


def note_device_seen(device: Device, *, now: datetime) -> None:
    """Keep that a device was heard of; costs nothing if that was noted within the minute."""
    if was_long_unheard(device.last_seen_at, now=now):
        note_devices_seen(device_ids=[device.pk], now=now)


def note_devices_seen(*, device_ids: Collection[str], now: datetime) -> None:
    """Keep when devices were last heard of, to the minute; ids of anything else are passed over.

    It waits for nobody: a device that others have locked is left for the next time.
    """
    with prepared() as cursor:
        cursor.execute(
            NOTE_DEVICES_SEEN,
            {"devices": list(device_ids), "before": now - SEEN_TO, "now": now},
        )
