"""Reads the sheets of a folder: files into tables of text, tables into rows of values."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from programme.reading.advice import did_you_mean, listed, nearest
from programme.reading.cells import Fault, Unreadable
from programme.reading.columns import Column, SheetKind, heading_key
from programme.reading.findings import Findings

SAVE_AS_CSV = "Save the sheet again as CSV UTF-8 (in Excel: Save As, CSV UTF-8)."
MOST_COLUMNS = 250

Table = list[list[str]]


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
    """A sheet of the folder, or None (and a problem) where it cannot be read.

    ``used`` are keys of headings that are wanted although the programme does not know them.
    """
    text = read_text(folder / kind.file, findings)
    table = _table(text, kind, findings) if text is not None else None
    if table is None or not _separated_by_commas(table[0], kind.file, findings):
        return None
    headings, *below = table
    columns = _columns(headings, kind, used, findings)
    rows = [(number, cells) for number, cells in enumerate(below, start=2) if any(cells)]
    if not rows:
        findings.problem(kind.file, "has no rows below its headings", _fill(kind))
    _tell_strays(rows, headings, kind, findings)
    found = [_row(number, cells, columns, kind, findings) for number, cells in rows]
    keys = list(map(heading_key, headings))
    for row, (_, cells) in zip(found, rows, strict=True):
        row.texts = dict(zip(keys, cells, strict=True))
    return Sheet(kind.file, found, frozenset(column.name for column in columns.values()))


def read_text(path: Path, findings: Findings) -> str | None:
    """The text of a file, or None (and a problem) where it cannot be read."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        fault = "is neither a file nor a folder"
        findings.problem(path.name, fault, "Move it away and put the file in its place.")
        return None
    try:
        content = path.read_bytes()
    except IsADirectoryError:
        findings.problem(path.name, "is a folder, not a file", "Move it away and put the file in its place.")
    except PermissionError:
        findings.problem(path.name, "may not be read by you", "Change the file's permissions, or close it elsewhere.")
    except OSError as error:
        findings.problem(path.name, f"cannot be read ({error.strerror})", "Check the disk and copy the file anew.")
    else:
        return _decoded(content, path.name, findings)
    return None


def _decoded(content: bytes, sheet: str, findings: Findings) -> str | None:
    if content.startswith(b"PK\x03\x04"):
        findings.problem(sheet, "is an Excel workbook under another name", SAVE_AS_CSV)
        return None
    try:
        found = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        _tell_undecoded("is not written in UTF-8", content, None if utf16 else error.start, sheet, findings)
        return None
    if "\0" in found:
        at = content.index(b"\0")
        _tell_undecoded("has a NUL character in it, which no text has", content, at, sheet, findings)
        return None
    return unicodedata.normalize("NFC", found)


def _tell_undecoded(fault: str, content: bytes, at: int | None, sheet: str, findings: Findings) -> None:
    if sheet.endswith(".csv"):
        findings.problem(sheet, fault, SAVE_AS_CSV, row=None if at is None else _row_at(content, at))
    else:
        findings.problem(sheet, fault, "Save the file again as UTF-8 text.")


def _row_at(content: bytes, position: int) -> int:
    """The row, as a spreadsheet counts, of a byte: line breaks between quotation marks do not count."""
    outside_quotes = content[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b'"')[::2]
    return 1 + sum(part.count(b"\n") for part in outside_quotes)


def _table(text: str, kind: SheetKind, findings: Findings) -> Table | None:
    """The cells of a CSV text, the headings first, all rows of one width; None (and a problem) if malformed."""
    import pandas as pd

    unquoted = re.sub(r'"[^"]*"', "", text)
    width = 1 + max((line.count(",") for line in unquoted.splitlines()), default=0)
    if not text.strip():
        findings.problem(kind.file, "is empty", _fill(kind))
    elif width > MOST_COLUMNS:
        cure = "Delete the columns that are not of the programme."
        findings.problem(kind.file, f"has {width} columns, more than {MOST_COLUMNS}", cure)
    else:
        try:
            return _parsed(text, width)
        except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
            _tell_malformed(str(error), kind.file, findings)
    return None


def _parsed(text: str, width: int) -> Table:
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        frame = pd.read_csv(
            io.StringIO(text),
            header=None,
            names=range(width),
            index_col=False,
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=False,
        )
    return [[cell.strip() for cell in cells] for cells in frame.fillna("").to_numpy(dtype=object).tolist()]


def _tell_malformed(error: str, sheet: str, findings: Findings) -> None:
    if found := re.search(r"EOF inside string starting at row (\d+)", error):
        fault = "has a quotation mark that is never closed"
        cure = "Close it before the next comma, or delete it."
        findings.problem(sheet, fault, cure, row=int(found[1]) + 1)
    else:
        fault = f"is not well-formed CSV ({error.removeprefix('Error tokenizing data. C error: ').strip()})"
        findings.problem(sheet, fault, f"Look there for quotation marks inside a cell. {SAVE_AS_CSV}")


def _separated_by_commas(headings: list[str], sheet: str, findings: Findings) -> bool:
    (first, *others) = headings
    if any(others) or not any(mark in first for mark in ";\t"):
        return True
    fault = "has all its headings in one cell, so its columns are not separated by commas"
    findings.problem(sheet, fault, SAVE_AS_CSV, row=1, value=first)
    return False


def _columns(headings: list[str], kind: SheetKind, used: Set[str], findings: Findings) -> dict[int, Column]:
    """The known columns by position; tells of missing, repeated and unknown headings."""
    known = {heading_key(column.name): column for column in kind.columns}
    places: dict[str, list[int]] = {}
    for at, heading in enumerate(headings):
        if heading_key(heading) in known:
            places.setdefault(known[heading_key(heading)].name, []).append(at)
    unknown = [h for h in headings if h and heading_key(h) not in known and heading_key(h) not in used]
    _tell_missing(kind, set(places), unknown, findings)
    _tell_repeated(places, headings, kind, findings)
    _tell_unknown(unknown, set(places), kind, findings)
    return {at: kind.column(name) for name, found in places.items() for at in found[:1]}


def _tell_missing(kind: SheetKind, present: set[str], unknown: list[str], findings: Findings) -> None:
    wanted = [column.name for column in kind.columns if column.required and column.name not in present]
    if kind.either and not present.intersection(kind.either):
        wanted.append(" or ".join(kind.either))
    for name in wanted:
        meant = nearest(name.split()[0], unknown)
        cure = f"Did you mean {meant!r}? Head that column {name}." if meant else f"Add a column headed {name}."
        findings.problem(kind.file, "is missing from the headings", cure, row=1, column=name)


def _tell_repeated(places: dict[str, list[int]], headings: list[str], kind: SheetKind, findings: Findings) -> None:
    for name, found in places.items():
        if len(found) > 1:
            where = listed(_letter(at) for at in found)
            cure = "Keep one of these columns and delete the others."
            findings.problem(kind.file, f"heads columns {where}", cure, row=1, column=name, value=headings[found[-1]])


def _tell_unknown(unknown: list[str], present: set[str], kind: SheetKind, findings: Findings) -> None:
    free = [column.name for column in kind.columns if column.name not in present]
    for heading in unknown:
        cure = did_you_mean(heading, free, "Nothing need be done if it is your own.")
        findings.warn(kind.file, "is not a column that is known, and is ignored", cure, row=1, value=heading)


def _tell_strays(rows: list[tuple[int, list[str]]], headings: list[str], kind: SheetKind, findings: Findings) -> None:
    width = max((at + 1 for at, heading in enumerate(headings) if heading), default=0)
    for number, cells in rows:
        stray = [cell for cell in cells[width:] if cell]
        if stray and width:
            fault = f"is beyond the last heading ({width} headings)"
            cure = 'Put cells that contain commas between quotation marks: "12 High Street, Leeds".'
            findings.problem(kind.file, fault, cure, row=number, value=stray[0])
    for at in range(width):
        if not headings[at] and any(cells[at] for _, cells in rows):
            findings.warn(
                kind.file, f"has no heading over column {_letter(at)}, which is ignored", "Give it one.", row=1
            )


def _letter(at: int) -> str:
    return (_letter(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def _fill(kind: SheetKind) -> str:
    return "Fill it in." if kind.required else "Fill it in, or delete the file."


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
    if cell and column.later:
        raise Unreadable(Fault(cell, "is not supported yet", column.later))
    if not cell and column.required:
        raise Unreadable(Fault("", "is blank", f"Fill in {column.name} in every row."))
    return column.read(cell) if cell else column.blank
