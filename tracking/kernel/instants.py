"""Instants as the wire has them, milliseconds UTC, and as datetimes; pure."""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def milliseconds(at: datetime) -> int:
    """Return a moment as the wire signs it: milliseconds UTC, rounded down."""
    return (at - _EPOCH) // _MILLISECOND  # without a float, which does not keep every millisecond


def moment(ms: int) -> datetime:
    """Return an instant of the wire as a datetime, to the millisecond.

    Raises:
        OverflowError: no calendar has its year.
    """
    return _EPOCH + ms * _MILLISECOND
