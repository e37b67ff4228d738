"""JSON from outside, read as strictly as the wire asks; pure.

A value is `object` until one of the readers here has looked at it; each raises `Misshapen`, so
that a caller has one thing to catch.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final, Never, TypeVar
from uuid import UUID

from tracking.kernel.ids import NotBase64url, b64u_bytes, is_safe_text

MAX_INTEGER: Final = 2**53 - 1
MAX_DEPTH: Final = 4
HASH_BYTES: Final = 32

_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_SPACE: Final = re.compile(r"[ \t\n\r]")
_FEED_EPOCH: Final = re.compile(r"[0-9a-f]{16}")
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class NotJson(ValueError):
    """The bytes are no UTF-8 JSON, or an object in them has twin members."""


class Misshapen(ValueError):
    """A value is not of the form that its place on the wire asks for."""


def read_json(raw: bytes | str) -> object:
    """Read JSON and refuse what readers disagree about.

    Numbers with a fraction or an exponent, and -0, come back as floats, which no reader takes.

    Raises:
        NotJson: bad UTF-8, a byte order mark, NaN, twin members, or nesting without end.
    """
    try:
        text = raw if isinstance(raw, str) else raw.decode("utf-8")
        return json.loads(
            text,
            object_pairs_hook=_object_without_twins,
            parse_int=_integer_or_float,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError) as error:
        raise NotJson from error


def _object_without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotJson
    return members


def _integer_or_float(digits: str) -> int | float:
    return -0.0 if digits == "-0" else int(digits)


def _refuse_constant(_name: str) -> Never:
    raise NotJson


def has_space_between(raw: bytes) -> bool:
    """Tell whether JSON in UTF-8 has whitespace outside its strings."""
    text = raw.decode("utf-8")
    return bool(_SPACE.search(text) and _SPACE.search(_STRING.sub("", text)))


def integer(value: object, *, lowest: int = 0, highest: int = MAX_INTEGER) -> int:
    """Read a whole number between two bounds, both inclusive."""
    if type(value) is not int or not lowest <= value <= highest:
        raise Misshapen
    return value


def text(value: object, *, at_most: int, at_least: int = 0) -> str:
    """Read safe text; its length is counted in code points."""
    if not isinstance(value, str) or not at_least <= len(value) <= at_most:
        raise Misshapen
    if not is_safe_text(value):
        raise Misshapen
    return value


def matching(value: object, *, pattern: re.Pattern[str]) -> str:
    """Read text that a pattern describes whole."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Misshapen
    return value


def uuid(value: object) -> UUID:
    """Read a UUID in lower-case text."""
    return UUID(matching(value, pattern=_UUID))


def bytes_of(value: object, *, length: int) -> bytes:
    """Read canonical base64url of so many bytes."""
    if not isinstance(value, str):
        raise Misshapen
    try:
        return b64u_bytes(value, length=length)
    except NotBase64url as error:
        raise Misshapen from error


def b64u_text(value: object, *, length: int) -> str:
    """Read canonical base64url of so many bytes, and keep it as text."""
    bytes_of(value, length=length)
    return str(value)


def hash_text(value: object) -> str:
    """Read a SHA-256 in base64url, and keep it as text."""
    return b64u_text(value, length=HASH_BYTES)


def feed_epoch(value: object) -> str:
    """Read the name of one unbroken history of this server."""
    return matching(value, pattern=_FEED_EPOCH)


def enumerated(value: object, *, kind: type[E]) -> E:
    """Read one of the words of a list."""
    if not isinstance(value, str):
        raise Misshapen
    try:
        return kind(value)
    except ValueError as error:
        raise Misshapen from error


def rising(values: Sequence[Any]) -> None:
    """See that values are sorted and unique, so that one set has one text."""
    if any(before >= after for before, after in pairwise(values)):
        raise Misshapen


def members(
    value: object, *, needs: AbstractSet[str], may: AbstractSet[str] = frozenset()
) -> Mapping[str, object]:
    """Read an object that has all the members it needs and no other than it may have."""
    if not isinstance(value, dict) or not needs <= value.keys() <= needs | may:
        raise Misshapen
    return value


def elements(value: object, *, at_least: int, at_most: int) -> list[object]:
    """Read a list of so many elements, both bounds inclusive."""
    if not isinstance(value, list) or not at_least <= len(value) <= at_most:
        raise Misshapen
    return value


def member(value: Mapping[str, object], *, name: str, read: Callable[[object], T]) -> T | None:
    """Read a member that may be absent; null is not absent."""
    return read(value[name]) if name in value else None


def is_plain(value: object, *, depth: int) -> bool:
    """Tell whether a value of free shape is within the wire's limits.

    Args:
        value: as `read_json` gave it.
        depth: how many levels of objects and lists may still open, this one included.
    """
    if isinstance(value, str):
        return is_safe_text(value)
    if isinstance(value, bool):
        return True
    if isinstance(value, int):
        return 0 <= value <= MAX_INTEGER
    if isinstance(value, dict):
        return depth > 0 and all(
            is_safe_text(name) and is_plain(inner, depth=depth - 1)
            for name, inner in value.items()
        )
    if isinstance(value, list):
        return depth > 0 and all(is_plain(inner, depth=depth - 1) for inner in value)
    return False
