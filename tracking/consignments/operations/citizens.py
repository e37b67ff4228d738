"""Give citizens the keys to their dossiers, and count those who guess."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from tracking.consignments import citizen_key
from tracking.consignments.models import CitizenKey, Dossier

TRIES_BEFORE_LOCK: Final = 5
FIRST_LOCK: Final = timedelta(minutes=15)
LONGEST_LOCK: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PinTry:
    """Whether a PIN was right, and how many more tries there are before it is locked."""

    is_right: bool
    tries_left: int


@transaction.atomic
def make_citizen_key(*, dossier_id: UUID, now: datetime) -> citizen_key.NewCitizenKey:
    """Draw a new secret and PIN for the slip of a dossier; slips printed before stop working.

    The code in the address and the live stream stay, so that a screen left open goes on.
    """
    Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    key = CitizenKey.objects.filter(pk=dossier_id).first() or CitizenKey(
        dossier_id=dossier_id, code=citizen_key.new_code(), stream=citizen_key.new_stream()
    )
    secret, pin = citizen_key.new_secret(), citizen_key.new_pin()
    key.secret_hmac = citizen_key.secret_hmac(code=key.code, secret=secret)
    key.pin_hmac = citizen_key.pin_hmac(code=key.code, pin=pin)
    key.tries, key.locked_until_at, key.made_at = 0, None, now
    key.save()
    return citizen_key.NewCitizenKey(code=key.code, secret=secret, pin=pin)


@transaction.atomic
def try_pin(*, dossier_id: UUID, pin: str, now: datetime) -> PinTry:
    """Compare a PIN with that of a slip, and count the wrong ones.

    Every fifth wrong one in a row locks the PIN, the first time for a quarter of an hour, then for
    twice as long each time. A locked PIN is wrong, whatever it is; the secret of the QR is not
    locked, or whoever knows the address could shut the citizen out.
    """
    key = CitizenKey.objects.select_for_update().filter(pk=dossier_id).first()
    if key is None or (key.locked_until_at and key.locked_until_at > now):
        return PinTry(is_right=False, tries_left=0)
    is_right = hmac.compare_digest(
        bytes(key.pin_hmac), citizen_key.pin_hmac(code=key.code, pin=pin)
    )
    key.tries = 0 if is_right else key.tries + 1
    locks, counted = divmod(key.tries, TRIES_BEFORE_LOCK)
    is_locked = not is_right and counted == 0
    key.locked_until_at = now + _lock_length(locks) if is_locked else None
    key.save(update_fields=["tries", "locked_until_at"])
    return PinTry(is_right=is_right, tries_left=0 if is_locked else TRIES_BEFORE_LOCK - counted)


def _lock_length(locks: int) -> timedelta:
    # Bounded before it is multiplied: no clock counts as far as the doubling would.
    return min(FIRST_LOCK * (1 << min(locks - 1, 10)), LONGEST_LOCK)
