"""One CSV of ``plan/`` as rows of text, however a spreadsheet program has saved it."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from programme.problems import Problem
from programme.reading.columns import heading_key
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
    lines = _lines(_text(path.read_bytes()))
    wanted = {heading_key(column): column for column in columns}
    named = [wanted.get(heading_key(cell), "") for cell in next(lines, [])]
    rows = [
        Row(sheet=sheet, number=number, cells=dict(zip(named, map(unguarded, line), strict=False)))
        for number, line in enumerate(lines, 2)
        if any(cell.strip() for cell in line)
    ]
    return Table(sheet=sheet, rows=tuple(rows), missing=tuple(c for c in columns if c not in named))


def _text(content: bytes) -> str:
    """UTF-8 with or without a mark, else what Excel saves as "Unicode text" or in its own code page."""
    if content[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[list[str]]:
    """Cells line by line; the separator is whichever the headings have most of."""
    headings = text.partition("\n")[0]
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=headings.count))
    except csv.Error as error:
        raise ValueError(f"Expected well-formed CSV, got: {error}") from None
