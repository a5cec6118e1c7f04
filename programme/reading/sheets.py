"""Reads the sheets of a programme: tables of text into rows of values."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from programme.reading.advice import did_you_mean, listed, nearest
from programme.reading.cells import Fault, Unreadable, worked_out
from programme.reading.columns import Column, SheetKind, heading_key
from programme.reading.decoding import MOST_ABOVE, known
from programme.reading.findings import Findings
from programme.reading.tables import Numbered, Table, read_table

MOST_COLUMNS = 250
IF_YOUR_OWN = "Nothing need be done if it is your own."


@dataclass(slots=True)
class Row:
    """A row of a sheet: ``values`` of its readable cells by column name, blank cells as their column says.

    ``unreadable`` names the columns whose cells could not be read; they are not in ``values``.
    ``texts`` are all cells as they stand, by the key of their heading.
    """

    sheet: str
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)

    def get(self, column: str) -> Any:
        """The value of a cell; None where it could not be read or its column is missing."""
        return self.values.get(column)


@dataclass(slots=True)
class Sheet:
    """The rows of a file that are not blank, and the columns that it has."""

    file: str
    rows: list[Row]
    present: frozenset[str]


def read_sheet(folder: Path, kind: SheetKind, findings: Findings, used: Set[str] = frozenset()) -> Sheet | None:
    """A CSV file of the folder, or None (and a problem) where it cannot be read.

    ``used`` are keys of headings that are wanted although the programme does not know them.
    """
    table = read_table(folder / kind.file, kind.keys | used, findings)
    return sheet_of(table, kind, findings, used) if table else None


def sheet_of(table: Table, kind: SheetKind, findings: Findings, used: Set[str] = frozenset()) -> Sheet | None:
    """A table as the sheet it should be, or None (and a problem) where it cannot be that; see ``read_sheet``."""
    width = max((len(cells) for _, cells in table.rows), default=0)
    if not width:
        findings.problem(kind.file, "is empty", _fill(kind, table))
        return None
    if width > MOST_COLUMNS:
        cure = "Delete the columns that are not of the programme."
        findings.problem(kind.file, f"has {width:,} columns, more than {MOST_COLUMNS}", cure)
        return None
    top, rows = _headed([(n, cells + [""] * (width - len(cells))) for n, cells in table.rows], kind.keys | used)
    if top[0] != table.rows[0][0]:
        fault, cure = "is taken for the headings, and what stands above it for a title", "Correct the headings if not."
        findings.warn(kind.file, fault, cure, row=top[0])
    columns = _columns(top, kind, used, findings)
    if not rows:
        findings.problem(kind.file, "has no rows below its headings", _fill(kind, table))
    _tell_strays(rows, top, table, kind, findings)
    found = [_row(number, cells, columns, kind, findings) for number, cells in rows]
    keys = list(map(heading_key, top[1]))
    for row, (_, cells) in zip(found, rows, strict=True):
        row.texts = dict(zip(keys, cells, strict=True))
    return Sheet(kind.file, found, frozenset(column.name for column in columns.values()))


def _headed(rows: list[Numbered], wanted: Set[str]) -> tuple[Numbered, list[Numbered]]:
    """The row with the headings, and the rows below it; the headings are the row with most that are known."""
    at = max(range(len(rows[:MOST_ABOVE])), key=lambda at: known(rows[at][1], wanted))
    return rows[at], rows[at + 1 :]


def _columns(top: Numbered, kind: SheetKind, used: Set[str], findings: Findings) -> dict[int, Column]:
    """The known columns by position; tells of missing, repeated and unknown headings."""
    names = {heading_key(column.name): column.name for column in kind.columns}
    places: dict[str, list[int]] = {}
    for at, heading in enumerate(top[1]):
        if name := names.get(heading_key(heading)):
            places.setdefault(name, []).append(at)
    unknown = [h for h in top[1] if h and heading_key(h) not in names and heading_key(h) not in used]
    _tell_missing(top[0], kind, set(places), unknown, findings)
    _tell_repeated(top, places, kind, findings)
    _tell_unknown(top[0], unknown, set(places), kind, findings)
    return {at: kind.column(name) for name, found in places.items() for at in found[:1]}


def _tell_missing(row: int, kind: SheetKind, present: set[str], unknown: list[str], findings: Findings) -> None:
    wanted = [column.name for column in kind.columns if column.required and column.name not in present]
    if kind.either and not present.intersection(kind.either):
        wanted.append(" or ".join(kind.either))
    for name in wanted:
        meant = nearest(name.split()[0], unknown)
        cure = f"Did you mean {meant!r}? Head that column {name}." if meant else f"Add a column headed {name}."
        findings.problem(kind.file, "is missing from the headings", cure, row=row, column=name)


def _tell_repeated(top: Numbered, places: dict[str, list[int]], kind: SheetKind, findings: Findings) -> None:
    for name, found in places.items():
        if len(found) > 1:
            fault = f"heads columns {listed(_letter(at) for at in found)}"
            cure = "Keep one of these columns and delete the others."
            findings.problem(kind.file, fault, cure, row=top[0], column=name, value=top[1][found[-1]])


def _tell_unknown(row: int, unknown: list[str], present: set[str], kind: SheetKind, findings: Findings) -> None:
    free = [column.name for column in kind.columns if column.name not in present]
    for heading in unknown:
        cure = did_you_mean(heading, free, IF_YOUR_OWN)
        findings.warn(kind.file, "is not a column that is known, and is ignored", cure, row=row, value=heading)


def _tell_strays(rows: list[Numbered], top: Numbered, table: Table, kind: SheetKind, findings: Findings) -> None:
    """Tells of cells without a heading: in a file, those beyond the last show commas that part a cell in two."""
    headings = top[1]
    width = max((at + 1 for at, heading in enumerate(headings) if heading), default=0)
    for number, cells in rows if table.kept_in == "file" and width else ():
        if stray := [cell for cell in cells[width:] if cell]:
            fault = f"is beyond the last heading ({width} headings)"
            cure = 'Put cells that contain commas between quotation marks: "12 High Street, Leeds".'
            findings.problem(kind.file, fault, cure, row=number, value=stray[0])
    for at in range(width if table.kept_in == "file" else len(headings)):
        if not headings[at] and any(cells[at] for _, cells in rows):
            fault = f"has no heading over column {_letter(at)}, which is ignored"
            findings.warn(kind.file, fault, "Give it one.", row=top[0])


def _letter(at: int) -> str:
    return (_letter(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def _fill(kind: SheetKind, table: Table) -> str:
    return "Fill it in." if kind.required else f"Fill it in, or delete the {table.kept_in}."


def _row(number: int, cells: list[str], columns: dict[int, Column], kind: SheetKind, findings: Findings) -> Row:
    row = Row(kind.file, number, {c.name: c.blank for c in kind.columns if not c.required})
    for at, column in columns.items():
        try:
            row.values[column.name] = _value(cells[at], column)
        except Unreadable as unreadable:
            findings.unreadable(kind.file, unreadable, row=number, column=column.name)
            row.unreadable.add(column.name)
            row.values.pop(column.name, None)
    return row


def _value(cell: str, column: Column) -> Any:
    if not cell and column.required:
        raise Unreadable(Fault("", "is blank", f"Fill in {column.name} in every row."))
    return column.read(worked_out(cell)) if cell else column.blank
