"""What custody does by the clock."""

from celery import shared_task
from django.utils import timezone

from tracking.custody.operations import releases, waiting


@shared_task
def look_at_what_waits() -> None:
    """Look again at the items of which the time has come."""
    now = timezone.now()
    while waiting.look_at_what_waits(now=now) == waiting.LOOKED_AT_ONCE:
        pass


@shared_task
def let_in_what_was_not_read() -> None:
    """Let count what a fault of ours set aside, or what was newer than we were."""
    releases.let_in_what_was_not_read(now=timezone.now())
