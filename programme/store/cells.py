"""Single cells of the sheets in ``plan/``: as they are written, and as Excel may leave them.

Dates, half-days and numbers are read as in the coordinator's own sheets; all raise Unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time

from programme.reading.cells import Fault, Unreadable, slots, whole
from programme.slots import Slot

_FORMULA = re.compile(r"'*[=+\-@]")
_GUARDED = re.compile(r"'+[=+\-@]")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?::00)?", re.ASCII)


def guarded(text: str) -> str:
    """A cell that no spreadsheet program takes for a formula: an apostrophe goes before = + - @."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """What ``guarded`` was given; blanks around it are dropped."""
    cell = cell.strip()
    return cell[1:] if _GUARDED.match(cell) else cell


def listed(ids: Iterable[str]) -> str:
    """A list of ids in one cell: ``L03;L05``."""
    return ";".join(ids)


def slot(cell: str) -> Slot:
    """The one half-day of a set: ``Thu am``, ``thursday PM``."""
    found = slots(cell)
    if len(found) != 1:
        raise Unreadable(Fault(cell, "is not one half-day", "Write one, such as Thu am."))
    return min(found)


def clock(cell: str) -> time:
    """A time: ``9:30``, ``09:30:00``."""
    found = _TIME.fullmatch(cell)
    hour, minute = map(int, found.groups()) if found else (24, 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise Unreadable(Fault(cell, "is not a time", "Write one such as 09:30.")) from None


count = whole(1, 999)
