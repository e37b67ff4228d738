"""Canonical JSON (RFC 8785) of the rows that the log hashes; pure."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from tracking.kernel.instants import milliseconds

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
