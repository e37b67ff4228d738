"""What is printed on paper: signed labels, and the codes that hands type from them; pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from tracking.kernel.base45 import NotBase45, base45, base45_bytes
from tracking.kernel.ids import LABEL_ID_BYTES, b64u, b64u_bytes
from tracking.kernel.refusal import Refusal, Retry
from tracking.kernel.signing import SIGNATURE_BYTES, PrivateKey, PublicKey, is_low_s

PREFIX: Final = "HS1:"
VERSION: Final = 1
CODE_LENGTH: Final = 11

_SIGNED_BYTES: Final = 3 + LABEL_ID_BYTES
_LABEL_CONTEXT: Final = b"hoso-label-v1\0"
_CODE_CONTEXT: Final = b"hoso-code-v1\0"
_CODE_BITS: Final = 50
_CODE_DIGITS: Final = CODE_LENGTH - 1
# Crockford base 32: no I, L, O (read as 1, 1, 0) and no U.
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RADIX: Final = len(_CROCKFORD)
_VALUES: Final = {character: value for value, character in enumerate(_CROCKFORD)}
_AS_TYPED: Final = str.maketrans("ILO", "110", "-")


class LabelKind(StrEnum):
    """What a label names."""

    ITEM = "item"
    RECEPTACLE = "receptacle"
    PLACE = "place"


_KIND_BYTES: Final = {LabelKind.ITEM: 1, LabelKind.RECEPTACLE: 2, LabelKind.PLACE: 3}
_KINDS: Final = {byte: kind for kind, byte in _KIND_BYTES.items()}


@dataclass(eq=False)
class NotOurLabel(Refusal):
    """The picture holds something else than a label of this house."""

    code: ClassVar[str] = "not_our_label"
    status: ClassVar[int] = 422


@dataclass(eq=False)
class UnknownLabelKey(Refusal):
    """The label names a signing key that is not known here; the server may know it."""

    code: ClassVar[str] = "unknown_label_key"
    status: ClassVar[int] = 422
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE

    key_id: int


@dataclass(eq=False)
class ForgedLabel(Refusal):
    """The label looks like ours and its signature is not."""

    code: ClassVar[str] = "forged_label"
    status: ClassVar[int] = 422


@dataclass(eq=False)
class NotATypedCode(Refusal):
    """What was typed is no code of a label; the check character finds a slip of the hand."""

    code: ClassVar[str] = "not_a_typed_code"
    status: ClassVar[int] = 422
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label whose signature held."""

    kind: LabelKind
    key_id: int
    label_id: str


def encode_label(*, kind: LabelKind, key_id: int, label_id: str, key: PrivateKey) -> str:
    """Write the text of a label's QR code, 129 characters.

    Args:
        kind: what it names.
        key_id: 0 to 255, under which phones find the public key.
        label_id: 16 random bytes in base64url.
        key: the house's label key of that id.
    """
    head = bytes([VERSION, _KIND_BYTES[kind], key_id])
    statement = head + b64u_bytes(label_id, length=LABEL_ID_BYTES)
    return PREFIX + base45(statement + key.sign(_LABEL_CONTEXT + statement))


def read_label(*, text: str, keys: Mapping[int, PublicKey]) -> Label:
    """Read what a scanner saw, and believe it only if the house signed it.

    Args:
        text: anything that a picture may hold.
        keys: the house's label keys by their id.

    Raises:
        NotOurLabel: other content, another version, a kind that does not exist.
        UnknownLabelKey: signed under a key id that is not among the keys.
        ForgedLabel: the signature is not by that key, or is the high twin of one that is.
    """
    raw = _label_bytes(text)
    statement, signature = raw[:_SIGNED_BYTES], raw[_SIGNED_BYTES:]
    version, kind_byte, key_id = statement[:3]
    kind = _KINDS.get(kind_byte)
    if version != VERSION or kind is None:
        raise NotOurLabel
    key = keys.get(key_id)
    if key is None:
        raise UnknownLabelKey(key_id)
    message = _LABEL_CONTEXT + statement
    if not is_low_s(signature) or not key.has_signed(signature=signature, message=message):
        raise ForgedLabel
    return Label(kind=kind, key_id=key_id, label_id=b64u(statement[3:]))


def _label_bytes(text: str) -> bytes:
    if not text.startswith(PREFIX):
        raise NotOurLabel
    try:
        raw = base45_bytes(text.removeprefix(PREFIX))
    except NotBase45 as error:
        raise NotOurLabel from error
    if len(raw) != _SIGNED_BYTES + SIGNATURE_BYTES:
        raise NotOurLabel
    return raw


def typed_code(label_id: str) -> str:
    """Return the eleven capitals that stand for a label when a hand types it."""
    digest = hashlib.sha256(_CODE_CONTEXT + b64u_bytes(label_id, length=LABEL_ID_BYTES)).digest()
    number = int.from_bytes(digest) >> (len(digest) * 8 - _CODE_BITS)
    digits = "".join(
        _CROCKFORD[(number >> (5 * place)) % _RADIX] for place in reversed(range(_CODE_DIGITS))
    )
    return digits + _check_character(digits)


def _check_character(digits: str) -> str:
    """Compute Luhn mod 32: every second value counts twice, from the right."""
    total = 0
    for place, character in enumerate(reversed(digits)):
        value = _VALUES[character] * (2 if place % 2 == 0 else 1)
        total += value // _RADIX + value % _RADIX
    return _CROCKFORD[-total % _RADIX]


def is_typed_code(text: str) -> bool:
    """Tell whether text is a code in the form of the wire: eleven capitals that check."""
    return (
        len(text) == CODE_LENGTH
        and all(character in _VALUES for character in text)
        and _check_character(text[:-1]) == text[-1]
    )


def show_code(code: str) -> str:
    """Group a code for eyes, as in 7K3M9-QXT2H-4."""
    return f"{code[:5]}-{code[5:10]}-{code[10:]}"


def read_typed_code(text: str) -> str:
    """Read what a hand typed, in any case, with or without hyphens, I and L as 1 and O as 0.

    Raises:
        NotATypedCode: another length, another character, or a check character that does not fit.
    """
    # Before upper(), which would make ASCII letters of others (a dotless i, a long s).
    code = text.upper().translate(_AS_TYPED) if text.isascii() else ""
    if not is_typed_code(code):
        raise NotATypedCode
    return code
