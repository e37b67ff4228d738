"""Read devices as those who answer for them see them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from tracking.custody.releasing import RELEASABLE
from tracking.ledger.models import QuarantinedScan
from tracking.parties.access import Principal
from tracking.parties.device_access import judged_among
from tracking.parties.models import Courier, Device, DeviceState


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """A device, whose it is, and what the house makes of it.

    Attributes:
        person: of a phone.
        person_name: how its owner is called, for whoever has to say yes to it.
        call_sign: of the courier whose phone it is.
        office: of a desk, or at which the courier of a phone is at home.
        enrolled_by_self: the owner of the phone made its ticket; never so for a desk.
        enrolled_by: who made its ticket; None for whoever has the server's terminal.
        needs_approval: somebody has to say yes: to a phone, or to what supervisors sign at a desk.
        set_aside: how many scans that it signed wait for a release.
        may_judge: whether who reads this may say what it signed is worth: approve, undo or release
            it, or say since when it was lost. Others whom it is shown stop it, or own it.
    """

    id: str
    kind: str
    person: UUID | None
    person_name: str | None
    call_sign: str | None
    office: UUID | None
    model: str
    app: str
    enrolled_at: datetime
    enrolled_by_self: bool
    enrolled_by: UUID | None
    state: DeviceState
    needs_approval: bool
    revoked_at: datetime | None
    revoke_why: str
    last_seen_at: datetime | None
    set_aside: int
    may_judge: bool


def device_rows(
    devices: QuerySet[Device], *, principal: Principal, at: datetime
) -> list[DeviceRow]:
    """Return devices as rows for a reader, the newest enrolment first."""
    found = list(devices.select_related("person").order_by("-enrolled_at", "pk"))
    owners = {one.person_id for one in found if one.person_id}
    couriers = {one.person_id: one for one in Courier.objects.filter(person__in=owners)}
    set_aside = _set_aside([one.pk for one in found if one.undone_at is None])
    judged = judged_among(principal=principal, devices=found, at=at)
    return [_row(one, _courier_of(one, couriers), set_aside, judged) for one in found]


def device_row(device: Device, *, principal: Principal, at: datetime) -> DeviceRow:
    """Return one device as a row for a reader."""
    return device_rows(Device.objects.filter(pk=device.pk), principal=principal, at=at)[0]


def _courier_of(device: Device, couriers: Mapping[UUID, Courier]) -> Courier | None:
    return None if device.person_id is None else couriers.get(device.person_id)


def _set_aside(device_ids: list[str]) -> dict[str, int]:
    waiting = QuarantinedScan.objects.filter(
        kid__in=device_ids, reason__in=RELEASABLE, released_at=None
    )
    return dict(waiting.values_list("kid").annotate(Count("key")))


def _row(
    device: Device,
    courier: Courier | None,
    set_aside: Mapping[str, int],
    judged: Collection[str],
) -> DeviceRow:
    return DeviceRow(
        id=device.pk,
        kind=device.kind,
        person=device.person_id,
        person_name=device.person.name if device.person else None,
        call_sign=courier.call_sign if courier else None,
        office=courier.home_id if courier else device.office_id,
        model=device.model,
        app=device.app,
        enrolled_at=device.enrolled_at,
        enrolled_by_self=device.person_id is not None
        and device.enrolled_by_id == device.person_id,
        enrolled_by=device.enrolled_by_id,
        state=device.state,
        needs_approval=device.needs_approval,
        revoked_at=device.revoked_at,
        revoke_why=device.revoke_why,
        last_seen_at=device.last_seen_at,
        set_aside=set_aside.get(device.pk, 0),
        may_judge=device.pk in judged,
    )
