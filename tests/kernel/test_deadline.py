from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vectors.stored import by_name, stored
from tracking.kernel.deadline import (
    ZONE,
    LimitUnit,
    NeverOpen,
    UnzonedTime,
    Urgency,
    WorkingCalendar,
    due_time,
    opening_from,
    urgency,
    weekly_calendar,
    working_time_between,
)

DEADLINES = stored("deadlines")


def hours(periods):
    return tuple(
        (time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in periods
    )


CALENDAR = weekly_calendar(
    week=[hours(day) for day in DEADLINES["calendar"]["week"]],
    exceptions={
        date.fromisoformat(day): hours(periods)
        for day, periods in DEADLINES["calendar"]["exceptions"].items()
    },
)
moments = st.datetimes(datetime(2020, 4, 1), datetime(2020, 8, 1)).map(  # noqa: DTZ001 - zoned at once
    lambda moment: moment.replace(tzinfo=ZONE)
)
limits = st.integers(1, 60)
units = st.sampled_from(LimitUnit)


def due(received_at, limit_value, limit_unit, *, has_same_day_rule=False):
    return due_time(
        received_at=received_at,
        limit_value=limit_value,
        limit_unit=limit_unit,
        has_same_day_rule=has_same_day_rule,
        calendar=CALENDAR,
    )


@pytest.mark.parametrize("case", **by_name(DEADLINES["due"]))
def test_a_dossier_is_due(case):
    due_at = due(
        datetime.fromisoformat(case["received_at"]),
        case["limit_value"],
        LimitUnit(case["limit_unit"]),
        has_same_day_rule=case["has_same_day_rule"],
    )

    assert due_at == datetime.fromisoformat(case["due_at"])
    assert due_at.tzinfo is ZONE


@pytest.mark.parametrize("case", DEADLINES["worked"])
def test_working_time_is_counted(case):
    worked = working_time_between(
        start=datetime.fromisoformat(case["start_at"]),
        end=datetime.fromisoformat(case["end_at"]),
        calendar=CALENDAR,
    )

    assert worked == timedelta(minutes=case["minutes"])


@pytest.mark.parametrize("case", **by_name(DEADLINES["pressing"]))
def test_a_due_time_presses_by_the_working_time_that_is_left(case):
    pressing = urgency(
        now=datetime.fromisoformat(case["now"]),
        due_at=datetime.fromisoformat(case["due_at"]),
        calendar=CALENDAR,
    )

    assert pressing is Urgency(case["urgency"])


def test_the_zone_is_the_offices_whatever_zone_a_time_comes_in():
    received_at = datetime(2020, 5, 26, 23, 30, tzinfo=UTC)  # 06:30 of the 27th in the office

    assert due(received_at, 1, LimitUnit.HOUR) == datetime(2020, 5, 27, 8, tzinfo=ZONE)


@pytest.mark.parametrize("unit", LimitUnit)
def test_a_time_without_zone_is_not_guessed(unit):
    with pytest.raises(UnzonedTime):
        due(datetime(2020, 5, 27, 9, 30), 1, unit)  # noqa: DTZ001 - the very fault


def test_an_office_that_never_opens_has_no_due_times():
    closed = WorkingCalendar(lambda _: ())

    assert not closed.is_working_day(date(2020, 5, 27))
    with pytest.raises(NeverOpen):
        opening_from(moment=datetime(2020, 5, 27, tzinfo=ZONE), calendar=closed)


def test_an_office_works_on_weekdays_unless_it_is_said_otherwise():
    usual = weekly_calendar(exceptions={date(2020, 6, 13): hours([["07:00", "11:00"]])})

    days = [date(2020, 6, day) for day in range(12, 16)]

    assert [usual.is_working_day(day) for day in days] == [True, True, False, True]


@settings(max_examples=50)
@given(received_at=moments, limit=limits, unit=units, has_rule=st.booleans())
def test_a_due_time_is_later_and_within_working_time(received_at, limit, unit, has_rule):
    due_at = due(received_at, limit, unit, has_same_day_rule=has_rule)

    assert due_at > received_at
    assert any(
        opens < due_at.time() <= closes for opens, closes in CALENDAR.hours_on(due_at.date())
    )


@settings(max_examples=50)
@given(one=moments, other=moments, limit=limits, unit=units, has_rule=st.booleans())
def test_who_comes_later_is_not_served_earlier(one, other, limit, unit, has_rule):
    first, second = sorted([one, other])

    assert due(first, limit, unit, has_same_day_rule=has_rule) <= due(
        second, limit, unit, has_same_day_rule=has_rule
    )


@settings(max_examples=50)
@given(received_at=moments, limit=limits)
def test_a_limit_in_working_days_is_so_much_working_time(received_at, limit):
    due_at = due(received_at, limit, LimitUnit.WORKING_DAY)

    worked = working_time_between(start=received_at, end=due_at, calendar=CALENDAR)

    assert worked == timedelta(hours=8 * limit)
    assert due_at == due(received_at, 8 * limit, LimitUnit.HOUR)


@settings(max_examples=50)
@given(st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_working_time_adds_up(times):
    start, between, end = times

    assert working_time_between(start=start, end=end, calendar=CALENDAR) == working_time_between(
        start=start, end=between, calendar=CALENDAR
    ) + working_time_between(start=between, end=end, calendar=CALENDAR)
