"""Say on which days offices work otherwise than the law's calendar says."""

from collections.abc import Sequence
from datetime import date, time
from uuid import UUID

from tracking.parties.models import CalendarDay


def put_calendar_day(
    *,
    on: date,
    hours: Sequence[tuple[time, time]],
    office: UUID | None = None,
    legal_ref: str = "",
) -> None:
    """Say how an office, or every one, works on a day; a repeat corrects it.

    Args:
        on: the day.
        hours: opening periods, sorted and apart; none if closed.
        office: whose day it is; None for all offices.
        legal_ref: the text that says so.
    """
    CalendarDay.objects.update_or_create(
        on=on,
        office_id=office,
        defaults={"hours": [list(period) for period in hours], "legal_ref": legal_ref},
    )
