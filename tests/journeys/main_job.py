"""The main job, step by step: one dossier goes out and comes home.

`infra/run --check` plays it against the site that it started, the test against one of its own.
"""

import asyncio
import contextlib
import json
import os
import re
import sys
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Page, expect

from backend.ops.simulator.site import Site
from tests.journeys.camera import codes_in, pages_of, words_of
from tests.journeys.carrier import Carrier
from tests.journeys.cast import join_link, understudies
from tests.journeys.desk import PASSWORD, Desk, TakenIn
from tests.journeys.phone import CourierPhone
from tests.journeys.stage import Stage, stage
from tests.journeys.watch import Watch, watch

CAST = (
    *("phuninh", "ubphuninh", "thanhbinh", "trungtam", "sotttt"),
    *("TN-02", "TT-15", "TT-16", "TT-23"),
)
PROCEDURE = "xuất bản tài liệu không kinh doanh"
CITIZEN = "Nguyễn Văn A"


@dataclass
class Story:
    """Who plays, and what they learn on the way."""

    stage: Stage
    site: Site
    watch: Watch
    cast: Mapping[str, str]
    desks: dict[str, Desk] = field(default_factory=dict)
    carriers: dict[str, Carrier] = field(default_factory=dict)
    taken_in: TakenIn | None = None
    label: str = ""
    link: str = ""
    pin: str = ""
    result: str = ""
    result_label: bytes = b""
    courier: CourierPhone | None = None
    live: Page | None = None

    @property
    def intake(self) -> TakenIn:
        """What the clerk's intake brought."""
        assert self.taken_in, "nothing is taken in yet"
        return self.taken_in

    @property
    def out(self) -> str:
        """The item that goes out."""
        return str(self.intake.sent["item"]["id"])

    @property
    def code(self) -> str:
        """The dossier code, whole: its last four figures are those of other offices too."""
        return str(self.intake.sent["dossier"]["code"])

    @property
    def phone(self) -> CourierPhone:
        """The real phone of the courier who rides as TN-02 does."""
        assert self.courier, "nobody has joined yet"
        return self.courier

    async def desk(self, login: str) -> Desk:
        """Return somebody's desk; the first time a browser of its own is made one."""
        if login not in self.desks:
            desk = Desk(await self.stage.desk())
            await desk.log_in(self.cast[login])
            await desk.become_desk()
            self.desks[login] = desk
        return self.desks[login]

    async def carrier(self, call_sign: str) -> Carrier:
        """Return a courier of the legs between, with a phone that has joined."""
        if call_sign not in self.carriers:
            carrier = Carrier(self.site)
            await carrier.join(join_link(self.cast[call_sign]))
            self.carriers[call_sign] = carrier
        return self.carriers[call_sign]

    async def office_on_the_way(self, item: str, name: str) -> str:
        """Return the id of an office that an item will come to."""
        ahead = (await self.watch.item(item))["ahead"]
        return next(str(stop["office"]) for stop in ahead if name in stop["name"])

    async def carry(self, item: str, *, giver: str, carrier: str, taker: str, place: str) -> None:
        """Hand an item from a desk to a courier, and from him to the next desk; all sign."""
        rider = await self.carrier(carrier)
        await (await self.desk(giver)).offer(self.code, to=self.cast[carrier])
        await self.watch.sees(item, state="offered")
        await rider.accept(await self.watch.item(item))
        office = await self.office_on_the_way(item, place)
        ticket = await rider.offer(await self.watch.item(item), to=office)
        await (await self.desk(taker)).accept(ticket)
        await self.watch.sees(item, state="held", holder=office)


Step = Callable[[Story], Awaitable[None]]


async def the_clerk_makes_her_browser_a_desk(story: Story) -> None:
    await story.desk("phuninh")


async def she_takes_a_dossier_in_by_keyboard(story: Story) -> None:
    desk = await story.desk("phuninh")

    story.taken_in = await desk.take_in(PROCEDURE, name=CITIZEN)

    told = await story.watch.sees(story.out, state="held")
    assert told["certainty"] == "verified"


async def label_and_slip_are_read_off_the_paper(story: Story) -> None:
    (label,) = await pages_of(story.intake.label)
    (story.label,) = await codes_in(label)
    assert story.label == story.intake.sent["label"]["text"]

    slip = await pages_of(story.intake.slip)
    words = await words_of(story.intake.slip)
    story.link = next(code for code in await codes_in(slip[-1]) if "/t/" in code)
    pin = re.search(r"Mã PIN.*?\b(\d{3}) (\d{3})\b", words, re.DOTALL)
    assert pin, words
    story.pin = pin[1] + pin[2]
    assert story.intake.sent["dossier"]["code"] in words
    assert CITIZEN in words


async def the_citizen_looks_without_a_script(story: Story) -> None:
    page = await story.stage.citizen(has_script=False)
    await page.goto(story.link.partition("#")[0])
    await page.get_by_label("PIN").fill(story.pin)
    await page.get_by_role("button", name="Xem hồ sơ").click()

    await expect(page.get_by_role("heading", level=1)).to_contain_text("Phú Ninh")
    assert CITIZEN not in await page.content()
    await page.context.close()


async def the_citizen_opens_the_qr_and_stays(story: Story) -> None:
    story.live = await story.stage.citizen(has_script=True)

    await story.live.goto(story.link)

    await expect(story.live.get_by_role("heading", level=1)).to_contain_text("Phú Ninh")
    await expect(story.live.get_by_text("Trực tiếp")).to_be_visible()


async def the_courier_joins_and_starts_his_shift(story: Story) -> None:
    page, camera = await story.stage.phone("tn-02")
    story.courier = CourierPhone(page, camera)
    await story.phone.ride_to(lat_e7=106900000, lon_e7=1054300000)

    await story.phone.join(join_link(story.cast["TN-02"]))
    await story.phone.start_shift()


async def the_clerk_offers_it_to_him(story: Story) -> None:
    desk = await story.desk("phuninh")

    await desk.offer(story.code, to=story.cast["TN-02"])

    await story.watch.sees(story.out, state="offered")


async def his_camera_reads_the_printed_label_and_he_signs(story: Story) -> None:
    phone = story.phone
    await phone.scan_at("Phú Ninh", mode="take")

    await phone.show_label((await pages_of(story.intake.label))[0], code=story.code)
    await phone.sign("Ký nhận 1")

    told = await story.watch.sees(story.out, state="held", offeree=None, flags=[])
    thread = (await story.watch.item(story.out))["thread"]
    accepted = next(one for one in thread if one["act"] == "accept")
    assert accepted["is_two_sided"], accepted
    assert told["holder"] == (await story.watch.item(story.out))["holder"]


async def the_offices_screen_tells_it_without_a_reload(story: Story) -> None:
    page = (await story.desk("phuninh")).page

    await expect(page.get_by_text("Đã nhận đủ 1 bưu gửi.")).to_be_visible()
    assert story.live
    await expect(story.live.get_by_role("heading", level=1)).to_contain_text("trên đường")


async def he_rides_and_the_map_shows_it(story: Story) -> None:
    courier = (await story.watch.item(story.out))["holder"]

    await story.phone.go_today()
    async with story.phone.riding(lat_e7=106900000, lon_e7=1054300000, north_e7=-4000):
        await story.watch.sees_moving(courier)


async def without_signal_he_hands_over_at_thanh_binh(story: Story) -> None:
    phone = story.phone
    desk = await story.desk("thanhbinh")
    await phone.lose_signal()
    await phone.scan_at("Thanh Bình", mode="give")
    await phone.show_label((await pages_of(story.intake.label))[0], code=story.code)
    await phone.sign("Ký giao 1")
    ticket = await phone.ticket_shown()
    assert ticket.startswith("HO1:")

    await desk.accept(ticket)

    item = await story.watch.item(story.out)
    assert item["holder_kind"] == "office"
    assert item["state"] == "held"
    await phone.waits_to_send(1)


async def back_in_coverage_nothing_is_lost(story: Story) -> None:
    await story.phone.find_signal()

    await story.phone.waits_to_send(0)

    item = await story.watch.item(story.out)
    assert item["state"] == "held"
    assert item["cases"] == [], item["cases"]
    assert all(one["is_two_sided"] for one in item["thread"] if one["act"] == "accept")
    assert {"commission", "offer", "accept"} <= {one["act"] for one in item["thread"]}


async def thanh_binh_counts_the_papers(story: Story) -> None:
    desk = await story.desk("thanhbinh")

    await desk.tally()

    assert await story.watch.counts_checks(story.out) == 1


async def it_goes_on_to_the_province(story: Story) -> None:
    await story.carry(
        story.out, giver="thanhbinh", carrier="TT-15", taker="trungtam", place="Trung tâm"
    )


async def it_reaches_the_officer_who_counts_again(story: Story) -> None:
    await story.carry(
        story.out, giver="trungtam", carrier="TT-23", taker="sotttt", place="Thông tin"
    )

    await (await story.desk("sotttt")).tally()

    assert story.live
    await expect(story.live.get_by_role("heading", level=1)).to_contain_text("giải quyết")


async def the_officer_decides(story: Story) -> None:
    desk = await story.desk("sotttt")

    answer, story.result_label = await desk.decide(story.code)

    story.result = answer["item"]["id"]
    await story.watch.sees(story.result, state="held")


async def the_result_comes_down_to_thanh_binh(story: Story) -> None:
    await story.carry(
        story.result, giver="sotttt", carrier="TT-23", taker="trungtam", place="Trung tâm"
    )
    await story.carry(
        story.result, giver="trungtam", carrier="TT-16", taker="thanhbinh", place="Thanh Bình"
    )


async def the_courier_brings_it_to_phu_ninh(story: Story) -> None:
    phone = story.phone
    (label,) = await pages_of(story.result_label)
    phone.camera.look_away()
    await (await story.desk("thanhbinh")).offer(story.code, to=story.cast["TN-02"])
    await story.watch.sees(story.result, state="offered")
    await phone.scan_at("Thanh Bình", mode="take")
    await phone.show_label(label, code=story.code)
    await phone.sign("Ký nhận 1")
    await story.watch.sees(story.result, state="held")
    office = await story.office_on_the_way(story.result, "Phú Ninh")
    await phone.scan_at("Phú Ninh", mode="give")
    await phone.show_label(label, code=story.code)
    await phone.sign("Ký giao 1")
    await story.watch.sees(story.result, state="offered")

    await (await story.desk("phuninh")).accept(await phone.ticket_shown())

    await story.watch.sees(story.result, state="held", holder=office)


async def the_citizen_is_told_and_gets_it_with_the_pin(story: Story) -> None:
    desk = await story.desk("phuninh")
    assert story.live
    await expect(story.live.get_by_role("heading", level=1)).to_contain_text("Phú Ninh")

    await desk.hand_out(story.code, pin=story.pin)

    await story.watch.sees(story.result, state="delivered", flags=[])
    await expect(story.live.get_by_role("heading", level=1)).to_contain_text("trả")
    item = await story.watch.item(story.result)
    assert item["cases"] == [], item["cases"]
    assert item["business_state"] == "returned"


STEPS: list[Step] = [
    the_clerk_makes_her_browser_a_desk,
    she_takes_a_dossier_in_by_keyboard,
    label_and_slip_are_read_off_the_paper,
    the_citizen_looks_without_a_script,
    the_citizen_opens_the_qr_and_stays,
    the_courier_joins_and_starts_his_shift,
    the_clerk_offers_it_to_him,
    his_camera_reads_the_printed_label_and_he_signs,
    the_offices_screen_tells_it_without_a_reload,
    he_rides_and_the_map_shows_it,
    without_signal_he_hands_over_at_thanh_binh,
    back_in_coverage_nothing_is_lost,
    thanh_binh_counts_the_papers,
    it_goes_on_to_the_province,
    it_reaches_the_officer_who_counts_again,
    the_officer_decides,
    the_result_comes_down_to_thanh_binh,
    the_courier_brings_it_to_phu_ninh,
    the_citizen_is_told_and_gets_it_with_the_pin,
]


@asynccontextmanager
async def story_at(origin: str) -> AsyncIterator[Story]:
    """Set the stage at a site, for a cast that plays this story alone."""
    cast = understudies(*CAST)
    async with (
        Site(origin) as site,
        watch(site, login="dieuhanh", password=PASSWORD) as seen,
        stage(origin) as opened,
    ):
        yield Story(stage=opened, site=site, watch=seen, cast=cast)


async def play(origin: str) -> int:
    """Play all steps at a site, saying a line a step, and return how many held."""
    held = 0
    async with story_at(origin) as story:
        for step in STEPS:
            words = step.__name__.replace("_", " ")
            try:
                await step(story)
            except Exception:  # noqa: BLE001 - whatever it is, it is told, and no later step can hold
                print(f"FAILS  {words}", flush=True)
                traceback.print_exc()
                await _keep_pictures(story)
                break
            held += 1
            print(f"holds  {words}", flush=True)
    return held


async def _keep_pictures(story: Story) -> None:
    """Where HOSO_PICTURES names a folder, keep what every screen showed when a step failed."""
    folder = os.environ.get("HOSO_PICTURES")
    if not folder:
        return
    pages = {login: desk.page for login, desk in story.desks.items()}
    pages |= {"phone": story.phone.page} if story.courier else {}
    pages |= {"citizen": story.live} if story.live else {}
    for name, page in pages.items():
        with contextlib.suppress(Exception):
            await page.screenshot(path=str(Path(folder) / f"{name}.png"))


def main() -> int:
    """Play at the address that is given, and say in one line of JSON how it went."""
    held = asyncio.run(play(sys.argv[1]))
    print(json.dumps({"check": "main_job", "steps": len(STEPS), "held": held}))
    return 0 if held == len(STEPS) else 1


if __name__ == "__main__":
    sys.exit(main())
