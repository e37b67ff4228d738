"""Nothing is offered before it is known: not on a slow network, not by a slow phone."""

import asyncio
import re

from playwright.async_api import Page, Route, expect

from tests.journeys.cast import join_link, understudies
from tests.journeys.desk import Desk
from tests.journeys.phone import CourierPhone
from tests.journeys.stage import stage

ROUNDS = 6
SLOWER_BY = 6  # than this machine, as a cheap phone is
ASKED_AT_THE_START = ("me", "today", "shifts")
DELAYS_S = (0.2, 1.5, 3.0)
NOTHING = re.compile("Không có|Quầy không giữ")
# What the page showed, and when each word of it went away again.
WATCH = """
    window.offered = [];
    new MutationObserver(() => {
        const words = [...document.querySelectorAll("header.phone-head button")]
            .map((button) => button.innerText.trim().replace(/\\s+\\d.*$/s, ""));
        for (const word of words) if (offered.at(-1) !== word) offered.push(word);
    }).observe(document, { childList: true, subtree: true, characterData: true });
"""


async def test_no_button_goes_away_under_the_hand(origin):
    async with stage(origin) as theatre:
        phone = CourierPhone(*await theatre.phone("slow"))
        await phone.join(join_link(understudies("TN-01")["TN-01"]))
        await _slow_down(phone.page)

        for round_no in range(ROUNDS):
            await _answer_after(phone.page, DELAYS_S[round_no % len(DELAYS_S)])
            await phone.page.reload()
            await phone.start_shift()
            assert await phone.page.evaluate("offered") == ["Vào ca", "Trong ca"]

            await phone.page.reload()
            await expect(phone.page.get_by_role("button", name="Trong ca")).to_be_visible()
            assert await phone.page.evaluate("offered") == ["Trong ca"]
            await phone.end_shift()


async def test_a_shift_that_another_phone_began_is_not_offered_again(origin):
    async with stage(origin) as theatre:
        call_sign = understudies("TN-01")["TN-01"]
        first = CourierPhone(*await theatre.phone("first"))
        await first.join(join_link(call_sign))
        await first.start_shift()
        other = CourierPhone(*await theatre.phone("other"))
        await _slow_down(other.page)
        await _answer_after(other.page, DELAYS_S[-1])

        await other.join(join_link(call_sign))
        await expect(other.page.get_by_role("button", name="Trong ca")).to_be_visible()

        assert await other.page.evaluate("offered") == ["Trong ca"]


async def test_a_desk_calls_no_list_empty_before_it_is_there(origin):
    async with stage(origin) as theatre:
        desk = Desk(await theatre.desk())
        await desk.log_in(understudies("tamnong")["tamnong"])
        await desk.become_desk()
        page = desk.page

        async def wait(route: Route) -> None:
            await asyncio.sleep(DELAYS_S[-1])
            await route.continue_()

        await page.route("**/api/v1/boards/*", wait)
        for work in ("in", "out", "results", "incoming", "held"):
            await page.goto(f"/office/#/desk/{work}")
            await page.reload()
            await expect(page.get_by_text("Đang tải…")).to_be_visible()
            assert await page.get_by_text(NOTHING).count() == 0, work
            assert await page.locator("nav.rail .n").count() == 0, work
            await expect(page.get_by_text("Trực tiếp")).to_be_visible()
            await expect(page.get_by_text("Đang tải…")).to_be_hidden()


async def _slow_down(page: Page) -> None:
    await page.add_init_script(WATCH)
    browser = await page.context.new_cdp_session(page)
    await browser.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_BY})


async def _answer_after(page: Page, seconds: float) -> None:
    async def wait(route: Route) -> None:
        await asyncio.sleep(seconds)
        await route.continue_()

    for path in ASKED_AT_THE_START:
        await page.unroute(f"**/api/v1/{path}")
        await page.route(f"**/api/v1/{path}", wait)
