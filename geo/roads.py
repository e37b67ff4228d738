"""The way along known links from one place to another; pure.

Where no link is known the way is a straight line, and that is said by having only its two ends.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from typing import Final

from geo.catalogue import SHIPPED, rows_of
from geo.distance import near_distance_m
from geo.point import Point

# Metres of road that take as long as one metre by this: a ferry is slow and one waits for it.
SLOWNESS: Final = {"road": 1.0, "bridge": 1.0, "ferry": 4.0}
FARTHEST_M: Final = 4_000.0  # a place farther from every node than this is beside the network


@dataclass(frozen=True, slots=True)
class Link:
    """A way between two nodes, and how hard it is: metres of road that take as long."""

    to: str
    effort_m: float


@dataclass(frozen=True, slots=True)
class RoadNet:
    """Nodes and the links between them, both ways."""

    nodes: Mapping[str, Point]
    links: Mapping[str, Sequence[Link]]


@cache
def shipped_roads() -> RoadNet:
    """Return the network that ships with the project."""
    nodes = {
        row["code"]: Point.from_degrees(lat=float(row["lat"]), lon=float(row["lon"]))
        for row in rows_of(SHIPPED / "link_nodes.csv")
    }
    links: dict[str, list[Link]] = {code: [] for code in nodes}
    for row in rows_of(SHIPPED / "links.csv"):
        effort_m = float(row["length_m"]) * SLOWNESS[row["mode"]]
        links[row["a"]].append(Link(row["b"], effort_m))
        links[row["b"]].append(Link(row["a"], effort_m))
    return RoadNet(nodes, links)


@cache
def way_between(a: Point, b: Point, /) -> tuple[Point, ...]:
    """Return the points of the easiest way from one place to another, both ends included."""
    net = shipped_roads()
    start, end = _node_near(net, a), _node_near(net, b)
    if start is None or end is None or start == end:
        return (a, b)
    between = [net.nodes[code] for code in _codes_between(net, start, end)]
    # Where the place is a node, the node would stand twice.
    return tuple(point for point, _ in groupby([a, *between, b]))


def way_through(points: Sequence[Point]) -> list[Point]:
    """Return the points of the way through places in order; each of them is on it."""
    way = list(points[:1])
    for here, there in pairwise(points):
        way += way_between(here, there)[1:]
    return way


def _node_near(net: RoadNet, point: Point) -> str | None:
    metres, code = min((near_distance_m(node, point), code) for code, node in net.nodes.items())
    return code if metres <= FARTHEST_M else None


def _codes_between(net: RoadNet, start: str, end: str) -> list[str]:
    """Return the nodes of the easiest way, both ends included; none if there is no way."""
    queue: list[tuple[float, str, tuple[str, ...]]] = [(0.0, start, (start,))]
    done: set[str] = set()
    while queue:
        effort_m, code, way = heapq.heappop(queue)
        if code == end:
            return list(way)
        if code in done:
            continue
        done.add(code)
        for link in net.links[code]:
            heapq.heappush(queue, (effort_m + link.effort_m, link.to, (*way, link.to)))
    return []
