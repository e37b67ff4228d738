"""Canonical JSON (RFC 8785) of the rows that the log hashes; pure."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

# From here on, readers that keep numbers as doubles see another number.
BEYOND_EXACT: Final = 2**53


class NotCanonical(TypeError):
    """The row holds something that has no one text: a fraction, a huge number, an odd type."""


def canonical_json(row: Mapping[str, object]) -> str:
    """Write a row so that everyone who has the same row has the same text.

    Ids become their text, moments milliseconds UTC rounded down.

    Raises:
        NotCanonical: a value has no one text.
    """
    return json.dumps(_plain(row), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(value: object) -> object:
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int) and abs(value) < BEYOND_EXACT:
        return int(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return milliseconds(value)
    if isinstance(value, Mapping):
        return {name: _plain(value[name]) for name in sorted(value, key=_utf16)}
    if isinstance(value, (list, tuple)):
        return [_plain(element) for element in value]
    raise NotCanonical(type(value).__name__)


def _utf16(name: str) -> bytes:
    # RFC 8785, 3.2.3: members are sorted by UTF-16 code units, not by code points.
    return name.encode("utf-16-be")


def milliseconds(at: datetime) -> int:
    """Return a moment as milliseconds UTC, rounded down, as signed text holds it."""
    return int(at.timestamp() * 1000 // 1)


def moment(ms: int) -> datetime:
    """Return an instant of the wire as a datetime, to the millisecond."""
    # Not fromtimestamp: a float of seconds does not keep every millisecond.
    seconds, rest = divmod(ms, 1000)
    return datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=rest * 1000)
