"""Adds closures to a programme folder below the rows that are there, which stay as they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from programme.problems import WrongUse
from programme.reading.columns import CLOSURES, heading_key
from programme.reading.decoding import decode, known, mark_of, rows
from programme.reading.findings import WORKBOOK
from programme.records import Closure, Programme
from programme.whole import put

HEADINGS = ("area", "first_day", "last_day", "reason")
FILE = CLOSURES.file


def append_closures(folder: Path, programme: Programme, closures: Iterable[Closure]) -> None:
    """Writes closures.csv with these closures below its rows, whole or not at all, in UTF-8.

    ``programme`` is what the folder says. Raises WrongUse where its closures stand in a workbook, or
    the file has no column for areas.
    """
    path = folder / FILE
    if programme.closures and not path.exists():
        raise WrongUse(f"The closures stand in a sheet of {WORKBOOK}, so nothing was written. Copy these rows into it.")
    text = decode(path.read_bytes()).text if path.exists() else ",".join(HEADINGS) + "\r\n"
    mark = mark_of(text, CLOSURES.keys)
    headings = max(rows(text, mark), key=lambda cells: known(cells, CLOSURES.keys))
    if heading_key("area") not in map(heading_key, headings):
        raise WrongUse(f"{FILE} has no column area, so nothing was written. Add one: blank cells mean everywhere.")
    end = "\r\n" if "\r\n" in text else "\n"
    whole = text if text.endswith(("\n", "\r")) else text + end
    put(path, (whole + _rows(headings, closures, mark, end)).encode("utf-8-sig"))


def _rows(headings: Sequence[str], closures: Iterable[Closure], mark: str, end: str) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=mark, lineterminator=end)
    for closure in closures:
        cells = (closure.area, closure.days.first.isoformat(), closure.days.last.isoformat(), closure.reason)
        known_cells = dict(zip(map(heading_key, HEADINGS), cells, strict=True))
        writer.writerow([known_cells.get(heading_key(heading), "") for heading in headings])
    return text.getvalue()
