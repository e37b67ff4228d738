"""What nobody thought of is told at a desk, and the desk that goes on is one that works."""

from playwright.async_api import expect

from tests.journeys.cast import understudies
from tests.journeys.desk import Desk
from tests.journeys.main_job import CITIZEN, PROCEDURE
from tests.journeys.stage import stage

NO_PICTURES = """() => {
  window.pictures = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = () => null;
}"""
PICTURES = "() => { HTMLCanvasElement.prototype.getContext = window.pictures }"
NO_TIMES = """() => {
  window.times = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, 'format');
  const get = () => { throw new Error('nobody thought of it') };
  Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', { ...window.times, get });
}"""
TIMES = "() => Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', window.times)"
UNFORESEEN = "Có lỗi ngoài dự kiến"


async def test_a_desk_goes_on_after_an_error(origin):
    async with stage(origin) as theatre:
        desk = Desk(await theatre.desk())
        page = desk.page
        await desk.log_in(understudies("phuninh")["phuninh"])
        await desk.become_desk()

        # A paper that cannot be drawn is told beside the work, which stays.
        await page.evaluate(NO_PICTURES)
        await desk.take_in(PROCEDURE, name=CITIZEN)
        await expect(page.get_by_text(f"{UNFORESEEN}. Thử lại").first).to_be_visible()
        await expect(page.get_by_text("Hồ sơ đã lưu ở máy chủ.").first).to_be_visible()
        await page.evaluate(PICTURES)

        # A page that cannot be drawn is given up, and its office is not.
        await page.evaluate(NO_TIMES)
        await expect(page.get_by_role("heading", name=UNFORESEEN)).to_be_visible()
        await page.evaluate(TIMES)
        await page.get_by_role("button", name="Làm tiếp").click()

        await expect(page.get_by_text("Trực tiếp", exact=True)).to_be_visible()
        await expect(page.get_by_role("button", name="Hồ sơ tiếp theo")).to_be_enabled()
        await desk.take_in(PROCEDURE, name=CITIZEN)
        await expect(page.get_by_text("An toàn").first).to_be_visible()
