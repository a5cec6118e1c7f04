"""The plan as a workbook that opens in Excel without warnings."""

from __future__ import annotations

import io
import re
from datetime import date, time
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from report.sheets import Cell, Sheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

NAME = "programme.xlsx"
WIDEST = 80
"""Characters of a column; longer text goes on in the next line of its cell."""
DAY, HOUR = "ddd d mmm yyyy", "hh:mm"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can give, given to all parts: the same plan is the same file."""


def workbook(title: str, sheets: tuple[Sheet, ...]) -> bytes:
    """A workbook with these sheets, the same for the same sheets.

    Dates are dates, and text is text: what begins with = + - @ is no formula, neither
    when it is opened nor once somebody has edited it.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title), sheet)
    book.active = 0
    book.calculation.fullCalcOnLoad = False
    book.properties.title, book.properties.creator = title, "Setwright"
    content = io.BytesIO()
    book.save(content)
    return _timeless(content)


def _fill(page: Worksheet, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for number, cells in enumerate([sheet.headings, *sheet.rows], start=1):
        for column, value in enumerate(cells, start=1):
            _put(page.cell(number, column), value)
    for place in page[1]:
        place.font = Font(bold=True)
    for column in range(len(sheet.headings)):
        letter = get_column_letter(column + 1)
        width = max(_width(row[column]) for row in [sheet.headings, *sheet.rows])
        page.column_dimensions[letter].width = min(width, WIDEST) + 2
        if width > WIDEST:
            for place in page[letter]:
                place.alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"


def _put(place: Any, value: Cell) -> None:
    if isinstance(value, str) and value:
        place.value = _printable(value)
        place.data_type = "s"
        place.quotePrefix = value[:1] in set("=+-@'")
    elif value != "":
        place.value = value
    if isinstance(value, date):
        place.number_format = DAY
    elif isinstance(value, time):
        place.number_format = HOUR


def _printable(text: str) -> str:
    """Text without the control characters that a workbook cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


def _width(value: Cell) -> int:
    """The characters of a cell's longest line, as it is shown."""
    if isinstance(value, date):
        return len(f"{value:%a %d %b %Y}")
    if isinstance(value, time):
        return len(f"{value:%H:%M}")
    return max(map(len, str("" if value is None else value).splitlines()), default=0)


def _timeless(content: io.BytesIO) -> bytes:
    """The workbook without the time at which it was written."""
    found = io.BytesIO()
    with ZipFile(content) as package, ZipFile(found, "w") as new:
        for name in package.namelist():
            part = package.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"%d-%02d-%02dT%02d:%02d:%02dZ" % EARLIEST, part)
            new.writestr(ZipInfo(name, EARLIEST), part, ZIP_DEFLATED)
    return found.getvalue()
