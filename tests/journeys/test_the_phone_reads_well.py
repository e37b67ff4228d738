"""Every screen of the courier's app can be read by anybody, in both languages and both themes."""

from playwright.async_api import Page, expect

from tests.journeys.axe import faults
from tests.journeys.cast import join_link, understudies
from tests.journeys.phone import CourierPhone
from tests.journeys.stage import stage

SCREENS = [
    "#/",
    "#/stop/1",
    "#/scan/take/1",
    "#/scan/give/1",
    "#/scan/check/-",
    "#/outbox",
    "#/doors",
    "#/door/-",
]
LOOKS = [("vi", "light", True), ("en", "dark", False)]  # language, theme, has signal


async def test_no_screen_shuts_anybody_out(origin):
    async with stage(origin) as theatre:
        phone = CourierPhone(*await theatre.phone("reader"))
        await phone.join(join_link(understudies("TN-03")["TN-03"]))
        await phone.start_shift()

        found = {}
        for language, theme, has_signal in LOOKS:
            await _look(phone.page, language=language, theme=theme)
            await phone.page.context.set_offline(offline=not has_signal)
            for screen in SCREENS:
                await phone.page.evaluate("fragment => { location.hash = fragment }", screen)
                await expect(phone.page.locator("h1")).to_be_visible()
                found[language, theme, screen] = await faults(phone.page)
            await phone.page.context.set_offline(offline=False)

    assert {look: told for look, told in found.items() if told} == {}


async def test_a_stranger_is_told_how_to_join(origin):
    async with stage(origin) as theatre:
        page, _camera = await theatre.phone("stranger")
        await page.goto("/courier/")
        await _look(page, language="en", theme="light")

        await expect(page.locator("html")).to_have_attribute("lang", "en")
        assert await faults(page) == []


async def _look(page: Page, *, language: str, theme: str) -> None:
    """Choose language and theme as the app keeps them, and open it again."""
    kept = {"PARAGLIDE_LOCALE": language, "hoso.theme": theme}
    await page.evaluate("kept => Object.assign(localStorage, kept)", kept)
    await page.reload()
    await expect(page.locator("h1")).to_be_visible()
