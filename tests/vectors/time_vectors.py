"""Vectors of due times and dossier codes, all worked out by hand."""

WEEKDAY = [["07:00", "11:30"], ["13:30", "17:00"]]
# May and June 2020: two holidays, a Saturday made up for, a Wednesday that closes at noon.
CALENDAR = {
    "week": [WEEKDAY] * 5 + [[], []],
    "exceptions": {
        "2020-04-30": [],
        "2020-05-01": [],
        "2020-06-13": WEEKDAY,
        "2020-06-17": [["07:00", "11:30"]],
    },
}

# Received, limit, unit, same-day rule, due, and what the case is about.
DUE = [
    ("2020-05-27T09:30", 7, "working_day", False, "2020-06-05T09:30", "seven working days"),
    ("2020-05-27T09:30", 4, "hour", False, "2020-05-27T15:30", "half a day, over noon"),
    ("2020-05-27T15:00", 4, "hour", False, "2020-05-28T09:00", "half a day, over night"),
    ("2020-05-27T07:00", 8, "hour", False, "2020-05-27T17:00", "a whole day ends at the close"),
    ("2020-05-27T07:00", 1, "working_day", False, "2020-05-27T17:00", "the same in days"),
    ("2020-05-27T07:00", 4, "hour", False, "2020-05-27T11:00", "before noon"),
    (
        "2020-05-27T08:00",
        210,
        "hour",
        False,
        "2020-07-01T15:30",
        "many hours, and both exceptions",
    ),
    ("2020-05-27T06:10", 1, "hour", False, "2020-05-27T08:00", "before the opening"),
    ("2020-05-27T11:30", 1, "hour", False, "2020-05-27T14:30", "at noon sharp"),
    ("2020-05-27T12:15", 1, "hour", False, "2020-05-27T14:30", "in the noon break"),
    ("2020-05-27T17:00", 1, "hour", False, "2020-05-28T08:00", "at the close sharp"),
    ("2020-05-27T17:40", 1, "working_day", False, "2020-05-28T17:00", "after the close"),
    ("2020-05-29T17:40", 1, "working_day", False, "2020-06-01T17:00", "Friday after the close"),
    ("2020-05-30T09:00", 1, "working_day", False, "2020-06-01T17:00", "on a Saturday"),
    ("2020-05-29T09:00", 1, "working_day", False, "2020-06-01T09:00", "over a weekend"),
    ("2020-04-29T14:00", 1, "working_day", False, "2020-05-04T14:00", "over two holidays"),
    ("2020-04-30T10:00", 1, "working_day", False, "2020-05-04T17:00", "on a holiday"),
    ("2020-06-12T10:00", 1, "working_day", False, "2020-06-13T10:00", "to a make-up Saturday"),
    ("2020-06-16T10:00", 1, "working_day", False, "2020-06-17T10:00", "to a half day"),
    ("2020-06-16T14:30", 1, "working_day", False, "2020-06-18T08:00", "past a half day"),
    ("2020-06-17T12:00", 1, "hour", False, "2020-06-18T08:00", "after the close of a half day"),
    ("2020-05-27T09:30", 1, "day", False, "2020-05-28T17:00", "the first day is not counted"),
    ("2020-05-27T09:30", 15, "day", False, "2020-06-11T17:00", "calendar days"),
    ("2020-05-27T09:30", 3, "day", False, "2020-06-01T17:00", "ends on a Saturday"),
    ("2020-05-27T09:30", 4, "day", False, "2020-06-01T17:00", "ends on a Sunday"),
    ("2020-04-28T09:30", 2, "day", False, "2020-05-04T17:00", "ends on a holiday"),
    ("2020-05-27T09:30", 17, "day", False, "2020-06-13T17:00", "ends on a make-up Saturday"),
    ("2020-05-27T09:30", 21, "day", False, "2020-06-17T11:30", "ends on a half day"),
    ("2020-05-27T17:00", 1, "day", False, "2020-05-29T17:00", "received at the close, in days"),
    ("2020-05-27T09:30", 1, "month", False, "2020-06-29T17:00", "a month, ends on a Saturday"),
    ("2020-01-31T09:30", 1, "month", False, "2020-03-02T17:00", "end of February, a Saturday"),
    ("2020-05-28T09:30", 12, "month", False, "2021-05-28T17:00", "a year"),
    ("2020-12-15T09:30", 1, "month", False, "2021-01-15T17:00", "into the next year"),
    ("2020-05-27T09:30", 1, "working_day", True, "2020-05-27T17:00", "same day"),
    ("2020-05-27T15:00", 1, "working_day", True, "2020-05-27T17:00", "same day, at 15:00 sharp"),
    ("2020-05-27T15:01", 1, "working_day", True, "2020-05-28T17:00", "same day, after 15:00"),
    ("2020-05-29T16:00", 1, "working_day", True, "2020-06-01T17:00", "same day, late on Friday"),
    ("2020-05-30T08:00", 1, "working_day", True, "2020-06-01T17:00", "same day, on a Saturday"),
    ("2020-05-27T06:00", 1, "working_day", True, "2020-05-27T17:00", "same day, early"),
    ("2020-05-27T17:30", 1, "working_day", True, "2020-05-28T17:00", "same day, in the evening"),
    ("2020-06-17T08:00", 1, "working_day", True, "2020-06-17T11:30", "same day, a half day"),
    ("2020-05-27T09:30", 2, "working_day", True, "2020-05-28T17:00", "same-day rule of two days"),
]

# From, to, minutes of working time.
WORKED = [
    ("2020-05-27T07:00", "2020-05-27T17:00", 480),
    ("2020-05-27T10:30", "2020-05-27T14:30", 120),
    ("2020-05-27T00:00", "2020-05-28T00:00", 480),
    ("2020-05-27T16:00", "2020-05-28T08:00", 120),
    ("2020-05-29T16:00", "2020-06-01T08:00", 120),
    ("2020-05-30T08:00", "2020-05-31T20:00", 0),
    ("2020-04-29T16:30", "2020-05-04T07:30", 60),
    ("2020-06-12T00:00", "2020-06-14T00:00", 960),
    ("2020-06-17T00:00", "2020-06-18T00:00", 270),
    ("2020-05-27T12:00", "2020-05-27T13:00", 0),
    ("2020-05-27T10:00", "2020-05-27T09:00", 0),
    ("2020-05-27T10:00", "2020-05-27T10:00", 0),
]

# Now, due, how pressing it is, and what the case is about: less than half a working day is.
PRESSING = [
    ("2020-05-29T15:00", "2020-06-01T07:30", "risk", "Friday afternoon, due on Monday morning"),
    ("2020-05-29T15:00", "2020-06-01T09:00", "ontime", "half a working day over a weekend"),
    ("2020-05-29T15:00", "2020-06-01T08:59", "risk", "a minute less than that"),
    ("2020-05-29T15:00", "2020-06-01T15:00", "ontime", "a whole working day over a weekend"),
    ("2020-05-27T07:00", "2020-05-27T11:00", "ontime", "half a day before noon"),
    ("2020-05-27T09:00", "2020-05-27T14:00", "risk", "over noon"),
    ("2020-04-29T16:30", "2020-05-04T07:30", "risk", "over two holidays and a weekend"),
    ("2020-06-16T16:00", "2020-06-18T07:30", "ontime", "past a half day"),
    ("2020-05-27T09:30", "2020-05-27T09:30", "late", "due this very moment"),
    ("2020-05-27T09:31", "2020-05-27T09:30", "late", "a minute late"),
    ("2020-05-30T10:00", "2020-05-29T17:00", "late", "late on a day that counts nothing"),
    (
        "2020-05-30T10:00",
        "2020-06-01T07:00",
        "risk",
        "no working time is left, yet not late",
    ),
]


def _zoned(minute):
    return f"{minute}:00+07:00"


def deadlines():
    return {
        "calendar": CALENDAR,
        "due": [
            {
                "name": name,
                "received_at": _zoned(received),
                "limit_value": value,
                "limit_unit": unit,
                "has_same_day_rule": has_rule,
                "due_at": _zoned(due),
            }
            for received, value, unit, has_rule, due, name in DUE
        ],
        "worked": [
            {"start_at": _zoned(start), "end_at": _zoned(end), "minutes": minutes}
            for start, end, minutes in WORKED
        ],
        "pressing": [
            {"name": name, "now": _zoned(now), "due_at": _zoned(due), "urgency": urgency}
            for now, due, urgency, name in PRESSING
        ],
    }


def dossier_codes():
    return {
        "written": [
            _written("000.00.14.H20", "2020-05-27", 31, "000.00.14.H20-200527-0031"),
            _written("H20.14.01", "2025-07-01", 1, "H20.14.01-250701-0001"),
            _written("000.00.33.H20", "2020-12-31", 9_999, "000.00.33.H20-201231-9999"),
            _written("000.00.33.H20", "2020-12-31", 10_000, "000.00.33.H20-201231-10000"),
            _written("H20", "2026-01-02", 9_999_999, "H20-260102-9999999"),
        ],
        "read": [
            _written("H15.50.05.13", "2026-10-08", 975, "H15.50.05.13-261008-0975"),
            _written("G09.20", "2026-06-09", 92_637, "G09.20-20260609-0092637"),
            _written("000.00.14.H20", "2020-02-29", 1, "000.00.14.H20-200229-0001"),
        ],
        "refused": [
            "",
            "H20",
            "000.00.14.H20-200527-031",
            "000.00.14.H20-200527-00000031",
            "000.00.14.H20-200532-0031",
            "000.00.14.H20-210229-0001",
            "000.00.14.H20-2005271-0031",
            "000.00.14.h20-200527-0031",
            "000.00.14.H20-200527-0031 ",
            "000.00.14.H20-200527-0031\n",
            " 000.00.14.H20-200527-0031",
            "000.00.14.H20/200527/0031",
            "000.00.14.H20-200527",
            ".00.14.H20-200527-0031",
            "000..14.H20-200527-0031",
            "0000.14.H20-200527-0031",
            "000.00.14.11.12.13.H20-200527-0031",
            "000.00.14.H20-200527-٠٠٣١",
            "000.00.14.H20-200527-0031'; --",
        ],
    }


def _written(org, on, ordinal, text):
    return {"org": org, "on": on, "ordinal": ordinal, "text": text}
