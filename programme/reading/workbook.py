"""Reads the sheets of a workbook as tables of text: cells as people see them there."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from programme.reading.files import read_bytes
from programme.reading.findings import Findings
from programme.reading.packages import DAMAGED, TOO_LARGE, Place, Survey, Unfit, survey
from programme.reading.tables import Numbered, Table, TooMuch, kept

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

EXACT = 10**15
"""Spreadsheets keep fifteen digits."""


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """A sheet as its tab calls it; ``table`` is None where the sheet was not asked for."""

    title: str
    hidden: bool
    table: Table | None


def read_workbook(path: Path, wanted: Callable[[str], bool], findings: Findings) -> list[WorkbookSheet] | None:
    """The sheets of a workbook, with the tables of those whose title is ``wanted``; None (and a problem) if unfit."""
    content = read_bytes(path, findings)
    if content is None:
        return None
    try:
        return _sheets(content, survey(content), wanted)
    except Unfit as unfit:
        findings.problem(path.name, unfit.fault, unfit.cure)
    return None


def _sheets(content: bytes, surveys: dict[str, Survey], wanted: Callable[[str], bool]) -> list[WorkbookSheet]:
    """Raises Unfit; the reader of workbooks has no error of its own for one that is not as it should be."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            return [
                WorkbookSheet(
                    title=sheet.title,
                    hidden=sheet.sheet_state != "visible",
                    table=_table(sheet, surveys) if wanted(sheet.title) else None,
                )
                for sheet in book.worksheets
            ]
        except TooMuch:
            raise Unfit(*TOO_LARGE) from None
        except Exception:
            raise Unfit(*DAMAGED) from None


def _table(sheet: ReadOnlyWorksheet, surveys: dict[str, Survey]) -> Table:
    found = surveys[sheet._worksheet_path.lstrip("/")]  # type: ignore[attr-defined]
    sheet.reset_dimensions()
    filled = ((number, cells) for number, cells in enumerate(sheet.rows, start=1) if cells)
    texts = ((number, _texts(number, cells, found.bare)) for number, cells in filled)
    return Table(kept(_merged(texts, found.merged)), kept_in="sheet")


def _texts(row: int, cells: Iterable[Any], bare: dict[Place, str]) -> list[str]:
    """The cells of a row as text; of a formula whose value nobody has worked out, the formula."""
    return [_text(cell) or bare.get((row, column), "") for column, cell in enumerate(cells, start=1)]


def _merged(rows: Iterable[Numbered], areas: list[tuple[Place, Place]]) -> Iterator[Numbered]:
    """The rows with the text of a merged area in every row of it that holds anything else."""
    begins = defaultdict(list)
    for (row, column), (last, _) in areas:
        begins[row].append((column - 1, last))
    still: dict[int, tuple[int, str]] = {}
    for number, cells in rows:
        if not any(cells):
            continue
        still = {at: (last, text) for at, (last, text) in still.items() if number <= last}
        cells.extend([""] * (1 + max(still, default=-1) - len(cells)))
        for at, (_, text) in still.items():
            cells[at] = cells[at] or text
        still |= {at: (last, cells[at]) for at, last in begins[number] if at < len(cells) and last > number}
        yield number, cells


def _text(cell: Any) -> str:
    """A cell as people see it, without blanks around it; dates as ISO, whatever their format."""
    value = cell.value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", _unescaped(value).strip())
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return "" if value is None else str(value)


def _number(value: float, shown: str) -> str:
    """A number without exponent, as long as no digit is lost; with zeros in front where its format says so."""
    if abs(value) >= EXACT or not isfinite(value):
        return f"{value:.14E}"
    digits = f"{Decimal(f'{value:.15g}'):f}"
    return digits.zfill(len(shown)) if re.fullmatch("00+", shown) and digits.isdecimal() else digits


def _unescaped(text: str) -> str:
    """Text with the characters that XML cannot hold, which a workbook writes as _x000D_."""
    return re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
