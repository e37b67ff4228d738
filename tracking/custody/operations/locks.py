"""Have those who change the same things wait for each other.

Whoever takes several of these locks takes them in the one order of docs/architecture.md, «Locks»;
else two of them could each wait for the other, and PostgreSQL would throw one out.
"""

from collections.abc import Callable, Collection, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final, TypeGuard, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from tracking.custody.in_hand import LockedDevice
from tracking.custody.reading import Reading, Trusted, Untrusted, read_scans
from tracking.custody.stories import resolved_to, ticket_of
from tracking.kernel.scan import Reason
from tracking.parties.devices import approved_from, owners_of
from tracking.parties.models import Device, Grant, Person
from tracking.parties.prepared import Asked, ask
from tracking.parties.refusals import NotFound
from tracking.parties.vouching import vouchers_of

One = TypeVar("One")
LOCK_SIGNERS: Final = (Path(__file__).parent.parent / "sql" / "lock_signers.sql").read_text()


def lock_key(device_id: str) -> None:
    """Let nobody enrol a key, or keep scans of it, before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT PG_ADVISORY_XACT_LOCK(HASHTEXTEXTENDED(%s, 0))", [device_id])


def lock_people(people: Collection[UUID | None]) -> None:
    """Have phones and roles of a person come one after the other: each asks for the others.

    Whoever has the server's terminal is nobody.
    """
    wanted = {one for one in people if one is not None}
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))


def lock_with_vouchers(people: Collection[UUID]) -> None:
    """Lock people, and those who vouched alone for their phones.

    So neither where they work nor where those have papers in hand changes meanwhile.
    """
    _lock_all_that_is(lambda: vouchers_of(people).union(people), lock_people)


def _lock_all_that_is(
    find: Callable[[], AbstractSet[One]], lock: Callable[[AbstractSet[One]], object]
) -> None:
    """Lock what is found; anew with all of it, in its order, if more is found under the locks."""
    is_all = False
    while not is_all:
        with transaction.atomic():
            wanted = find()
            lock(wanted)
            is_all = find() <= wanted
            transaction.set_rollback(not is_all)


def lock_device(device_id: str, *, calling_id: str | None = None) -> tuple[Device, Device | None]:
    """Return a device, and the one from which something is said of it, both locked.

    Nobody else changes one, or stores scans of it, until the commit: so neither is revoked between
    what is asked of them and what is done.

    Raises:
        NotFound: there is no such device, or whoever calls does so from one that is revoked.
    """
    wanted = {device_id} if calling_id is None else {device_id, calling_id}
    found = {one.pk: one for one in _lock_devices(wanted)}
    device, calling = found.get(device_id), calling_id and found.get(calling_id)
    if device is None or (calling_id is not None and (not calling or calling.revoked_at)):
        raise NotFound
    return device, calling or None


def lock_device_and_its_word(
    device_id: str, *, calling_id: str | None = None
) -> tuple[Device, Device | None]:
    """Lock as `lock_device` does, and with a device all that falls with it.

    These are the devices that were approved from it, and from those, and the owners of all: none
    is given a role meanwhile for which one of them would have to wait.

    Raises:
        NotFound: there is no such device, or whoever calls does so from one that is revoked.
    """

    def lock(devices: AbstractSet[str]) -> None:
        lock_people(owners_of(devices))
        _lock_devices(devices if calling_id is None else devices | {calling_id})

    _lock_all_that_is(lambda: approved_from(device_id), lock)
    return lock_device(device_id, calling_id=calling_id)


def _lock_devices(device_ids: AbstractSet[str]) -> list[Device]:
    rows = Device.objects.select_for_update(no_key=True).filter(pk__in=device_ids)
    return list(rows.order_by("pk"))


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


def ask_to_lock_signers(readings: Sequence[Reading]) -> Asked[dict[str, LockedDevice]]:
    """Ask for the devices of a batch, each of which serves one batch at a time from now on.

    Among them are those whose tickets are carried: whoever undoes or approves one comes before the
    batch or after it. For the same reason nobody gives or takes a role of those who signed, or of
    couriers to whom they gave by a resolve.
    """
    trusted = [one for one in readings if isinstance(one, Trusted)]
    return ask(
        LOCK_SIGNERS,
        {
            "people": sorted({one.scan.who for one in trusted}),
            "resolved_to": sorted({to for one in trusted if (to := resolved_to(one.scan))}),
            "devices": sorted({device for one in readings for device in _devices_of(one)}),
        },
        read=lambda rows: {
            device: LockedDevice(
                enrolled_at=enrolled_at, revoked_at=revoked_at, last_seen_at=last_seen_at
            )
            for device, enrolled_at, revoked_at, last_seen_at, _ in rows
        },
    )


def _devices_of(reading: Reading) -> set[str]:
    """Return the device that signed, whose room is used, and whose ticket is carried."""
    if isinstance(reading, Untrusted):
        return {reading.device} if reading.share is None else {reading.device, reading.share}
    ticket = ticket_of(reading.scan)
    return {reading.device} if ticket is None else {reading.device, ticket.device}


def lock_devices_showing(people: Collection[UUID], *, grants: Collection[Grant]) -> list[str]:
    """Lock the devices whose tickets people may show, by grants of theirs, too; return their ids.

    A desk's ticket does not say who showed it: whoever works there may have.
    """
    parties = {grant.party_id for grant in grants if grant.party_id is not None}
    units = {grant.unit_id for grant in grants if grant.unit_id is not None}
    showing = Q(person__in=people) | Q(office__in=parties) | Q(office__own_of__in=units)
    devices = Device.objects.select_for_update(no_key=True, of=("self",)).filter(showing)
    return list(devices.order_by("pk").values_list("pk", flat=True))
