"""Looks up postcodes in a file of the Office for National Statistics or of Ordnance Survey.

Read are: ONSPD, NSPL and any other CSV whose headings name a postcode and easting and northing
or latitude and longitude; and Code-Point Open, whose files have no headings, one file for each
area of postcodes (``ls.csv``). A folder or a zip of such files will do. Postcodes of Northern
Ireland lie on another grid and are not looked up.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from programme.grid import to_grid
from programme.reading.cells import Fault, Unreadable
from programme.records import Place

if TYPE_CHECKING:
    import pandas as pd

NAMES = {
    "postcode": ("pcds", "pcd", "pcd7", "pcd8", "pcd2", "postcode"),
    "easting": ("oseast1m", "east1m", "easting", "eastings"),
    "northing": ("osnrth1m", "north1m", "northing", "northings"),
    "latitude": ("lat", "latitude"),
    "longitude": ("long", "lon", "longitude"),
}
"""The headings under which each column is known, best first."""

CODE_POINT = {"postcode": 0, "easting": 2, "northing": 3}
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
ROWS_AT_ONCE = 200_000
LONGEST_LINE = 100_000
USE_ANOTHER = "Name the CSV of ONSPD, or the folder or zip of Code-Point Open."

Columns = Mapping[str, int]


def postcode_key(postcode: str) -> str:
    """A postcode as it is compared: capitals, without spaces."""
    return "".join(postcode.split()).upper()


def find_postcodes(path: Path, wanted: Iterable[str]) -> dict[str, Place]:
    """The places of those of these postcodes that the file, folder or zip has, by postcode_key.

    Raises Unreadable where the file cannot be read or is of none of the known kinds.
    """
    keys = {key for key in map(postcode_key, wanted) if POSTCODE.fullmatch(key) and not key.startswith("BT")}
    found: dict[str, Place] = {}
    try:
        for content in _contents(path, {_area(key) for key in keys}):
            found |= _places(content, keys)
    except (OSError, ValueError, csv.Error, zipfile.BadZipFile, RuntimeError) as error:
        if isinstance(error, Unreadable):
            raise
        why = getattr(error, "strerror", None) or "it is damaged, or no file of postcodes"
        raise Unreadable(Fault(str(path), f"cannot be read: {why}", USE_ANOTHER)) from None
    return found


def _contents(path: Path, areas: set[str]) -> Iterator[IO[bytes]]:
    """The files that may hold postcodes of these areas, one after the other."""
    if path.is_dir():
        files = [x.relative_to(path).as_posix() for x in sorted(path.rglob("*.csv")) if x.is_file()]
        for name in _of_areas(files, areas):
            with (path / name).open("rb") as content:
                yield content
    elif path.exists() and not path.is_file():
        raise Unreadable(Fault(str(path), "is neither a file nor a folder", USE_ANOTHER))
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in _of_areas(sorted(archive.namelist()), areas):
                with archive.open(name) as content:
                    yield content
    else:
        with path.open("rb") as content:
            yield content


def _of_areas(names: Sequence[str], areas: set[str]) -> list[str]:
    """The CSV files of these areas, ``ls.csv`` or ``…_LS.csv``; all where none is named after an area."""
    files = [name for name in names if name.lower().endswith(".csv")]
    by_area = [(re.split(r"[/_]", name[:-4])[-1].upper(), name) for name in files]
    some = [name for area, name in by_area if re.fullmatch("[A-Z]{1,2}", area)]
    if not files:
        raise Unreadable(Fault("", "has no CSV files in it", USE_ANOTHER))
    return [name for area, name in by_area if area in areas] if some else files


def _area(key: str) -> str:
    """The letters that a postcode begins with."""
    return key[:2] if key[1].isalpha() else key[0]


def _places(content: IO[bytes], wanted: set[str]) -> dict[str, Place]:
    import pandas as pd

    first, found = content.readline(LONGEST_LINE), dict[str, Place]()
    columns, header = _columns(next(csv.reader([first.decode("utf-8-sig", "replace")]), []))
    content.seek(0)
    chunks = pd.read_csv(
        content,
        header=0 if header else None,
        usecols=sorted(columns.values()),
        dtype=str,
        index_col=False,
        na_filter=False,
        encoding="utf-8-sig",
        encoding_errors="replace",
        chunksize=ROWS_AT_ONCE,
    )
    for chunk in chunks:
        found |= _wanted(chunk.set_axis(sorted(columns, key=lambda name: columns[name]), axis=1), wanted)
    return found


def _columns(first: Sequence[str]) -> tuple[Columns, bool]:
    """Where the columns are, by the first row of a file, and whether that row holds headings."""
    headings = [cell.strip().casefold() for cell in first]
    found = {
        name: headings.index(heading)
        for name, headings_of in NAMES.items()
        if (heading := next((x for x in headings_of if x in headings), None))
    }
    if "postcode" in found and ({"easting", "northing"} <= found.keys() or {"latitude", "longitude"} <= found.keys()):
        return found, True
    if len(first) > 3 and POSTCODE.fullmatch(postcode_key(first[0])):
        return CODE_POINT, False
    raise Unreadable(Fault("", "is no file of postcodes: it has no columns pcds, oseast1m and osnrth1m", USE_ANOTHER))


def _wanted(table: pd.DataFrame, wanted: set[str]) -> dict[str, Place]:
    keys = table["postcode"].str.replace(" ", "").str.upper()
    found = table.assign(postcode=keys)[keys.isin(wanted)]
    places = ((row["postcode"], _place(row)) for row in found.to_dict("records"))
    return {key: place for key, place in places if place}


def _place(row: Mapping[Hashable, str]) -> Place | None:
    """None where the file has the postcode and does not know where it is: 0, or latitude 99.99."""
    grid = _number(row.get("easting")), _number(row.get("northing"))
    if all(grid):
        return Place(round(grid[0]), round(grid[1]))
    degrees = _number(row.get("latitude")), _number(row.get("longitude"))
    return to_grid(*degrees) if 0 < degrees[0] < 90 else None


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
