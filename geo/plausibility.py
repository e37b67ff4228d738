"""Whether somebody can have come from one fix to the next; pure."""

from typing import Final

from geo.distance import near_distance_m
from geo.point import Point

FASTEST_MPS: Final = 60.0  # 216 km/h: no ferry, van or motorbike of the delta does it
SLACK_M: Final = 200.0  # two honest fixes may each be this far off in a town


def is_reachable(*, here: Point, there: Point, seconds: float, fastest_mps: float) -> bool:
    """Tell whether a courier can have gone between two points in that time.

    Two fixes of one instant, or in the wrong order, are reachable only within the slack.
    """
    return near_distance_m(here, there) <= SLACK_M + fastest_mps * max(seconds, 0.0)
