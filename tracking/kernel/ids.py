"""Ids, hashes and text as the wire writes them; pure."""

import hashlib
import unicodedata
from base64 import urlsafe_b64encode
from binascii import a2b_base64
from typing import Final
from uuid import UUID, uuid4

SCAN_ID_BYTES: Final = 32
LABEL_ID_BYTES: Final = 16

UNSAFE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})

_TO_STANDARD: Final = bytes.maketrans(b"-_", b"+/")


class NotBase64url(ValueError):
    """The text is not canonical base64url without padding, or not of the length asked for."""


class UnsafeText(ValueError):
    """The text is not NFC or holds a character that no screen or paper should show."""


def new_id() -> UUID:
    """Make the id of a new row."""
    return uuid4()


def b64u(raw: bytes) -> str:
    """Write bytes as base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def b64u_bytes(text: str | bytes, *, length: int | None = None) -> bytes:
    """Read canonical base64url without padding.

    Args:
        text: ASCII; padding, other alphabets and stray trailing bits are refused, so that equal
            bytes have one text only.
        length: how many bytes it must hold, if that is fixed.

    Raises:
        NotBase64url: it is anything else.
    """
    try:
        ascii_text = text.encode("ascii") if isinstance(text, str) else text
        padded = ascii_text.translate(_TO_STANDARD) + b"=" * (-len(ascii_text) % 4)
        raw = a2b_base64(padded, strict_mode=True)
    except ValueError as error:
        raise NotBase64url from error
    # Compared as text, since several texts decode to the same bytes and only one is canonical.
    if urlsafe_b64encode(raw).rstrip(b"=") != ascii_text:
        raise NotBase64url
    if length is not None and len(raw) != length:
        raise NotBase64url
    return raw


def sha256_b64u(raw: bytes) -> str:
    """Hash bytes and write the hash as the wire does, in 43 characters."""
    return b64u(hashlib.sha256(raw).digest())


def is_safe_text(text: str) -> bool:
    """Tell whether text is NFC and free of control, format, private and separator characters."""
    if text.isascii() and text.isprintable():
        return True
    return unicodedata.is_normalized("NFC", text) and not any(
        unicodedata.category(character) in UNSAFE_CATEGORIES for character in text
    )


def safe_text(text: str) -> str:
    """Bring text that a person typed to the form that is stored.

    Raises:
        UnsafeText: a character is of a category that is never stored.
    """
    normal = unicodedata.normalize("NFC", text)
    if not is_safe_text(normal):
        raise UnsafeText
    return normal
