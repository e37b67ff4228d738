"""Take the README's pictures again: `python -m tests.journeys.pictures URL` of a running demo."""

import asyncio
import sys
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, expect

from tests.journeys import main_job as job
from tests.journeys.desk import Desk

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SETTLE_MS = 4_000
COLOURS = 128


async def take(page: Page, name: str) -> None:
    """Save what a page shows, in few colours so that a clone stays small."""
    await page.wait_for_timeout(SETTLE_MS)
    path = PICTURES / f"{name}.png"
    await page.screenshot(path=str(path))
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)


async def main(origin: str) -> None:
    """Take all four."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with job.story_at(origin) as story:
        overview = Desk(await story.stage.desk())
        await overview.log_in("dieuhanh")
        await expect(overview.page.get_by_text("Trực tiếp")).to_be_visible()
        await job.the_clerk_makes_her_browser_a_desk(story)
        await job.she_takes_a_dossier_in_by_keyboard(story)
        await job.label_and_slip_are_read_off_the_paper(story)
        await take((await story.desk("phuninh")).page, "intake")
        await job.the_citizen_opens_the_qr_and_stays(story)
        assert story.live
        await take(story.live, "citizen")
        await job.the_courier_joins_and_starts_his_shift(story)
        await take(story.phone.page, "courier")
        await overview.page.locator(".row").first.click()
        await take(overview.page, "map")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
