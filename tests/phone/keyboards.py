"""What a hardware scanner's keys become under the keyboards of a Vietnamese office."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

SHIFTED = dict(zip(')!@#$%^&*(_+{}|:"~<>?', "0123456789-=[]\\;'`,./", strict=True))
NAMES = "Space Minus Equal BracketLeft BracketRight Backslash Semicolon Quote Backquote Comma"
NAMED = dict(zip(" -=[]\\;'`,./", [*NAMES.split(), "Period", "Slash"], strict=True))
LAYOUT = dict(zip("1234567890", "ăâêô\u0300\u0309\u0303\u0301\u0323đ", strict=True))
LAYOUT |= dict(zip("!@#$)", "ĂÂÊÔĐ", strict=True))
TONES = dict(zip("SFRXJ", "\u0301\u0300\u0309\u0303\u0323", strict=True))
HAT, BREVE, HORN = "\u0302\u0306\u031b"


@dataclass(frozen=True)
class Key:
    """One key as the browser is told of it."""

    key: str
    code: str = ""
    has_shift: bool = False


def plain(text: str) -> Iterator[Key]:
    """Type as on the keyboard of the United States, for which scanners are set."""
    for character in text:
        key = SHIFTED.get(character, character)
        code = NAMED.get(key) or ("Digit" if key.isdigit() else "Key") + key.upper()
        yield Key(character, code, has_shift=character in SHIFTED or character.isupper())


def with_caps_lock(text: str) -> Iterator[Key]:
    """Type while Caps Lock is on."""
    for one in plain(text):
        yield Key(one.key.swapcase(), one.code, one.has_shift)


def on_the_vietnamese_layout(text: str) -> Iterator[Key]:
    """Type where figures are letters and tones; the places of the keys are not known either."""
    for one in plain(text):
        yield Key(LAYOUT.get(one.key, one.key), "", one.has_shift)


def through_unikey(text: str) -> Iterator[Key]:
    """Type in Telex: keys that make marks are swallowed, and the word is mended from behind."""
    word: list[str] = []
    for one in plain(text):
        mended = _mended(word, one.key)
        if mended is None:
            yield one
            word = [*word, one.key] if one.key.isalpha() else []
            continue
        same = next(at for at, letter in enumerate(word) if letter != mended[at])
        yield from [Key("Backspace", "Backspace")] * (len(word) - same)
        yield from (Key(letter) for letter in mended[same:])
        word = mended


def reach_of(text: str) -> int:
    """Return how many letters Telex takes back to set its marks in a text."""
    return sum(one.key == "Backspace" for one in through_unikey(text))


def _mended(word: list[str], key: str) -> list[str] | None:
    """Set the mark of a key on the last letter that can bear it, as long as it is bare."""
    bearers = {"A": "A", "E": "E", "O": "O", "D": "D", "W": "AOU"}
    wanted = "AEIOUY" if key in TONES else bearers.get(key, "")
    at = next((at for at in reversed(range(len(word))) if word[at] in wanted), None)
    if at is None:
        return None
    letter = word[at]
    if key == "D":
        marked = "Đ"
    else:
        mark = TONES.get(key) or (HAT if key != "W" else BREVE if letter == "A" else HORN)
        marked = unicodedata.normalize("NFC", letter + mark)
    return [*word[:at], marked, *word[at + 1 :]]
