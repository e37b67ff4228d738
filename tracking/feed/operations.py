"""Open sockets by tickets, take rights back, and forget what is too old."""

import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar, Final
from uuid import UUID

from django.db import connection, transaction

from tracking.feed.models import Entry, SocketTicket, Withdrawal
from tracking.feed.queries import withdrawals_of
from tracking.kernel.ids import b64u
from tracking.kernel.refusal import Refusal, Retry

WITHDRAW: Final = (Path(__file__).parent / "sql" / "withdraw.sql").read_text()
SOCKET_TICKET_LIVES: Final = timedelta(seconds=30)
ENTRIES_LIVE: Final = timedelta(days=7)
WITHDRAWALS_LIVE: Final = timedelta(days=2)  # no right lasts as long
FORGOTTEN_AT_ONCE: Final = 10_000


@dataclass(eq=False)
class SpentTicket(Refusal):
    """The socket ticket was used before, is too old, lost its right, or never was."""

    code: ClassVar[str] = "spent_ticket"
    status: ClassVar[int] = 401
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Which streams a socket may follow, and until when.

    `withdrawals` has the newest of each subject on whom that hangs (person, device, log-in, what
    the streams are about), from before it was found that they may. A later one ends the rights.
    """

    streams: frozenset[str]
    until_at: datetime
    withdrawals: Mapping[str, int]

    def are_withdrawn(self, newest: Mapping[str, int]) -> bool:
        """Tell whether anything was taken back since."""
        return any(newest.get(subject, 0) > rev for subject, rev in self.withdrawals.items())


def issue_socket_ticket(
    *,
    streams: Sequence[str],
    known: Mapping[str, int],
    rights_until_at: datetime,
    now: datetime,
) -> str:
    """Make the ticket that opens one socket on these streams, once, within 30 seconds.

    Args:
        streams: what the caller was already found to be allowed to follow.
        known: withdrawals of all on whom that hangs, by `known_withdrawals`, counted before it
            was found; the socket closes when there is a newer one.
        rights_until_at: when the rights end by themselves.
        now: the clock.
    """
    ticket = b64u(secrets.token_bytes(32))
    SocketTicket.objects.create(
        hash=_hash(ticket),
        streams=list(streams),
        known=dict(known),
        rights_until_at=rights_until_at,
        expires_at=now + SOCKET_TICKET_LIVES,
    )
    return ticket


@transaction.atomic
def redeem_socket_ticket(*, ticket: str, now: datetime) -> Rights:
    """Use a socket ticket up and return what it opens.

    Raises:
        SpentTicket: it was used, is too old, never was, or what it stood on was withdrawn.
    """
    row = SocketTicket.objects.select_for_update(no_key=True).filter(hash=_hash(ticket)).first()
    if row is None:
        raise SpentTicket
    row.delete()
    if row.expires_at <= now or row.rights_until_at <= now:
        raise SpentTicket
    rights = Rights(
        streams=frozenset(row.streams), until_at=row.rights_until_at, withdrawals=row.known
    )
    if rights.are_withdrawn(withdrawals_of(row.known)):
        raise SpentTicket
    return rights


@transaction.atomic
def bump_rights(subjects: Collection[UUID | str]) -> None:
    """Close the sockets that hang on somebody whose rights were withdrawn, within 5 seconds.

    Tickets that are not used yet open nothing any more. Call it in the transaction that takes the
    rights back.

    Args:
        subjects: ids of people, of devices, of log-ins, of what streams are about.
    """
    names = sorted({str(subject) for subject in subjects})
    if names:
        with connection.cursor() as cursor:
            cursor.execute(WITHDRAW, {"subjects": names})


def forget_old(now: datetime) -> int:
    """Delete a bounded number of entries older than seven days; stale tickets and withdrawals too.

    Returns:
        How many entries went; less than the bound means that no older one is left.
    """
    SocketTicket.objects.filter(expires_at__lt=now).delete()
    oldest = int((now - WITHDRAWALS_LIVE).timestamp() * 1_000_000)
    Withdrawal.objects.filter(rev__lt=oldest).delete()
    old = Entry.objects.filter(at__lt=now - ENTRIES_LIVE).order_by("at")
    ids = list(old.values_list("id", flat=True)[:FORGOTTEN_AT_ONCE])
    return Entry.objects.filter(id__in=ids).delete()[0]


def _hash(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode()).digest()
