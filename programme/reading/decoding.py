"""Spreadsheets saved as text: from bytes to rows of cells, whichever program has saved them."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import count, islice

from programme.reading.columns import heading_key

UTF_8, UTF_16, WINDOWS = "UTF-8", "UTF-16", "Windows-1252"
MARKS = {",": "commas", ";": "semicolons", "\t": "tabs"}
MOST_ABOVE = 20
"""Rows among which the headings are looked for."""
NEVER_CLOSED = ("has a quotation mark that is never closed", "Close it before the next comma, or delete it.")
TEXT_AFTER_MARK = (
    "has text after a closing quotation mark",
    'Write a mark that stands inside a cell twice, and one more at each end: "6"" pipe".',
)
TOO_LONG = (f"has a cell of more than {csv.field_size_limit():,} letters", "Is a quotation mark never closed?")
_FAULTS = {"expected after": TEXT_AFTER_MARK, "field limit": TOO_LONG}
_BEGINNING = 100_000


class Undecodable(ValueError):
    """Bytes that are no text; ``position`` is that of the first such byte, None where the fault is everywhere."""

    def __init__(self, fault: str, position: int | None = None) -> None:
        self.fault = fault
        self.position = position
        super().__init__(fault)


class Malformed(ValueError):
    """Quotation marks that do not pair, in a row as a spreadsheet counts; with the cure."""

    def __init__(self, row: int, fault: str, cure: str) -> None:
        self.row = row
        self.fault = fault
        self.cure = cure
        super().__init__(fault)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, in composed letters (NFC), and the encoding that it was written in."""

    text: str
    encoding: str


def decode(content: bytes) -> Decoded:
    """The text of a file in UTF-8, UTF-16 or Windows-1252; raises Undecodable."""
    encoding = _encoding(content)
    text = _WAYS[encoding](content)
    if "\0" in text:
        raise Undecodable("has a NUL character in it, which no text has", _nul(content, encoding))
    return Decoded(unicodedata.normalize("NFC", text), encoding)


def row_at(content: bytes, position: int) -> int:
    """The row, as a spreadsheet counts, of a byte: line breaks between quotation marks do not count."""
    outside_quotes = content[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b'"')[::2]
    return 1 + sum(part.count(b"\n") for part in outside_quotes)


def rows(text: str, mark: str) -> Iterator[list[str]]:
    """The cells of each row, without the blanks around them; raises Malformed."""
    reader = csv.reader(_lines(text), delimiter=mark, skipinitialspace=True, strict=True)
    read = count(1)
    try:
        yield from ([_bare(cell) for cell in cells] for cells, _ in zip(reader, read, strict=False))
    except csv.Error as error:
        found = next((fault for sign, fault in _FAULTS.items() if sign in str(error)), NEVER_CLOSED)
        raise Malformed(next(read), *found) from None


def mark_of(text: str, wanted: Set[str]) -> str:
    """The mark between cells: the one that brings out most of the headings whose keys are ``wanted``."""
    if found := re.match(r'"?sep=(.)"?\r?\n', text):
        return found[1] if found[1] in MARKS else ","
    beginning = text[:_BEGINNING]
    first = beginning.lstrip().partition("\n")[0]
    return max(MARKS, key=lambda mark: (_known(beginning, mark, wanted), first.count(mark)))


def known(cells: list[str], wanted: Set[str]) -> int:
    """How many of the headings wanted stand in a row."""
    return len(wanted & set(map(heading_key, cells)))


def _known(text: str, mark: str, wanted: Set[str]) -> int:
    try:
        found = islice(csv.reader(_lines(text), delimiter=mark, skipinitialspace=True), MOST_ABOVE)
        return max((known(cells, wanted) for cells in found), default=0)
    except csv.Error:
        return 0


def _lines(text: str) -> io.StringIO:
    """The text without Excel's line ``sep=;``, which spreadsheet programs do not show."""
    return io.StringIO(re.sub(r'\A"?sep=."?\r?\n', "", text), newline="")


def _bare(cell: str) -> str:
    """A cell without the blanks around it, and without the ="…" that keeps zeros in front of a number."""
    cell = cell.strip()
    return cell[2:-1].strip() if cell.startswith('="') and cell.endswith('"') and len(cell) > 2 else cell


def _encoding(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _is_bare_utf_16(content):
        return UTF_16
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_damaged(content, error)
        return WINDOWS
    return UTF_8


def _is_bare_utf_16(content: bytes) -> bool:
    """Whether every other byte of the first letters is zero: headings are plain letters."""
    start = content[:8]
    return len(start) >= 4 and (not any(start[::2]) or not any(start[1::2])) and any(start)


def _refuse_damaged(content: bytes, error: UnicodeDecodeError) -> None:
    """Raises Undecodable for UTF-8 in which single bytes are wrong, or rows of another encoding."""
    whole = content.decode("utf-8", "ignore")
    letters = sum(len(letter.encode()) > 1 for letter in re.findall(r"[^\x00-\x7f]", whole))
    wrong = len(content) - len(whole.encode())
    if letters > wrong:
        raise Undecodable("is written in UTF-8 only in part", error.start)


def _from_utf_8(content: bytes) -> str:
    return content.decode("utf-8-sig")


def _from_utf_16(content: bytes) -> str:
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if marked else "utf-16-be" if content[:1] == b"\0" else "utf-16-le")
    except UnicodeDecodeError:
        raise Undecodable("begins as UTF-16 and is not written in it") from None


def _from_windows(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Undecodable("is written neither in UTF-8 nor in Windows-1252", error.start) from None


_WAYS = {UTF_8: _from_utf_8, UTF_16: _from_utf_16, WINDOWS: _from_windows}


def _nul(content: bytes, encoding: str) -> int | None:
    return None if encoding == UTF_16 else content.index(b"\0")
