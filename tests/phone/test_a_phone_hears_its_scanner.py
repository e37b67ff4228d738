"""On a phone a scanner presses no button, and a camera counts the label that is meant."""

import qrcode
from PIL import Image
from playwright.async_api import Page, expect

from tests.journeys.cast import join_link, understudies
from tests.journeys.phone import CourierPhone
from tests.journeys.stage import stage
from tests.phone.keyboards import through_unikey, with_caps_lock
from tests.phone.scanner import Scanner


async def test_at_every_focus(origin, labels):
    async with stage(origin) as theatre:
        phone = CourierPhone(*await theatre.phone("scanning"))
        page = phone.page
        await phone.join(join_link(understudies("TN-02")["TN-02"]))
        await phone.go_today()
        scanner = await Scanner.at(page)

        # Where nothing is to be scanned, nothing happens, and nobody is on duty for it.
        await page.get_by_role("button", name="Vào ca").focus()
        await scanner.scan(labels[0])
        await expect(page.get_by_role("button", name="Vào ca")).to_be_visible()
        assert page.url.endswith("#/")

        await page.evaluate("location.hash = '#/scan/check/-'")
        await expect(page.get_by_role("button", name="Gõ mã")).to_be_visible()
        await scanner.scan(labels[0], end=None)
        await _counts(page, 1)
        await page.get_by_role("button", name="Ký").focus()
        await scanner.scan(labels[1])
        await _counts(page, 2)
        await scanner.scan(labels[2], end="Tab", keyboard=with_caps_lock)
        await _counts(page, 3)
        await expect(page.get_by_text("Caps Lock đang bật; mã đã được đọc lại.")).to_be_visible()
        await expect(page.get_by_role("button", name="Ký")).to_be_focused()

        await page.get_by_role("button", name="Gõ mã").click()
        typed = page.get_by_label("Mã in dưới nhãn")
        await typed.fill("7K3")
        await scanner.scan(labels[3])
        await _counts(page, 4)
        await expect(typed).to_have_value("7K3")
        await page.get_by_role("dialog").get_by_role("button", name="Thôi").focus()
        await scanner.scan(labels[4])
        await _counts(page, 5)
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.keyboard.press("Escape")

        # What cannot be told is no hit and no key of the page's, and it is said why.
        await scanner.scan("HS1:W5AS AES/DOO" * 6, keyboard=through_unikey)
        await expect(page.get_by_text("Tắt bộ gõ rồi quét lại.")).to_be_visible()
        await _counts(page, 5)


async def test_its_camera_counts_one_label_of_those_in_the_frame(origin, labels):
    first, second = (_symbol(label) for label in labels[:2])
    async with stage(origin) as theatre:
        phone = CourierPhone(*await theatre.phone("looking"))
        page = phone.page
        await phone.join(join_link(understudies("TN-02")["TN-02"]))
        await phone.go_today()
        await page.evaluate("location.hash = '#/scan/check/-'")

        await phone.show_camera(_frame((first, 60), (second, 660)), until="Giữ một nhãn")
        await _counts(page, 0)
        phone.camera.look_at(_frame((first, 0), (second, 380)))
        await _counts(page, 1)
        await expect(page.get_by_text("Giữ một nhãn")).to_be_hidden()
        phone.camera.look_at(_frame((first, 380)))
        await _counts(page, 2)


def _symbol(text: str) -> Image.Image:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    return code.make_image().get_image().convert("L").resize((380, 380), Image.Resampling.NEAREST)


def _frame(*symbols: tuple[Image.Image, int]) -> Image.Image:
    """Lay symbols on a table, each so far from its left edge."""
    table = Image.new("L", (1160, 840), 90)
    for symbol, left in symbols:
        table.paste(symbol, (left, (table.height - symbol.height) // 2))
    return table


async def _counts(page: Page, count: int) -> None:
    await expect(page.locator("section.hits li.hit")).to_have_count(count)
