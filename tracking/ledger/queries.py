"""Read the append-only store."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Min, Q

from tracking.kernel.chain import Later, Link
from tracking.kernel.instants import milliseconds, moment
from tracking.kernel.receipt import KeyUse, ListedKey, sign_keys
from tracking.kernel.scan import Reason
from tracking.kernel.scan import Scan as SignedScan
from tracking.kernel.wipe import Wipe, sign_wipe
from tracking.ledger.keys import KeyUse as FileUse
from tracking.ledger.keys import receipt_key, root_key
from tracking.ledger.models import PrivatePart, QuarantinedScan, Scan, ScanLabel, ServerKey
from tracking.parties.devices import device
from tracking.parties.prepared import Asked, ask
from tracking.parties.refusals import NotFound

_SQL: Final = Path(__file__).parent / "sql"
NEIGHBOURS: Final = (_SQL / "neighbours.sql").read_text()
BEHIND: Final = (_SQL / "behind.sql").read_text()
RETIRED_KEYS_STAY: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A stored scan, as far as its place in its device's chain and its first answer go."""

    link: Link
    flags: tuple[str, ...]
    case: UUID | None
    has_private: bool


def ask_neighbours(scans: Sequence[tuple[SignedScan, datetime]]) -> Asked[dict[str, Neighbour]]:
    """Ask for the stored scans around some that reached us at some instant, by id.

    They themselves; and around those that are not stored what they name, what names them or the
    same as they, what shows best that they are not older, and one behind them.
    """
    return ask(
        NEIGHBOURS,
        {
            "ids": [scan.id for scan, _ in scans],
            "devices": [scan.device for scan, _ in scans],
            "epochs": [scan.chain.epoch for scan, _ in scans],
            "ns": [scan.chain.n for scan, _ in scans],
            "prevs": [scan.chain.prev for scan, _ in scans],
            "latest": [at for _, at in scans],
        },
        read=lambda rows: {row[0]: Neighbour(_link(row[:8]), *row[8:]) for row in rows},
    )


def begun_behind(later: Later) -> list[Link]:
    """Return the stored scans that begin too early, right behind some that begin later."""
    asked = ask(
        BEHIND,
        {
            "devices": [one.device for one in later.new],
            "epochs": [one.epoch for one in later.new],
            "ns": [one.n for one in later.new],
            "shows": [moment(one.shows_ms) for one in later.new],
            "named": [one.id for one in later.links],
            "named_devices": [one.device for one in later.links],
            "named_begins": [moment(one.begins_ms) for one in later.links],
        },
        read=lambda rows: [_link(row) for row in rows],
    )
    return asked.answer()


def _link(row: tuple[Any, ...]) -> Link:
    scan_id, device_id, epoch, n, prev, shows_at, latest_at, begins_at = row
    return Link(
        id=scan_id,
        device=device_id,
        epoch=epoch,
        n=n,
        prev=prev,
        shows_ms=milliseconds(shows_at),
        latest_ms=milliseconds(latest_at),
        begins_ms=milliseconds(begins_at),
    )


def set_aside(scan_ids: Collection[str]) -> frozenset[str]:
    """Return those of some scan ids that lie in quarantine: they use up their place in a chain."""
    if not scan_ids:
        return frozenset()
    found = QuarantinedScan.objects.filter(scan__in=list(scan_ids))
    return frozenset(found.values_list("scan", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """Bytes in quarantine, as they came, and when they first did."""

    jws: str
    private: str | None
    came_at: datetime


def set_aside_texts(keys: Collection[str]) -> list[str]:
    """Return the JWS of what lies in quarantine under some keys, in no order, without a lock."""
    rows = QuarantinedScan.objects.filter(key__in=keys, released_at=None)
    return [_text(raw) for raw in rows.values_list("raw", flat=True)]


def set_aside_unread() -> list[str]:
    """Return the keys of what is signed and lies in quarantine as we could not read it.

    In order of arrival; nothing of a device of which the enrolment was undone.
    """
    rows = QuarantinedScan.objects.filter(
        share=F("kid"),
        reason__in=(Reason.UNREADABLE, Reason.SCHEMA, Reason.UNKNOWN_VERSION),
        released_at=None,
        share__undone_at=None,
    )
    return list(rows.order_by("received_at", "key").values_list("key", flat=True))


def set_aside_whole(keys: Collection[str]) -> dict[str, SetAside]:
    """Return what lies in quarantine under some keys, in order of arrival.

    The rows are locked until the commit, so that nothing is released twice.
    """
    rows = QuarantinedScan.objects.select_for_update(no_key=True).filter(
        key__in=keys, released_at=None
    )
    return {
        row.key: SetAside(
            jws=_text(row.raw),
            private=None if row.private is None else _text(row.private),
            came_at=row.received_at,
        )
        for row in rows.order_by("received_at", "key")
    }


def set_aside_of(*, device: str, reasons: Collection[str]) -> list[tuple[str, str]]:
    """Return key and JWS of what lies in quarantine and names a device, in order of arrival."""
    rows = QuarantinedScan.objects.filter(kid=device, reason__in=reasons, released_at=None)
    found = rows.order_by("received_at", "key").values_list("key", "raw")
    return [(key, _text(raw)) for key, raw in found]


def stored_behind(*, device: str, scan_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Return for some scans the stored scans of a device that follow them in its chain.

    What follows nothing is named as following the empty text.
    """
    followers: dict[str, set[str]] = {}
    behind = Q(prev__in=list(scan_ids)) | (Q(prev=None) if "" in scan_ids else Q(pk__in=[]))
    stored = Scan.objects.filter(behind, device=device)
    for scan_id, prev in stored.values_list("pk", "prev"):
        followers.setdefault(prev or "", set()).add(scan_id)
    return {prev: frozenset(ids) for prev, ids in followers.items()}


def stored_places(*, device: str, scan_ids: Collection[str], until: datetime) -> dict[str, bool]:
    """Return for those of some scans that a device signed and that are stored, if they are late.

    Late is what was made at or after a moment, by its own time or that of one before it in its
    epoch.
    """
    late = dict(
        Scan.objects.filter(device=device, earliest_at__gte=until)
        .values_list("epoch")
        .annotate(Min("n"))
    )
    stored = Scan.objects.filter(device=device, pk__in=list(scan_ids))
    return {
        scan_id: epoch in late and late[epoch] <= n
        for scan_id, epoch, n in stored.values_list("pk", "epoch", "n")
    }


def _text(raw: bytes | memoryview) -> str:
    return bytes(raw).decode("utf-8", "surrogatepass")


def private_texts(scan_ids: Collection[str]) -> dict[str, str]:
    """Return private parts, verbatim; those that never came or were erased are absent."""
    found = PrivatePart.objects.filter(scan__in=list(scan_ids)).exclude(text=None)
    return {scan_id: text for scan_id, text in found.values_list("scan_id", "text") if text}


def wipe_order(device_id: str) -> str:
    """Return the signed order to one device to forget everything; revoking it was the order.

    Raises:
        NotFound: there is no such device, or it was not revoked.
    """
    found = device(device_id)
    if found.revoked_at is None:
        raise NotFound
    wipe = Wipe(device=found.pk, at_ms=milliseconds(found.revoked_at))
    return sign_wipe(wipe=wipe, key=receipt_key())


def key_list(now: datetime) -> str:
    """Return the signed list of the keys that phones may still meet, the oldest first."""
    rows = ServerKey.objects.exclude(use=FileUse.ROOT).filter(
        Q(until_at=None) | Q(until_at__gt=now - RETIRED_KEYS_STAY)
    )
    keys = [_listed(row) for row in rows.order_by("from_at", "kid")]
    return sign_keys(keys=keys, at_ms=milliseconds(now), root=root_key())


def _listed(row: ServerKey) -> ListedKey:
    return ListedKey(
        kid=row.kid if row.label_key_id is None else str(row.label_key_id),
        use=KeyUse(row.use),
        jwk=row.jwk,
        from_ms=milliseconds(row.from_at),
        until_ms=milliseconds(row.until_at) if row.until_at else None,
    )


def named_by(scan_ids: Collection[str]) -> frozenset[str]:
    """Return the labels and the typed codes that some stored scans name."""
    if not scan_ids:
        return frozenset()
    rows = ScanLabel.objects.filter(scan__in=list(scan_ids)).values_list("label", "code")
    return frozenset(label or code or "" for label, code in rows)
