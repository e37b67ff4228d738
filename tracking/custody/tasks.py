"""What custody does by the clock."""

from celery import shared_task
from django.utils import timezone

from tracking.custody.operations import waiting


@shared_task
def look_at_what_waits() -> None:
    """Look again at the items of which the time has come."""
    now = timezone.now()
    while waiting.look_at_what_waits(now=now) == waiting.LOOKED_AT_ONCE:
        pass
