"""What a slip carries for its bearer: a code, a secret in the QR, a PIN."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Final

from tracking.kernel.ids import b64u
from tracking.parties.encryption import pepper

CODE_LENGTH: Final = 12
PIN_LENGTH: Final = 6

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD: Final = str.maketrans({"I": "1", "L": "1", "O": "0"})
_CODE: Final = re.compile(f"[{_ALPHABET}]{{{CODE_LENGTH}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCitizenKey:
    """What a slip prints; neither secret nor PIN can be had again."""

    code: str
    secret: str
    pin: str


def new_code() -> str:
    """Draw the 60 bits that stand in the address, as twelve characters of Crockford base 32."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))


def new_secret() -> str:
    """Draw the 128 bits that only the QR says, behind the `#` that no browser sends."""
    return b64u(secrets.token_bytes(16))


def new_pin() -> str:
    """Draw the six digits for whoever cannot scan."""
    return f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}}"


def new_stream() -> str:
    """Draw the name of the live stream, which no slip says."""
    return b64u(secrets.token_bytes(16))


def read_code(text: str) -> str | None:
    """Read a code as hands type it: any case, hyphens, spaces, I and L for 1, O for 0."""
    plain = re.sub(r"[\s-]", "", text).upper().translate(_MISREAD)
    return plain if _CODE.fullmatch(plain) else None


def shown_code(code: str) -> str:
    """Write a code in three groups, as the slip prints it."""
    return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def secret_hmac(*, code: str, secret: str) -> bytes:
    """Return what is kept of a secret: 32 bytes that tell nothing without the pepper."""
    return _hmac("secret", code, secret)


def pin_hmac(*, code: str, pin: str) -> bytes:
    """Return what is kept of a PIN: 32 bytes that tell nothing without the pepper."""
    return _hmac("pin", code, "".join(pin.split()))


def _hmac(*parts: str) -> bytes:
    message = "\0".join(["hoso-citizen-v1", *parts]).encode()
    return hmac.digest(pepper(), message, hashlib.sha256)
