"""A hardware scanner: a keyboard that presses all keys of a text before anybody can look."""

import asyncio
import time
from collections.abc import Callable, Iterable

from playwright.async_api import CDPSession, Page

from tests.phone.keyboards import Key, plain

SHIFT = 8
BETWEEN_S = 0.001
NAMES = {"Enter": 13, "Tab": 9, "Backspace": 8}
# Of the place of a key, never of what it writes: the number of «$» is that of Home, of «.» Delete.
PLACES = {"Space": 32, "Semicolon": 186, "Equal": 187, "Comma": 188, "Minus": 189, "Period": 190}
PLACES |= {"Slash": 191, "Backquote": 192, "BracketLeft": 219, "Backslash": 220}
PLACES |= {"BracketRight": 221, "Quote": 222}


class Scanner:
    """Plugged into the machine that shows a page."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session

    @classmethod
    async def at(cls, page: Page) -> "Scanner":
        """Plug one in."""
        return cls(await page.context.new_cdp_session(page))

    async def scan(
        self,
        text: str,
        *,
        end: str | None = "Enter",
        keyboard: Callable[[str], Iterable[Key]] = plain,
    ) -> None:
        """Type a text and the key that ends it, all at once."""
        last = [] if end is None else [Key(end, end)]
        pressed_s = time.time()
        sent = [
            self._send(kind, one, pressed_s + no * BETWEEN_S)
            for no, one in enumerate((*keyboard(text), *last))
            for kind in ("Down", "Up")
        ]
        await asyncio.gather(*sent)

    async def _send(self, way: str, one: Key, pressed_s: float) -> None:
        is_named = one.key in NAMES
        text = {"Enter": "\r"}.get(one.key, "") if is_named else one.key
        await self._session.send(
            "Input.dispatchKeyEvent",
            {
                "type": f"key{way}",
                "timestamp": pressed_s,  # the machine stamps a key when it is pressed, not heard
                "key": one.key,
                "code": one.code,
                "modifiers": SHIFT if one.has_shift else 0,
                "windowsVirtualKeyCode": NAMES.get(one.key) or _number_of(one.code),
                "text": text if way == "Down" else "",
            },
        )


def _number_of(code: str) -> int:
    """Return the number that Windows gives a key; 0 where the machine does not know its place."""
    if code.startswith(("Digit", "Key")):
        return ord(code[-1])
    return PLACES.get(code, 0)
