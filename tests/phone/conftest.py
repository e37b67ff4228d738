"""Labels as they come from the roll: genuine, and on nothing yet."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.journeys.camera import codes_in, pages_of
from tests.journeys.cast import understudies
from tests.journeys.desk import Desk
from tests.journeys.stage import stage

ROLL = "**/label-rolls"


@pytest.fixture(scope="session")
def labels(origin) -> list[str]:
    """Print a roll of blank labels, and read it."""
    return asyncio.run(_printed(origin))


async def _printed(origin: str) -> list[str]:
    async with stage(origin) as theatre:
        desk = await a_desk(await theatre.desk())
        printed: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        async def keep(route: Route) -> None:
            answer = await route.fetch()
            printed.set_result(await answer.body())
            await route.fulfill(response=answer)

        await desk.page.route(ROLL, keep)
        await desk.page.keyboard.press("F2")
        await desk.page.get_by_role("button", name="nhãn trắng").click()
        return [text for page in pages_of(await printed) for text in codes_in(page)]


async def a_desk(page: Page) -> Desk:
    """Log in as a clerk of Phú Ninh, and make the browser a desk."""
    desk = Desk(page)
    await desk.log_in(understudies("phuninh")["phuninh"])
    await desk.become_desk()
    await expect(desk.page.get_by_role("link", name="Quét ra")).to_be_visible()
    return desk
