"""A phone whose clock is wrong by years, and one that has slept: which time a scan may name."""

from datetime import UTC, datetime

from playwright.async_api import Page, async_playwright, expect

from tests.journeys.cast import join_link, understudies
from tests.phone.kept import (
    begun_at,
    joined,
    nobody,
    opened,
    phone,
    said,
    scans,
    send_now,
    sign_one,
    slowed,
    waits,
)

ANYTHING = "**/api/**"
YEARS_MS = 6 * 365 * 86_400_000
NIGHT_MS = 9 * 3_600_000
# A clock that is set otherwise than all others, and can be set anew while the page runs.
CLOCK = """
    globalThis.aheadMs = {ms};
    const Right = Date;
    globalThis.Date = class extends Right {
        constructor(...said) { super(...(said.length === 0 ? [Right.now() + aheadMs] : said)); }
        static now() { return Right.now() + aheadMs; }
    };
"""


async def test_P01_a_clock_wrong_by_years_is_told_and_neither_dates_nor_forgets_anything(
    tmp_path, origin
):
    began_at = datetime.now(UTC)
    link = join_link(understudies("TN-02")["TN-02"])
    async with async_playwright() as playwright:
        async with opened(playwright, tmp_path) as page:
            await _set_clock(page, YEARS_MS)
            await joined(page, link)
            await sign_one(page, origin, opens=False)
            await page.evaluate("location.hash = '#/outbox'")
            await waits(page, 0)

        # Opened without network it has nothing but its own clock, and must forget nothing by it.
        async with opened(playwright, tmp_path) as page:
            await _set_clock(page, YEARS_MS)
            await slowed(page)
            await page.route(ANYTHING, nobody)
            await sign_one(page, origin)
            await page.evaluate("location.hash = '#/outbox'")
            await waits(page, 1)
            await page.unroute(ANYTHING)
            await send_now(page)
            await waits(page, 0)
            await expect(page.get_by_text("Giờ của máy lệch.")).to_be_visible()
            kept = await scans(page)

    assert ["clock" in scan["flags"] for scan in kept] == [True, True]
    times = [begun_at(scan["id"]) for scan in kept]
    assert [began_at < time < datetime.now(UTC) for time in times] == [True, True]


async def test_a_phone_that_slept_sends_when_it_wakes_and_names_no_time_that_it_slept_through(
    tmp_path, origin
):
    async with phone(tmp_path) as page:
        await _set_clock(page, 0)
        await page.reload()
        await sign_one(page, origin, opens=False)
        await page.evaluate("location.hash = '#/outbox'")
        await waits(page, 0)

        await page.route(ANYTHING, nobody)
        await page.evaluate(f"aheadMs = {NIGHT_MS}")
        await _sleep(page)
        await _wake(page)
        await sign_one(page, origin, opens=False)
        await page.evaluate("location.hash = '#/outbox'")
        await waits(page, 1)

        await _sleep(page)
        await page.unroute(ANYTHING)
        await _wake(page)
        await waits(page, 0)
        await sign_one(page, origin, opens=False)

        assert ["s" in said(scan)["at"] for scan in await scans(page)] == [True, False, True]


async def _set_clock(page: Page, ms: int) -> None:
    await page.add_init_script(CLOCK.replace("{ms}", str(ms)))


async def _sleep(page: Page) -> None:
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Page.setWebLifecycleState", {"state": "frozen"})


async def _wake(page: Page) -> None:
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Page.setWebLifecycleState", {"state": "active"})
