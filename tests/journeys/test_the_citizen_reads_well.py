"""The public pages can be read by anybody: big or plain, light or dark, in both languages."""

from typing import Literal

from playwright.async_api import expect

from tests.journeys import main_job as job
from tests.journeys.axe import faults

PAGES = ["/", "/tra-cuu", "/t/WR0N-GC0D-E000"]
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
CHOICES = ["?lang=vi&text=plain", "?lang=en&text=big"]


async def test_no_public_page_shuts_anybody_out(origin):
    async with job.story_at(origin) as story:
        await job.she_takes_a_dossier_in_by_keyboard(story)
        await job.label_and_slip_are_read_off_the_paper(story)
        await job.the_citizen_opens_the_qr_and_stays(story)
        assert story.live
        dossier = story.link.partition("#")[0].removeprefix(origin)

        found = {}
        for choice, theme in zip(CHOICES, THEMES, strict=True):
            await story.live.emulate_media(color_scheme=theme)
            for address in [dossier, *PAGES]:
                await story.live.goto(address + choice)
                await expect(story.live.locator("h1")).to_be_visible()
                found[choice, theme, address] = await faults(story.live)

    assert {look: told for look, told in found.items() if told} == {}
