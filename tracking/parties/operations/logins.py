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


@dataclass(eq=False)
class TooManyLogins(Refusal):
    """Too many failed log-ins in a short time."""

    code: ClassVar[str] = "too_many_logins"
    status: ClassVar[int] = 429
    retry: ClassVar[Retry] = Retry.LATER


def demand_login_allowed(*, login: str, address: str, now: datetime) -> None:
    """Go on only if neither the log-in nor the address failed too often lately.

    Raises:
        TooManyLogins: one of them did.
    """
    limits = {
        _login_subject("login", login.casefold()): LOGIN_TRIES,
        _login_subject("address", address): ADDRESS_TRIES,
    }
    rows = FailedLogin.objects.filter(pk__in=limits, since_at__gt=now - LOGIN_WINDOW)
    if any(row.failed >= limits[bytes(row.subject)] for row in rows):
        raise TooManyLogins


@transaction.atomic
def count_failed_login(*, login: str, address: str, now: datetime) -> None:
    """Count a failed log-in; in Postgres, since a cache may be flushed to get more tries."""
    names = [("address", address), ("login", login.casefold())]
    for subject in sorted(_login_subject(kind, name) for kind, name in names):
        row, _ = FailedLogin.objects.select_for_update(no_key=True).get_or_create(
            subject=subject, defaults={"since_at": now}
        )
        is_over = row.since_at <= now - LOGIN_WINDOW
        FailedLogin.objects.filter(pk=subject).update(
            failed=1 if is_over else F("failed") + 1, since_at=now if is_over else row.since_at
        )


def _login_subject(kind: str, name: str) -> bytes:
    return kept_hash(purpose=Purpose.FAILED_LOGIN, raw=f"{kind}\0{name}".encode())
