"""Read whose devices are, how they stand, and which sessions they have open."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from tracking.kernel.instants import milliseconds
from tracking.kernel.line import SigningDevice
from tracking.parties.models import (
    Courier,
    Device,
    DeviceKind,
    DeviceSession,
    DeviceState,
    Grant,
    Office,
)
from tracking.parties.prepared import Asked, ask
from tracking.parties.queries import courier_or_none, grants_in_force
from tracking.parties.refusals import NotFound
from tracking.parties.tokens import Purpose, kept_hash_of_text

_SQL: Final = Path(__file__).parent / "sql"
SIGNING_DEVICES: Final = (_SQL / "signing_devices.sql").read_text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """For whom a device works; a desk has no person and no grants, those who log in have them."""

    device: str
    person: UUID | None
    office: Office | None
    courier: Courier | None
    grants: list[Grant]
    state: DeviceState


def ask_signing_devices(device_ids: Collection[str]) -> Asked[dict[str, SigningDevice]]:
    """Ask whose some devices are, and whether they are believed; unknown ones are absent."""
    return ask(
        SIGNING_DEVICES,
        {"devices": list(device_ids)},
        read=lambda rows: {
            device_id: SigningDevice(
                person=person_id,
                office=office_id,
                own_unit=unit_id,
                is_believed=is_believed,
                is_vouched=is_vouched,
                lost_ms=milliseconds(lost_at) if lost_at else None,
            )
            for device_id, person_id, office_id, unit_id, is_believed, is_vouched, lost_at in rows
        },
    )


def has_phone_in_use(person_id: UUID) -> bool:
    """Tell whether a person has a phone by which the person signs."""
    return Device.objects.filter(person=person_id, revoked_at=None, is_believed=True).exists()


def unapproved_phones(*, grant: Grant) -> list[str]:
    """Return the phones whose owner would have a role by a grant, and that nobody else approved.

    A phone counts unless it was revoked before the grant begins: what it signed is judged by the
    grants of that time. One that joined after the grant ends counts, too, since a scan without a
    time may be older than its phone.
    """
    nobody = Q(waits_since=None, approved_at=None)
    return _ids(
        Device.objects.filter(nobody | Q(approved_by=grant.person_id), person=grant.person_id)
        .filter(undone_at=None)
        .filter(Q(revoked_at=None) | Q(revoked_at__gt=grant.from_at))
    )


def _ids(devices: QuerySet[Device]) -> list[str]:
    return list(devices.order_by("enrolled_at", "pk").values_list("pk", flat=True))


def undone_among(device_ids: Collection[str]) -> frozenset[str]:
    """Return those of some devices whose enrolment was undone."""
    undone = Device.objects.filter(pk__in=device_ids).exclude(undone_at=None)
    return frozenset(undone.values_list("pk", flat=True))


def devices_by_id(device_ids: Collection[str]) -> dict[str, Device]:
    """Return devices by id, those revoked too; unknown ones are absent."""
    return Device.objects.in_bulk(set(device_ids))


def device(device_id: str) -> Device:
    """Return a device with its owner.

    Raises:
        NotFound: there is none.
    """
    found = Device.objects.select_related("person", "office").filter(pk=device_id).first()
    if found is None:
        raise NotFound
    return found


def approved_from(device_id: str) -> frozenset[str]:
    """Return a device, and all that were approved from it, or from one of those."""
    found = newest = frozenset({device_id})
    while newest:
        said = Device.objects.filter(approved_from__in=newest).values_list("pk", flat=True)
        newest = frozenset(said) - found
        found |= newest
    return found


def owners_of(device_ids: Collection[str]) -> frozenset[UUID]:
    """Return whose phones some devices are, which never changes; desks have no owner."""
    owned = Device.objects.filter(pk__in=device_ids, person__isnull=False)
    return frozenset(owned.values_list("person_id", flat=True))


def devices_of(person_id: UUID) -> QuerySet[Device]:
    """Return the phones that were ever enrolled for a person."""
    return Device.objects.filter(person=person_id)


def devices_in(devices: QuerySet[Device], state: str | None) -> QuerySet[Device]:
    """Return those of some devices that are in a state."""
    match state:
        case DeviceState.UNDONE:
            return devices.exclude(undone_at=None)
        case DeviceState.REVOKED:
            return devices.filter(undone_at=None).exclude(revoked_at=None)
        case DeviceState.WAITING:
            return devices.filter(revoked_at=None, is_believed=False)
        case DeviceState.IN_USE:
            return devices.filter(revoked_at=None, is_believed=True)
    return devices.none()


def membership_of(*, device_id: str, at: datetime) -> Membership:
    """Return for whom a device works: the courier of a phone with his grants, or a desk's office.

    Raises:
        NotFound: there is no such device.
    """
    found = device(device_id)
    owner = found.person_id
    return Membership(
        device=found.pk,
        person=owner,
        office=found.office,
        courier=courier_or_none(owner) if owner else None,
        grants=grants_in_force(person_id=owner, at=at) if owner else [],
        state=found.state,
    )


def desk(device_id: str) -> Device | None:
    """Return a desk in use, with its office; None if it is none or was revoked."""
    return (
        Device.objects.select_related("office")
        .filter(pk=device_id, kind=DeviceKind.DESK, revoked_at=None)
        .first()
    )


def phone_session(*, bearer: str, now: datetime) -> DeviceSession | None:
    """Return the session that a phone's bearer opens, with its device; None if it opens none."""
    return (
        _sessions(bearer, now)
        .filter(device__kind=DeviceKind.PHONE, device__person__is_active=True)
        .first()
    )


def desk_session(*, bearer: str, log_in: str, now: datetime) -> DeviceSession | None:
    """Return the session that a desk's bearer opens beside a log-in; None if it opens none."""
    return _sessions(bearer, now).filter(device__kind=DeviceKind.DESK, log_in=log_in).first()


def _sessions(bearer: str, now: datetime) -> QuerySet[DeviceSession]:
    hashed = kept_hash_of_text(purpose=Purpose.BEARER, text=bearer)
    if hashed is None:
        return DeviceSession.objects.none()
    return DeviceSession.objects.select_related("device").filter(
        hash=hashed, until_at__gt=now, revoked_at=None, device__revoked_at=None
    )
