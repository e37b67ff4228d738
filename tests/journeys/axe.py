"""What axe objects to in a page, as whoever reads with other means than eyes would meet it."""

from typing import Any

from playwright.async_api import Page

from infra.stack import ROOT

AXE = ROOT / "backend" / "web" / "node_modules" / "axe-core" / "axe.min.js"


async def faults(page: Page) -> list[Any]:
    """Return what axe objects to: the rule and the places."""
    # Evaluated and not loaded as a script: the page's own policy allows none but ours.
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        (fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found["violations"]
    ]
