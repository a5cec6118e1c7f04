"""Tables of text, whatever they were kept in."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from pathlib import Path

from programme.reading.decoding import (
    MARKS,
    UTF_8,
    Decoded,
    Malformed,
    Undecodable,
    decode,
    mark_of,
    row_at,
    rows,
)
from programme.reading.files import COMPOUND, MOST_BYTES, ZIP, read_bytes
from programme.reading.findings import Findings

MOST_CELLS = 2_000_000
LETTERS_WRONG = "If letters look wrong, save it again as CSV UTF-8 (in Excel: Save As, CSV UTF-8)."
SAVE_AS_CSV = "Save the sheet again as CSV UTF-8 (in Excel: Save As, CSV UTF-8)."
SAVE_AS_TEXT = "Save the file again as UTF-8 text."

Numbered = tuple[int, list[str]]
"""The number of a row, as a spreadsheet shows it, and its cells."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that have any text, without blank cells at their ends; ``kept_in`` is "file" or "sheet"."""

    rows: list[Numbered]
    kept_in: str = "file"


class TooMuch(ValueError):
    """A table of more cells than any programme fills."""


def kept(rows: Iterable[Numbered]) -> list[Numbered]:
    """The rows that have any text, without blank cells at their ends; raises TooMuch."""
    found: list[Numbered] = []
    cells_left, letters_left = MOST_CELLS, MOST_BYTES
    for number, cells in rows:
        cells_left -= 1 + len(cells)
        letters_left -= sum(map(len, cells))
        if cells_left < 0 or letters_left < 0:
            raise TooMuch(f"Expected at most {MOST_CELLS:,} cells and {MOST_BYTES:,} letters")
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            found.append((number, cells))
    return found


def read_table(path: Path, wanted: Set[str], findings: Findings) -> Table | None:
    """The table in a CSV file, or None (and a problem) where it cannot be read.

    ``wanted`` are the keys of the headings that it should have. Warns of an encoding, or
    marks between cells, that are not the plain ones.
    """
    decoded = _decoded(path, SAVE_AS_CSV, findings)
    if decoded is None:
        return None
    mark = mark_of(decoded.text, wanted)
    try:
        table = Table(kept(enumerate(rows(decoded.text, mark), start=1)))
    except TooMuch:
        findings.problem(path.name, f"has more than {MOST_CELLS:,} cells", "Delete what is not of the programme.")
        return None
    except Malformed as error:
        findings.problem(path.name, error.fault, error.cure, row=error.row)
        return None
    if decoded.encoding != UTF_8 or mark != ",":
        findings.warn(path.name, f"is read as {decoded.encoding} with {MARKS[mark]} between cells", LETTERS_WRONG)
    return table


def read_text(path: Path, findings: Findings) -> str | None:
    """The text of a file in UTF-8, or None (and a problem) where it cannot be read."""
    decoded = _decoded(path, SAVE_AS_TEXT, findings)
    if decoded is not None and decoded.encoding != UTF_8:
        findings.problem(path.name, "is not written in UTF-8", SAVE_AS_TEXT)
        return None
    return decoded.text if decoded else None


def _decoded(path: Path, cure: str, findings: Findings) -> Decoded | None:
    content = read_bytes(path, findings)
    if content is None:
        return None
    if content.startswith((ZIP, COMPOUND)):
        findings.problem(path.name, "is an Excel workbook under another name", cure)
        return None
    try:
        return decode(content)
    except Undecodable as error:
        row = None if error.position is None or cure != SAVE_AS_CSV else row_at(content, error.position)
        findings.problem(path.name, error.fault, cure, row=row)
    return None
