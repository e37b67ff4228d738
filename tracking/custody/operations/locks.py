"""Have those who change the same things wait for each other.

Whoever takes several of these locks takes them in the one order of docs/architecture.md, «Locks»;
else two of them could each wait for the other, and PostgreSQL would throw one out.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, TypeGuard
from uuid import UUID

from django.db import connection

from tracking.custody.in_hand import LockedDevice
from tracking.custody.reading import Reading, Untrusted, read_scans
from tracking.kernel.scan import Reason
from tracking.parties.models import Device, Person
from tracking.parties.prepared import Asked, ask
from tracking.parties.queries import NotFound

LOCK_DEVICES: Final = (Path(__file__).parent.parent / "sql" / "lock_devices.sql").read_text()


def lock_key(device_id: str) -> None:
    """Let nobody enrol a key, or keep scans of it, before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT PG_ADVISORY_XACT_LOCK(HASHTEXTEXTENDED(%s, 0))", [device_id])


def lock_person(person_id: UUID) -> None:
    """Have phones and roles of one person come one after the other: each asks for the others."""
    list(Person.objects.select_for_update(no_key=True).filter(pk=person_id))


def lock_device(device_id: str) -> Device:
    """Return a device that nobody else changes or stores scans of until the commit.

    Raises:
        NotFound: there is no such device.
    """
    device = Device.objects.select_for_update(no_key=True).filter(pk=device_id).first()
    if device is None:
        raise NotFound
    return device


def once_more_under_their_keys(readings: Sequence[Reading]) -> Sequence[Reading]:
    """Read again what is kept for devices that are not known, which none of them joins meanwhile.

    Else one of them might be enrolled behind our back, and nobody would release what we keep.
    """
    kept = {one.device for one in readings if _waits_for_its_device(one)}
    for device in sorted(kept):
        lock_key(device)
    return [
        read_scans([one.offered], brought_by=one.share)[0] if _waits_for_its_device(one) else one
        for one in readings
    ]


def _waits_for_its_device(reading: Reading) -> TypeGuard[Untrusted]:
    return (
        isinstance(reading, Untrusted)
        and reading.reason is Reason.UNKNOWN_DEVICE
        and reading.share is not None
    )


def ask_to_lock_devices(readings: Iterable[Reading]) -> Asked[dict[str, LockedDevice]]:
    """Ask for the devices of a batch, each of which serves one batch at a time from now on."""
    return ask(
        LOCK_DEVICES,
        {"devices": sorted({device for one in readings for device in _devices_of(one)})},
        read=lambda rows: {
            device: LockedDevice(enrolled_at=enrolled_at, revoked_at=revoked_at)
            for device, enrolled_at, revoked_at, _ in rows
        },
    )


def _devices_of(reading: Reading) -> set[str]:
    """Return the device that signed, and whose room is used if that is another."""
    if isinstance(reading, Untrusted) and reading.share is not None:
        return {reading.device, reading.share}
    return {reading.device}
