"""A result is given out at the counter: by PIN, by the slip, or without proof, told as such."""

from playwright.async_api import expect

from tests.journeys import main_job as job
from tests.journeys.cast import understudies
from tests.journeys.desk import UNPROVEN, Desk
from tests.journeys.test_a_result_comes_to_the_door import (
    PROCEDURE,
    the_officer_next_door_decides,
    wrong,
)


async def test_a_wrong_pin_signs_nothing_and_the_slip_is_still_a_way(origin):
    async with job.story_at(origin) as story:
        clerk = await a_result_waits_at_the_counter(story)

        await clerk.begin_to_give(story.code)
        await clerk.page.keyboard.type(wrong(story.pin))
        await clerk.page.keyboard.press("Enter")
        await expect(clerk.page.get_by_text("Mã PIN không đúng.")).to_be_visible()
        assert (await story.watch.item(story.result))["state"] == "held"
        await clerk.scan(story.link)
        await expect(clerk.page.get_by_text("Đã đọc giấy hẹn.")).to_be_visible()
        await clerk.page.keyboard.press("Control+Enter")

        await story.watch.sees(story.result, state="delivered", flags=[])
        await expect(clerk.page.get_by_text("Đã trả kết quả, có chứng minh.")).to_be_visible()
        item = await story.watch.item(story.result)
        assert (item["verdict"], item["business_state"], item["cases"]) == ("good", "returned", [])
        assert await says_returned(story)


async def test_without_proof_it_is_returned_once_a_supervisor_confirms(origin):
    async with job.story_at(origin) as story:
        clerk = await a_result_waits_at_the_counter(story)

        await clerk.begin_to_give(story.code)
        await clerk.page.get_by_text("Không có", exact=True).click()
        await clerk.page.get_by_role("button", name="Ký trả, chưa có chứng minh").click()

        await story.watch.sees(story.result, state="delivered", flags=["unconfirmed"])
        await expect(clerk.page.get_by_text("Đã ghi, chưa có chứng minh.")).to_be_visible()
        doubted = clerk.page.get_by_role("region", name="Đã trao, chờ xác nhận")
        await expect(doubted.get_by_text(story.code[-4:])).to_be_visible()
        item = await story.watch.item(story.result)
        assert (item["verdict"], item["business_state"]) == ("pending", "resolved")
        assert not await says_returned(story)

        supervisor = await a_supervisor_at_the_room_of_the_province(story)
        await supervisor.confirm()

        await story.watch.sees(story.result, state="delivered", verdict="confirmed", flags=[])
        item = await story.watch.item(story.result)
        assert (item["business_state"], item["cases"]) == ("returned", [])
        given = clerk.page.get_by_text("Đã trả kết quả, điều hành đã xác nhận.")
        await expect(given).to_be_visible()
        await expect(doubted.get_by_text(story.code[-4:])).to_be_hidden()
        assert await says_returned(story)


async def a_result_waits_at_the_counter(story: job.Story) -> Desk:
    clerk = await story.desk("phuninh")
    story.taken_in = await clerk.take_in(PROCEDURE, name=job.CITIZEN)
    await job.label_and_slip_are_read_off_the_paper(story)
    await the_officer_next_door_decides(story)
    return clerk


async def a_supervisor_at_the_room_of_the_province(story: job.Story) -> Desk:
    """Log in as who oversees all offices: to sign, the browser becomes a desk of the own room."""
    supervisor = Desk(await story.stage.desk())
    await supervisor.log_in(understudies("dieuhanh")["dieuhanh"])
    await supervisor.find(story.code, standing=UNPROVEN)
    await supervisor.page.get_by_role("link", name="Đăng ký máy này").click()
    await supervisor.become_desk()
    return supervisor


async def says_returned(story: job.Story) -> bool:
    """Tell whether the citizen's page says that the result was given out."""
    page = await story.stage.citizen(has_script=True)
    await page.goto(story.link)
    title = await page.get_by_role("heading", level=1).inner_text()
    await page.context.close()
    assert "Phú Ninh" in title or "kết quả" in title.lower(), title
    return "đã được trả" in title
