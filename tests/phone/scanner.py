"""A hardware scanner: a keyboard that presses all keys of a text before anybody can look."""

import asyncio
from collections.abc import Callable, Iterable

from playwright.async_api import CDPSession, Page

from tests.phone.keyboards import Key, plain

SHIFT = 8
NAMES = {"Enter": 13, "Tab": 9, "Backspace": 8}


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
        sent = [
            self._send(kind, one) for one in (*keyboard(text), *last) for kind in ("Down", "Up")
        ]
        await asyncio.gather(*sent)

    async def _send(self, way: str, one: Key) -> None:
        is_named = one.key in NAMES
        text = {"Enter": "\r"}.get(one.key, "") if is_named else one.key
        await self._session.send(
            "Input.dispatchKeyEvent",
            {
                "type": f"key{way}",
                "key": one.key,
                "code": one.code,
                "modifiers": SHIFT if one.has_shift else 0,
                "windowsVirtualKeyCode": NAMES.get(one.key, 0) or ord(one.key.upper()[0]) & 0xFF,
                "text": text if way == "Down" else "",
            },
        )
