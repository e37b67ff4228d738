"""A join link that is opened where it helps nobody: the ticket stays good for where it does."""

from playwright.async_api import async_playwright, expect

from tests.journeys.cast import join_link, understudies
from tests.phone.kept import joined, opened, page_of

# As the private windows of some browsers do.
KEEPS_NO_KEYS = """
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, ...said) {
        if (value?.key?.privateKey) throw new DOMException("no keys", "DataCloneError");
        return put.call(this, value, ...said);
    };
"""
# As Apple's phones tell a page in the browser.
IS_IN_BROWSER = "Object.defineProperty(navigator, 'standalone', { value: false })"


async def test_a_browser_that_keeps_no_keys_says_so_and_spends_no_ticket(
    tmp_path,
    origin,  # noqa: ARG001 - its world
):
    link = join_link(understudies("TN-02")["TN-02"])
    async with async_playwright() as playwright, opened(playwright, tmp_path) as page:
        assert page.context.browser is not None
        private = await page_of(page.context.browser)
        await private.add_init_script(KEEPS_NO_KEYS)
        await private.goto(link)
        await private.get_by_role("button", name="Vào làm việc").click()
        await expect(private.get_by_text("Trình duyệt này không giữ được khóa.")).to_be_visible()

        await joined(page, link)


async def test_a_link_opened_in_the_browser_lets_the_app_on_the_home_screen_in(tmp_path, origin):
    link = join_link(understudies("TN-02")["TN-02"])
    async with async_playwright() as playwright, opened(playwright, tmp_path) as app:
        assert app.context.browser is not None
        await app.goto(f"{origin}/courier/")
        await expect(app.get_by_role("heading", name="Vào Hoso")).to_be_visible()

        await joined(await page_of(app.context.browser), link)

        await expect(app.get_by_role("heading", name="Đường thư")).to_be_visible()


async def test_where_the_two_keep_apart_the_link_is_carried_over_by_hand(tmp_path, origin):
    link = join_link(understudies("TN-02")["TN-02"])
    async with async_playwright() as playwright, opened(playwright, tmp_path) as page:
        assert page.context.browser is not None
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await page.add_init_script(IS_IN_BROWSER)
        await page.goto(link)
        await page.get_by_role("button", name="Chép liên kết").click()
        await expect(page.get_by_role("button", name="Đã chép")).to_be_visible()
        carried = await page.evaluate("navigator.clipboard.readText()")

        apart = await page.context.browser.new_context(locale="vi-VN")
        app = await apart.new_page()
        await app.goto(f"{origin}/courier/")
        await app.get_by_label("Hoặc dán liên kết vào máy").fill(carried)
        await app.get_by_role("button", name="Vào làm việc").click()
        await app.get_by_role("button", name="Bắt đầu").click()
        await expect(app.get_by_role("heading", name="Đường thư")).to_be_visible()
