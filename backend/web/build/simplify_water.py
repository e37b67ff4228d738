"""Draw the rivers around Đồng Tháp small enough for a phone: `simplify_water.py BASEMAP > OUT`.

The base map is `delta.geojson`; its sources and licences stand in geo/data/NOTICE.
"""

import json
import sys
from pathlib import Path

WEST, SOUTH, EAST, NORTH = 105.05, 10.05, 106.25, 11.05
TOLERANCE = 0.0009  # degrees, about 100 m: half a pixel at the zoom of the phone's map
SCALE = 10_000
SMALLEST = 4e-5  # square degrees: islets and ponds below it are dots
FEWEST_POINTS = 3  # of a line that can bend, of a ring that has an area

Ring = list[tuple[float, float]]


def clipped(ring: Ring) -> Ring:
    """Cut a ring to the frame, one side after the other (Sutherland and Hodgman)."""
    for axis, limit, sign in ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)):
        inside = [sign * (point[axis] - limit) >= 0 for point in ring]
        cut: Ring = []
        for index, point in enumerate(ring):
            before = ring[index - 1]
            if inside[index] != inside[index - 1]:
                share = (limit - before[axis]) / (point[axis] - before[axis])
                x = before[0] + share * (point[0] - before[0])
                y = before[1] + share * (point[1] - before[1])
                cut.append((x, y))
            if inside[index]:
                cut.append(point)
        ring = cut
    return ring


def simplified(line: Ring) -> Ring:
    """Leave out what bends less than the tolerance (Douglas and Peucker)."""
    if len(line) < FEWEST_POINTS:
        return line
    (x1, y1), (x2, y2) = line[0], line[-1]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    farthest, index = 0.0, 0
    for place, (x, y) in enumerate(line[1:-1], start=1):
        away = (
            abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
            if length
            else ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
        )
        if away > farthest:
            farthest, index = away, place
    if farthest <= TOLERANCE:
        return [line[0], line[-1]]
    return simplified(line[: index + 1])[:-1] + simplified(line[index:])


def area(ring: Ring) -> float:
    """Twice the area would do as well; only its size matters."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def rings_of(geometry: dict) -> list[Ring]:
    """Rings of a polygon or of several, holes among them: they are filled by the even-odd rule."""
    polygons = (
        [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    )
    return [[tuple(point) for point in ring[:-1]] for polygon in polygons for ring in polygon]


def main() -> None:
    """Write the rings as flat lists of differences, longitude first, in 1e-4 degree."""
    sys.setrecursionlimit(20_000)
    features = json.loads(Path(sys.argv[1]).read_text())["features"]
    written = []
    for feature in features:
        if feature["properties"]["kind"] != "river_area":
            continue
        for ring in map(clipped, rings_of(feature["geometry"])):
            if len(ring) < FEWEST_POINTS or area(ring) < SMALLEST:
                continue
            line = simplified([*ring, ring[0]])
            points = [(round(x * SCALE), round(y * SCALE)) for x, y in line]
            flat = [coordinate for point in points for coordinate in point]
            steps = [now - old for old, now in zip(flat, flat[2:], strict=False)]
            written.append(flat[:2] + steps)
    sys.stdout.write(json.dumps({"scale": SCALE, "rings": written}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
