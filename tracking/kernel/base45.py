"""Base45, the densest text that a QR code holds in alphanumeric mode; pure.

Source: RFC 9285.
"""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

_RADIX: Final = len(ALPHABET)
_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}


class NotBase45(ValueError):
    """The text is not what encoding any bytes would give."""


def base45(raw: bytes) -> str:
    """Write bytes as Base45: three characters for two bytes, two for a last single one."""
    characters: list[str] = []
    for start in range(0, len(raw), 2):
        pair = raw[start : start + 2]
        number = int.from_bytes(pair)
        for _ in range(len(pair) + 1):
            number, digit = divmod(number, _RADIX)
            characters.append(ALPHABET[digit])
    return "".join(characters)


def base45_bytes(text: str) -> bytes:
    """Read Base45; every accepted text is the only one of its bytes.

    Raises:
        NotBase45: a foreign character, a length that encoding never gives, or a group too large.
    """
    if len(text) % 3 == 1:
        raise NotBase45
    raw = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        number = 0
        for character in reversed(group):
            value = _VALUES.get(character)
            if value is None:
                raise NotBase45
            number = number * _RADIX + value
        try:
            raw += number.to_bytes(len(group) - 1)
        except OverflowError as error:
            raise NotBase45 from error
    return bytes(raw)
