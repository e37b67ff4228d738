"""Every screen of the office can be read by anybody, in both languages and both themes."""

from playwright.async_api import Page, expect

from tests.journeys.axe import faults
from tests.journeys.cast import understudies
from tests.journeys.desk import Desk
from tests.journeys.stage import stage

SCREENS = [
    "#/desk/intake",
    "#/desk/in",
    "#/desk/out",
    "#/desk/results",
    "#/desk/incoming",
    "#/desk/held",
    "#/people",
    "#/map",
    "#/devices",
    "#/import",
    "#/enrol",
]
LOOKS = [("vi", "light"), ("en", "dark")]  # language, theme


async def test_no_screen_shuts_anybody_out(origin):
    async with stage(origin) as theatre:
        desk = Desk(await theatre.desk())
        await desk.log_in(understudies("tamnong")["tamnong"])
        found: dict[object, list[object]] = {"enrolment": await _faults_once_drawn(desk.page)}
        await desk.become_desk()

        for language, theme in LOOKS:
            await _look(desk.page, language=language, theme=theme)
            for screen in SCREENS:
                await desk.page.evaluate("fragment => { location.hash = fragment }", screen)
                found[language, theme, screen] = await _faults_once_drawn(desk.page)
            await desk.page.keyboard.press("/")
            await expect(desk.page.get_by_role("dialog")).to_be_visible()
            found[language, theme, "search"] = await faults(desk.page)
            await desk.page.keyboard.press("Escape")

    assert {look: told for look, told in found.items() if told} == {}


async def test_the_door_lets_everybody_in(origin):
    async with stage(origin) as theatre:
        found = {}
        for locale, theme in (("vi-VN", "light"), ("en-GB", "dark")):
            page = await theatre.desk(scheme=theme, locale=locale)
            await page.goto("/accounts/login/")
            found[locale, theme] = await _faults_once_drawn(page)

    assert {look: told for look, told in found.items() if told} == {}


async def _look(page: Page, *, language: str, theme: str) -> None:
    """Choose language and theme as the office keeps them, and open it again."""
    kept = {"PARAGLIDE_LOCALE": language, "hoso-theme": theme}
    await page.evaluate("kept => Object.assign(localStorage, kept)", kept)
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("lang", language)


async def _faults_once_drawn(page: Page) -> list[object]:
    await expect(page.locator("h1")).to_be_visible()
    return await faults(page)
