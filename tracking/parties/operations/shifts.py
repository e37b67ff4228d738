"""Begin and end couriers' shifts."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from tracking.parties.models import Courier, Shift

OLDEST_SHIFT: Final = timedelta(hours=24)


@transaction.atomic
def start_shift(*, courier: Courier, device_id: str | None, at: datetime, now: datetime) -> Shift:
    """Begin a courier's shift at the moment his phone says, or now if that cannot be.

    Safe to repeat: a shift that is open goes on.
    """
    Courier.objects.select_for_update(no_key=True).get(pk=courier.pk)
    shift = (
        Shift.objects.filter(courier=courier).filter(Q(ended_at=None) | Q(started_at=at)).first()
    )
    if shift is not None:
        return shift
    return Shift.objects.create(
        courier=courier, device_id=device_id, started_at=_believable(at, now)
    )


@transaction.atomic
def stop_shift(*, courier: Courier, at: datetime, now: datetime) -> Shift | None:
    """End a courier's open shift at the moment his phone says, or now if that cannot be.

    Safe to repeat.

    Returns:
        His newest shift, ended; None if he never had one.
    """
    return end_shift(courier=courier, at=_believable(at, now))


@transaction.atomic
def end_shift(*, courier: Courier, at: datetime) -> Shift | None:
    """End a courier's open shift at a moment that we know ourselves, as `stop_shift` does."""
    Courier.objects.select_for_update(no_key=True).get(pk=courier.pk)
    shift = Shift.objects.filter(courier=courier).order_by("-started_at").first()
    if shift is not None and shift.ended_at is None:
        shift.ended_at = max(shift.started_at, at)
        shift.save(update_fields=["ended_at"])
    return shift


def _believable(at: datetime, now: datetime) -> datetime:
    """A shift begins without signal, but a phone's clock may be wrong by years."""
    return at if now - OLDEST_SHIFT <= at <= now else now
