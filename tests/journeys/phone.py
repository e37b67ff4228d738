"""A courier with his phone: the real app, its camera, and the road."""

import asyncio
import contextlib
import io
import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from PIL import Image
from playwright.async_api import Page, expect

from tests.journeys.camera import Camera, codes_in


class CourierPhone:
    """The app on a phone that has joined."""

    def __init__(self, page: Page, camera: Camera) -> None:
        self.page = page
        self.camera = camera

    async def join(self, link: str) -> None:
        """Open the link of the QR and let the phone make its key."""
        await self.page.goto(link)
        await self.page.get_by_role("button", name="Vào làm việc").click()
        await self.page.get_by_role("button", name="Bắt đầu").click()
        await expect(self.page.get_by_role("heading", name="Đường thư")).to_be_visible()

    async def start_shift(self) -> None:
        """Go on duty: from here on the office sees where the courier is."""
        await self.page.get_by_role("button", name="Vào ca").click()
        await expect(self.page.get_by_role("button", name="Trong ca")).to_be_visible()

    async def end_shift(self) -> None:
        """Go off duty: from here on nobody sees where the courier is."""
        await self.page.get_by_role("button", name="Trong ca").click()
        await self.page.get_by_role("button", name="Ra ca", exact=True).click()
        await expect(self.page.get_by_role("button", name="Vào ca")).to_be_visible()

    async def ride_to(self, *, lat_e7: int, lon_e7: int) -> None:
        """Be somewhere else."""
        await self.page.context.set_geolocation(
            {"latitude": lat_e7 / 1e7, "longitude": lon_e7 / 1e7, "accuracy": 8}
        )

    @asynccontextmanager
    async def riding(self, *, lat_e7: int, lon_e7: int, north_e7: int) -> AsyncIterator[None]:
        """Ride north, a step a second, for as long as somebody looks."""

        async def ride() -> None:
            for step in itertools.count(1):
                await self.ride_to(lat_e7=lat_e7 + step * north_e7, lon_e7=lon_e7)
                await asyncio.sleep(1)

        riding = asyncio.create_task(ride())
        try:
            yield
        finally:
            riding.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await riding

    async def lose_signal(self) -> None:
        """Ride into a place without network."""
        await self.page.context.set_offline(offline=True)

    async def find_signal(self) -> None:
        """Come back into coverage."""
        await self.page.context.set_offline(offline=False)

    async def go_today(self) -> None:
        """Show the day, and wait until there is one: only then can it be scanned."""
        await self.page.evaluate("location.hash = '#/'")
        await expect(self.page.get_by_role("link", name="Quét")).to_be_visible()

    async def scan_at(self, place: str, *, mode: str) -> None:
        """Open the camera for a stop with work, from the list of stops or as the next one."""
        await self.go_today()
        word = {"take": "Nhận", "give": "Giao"}[mode]
        work = re.compile({"take": r"lấy \d", "give": r"giao \d"}[mode])
        stop = self.page.get_by_role("link").filter(has_text=place).filter(has_text=work)
        # What was offered a moment ago is told soon; till then no stop has it.
        as_next = self.page.locator("#next").filter(has_text=place)
        await expect(stop.or_(as_next).first).to_be_visible()
        if await stop.count():
            await stop.first.click()
            await self.page.get_by_role("link", name=re.compile(rf"{word} \d")).click()
        else:
            await self.page.get_by_role("link", name="Quét").click()
            if not await self.page.get_by_role("heading", name=f"{word} tại").count():
                await self.page.get_by_role("button", name=word, exact=True).click()
        title = re.compile(f"{word} tại .*{place}")
        await expect(self.page.get_by_role("heading", name=title)).to_be_visible()

    async def show_camera(self, picture: Image.Image, *, until: str) -> None:
        """Hold something before the camera until the app says that it has read it."""
        self.camera.look_at(picture)
        await expect(self.page.get_by_text(until).first).to_be_visible()

    async def show_label(self, label: Image.Image, *, code: str) -> None:
        """Hold a label before the camera until it is counted; others may wait at the stop, too."""
        self.camera.look_at(label)
        counted = self.page.locator("li.hit").filter(has_text=code[-4:])
        await expect(counted).to_be_visible()

    async def sign(self, word: str) -> None:
        """Press the yellow button."""
        await self.page.get_by_role("button", name=word).click()

    async def go_to_door(self, code: str) -> None:
        """Open what is to be brought to a door."""
        await self.go_today()
        await self.page.get_by_role("link", name="Phát tại nhà").click()
        await self.page.get_by_role("link").filter(has_text=code).click()

    async def deliver(self, *, pin: str) -> None:
        """Type the PIN that the receiver reads from his slip, and sign."""
        await self.page.get_by_label("PIN trên giấy hẹn của người nhận").fill(pin)
        await self.sign("Ký phát")

    async def scan_slip(self, slip: Image.Image) -> None:
        """Hold the citizen's slip before the camera, until the app says that it has read it."""
        self.camera.look_away()
        await self.page.get_by_text("Giấy hẹn", exact=True).click()
        await self.page.get_by_role("button", name="Quét giấy hẹn").click()
        await self.show_camera(slip, until="Đã đọc giấy hẹn.")

    async def deliver_unproven(self) -> None:
        """Hand over to somebody who has nothing to show, with open eyes."""
        await self.page.get_by_text("Không có", exact=True).click()
        await self.sign("Phát, chưa có chứng minh")
        await self.page.get_by_role("dialog").get_by_role("button", name="Ký phát").click()

    async def ticket_shown(self) -> str:
        """Read the offer ticket off the phone's screen, with a decoder that is not ours."""
        symbol = self.page.get_by_role("img", name="Mã bàn giao")
        await expect(symbol).to_be_visible()
        (text,) = await codes_in(Image.open(io.BytesIO(await symbol.screenshot())))
        return text

    async def waits_to_send(self, count: int) -> None:
        """See in the outbox how many scans only this phone has."""
        await self.page.evaluate("location.hash = '#/outbox'")
        await expect(self.page.locator("section.count .big")).to_have_text(str(count))
