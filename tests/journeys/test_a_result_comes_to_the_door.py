"""A result is brought home: by PIN, by the slip, or without a proof, which is told as such."""

import asyncio

from playwright.async_api import expect

from tests.journeys import main_job as job
from tests.journeys.camera import pages_of

PROCEDURE = "đăng ký khai tử"  # decided next door, so that the way is short
BEARER = "ai cầm mã"


async def test_a_result_comes_to_the_door(origin):
    async with job.story_at(origin) as story:
        await a_result_is_on_its_way_to_a_door(story)

        await story.phone.go_to_door(story.code[-4:])
        await expect(story.phone.page.get_by_text("Ấp 3, xã Phú Ninh")).to_be_visible()
        await story.phone.deliver(pin=wrong(story.pin))
        await expect(story.phone.page.get_by_text("PIN không đúng.")).to_be_visible()
        assert (await story.watch.item(story.result))["state"] == "held"
        await story.phone.deliver(pin=story.pin)

        await it_is_delivered_and_proven(story)


async def test_the_slip_in_the_citizens_hand_proves_it_too(origin):
    async with job.story_at(origin) as story:
        await a_result_is_on_its_way_to_a_door(story)

        await story.phone.go_to_door(story.code[-4:])
        await story.phone.scan_slip((await pages_of(story.intake.slip))[-1])
        await story.phone.sign("Ký phát")

        await it_is_delivered_and_proven(story)


async def test_a_delivery_without_any_proof_says_so(origin):
    async with job.story_at(origin) as story:
        await a_result_is_on_its_way_to_a_door(story)

        await story.phone.go_to_door(story.code[-4:])
        await story.phone.deliver_unproven()

        await story.watch.sees(story.result, state="delivered", flags=["unconfirmed"])
        told = story.phone.page.get_by_text("Điều hành phải xác nhận trong 24 giờ")
        await expect(told).to_be_visible()
        assert (await story.watch.item(story.result))["business_state"] != "returned"


async def a_result_is_on_its_way_to_a_door(story: job.Story) -> None:
    clerk = await story.desk("phuninh")
    story.taken_in = await clerk.take_in(PROCEDURE, name=job.CITIZEN, returns_to_door=True)
    await job.label_and_slip_are_read_off_the_paper(story)
    await asyncio.gather(
        the_officer_next_door_decides(story),
        job.the_courier_joins_and_starts_his_shift(story),
    )
    await the_courier_takes_the_result(story)


async def it_is_delivered_and_proven(story: job.Story) -> None:
    await story.watch.sees(story.result, state="delivered", flags=[])
    await expect(story.phone.page.get_by_text("Máy chủ đã xác nhận.")).to_be_visible()
    item = await story.watch.item(story.result)
    assert item["cases"] == [], item["cases"]
    assert item["business_state"] == "returned"


async def the_officer_next_door_decides(story: job.Story) -> None:
    """No courier rides there: clerk and officer hand it over by the code on a screen."""
    clerk, officer = await story.desk("phuninh"), await story.desk("ubphuninh")
    await clerk.offer(story.code, to=BEARER)
    await officer.accept(await clerk.ticket_shown())
    answer, story.result_label = await officer.decide(story.code)
    story.result = answer["item"]["id"]
    await officer.offer(story.code, to=BEARER)
    await clerk.accept(await officer.ticket_shown())


async def the_courier_takes_the_result(story: job.Story) -> None:
    await (await story.desk("phuninh")).offer(story.code, to=story.cast["TN-02"])
    await story.watch.sees(story.result, state="offered")
    await story.phone.scan_at("Phú Ninh", mode="take")
    await story.phone.show_label((await pages_of(story.result_label))[0], code=story.code)
    await story.phone.sign("Ký nhận 1")
    await story.watch.sees(story.result, state="held", offeree=None)


def wrong(pin: str) -> str:
    """Return another PIN."""
    return f"{(int(pin) + 1) % 10**6:06}"
