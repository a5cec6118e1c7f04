"""Where the spreadsheets name a person."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from programme.forgotten import named
from programme.problems import Problem
from programme.reading.columns import ID_OF
from programme.reading.findings import Findings
from programme.reading.folder import Contents, read_folder
from programme.reading.sheets import Row, Sheet

NAMING = {"leader_id": ("leader_id", "not_with", "from", "to"), "facilitator_id": ("facilitator_id", "from", "to")}
"""The columns with ids of people, by that of their own sheet."""
OWN = "Delete the row: while it is there, the next plan takes them in again."
OTHER = "Take them out there too."


def mentions(folder: Path, column: str, key: str, called: Collection[str]) -> tuple[Problem, ...]:
    """Every row that names somebody of this id (``column`` says of which kind), or by a name or an address."""
    reading = Findings()
    sheets = _sheets(read_folder(folder, reading))
    found, names = Findings(tabs=reading.tabs), named(called)
    for sheet in sheets:
        for row in sheet.rows:
            own = ID_OF.get(sheet.file) == column and row.get(column) == key
            if own or _has_id(row, NAMING[column], key) or any(map(names.search, row.texts.values())):
                found.warn(sheet.file, "names them", OWN if own else OTHER, row=row.number)
    return found.in_order(found.warnings)


def _sheets(contents: Contents) -> Iterator[Sheet]:
    people = (contents.leaders, contents.facilitators, contents.travel, contents.previous_sets)
    return filter(None, (*people, contents.venues, contents.closures, contents.levels))


def _has_id(row: Row, columns: Collection[str], key: str) -> bool:
    values = (row.get(column) for column in columns)
    return any(key in value if isinstance(value, tuple) else key == value for value in values)
