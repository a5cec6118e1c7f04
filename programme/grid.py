"""Between degrees (WGS 84) and the British National Grid, the same metres on every machine.

The shift of datum is Ordnance Survey's own Helmert transformation ("A guide to coordinate
systems in Great Britain", section 6.6), right to about five metres all over Britain.
A finer grid (OSTN15) is not used even where one is installed: it would change plans by machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from programme.records import Place

if TYPE_CHECKING:
    from pyproj import Transformer

TO_GRID = """
+proj=pipeline
+step +proj=unitconvert +xy_in=deg +xy_out=rad
+step +proj=push +v_3
+step +proj=cart +ellps=WGS84
+step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489
      +convention=position_vector
+step +inv +proj=cart +ellps=airy
+step +proj=pop +v_3
+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy
"""


def to_grid(latitude: float, longitude: float) -> Place:
    """The place of a point given in degrees, to the metre."""
    easting, northing = _transformer().transform(longitude, latitude)
    return Place(round(easting), round(northing))


def all_to_grid(points: Iterable[tuple[float, float]]) -> list[Place]:
    """The places of many points, each given as latitude and longitude; many times faster than one by one."""
    latitudes, longitudes = zip(*points, strict=True)
    eastings, northings = _transformer().transform(longitudes, latitudes)
    return [Place(round(east), round(north)) for east, north in zip(eastings, northings, strict=True)]


def to_degrees(place: Place) -> tuple[float, float]:
    """Latitude and longitude of a place, in degrees."""
    from pyproj.enums import TransformDirection

    longitude, latitude = _transformer().transform(place.easting, place.northing, direction=TransformDirection.INVERSE)
    return latitude, longitude


@lru_cache(maxsize=1)
def _transformer() -> Transformer:
    from pyproj import Transformer

    return Transformer.from_pipeline(TO_GRID)
