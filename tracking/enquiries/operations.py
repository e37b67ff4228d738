"""Let the bearer of a slip in, and nobody who guesses."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tracking.consignments import citizen_key
from tracking.consignments.models import CitizenKey
from tracking.consignments.operations.citizens import try_pin_in_public
from tracking.enquiries.models import LookUpCount
from tracking.kernel.refusal import Refusal, Retry

FAILURES_A_MINUTE: Final = 300
COUNTS_LIVE: Final = timedelta(days=1)

_NOBODY: Final = "0" * citizen_key.CODE_LENGTH


@dataclass(eq=False)
class UnknownDossier(Refusal):
    """No slip has that code, or not with that secret or PIN, or its PIN is locked: all alike."""

    code: ClassVar[str] = "unknown_dossier"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class TooManyLookUps(Refusal):
    """So many look-ups fail just now that PINs are not tried for a minute; secrets still are."""

    code: ClassVar[str] = "too_many_look_ups"
    status: ClassVar[int] = 429
    retry: ClassVar[Retry] = Retry.LATER


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """That a slip's bearer was let in: to which dossier, by the slip made when."""

    dossier: UUID
    code: str
    slip_made_at: datetime


def look_up_by_secret(*, code: str, secret: str, now: datetime) -> Visit:
    """Let in whoever scanned the QR code of a slip; 128 bits need no counting.

    Raises:
        UnknownDossier: no slip says that.
    """
    key = _key(code)
    is_right = hmac.compare_digest(
        bytes(key.secret_hmac) if key else b"",
        citizen_key.secret_hmac(code=key.code if key else _NOBODY, secret=secret),
    )
    if key is None or not is_right:
        _count_failure(now=now)
        raise UnknownDossier
    return _visit(key)


def look_up_by_pin(*, code: str, pin: str, now: datetime) -> Visit:
    """Let in whoever typed the code and the PIN of a slip, and count the wrong ones.

    Raises:
        UnknownDossier: no slip says that, or its PIN is locked for now.
        TooManyLookUps: all together failed too often in this minute.
    """
    if LookUpCount.objects.filter(minute=_minute(now), failed__gte=FAILURES_A_MINUTE).exists():
        raise TooManyLookUps
    key = _key(code)
    if key is None:
        citizen_key.pin_hmac(code=_NOBODY, pin=pin)  # so that it takes as long as a wrong PIN
        _count_failure(now=now)
        raise UnknownDossier
    if not try_pin_in_public(dossier_id=key.pk, pin=pin, now=now).is_right:
        _count_failure(now=now)
        raise UnknownDossier
    return _visit(key)


def _key(code: str) -> CitizenKey | None:
    read = citizen_key.read_code(code)
    return None if read is None else CitizenKey.objects.filter(code=read).first()


def _visit(key: CitizenKey) -> Visit:
    return Visit(dossier=key.pk, code=key.code, slip_made_at=key.made_at)


@transaction.atomic
def _count_failure(*, now: datetime) -> None:
    """Count over all web processes, by the minute; what is older than a day is forgotten."""
    _, is_new = LookUpCount.objects.get_or_create(minute=_minute(now))
    LookUpCount.objects.filter(minute=_minute(now)).update(failed=F("failed") + 1)
    if is_new:
        LookUpCount.objects.filter(minute__lt=now - COUNTS_LIVE).delete()


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)
