"""A small valid programme folder for tests, in which a test changes one thing."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from programme.problems import InputProblems, Problem
from programme.reading import read_programme
from programme.records import Programme

SETTINGS = {
    "name": '"Aire Valley learning sets"',
    "organiser": '"Programme Office <office@example.org>"',
    "first_day": "2026-09-07",
    "last_day": "2027-07-16",
}
HEADINGS = {
    "leaders.csv": "leader_id,name,email,school,level,trust,area,easting,northing,cannot_attend,away,not_with",
    "facilitators.csv": "facilitator_id,name,email,easting,northing",
    "venues.csv": "venue_id,name,address,easting,northing",
    "closures.csv": "first_day,last_day,reason,area",
}
ROWS = {
    "leaders.csv": (
        "L1,Amara Bell,amara@example.org,Ashfield School,Headteacher,,Leeds,430000,433000,,,",
        "L2,Beth Kaur,beth@example.org,Birchwood School,Headteacher,Nidd Trust,Leeds,431000,433000,Mon,2026-11-03,",
        "L3,Callum Eze,callum@example.org,Cragside School,Deputy head,,Bradford,420000,432000,,,",
    ),
    "facilitators.csv": (
        "F1,Dilys Patel,dilys@example.org,430000,433000",
        "F2,Ewan Singh,ewan@example.org,431000,434000",
    ),
    "venues.csv": (
        'V1,Library Rooms,"1 High Street, Leeds",430000,433000',
        'V2,Cricket Pavilion,"2 Mill Lane, Bradford",420000,432000',
    ),
    "closures.csv": ("2026-10-26,2026-10-30,Half term,",),
}


class Tiny:
    """Three leaders, two facilitators, two venues, one closure; rows are numbered from 2."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.keys = dict(SETTINGS)
        self.below = ""
        self.files: dict[str, bytes | None] = {}
        self.tables = {
            name: [dict(zip(headings.split(","), cells, strict=True)) for cells in csv.reader(ROWS[name])]
            for name, headings in HEADINGS.items()
        }

    def key(self, **values: str | None) -> Tiny:
        """Sets keys of programme.toml, as TOML; None removes a key."""
        self.keys.update({name: value for name, value in values.items() if value is not None})
        for name in [name for name, value in values.items() if value is None]:
            del self.keys[name]
        return self

    def table(self, text: str) -> Tiny:
        """Adds tables below the keys of programme.toml."""
        self.below += text
        return self

    def cell(self, sheet: str, row: int, **cells: str) -> Tiny:
        """Fills cells of a row; columns that are not there are added."""
        for name in cells:
            for other in self.tables[sheet]:
                other.setdefault(name, "")
        self.tables[sheet][row - 2].update(cells)
        return self

    def leader(self, row: int, **cells: str) -> Tiny:
        """Fills cells of a row of leaders.csv."""
        return self.cell("leaders.csv", row, **cells)

    def without(self, sheet: str, column: str) -> Tiny:
        """Takes a column away."""
        for row in self.tables[sheet]:
            del row[column]
        return self

    def rename(self, sheet: str, column: str, heading: str) -> Tiny:
        """Writes another heading over a column."""
        self.tables[sheet] = [
            {heading if name == column else name: cell for name, cell in row.items()} for row in self.tables[sheet]
        ]
        return self

    def sheet(self, name: str, text: str) -> Tiny:
        """Gives a file this text."""
        return self.content(name, text.encode())

    def content(self, name: str, content: bytes | None) -> Tiny:
        """Gives a file these bytes; None leaves it out."""
        self.files[name] = content
        return self

    def text(self, sheet: str) -> str:
        """A sheet as it stands, as CSV with quotation marks everywhere."""
        rows = [list(self.tables[sheet][0]), *(list(row.values()) for row in self.tables[sheet])]
        return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in rows)

    def write(self) -> Path:
        """Writes the folder."""
        toml = "".join(f"{name} = {value}\n" for name, value in self.keys.items()) + self.below
        files: dict[str, bytes | None] = {"programme.toml": toml.encode()}
        files |= {name: self.text(name).encode() for name in self.tables}
        for name, content in (files | self.files).items():
            if content is not None:
                (self.path / name).write_bytes(content)
        return self.path

    def read(self, **options: Any) -> Programme:
        """Writes and reads the folder."""
        return read_programme(self.write(), **options)

    def problems(self) -> list[Problem]:
        """The problems of the folder, in the order told."""
        try:
            self.read()
        except InputProblems as found:
            return list(found.problems)
        return []

    def told(self) -> list[str]:
        """The problems as people see them."""
        return [str(problem) for problem in self.problems()]

    def warned(self) -> list[str]:
        """The warnings as people see them."""
        return [str(warning) for warning in self.read().warnings]
