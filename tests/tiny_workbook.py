"""The small programme of ``tiny_folder`` as a workbook, in which a test changes one thing."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from programme.problems import InputProblems
from programme.reading import read_programme
from programme.records import Programme
from tests.tiny_folder import SETTINGS, Tiny


class Book:
    """``programme.xlsx`` with a sheet for each file; ``sheets`` are openpyxl's, to be changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = Workbook()
        self.book.remove(self.book.worksheets[0])
        self.sheet("programme", [["key", "value"], *map(list, tomllib.loads(_toml()).items())])
        for file, rows in Tiny(path).tables.items():
            self.sheet(file.removesuffix(".csv"), [list(rows[0]), *(list(row.values()) for row in rows)])

    def sheet(self, title: str, rows: list[list[Any]]) -> Book:
        """Adds a sheet with these rows."""
        sheet = self.book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        return self

    def put(self, title: str, reference: str, value: Any, number_format: str = "") -> Book:
        """Puts a value into a cell, in a format where one is given."""
        cell = self.book[title][reference]
        cell.value = value
        cell.number_format = number_format or cell.number_format
        return self

    def write(self) -> Path:
        """Writes the folder."""
        self.book.save(self.path / "programme.xlsx")
        return self.path

    def parts(self, **changed: str | bytes) -> Path:
        """Writes the folder, with parts of the workbook's package replaced: ``sheet2="<worksheet…"``."""
        self.write()
        content = repacked((self.path / "programme.xlsx").read_bytes(), changed)
        (self.path / "programme.xlsx").write_bytes(content)
        return self.path

    def read(self) -> Programme:
        """Writes and reads the folder."""
        return read_programme(self.write())

    def told(self) -> list[str]:
        """The problems as people see them."""
        return told(self.write())

    def warned(self) -> list[str]:
        """The warnings as people see them."""
        return [str(warning) for warning in self.read().warnings]


def told(folder: Path) -> list[str]:
    """The problems of a folder as people see them."""
    try:
        read_programme(folder)
    except InputProblems as found:
        return [str(problem) for problem in found.problems]
    return []


def repacked(content: bytes, changed: dict[str, str | bytes]) -> bytes:
    """A workbook in which the parts whose names end so (``sheet2`` for ``xl/worksheets/sheet2.xml``) are others."""
    new = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(new, "w", ZIP_DEFLATED) as package:
        for name in old.namelist():
            part = Path(name).stem
            package.writestr(name, changed[part] if part in changed else old.read(name))
        for name in changed.keys() - {Path(name).stem for name in old.namelist()}:
            package.writestr(name, changed[name])
    return new.getvalue()


def part(folder: Path, name: str) -> str:
    """The text of a part of the folder's workbook."""
    with ZipFile(folder / "programme.xlsx") as package:
        return package.read(name).decode()


def _toml() -> str:
    return "".join(f"{name} = {value}\n" for name, value in SETTINGS.items())
