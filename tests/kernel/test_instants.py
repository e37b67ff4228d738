"""An instant of the wire is a datetime to the millisecond, and comes back as it was."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tracking.kernel.instants import milliseconds, moment


@given(st.integers(min_value=-62_135_596_800_000, max_value=253_402_300_799_999))
def test_every_millisecond_of_the_calendar_comes_back(ms):
    assert milliseconds(moment(ms)) == ms


def test_what_is_finer_than_a_millisecond_is_rounded_down():
    at = datetime(2020, 5, 27, 5, 0, 0, 1_999, tzinfo=UTC)

    assert milliseconds(at) == milliseconds(at.replace(microsecond=1_000))
    assert moment(milliseconds(at)) == at.replace(microsecond=1_000)
