"""Slow down whoever guesses passwords; counted in Postgres, since a cache may be flushed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.db import transaction
from django.db.models import F

from tracking.kernel.refusal import Refusal, Retry
from tracking.parties.models import FailedLogin
from tracking.parties.tokens import Purpose, kept_hash

LOGIN_WINDOW: Final = timedelta(minutes=5)
LOGIN_TRIES: Final = 5
ADDRESS_TRIES: Final = 50  # a whole office stands behind one address
FORGOTTEN_AT_ONCE: Final = 10  # each log-in adds two at most


@dataclass(eq=False)
class TooManyLogins(Refusal):
    """Too many failed log-ins in a short time."""

    code: ClassVar[str] = "too_many_logins"
    status: ClassVar[int] = 429
    retry: ClassVar[Retry] = Retry.LATER


def begin_login(*, login: str, address: str, now: datetime) -> None:
    """Count a log-in as failed before its password is looked at, if neither failed too often.

    Between a look and a count all would pass who come at once; so the look is the count, and
    `forgive_login` takes it back. What is counted is forgotten when it counts no more.

    Args:
        login: the name that is tried.
        address: from where.
        now: the clock.

    Raises:
        TooManyLogins: one of them failed too often.
    """
    _forget_old(now)
    _count(_login_subjects(login, address), now)


@transaction.atomic
def _count(limits: dict[bytes, int], now: datetime) -> None:
    for subject in sorted(limits):
        row, _ = FailedLogin.objects.select_for_update(no_key=True).get_or_create(
            subject=subject, defaults={"since_at": now}
        )
        if row.since_at <= now - LOGIN_WINDOW:
            row.failed, row.since_at = 0, now
        if row.failed >= limits[subject]:
            raise TooManyLogins
        row.failed += 1
        row.save(update_fields=["failed", "since_at"])


@transaction.atomic
def forgive_login(*, login: str, address: str) -> None:
    """Take back the count of a log-in whose password was right; what failed before stays."""
    for subject in sorted(_login_subjects(login, address)):
        FailedLogin.objects.filter(pk=subject, failed__gt=0).update(failed=F("failed") - 1)


@transaction.atomic
def _forget_old(now: datetime) -> None:
    """Delete some of what counts no more; what somebody else has in hand is left to the next.

    By itself, since whoever counts holds other rows.
    """
    old = FailedLogin.objects.filter(since_at__lte=now - LOGIN_WINDOW).order_by("since_at")
    locked = old.select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True)
    FailedLogin.objects.filter(pk__in=list(locked[:FORGOTTEN_AT_ONCE])).delete()


def _login_subjects(login: str, address: str) -> dict[bytes, int]:
    """Return what is counted, with the limit of each."""
    return {
        _login_subject("login", login.casefold()): LOGIN_TRIES,
        _login_subject("address", address): ADDRESS_TRIES,
    }


def _login_subject(kind: str, name: str) -> bytes:
    return kept_hash(purpose=Purpose.FAILED_LOGIN, raw=f"{kind}\0{name}".encode())
