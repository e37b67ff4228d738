"""Write the append-only store: scans, what is set aside, judgements and other entries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Sum

from tracking.kernel.scan import Scan as SignedScan
from tracking.ledger.canonical import canonical_json
from tracking.ledger.keys import KeyFile
from tracking.ledger.models import (
    EntryKind,
    LogEntry,
    PrivatePart,
    QuarantinedScan,
    ServerKey,
    Verdict,
)
from tracking.ledger.room import POOL_KEEPS, ROOM_OF_A_DEVICE, ROOM_OF_THE_POOL, Room
from tracking.parties.encryption import encrypted
from tracking.parties.prepared import prepared

LOCK_OF_THE_POOL: Final = 7_205_760  # any number; names the advisory lock
_SQL: Final = Path(__file__).parent / "sql"
APPEND_SCANS: Final = (_SQL / "append_scans.sql").read_text()
RAISE_BEGINNINGS: Final = (_SQL / "raise_beginnings.sql").read_text()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScan:
    """A scan that was read and judged, on its way into the store.

    `shows_at` is before when it cannot have happened as far as it shows that itself, `begins_at`
    as the chain of its device shows.
    `ticket_by` is the device whose offer ticket it carries, if it carries one; `resolved_to` the
    party to which it gives, if it is a resolve.
    """

    scan: SignedScan
    jws: str
    private: str | None
    shows_at: datetime
    begins_at: datetime
    latest_at: datetime
    flags: tuple[str, ...]
    case: UUID | None
    ticket_by: str | None
    resolved_to: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UntrustedScan:
    """Bytes that could not be read or trusted, on their way to be set aside.

    `share` is the device in whose room they shall lie; None: the pool of those nobody vouches for.
    """

    key: str
    jws: str
    private: str | None
    reason: str
    scan: str
    kid: str
    share: str | None

    @property
    def size_bytes(self) -> int:
        """How much room they take."""
        return len(_raw(self.jws) or b"") + len(_raw(self.private) or b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVerdict:
    """The judgement on the proof of one delivery of one subject: good, bad or waived.

    `is_fresh`: by a slip that the deliverer's side printed when there was something to deliver.
    """

    scan: str
    subject: UUID
    verdict: str
    by: str | None
    is_fresh: bool


def append_scans(*, scans: Sequence[NewScan], batch: UUID, now: datetime) -> None:
    """Store scans with the labels that they name and their private parts, in one statement.

    Safe to repeat: what is stored already stays as it was first stored.
    """
    if scans:
        with prepared() as cursor:
            cursor.execute(APPEND_SCANS, {**_columns(scans), "batch": batch, "received_at": now})


def raise_beginnings(begins: Mapping[str, datetime]) -> None:
    """Let stored scans begin later, by id; their device and all that they name are locked."""
    if begins:
        with prepared() as cursor:
            cursor.execute(
                RAISE_BEGINNINGS, {"ids": list(begins), "begins": list(begins.values())}
            )


def _columns(scans: Sequence[NewScan]) -> dict[str, list[object]]:
    on = [(new.scan.id, subject) for new in scans for subject in new.scan.on]
    return {
        "ids": [new.scan.id for new in scans],
        "jws": [new.jws for new in scans],
        "devices": [new.scan.device for new in scans],
        "acts": [new.scan.act.value for new in scans],
        "whos": [new.scan.who for new in scans],
        "parties": [new.scan.party for new in scans],
        "epochs": [new.scan.chain.epoch for new in scans],
        "ns": [new.scan.chain.n for new in scans],
        "prevs": [new.scan.chain.prev for new in scans],
        "tickets_by": [new.ticket_by for new in scans],
        "resolved_to": [new.resolved_to for new in scans],
        "shows": [new.shows_at for new in scans],
        "begins": [new.begins_at for new in scans],
        "latest": [new.latest_at for new in scans],
        # An array of arrays must be rectangular, so each scan's flags travel as one text.
        "flags": [",".join(new.flags) for new in scans],
        "cases": [new.case for new in scans],
        "privates": [new.private and encrypted(new.private.encode()) for new in scans],
        "on_scans": [scan_id for scan_id, _ in on],
        "on_labels": [subject.label for _, subject in on],
        "on_codes": [subject.code for _, subject in on],
        "on_bases": [subject.basis for _, subject in on],
    }


def put_private_part(*, scan: str, text: str) -> None:
    """Store the private part that came with a repeat of a scan, if none is stored yet."""
    part = PrivatePart(scan_id=scan, text=text)
    PrivatePart.objects.bulk_create([part], ignore_conflicts=True)


def quarantine(
    *, scans: Sequence[UntrustedScan], batch: UUID, now: datetime
) -> tuple[dict[str, str], frozenset[str]]:
    """Set aside what cannot be read or trusted, whole, for a person to look at.

    Safe to repeat: the first reason stays, and a private part that comes later is put to what lies
    there without one. The devices whose room it takes are locked by the caller; the pool is locked
    here, so that no two batches count the same room twice.

    Returns:
        Of those that were set aside before, key and first reason; and the keys of those for which,
        or for whose private part, there is no room.
    """
    if not scans:
        return {}, frozenset()
    if any(untrusted.share is None for untrusted in scans):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_OF_THE_POOL])
        _forget_the_pool(now)
    keys = [untrusted.key for untrusted in scans]
    there = QuarantinedScan.objects.filter(key__in=keys)
    before = dict(there.values_list("key", "reason"))
    without = there.filter(private=None, released_at=None)
    bare = dict(without.values_list("key", "size_bytes"))
    new = [one for one in scans if one.key not in before]
    late = [one for one in scans if one.key in bare and one.private is not None]
    fitting = _fitting([*new, *late], lying=bare)
    QuarantinedScan.objects.bulk_create(
        [
            QuarantinedScan(
                key=untrusted.key,
                raw=_raw(untrusted.jws),
                private=_raw(untrusted.private),
                size_bytes=untrusted.size_bytes,
                reason=untrusted.reason,
                scan=untrusted.scan,
                kid=untrusted.kid,
                share_id=untrusted.share,
                received_at=now,
                batch=batch,
            )
            for untrusted in fitting
            if untrusted.key not in before
        ],
        ignore_conflicts=True,
    )
    for untrusted in fitting:
        if untrusted.key in before:
            there.filter(key=untrusted.key).update(
                private=_raw(untrusted.private), size_bytes=untrusted.size_bytes
            )
    wanted = {untrusted.key for untrusted in (*new, *late)}
    return before, frozenset(wanted - {untrusted.key for untrusted in fitting})


def mark_released(*, scans: Mapping[str, str], by: UUID | None, now: datetime) -> None:
    """Keep that scans were released from quarantine, each as an entry.

    Args:
        scans: by the key under which it was set aside, the id of the scan that counts now.
        by: the person who did it, or made the ticket of the device that signed them.
        now: the clock.
    """
    rows = QuarantinedScan.objects.filter(key__in=scans)
    rows.update(released_at=now, released_by=by)
    said = {} if by is None else {"by": by}
    entries = [{"key": key, "scan": scan} | said for key, scan in scans.items()]
    append_entries(kind=EntryKind.SCAN_RELEASED, rows=entries, at=now)


def _forget_the_pool(now: datetime) -> None:
    """Make room for what comes now: nobody signed what lies there, and who sent it sends it again.

    Else a stranger would fill the pool once and for all.
    """
    unsigned = QuarantinedScan.objects.filter(share=None, released_at=None)
    unsigned.filter(received_at__lte=now - POOL_KEEPS).delete()


def _fitting(scans: Sequence[UntrustedScan], *, lying: Mapping[str, int]) -> list[UntrustedScan]:
    """Return those for which their share has room, in the order given.

    Args:
        scans: what is to lie there.
        lying: by key, the bytes of those that lie there already, and will be more.
    """
    room = {share: _room_of(share) for share in {untrusted.share for untrusted in scans}}
    fitting = []
    for untrusted in scans:
        left = room[untrusted.share].less(
            untrusted.size_bytes - lying.get(untrusted.key, 0),
            scans=0 if untrusted.key in lying else 1,
        )
        if left is not None:
            room[untrusted.share] = left
            fitting.append(untrusted)
    return fitting


def _room_of(share: str | None) -> Room:
    waiting = QuarantinedScan.objects.filter(share=share, released_at=None)
    taken = waiting.aggregate(scans=Count("key"), size=Sum("size_bytes", default=0))
    whole = ROOM_OF_THE_POOL if share is None else ROOM_OF_A_DEVICE
    return Room(scans=whole.scans - taken["scans"], size_bytes=whole.size_bytes - taken["size"])


def _raw(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", "surrogatepass")


def judge_proofs(*, verdicts: Sequence[NewVerdict], now: datetime) -> None:
    """Store what was judged of deliveries, each judgement once.

    Args:
        verdicts: judgements on deliveries that are stored already; their items are locked.
        now: when they were judged.
    """
    if not verdicts:
        return
    judged = Verdict.objects.filter(scan__in={one.scan for one in verdicts})
    known = set(judged.values_list("scan_id", "subject", "verdict"))
    new = [one for one in verdicts if (one.scan, one.subject, one.verdict) not in known]
    Verdict.objects.bulk_create(
        Verdict(
            scan_id=one.scan,
            subject=one.subject,
            verdict=one.verdict,
            by=one.by or "",
            is_fresh=one.is_fresh,
            judged_at=now,
        )
        for one in new
    )
    rows = [
        {"scan": one.scan, "subject": one.subject, "verdict": one.verdict}
        | ({"by": one.by} if one.by else {})
        | ({"fresh": True} if one.is_fresh else {})
        for one in new
    ]
    append_entries(kind=EntryKind.PROOF_JUDGED, rows=rows, at=now)


def append_entries(*, kind: EntryKind, rows: Iterable[Mapping[str, object]], at: datetime) -> None:
    """Number rows of history as `append_entry` does, in the order given."""
    LogEntry.objects.bulk_create(
        LogEntry(kind=kind, text=canonical_json({**row, "at": at}), at=at) for row in rows
    )


def append_entry(*, kind: EntryKind, row: Mapping[str, object], at: datetime) -> int:
    """Number a row of history other than a scan; nothing erasable may be in it.

    Returns:
        The entry's number.

    Raises:
        NotCanonical: the row holds a value that has no one text.
    """
    entry = LogEntry.objects.create(kind=kind, text=canonical_json({**row, "at": at}), at=at)
    return entry.pk


@transaction.atomic
def publish_keys(*, files: Sequence[KeyFile], now: datetime) -> list[str]:
    """Make the keys of the house known: a new one signs from now on, the one before until now.

    Safe to repeat.

    Returns:
        The thumbprints of those that were not known.
    """
    locked = ServerKey.objects.select_for_update(no_key=True).order_by("kid")
    known = set(locked.values_list("kid", flat=True))
    new = [file for file in files if file.thumbprint not in known]
    for file in new:
        before = ServerKey.objects.filter(use=file.use, until_at=None)
        for kid in before.values_list("kid", flat=True):
            append_entry(kind=EntryKind.KEY_MADE, row={"kid": kid, "until": now}, at=now)
        before.update(until_at=now)
        ServerKey.objects.create(
            kid=file.thumbprint,
            use=file.use,
            label_key_id=file.label_key_id,
            jwk=file.jwk,
            from_at=now,
        )
        row = {"kid": file.thumbprint, "use": file.use, "key": file.jwk, "from": now}
        append_entry(kind=EntryKind.KEY_MADE, row=row, at=now)
    return [file.thumbprint for file in new]
