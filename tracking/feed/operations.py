"""Open sockets by tickets, take rights back, and forget what is too old."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from tracking.feed.models import Entry, SocketTicket
from tracking.feed.queries import withdrawals_of
from tracking.kernel.ids import b64u
from tracking.kernel.refusal import Refusal, Retry

TICKET_LIVES: Final = timedelta(seconds=30)
ENTRIES_LIVE: Final = timedelta(days=7)
FORGOTTEN_AT_ONCE: Final = 10_000


@dataclass(eq=False)
class SpentTicket(Refusal):
    """The socket ticket was used before, is too old, or never was."""

    code: ClassVar[str] = "spent_ticket"
    status: ClassVar[int] = 401
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Which streams a socket may follow, for whom, and until when.

    `withdrawals` is how often each subject's rights had been taken back when this was read.
    """

    streams: frozenset[str]
    until_at: datetime
    withdrawals: dict[str, int]


def issue_socket_ticket(
    *,
    streams: Sequence[str],
    person: UUID | None,
    device: str | None,
    rights_until_at: datetime,
    now: datetime,
) -> str:
    """Make the ticket that opens one socket on these streams, once, within 30 seconds.

    Args:
        streams: what the caller was already found to be allowed to follow.
        person: who asks, so that the socket closes when his rights are withdrawn.
        device: the device that asks, likewise.
        rights_until_at: when the rights end by themselves.
        now: the clock.
    """
    ticket = b64u(secrets.token_bytes(32))
    SocketTicket.objects.create(
        hash=_hash(ticket),
        streams=list(streams),
        person=person,
        device=device,
        rights_until_at=rights_until_at,
        expires_at=now + TICKET_LIVES,
    )
    return ticket


@transaction.atomic
def redeem_socket_ticket(*, ticket: str, now: datetime) -> Rights:
    """Use a socket ticket up and return what it opens.

    Raises:
        SpentTicket: it was used, is too old, or never was.
    """
    row = SocketTicket.objects.select_for_update().filter(hash=_hash(ticket)).first()
    if row is None:
        raise SpentTicket
    row.delete()
    if row.expires_at <= now or row.rights_until_at <= now:
        raise SpentTicket
    subjects = [str(subject) for subject in (row.person, row.device) if subject]
    return Rights(
        streams=frozenset(row.streams),
        until_at=row.rights_until_at,
        # Zero, not absent: the first withdrawal of a subject must show.
        withdrawals=dict.fromkeys(subjects, 0) | withdrawals_of(subjects),
    )


@transaction.atomic
def bump_rights(subjects: Collection[UUID | str]) -> None:
    """Close the sockets of people and devices whose rights were withdrawn, within 5 seconds.

    Tickets that are not used yet go with them.

    Args:
        subjects: ids of people and of devices.
    """
    names = sorted({str(subject) for subject in subjects})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO feed_rightscounter (subject, count) SELECT UNNEST(%s::varchar []), 1 "
            "ON CONFLICT (subject) DO UPDATE SET count = feed_rightscounter.count + 1",
            [names],
        )
    people = [subject for subject in subjects if isinstance(subject, UUID)]
    SocketTicket.objects.filter(Q(person__in=people) | Q(device__in=names)).delete()


def forget_old(now: datetime) -> int:
    """Delete a bounded number of entries older than seven days, and stale tickets.

    Returns:
        How many entries went; less than the bound means that no older one is left.
    """
    SocketTicket.objects.filter(expires_at__lt=now).delete()
    old = Entry.objects.filter(at__lt=now - ENTRIES_LIVE).order_by("at")
    ids = list(old.values_list("id", flat=True)[:FORGOTTEN_AT_ONCE])
    return Entry.objects.filter(id__in=ids).delete()[0]


def _hash(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode()).digest()
