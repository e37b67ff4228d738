"""Give citizens the keys to their dossiers, and count those who guess."""

import hmac
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from tracking.consignments import citizen_key
from tracking.consignments.models import CitizenKey, Dossier
from tracking.consignments.pin_lock import PinLock, PinTry
from tracking.feed.operations import bump_rights

NO_SLIP: Final = PinTry(is_right=False, tries_left=0, was_locked=True)


@transaction.atomic
def make_citizen_key(*, dossier_id: UUID, now: datetime) -> citizen_key.NewCitizenKey:
    """Draw a new secret and PIN for the slip of a dossier; slips printed before stop working.

    The code in the address and the name of the live stream stay; what was opened by an older slip
    is closed.
    """
    key = _locked_key(dossier_id) or _first_key(dossier_id)
    secret, pin = citizen_key.new_secret(), citizen_key.new_pin()
    key.secret_hmac = citizen_key.secret_hmac(code=key.code, secret=secret)
    key.pin_hmac = citizen_key.pin_hmac(code=key.code, pin=pin)
    key.tries, key.locked_until_at = 0, None
    key.public_tries, key.public_locked_until_at = 0, None
    key.made_at = now
    key.save()
    bump_rights([key.stream])
    return citizen_key.NewCitizenKey(code=key.code, secret=secret, pin=pin)


def _first_key(dossier_id: UUID) -> CitizenKey:
    # The dossier is locked only here: a scan at a door locks the key, then moves its dossier.
    Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    return _locked_key(dossier_id) or CitizenKey(
        dossier_id=dossier_id, code=citizen_key.new_code(), stream=citizen_key.new_stream()
    )


def _locked_key(dossier_id: UUID) -> CitizenKey | None:
    return CitizenKey.objects.select_for_update(no_key=True).filter(pk=dossier_id).first()


def is_secret_of_slip(*, dossier_id: UUID, secret: str) -> bool:
    """Whether a secret is that of the dossier's newest slip; nobody's failures hold it up."""
    key = CitizenKey.objects.filter(pk=dossier_id).first()
    return key is not None and hmac.compare_digest(
        bytes(key.secret_hmac), citizen_key.secret_hmac(code=key.code, secret=secret)
    )


@transaction.atomic(savepoint=False)
def try_pin(*, dossier_id: UUID, pin: str, now: datetime) -> PinTry:
    """Compare a PIN that a device brings with that of a slip, and count the wrong ones.

    Whether a phone or a desk asks, or a scan of a delivery says it, it is the same count. What is
    tried on the public page is another: nobody who guesses there holds up a delivery.
    """
    key = _locked_key(dossier_id)
    if key is None:
        return NO_SLIP
    before = PinLock(tries=key.tries, until_at=key.locked_until_at)
    after, tried = before.after_try(is_right=_is_right(key, pin), now=now)
    key.tries, key.locked_until_at = after.tries, after.until_at
    key.save(update_fields=["tries", "locked_until_at"])
    return tried


@transaction.atomic(savepoint=False)
def try_pin_in_public(*, dossier_id: UUID, pin: str, now: datetime) -> PinTry:
    """Compare a PIN that was typed on the public page, and lock that page alone for wrong ones.

    The secret of the QR is not locked, or whoever knows the address could shut the citizen out.
    """
    key = _locked_key(dossier_id)
    if key is None:
        return NO_SLIP
    before = PinLock(tries=key.public_tries, until_at=key.public_locked_until_at)
    after, tried = before.after_try(is_right=_is_right(key, pin), now=now)
    key.public_tries, key.public_locked_until_at = after.tries, after.until_at
    key.save(update_fields=["public_tries", "public_locked_until_at"])
    return tried


def _is_right(key: CitizenKey, pin: str) -> bool:
    guessed = citizen_key.pin_hmac(code=key.code, pin=pin)
    return hmac.compare_digest(bytes(key.pin_hmac), guessed)
