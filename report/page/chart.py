"""The map: where sets meet and where their members come from, on the British National Grid."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from statistics import mean, median

from programme.grid import all_to_grid
from programme.plans import LearningSet, Plan
from programme.records import Place, Programme
from report.page.values import Chart, Hub, Level, Point, Star, Stray

OUTLINES = Path(__file__).parent / "vendor" / "outlines.json"
METRES = 10
"""What one step on the map is worth."""
MOST_AREAS = 12
FEWEST_IN_AREA = 3


def chart(programme: Programme, plan: Plan, levels: Mapping[str, Level]) -> Chart | None:
    """Sets as stars, from their venue or else from the middle of their members; None where no place is known."""
    hubs: dict[Hub, int] = {}
    stars = []
    for one in plan.sets:
        ends = tuple(_point(place) for member in one.members if (place := programme.leader(member).place))
        if hub := _hub(programme, one, ends):
            at = hubs.setdefault(hub, len(hubs))
            stars.append(Star(set_id=one.set_id, level=levels[one.level].at, hub=at, ends=ends))
    if not stars:
        return None
    return Chart(
        metres=METRES,
        hubs=tuple(hubs),
        stars=tuple(stars),
        strays=tuple(_strays(programme, plan, levels)),
        areas=tuple(_areas(programme)),
        lands=_lands(),
    )


def _hub(programme: Programme, one: LearningSet, ends: tuple[Point, ...]) -> Hub | None:
    at = programme.venue_at.get(one.venue_id)
    if at is not None:
        place = programme.venues[at].place
        return Hub(name=programme.venues[at].name, at=_point(place)) if place else None
    return Hub(name="", at=(round(mean(x for x, _ in ends)), round(mean(y for _, y in ends)))) if ends else None


def _strays(programme: Programme, plan: Plan, levels: Mapping[str, Level]) -> Iterator[Stray]:
    """People who wait."""
    for one in plan.waiting:
        leader = programme.leader(one.leader_id)
        if leader.place:
            yield Stray(name=leader.name, level=levels[one.level].at, at=_point(leader.place))


def _areas(programme: Programme) -> Iterator[Hub]:
    """The areas with most people, each in the middle of them: names to find one's way by."""
    found: dict[str, list[Point]] = defaultdict(list)
    for leader in programme.leaders:
        if leader.area and leader.place:
            found[leader.area].append(_point(leader.place))
    for name, points in sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))[:MOST_AREAS]:
        if len(points) >= FEWEST_IN_AREA:
            yield Hub(name=name, at=(round(median(x for x, _ in points)), round(median(y for _, y in points))))


def _point(place: Place) -> Point:
    return round(place.easting / METRES), round(place.northing / METRES)


@lru_cache(maxsize=1)
def _lands() -> tuple[tuple[Point, ...], ...]:
    """The outlines of Great Britain and its neighbours, ring by ring."""
    features = json.loads(OUTLINES.read_text("utf-8"))["features"]
    rings = [polygon[0] for feature in features for polygon in feature["geometry"]["coordinates"]]
    return tuple(tuple(map(_point, all_to_grid((y, x) for x, y in ring))) for ring in rings)
