"""Write the append-only store: scans, what is set aside, judgements and other entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction

from tracking.kernel.scan import Scan as SignedScan
from tracking.ledger.canonical import canonical_json
from tracking.ledger.keys import KeyFile
from tracking.ledger.models import (
    EntryKind,
    LogEntry,
    PrivatePart,
    Proof,
    QuarantinedScan,
    ServerKey,
)
from tracking.parties.encryption import encrypted
from tracking.parties.prepared import prepared

APPEND_SCANS: Final = (Path(__file__).parent / "sql" / "append_scans.sql").read_text()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScan:
    """A scan that was read and judged, on its way into the store."""

    scan: SignedScan
    jws: str
    private: str | None
    earliest_at: datetime
    latest_at: datetime
    flags: tuple[str, ...]
    case: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UntrustedScan:
    """Bytes that could not be read or trusted, on their way to be set aside."""

    key: str
    jws: str
    private: str | None
    reason: str
    scan: str
    kid: str


def append_scans(*, scans: Sequence[NewScan], batch: UUID, now: datetime) -> None:
    """Store scans with the labels that they name and their private parts, in one statement.

    Safe to repeat: what is stored already stays as it was first stored.
    """
    if scans:
        with prepared() as cursor:
            cursor.execute(APPEND_SCANS, {**_columns(scans), "batch": batch, "received_at": now})


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
        "earliest": [new.earliest_at for new in scans],
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


def quarantine(*, scans: Sequence[UntrustedScan], batch: UUID, now: datetime) -> dict[str, str]:
    """Set aside what cannot be read or trusted, whole, for a person to look at.

    Safe to repeat: the first reason stays.

    Returns:
        Of those that were set aside before, key and first reason.
    """
    if not scans:
        return {}
    keys = [untrusted.key for untrusted in scans]
    before = dict(QuarantinedScan.objects.filter(key__in=keys).values_list("key", "reason"))
    QuarantinedScan.objects.bulk_create(
        [
            QuarantinedScan(
                key=untrusted.key,
                raw=untrusted.jws.encode("utf-8", "surrogatepass"),
                private=_raw(untrusted.private),
                reason=untrusted.reason,
                scan=untrusted.scan,
                kid=untrusted.kid,
                received_at=now,
                batch=batch,
            )
            for untrusted in scans
            if untrusted.key not in before
        ],
        ignore_conflicts=True,
    )
    return before


def _raw(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", "surrogatepass")


def judge_proof(*, scan: str, is_good: bool, how: str, now: datetime) -> None:
    """Store, once and for all, whether a delivery carried the proof that was demanded.

    Args:
        scan: id of the delivery, already stored.
        is_good: the judgement.
        how: what proved it or failed to, e.g. `pin`.
        now: when it was judged.
    """
    _, is_new = Proof.objects.get_or_create(
        scan_id=scan, defaults={"is_good": is_good, "how": how, "judged_at": now}
    )
    if is_new:
        row = {"scan": scan, "is_good": is_good, "how": how}
        append_entry(kind=EntryKind.PROOF_JUDGED, row=row, at=now)


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
    known = set(ServerKey.objects.select_for_update().values_list("kid", flat=True))
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
