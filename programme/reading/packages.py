"""Looks into the zip file of a workbook before any of it is believed: its parts, their sizes, their XML.

What is refused could not be read within seconds, or is no plain workbook: see Office Open
XML (ECMA-376), which allows no document types in its parts, and thereby no entities.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from programme.reading.files import COMPOUND, MOST_BYTES

MOST_PARTS = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_CELLS = 320_000
"""Of all sheets; and as many texts. Twelve thousand leaders with all their columns are 290,000."""
MOST_OTHERS = 200_000
"""Elements of all parts that hold no cells, such as styles."""
LONGEST_TEXT = 32_767
"""Of one cell, in Excel."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
SAVE_AS_WORKBOOK = "Save it as Excel Workbook (.xlsx)."
SAVE_ANEW = "Open it in Excel or LibreOffice, and save it anew as Excel Workbook (.xlsx)."
MAKE_SMALLER = "Copy the sheets of the programme, values only, into a new workbook."

TOO_LONG = (f"has a cell of more than {LONGEST_TEXT:,} letters", MAKE_SMALLER)
TOO_FAR = ("has cells beyond the last row or column that a spreadsheet has", MAKE_SMALLER)

Place = tuple[int, int]
"""Row and column of a cell, from 1."""


class Unfit(ValueError):
    """A file that is not read as a workbook: what is wrong with it, and the cure."""

    def __init__(self, fault: str, cure: str) -> None:
        self.fault = fault
        self.cure = cure
        super().__init__(f"{fault}. {cure}")


DAMAGED = ("is damaged, or no workbook", SAVE_ANEW)
LOCKED = ("is protected by a password", "Take the password off (in Excel: File, Info, Protect Workbook).")
TOO_LARGE = (f"holds more than {MOST_CELLS:,} cells, or {MOST_BYTES // 2**20} MB of text", MAKE_SMALLER)


@dataclass(slots=True)
class Survey:
    """What a part of a workbook holds besides values.

    ``merged`` has the first and last cell of each merged area, ``bare`` the formulas
    whose value no program has worked out.
    """

    merged: list[tuple[Place, Place]] = field(default_factory=list)
    bare: dict[Place, str] = field(default_factory=dict)


def survey(content: bytes) -> dict[str, Survey]:
    """Every part of a workbook by its name; raises Unfit, whatever error the package leads to."""
    try:
        with ZipFile(_packed(content)) as package:
            _check_parts(package.infolist())
            counts = _Counts()
            return {info.filename: _surveyed(package, info, counts) for info in package.infolist()}
    except Unfit:
        raise
    except Exception:
        raise Unfit(*DAMAGED) from None


def _packed(content: bytes) -> io.BytesIO:
    if content.startswith(COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Unfit(*LOCKED)
        raise Unfit("is a workbook of Excel 97 to 2003, or another old document", SAVE_AS_WORKBOOK)
    return io.BytesIO(content)


def _check_parts(parts: list[ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Unfit(*LOCKED)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unfit("has macros in it", "Save it as Excel Workbook (.xlsx), which leaves the macros out.")
    if "xl/workbook.bin" in names or "mimetype" in names:
        raise Unfit("is a spreadsheet of another kind under this name", SAVE_AS_WORKBOOK)
    if len(parts) > MOST_PARTS:
        raise Unfit(f"is made of more than {MOST_PARTS:,} parts", MAKE_SMALLER)
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unfit(f"unpacks to more than {MOST_UNPACKED // 2**20} MB", MAKE_SMALLER)
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise Unfit(*DAMAGED)


def _surveyed(package: ZipFile, part: ZipInfo, counts: _Counts) -> Survey:
    reader = _Surveyor(counts)
    try:
        with package.open(part) as file:
            reader.read(file)
    except expat.ExpatError:
        if part.filename.endswith((".xml", ".rels")):
            raise Unfit(*DAMAGED) from None
    return reader.found


@dataclass(slots=True)
class _Counts:
    """What is left of cells, of texts that cells share, and of all other elements."""

    cells: int = MOST_CELLS
    texts: int = MOST_CELLS
    others: int = MOST_OTHERS


class _Surveyor:
    """Goes once through the XML of a part, without keeping it."""

    def __init__(self, counts: _Counts) -> None:
        self.counts = counts
        self.found = Survey()
        self.row = self.column = 0
        self.formula: str | None = None
        self.kind = self.inside = ""
        self.valued = False
        self.letters = 0

    def read(self, file: IO[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self.doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.ParseFile(file)

    def doctype(self, *_: object) -> None:
        raise Unfit("has a document type in its XML, as no spreadsheet program writes", SAVE_ANEW)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, self.inside = name.rpartition(" ")
        if self.inside in _STARTS:
            _STARTS[self.inside](self, attributes)
        elif self.inside not in _OF_CELLS:
            self.counts.others -= 1
            if self.counts.others < 0:
                raise Unfit("holds more formats and settings than any programme needs", MAKE_SMALLER)
            if self.inside == "workbook" and "purl.oclc.org" in space:
                raise Unfit("is a Strict Open XML Spreadsheet", SAVE_AS_WORKBOOK)

    def start_text(self, _: dict[str, str]) -> None:
        self.counts.texts -= 1
        if self.counts.texts < 0:
            raise Unfit(*TOO_LARGE)
        self.letters = 0

    def start_row(self, attributes: dict[str, str]) -> None:
        row = _whole(attributes.get("r", self.row + 1))
        if row > LAST_ROW:
            raise Unfit(*TOO_FAR)
        if row <= self.row:
            raise Unfit(*DAMAGED)
        self.row, self.column = row, 0
        self.start_text(attributes)

    def start_cell(self, attributes: dict[str, str]) -> None:
        row, column = place(attributes["r"]) if "r" in attributes else (self.row, self.column + 1)
        if column > LAST_COLUMN:
            raise Unfit(*TOO_FAR)
        if row != self.row or column <= self.column:
            raise Unfit(*DAMAGED)
        self.counts.cells -= column - self.column
        if self.counts.cells < 0:
            raise Unfit(*TOO_LARGE)
        self.column, self.kind, self.formula = column, attributes.get("t", "n"), None
        self.valued, self.letters = False, 0

    def start_formula(self, _: dict[str, str]) -> None:
        self.formula = "="

    def start_value(self, _: dict[str, str]) -> None:
        self.valued = self.kind == "str"

    def merge(self, attributes: dict[str, str]) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        self.found.merged.append((place(first), place(last or first)))
        self.start_text(attributes)

    def text(self, text: str) -> None:
        self.letters += len(text)
        if self.letters > LONGEST_TEXT and self.inside in _OF_TEXT:
            raise Unfit(*TOO_LONG)
        if self.inside == "f" and self.formula is not None:
            self.formula += text
        elif self.inside == "v" and text.strip():
            self.valued = True

    def end(self, name: str) -> None:
        self.inside = ""
        if name.endswith(" c") and self.formula is not None and not self.valued:
            self.found.bare[self.row, self.column] = self.formula


_STARTS = {
    "row": _Surveyor.start_row,
    "c": _Surveyor.start_cell,
    "f": _Surveyor.start_formula,
    "v": _Surveyor.start_value,
    "si": _Surveyor.start_text,
    "mergeCell": _Surveyor.merge,
}
_OF_TEXT = frozenset({"t", "v", "f"})
_OF_CELLS = frozenset({"is", "t"})


def place(reference: str) -> Place:
    """Row and column of a reference such as ``AB12``; raises Unfit."""
    found = re.fullmatch(r"([A-Z]{1,8})([1-9]\d{0,11})", reference, re.ASCII)
    if not found:
        raise Unfit(*DAMAGED)
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _whole(written: str | int) -> int:
    try:
        return int(written)
    except ValueError:
        raise Unfit(*DAMAGED) from None
