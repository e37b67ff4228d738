"""A phone whose disk is full: what is not kept is never said to be."""

import re

from playwright.async_api import async_playwright, expect

from tests.journeys.cast import join_link, understudies
from tests.phone.kept import SIGNED, joined, opened, scans, sign_one

QUOTA = 1_000
FULL = re.compile("Chưa lưu được: bộ nhớ máy đầy")


async def test_P04_a_full_disk_is_told_and_nothing_is_said_to_be_kept(tmp_path, origin):
    link = join_link(understudies("TN-02")["TN-02"])
    async with async_playwright() as playwright:
        async with opened(playwright, tmp_path) as page:
            await joined(page, link)
        # A browser that has just found room believes so for a while, hence one that is new.
        async with opened(playwright, tmp_path) as page:
            devtools = await page.context.new_cdp_session(page)
            of_ours = {"origin": origin}
            await devtools.send("Storage.overrideQuotaForOrigin", {**of_ours, "quotaSize": QUOTA})
            await sign_one(page, origin, says=FULL)
            await expect(page.get_by_text(SIGNED)).to_have_count(0)
            assert await scans(page) == []

        async with opened(playwright, tmp_path) as page:
            await sign_one(page, origin)
            assert len(await scans(page)) == 1
