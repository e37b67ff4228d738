"""Who may act, and on which device, as history: the row, its entry in the log, and who is told.

One transaction each, since a device or a grant that the log does not know could never be verified.
In it the items are marked that say something else by now; they are folded again right behind it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from tracking.custody.operations.locks import lock_device, lock_devices_showing, lock_person
from tracking.custody.operations.telling import tell_of_device, without_nothing
from tracking.custody.operations.waiting import look_at_what_is_marked, mark_to_be_looked_at
from tracking.custody.queries import items_signed_with, items_under_grant
from tracking.feed.operations import bump_rights
from tracking.kernel.line import Role
from tracking.kernel.refusal import Refusal, Retry
from tracking.ledger.models import EntryKind
from tracking.ledger.operations import append_entry
from tracking.legs.operations.positions import stop_shift
from tracking.parties.devices import devices_vouched_for, unapproved_phones
from tracking.parties.models import (
    Device,
    DeviceSession,
    Grant,
    Shift,
)
from tracking.parties.operations.devices import STOLEN, forget_tickets
from tracking.parties.places import (
    HANDLING,
    gives_papers_at,
    has_papers_at,
    places_of_device,
)
from tracking.parties.queries import UNAPPROVED, needs_approval
from tracking.parties.refusals import NotFound

# By these nobody else has the device; a reason that we do not know may mean that somebody has.
IN_ITS_OWNERS_HAND: Final = frozenset({"", "replaced", "broken", "left"})


@dataclass(eq=False)
class UndoneDevice(Refusal):
    """The enrolment of the device was undone, which nothing takes back."""

    code: ClassVar[str] = "undone_device"


@dataclass(eq=False)
class NeedsAnother(Refusal):
    """Another has to approve: not who enrolled it, nor its owner, nor who has papers there."""

    code: ClassVar[str] = "needs_another"
    status: ClassVar[int] = 403
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class UnapprovedPhones(Refusal):
    """There are devices that nobody else approved: let another person approve each, or undo it.

    These are phones of the person, or what the person vouched for alone. A revoked one counts if
    it was in use while the grant lasts.
    """

    code: ClassVar[str] = "unapproved_phones"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE

    devices: list[str]


@dataclass(eq=False)
class LossToCome(Refusal):
    """A device cannot have been lost later than now."""

    code: ClassVar[str] = "loss_to_come"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class LossUnknown(Refusal):
    """Somebody else may have had the device: say until when it was surely in its owner's hand."""

    code: ClassVar[str] = "loss_unknown"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class DeviceInUse(Refusal):
    """The device is in use, so it was not lost: revoke it first."""

    code: ClassVar[str] = "device_in_use"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class EndInThePast(Refusal):
    """A grant cannot end before now: what was allowed stays allowed."""

    code: ClassVar[str] = "end_in_the_past"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


def approve_device(
    *, device_id: str, by: UUID | None, now: datetime, is_from_older_phone: bool = False
) -> Device:
    """Believe a device that waited; what it signed since it joined counts from its own time.

    Safe to repeat. The yes of another person takes the place of the one before, but the owner's
    of none: so whoever vouched may get papers in hand once somebody else answers for the device.

    Args:
        device_id: the device, waiting or not; a phone that does not may get roles that would.
        by: who approves; None for whoever has the server's terminal.
        now: the clock.
        is_from_older_phone: the owner does, from an older phone, and has no role that needs more.

    Raises:
        NotFound: there is no such device.
        UndoneDevice: its enrolment was undone.
        NeedsAnother: it was this person who enrolled it, or who has papers in hand where it
            works; or it is this person's own and there is no older phone that says so.
        LossUnknown: it was revoked, somebody else may have it, and nobody said since when.
    """
    device, signed = _approved(device_id, by=by, now=now, is_from_older_phone=is_from_older_phone)
    look_at_what_is_marked(signed, now=now)
    return device


@transaction.atomic
def _approved(
    device_id: str, *, by: UUID | None, now: datetime, is_from_older_phone: bool
) -> tuple[Device, list[UUID]]:
    if by is not None and is_from_older_phone:
        lock_person(by)
        is_from_older_phone = not needs_approval(person_id=by, at=now)
    device = lock_device(device_id)
    signed: list[UUID] = []
    if device.undone_at is not None:
        raise UndoneDevice
    if by is not None and not is_from_older_phone and _gains_by(device, by=by, now=now):
        raise NeedsAnother
    was_waiting = device.waits_since is not None and device.approved_at is None
    is_by_another = by not in {device.approved_by_id, device.person_id}
    if device.approved_at is None or (device.approved_by_id is not None and is_by_another):
        if needs_loss(device):
            raise LossUnknown
        device.approved_at, device.approved_by_id = now, by
        device.save(update_fields=["approved_at", "approved_by"])
        row = {"device": device.pk, "approved": True, "by": by}
        append_entry(kind=EntryKind.DEVICE_ENROLLED, row=without_nothing(row), at=now)
        tell_of_device(device, now)
        if was_waiting:
            signed = _mark_what_it_signed(device, now)
    return device, signed


def _gains_by(device: Device, *, by: UUID, now: datetime) -> bool:
    """Whether somebody could give and take alone, with a device that this person says yes to."""
    return by in {device.enrolled_by_id, device.person_id} or has_papers_at(
        person_id=by, places=places_of_device(device=device, at=now), at=now
    )


def undo_device(*, device_id: str, why: str, by: UUID | None, now: datetime) -> Device:
    """Take an enrolment back as if it had never been: nothing that the device ever signed counts.

    Safe to repeat: the first time stays.

    Args:
        device_id: the device, in use, waiting or revoked.
        why: reason code.
        by: who undoes it; None for whoever has the server's terminal.
        now: the clock.

    Raises:
        NotFound: there is no such device.
    """
    device, signed = _undone(device_id, why=why, by=by, now=now)
    look_at_what_is_marked(signed, now=now)
    return device


@transaction.atomic
def _undone(
    device_id: str, *, why: str, by: UUID | None, now: datetime
) -> tuple[Device, list[UUID]]:
    device = lock_device(device_id)
    signed: list[UUID] = []
    if device.undone_at is None:
        device.undone_at, device.undone_by_id = now, by
        if device.revoked_at is None:
            device.revoked_at, device.revoke_why = now, why
        device.save(update_fields=["undone_at", "undone_by", "revoked_at", "revoke_why"])
        row = {"device": device.pk, "why": why, "never": True, "by": by}
        append_entry(kind=EntryKind.DEVICE_REVOKED, row=without_nothing(row), at=now)
        _shut_out(device, now)
        tell_of_device(device, now)
        signed = _mark_what_it_signed(device, now)
    return device, signed


def revoke_device(
    *,
    device_id: str,
    why: str,
    now: datetime,
    by: UUID | None = None,
    lost_at: datetime | None = None,
) -> Device:
    """Believe nothing that a device signs from now on, and close its sessions and sockets.

    Safe to repeat: the first revocation stays. A graver reason that is said later, and an earlier
    loss, are kept; whoever takes something back of what was said releases the device.

    Args:
        device_id: the device.
        why: reason code.
        now: the clock.
        by: who revokes it; None for whoever has the server's terminal.
        lost_at: before when it was surely in its owner's hand, if anybody knows; from then on it
            speaks for nobody, also in what was stored before.

    Raises:
        NotFound: there is no such device.
        LossToCome: the moment is still to come.
    """
    if lost_at is not None and lost_at > now:
        raise LossToCome
    device, signed = _revoked(device_id, why=why, by=by, lost_at=lost_at, now=now)
    look_at_what_is_marked(signed, now=now)
    return device


@transaction.atomic
def _revoked(
    device_id: str, *, why: str, by: UUID | None, lost_at: datetime | None, now: datetime
) -> tuple[Device, list[UUID]]:
    device = lock_device(device_id)
    is_first = device.revoked_at is None
    is_graver = is_first or _gravity(why) > _gravity(device.revoke_why)
    is_earlier = lost_at is not None and (device.lost_at is None or lost_at < device.lost_at)
    if not is_graver and not is_earlier:
        return device, []
    if is_graver:
        device.revoked_at, device.revoke_why = device.revoked_at or now, why
        device.save(update_fields=["revoked_at", "revoke_why"])
    if is_first:
        _shut_out(device, now)
    tell_of_device(device, now)
    signed = keep_loss(
        device,
        why=why if is_graver else None,
        lost_at=lost_at if is_earlier else None,
        by=by,
        now=now,
    )
    return device, signed


def keep_loss(
    device: Device, *, why: str | None, lost_at: datetime | None, by: UUID | None, now: datetime
) -> list[UUID]:
    """Keep what is said anew of the loss of a device that is locked.

    Returns:
        The items that are marked, to be looked at again once this is committed.
    """
    row = {"device": device.pk, "why": why, "lost": lost_at, "by": by}
    append_entry(kind=EntryKind.DEVICE_REVOKED, row=without_nothing(row), at=now)
    if lost_at is None:
        return []
    device.lost_at = lost_at
    device.save(update_fields=["lost_at"])
    return _mark_what_it_signed(device, now)


def needs_loss(device: Device) -> bool:
    """Whether somebody has to say until when a device was in its owner's hand before it counts.

    It was revoked for a reason by which somebody else may have it; a code that we do not know may
    mean that, so only those that exclude it do.
    """
    return (
        device.revoked_at is not None
        and device.lost_at is None
        and _gravity(device.revoke_why) > 0
    )


def _gravity(why: str) -> int:
    if why == STOLEN:
        return 2
    return 0 if why in IN_ITS_OWNERS_HAND else 1


def _shut_out(device: Device, now: datetime) -> None:
    """Close what is open by a device: sessions, sockets, and the shift that it declared."""
    for shift in Shift.objects.filter(device=device, ended_at=None).select_related("courier"):
        stop_shift(courier=shift.courier, at=now, now=now)
    DeviceSession.objects.filter(device=device, revoked_at=None).update(revoked_at=now)
    bump_rights([device.pk])


def _mark_what_it_signed(device: Device, now: datetime) -> list[UUID]:
    return mark_to_be_looked_at(items_signed_with(device.pk), now=now)


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

    What the person signed since then is folded again: a substitute may be named afterwards.
    Safe to repeat: an equal grant from the same moment is the same grant. One that ended otherwise
    than is asked is another: what was ended before is given again beside it.

    Raises:
        UnapprovedPhones: the role is one for which a phone waits, and the person has phones that
            nobody else approved; or it puts papers in the hand of who alone vouched for a device
            there.

    Source: docs/decisions/0014-a-phone-with-more-than-a-couriers-roles-waits.md.
    """
    grant = Grant(
        person_id=person_id,
        role=role,
        from_at=from_at,
        until_at=until_at,
        party_id=party_id,
        unit_id=None if party_id else unit_id,
        given_by_id=given_by,
    )
    kept, signed = _given(grant, now)
    look_at_what_is_marked(signed, now=now)
    return kept


@transaction.atomic
def _given(grant: Grant, now: datetime) -> tuple[Grant, list[UUID]]:
    lock_person(grant.person_id)
    known = Grant.objects.filter(
        person=grant.person_id,
        role=grant.role,
        from_at=grant.from_at,
        until_at=grant.until_at,
        party=grant.party_id,
        unit=grant.unit_id,
    ).first()
    if known is not None:
        return known, []
    _demand_that_others_vouched(grant, now)
    grant.save(force_insert=True)
    append_entry(kind=EntryKind.GRANT_GIVEN, row=_grant_row(grant), at=now)
    devices = lock_devices_showing(grant)
    return grant, mark_to_be_looked_at(items_under_grant(grant, devices=devices), now=now)


def _demand_that_others_vouched(grant: Grant, now: datetime) -> None:
    unapproved = [] if grant.role in UNAPPROVED else unapproved_phones(grant=grant)
    if grant.role in HANDLING:
        unapproved += [
            one.pk
            for one in devices_vouched_for(grant=grant)
            if gives_papers_at(
                grant=grant, places=places_of_device(device=one, at=now), on=localdate(now)
            )
        ]
    if unapproved:
        raise UnapprovedPhones(devices=unapproved)


def _grant_row(grant: Grant) -> dict[str, object]:
    return without_nothing(
        {
            "grant": grant.pk,
            "person": grant.person_id,
            "party": grant.party_id,
            "unit": grant.unit_id,
            "role": str(grant.role),
            "from": grant.from_at,
            "until": grant.until_at,
            "given_by": grant.given_by_id,
        }
    )


@transaction.atomic
def end_grant(*, grant_id: UUID, until_at: datetime, now: datetime) -> Grant:
    """End a grant, now or later, and close the sockets that its person opened by it.

    An earlier end that is set stays.

    Raises:
        NotFound: there is no such grant.
        EndInThePast: nothing later may rewrite history.
    """
    grant = Grant.objects.select_for_update(no_key=True).filter(pk=grant_id).first()
    if grant is None:
        raise NotFound
    if until_at < now:
        raise EndInThePast
    if grant.until_at is None or grant.until_at > until_at:
        grant.until_at = until_at
        grant.save(update_fields=["until_at"])
        row = {"grant": grant.pk, "until": grant.until_at}
        append_entry(kind=EntryKind.GRANT_ENDED, row=row, at=now)
        bump_rights([grant.person_id])
        forget_tickets(person_id=grant.person_id)
    return grant
