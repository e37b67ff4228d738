"""Give citizens the keys to their dossiers, and count those who guess."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from tracking.consignments import citizen_key
from tracking.consignments.models import CitizenKey, Dossier, PinTries, ReplacedSlip
from tracking.consignments.pin_lock import PinLock, PinTry
from tracking.feed.operations import bump_rights
from tracking.kernel.instants import milliseconds
from tracking.ledger.models import EntryKind
from tracking.ledger.operations import append_entry

NO_SLIP: Final = PinTry(is_right=False, tries_left=0, was_locked=True)


@transaction.atomic
def make_citizen_key(
    *, dossier_id: UUID, now: datetime, by: UUID | None = None
) -> citizen_key.NewCitizenKey:
    """Draw a new secret and PIN for the slip of a dossier; slips printed before open nothing more.

    The code in the address and the name of the live stream stay; what was opened by an older slip
    is closed. What was delivered before is judged by the slip of then, whenever that is told. Who
    prints reads the PIN, so the log knows who it was, and when.
    """
    key = _locked_key(dossier_id) or _first_key(dossier_id)
    if key.made_at is not None:
        ReplacedSlip.objects.create(
            key=key,
            secret_hmac=key.secret_hmac,
            pin_hmac=key.pin_hmac,
            made_at=key.made_at,
            made_by=key.made_by,
            replaced_at=now,
        )
        key.tries.all().delete()
    secret, pin = citizen_key.new_secret(), citizen_key.new_pin()
    key.secret_hmac = citizen_key.secret_hmac(code=key.code, secret=secret)
    key.pin_hmac = citizen_key.pin_hmac(code=key.code, pin=pin)
    key.public_tries, key.public_locked_until_at = 0, None
    key.made_at, key.made_by = now, by
    key.save()
    row = {"dossier": dossier_id} if by is None else {"dossier": dossier_id, "by": by}
    append_entry(kind=EntryKind.SLIP_PRINTED, row=row, at=now)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenProof:
    """What was brought of a citizen's slip to prove a delivery.

    Attributes:
        dossier: whose slip it should be of.
        party: who brings it.
        secret: of the QR, if that was read.
        pin: if that was said.
        earliest_ms: with `latest_ms`, when that was; the slip that was good then judges it.
        latest_ms: see `earliest_ms`.
    """

    dossier: UUID
    party: UUID
    secret: str | None
    pin: str | None
    earliest_ms: int
    latest_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedProof:
    """Whether secret and PIN are right; None for what was not brought, or was not looked at.

    `printed` tells of the slip whose secret or PIN was right.
    """

    is_secret_right: bool | None = None
    pin: PinTry | None = None
    printed: "PrintedSlip | None" = None


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """When a slip was printed, and by whom, if that is known."""

    at: datetime
    by: UUID | None


def try_pin(*, dossier_id: UUID, party: UUID, pin: str, now: datetime) -> PinTry:
    """Compare a PIN that a device brings with that of a slip, and count the wrong ones.

    Whether a phone or a desk asks, or a scan of a delivery says it, it is the same count: that of
    the party for which it is brought. What is tried on the public page is another: nobody who
    guesses there holds up a delivery.
    """
    at_ms = milliseconds(now)
    given = GivenProof(
        dossier=dossier_id, party=party, secret=None, pin=pin, earliest_ms=at_ms, latest_ms=at_ms
    )
    (tried,) = try_proofs([given], now=now)
    return tried.pin or NO_SLIP


@transaction.atomic(savepoint=False)
def try_proofs(given: Sequence[GivenProof], *, now: datetime) -> list[TriedProof]:
    """Compare what was brought of slips with them, in the order given; wrong PINs are counted.

    A right secret is enough: no PIN that was said beside it costs a try, and nobody's failures
    hold it up.
    """
    found = CitizenKey.objects.select_for_update(no_key=True).order_by("pk")
    keys = {key.pk: key for key in found.filter(pk__in={one.dossier for one in given})}
    slips: dict[UUID, list[_Slip]] = {key.pk: [_slip(key, None)] for key in keys.values()}
    for old in ReplacedSlip.objects.filter(key__in=keys):
        slips[old.key_id].append(_slip(old, old.replaced_at))
    counts = {(one.key_id, one.party): one for one in PinTries.objects.filter(key__in=keys)}
    before = {at: (one.tries, one.locked_until_at) for at, one in counts.items()}
    tried = []
    for one in given:
        key = keys.get(one.dossier)
        if key is None:
            tried.append(TriedProof(pin=NO_SLIP))
            continue
        good = [slip for slip in slips[key.pk] if slip.was_good(one)]
        count = counts.setdefault(
            (key.pk, one.party), PinTries(key=key, party=one.party, tries=0, locked_until_at=None)
        )
        tried.append(_tried(one, key.code, good, count, now))
    changed = [
        one
        for at, one in counts.items()
        if (one.tries, one.locked_until_at) != before.get(at, (0, None))
    ]
    PinTries.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["key", "party"],
        update_fields=["tries", "locked_until_at"],
    )
    return tried


@dataclass(frozen=True, slots=True)
class _Slip:
    secret_hmac: bytes | memoryview
    pin_hmac: bytes | memoryview
    printed: PrintedSlip
    replaced_at: datetime | None

    def was_good(self, given: GivenProof) -> bool:
        """Whether it may have been the newest slip when something was brought of it."""
        return milliseconds(self.printed.at) <= given.latest_ms and (
            self.replaced_at is None or milliseconds(self.replaced_at) > given.earliest_ms
        )


def _slip(kept: CitizenKey | ReplacedSlip, replaced_at: datetime | None) -> _Slip:
    printed = PrintedSlip(kept.made_at, kept.made_by)
    return _Slip(kept.secret_hmac, kept.pin_hmac, printed, replaced_at)


def _tried(
    given: GivenProof, code: str, slips: Sequence[_Slip], count: PinTries, now: datetime
) -> TriedProof:
    if not slips:
        return TriedProof(pin=NO_SLIP)
    is_secret_right = None
    if given.secret is not None:
        secret_hmac = citizen_key.secret_hmac(code=code, secret=given.secret)
        right = [slip for slip in slips if _equal(slip.secret_hmac, secret_hmac)]
        if right:
            return TriedProof(is_secret_right=True, printed=_newest(right))
        is_secret_right = False
    if given.pin is None:
        return TriedProof(is_secret_right=is_secret_right)
    pin_hmac = citizen_key.pin_hmac(code=code, pin=given.pin)
    lock = PinLock(tries=count.tries, until_at=count.locked_until_at)
    right = [slip for slip in slips if _equal(slip.pin_hmac, pin_hmac)]
    after, tried = lock.after_try(is_right=bool(right), now=now)
    count.tries, count.locked_until_at = after.tries, after.until_at
    return TriedProof(
        is_secret_right=is_secret_right,
        pin=tried,
        printed=_newest(right) if tried.is_right else None,
    )


def _newest(slips: Sequence[_Slip]) -> PrintedSlip:
    return max((slip.printed for slip in slips), key=lambda one: one.at)


def _equal(kept: bytes | memoryview, given: bytes) -> bool:
    return hmac.compare_digest(bytes(kept), given)


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
    return _equal(key.pin_hmac, citizen_key.pin_hmac(code=key.code, pin=pin))
