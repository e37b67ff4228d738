"""What the legs do by the clock."""

from celery import shared_task
from django.utils import timezone

from tracking.legs.operations.positions import forget_old_fixes, stop_shifts_without_right
from tracking.legs.operations.ways import ensure_runs


@shared_task
def make_runs_of_the_day() -> None:
    """Make today's runs; asked for often, made once."""
    ensure_runs(on=timezone.localdate())


@shared_task
def forget_positions() -> None:
    """Delete raw positions that nobody needs any more."""
    forget_old_fixes(now=timezone.now())


@shared_task
def end_shifts_without_right() -> None:
    """Take off the map whose right to be a courier has ended by itself, and tell the boards."""
    stop_shifts_without_right(now=timezone.now())
