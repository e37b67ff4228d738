"""How long the app takes to be of use, from its own copy and on a cheap phone's processor."""

import json
import statistics
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from tests.phone.kept import SLOWER, joined, opened, slowed

OPENINGS = 5
GOAL_MS = 2_000
# Of use is the day with its buttons.
NOTE_WHEN_USABLE = """
    new MutationObserver((_, looking) => {
        if (document.querySelector("main.phone footer.phone-foot a") === null) return;
        globalThis.usableMs = performance.now();
        looking.disconnect();
    }).observe(document, { childList: true, subtree: true });
"""


async def told_budget(origin: str, link: str) -> str:
    """Open the app again and again without network, and say in one line how long it took."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with async_playwright() as playwright, opened(playwright, Path(folder)) as page:
            await joined(page, link)
            await page.evaluate("navigator.serviceWorker.ready.then(() => {})")
            await page.context.set_offline(offline=True)
            await page.add_init_script(NOTE_WHEN_USABLE)
            await slowed(page)
            took_ms = []
            for _ in range(OPENINGS):
                await page.goto(f"{origin}/courier/")
                usable = await page.wait_for_function("() => globalThis.usableMs")
                took_ms.append(float(await usable.json_value()))
                await page.goto("about:blank")
    return json.dumps(
        {
            "usable_ms": round(statistics.median(took_ms)),
            "slowest_ms": round(max(took_ms)),
            "openings": OPENINGS,
            "slower": SLOWER,
            "goal_ms": GOAL_MS,
        }
    )
