"""One dossier goes out and comes home, over every screen that people use."""

from tests.journeys.main_job import STEPS, story_at


async def test_a_dossier_comes_home(origin):
    async with story_at(origin) as story:
        for step in STEPS:
            await step(story)
