"""Which device is believed, as history: the row, its entry in the log, and who is told.

One transaction each, since a device that the log does not know could never be verified.
In it the items are marked that say something else by now; they are folded again right behind it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from tracking.custody.operations.locks import lock_device, lock_device_and_its_word, lock_people
from tracking.custody.operations.telling import tell_of_device, without_nothing
from tracking.custody.operations.waiting import look_at_what_is_marked, mark_to_be_looked_at
from tracking.custody.queries import items_signed_with
from tracking.feed.operations import bump_rights
from tracking.kernel.refusal import Refusal, Retry
from tracking.ledger.models import EntryKind
from tracking.ledger.operations import append_entry
from tracking.legs.operations.positions import stop_shift
from tracking.parties.access import demand, phone_principal
from tracking.parties.device_access import is_second_phone, may_undo_device
from tracking.parties.devices import owners_of
from tracking.parties.models import (
    Device,
    DeviceSession,
    Shift,
)
from tracking.parties.operations.devices import STOLEN
from tracking.parties.queries import needs_approval
from tracking.parties.vouching import has_papers_with

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
class LossToCome(Refusal):
    """A device cannot have been lost later than now."""

    code: ClassVar[str] = "loss_to_come"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class LossBeforeEnrolment(Refusal):
    """A device cannot have been lost before it joined; if it was never its owner's, undo it."""

    code: ClassVar[str] = "loss_before_enrolment"
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


def approve_device(
    *, device_id: str, by: UUID | None, now: datetime, from_device: str | None = None
) -> Device:
    """Believe a device that waited; what it signed since it joined counts from its own time.

    Safe to repeat. The yes of another person takes the place of the one before, but the owner's
    of none: so whoever vouched may get papers in hand once somebody else answers for the device.

    Args:
        device_id: the device, waiting or not; a phone that does not may get roles that would.
        by: who approves; None for whoever has the server's terminal.
        now: the clock.
        from_device: on which device that person says so, if on any; the owner may from a phone
            that is older, unless some role of the owner needs more.

    Raises:
        NotFound: there is no such device, or the one that says so is revoked by now.
        UndoneDevice: its enrolment was undone.
        NeedsAnother: it was this person who enrolled it, or who has papers in hand where it
            works; or it is this person's own and there is no older phone that says so.
        LossUnknown: it was revoked, somebody else may have it, and nobody said since when.
    """
    device, signed = _approved(device_id, by=by, now=now, from_device=from_device)
    look_at_what_is_marked(signed, now=now)
    return device


@transaction.atomic
def _approved(
    device_id: str, *, by: UUID | None, now: datetime, from_device: str | None
) -> tuple[Device, list[UUID]]:
    # Nobody is given papers in hand, or a role that needs more, or works elsewhere meanwhile.
    lock_people([by, *owners_of([device_id])])
    device, calling = lock_device(device_id, calling_id=from_device)
    signed: list[UUID] = []
    if device.undone_at is not None:
        raise UndoneDevice
    is_owners = (
        by is not None and calling is not None and is_second_phone(device, calling=calling, at=now)
    )
    if by is not None and not is_owners and _gains_by(device, by=by, now=now):
        raise NeedsAnother
    was_waiting = device.waits_since is not None and device.approved_at is None
    is_by_another = by not in {device.approved_by_id, device.person_id}
    if device.approved_at is None or (device.approved_by_id is not None and is_by_another):
        if needs_loss(device):
            raise LossUnknown
        phone = calling.pk if calling is not None and calling.person_id is not None else None
        device.approved_at, device.approved_by_id, device.approved_from_id = now, by, phone
        device.save(update_fields=["approved_at", "approved_by", "approved_from"])
        row = {"device": device.pk, "approved": True, "by": by, "by_device": phone}
        append_entry(kind=EntryKind.DEVICE_ENROLLED, row=without_nothing(row), at=now)
        tell_of_device(device, now)
        if was_waiting:
            signed = _mark_what_was_signed_with([device], now)
    return device, signed


def _gains_by(device: Device, *, by: UUID, now: datetime) -> bool:
    """Whether somebody could give and take alone, with a device that this person says yes to.

    The yes gives effect to all that it signed since it joined, so who had papers then gains, too.
    """
    return by in {device.enrolled_by_id, device.person_id} or has_papers_with(
        person_id=by,
        key=device,
        since=device.enrolled_at,
        until=device.revoked_at,
        on=localdate(now),
    )


def undo_device(
    *,
    device_id: str,
    why: str,
    by: UUID | None,
    now: datetime,
    from_device: str | None = None,
) -> Device:
    """Take an enrolment back as if it had never been: nothing that the device ever signed counts.

    Nor does a yes that was said on it to another device: that waits again. Safe to repeat: the
    first time stays.

    Args:
        device_id: the device, in use, waiting or revoked.
        why: reason code.
        by: who undoes it; None for whoever has the server's terminal.
        now: the clock.
        from_device: on which device that person says so, if on any.

    Raises:
        NotFound: there is no such device, or the one that says so is revoked by now; or its owner
            says so from an older phone, and it was approved meanwhile, or is no news any more.
    """
    device, signed = _undone(device_id, why=why, by=by, now=now, from_device=from_device)
    look_at_what_is_marked(signed, now=now)
    return device


@transaction.atomic
def _undone(
    device_id: str, *, why: str, by: UUID | None, now: datetime, from_device: str | None
) -> tuple[Device, list[UUID]]:
    device, calling = lock_device_and_its_word(device_id, calling_id=from_device)
    signed: list[UUID] = []
    if device.undone_at is None:
        if by is not None and calling is not None and calling.person_id == by:
            principal = phone_principal(phone=calling, person=by, until_at=now, at=now)
            demand(may_undo_device(principal=principal, device=device, at=now))
        device.undone_at, device.undone_by_id = now, by
        if device.revoked_at is None:
            device.revoked_at, device.revoke_why = now, why
        device.save(update_fields=["undone_at", "undone_by", "revoked_at", "revoke_why"])
        row = {"device": device.pk, "why": why, "never": True, "by": by}
        append_entry(kind=EntryKind.DEVICE_REVOKED, row=without_nothing(row), at=now)
        _shut_out(device, now)
        tell_of_device(device, now)
        lapsed = _let_lapse(device, by=by, now=now)
        signed = _mark_what_was_signed_with([device, *lapsed], now)
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
    loss, are kept; whoever takes something back of what was said releases the device. What was
    approved from it since its loss waits again.

    Args:
        device_id: the device.
        why: reason code.
        now: the clock.
        by: who revokes it; None for whoever has the server's terminal.
        lost_at: before when it was surely in its owner's hand, if anybody knows; from then on it
            speaks for nobody, also in what was stored before.

    Raises:
        NotFound: there is no such device.
        LossToCome, LossBeforeEnrolment: it cannot have been lost at that moment.
    """
    device, signed = _revoked(device_id, why=why, by=by, lost_at=lost_at, now=now)
    look_at_what_is_marked(signed, now=now)
    return device


@transaction.atomic
def _revoked(
    device_id: str, *, why: str, by: UUID | None, lost_at: datetime | None, now: datetime
) -> tuple[Device, list[UUID]]:
    device, _ = lock_device_and_its_word(device_id)
    demand_possible_loss(device, lost_at, now)
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


def demand_possible_loss(device: Device, lost_at: datetime | None, now: datetime) -> None:
    """Go on only if a device can have been lost at a moment, if one is said.

    Raises:
        LossToCome, LossBeforeEnrolment: it cannot.
    """
    if lost_at is not None and lost_at > now:
        raise LossToCome
    if lost_at is not None and lost_at < device.enrolled_at:
        raise LossBeforeEnrolment


def keep_loss(
    device: Device, *, why: str | None, lost_at: datetime | None, by: UUID | None, now: datetime
) -> list[UUID]:
    """Keep what is said anew of the loss of a device that is locked, with all its word.

    Returns:
        The items that are marked, to be looked at again once this is committed.
    """
    row = {"device": device.pk, "why": why, "lost": lost_at, "by": by}
    append_entry(kind=EntryKind.DEVICE_REVOKED, row=without_nothing(row), at=now)
    if lost_at is None:
        return []
    device.lost_at = lost_at
    device.save(update_fields=["lost_at"])
    lapsed = _let_lapse(device, since=lost_at, by=by, now=now)
    return _mark_what_was_signed_with([device, *lapsed], now)


def _let_lapse(
    device: Device, *, by: UUID | None, now: datetime, since: datetime | None = None
) -> list[Device]:
    """Take back each yes that was said on a device, from a moment on or ever; return to whom.

    Whatever one of these said yes to falls with it: nobody knows by then whose word that was.
    """
    said = Device.objects.filter(approved_from=device)
    lapsed = list((said if since is None else said.filter(approved_at__gte=since)).order_by("pk"))
    for one in lapsed:
        one.approved_at = one.approved_by = one.approved_from = None
        # One that worked by its ticket needs no yes but for a role that was given since.
        is_needed = one.person_id is not None and needs_approval(person_id=one.person_id, at=now)
        if one.waits_since is None and is_needed:
            one.waits_since = now
        one.save(update_fields=["approved_at", "approved_by", "approved_from", "waits_since"])
        row = {"device": one.pk, "approved": False, "by": by}
        append_entry(kind=EntryKind.DEVICE_ENROLLED, row=without_nothing(row), at=now)
        if one.waits_since is not None:
            _shut_out(one, now)
        tell_of_device(one, now)
    return lapsed + [again for one in lapsed for again in _let_lapse(one, by=by, now=now)]


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


def _mark_what_was_signed_with(devices: Collection[Device], now: datetime) -> list[UUID]:
    items = items_signed_with([one.pk for one in devices])
    return mark_to_be_looked_at(items, now=now)
