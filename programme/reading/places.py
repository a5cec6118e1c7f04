"""Where people and venues are: coordinates as given, on the British National Grid."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from programme.reading.columns import PLACE
from programme.reading.findings import Findings
from programme.reading.sheets import Row
from programme.records import Place

if TYPE_CHECKING:
    from pyproj import Transformer

PAIRS = (("easting", "northing"), ("latitude", "longitude"))
GIVE_PLACE = "Give easting and northing, or latitude and longitude, or empty the cell."


def check_places(rows: Iterable[Row], findings: Findings) -> None:
    """Tells of half a pair of coordinates, and of postcodes where there are no coordinates."""
    for row in rows:
        if row.unreadable.intersection(column.name for column in PLACE):
            continue
        for pair in PAIRS:
            given = [name for name in pair if row.get(name) is not None]
            if len(given) == 1:
                (blank,) = set(pair) - set(given)
                fault = f"is blank, where {given[0]} is {row.get(given[0]):g}"
                findings.problem(row.sheet, fault, "Give both, or neither.", row=row.number, column=blank)
        if row.get("postcode") and not any(row.get(name) is not None for pair in PAIRS for name in pair):
            fault = "is a postcode, and this version does not look up postcodes yet"
            value = row.get("postcode")
            findings.problem(row.sheet, fault, GIVE_PLACE, row=row.number, column="postcode", value=value)


def place_of(row: Row) -> Place | None:
    """The place of a row without problems; eastings and northings come first, to the metre."""
    if row.get("easting") is not None:
        return Place(row.get("easting"), row.get("northing"))
    if row.get("latitude") is not None:
        easting, northing = _to_grid().transform(row.get("longitude"), row.get("latitude"))
        return Place(round(easting), round(northing))
    return None


@lru_cache(maxsize=1)
def _to_grid() -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
