"""A browser that is killed right after the phone has said that it kept a scan."""

from tests.journeys.cast import join_link, understudies
from tests.phone.kept import kill_again_and_again

RUNS = 3


async def test_P02_nothing_is_lost_and_nothing_is_called_safe_that_is_not(origin):
    link = join_link(understudies("TN-02")["TN-02"])

    tally = await kill_again_and_again(origin, link, runs=RUNS)

    assert (tally.runs, tally.lost, tally.false_safe) == (RUNS, 0, 0)
