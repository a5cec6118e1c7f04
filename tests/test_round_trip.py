"""What LibreOffice makes of the spreadsheets is the same programme, and the same plan."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from commands import asking
from tests.commands import TODAY, run
from tests.conftest import FirstPlan
from tests.office import convert

AS_TYPED = "CSV:44,34,76,1,,0,false,true,false"
"""Commas, quotation marks, UTF-8; numbers and dates are taken for such, as when somebody opens the file."""
FILES = ("sets.csv", "meetings.csv", "waiting.csv")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as a folder with a workbook only, which LibreOffice has saved."""
    folder = tmp_path_factory.mktemp("office")
    assert run("new", folder / "csv").exit_code == 0
    book = Workbook()
    book.remove(book.worksheets[0])
    for path in convert(folder, sorted((folder / "csv").glob("*.csv")), "xlsx", f"--infilter={AS_TYPED}"):
        _copy(path, book)
    _add_settings(folder / "csv" / "programme.toml", book)
    book.save(folder / "programme.xlsx")
    (folder / "again").mkdir()
    (again,) = convert(folder / "again", [folder / "programme.xlsx"], "xlsx")
    return again.parent


def _copy(path: Path, book: Workbook) -> None:
    """Adds the sheet of a workbook, with the values and formats that LibreOffice gave its cells."""
    sheet = book.create_sheet(path.stem)
    for row in load_workbook(path).worksheets[0].iter_rows():
        for cell in row:
            new = sheet.cell(cell.row or 1, cell.column or 1, cell.value)
            new.number_format = cell.number_format


def _add_settings(path: Path, book: Workbook) -> None:
    sheet = book.create_sheet("programme")
    for name, value in tomllib.loads(path.read_text("utf-8")).items():
        inner = value if isinstance(value, dict) else None
        for row in [[f"{name}.{key}", one] for key, one in inner.items()] if inner else [[name, value]]:
            sheet.append(row)


def _summary(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "plan" / "summary.json").read_text("utf-8"))
    return {key: value for key, value in found.items() if key != "seconds"}


def test_libreoffice_has_made_dates_and_numbers_of_text(saved: Path) -> None:
    book = load_workbook(saved / "programme.xlsx")
    assert book["closures"]["B2"].is_date
    assert book["leaders"]["G2"].value == 910012


def test_a_workbook_that_libreoffice_saved_has_the_same_plan(
    saved: Path, example_plan: FirstPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "today", lambda: TODAY)
    assert run("plan", saved).exit_code == 0
    for name in FILES:
        assert (saved / "plan" / name).read_bytes() == (example_plan.folder / "plan" / name).read_bytes()
    assert _summary(saved) == _summary(example_plan.folder)
