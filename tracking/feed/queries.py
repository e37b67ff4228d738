"""Read streams: heads, entries and the epoch of their history."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connection
from django.db.models import Max, Min, Sum

from tracking.feed.models import Entry, Head, RightsCounter

EPOCH: Final = (Path(__file__).parent / "sql" / "epoch.sql").read_text()
EPOCH_CHARACTERS: Final = 16


@dataclass(frozen=True, slots=True)
class StreamEntry:
    """One fact at one position of one stream, as a socket sends it."""

    stream: str
    position: int
    kind: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Extent:
    """What can be read of a stream: positions after `forgotten`, up to and with `head`."""

    head: int
    forgotten: int


def epoch() -> str:
    """Return the name of this database's history; another after a restore or a failover."""
    with connection.cursor() as cursor:
        cursor.execute(EPOCH)
        cluster, timeline, salt = cursor.fetchone()
    history = f"{cluster}:{timeline}:".encode() + bytes(salt or b"")
    return hashlib.sha256(history).hexdigest()[:EPOCH_CHARACTERS]


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
    rows = (
        Entry.objects.filter(stream=stream, position__gt=position)
        .order_by("position")
        .values_list("stream", "position", "kind", "body")[:limit]
    )
    return [StreamEntry(*row) for row in rows]


def newest_entry() -> int:
    """Return the number of the newest entry of all streams, 0 if there is none."""
    return Entry.objects.aggregate(newest=Max("id"))["newest"] or 0


def entries_since(*, entry: int, limit: int) -> tuple[int, list[StreamEntry]]:
    """Return what all streams were told after an entry, and the number of the last one read.

    Numbers rise in the order of commits, since one sequencer at a time writes them; nowhere else
    may `id > cursor` be trusted.
    """
    rows = (
        Entry.objects.filter(id__gt=entry)
        .order_by("id")
        .values_list("id", "stream", "position", "kind", "body")[:limit]
    )
    entries = [(row[0], StreamEntry(*row[1:])) for row in rows]
    return (entries[-1][0] if entries else entry), [read for _, read in entries]


def withdrawals() -> int:
    """Return how many withdrawals of rights there ever were; it only rises."""
    return RightsCounter.objects.aggregate(total=Sum("count"))["total"] or 0


def withdrawals_of(subjects: Iterable[str]) -> dict[str, int]:
    """Return, for those of the people and devices who lost rights ever, how often."""
    rows = RightsCounter.objects.filter(subject__in=list(subjects))
    return dict(rows.values_list("subject", "count"))
