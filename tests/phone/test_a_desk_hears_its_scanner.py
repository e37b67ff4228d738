"""At a desk a label is read whatever has the focus, and nothing else sees a key of it."""

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from tests.journeys.cast import understudies
from tests.journeys.desk import Desk
from tests.journeys.stage import stage
from tests.phone.keyboards import (
    on_the_vietnamese_layout,
    reach_of,
    through_unikey,
    with_caps_lock,
)
from tests.phone.scanner import Scanner

BLUR = "document.activeElement?.blur()"
KEYBOARDS = (
    (with_caps_lock, "Caps Lock đang bật; mã đã được đọc lại."),
    (on_the_vietnamese_layout, "Bàn phím không ở kiểu Mỹ (US); mã đã được đọc lại."),
    (through_unikey, "Bàn phím đang ở kiểu Telex; nhãn đã được đọc lại."),
)


@dataclass
class Seat:
    """A desk with its scanner, and labels that nobody has scanned yet."""

    page: Page
    scanner: Scanner
    labels: list[str]

    @property
    def field(self) -> Locator:
        """Where codes are typed."""
        return self.page.get_by_placeholder("Quét nhãn, mã bàn giao, hoặc gõ mã nhãn")

    @property
    def sought(self) -> Locator:
        """Where one searches."""
        return self.page.get_by_label("Mã hồ sơ, bốn số cuối, hoặc nhãn")

    async def open(self, work: str) -> None:
        """Go to a work that is done by scanning."""
        await self.page.evaluate("work => { location.hash = `#/desk/${work}` }", work)
        await expect(self.field).to_be_focused()

    async def counts(self, count: int) -> None:
        """See how many things of the round are scanned."""
        await expect(self.page.get_by_role("status", name=f"Đã quét {count}")).to_be_visible()

    async def begins_anew(self) -> None:
        """Leave the round."""
        await self.page.get_by_role("button", name="Bỏ lượt quét").click()
        await self.counts(0)


async def test_a_label_is_read_at_every_focus_and_under_every_keyboard(origin, labels):
    async with stage(origin) as theatre:
        desk = Desk(await theatre.desk())
        await desk.log_in(understudies("phuninh")["phuninh"])
        await desk.become_desk()
        seat = Seat(desk.page, await Scanner.at(desk.page), labels)

        await at_every_focus(seat)
        await under_every_keyboard(seat)
        await at_the_works_beside(seat)
        await a_person_types_as_ever(seat)


async def at_every_focus(seat: Seat) -> None:
    page, scanner, labels = seat.page, seat.scanner, seat.labels
    await seat.open("in")
    await scanner.scan(labels[0])
    await seat.counts(1)
    await expect(seat.field).to_have_value("")

    await seat.field.fill("PN-")
    await scanner.scan(labels[1], end="Tab")
    await seat.counts(2)
    await expect(seat.field).to_have_value("PN-")
    await expect(seat.field).to_be_focused()
    await seat.field.fill("")

    camera = page.get_by_role("button", name="Máy ảnh")
    await camera.focus()
    await scanner.scan(labels[2])
    await seat.counts(3)
    await expect(camera).to_have_attribute("aria-pressed", "false")

    undo = page.get_by_role("button", name="Bỏ món này").first
    await undo.focus()
    await scanner.scan(labels[3], end="Tab")
    await seat.counts(4)
    await expect(undo).to_be_focused()

    await page.evaluate(BLUR)
    await scanner.scan(labels[4], end=None)
    await seat.counts(5)
    await page.get_by_role("link", name="Bản đồ").focus()
    await scanner.scan(labels[5])
    await seat.counts(6)
    assert page.url.endswith("#/desk/in")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await seat.begins_anew()


async def under_every_keyboard(seat: Seat) -> None:
    # UniKey marks a letter that stands near; where this one reaches far, nothing could tell why.
    changed = [label for label in seat.labels if reach_of(label) > 0]
    first, second = sorted(changed, key=reach_of)[:2]
    for keyboard, told in KEYBOARDS:
        await seat.field.focus()
        await seat.scanner.scan(first, keyboard=keyboard)
        await seat.counts(1)
        await expect(seat.page.get_by_text(told)).to_be_visible()
        await expect(seat.field).to_have_value("")
        await seat.page.evaluate(BLUR)
        await seat.scanner.scan(second, keyboard=keyboard)
        await seat.counts(2)
        await seat.begins_anew()


async def at_the_works_beside(seat: Seat) -> None:
    page, scanner, labels = seat.page, seat.scanner, seat.labels

    # At an intake it is the blank label from the roll, and no procedure is searched for.
    await page.keyboard.press("F2")
    procedure = page.get_by_role("combobox", name="Thủ tục")
    await expect(procedure).to_be_focused()
    await scanner.scan(labels[0])
    await expect(page.get_by_label("Nhãn trắng từ cuộn")).to_have_value(labels[0])
    await expect(procedure).to_have_value("")
    await expect(page.get_by_role("listbox")).to_be_hidden()

    # Where something is chosen to go out, a label chooses its own and no courier.
    await seat.open("out")
    courier = page.get_by_label("Giao cho")
    await courier.focus()
    await scanner.scan(labels[1])
    await expect(page.get_by_text("Không có trong danh sách chờ chuyển đi.")).to_be_visible()
    await expect(courier).to_have_value("")

    # In a search it is what is searched for, in place of what was typed.
    await page.evaluate(BLUR)
    await page.keyboard.press("/")
    await expect(seat.sought).to_be_focused()
    await seat.sought.fill("PN-26")
    await scanner.scan(labels[2])
    await expect(seat.sought).to_have_value(labels[2])
    await page.keyboard.press("Escape")

    # On the map nothing waits for a label: one is looked for.
    await page.get_by_role("link", name="Bản đồ").click()
    await expect(page.locator(".maplibregl-canvas")).to_be_visible()
    await scanner.scan(labels[3])
    await expect(seat.sought).to_have_value(labels[3])
    await page.keyboard.press("Escape")


async def a_person_types_as_ever(seat: Seat) -> None:
    page = seat.page
    await seat.open("in")
    await seat.field.press_sequentially("2R6P5-NCC0W-D", delay=60)
    await seat.field.press("Enter")
    await seat.counts(1)

    camera = page.get_by_role("button", name="Máy ảnh")
    await camera.press(" ")
    await expect(camera).to_have_attribute("aria-pressed", "true")
    await camera.press("Enter")
    await expect(camera).to_have_attribute("aria-pressed", "false")
    await page.keyboard.press("/")
    await expect(seat.sought).to_be_focused()
