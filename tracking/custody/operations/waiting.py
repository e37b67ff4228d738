"""Look again at items whose scans say something else by now: a proof is late, a lock is over."""

from datetime import datetime
from typing import Final

from django.db import transaction

from tracking.custody.models import Line
from tracking.custody.operations.lines import refold

LOOKED_AT_ONCE: Final = 100


@transaction.atomic
def look_at_what_waits(*, now: datetime) -> int:
    """Fold again the items of which the time has come, a hundred at most, the oldest first.

    Safe to repeat: what did not change is neither written nor told. What was looked at is due
    later or never, also if its fold failed, so whoever asks again and again comes to an end.

    Returns:
        How many items were looked at; less than the bound means that no other is due.
    """
    due = Line.objects.filter(look_again_at__lte=now).order_by("look_again_at", "subject")
    items = list(due.values_list("subject", flat=True)[:LOOKED_AT_ONCE])
    refold(items=items, now=now)
    return len(items)
