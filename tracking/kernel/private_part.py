"""What stands beside a scan because it must be erasable, bound to it by its hash alone; pure."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tracking.kernel.ids import b64u, sha256_b64u
from tracking.kernel.signing import compact_json
from tracking.kernel.strict_json import (
    MAX_DEPTH,
    Misshapen,
    NotJson,
    b64u_text,
    elements,
    integer,
    is_plain,
    member,
    members,
    read_json,
    text,
)

MAX_PRIVATE_BYTES: Final = 4 * 1024
SALT_BYTES: Final = 16
SLIP_BYTES: Final = 16
MAX_NOTE: Final = 500
MAX_PIN: Final = 32
MAX_LAT_E7: Final = 90 * 10**7
MAX_LON_E7: Final = 180 * 10**7

_MAY: Final = frozenset({"pos", "note", "recipient", "pin", "slip"})


class UnreadablePrivatePart(ValueError):
    """The text is not a private part: the scan counts without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivatePosition:
    """Where the device was: 1e-7 degree of WGS 84, and how old that was at the scan."""

    lat_e7: int
    lon_e7: int
    accuracy_m: int
    age_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivatePart:
    """What the person said beside the signature; None where nothing was said.

    `slip` is the secret of the citizen's slip, as its QR says it.
    """

    salt: str
    position: PrivatePosition | None = None
    note: str | None = None
    recipient: Mapping[str, object] | None = None
    pin: str | None = None
    slip: str | None = None


def private_text(said: Mapping[str, object]) -> str:
    """Write a private part with a fresh salt, without which its hash could be guessed back.

    Args:
        said: those of `pos`, `note`, `recipient`, `pin` and `slip` that are said, as on the wire.
    """
    return compact_json({"salt": b64u(secrets.token_bytes(SALT_BYTES)), **said}).decode()


def private_hash(private: str) -> str:
    """Return what the scan carries as `hid` for this private part."""
    return sha256_b64u(private.encode("utf-8", "surrogatepass"))


def read_private(private: str) -> PrivatePart:
    """Read a private part; that it belongs to a scan is shown by `private_hash` alone.

    Raises:
        UnreadablePrivatePart: too long, no strict JSON, or with other members than it may have.
    """
    try:
        if len(private.encode()) > MAX_PRIVATE_BYTES:
            raise UnreadablePrivatePart
        said = members(read_json(private), needs={"salt"}, may=_MAY)
        return PrivatePart(
            salt=b64u_text(said["salt"], length=SALT_BYTES),
            position=member(said, name="pos", read=_position),
            note=member(said, name="note", read=_note),
            recipient=member(said, name="recipient", read=_recipient),
            pin=member(said, name="pin", read=_pin),
            slip=member(said, name="slip", read=_slip),
        )
    except (UnicodeEncodeError, NotJson, Misshapen) as error:
        raise UnreadablePrivatePart from error


def _position(value: object) -> PrivatePosition:
    lat_e7, lon_e7, accuracy_m, age_ms = elements(value, at_least=4, at_most=4)
    return PrivatePosition(
        lat_e7=integer(lat_e7, lowest=-MAX_LAT_E7, highest=MAX_LAT_E7),
        lon_e7=integer(lon_e7, lowest=-MAX_LON_E7, highest=MAX_LON_E7),
        accuracy_m=integer(accuracy_m),
        age_ms=integer(age_ms),
    )


def _note(value: object) -> str:
    return text(value, at_most=MAX_NOTE)


def _pin(value: object) -> str:
    return text(value, at_least=1, at_most=MAX_PIN)


def _slip(value: object) -> str:
    return b64u_text(value, length=SLIP_BYTES)


def _recipient(value: object) -> Mapping[str, object]:
    # One level is used up by the private part itself.
    if not isinstance(value, dict) or not is_plain(value, depth=MAX_DEPTH - 1):
        raise Misshapen
    return value
