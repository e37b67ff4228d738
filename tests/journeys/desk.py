"""A person at a desk, in a real browser, mostly by keyboard."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image
from playwright.async_api import Page, Response, Route, expect

from tests.journeys.camera import codes_in

PASSWORD = "hoso-demo"  # noqa: S105 - of the demo, printed at its start
UNPROVEN = "Đã trao, chưa có chứng minh"


@dataclass(frozen=True)
class TakenIn:
    """What an intake answered, and the two papers that came out of the printers."""

    sent: dict[str, Any]
    label: bytes
    slip: bytes


class Desk:
    """Who sits there is logged in, and the browser is an enrolled desk of his office."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def log_in(self, login: str) -> None:
        """Log in as staff do."""
        await self.page.goto("/office/")
        await self.page.get_by_label("Tên đăng nhập").fill(login)
        await self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        await self.page.get_by_role("button", name="Đăng nhập").click()

    async def become_desk(self) -> None:
        """Make this browser a desk of the office, by one click."""
        await self.page.get_by_role("button", name="Đăng ký máy này cho").click()
        await expect(self.page.get_by_text("Trực tiếp", exact=True)).to_be_visible()

    async def take_in(
        self, procedure: str, *, name: str, returns_to_door: bool = False
    ) -> "TakenIn":
        """Take a dossier in without touching the mouse, and keep what the printer got."""
        keyboard = self.page.keyboard
        await keyboard.press("F2")
        search = self.page.get_by_role("combobox", name="Thủ tục")
        await expect(search).to_be_focused()
        await keyboard.type(procedure)
        await expect(self.page.get_by_role("option").first).to_be_visible()
        await keyboard.press("Enter")
        await expect(self.page.get_by_label("Họ và tên")).to_be_focused()
        for text in (name, "0912345214", "087123456903", "Ấp 3, xã Phú Ninh"):
            await keyboard.type(text)
            await keyboard.press("Enter")
        rows = self.page.locator("table.papers tbody tr")
        for index in range(await rows.count()):
            await expect(rows.nth(index)).to_be_focused()
            await keyboard.press("Enter")
        if returns_to_door:
            await expect(self.page.get_by_role("radio", name="Tại quầy này")).to_be_focused()
            await keyboard.press("ArrowRight")
        printed = await self._printer()
        async with self.page.expect_response(_is_answer_to("POST", r"/dossiers$")) as sent:
            await keyboard.press("Control+Enter")
        await expect(self.page.get_by_role("button", name="In lại giấy hẹn")).to_be_visible()
        return TakenIn(
            sent=await (await sent.value).json(), label=printed["label"], slip=printed["slip"]
        )

    async def _printer(self) -> dict[str, bytes]:
        """Stand in for the printers: what is sent to them is kept by name."""
        printed: dict[str, bytes] = {}

        async def keep(route: Route) -> None:
            answer = await route.fetch()
            name = "label" if route.request.url.endswith("/label.pdf") else "slip"
            printed[name] = await answer.body()
            await route.fulfill(response=answer)

        await self.page.route(re.compile(r"/label\.pdf$|/slips$"), keep)
        return printed

    async def offer(self, code: str, *, to: str) -> None:
        """Choose one item by its dossier code and sign its offer."""
        await self.page.keyboard.press("F4")
        row = self.page.get_by_role("listitem").filter(has_text=code)
        await row.get_by_role("checkbox").check()
        courier = self.page.get_by_label("Giao cho")
        value = await courier.locator("option", has_text=to).first.get_attribute("value")
        await courier.select_option(value)
        await self.page.get_by_role("button", name="Ký giao 1 bưu gửi").click()
        await expect(self.page.get_by_role("img", name="Mã QR bàn giao")).to_be_visible()

    async def ticket_shown(self) -> str:
        """Read the offer ticket off the desk's screen, with a decoder that is not ours."""
        symbol = self.page.get_by_role("img", name="Mã QR bàn giao")
        (text,) = await codes_in(Image.open(io.BytesIO(await symbol.screenshot())))
        return text

    async def accept(self, ticket: str) -> None:
        """Scan an offer ticket with the desk's scanner and sign for what it names."""
        await self.page.keyboard.press("F3")
        # What is given out has a box of the same name, and the screen is exchanged after the key.
        title = self.page.get_by_role("heading", name="Quét vào", exact=True)
        await expect(title).to_be_visible()
        box = self.page.get_by_placeholder("Quét nhãn, mã bàn giao, hoặc gõ mã nhãn")
        await box.fill(ticket)
        await box.press("Enter")
        await expect(self.page.get_by_text("Mã bàn giao: 1 bưu gửi.")).to_be_visible()
        await self.page.keyboard.press("Control+Enter")
        await expect(self.page.get_by_text("Đã ký nhận 1")).to_be_visible()
        await expect(self.page.get_by_text("An toàn").first).to_be_visible()

    async def tally(self) -> None:
        """Count the papers of what was taken over and sign that all are there."""
        await self.page.get_by_role("button", name="Kiểm đếm").first.click()
        await self.page.get_by_role("button", name="Ký: đủ giấy tờ").click()
        await expect(self.page.get_by_role("button", name="Ký: đủ giấy tờ")).to_be_hidden()

    async def decide(self, code: str) -> tuple[dict[str, Any], bytes]:
        """Grant what was asked, sign the result on its way; returns the answer and the label."""
        printed = await self._printer()
        await self.page.get_by_role("link", name="Giải quyết").click()
        row = self.page.get_by_role("listitem").filter(has_text=code)
        await row.get_by_role("button", name="Ra kết quả").click()
        async with self.page.expect_response(_is_answer_to("POST", r"/decision$")) as sent:
            await self.page.get_by_role("button", name="Ký kết quả và in nhãn").click()
        await expect(self.page.get_by_text("Đã có kết quả, đã ký")).to_be_visible()
        return await (await sent.value).json(), printed["label"]

    async def hand_out(self, code: str, *, pin: str) -> None:
        """Give a result to the citizen at the counter, who reads the PIN on the own slip."""
        await self.begin_to_give(code)
        await self.page.get_by_label("Mã PIN trên giấy hẹn").fill(pin)
        await self.page.keyboard.press("Enter")
        await expect(self.page.get_by_text("Đã trả kết quả, có chứng minh.")).to_be_visible()

    async def begin_to_give(self, code: str) -> None:
        """Choose one result that waits at the counter."""
        await self.page.keyboard.press("F6")
        await self.page.get_by_role("button", name=f"Trả hồ sơ {code}").click()
        await expect(self.page.get_by_label("Mã PIN trên giấy hẹn")).to_be_focused()
        # Before the dossier is there nothing can be signed, and Enter does nothing.
        form = self.page.get_by_role("form", name=f"Trả hồ sơ {code}")
        await expect(form.get_by_text("…", exact=True)).to_be_hidden()

    async def scan(self, text: str) -> None:
        """Scan with a hardware scanner: it types, wherever the focus is, and presses Enter."""
        await self.page.keyboard.type(text)
        await self.page.keyboard.press("Enter")

    async def find(self, code: str, *, standing: str) -> None:
        """Open the panel of an item by its code and how it stands: a result has its dossier's."""
        await expect(self.page.get_by_text("Trực tiếp", exact=True)).to_be_visible()
        await self.page.keyboard.press("/")
        search = self.page.get_by_role("dialog")
        await search.get_by_label("Mã hồ sơ, bốn số cuối, hoặc nhãn").fill(code)
        await search.get_by_role("button").filter(has_text=standing).click()

    async def confirm(self) -> None:
        """Confirm from the panel what somebody below gave out without proof."""
        await self.page.get_by_role("button", name="Ký: xác nhận đã trao").click()
        await expect(self.page.get_by_text("điều hành đã xác nhận").first).to_be_visible()


def _is_answer_to(method: str, path: str) -> Callable[[Response], bool]:
    pattern = re.compile(path)

    def is_answer(response: Response) -> bool:
        return response.request.method == method and bool(pattern.search(response.url))

    return is_answer
