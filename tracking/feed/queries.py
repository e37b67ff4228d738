"""Read streams: heads, entries and the epoch of their history."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import Max, Min, Sum

from tracking.feed.models import Entry, Head, Withdrawal
from tracking.parties.prepared import prepared

_SQL: Final = Path(__file__).parent / "sql"
EPOCH: Final = (_SQL / "epoch.sql").read_text()
ENTRIES_AFTER: Final = (_SQL / "entries_after.sql").read_text()
ENTRIES_SINCE: Final = (_SQL / "entries_since.sql").read_text()
EPOCH_CHARACTERS: Final = 16
_EPOCHS: Final[WeakKeyDictionary[object, str]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class StreamEntry:
    """One fact at one position of one stream; its body is JSON text, ready to be sent."""

    stream: str
    position: int
    kind: str
    body: str


@dataclass(frozen=True, slots=True)
class Extent:
    """What can be read of a stream: positions after `forgotten`, up to and with `head`."""

    head: int
    forgotten: int


def epoch() -> str:
    """Return the name of this database's history; another after a restore or a failover.

    Whatever changes it ends every connection, so each connection is asked once.
    """
    connection.ensure_connection()
    known = _EPOCHS.get(connection.connection)
    if known is None:
        with connection.cursor() as cursor:
            cursor.execute(EPOCH)
            cluster, timeline, salt = cursor.fetchone()
        history = f"{cluster}:{timeline}:".encode() + bytes(salt or b"")
        known = hashlib.sha256(history).hexdigest()[:EPOCH_CHARACTERS]
        _EPOCHS[connection.connection] = known
    return known


def position(stream: str) -> int:
    """Return the newest position of a stream, 0 if it never said anything."""
    return Head.objects.filter(stream=stream).values_list("position", flat=True).first() or 0


def extent(stream: str) -> Extent:
    """Return from where to where a stream can still be read."""
    head = position(stream)
    first = Entry.objects.filter(stream=stream).aggregate(first=Min("position"))["first"]
    return Extent(head=head, forgotten=head if first is None else first - 1)


def entries_after(*, stream: str, position: int, limit: int) -> list[StreamEntry]:
    """Return the next entries of a stream after a position, oldest first."""
    with prepared() as cursor:
        cursor.execute(ENTRIES_AFTER, {"stream": stream, "position": position, "limit": limit})
        return [StreamEntry(*row) for row in cursor.fetchall()]


def newest_entry() -> int:
    """Return the number of the newest entry of all streams, 0 if there is none."""
    return Entry.objects.aggregate(newest=Max("id"))["newest"] or 0


def entries_since(
    *, entry: int, streams: Collection[str], limit: int
) -> tuple[int, list[StreamEntry], int]:
    """Return what was told after an entry, of some streams.

    Numbers rise in the order of commits, since one sequencer at a time writes them; nowhere else
    may `id > cursor` be trusted.

    Returns:
        The number of the last entry looked at, those of the streams asked for, and how many were
        looked at in all.
    """
    with prepared() as cursor:
        cursor.execute(ENTRIES_SINCE, {"entry": entry, "streams": list(streams), "limit": limit})
        rows = cursor.fetchall()
    entries = [StreamEntry(*row[1:]) for row in rows if row[4] is not None]
    return (rows[-1][0] if rows else entry), entries, len(rows)


def heads_of(streams: Collection[str]) -> dict[str, int]:
    """Return the newest positions of streams; those that never said anything are absent."""
    found = Head.objects.filter(stream__in=list(streams))
    return dict(found.values_list("stream", "position"))


def withdrawals() -> int:
    """Return a number that is another after every withdrawal of rights.

    Not the newest of them: one that began before it may be committed after it.
    """
    return int(Withdrawal.objects.aggregate(total=Sum("rev"))["total"] or 0)


def withdrawals_of(subjects: Iterable[str]) -> dict[str, int]:
    """Return the newest withdrawal of each of some subjects; those who lost nothing are absent."""
    rows = Withdrawal.objects.filter(subject__in=list(subjects))
    return dict(rows.values_list("subject", "rev"))


def known_withdrawals(subjects: Iterable[UUID | str]) -> dict[str, int]:
    """Return what a ticket must know of each of its subjects, 0 where nothing was withdrawn.

    Count first and look at the rights after it: what is withdrawn in between shows either way.
    """
    names = [str(subject) for subject in subjects]
    # Zero, not absent: the first withdrawal of a subject must show.
    return dict.fromkeys(names, 0) | withdrawals_of(names)
