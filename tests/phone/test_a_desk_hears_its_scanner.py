"""At a desk a label is read whatever has the focus, and nothing else sees a key of it."""

import pytest
from playwright.async_api import Page, expect

from tests.journeys.stage import stage
from tests.phone.conftest import a_desk
from tests.phone.keyboards import on_the_vietnamese_layout, telex, through_unikey, with_caps_lock
from tests.phone.scanner import Scanner

BLUR = "document.activeElement?.blur()"
FIELD = "Quét nhãn, mã bàn giao, hoặc gõ mã nhãn"


async def test_at_every_focus(origin, labels):
    async with stage(origin) as theatre:
        page = (await a_desk(await theatre.desk())).page
        scanner = await Scanner.at(page)
        await _open(page, "in")
        field = page.get_by_placeholder(FIELD)

        await expect(field).to_be_focused()
        await scanner.scan(labels[0])
        await _counts(page, 1)
        await expect(field).to_have_value("")
        await field.fill("PN-")
        await scanner.scan(labels[1], end="Tab")
        await _counts(page, 2)
        await expect(field).to_have_value("PN-")
        await expect(field).to_be_focused()

        camera = page.get_by_role("button", name="Máy ảnh")
        await camera.focus()
        await scanner.scan(labels[2])
        await _counts(page, 3)
        await expect(camera).to_have_attribute("aria-pressed", "false")

        undo = page.get_by_role("button", name="Bỏ món này").first
        await undo.focus()
        await scanner.scan(labels[3], end="Tab")
        await _counts(page, 4)
        await expect(undo).to_be_focused()

        await page.evaluate(BLUR)
        await scanner.scan(labels[4], end=None)
        await _counts(page, 5)
        await page.get_by_role("link", name="Bản đồ").first.focus()
        await scanner.scan(labels[5])
        await _counts(page, 6)
        assert page.url.endswith("#/desk/in")
        await expect(page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize(
    ("keyboard", "told"),
    [
        (with_caps_lock, "Caps Lock đang bật; mã đã được đọc lại."),
        (on_the_vietnamese_layout, "Bàn phím không ở kiểu Mỹ (US); mã đã được đọc lại."),
        (through_unikey, "Bàn phím đang ở kiểu Telex; nhãn đã được đọc lại."),
    ],
)
async def test_under_every_keyboard(origin, labels, keyboard, told):
    # Of some labels Telex leaves too little to tell them again; of the least changed ones it does not.
    changed = [label for label in labels if telex(label) != label]
    first, second = sorted(changed, key=lambda label: sum(map(str.__ne__, label, telex(label))))[:2]
    async with stage(origin) as theatre:
        page = (await a_desk(await theatre.desk())).page
        scanner = await Scanner.at(page)
        await _open(page, "in")

        await scanner.scan(first, keyboard=keyboard)
        await _counts(page, 1)
        await expect(page.get_by_text(told)).to_be_visible()
        await expect(page.get_by_placeholder(FIELD)).to_have_value("")
        await page.evaluate(BLUR)
        await scanner.scan(second, keyboard=keyboard)
        await _counts(page, 2)


async def test_on_other_pages(origin, labels):
    async with stage(origin) as theatre:
        page = (await a_desk(await theatre.desk())).page
        scanner = await Scanner.at(page)

        # At an intake it is the blank label from the roll, and no procedure is searched for.
        await page.keyboard.press("F2")
        procedure = page.get_by_role("combobox", name="Thủ tục")
        await expect(procedure).to_be_focused()
        await scanner.scan(labels[0])
        await expect(page.get_by_label("Nhãn trắng từ cuộn")).to_have_value(labels[0])
        await expect(procedure).to_have_value("")
        await expect(page.get_by_role("listbox")).to_be_hidden()

        # What waits to go out is chosen by its own label alone.
        await _open(page, "out")
        boxes = page.get_by_role("checkbox")
        if await boxes.count():
            await boxes.first.focus()
        await scanner.scan(labels[1])
        await expect(page.get_by_text("Không có trong danh sách chờ chuyển đi.")).to_be_visible()
        assert not any([await box.is_checked() for box in await boxes.all()])
        list_of_couriers = page.get_by_label("Giao cho")
        await list_of_couriers.focus()
        await scanner.scan("HS1:NOT A LABEL OF OURS/AT ALL")
        await expect(list_of_couriers).to_have_value("")

        # In a search it is what is searched for, in place of what was typed.
        await page.evaluate(BLUR)
        await page.keyboard.press("/")
        sought = page.get_by_label("Mã hồ sơ, bốn số cuối, hoặc nhãn")
        await expect(sought).to_be_focused()
        await sought.fill("PN-26")
        await scanner.scan(labels[2])
        await expect(sought).to_have_value(labels[2])
        await page.keyboard.press("Escape")

        # On the map nothing waits for a label: one is looked for.
        await page.get_by_role("link", name="Bản đồ").first.click()
        await scanner.scan(labels[3])
        await expect(sought).to_have_value(labels[3])


async def test_a_person_types_as_ever(origin):
    async with stage(origin) as theatre:
        page = (await a_desk(await theatre.desk())).page
        await _open(page, "in")
        field = page.get_by_placeholder(FIELD)
        await field.press_sequentially("2R6P5-NCC0W-D", delay=60)
        await field.press("Enter")
        await _counts(page, 1)

        camera = page.get_by_role("button", name="Máy ảnh")
        await camera.press(" ")
        await expect(camera).to_have_attribute("aria-pressed", "true")
        await camera.press("Enter")
        await expect(camera).to_have_attribute("aria-pressed", "false")
        await page.keyboard.press("/")
        await expect(page.get_by_role("dialog")).to_be_visible()


async def _open(page: Page, work: str) -> None:
    await page.evaluate("work => { location.hash = `#/desk/${work}` }", work)
    await expect(page.get_by_placeholder(FIELD)).to_be_focused()


async def _counts(page: Page, count: int) -> None:
    await expect(page.get_by_role("status", name=f"Đã quét {count}")).to_be_visible()
