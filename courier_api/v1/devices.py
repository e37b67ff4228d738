"""Devices: tickets to join, joining, and what the house makes of each."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field, model_validator

from courier_api.auth import DEVICE, EITHER, OPEN, STAFF, Request
from courier_api.safe import BY_VALUE, Hash, Id, IfSaid, In, Jws, Line, Moment, Out, Reason
from courier_api.v1.keys import PublicKeyOut
from tracking.custody.device_rows import DeviceRow, device_row, device_rows
from tracking.custody.operations import enrolment, membership, releases
from tracking.custody.operations.enrolment import NewDevice
from tracking.feed.queries import epoch
from tracking.kernel.line import Role
from tracking.ledger.keys import root_key
from tracking.ledger.queries import key_list, wipe_order
from tracking.parties import access, device_access
from tracking.parties.devices import Membership, device, devices_of, membership_of
from tracking.parties.models import DeviceKind, DeviceState
from tracking.parties.operations.devices import IssuedTicket, issue_ticket

router = Router(tags=["devices"])


class EnrolmentIn(In):
    """For whom a device shall join: a courier's phone, or a desk of an office."""

    person: IfSaid[Id] = None
    office: IfSaid[Id] = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.person is None) == (self.office is None):
            message = "name a person or an office"
            raise ValueError(message)
        return self


class EnrolmentOut(Out):
    """An enrolment ticket: text of its QR, a link that says the same, and when it ends."""

    ticket: str
    link: str
    expires_at: Moment


class JwkIn(In):
    """A public key of P-256; other members that a browser exports are dropped."""

    model_config = In.model_config | {"extra": "ignore"}

    kty: Annotated[str, Field(max_length=8)]
    crv: Annotated[str, Field(max_length=16)]
    x: Annotated[str, Field(max_length=64)]
    y: Annotated[str, Field(max_length=64)]


class DeviceIn(In):
    """What a device tells of itself when it joins."""

    ticket: Annotated[str, Field(max_length=1024)]
    jwk: JwkIn
    model: Annotated[Line, Field(max_length=120)]
    app: Annotated[Line, Field(max_length=40)]
    proof: Jws
    # What it wants to be, and of which offices: a ticket for anything else is not spent on it.
    kind: IfSaid[Annotated[DeviceKind, BY_VALUE]] = None
    offices: IfSaid[Annotated[list[Id], Field(max_length=500)]] = None


class GrantOut(Out):
    """For which party, or for all below which unit, in what role, from, until."""

    party: Annotated[UUID | None, Field(validation_alias="party_id")]
    unit: Annotated[UUID | None, Field(validation_alias="unit_id")]
    role: Role
    from_: Annotated[Moment, Field(validation_alias="from_at", serialization_alias="from")]
    until: Annotated[Moment | None, Field(validation_alias="until_at")]


class DeskOfficeOut(Out):
    """The office whose desk it is."""

    id: Annotated[UUID, Field(validation_alias="party_id")]
    name: str


class PhoneCourierOut(Out):
    """The courier whose phone it is."""

    party: Annotated[UUID, Field(validation_alias="party_id")]
    call_sign: str


class DeviceOut(Out):
    """What a device must know to work from now on, without asking again."""

    device: str
    person: UUID | None
    office: DeskOfficeOut | None
    courier: PhoneCourierOut | None
    grants: list[GrantOut]
    state: DeviceState
    root: PublicKeyOut
    keys: str
    epoch: str
    now: Moment


class WhyIn(In):
    """Why a device is believed no more."""

    why: Reason


class NothingIn(In):
    """An empty body."""


class RevocationIn(WhyIn):
    """Why a device is believed no more, and until when it was surely in its owner's hand."""

    lost_at: IfSaid[Moment] = None


class ReleaseIn(In):
    """Until when the device was surely in its owner's hand, if that was not said before."""

    lost_at: IfSaid[Moment] = None


class WipeOut(Out):
    """The order, signed by the key for receipts."""

    wipe: str


class DeviceRowOut(Out):
    """A device, whose it is, and what the house makes of it.

    `call_sign` is that of the courier whose phone it is, `office` where the desk stands or the
    courier is at home. `enrolled_by` is who made its ticket, null for whoever has the server's
    terminal. `needs_approval`: somebody has to say yes, to a phone or to what supervisors sign at
    a desk. `set_aside` counts its scans that wait for a release. `may_judge`: the caller may say
    what it signed is worth, so approve, undo or release it, or say when it was lost.
    """

    id: str
    kind: DeviceKind
    person: UUID | None
    person_name: str | None
    call_sign: str | None
    office: UUID | None
    model: str
    app: str
    enrolled_at: Moment
    enrolled_by_self: bool
    enrolled_by: UUID | None
    state: DeviceState
    needs_approval: bool
    revoked_at: Moment | None
    revoke_why: str
    last_seen_at: Moment | None
    set_aside: int
    may_judge: bool


@router.post(
    "/enrolment-tickets",
    auth=STAFF,
    response={201: EnrolmentOut},
    operation_id="issue_enrolment_ticket",
)
def issue_enrolment_ticket(request: Request, body: EnrolmentIn) -> IssuedTicket:
    """Make the ticket by which one phone or desk joins, once, within ten minutes."""
    now = timezone.now()
    access.demand(_may_enrol(request.auth, body, now))
    return issue_ticket(
        person_id=body.person,
        office_id=body.office,
        origin=settings.ORIGIN,
        made_by=request.auth.person,
        now=now,
    )


def _may_enrol(principal: access.Principal, body: EnrolmentIn, now: datetime) -> bool:
    if body.office:
        on = timezone.localdate(now)
        return device_access.may_enrol_desk(principal=principal, office=body.office, on=on)
    return body.person is not None and device_access.may_enrol_phone(
        principal=principal, person=body.person, at=now
    )


@router.post(
    "/devices",
    auth=OPEN,
    response={201: DeviceOut},
    by_alias=True,
    operation_id="enrol_device",
)
def enrol_device(request: HttpRequest, body: DeviceIn) -> DeviceOut:  # noqa: ARG001 - ninja's signature
    """Let a phone or a desk join by its ticket; the ticket and the proof are the authority."""
    now = timezone.now()
    new = NewDevice(**body.model_dump())
    device = enrolment.enrol_device(new=new, origins=settings.ORIGINS, now=now)
    return _joined(membership_of(device_id=device.pk, at=now), now)


def _joined(found: Membership, now: datetime) -> DeviceOut:
    return DeviceOut.model_validate(
        {
            "device": found.device,
            "person": found.person,
            "office": found.office,
            "courier": found.courier,
            "grants": found.grants,
            "state": found.state,
            "root": root_key().public.jwk(),
            "keys": key_list(now),
            "epoch": epoch(),
            "now": now,
        }
    )


@router.get("/devices", auth=STAFF, response=list[DeviceRowOut], operation_id="list_devices")
def list_devices(request: Request) -> list[DeviceRow]:
    """Return the desks and phones that the caller runs, the newest first."""
    now = timezone.now()
    devices = device_access.devices_run(principal=request.auth, at=now)
    return device_rows(devices, principal=request.auth, at=now)


@router.get(
    "/me/devices", auth=DEVICE, response=list[DeviceRowOut], operation_id="list_own_devices"
)
def list_own_devices(request: Request) -> list[DeviceRow]:
    """Return all phones that were ever enrolled for the caller, the newest first."""
    devices = devices_of(request.auth.person)
    return device_rows(devices, principal=request.auth, at=timezone.now())


@router.post(
    "/devices/{device_id}/approve",
    auth=EITHER,
    response=DeviceRowOut,
    operation_id="approve_device",
)
def approve_device(request: Request, device_id: Hash, body: NothingIn) -> DeviceRow:  # noqa: ARG001 - ninja's signature
    """Believe a device that waited; safe to repeat."""
    now, person = timezone.now(), request.auth.person
    access.demand(
        device_access.may_approve_device(principal=request.auth, device=device(device_id), at=now)
    )
    approved = membership.approve_device(
        device_id=device_id,
        by=person,
        now=now,
        from_device=request.auth.device,
    )
    return device_row(approved, principal=request.auth, at=now)


@router.post(
    "/devices/{device_id}/undo",
    auth=EITHER,
    response=DeviceRowOut,
    operation_id="undo_device",
)
def undo_device(request: Request, device_id: Hash, body: WhyIn) -> DeviceRow:
    """Take an enrolment back as if it had never been; safe to repeat."""
    now, person = timezone.now(), request.auth.person
    access.demand(
        device_access.may_undo_device(principal=request.auth, device=device(device_id), at=now)
    )
    undone = membership.undo_device(
        device_id=device_id, why=body.why, by=person, now=now, from_device=request.auth.device
    )
    return device_row(undone, principal=request.auth, at=now)


@router.post(
    "/devices/{device_id}/revoke",
    auth=STAFF,
    response=DeviceRowOut,
    operation_id="revoke_device",
)
def revoke_device(request: Request, device_id: Hash, body: RevocationIn) -> DeviceRow:
    """Believe nothing that a device signs from now on; safe to repeat.

    When it was lost says only who may say what it signed is worth.
    """
    now, person, found = timezone.now(), request.auth.person, device(device_id)
    access.demand(device_access.may_revoke_device(principal=request.auth, device=found, at=now))
    if body.lost_at is not None:
        device_access.demand_that_loss_may_be_said(principal=request.auth, device=found, at=now)
    revoked = membership.revoke_device(
        device_id=device_id, why=body.why, lost_at=body.lost_at, by=person, now=now
    )
    return device_row(revoked, principal=request.auth, at=now)


@router.post(
    "/devices/{device_id}/release",
    auth=STAFF,
    response=DeviceRowOut,
    operation_id="release_device",
)
def release_device(request: Request, device_id: Hash, body: ReleaseIn) -> DeviceRow:
    """Let count what a device signed before its loss and was set aside; safe to repeat."""
    now, person = timezone.now(), request.auth.person
    access.demand(
        device_access.may_judge_device(principal=request.auth, device=device(device_id), at=now)
    )
    released = releases.release_device(
        device_id=device_id, lost_at=body.lost_at, by=person, now=now
    )
    return device_row(released, principal=request.auth, at=now)


@router.get(
    "/devices/{device_id}/wipe", auth=OPEN, response=WipeOut, operation_id="read_wipe_order"
)
def read_wipe_order(request: HttpRequest, device_id: Hash) -> dict[str, str]:  # noqa: ARG001 - ninja's signature
    """Return the order of the house to a revoked device to forget everything."""
    return {"wipe": wipe_order(device_id)}
