"""Cuts the British Isles out of a map of the world: make vendor.

Reads the TopoJSON of the npm package world-atlas (countries of Natural Earth at 1:10,000,000) and
prints GeoJSON: a feature for each land, in degrees of longitude and latitude, thinned arc by arc so
that lands with a border in common still meet (Douglas and Peucker, 1973).
"""

from __future__ import annotations

import json
import sys
from itertools import accumulate
from pathlib import Path
from typing import Any

LANDS = ("826", "833", "372", "831", "832")
"""ISO 3166 numbers: United Kingdom, Isle of Man, Ireland, Guernsey, Jersey."""
TOLERANCE = 0.0015
"""Degrees by which a thinned coast may run beside the real one: some 150 m."""
DECIMALS = 3

Point = tuple[float, float]


def british_isles(world: dict[str, Any]) -> dict[str, Any]:
    """The lands of a TopoJSON world as a GeoJSON FeatureCollection, each with its ``name``."""
    lands = {land.get("id"): land for land in world["objects"]["countries"]["geometries"]}
    return {"type": "FeatureCollection", "features": [_feature(lands[number], world) for number in LANDS]}


def _feature(land: dict[str, Any], world: dict[str, Any]) -> dict[str, Any]:
    polygons = land["arcs"] if land["type"] == "MultiPolygon" else [land["arcs"]]
    rings = [[_ring(arcs, world) for arcs in polygon] for polygon in polygons]
    geometry = {"type": "MultiPolygon", "coordinates": [polygon for polygon in rings if len(polygon[0]) > 3]}
    return {"type": "Feature", "properties": {"name": land["properties"]["name"]}, "geometry": geometry}


def _ring(arcs: list[int], world: dict[str, Any]) -> list[Point]:
    """Joins arcs end to end; ``~n`` is arc n backwards."""
    ring: list[Point] = []
    for arc in arcs:
        line = _thinned(_degrees(world["arcs"][max(arc, ~arc)], world["transform"]))
        ring = [*ring[:-1], *(line if arc >= 0 else reversed(line))]
    return ring


def _degrees(steps: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    """The points of an arc told as steps from one to the next."""
    (across, up), (west, south) = transform["scale"], transform["translate"]
    places = accumulate(steps, lambda here, step: [here[0] + step[0], here[1] + step[1]])
    return [(round(west + across * x, DECIMALS), round(south + up * y, DECIMALS)) for x, y in places]


def _thinned(line: list[Point]) -> list[Point]:
    """The fewest points, ends included, that the others lie near to."""
    if len(line) < 3:
        return line
    farthest = max(range(1, len(line) - 1), key=lambda i: _apart(line[i], line[0], line[-1]))
    if _apart(line[farthest], line[0], line[-1]) <= TOLERANCE:
        return [line[0], line[-1]]
    return [*_thinned(line[: farthest + 1])[:-1], *_thinned(line[farthest:])]


def _apart(point: Point, start: Point, end: Point) -> float:
    """Degrees between a point and a stretch of line; of longitude only 0.6, as at 53° north."""
    p, a, b = (complex(0.6 * x, y) for x, y in (point, start, end))
    along = ((p - a) * (b - a).conjugate()).real / abs(b - a) ** 2 if a != b else 0.0
    return abs(p - a - min(1.0, max(0.0, along)) * (b - a))


if __name__ == "__main__":
    print(json.dumps(british_isles(json.loads(Path(sys.argv[1]).read_bytes())), separators=(",", ":")))
