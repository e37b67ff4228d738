"""Look again at items whose scans say something else by now: a proof is late, a role is new."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tracking.consignments.models import Item
from tracking.custody.models import Line
from tracking.custody.operations.apart import in_parts, together_or_apart
from tracking.custody.operations.lines import refold

LOOKED_AT_ONCE: Final = 100
# Whoever changes a right is answered after so many items; what is left is the clock's.
LOOKED_AT_BEFORE_THE_ANSWER: Final = 1_000
UNTIL_IT_IS_TRIED_AGAIN: Final = timedelta(days=1)


def mark_to_be_looked_at(items: Iterable[UUID], *, now: datetime) -> list[UUID]:
    """Have items folded again from now on; by the clock, if nobody does it before.

    What the fold will find is changed in the same transaction. Whoever folds one of them at this
    moment has not seen it, so he is waited for; the locks last until the commit only.

    Returns:
        The items, for `look_at_what_is_marked` once this is committed.
    """
    locked = Item.objects.select_for_update(no_key=True).filter(pk__in=set(items)).order_by("pk")
    marked = list(locked.values_list("pk", flat=True))
    Line.objects.filter(subject__in=marked).update(look_again_at=now)
    return marked


def look_at_what_is_marked(items: Sequence[UUID], *, now: datetime) -> None:
    """Fold marked items again by hundreds, so that nobody else's scans wait for thousands.

    Of more than a thousand those behind are left to the clock.
    """
    for some in in_parts(items[:LOOKED_AT_BEFORE_THE_ANSWER], LOOKED_AT_ONCE):
        _look_at(some, now)


def look_at_what_waits(*, now: datetime) -> int:
    """Fold again the items of which the time has come, a hundred at most, the oldest first.

    Safe to repeat: what did not change is neither written nor told. What was looked at is due
    later or never, also if its fold failed, so whoever asks again and again comes to an end.

    Returns:
        How many items were looked at; less than the bound means that no other is due.
    """
    due = Line.objects.filter(look_again_at__lte=now).order_by("look_again_at", "subject")
    items = list(due.values_list("subject", flat=True)[:LOOKED_AT_ONCE])
    _look_at(items, now)
    return len(items)


def _look_at(items: Sequence[UUID], now: datetime) -> None:
    def look(some: Sequence[UUID]) -> list[UUID]:
        refold(items=some, now=now)
        return list(some)

    def put_off(item: UUID) -> list[UUID]:
        later = now + UNTIL_IT_IS_TRIED_AGAIN
        Line.objects.filter(subject=item).update(look_again_at=later)
        return []

    if items:
        together_or_apart(items, look, spoilt=put_off)
