"""The types of what comes in and goes out: strict, bounded, without traps."""

import re
import zlib
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import localtime
from ninja import Schema
from ninja.parser import Parser
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    TypeAdapter,
    WithJsonSchema,
)
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from courier_api.problems import NotJsonBody, TooBig, UnknownEncoding
from tracking.kernel.ids import UnsafeText, safe_text
from tracking.kernel.strict_json import Misshapen, NotJson, read_json, uuid

MAX_BODY: Final = 1024 * 1024  # after decompression; the server takes no more before it either
MAX_TEXT: Final = 4000
GZIP: Final = 16 + zlib.MAX_WBITS

EARLIEST_YEAR: Final = 1900  # a phone without a clock believes that it is 1970
LATEST_YEAR: Final = 9000

T = TypeVar("T")

_RFC_3339: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d")
_MOMENT: Final = TypeAdapter(AwareDatetime)


class In(BaseModel):
    """A body: unknown members, a number as text, `true` for 1 or NaN are refused."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)


class Out(Schema):
    """An answer, read from the attributes of what an operation returned; no member is left out."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


def _text(value: str) -> str:
    try:
        return safe_text(value).strip()
    except UnsafeText as error:
        raise PydanticCustomError(
            "unsafe_text", "holds a character that is never stored"
        ) from error


def _uuid(value: object) -> object:
    if isinstance(value, UUID):
        return value
    try:
        return uuid(value)
    except Misshapen as error:
        raise PydanticCustomError("uuid", "is no UUID in lower case") from error


def _moment(value: object) -> object:
    """Read RFC 3339 alone: pydantic would take numbers too, as seconds or as milliseconds.

    Years at the ends of the calendar would overflow in another zone, and PostgreSQL takes no
    offset of more than sixteen hours, so every moment goes on in UTC.
    """
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _RFC_3339.match(value):
        raise PydanticCustomError("moment", "is no time with its offset")
    at = _MOMENT.validate_python(value)
    if not EARLIEST_YEAR <= at.year <= LATEST_YEAR:
        raise PydanticCustomError("moment", "is of no year that we live in")
    return at.astimezone(UTC)


def _local_text(at: datetime) -> str:
    return localtime(at).isoformat(timespec="milliseconds")


def _said(value: object) -> object:
    if value is None:
        raise PydanticCustomError("null", "is null, where what does not apply is absent")
    return value


def _no_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)  # null, which nobody may send


# Strict models take an enum's member alone, yet JSON has only its value: Annotated[Act, BY_VALUE].
BY_VALUE: Final = Field(strict=False)

# The length is bounded before the text is normalised, which is slow for a million accents.
SafeText = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_text)]
Line = Annotated[SafeText, Field(min_length=1, max_length=240)]
# What does not apply is absent, never null: `seal: IfSaid[Seal] = None`.
IfSaid = Annotated[
    T | SkipJsonSchema[None],
    BeforeValidator(_said),
    Field(json_schema_extra=_no_default),
]
Reason = Annotated[str, Field(pattern=r"^[a-z0-9_.]{1,64}$")]
Id = Annotated[UUID, BeforeValidator(_uuid)]
Hash = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
Jws = Annotated[str, Field(max_length=16 * 1024)]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    PlainSerializer(_local_text, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class StrictParser(Parser):
    """Reads bodies: JSON in UTF-8 without twins, plain or in gzip, to a limit."""

    def parse_body(self, request: HttpRequest) -> object:  # type: ignore[override]  # ninja says dict, yet takes any JSON
        """Return what a body says.

        Raises:
            TooBig, NotJsonBody, UnknownEncoding: it cannot be read.
        """
        try:
            return read_json(_plain_body(request))
        except NotJson as error:
            raise NotJsonBody from error


def _plain_body(request: HttpRequest) -> bytes:
    body = request.body
    match request.headers.get("Content-Encoding", "identity").lower():
        case "identity":
            plain = body
        case "gzip":
            plain = _gunzip(body)
        case _:
            raise UnknownEncoding
    if len(plain) > MAX_BODY:
        raise TooBig
    return plain


def _gunzip(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(GZIP)
    try:
        # One byte more than allowed tells too much from just enough.
        plain = unpacker.decompress(body, MAX_BODY + 1)
    except zlib.error as error:
        raise NotJsonBody from error
    if not unpacker.eof and len(plain) <= MAX_BODY:
        raise NotJsonBody  # cut short
    return plain
