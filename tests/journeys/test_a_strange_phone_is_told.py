"""A phone that somebody else enrols in a courier's name is told there, and taken back."""

from playwright.async_api import Page, expect

from backend.ops.simulator.site import Site
from tests.journeys.axe import faults
from tests.journeys.cast import join_link, understudies
from tests.journeys.desk import PASSWORD
from tests.journeys.phone import CourierPhone
from tests.journeys.stage import stage

NOTICE = "Một máy khác đã vào dưới tên bạn"
OWNER = """
    async () => {
        const opening = indexedDB.open("hoso-courier");
        await new Promise((opened) => { opening.onsuccess = opened; });
        const asking = opening.result.transaction("device").objectStore("device").get("enrolment");
        await new Promise((answered) => { asking.onsuccess = answered; });
        opening.result.close();
        return asking.result.person.id;
    }
"""


async def test_a_phone_that_the_counter_enrols_is_told_and_taken_back(origin):
    cast = understudies("TN-01", "tamnong")
    async with Site(origin) as site, stage(origin) as theatre:
        own = CourierPhone(*await theatre.phone("own"))
        await own.join(join_link(cast["TN-01"]))

        # At the counter somebody asks for a phone in the courier's name.
        stranger = CourierPhone(*await theatre.phone("stranger"))
        await stranger.join(await _link_by(site, cast["tamnong"], person=await _owner(own.page)))

        await expect(own.page.get_by_text(NOTICE)).to_be_visible()
        assert await faults(own.page) == []
        await own.page.get_by_role("button", name="Không phải tôi").click()
        await own.page.get_by_role("dialog").get_by_role("button", name="Gỡ máy").click()
        await expect(own.page.get_by_text("Đã gỡ máy")).to_be_visible()
        await expect(own.page.get_by_text(NOTICE)).to_be_hidden()

        # It is told to forget what it has, and does: that is where it comes to rest.
        await stranger.page.reload()
        await expect(stranger.page.get_by_text("Máy này đã được xóa.")).to_be_visible()
        await expect(own.page.get_by_role("button", name="Vào ca")).to_be_visible()


async def test_a_phone_that_was_away_is_told_when_it_comes_back(origin):
    cast = understudies("TN-01", "tamnong")
    async with Site(origin) as site, stage(origin) as theatre:
        own = CourierPhone(*await theatre.phone("own"))
        await own.join(join_link(cast["TN-01"]))
        link = await _link_by(site, cast["tamnong"], person=await _owner(own.page))
        await own.lose_signal()
        stranger = CourierPhone(*await theatre.phone("stranger"))
        await stranger.join(link)

        await own.find_signal()

        await expect(own.page.get_by_text(NOTICE)).to_be_visible()
        await own.page.get_by_role("button", name="Đúng là tôi").click()
        await expect(own.page.get_by_text(NOTICE)).to_be_hidden()
        await own.page.reload()
        await expect(own.page.get_by_role("button", name="Vào ca")).to_be_visible()
        await expect(own.page.get_by_text(NOTICE)).to_be_hidden()


async def _owner(page: Page) -> str:
    return str(await page.evaluate(OWNER))


async def _link_by(site: Site, login: str, *, person: str) -> str:
    clerk = await site.log_in(login=login, password=PASSWORD)
    issued = await site.post("/enrolment-tickets", {"person": person}, headers=clerk.headers())
    return str(issued["link"])
