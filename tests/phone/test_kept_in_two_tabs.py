"""Two tabs of one phone, and a phone whose storage fails under the app."""

import asyncio

from playwright.async_api import Route, expect

from tests.phone.kept import (
    BATCHES,
    nobody,
    page_of,
    phone,
    said,
    scans,
    send_now,
    sign_one,
    waits,
)

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


async def test_P05_two_tabs_sign_one_chain_and_neither_waits_for_what_the_other_sends(
    tmp_path, origin
):
    async with phone(tmp_path) as first:
        assert first.context.browser is not None
        unanswered: asyncio.Queue[Route] = asyncio.Queue()

        async def hold(route: Route) -> None:
            await unanswered.put(route)

        await first.route(BATCHES, hold, times=1)
        await sign_one(first, origin, opens=False)
        sending = await unanswered.get()

        second = await page_of(first.context.browser)
        await second.route(BATCHES, nobody)
        await second.goto(f"{origin}/courier/#/outbox")
        await waits(second, 1)
        await sign_one(second, origin, opens=False)
        await first.evaluate("location.hash = '#/outbox'")
        await waits(first, 2)
        await sign_one(first, origin, opens=False)

        await sending.abort()
        await first.evaluate("location.hash = '#/outbox'")
        await send_now(first)
        await waits(first, 0)
        await second.evaluate("location.hash = '#/outbox'")
        await waits(second, 0)
        assert [said(scan)["dev"]["n"] for scan in await scans(first)] == [0, 1, 2]


async def test_a_newer_app_in_another_tab_is_not_held_up_and_the_old_tab_says_so(tmp_path, origin):
    async with phone(tmp_path) as first:
        assert first.context.browser is not None
        second = await page_of(first.context.browser)
        await second.goto(f"{origin}/health")
        await second.evaluate(NEWER)

        await expect(first.get_by_role("heading", name="Thẻ này đã cũ")).to_be_visible()
        await first.reload()
        await expect(first.get_by_role("heading", name="Thẻ này đã cũ")).to_be_visible()


async def test_a_database_that_is_closed_under_the_app_is_opened_anew_and_keeps_once(
    tmp_path, origin
):
    async with phone(tmp_path) as page:
        await sign_one(page, origin)
        await page.evaluate(TERMINATE)
        await sign_one(page, origin, opens=False)

        assert len(await scans(page)) == 2
