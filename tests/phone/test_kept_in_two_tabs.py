"""Two tabs of one phone, and a phone whose storage fails under the app."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, async_playwright, expect

from tests.journeys.cast import join_link, understudies
from tests.phone.kept import joined, opened, page_of, scans, sign_one

SECOND_TAB_S = 1.5
NEWER = """
    () => new Promise((opened, failed) => {
        const opening = indexedDB.open("hoso-courier", 99);
        opening.onsuccess = () => { opening.result.close(); opened(true); };
        opening.onerror = () => failed(opening.error);
        opening.onblocked = () => failed(new Error("blocked"));
    })
"""
# What a browser does when it runs out of memory, or when somebody clears what a site keeps.
TERMINATE = """
    () => {
        const { transaction } = IDBDatabase.prototype;
        IDBDatabase.prototype.transaction = function (...said) {
            IDBDatabase.prototype.transaction = transaction;
            this.close();
            return transaction.apply(this, said);
        };
    }
"""


@asynccontextmanager
async def phone(folder, origin: str) -> AsyncIterator[Page]:
    """Open a phone that has joined."""
    link = join_link(understudies("TN-02")["TN-02"])
    async with async_playwright() as playwright, opened(playwright, folder) as page:
        await joined(page, link)
        await page.goto(f"{origin}/courier/#/outbox")
        yield page


async def test_a_second_tab_opens_at_once_and_shows_what_the_first_signs(tmp_path, origin):
    async with phone(tmp_path, origin) as first:
        assert first.context.browser is not None
        await first.route("**/api/v1/scan-batches", lambda route: route.abort())
        second = await page_of(first.context.browser)
        await second.route("**/api/v1/scan-batches", lambda route: route.abort())
        began = time.monotonic()
        await second.goto(f"{origin}/courier/#/outbox")
        await expect(second.locator("section.count .big")).to_have_text("0")
        opened_s = time.monotonic() - began

        await sign_one(first, origin)
        await expect(second.locator("section.count .big")).to_have_text("1")

        await first.unroute("**/api/v1/scan-batches")
        await second.unroute("**/api/v1/scan-batches")
        await first.evaluate("dispatchEvent(new Event('online'))")
        await expect(second.locator("section.count .big")).to_have_text("0")
        assert opened_s < SECOND_TAB_S


async def test_a_newer_app_in_another_tab_is_not_held_up_and_the_old_tab_says_so(tmp_path, origin):
    async with phone(tmp_path, origin) as first:
        assert first.context.browser is not None
        second = await page_of(first.context.browser)
        await second.goto(f"{origin}/health")
        began = time.monotonic()
        await second.evaluate(NEWER)

        assert time.monotonic() - began < SECOND_TAB_S
        await expect(first.get_by_role("heading", name="Thẻ này đã cũ")).to_be_visible()
        await first.reload()
        await expect(first.get_by_role("heading", name="Thẻ này đã cũ")).to_be_visible()


async def test_a_database_that_is_closed_under_the_app_is_opened_anew_and_keeps_once(
    tmp_path, origin
):
    async with phone(tmp_path, origin) as page:
        await sign_one(page, origin)
        await page.evaluate("location.hash = '#/'")
        await page.evaluate(TERMINATE)
        await sign_one(page, origin, opens=False)

        assert len(await scans(page)) == 2
