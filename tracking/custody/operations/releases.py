"""Let what lies in quarantine count after all, once it is settled whose device signed it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction

from tracking.custody.operations.locks import lock_device
from tracking.custody.operations.membership import (
    DeviceInUse,
    LossToCome,
    UndoneDevice,
    is_out_of_hand,
    keep_loss,
)
from tracking.custody.operations.scans import release_scans
from tracking.custody.reading import OfferedScan, Trusted, read_scans
from tracking.custody.releasing import RELEASABLE, SetAsideScan, signed_before_loss
from tracking.kernel.instants import milliseconds
from tracking.kernel.refusal import Refusal, Retry
from tracking.kernel.scan import Reason
from tracking.ledger.queries import set_aside_of, stored_behind, stored_places
from tracking.parties.models import Device

RELEASED_AT_ONCE: Final = 200

log = structlog.get_logger(__name__)


@dataclass(eq=False)
class LossUnknown(Refusal):
    """Somebody else may have had the device: say until when it was surely in its owner's hand."""

    code: ClassVar[str] = "loss_unknown"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


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
        LossToCome: the moment is still to come.
        DeviceInUse: it was not revoked, so it was not lost.

    Source: docs/decisions/0015-what-a-lost-device-signed-counts-until-its-loss.md.
    """
    device, keys = _what_to_release(device_id, lost_at=lost_at, by=by, now=now)
    for some in _in_parts(keys):
        _release_together_or_apart(some, device=device, by=by, now=now)
    return device


def release_what_was_kept(device: Device, now: datetime) -> None:
    """Let count what a desk brought home for a device before that was known here.

    Of a device that is in use no more, a person has to say what counts.
    """
    if Device.objects.filter(pk=device.pk, revoked_at=None).first() is None:
        return
    keys = [key for key, _ in set_aside_of(device=device.pk, reasons={Reason.UNKNOWN_DEVICE})]
    for some in _in_parts(keys):
        _release_together_or_apart(some, device=device, by=device.enrolled_by_id, now=now)


@transaction.atomic
def _what_to_release(
    device_id: str, *, lost_at: datetime | None, by: UUID | None, now: datetime
) -> tuple[Device, list[str]]:
    """Keep what is said of the loss, and return the keys of what was signed before it."""
    if lost_at is not None and lost_at > now:
        raise LossToCome
    device = lock_device(device_id)
    if device.undone_at is not None:
        raise UndoneDevice
    if lost_at is not None and device.revoked_at is None:
        raise DeviceInUse
    if lost_at is not None and lost_at != device.lost_at:
        keep_loss(device, why=None, lost_at=lost_at, by=by, now=now)
    until = device.lost_at or device.revoked_at
    waiting = _waiting(device.pk)
    if waiting and device.lost_at is None and is_out_of_hand(device.revoke_why):
        raise LossUnknown
    named = [one.scan.chain.prev or "" for one in waiting]
    return device, signed_before_loss(
        waiting=waiting,
        stored=stored_places(device=device.pk, scan_ids=named, until=until or now),
        stored_behind=stored_behind(device=device.pk, scan_ids=named),
        lost_ms=milliseconds(until or now),
    )


def _waiting(device_id: str) -> list[SetAsideScan]:
    found = set_aside_of(device=device_id, reasons=RELEASABLE)
    readings = read_scans([OfferedScan(jws=jws) for _, jws in found])
    return [
        SetAsideScan(key=key, scan=reading.scan)
        for (key, _), reading in zip(found, readings, strict=True)
        if isinstance(reading, Trusted)
    ]


def _in_parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), RELEASED_AT_ONCE):
        yield keys[start : start + RELEASED_AT_ONCE]


def _release_together_or_apart(
    keys: Sequence[str], *, device: Device, by: UUID | None, now: datetime
) -> None:
    """Release some scans in one transaction; if one spoils it, each in its own."""
    try:
        with transaction.atomic():
            lock_device(device.pk)  # before its scans, as the door does that sets more aside
            release_scans(keys=keys, by=by, now=now)
    except (OperationalError, InterfaceError):
        raise  # the database is away: ask again
    except Exception:  # whatever one scan holds, it must not keep the others out
        log.exception("release_failed", scans=len(keys))
        for key in keys if len(keys) > 1 else ():
            _release_together_or_apart([key], device=device, by=by, now=now)
