"""Who may act, and on which device, as history: the row, its entry in the log, and the sockets.

One transaction each, since a device or a grant that the log does not know could never be verified.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tracking.custody.operations.lines import refold
from tracking.custody.queries import items_signed_by
from tracking.feed.operations import bump_rights
from tracking.kernel.line import Role
from tracking.ledger.models import EntryKind
from tracking.ledger.operations import append_entry
from tracking.parties.models import Device, Grant
from tracking.parties.operations import devices, grants


@transaction.atomic
def enrol_device(*, new: devices.NewDevice, origins: Collection[str], now: datetime) -> Device:
    """Let a device join with its ticket and its key, and let the log know whose key it is.

    Safe to repeat with the same key. Raises what `devices.enrol_device` raises.
    """
    device, is_new = devices.enrol_device(new=new, origins=origins, now=now)
    if is_new:
        owner = {"person": device.person_id} if device.person_id else {"office": device.office_id}
        row = {"device": device.pk, "kind": device.kind, "key": device.jwk, **owner}
        append_entry(kind=EntryKind.DEVICE_ENROLLED, row=row, at=now)
    return device


@transaction.atomic
def revoke_device(*, device_id: str, why: str, now: datetime) -> Device:
    """Believe nothing that a device signs from now on, and close its sessions and sockets.

    Safe to repeat.

    Raises:
        NotFound: there is no such device.
    """
    device, was_in_use = devices.revoke_device(device_id=device_id, why=why, now=now)
    if was_in_use:
        append_entry(kind=EntryKind.DEVICE_REVOKED, row={"device": device.pk, "why": why}, at=now)
        bump_rights([device.pk])
    return device


@transaction.atomic
def give_grant(  # noqa: PLR0913 - one argument for each column of the fact
    *,
    person_id: UUID,
    role: Role,
    from_at: datetime,
    now: datetime,
    party_id: UUID | None = None,
    unit_id: UUID | None = None,
    until_at: datetime | None = None,
    given_by: UUID | None = None,
) -> Grant:
    """Let a person act for a party, or for all below a unit, from a moment that may be past.

    What he signed since then is folded again: a substitute may be named afterwards.
    Safe to repeat: an equal grant from the same moment is the same grant.
    """
    grant, is_new = grants.give_grant(
        person_id=person_id,
        role=role,
        from_at=from_at,
        party_id=party_id,
        unit_id=unit_id,
        until_at=until_at,
        given_by=given_by,
    )
    if is_new:
        append_entry(kind=EntryKind.GRANT_GIVEN, row=_grant_row(grant), at=now)
        signed = items_signed_by(person=person_id, since=from_at)
        if signed:
            refold(items=signed, now=now)
    return grant


def _grant_row(grant: Grant) -> dict[str, object]:
    row = {
        "grant": grant.pk,
        "person": grant.person_id,
        "party": grant.party_id,
        "unit": grant.unit_id,
        "role": str(grant.role),
        "from": grant.from_at,
        "until": grant.until_at,
        "given_by": grant.given_by_id,
    }
    return {name: value for name, value in row.items() if value is not None}


@transaction.atomic
def end_grant(*, grant_id: UUID, until_at: datetime, now: datetime) -> Grant:
    """End a grant, now or later, and close the sockets that its person opened by it.

    Raises:
        NotFound: there is no such grant.
        EndInThePast: nothing later may rewrite history.
    """
    grant, is_changed = grants.end_grant(grant_id=grant_id, until_at=until_at, now=now)
    if is_changed:
        row = {"grant": grant.pk, "until": grant.until_at}
        append_entry(kind=EntryKind.GRANT_ENDED, row=row, at=now)
        bump_rights([grant.person_id])
    return grant
