"""Fourteen days without network, in the ordinary run with fewer scans than `--release` has."""

from tests.journeys.cast import join_link, understudies
from tests.phone.fortnight import come_home

COUNT = 450


async def test_P18_fourteen_days_of_scans_come_home_though_cut_off_and_killed_on_the_way(origin):
    link = join_link(understudies("TN-02")["TN-02"])

    tally = await come_home(origin, link, count=COUNT)

    assert (tally.lost, tally.false_safe) == (0, 0)
