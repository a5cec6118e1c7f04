"""Degrees and the National Grid, against control points that Ordnance Survey publishes with OSTN15."""

from __future__ import annotations

import math

import pytest

from programme.grid import to_degrees, to_grid
from programme.records import Place

CONTROL_POINTS = {
    "TP01 St Mary's, Scilly": (49.92226393730, -6.29977752014, 91492.146, 11318.804),
    "TP03 Plymouth": (50.43885825610, -4.10864563561, 250359.811, 62016.569),
    "TP07 North Foreland": (51.37447025550, 1.44454730409, 639821.835, 169565.858),
    "TP09 Lambeth": (51.48936564950, -0.11992557180, 530624.974, 178388.464),
    "TP11 Colchester": (51.89436637350, 0.89724327012, 599445.590, 225722.826),
    "TP14 King's Lynn": (52.75136687170, 0.40153547065, 562180.547, 319784.995),
    "TP15 Nottingham": (52.96219109410, -1.19747655922, 454002.834, 340834.943),
    "TP16 Daresbury": (53.34480280190, -2.64049320810, 357455.843, 383290.436),
    "TP20 Pudsey": (53.80021519630, -1.66379168242, 422242.186, 433818.701),
    "TP22 Flamborough Head": (54.11685144290, -0.07773133187, 525745.670, 470703.214),
    "TP24 Carlisle": (54.89542340420, -2.93827741149, 339921.145, 556034.761),
    "TP26 Glasgow": (55.85399952950, -4.29649016251, 256340.925, 664697.269),
}
"""Latitude and longitude (ETRS89), easting and northing (OSGB36)."""

RIGHT_TO_METRES = 5.5


@pytest.mark.parametrize("point", CONTROL_POINTS)
def test_degrees_become_a_place_on_the_grid(point: str) -> None:
    latitude, longitude, easting, northing = CONTROL_POINTS[point]
    found = to_grid(latitude, longitude)
    assert math.hypot(found.easting - easting, found.northing - northing) < RIGHT_TO_METRES


@pytest.mark.parametrize("point", CONTROL_POINTS)
def test_a_place_on_the_grid_becomes_degrees(point: str) -> None:
    latitude, longitude, easting, northing = CONTROL_POINTS[point]
    north, east = to_degrees(Place(easting, northing))
    metres = math.hypot(north - latitude, (east - longitude) * math.cos(math.radians(latitude))) * 111_320
    assert metres < RIGHT_TO_METRES
