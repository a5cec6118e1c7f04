"""Folders of chance: the small programme, with one thing in it that anything may have made."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from tests.tiny_folder import HEADINGS, Tiny
from tests.tiny_workbook import Book

PIECES = (
    *("2026-11-03", "3/11/26", "46329", "Mon 3 Nov 2026", "..", ";", ",", "\t", "\n", "\r", '"', "'", "Mon", "am"),
    *("-1", "0", "17.0", "1.0E+05", "9e9", "inf", "nan", "1e400", "=", "=A1", "#REF!", "####", "@", "+44", "TRUE"),
    *("L1", "V1", "é", "é".encode().decode("cp1252"), "\ufeff", "\u200b", "\u2028", "\x00", "\x07", "\x1b", "_x000D_"),
    *("[", "]", "{", "}", "/", "\\", "..", "sep=;", "%s", "{0}", "\U0001d51b", "\U0010ffff", "ﬁ", "İ", "ß"),
)
KEYS = ("name", "organiser", "first_day", "meetings", "quorum", "levels", "mix.area.want", "mix.area.minutes", "x.y")
XML = (b"<c", b"<v>", b"</v>", b"<row", b'r="', b't="s"', b"<f>", b"&lt;", b"&#0;", b"<!DOCTYPE x>", b"<!--", b"]]>")

VALUES = (
    b"",
    b"0",
    b"-1",
    b"1.5",
    b"1e400",
    b"99999999999",
    b"s",
    b"str",
    b"inlineStr",
    b"b",
    b"e",
    b"d",
    b"A1",
    b"XFD1048576",
)


def text(chance: Random) -> str:
    """Pieces that mean something somewhere, and letters that mean nothing."""
    pieces = [chance.choice(PIECES) if chance.random() < 0.7 else _letter(chance) for _ in range(chance.randint(0, 9))]
    return "".join(pieces)


def a_cell(folder: Path, chance: Random) -> None:
    """A cell of a CSV file."""
    file = chance.choice(list(HEADINGS))
    tiny = Tiny(folder)
    row = chance.randrange(len(tiny.tables[file]))
    column = chance.choice([*tiny.tables[file][0], "urn", "pinned", "max_travel_minutes", "cost", "rooms", "level"])
    tiny.cell(file, row + 2, **{column: text(chance)})
    content = tiny.text(file).encode(chance.choice(["utf-8", "utf-8-sig", "utf-16"]), "replace")
    tiny.content(file, content).write()


def a_cell_of_a_workbook(folder: Path, chance: Random) -> None:
    """A cell of a workbook, of any kind, in any format."""
    book = Book(folder)
    sheet = book.book[chance.choice(book.book.sheetnames)]
    values: list[str | float] = [
        _written(chance),
        chance.uniform(-1e6, 1e6),
        10.0 ** chance.randint(-20, 30),
        True,
        46329,
    ]
    cell = sheet.cell(chance.randint(1, 8), chance.randint(1, 14))
    is_key = sheet.title == "programme" and cell.column == 1
    cell.value = chance.choice(KEYS) if is_key else chance.choice(values)
    cell.number_format = chance.choice(["General", "0.00", "0000", "yyyy-mm-dd", "[h]:mm", "d mmm", "@", "0.0E+00"])
    if chance.random() < 0.2:
        sheet.merge_cells(start_row=1, end_row=chance.randint(1, 9), start_column=1, end_column=chance.randint(1, 9))
    book.write()


def a_text(folder: Path, chance: Random) -> None:
    """The text of a file, alone or below what it should be."""
    tiny = Tiny(folder)
    file = chance.choice(["programme.toml", *HEADINGS, "levels.csv", "travel.csv", "previous_sets.csv"])
    start = tiny.text(file) if file in tiny.tables and chance.random() < 0.5 else ""
    lines = "\n".join(text(chance) for _ in range(chance.randint(0, 5)))
    tiny.content(file, (start + lines).encode("utf-8", "replace")).write()


def some_bytes(folder: Path, chance: Random) -> None:
    """The bytes of a CSV file, some of them others."""
    tiny = Tiny(folder)
    file = chance.choice(list(HEADINGS))
    content = tiny.text(file).encode(chance.choice(["utf-8", "utf-16", "cp1252"]))
    tiny.content(file, _spoilt(content, chance)).write()


def some_bytes_of_a_workbook(folder: Path, chance: Random) -> None:
    """The bytes of a workbook, some of them others."""
    (folder / "programme.xlsx").write_bytes(_spoilt(_workbook(), chance))


def some_bytes_of_a_part(folder: Path, chance: Random) -> None:
    """A part of a workbook, some bytes of it others, in a package that is sound."""
    _repacked(folder, chance, _spoilt)


def a_value_of_a_part(folder: Path, chance: Random) -> None:
    """A part of a workbook with another text or attribute, in XML that is sound."""
    _repacked(folder, chance, _revalued)


def _repacked(folder: Path, chance: Random, change: Callable[[bytes, Random], bytes]) -> None:
    new = io.BytesIO()
    with ZipFile(io.BytesIO(_workbook())) as old, ZipFile(new, "w", ZIP_DEFLATED) as package:
        spoilt = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            package.writestr(name, change(part, chance) if name == spoilt else part)
    (folder / "programme.xlsx").write_bytes(new.getvalue())


SORTS: Mapping[str, Callable[[Path, Random], None]] = {
    "a cell": a_cell,
    "a cell of a workbook": a_cell_of_a_workbook,
    "a text": a_text,
    "some bytes": some_bytes,
    "some bytes of a workbook": some_bytes_of_a_workbook,
    "some bytes of a part": some_bytes_of_a_part,
    "a value of a part": a_value_of_a_part,
}


def _written(chance: Random) -> str:
    """Text that a workbook can hold."""
    return "".join(letter for letter in text(chance) if letter.isprintable() or letter in "\n\t")


def _letter(chance: Random) -> str:
    return chr(chance.choice([chance.randrange(32, 127), chance.randrange(0x20, 0xD7FF)]))


def _spoilt(content: bytes, chance: Random) -> bytes:
    found = bytearray(content)
    for _ in range(chance.choice([1, 1, 1, 2, 6])):
        at = chance.randrange(len(found) or 1)
        match chance.randrange(4):
            case 0:
                found[at : at + 1] = chance.choice([chance.randbytes(1), b"0", b"9", b"x", b" "])
            case 1:
                del found[at : at + chance.randint(1, 40)]
            case 2:
                found[at:at] = chance.choice([*XML, chance.randbytes(4), text(chance).encode("utf-8", "replace")])
            case _:
                found[at:at] = found[at : at + chance.randint(1, 60)]
    return bytes(found)


def _revalued(content: bytes, chance: Random) -> bytes:
    """XML in which one to three texts or attributes are others."""
    for _ in range(chance.choice([1, 1, 3])):
        found = chance.choice([*re.finditer(rb'="([^"]*)"|>([^<]+)<', content)] or [None])
        if found:
            value = chance.choice([*VALUES, escape(_written(chance), {'"': "&quot;"}).encode()])
            start, end = found.span(found.lastindex or 0)
            content = content[:start] + value + content[end:]
    return content


@cache
def _workbook() -> bytes:
    with TemporaryDirectory() as folder:
        return (Book(Path(folder)).write() / "programme.xlsx").read_bytes()
