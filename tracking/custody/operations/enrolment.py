"""Devices join, each by a ticket and a proof, and bring home what was kept for them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from tracking.custody.operations.locks import lock_key, lock_people
from tracking.custody.operations.releases import release_what_was_kept
from tracking.custody.operations.telling import tell_of_device, without_nothing
from tracking.kernel.refusal import Refusal, Retry
from tracking.kernel.signing import PublicKey
from tracking.kernel.ticket import read_enrolment_ticket
from tracking.ledger.models import EntryKind
from tracking.ledger.operations import append_entry
from tracking.parties.device_access import joins_as_second, may_still_enrol, waits_for_approval
from tracking.parties.models import Device, DeviceKind, EnrolmentTicket
from tracking.parties.operations.devices import device_in_use
from tracking.parties.proofs import demand_enrolment_proof, read_device_key
from tracking.parties.tokens import Purpose, kept_hash


@dataclass(eq=False)
class UnknownTicket(Refusal):
    """The house never gave out this enrolment ticket, took it back, or it is of another site."""

    code: ClassVar[str] = "unknown_ticket"
    status: ClassVar[int] = 404
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class ExpiredTicket(Refusal):
    """The enrolment ticket is older than ten minutes."""

    code: ClassVar[str] = "expired_ticket"
    status: ClassVar[int] = 410
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class UsedTicket(Refusal):
    """Another device joined with this enrolment ticket."""

    code: ClassVar[str] = "used_ticket"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class OtherTicket(Refusal):
    """The enrolment ticket lets in another kind of device, or a desk of another office."""

    code: ClassVar[str] = "other_ticket"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class KnownDevice(Refusal):
    """The device joined before, with another ticket; to join anew it needs a new key."""

    code: ClassVar[str] = "known_device"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDevice:
    """What a device tells of itself when it joins.

    `kind` is what it wants to be, and `offices` are those whose desk it may become; None takes
    whatever the ticket makes of it.
    """

    ticket: str
    jwk: Mapping[str, object]
    model: str
    app: str
    proof: str
    kind: DeviceKind | None = None
    offices: Collection[UUID] | None = None


def enrol_device(*, new: NewDevice, origins: Collection[str], now: datetime) -> Device:
    """Let a device join with its ticket and its key, and tell those who answer for its owner.

    The phone of a person with more than a courier's or clerk's roles waits for approval, as does
    a second phone, and a desk for what only a supervisor signs, that no one who runs the place
    enrolled. What a desk brought home of this key before counts from now on. Safe to repeat with
    the same key: whoever lost the answer gets it again.

    Args:
        new: ticket, key and proof.
        origins: those of this site; a ticket of another is unknown here.
        now: the clock.

    Raises:
        NotAnEnrolmentTicket: the text is something else.
        UnknownTicket, ExpiredTicket, UsedTicket: the ticket lets nobody in.
        OtherTicket: it lets in another device than this one wants to be, and is not spent.
        UnusableDeviceKey, WrongProof: the key or its proof is not good.
        KnownDevice: the key joined before, with another ticket.
        RevokedDevice: the key joined by this ticket, and is in use no more.
    """
    device = _enrolled(new, origins, now)
    release_what_was_kept(device, now)
    return device


@transaction.atomic
def _enrolled(new: NewDevice, origins: Collection[str], now: datetime) -> Device:
    seen = read_enrolment_ticket(new.ticket)
    key = read_device_key(new.jwk)
    demand_enrolment_proof(proof=new.proof, secret=seen.secret, key=key)
    hashed = kept_hash(purpose=Purpose.TICKET, raw=seen.secret)
    ticket = _locked_ticket(hashed, key)
    if ticket is None or seen.origin not in origins:
        raise UnknownTicket
    if ticket.used_at:
        return _device_of_used(ticket, key)
    if ticket.expires_at <= now:
        raise ExpiredTicket
    if not may_still_enrol(ticket=ticket, at=now):
        raise UnknownTicket
    if not _lets_in(ticket, new):
        raise OtherTicket
    device = _join(ticket, key, new, now)
    EnrolmentTicket.objects.filter(pk=hashed).update(used_at=now, used_by=device)
    _write_enrolment(device, now)
    tell_of_device(device, now)
    return device


def _locked_ticket(hashed: bytes, key: PublicKey) -> EnrolmentTicket | None:
    """Lock a ticket, and before it the key, the person whom it concerns, and who made it.

    Whoever closes an account holds the person when he takes the tickets away, and whoever vouches
    for the device that joins is given no papers in hand meanwhile.
    """
    tickets = EnrolmentTicket.objects.filter(hash=hashed)
    lock_key(key.thumbprint)
    lock_people(tickets.values_list("person", "made_by").first() or ())
    return tickets.select_for_update(no_key=True).first()


def _lets_in(ticket: EnrolmentTicket, new: NewDevice) -> bool:
    is_its_kind = new.kind is None or new.kind == _kind(ticket)
    office = ticket.office_id
    return is_its_kind and (office is None or new.offices is None or office in new.offices)


def _kind(ticket: EnrolmentTicket) -> DeviceKind:
    return DeviceKind.DESK if ticket.person_id is None else DeviceKind.PHONE


def _device_of_used(ticket: EnrolmentTicket, key: PublicKey) -> Device:
    if ticket.used_by_id != key.thumbprint:
        raise UsedTicket
    return device_in_use(key.thumbprint)


def _join(ticket: EnrolmentTicket, key: PublicKey, new: NewDevice, now: datetime) -> Device:
    device, is_new = Device.objects.get_or_create(
        id=key.thumbprint,
        defaults={
            "kind": _kind(ticket),
            "person": ticket.person,
            "office": ticket.office,
            "jwk": key.jwk(),
            "model": new.model,
            "app": new.app,
            "enrolled_at": now,
            "enrolled_by_id": ticket.made_by_id,
            "waits_since": now if waits_for_approval(ticket=ticket, at=now) else None,
            "is_second": joins_as_second(ticket=ticket, at=now),
            "last_seen_at": now,
        },
    )
    if not is_new:
        raise KnownDevice
    return device


def _write_enrolment(device: Device, now: datetime) -> None:
    row = {
        "device": device.pk,
        "kind": device.kind,
        "key": device.jwk,
        "person": device.person_id,
        "office": device.office_id,
        "by": device.enrolled_by_id,
        "waits": True if device.needs_approval else None,
    }
    append_entry(kind=EntryKind.DEVICE_ENROLLED, row=without_nothing(row), at=now)
