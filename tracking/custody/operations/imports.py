"""Bring home the scans of a phone that finds no network, or that nobody here knows any more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import structlog

from tracking.custody.operations.apart import in_parts
from tracking.custody.operations.scans import enter_scans, signed_receipt
from tracking.custody.reading import OfferedScan
from tracking.kernel.export import Export, open_export
from tracking.kernel.ids import new_id
from tracking.kernel.receipt import MAX_BATCH, Outcome, ScanResult
from tracking.kernel.refusal import Refusal
from tracking.kernel.scan_reading import Unreadable, read_envelope
from tracking.ledger.keys import export_keys
from tracking.parties.models import Device
from tracking.parties.operations.devices import STOLEN

log = structlog.get_logger(__name__)


@dataclass(eq=False)
class StolenDevice(Refusal):
    """The file is of a device that was revoked as stolen, so nothing in it is taken."""

    code: ClassVar[str] = "stolen_device"
    status: ClassVar[int] = 403


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a file: the receipt, whose it was, and how many scans are in and aside.

    `scans` are all that were in it; those that are neither accepted nor kept are not stored.
    """

    receipt: str
    device: str
    scans: int
    accepted: int
    kept: int


def import_scans(*, export: str, desk: str, now: datetime) -> Imported:
    """Take the scans out of a phone's file and through the door, as if they came by network.

    Those of a device that nobody enrolled are kept in the share of the desk, if they are signed by
    the key in the file, until that key is enrolled. Safe to repeat.

    Args:
        export: the file's text, a compact JWE.
        desk: the enrolled desk that brings it.
        now: the clock.

    Raises:
        UnreadableExport: it holds no scans that were sealed to this house.
        StolenDevice: its device was revoked as stolen.
        TooManyStrangers: it brings as many scans of other unknown devices as a flood would.

    Source: docs/decisions/0016-scans-that-are-carried-home.md.
    """
    opened = open_export(jwe=export, keys=export_keys())
    if Device.objects.filter(pk=opened.device, revoke_why=STOLEN).exists():
        log.warning("import_of_a_stolen_device", device=opened.device, desk=desk)
        raise StolenDevice
    batch = new_id()
    results: dict[int, ScanResult] = {}
    vouched, rest = _by_whether_the_file_vouches(opened)
    for part in _in_parts(vouched):
        found = enter_scans(scans=_offered(part), batch=batch, now=now, brought_by=desk)
        results |= zip(part, found, strict=True)
    for part in _in_parts(rest):
        results |= zip(part, enter_scans(scans=_offered(part), batch=batch, now=now), strict=True)
    in_order = [results[place] for place in sorted(results)]
    return Imported(
        receipt=signed_receipt(results=in_order, batch=batch, now=now),
        device=opened.device,
        scans=len(in_order),
        accepted=_count(in_order, Outcome.ACCEPTED),
        kept=_count(in_order, Outcome.QUARANTINED),
    )


Placed = Mapping[int, OfferedScan]


def _by_whether_the_file_vouches(opened: Export) -> tuple[Placed, Placed]:
    """Part the scans of a file, by their places in it: those that its own key signed, and others.

    A desk lends its room to nothing but what is signed, so that a file cannot fill it with bytes.
    """
    vouched: dict[int, OfferedScan] = {}
    rest: dict[int, OfferedScan] = {}
    for place, scan in enumerate(opened.scans):
        into = vouched if _has_signed(opened, scan.jws) else rest
        into[place] = OfferedScan(jws=scan.jws, private=scan.private)
    return vouched, rest


def _has_signed(opened: Export, jws: str) -> bool:
    try:
        envelope = read_envelope(jws)
    except Unreadable:
        return False
    return envelope.device == opened.device and opened.key.has_signed(
        signature=envelope.jws.signature, message=envelope.jws.signed
    )


def _in_parts(scans: Placed) -> Iterable[Placed]:
    for places in in_parts(list(scans), MAX_BATCH):
        yield {place: scans[place] for place in places}


def _offered(part: Placed) -> Sequence[OfferedScan]:
    return list(part.values())


def _count(results: Iterable[ScanResult], outcome: Outcome) -> int:
    return sum(result.outcome is outcome for result in results)
