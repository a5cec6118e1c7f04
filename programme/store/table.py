"""One CSV of ``plan/`` as rows of text, however a spreadsheet program has saved it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from programme.problems import Problem
from programme.reading.columns import heading_key
from programme.reading.decoding import decode, mark_of, rows
from programme.reading.tables import kept
from programme.store.cells import unguarded


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row, numbered as a spreadsheet shows it; ``cells`` by column, blank where absent."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def where(self) -> str:
        """As people say it: ``plan/sets.csv, row 4``."""
        return f"{self.sheet}, row {self.number}"

    def problem(self, column: str, fault: str, cure: str, value: str | None = None) -> Problem:
        """A problem in this row; the value is the cell's own where none is given."""
        value = self[column] if value is None else value
        return Problem(sheet=self.sheet, row=self.number, column=column, value=value, fault=fault, cure=cure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of a sheet that are not blank, and the columns it lacks."""

    sheet: str
    rows: tuple[Row, ...]
    missing: tuple[str, ...]


def read_table(path: Path, columns: Sequence[str]) -> Table:
    """Reads a CSV by its headings, whatever their order, case, spaces and underscores; OSError, ValueError."""
    sheet = f"{path.parent.name}/{path.name}"
    wanted = {heading_key(column): column for column in columns}
    text = decode(path.read_bytes()).text
    (_, headings), *below = kept(enumerate(rows(text, mark_of(text, wanted.keys())), start=1)) or [(1, [])]
    named = [wanted.get(heading_key(cell), "") for cell in headings]
    found = [
        Row(sheet=sheet, number=number, cells=dict(zip(named, map(unguarded, cells), strict=False)))
        for number, cells in below
    ]
    return Table(sheet=sheet, rows=tuple(found), missing=tuple(c for c in columns if c not in named))
