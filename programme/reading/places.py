"""Where people and venues are: coordinates as given, or of their postcode, on the British National Grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from programme.grid import to_grid
from programme.reading.cells import Unreadable
from programme.reading.columns import ID_OF, PLACE
from programme.reading.findings import Findings
from programme.reading.folder import Contents
from programme.reading.keys import FILE
from programme.reading.postcodes import find_postcodes, postcode_key
from programme.reading.sheets import Row, Sheet
from programme.records import Place

PAIRS = (("easting", "northing"), ("latitude", "longitude"))
GUESSED = "journeys that travel.csv does not give are taken to be as long as the limit"
GIVE_PLACE = "Give easting and northing, or latitude and longitude."
NAME_POSTCODES = f'{GIVE_PLACE[:-1]}, or name a file of postcodes: postcodes = "codepo.zip" in programme.toml.'


def settle_places(folder: Path, contents: Contents, findings: Findings) -> None:
    """Finds the coordinates of those who have only a postcode; tells of half pairs, and of whoever is nowhere."""
    postcodes = contents.given.get("postcodes")
    present = [sheet for sheet in (contents.leaders, contents.facilitators, contents.venues) if sheet]
    for sheet in present:
        _tell_halves(sheet.rows, findings)
    if postcodes:
        _look_up(folder / postcodes, [row for sheet in present for row in sheet.rows if _only_postcode(row)], findings)
    for sheet in present:
        if contents.venues or sheet is contents.leaders:
            _tell_nowhere(sheet, bool(postcodes), findings)


def place_of(row: Row) -> Place | None:
    """The place of a row without problems, to the metre; eastings and northings come first."""
    if row.get("easting") is not None:
        return Place(float(round(row.get("easting"))), float(round(row.get("northing"))))
    if row.get("latitude") is not None:
        return to_grid(row.get("latitude"), row.get("longitude"))
    return None


def has_place(row: Row) -> bool:
    """Whether any coordinate is given, readable or not."""
    return any(name in row.unreadable or row.get(name) is not None for pair in PAIRS for name in pair)


def _tell_halves(rows: Iterable[Row], findings: Findings) -> None:
    """Tells of half a pair of coordinates."""
    for row in rows:
        if row.unreadable.intersection(column.name for column in PLACE):
            continue
        for pair in PAIRS:
            given = [name for name in pair if row.get(name) is not None]
            if len(given) == 1:
                (blank,) = set(pair) - set(given)
                fault = f"is blank, where {given[0]} is {row.get(given[0]):g}"
                findings.problem(row.sheet, fault, "Give both, or neither.", row=row.number, column=blank)


def _look_up(path: Path, rows: Sequence[Row], findings: Findings) -> None:
    try:
        found = find_postcodes(path, {row.get("postcode") for row in rows}) if rows else {}
    except Unreadable as faults:
        findings.unreadable(FILE, faults, column="postcodes")
        return
    for row in rows:
        place = found.get(postcode_key(row.get("postcode")))
        if place:
            row.values |= {"easting": place.easting, "northing": place.northing}
        else:
            fault = f"is not in {path.name}: {GUESSED}"
            value = row.get("postcode")
            findings.warn(row.sheet, fault, f"Correct it. {GIVE_PLACE}", row=row.number, column="postcode", value=value)


def _tell_nowhere(sheet: Sheet, looked_up: bool, findings: Findings) -> None:
    """Warns of rows without coordinates, once where nobody has any; of postcodes only where they were not looked up."""
    without = [row for row in sheet.rows if not has_place(row)]
    coded = [row for row in without if row.get("postcode")]
    if coded and not looked_up:
        fault = f"stands in place of coordinates in {len(coded)} of {len(sheet.rows)} rows: {GUESSED}"
        findings.warn(sheet.file, fault, NAME_POSTCODES, column="postcode")
    blank = [row for row in without if not row.get("postcode")]
    if len(blank) == len(sheet.rows) > 1:
        findings.warn(sheet.file, f"has no coordinates in any row: {GUESSED}", GIVE_PLACE)
        return
    for row in blank:
        fault, column = f"has no coordinates: {GUESSED}", ID_OF[row.sheet]
        value = row.get(column) or ""
        findings.warn(row.sheet, fault, GIVE_PLACE, row=row.number, column=column, value=value)


def _only_postcode(row: Row) -> bool:
    return bool(row.get("postcode")) and not has_place(row)
