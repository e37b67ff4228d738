"""Let what lies in quarantine count after all, once it is settled whose device signed it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from tracking.custody.operations.apart import in_parts, together_or_apart
from tracking.custody.operations.locks import lock_device_and_its_word
from tracking.custody.operations.membership import (
    DeviceInUse,
    LossUnknown,
    UndoneDevice,
    demand_possible_loss,
    keep_loss,
    needs_loss,
)
from tracking.custody.operations.scans import release_scans
from tracking.custody.operations.waiting import look_at_what_is_marked
from tracking.custody.reading import OfferedScan, Trusted, read_scans
from tracking.custody.releasing import RELEASABLE, SetAsideScan, signed_before_loss
from tracking.kernel.instants import milliseconds
from tracking.kernel.scan import Reason
from tracking.ledger.queries import set_aside_of, set_aside_unread, stored_behind, stored_places
from tracking.parties.models import Device

RELEASED_AT_ONCE: Final = 200


def release_device(
    *, device_id: str, lost_at: datetime | None, by: UUID | None, now: datetime
) -> Device:
    """Let count what a device signed before it was lost, replaced or enrolled, and was set aside.

    Safe to repeat, also with another moment. Scans go in by up to 200, each with its entry, so
    that nobody else's scans wait for thousands; what was not reached when the server stops is
    reached by asking again.

    Args:
        device_id: the device.
        lost_at: until when it was surely in its owner's hand; None for what was said before, or,
            if nobody else has it, for the moment of revocation.
        by: who says so; None for whoever has the server's terminal.
        now: the clock.

    Raises:
        NotFound: there is no such device.
        UndoneDevice: its enrolment was undone: nothing that it signed counts.
        LossUnknown: somebody else may have had it, and nobody said since when.
        LossToCome, LossBeforeEnrolment: it cannot have been lost at that moment.
        DeviceInUse: it was not revoked, so it was not lost.

    Source: docs/decisions/0015-what-a-lost-device-signed-counts-until-its-loss.md.
    """
    device, signed, keys = _what_to_release(device_id, lost_at=lost_at, by=by, now=now)
    look_at_what_is_marked(signed, now=now)
    _release(keys, by=by, now=now)
    return device


def release_what_was_kept(device: Device, now: datetime) -> None:
    """Let count what a desk brought home for a device before that was known here.

    Of a device that is in use no more, a person has to say what counts.
    """
    if Device.objects.filter(pk=device.pk, revoked_at=None).first() is None:
        return
    keys = [key for key, _ in set_aside_of(device=device.pk, reasons={Reason.UNKNOWN_DEVICE})]
    _release(keys, by=device.enrolled_by_id, now=now)


def let_in_what_was_not_read(*, now: datetime) -> None:
    """Let count what its device signed and we could not read when it came, but can by now.

    A fault of this server that is over, or an app that was newer than it. Safe to repeat: what
    cannot be read still stays where it is. What came after its device was revoked is not meant.
    """
    _release(set_aside_unread(), by=None, now=now)


@transaction.atomic
def _what_to_release(
    device_id: str, *, lost_at: datetime | None, by: UUID | None, now: datetime
) -> tuple[Device, list[UUID], list[str]]:
    """Keep what is said of the loss; return the items marked, and what was signed before it."""
    device, _ = lock_device_and_its_word(device_id)
    demand_possible_loss(device, lost_at, now)
    if device.undone_at is not None:
        raise UndoneDevice
    if lost_at is not None and device.revoked_at is None:
        raise DeviceInUse
    signed: list[UUID] = []
    if lost_at is not None and lost_at != device.lost_at:
        signed = keep_loss(device, why=None, lost_at=lost_at, by=by, now=now)
    until = device.lost_at or device.revoked_at
    waiting = _waiting(device.pk)
    if waiting and needs_loss(device):
        raise LossUnknown
    named = [one.scan.chain.prev or "" for one in waiting]
    keys = signed_before_loss(
        waiting=waiting,
        stored=stored_places(device=device.pk, scan_ids=named, until=until or now),
        stored_behind=stored_behind(device=device.pk, scan_ids=named),
        lost_ms=milliseconds(until or now),
    )
    return device, signed, keys


def _waiting(device_id: str) -> list[SetAsideScan]:
    found = set_aside_of(device=device_id, reasons=RELEASABLE)
    readings = read_scans([OfferedScan(jws=jws) for _, jws in found])
    return [
        SetAsideScan(key=key, scan=reading.scan)
        for (key, _), reading in zip(found, readings, strict=True)
        if isinstance(reading, Trusted)
    ]


def _release(keys: Sequence[str], *, by: UUID | None, now: datetime) -> None:
    """Release scans in parts, so that nobody else's scans wait for thousands."""
    for some in in_parts(keys, RELEASED_AT_ONCE):
        together_or_apart(
            some,
            lambda part: release_scans(keys=part, by=by, now=now),
            spoilt=lambda _: [],
        )
