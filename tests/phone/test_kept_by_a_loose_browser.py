"""A browser that may throw away what an app keeps: told before, and told when it has happened."""

from playwright.async_api import expect

from tests.phone.kept import BATCHES, nobody, phone, send_now, sign_one, slowed, waits

LOOSE = "Điện thoại có thể xóa khi đầy. Gửi sớm khi có sóng."
EMPTIED = "Bộ nhớ của ứng dụng đã bị xóa"
FORGET = """
    async () => {
        const opening = indexedDB.open("hoso-courier");
        await new Promise((opened) => { opening.onsuccess = opened; });
        const writing = opening.result.transaction("scans", "readwrite");
        writing.objectStore("scans").clear();
        await new Promise((written) => { writing.oncomplete = written; });
        opening.result.close();
    }
"""


async def test_P03_a_phone_whose_storage_was_evicted_warned_before_and_says_so(tmp_path, origin):
    async with phone(tmp_path) as page:
        await slowed(page)
        await expect(page.get_by_text(LOOSE)).to_be_hidden()
        await page.route(BATCHES, nobody)
        await sign_one(page, origin, opens=False)
        await page.evaluate("location.hash = '#/outbox'")
        await expect(page.get_by_text(LOOSE)).to_be_visible()

        devtools = await page.context.new_cdp_session(page)
        of_ours = {"origin": origin, "storageTypes": "indexeddb"}
        await devtools.send("Storage.clearDataForOrigin", of_ours)

        await expect(
            page.get_by_role("heading", name="Bộ nhớ của ứng dụng đã bị xóa")
        ).to_be_visible()
        await page.get_by_role("button", name="Mở lại").click()
        await expect(page.get_by_role("heading", name="Vào Hoso")).to_be_visible()


async def test_P03_a_scan_that_was_lost_before_it_was_sent_is_told_as_a_gap(tmp_path, origin):
    async with phone(tmp_path) as page:
        await page.route(BATCHES, nobody)
        await sign_one(page, origin, opens=False)
        await page.goto(f"{origin}/health")
        await page.evaluate(FORGET)

        await sign_one(page, origin)
        await page.unroute(BATCHES)
        await page.evaluate("location.hash = '#/outbox'")
        await send_now(page)

        await waits(page, 0)
        gap = "Máy chủ còn thiếu lượt trước đó của máy này."
        await expect(page.get_by_text(gap)).to_be_visible()
