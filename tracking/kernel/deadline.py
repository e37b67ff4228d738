"""Working time and due times, counted as the one-stop counters count them; pure.

Note [Counting]
    Limits in hours and working days run through working time, eight hours to a working day, so
    that half days are four hours: taken in at 09:30 on a Wednesday with seven working days, a
    dossier is due at 09:30 on the Friday of the week after. What runs out exactly at the close is
    due at the close, not at the next opening. Whatever comes while the office is closed counts
    from the next opening.
    Limits in days and months are calendar time: the first day is not counted, they end at the
    close of their last day, and move to the close of the next working day if that one is closed.
    The same-day rule: what comes by 15:00 is due at the close of that day, what comes after it at
    the close of the next working day.

Source: Civil Code 2015 art. 147, 148; Decree 61/2018/NĐ-CP art. 18; the practice of provincial
one-stop systems (limits stored in hours, 07:00 to 11:30 and 13:30 to 17:00).
"""

import calendar as months
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
LATEST_SAME_DAY: Final = time(15)
# Half a working day: a run takes as long, and an offer that is older is stuck.
RISK_TIME: Final = timedelta(hours=4)
# Far longer than any holiday: an office that is closed for so long has no due times.
LONGEST_CLOSURE: Final = timedelta(days=366)

Hours = Sequence[tuple[time, time]]
OFFICE_HOURS: Final[Hours] = ((time(7), time(11, 30)), (time(13, 30), time(17)))
OFFICE_WEEK: Final[Sequence[Hours]] = (OFFICE_HOURS,) * 5 + ((), ())


class LimitUnit(StrEnum):
    """In what a procedure's limit is counted."""

    HOUR = "hour"
    WORKING_DAY = "working_day"
    DAY = "day"
    MONTH = "month"


WORKING_TIME: Final = {
    LimitUnit.HOUR: timedelta(hours=1),
    LimitUnit.WORKING_DAY: timedelta(hours=8),
}


class Urgency(StrEnum):
    """How pressing a due time is."""

    LATE = "late"
    RISK = "risk"
    ON_TIME = "ontime"


class NeverOpen(ValueError):
    """The calendar has no working day for more than a year."""


class UnzonedTime(ValueError):
    """A time came without its zone."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """When an office works: its opening periods of each day, sorted and apart; none if closed."""

    hours_on: Callable[[date], Hours]

    def is_working_day(self, day: date) -> bool:
        """Tell whether the office opens on that day at all."""
        return bool(self.hours_on(day))


def weekly_calendar(
    *, week: Sequence[Hours] = OFFICE_WEEK, exceptions: Mapping[date, Hours]
) -> WorkingCalendar:
    """Make a calendar of a week that repeats.

    Args:
        week: hours of Monday to Sunday.
        exceptions: hours of the days that differ: none for a holiday, some for a make-up day.
    """

    def hours_on(day: date) -> Hours:
        return exceptions.get(day, week[day.weekday()])

    return WorkingCalendar(hours_on)


def due_time(
    *,
    received_at: datetime,
    limit_value: int,
    limit_unit: LimitUnit,
    has_same_day_rule: bool,
    calendar: WorkingCalendar,
) -> datetime:
    """Return when a dossier is due, in the office's zone; see Note [Counting].

    Args:
        received_at: when the counter took it in.
        limit_value: at least 1; with the same-day rule, 1 is the day itself.
        limit_unit: ignored with the same-day rule, which counts working days.
        has_same_day_rule: whether the procedure is «trong ngày».
        calendar: of the office that is bound by the limit.

    Raises:
        NeverOpen: the office does not open for more than a year.
        UnzonedTime: `received_at` has no zone.
    """
    from_at = opening_from(moment=received_at, calendar=calendar)
    if has_same_day_rule:
        return _same_day_due(from_at=from_at, working_days=limit_value, calendar=calendar)
    if limit_unit in WORKING_TIME:
        return _after_working_time(from_at, WORKING_TIME[limit_unit] * limit_value, calendar)
    if limit_unit is LimitUnit.DAY:
        return _close_from(from_at.date() + timedelta(days=limit_value), calendar)
    return _close_from(_months_later(from_at.date(), limit_value), calendar)


def opening_from(*, moment: datetime, calendar: WorkingCalendar) -> datetime:
    """Return the moment itself if the office is open then, else its next opening.

    The close belongs to what is closed: at 17:00 sharp the next opening is the next morning's.

    Raises:
        NeverOpen: the office does not open for more than a year.
        UnzonedTime: the moment has no zone.
    """
    local = _local(moment)
    start, _ = next(_periods_from(local, calendar))
    return max(local, start)


def working_time_between(
    *, start: datetime, end: datetime, calendar: WorkingCalendar
) -> timedelta:
    """Return how long the office was open between two moments; zero if the end is earlier.

    Raises:
        UnzonedTime: a moment has no zone.
    """
    local, until = _local(start), _local(end)
    total = timedelta()
    day = local.date()
    while day <= until.date():
        for opens, closes in _periods_of(day, calendar):
            total += max(timedelta(), min(closes, until) - max(opens, local))
        day += timedelta(days=1)
    return total


def urgency(*, now: datetime, due_at: datetime, calendar: WorkingCalendar) -> Urgency:
    """Return how pressing a due time is, the same on every screen.

    Raises:
        UnzonedTime: a moment has no zone.
    """
    if due_at <= now:
        return Urgency.LATE
    left = working_time_between(start=now, end=due_at, calendar=calendar)
    return Urgency.RISK if left < RISK_TIME else Urgency.ON_TIME


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise UnzonedTime
    return moment.astimezone(ZONE)


def _periods_of(day: date, calendar: WorkingCalendar) -> Iterator[tuple[datetime, datetime]]:
    for opens, closes in calendar.hours_on(day):
        yield datetime.combine(day, opens, ZONE), datetime.combine(day, closes, ZONE)


def _periods_from(
    moment: datetime, calendar: WorkingCalendar
) -> Iterator[tuple[datetime, datetime]]:
    """Go through the opening periods that end after a moment, without end."""
    day = moment.date()
    last_open = day
    while day - last_open <= LONGEST_CLOSURE:
        for period in _periods_of(day, calendar):
            last_open = day
            if period[1] > moment:
                yield period
        day += timedelta(days=1)
    raise NeverOpen


def _after_working_time(from_at: datetime, left: timedelta, calendar: WorkingCalendar) -> datetime:
    periods = _periods_from(from_at, calendar)
    while True:
        opens, closes = next(periods)
        start = max(opens, from_at)
        if left <= closes - start:
            return start + left
        left -= closes - start


def _same_day_due(*, from_at: datetime, working_days: int, calendar: WorkingCalendar) -> datetime:
    first = from_at.date()
    if from_at.time() > LATEST_SAME_DAY:
        first += timedelta(days=1)
    due = _close_from(first, calendar)
    for _ in range(working_days - 1):
        due = _close_from(due.date() + timedelta(days=1), calendar)
    return due


def _close_from(day: date, calendar: WorkingCalendar) -> datetime:
    """Return the last close of that day, or of the next day on which the office works."""
    _, closes = next(_periods_from(datetime.combine(day, time(), ZONE), calendar))
    *_, last = _periods_of(closes.date(), calendar)
    return last[1]


def _months_later(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))
