"""A newer app comes while scans wait: it takes over when the courier says so, and sends them."""

from playwright.async_api import expect

from tests.phone import newer
from tests.phone.kept import (
    BATCHES,
    at_server,
    nobody,
    phone,
    scans,
    send_now,
    sign_one,
    slowed,
    waits,
)

COUNT = 3


async def test_P06_a_newer_app_finds_the_queue_of_the_one_before_and_sends_it(
    tmp_path, origin, newer_door
):
    async with phone(tmp_path / "profile", newer_door.flag) as page:
        await slowed(page)
        await page.evaluate("navigator.serviceWorker.ready.then(() => {})")
        await page.route(BATCHES, nobody)
        for _ in range(COUNT):
            await sign_one(page, origin, opens=False)
        before = await scans(page)
        newer.lay_down(newer_door.folder)

        # It is there at the next opening, and waits until somebody says so.
        await page.goto(f"{origin}/courier/?#/outbox")
        offered = page.get_by_role("button", name="Có bản mới. Chạm để dùng.")
        await expect(offered).to_be_visible()
        await expect(page.get_by_text(newer.VERSION)).to_have_count(0)
        await offered.click()

        await expect(page.get_by_text(f"Bản {newer.VERSION}")).to_be_visible()
        await waits(page, COUNT)
        assert await scans(page) == before
        await page.unroute(BATCHES)
        await send_now(page)
        await waits(page, 0)
        ids = [scan["id"] for scan in before]
        assert at_server(ids) == set(ids)
