"""Parsers of single cells: text in, value out, or Unreadable with every fault and its cure.

A parser is given text without surrounding spaces that is not blank.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from programme.identity import serial_of
from programme.reading.advice import did_you_mean
from programme.slots import DAYS, HALVES, Period, Slot

T = TypeVar("T")

WEEK = tuple(name.casefold() for name in calendar.day_name)
WEEKDAYS = WEEK[:5]
MONTHS = tuple(name.casefold() for name in calendar.month_name[1:])
YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
YEARS = range(1900, 2200)
DATE = re.compile(
    r"(?:([a-z]{3,9}),?\s+)?(\d{4}|\d{1,2})(?:st|nd|rd|th)?[-/.\s]\s*(\d{1,2}|[a-z]{3,9})[-/.,\s]\s*(\d{4}|\d{1,2})"
    r"(?:[ T]00:00(?::00(?:\.0+)?)?)?",
    re.I | re.ASCII,
)
SERIAL = re.compile(r"([34567]\d{4})(?:\.0+)?", re.ASCII)
EXCEL_EPOCH = date(1899, 12, 30)
"""Day 0 of the days that spreadsheets count, from March 1900 on."""
EMAIL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@([a-z0-9-]+\.)+[a-z0-9-]{2,}", re.I | re.ASCII)
NUMBER = re.compile(r"[+-]?(\d{1,12}(\.\d{1,12})?|\.\d{1,12})", re.ASCII)
FLOAT = re.compile(r"\d+\.0+", re.ASCII)
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+\d+", re.ASCII)
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!")
LONGEST_ID = 64
NOT_IN_IDS = ';/\\:*?"<>|'

WRITE_DATE = "Write it as 2026-11-03 or 3/11/2026."
WRITE_DATES = "Write days as 2026-11-03 or 3/11/2026 and spans as 2027-01-25..2027-01-28, with ; between them."
WRITE_SLOTS = "Write half-days as Mon or Thu pm, with ; between them."
FORMAT_AS_TEXT = "Format the column as text, and write the id again."
RECKON = "Open it in Excel or LibreOffice and save it again, or write the value itself."
WIDEN = "Widen the column in Excel, and save the sheet again."


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a cell: the part that is wrong, what is wrong with it, and the cure."""

    value: str
    fault: str
    cure: str


class Unreadable(ValueError):
    """A cell that cannot be read, with all its faults."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{x.value!r} {x.fault}" for x in faults))


def text(value: str) -> str:
    """Text on one line, without control characters."""
    if not value.isprintable() and any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in value):
        raise Unreadable(Fault(value, "has a line break or another control character in it", "Write it on one line."))
    return value


def lines(value: str) -> str:
    """Text that may stand on several lines in its cell; they are joined by commas."""
    parts = [line.strip().rstrip(",") for line in value.splitlines()]
    return text(", ".join(filter(None, parts)))


def worked_out(value: str) -> str:
    """A cell that is no formula, nor what a spreadsheet shows where it has no value to show."""
    if value.startswith("="):
        raise Unreadable(Fault(value, "is a formula without its value", RECKON))
    if value in ERRORS:
        raise Unreadable(Fault(value, "is what a formula shows that has gone wrong", "Correct it, or write the value."))
    if len(value) > 2 and not value.strip("#"):
        raise Unreadable(Fault(value, "is what Excel saves of a column that is too narrow", WIDEN))
    return value


def code(value: str) -> str:
    """An id or a code, on one line; ``17.0``, which spreadsheets make of it, is 17."""
    if SCIENTIFIC.fullmatch(value):
        raise Unreadable(Fault(value, "is what Excel makes of a long number or of an id such as 1E5", FORMAT_AS_TEXT))
    return value.partition(".")[0] if FLOAT.fullmatch(value) else text(value)


def codes(value: str) -> tuple[str, ...]:
    """Ids, each once."""
    return tuple(dict.fromkeys(_each(value, code)))


def identifier(value: str) -> str:
    """An id of its own row: it must serve in ``;`` lists and as the name of a file."""
    value = code(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise Unreadable(Fault(value, "is a date, which Excel makes of an id such as 3-11", FORMAT_AS_TEXT))
    unfit = any(c in NOT_IN_IDS for c in value) or value.startswith(".") or value.endswith(".")
    if unfit or len(value) > LONGEST_ID:
        cure = "Ids also name files: use letters, digits, - and _."
        raise Unreadable(Fault(value, "cannot be an id", cure))
    return value


def set_id(value: str) -> str:
    """A set_id such as ``S01``."""
    if not is_set_id(value):
        raise Unreadable(Fault(value, "is not a set_id", "Write one such as S01."))
    return value


def is_set_id(value: str) -> bool:
    """Whether it has the form of a set_id."""
    try:
        return serial_of(value) > 0 and len(value) <= LONGEST_ID
    except ValueError:
        return False


def email(value: str) -> str:
    """An e-mail address, alone."""
    if not EMAIL.fullmatch(value):
        raise Unreadable(Fault(value, "does not look like an e-mail address", "Write one address: name@example.org."))
    return value


def yes_no(value: str) -> bool:
    """``yes`` or ``no``, as spreadsheets and people write them."""
    if value.casefold() not in YES + NO:
        raise Unreadable(Fault(value, "is neither yes nor no", "Write yes or no."))
    return value.casefold() in YES


def number(low: float, high: float, of: str = "") -> Callable[[str], float]:
    """A parser of numbers from ``low`` to ``high``."""
    cure = f"Write a number{of} from {_plainly(low)} to {_plainly(high)}, and nothing else."

    def parse(value: str) -> float:
        if not NUMBER.fullmatch(value):
            raise Unreadable(Fault(value, "is not a number", cure))
        return _within(float(value), low, high, value, cure)

    return parse


def whole(low: int, high: int, of: str = "") -> Callable[[str], int]:
    """A parser of whole numbers from ``low`` to ``high``."""
    cure = f"Write a whole number{of} from {low} to {high}, and nothing else."

    def parse(value: str) -> int:
        if not NUMBER.fullmatch(value) or not float(value).is_integer():
            raise Unreadable(Fault(value, "is not a whole number", cure))
        return int(_within(float(value), low, high, value, cure))

    return parse


def coordinate(low: float, high: float, cure: str) -> Callable[[str], float]:
    """A parser of coordinates inside Britain."""

    def parse(value: str) -> float:
        if not NUMBER.fullmatch(value):
            raise Unreadable(Fault(value, "is not a number", cure))
        if not low <= float(value) <= high:
            raise Unreadable(Fault(value, "lies outside Britain", cure))
        return float(value)

    return parse


def day(value: str) -> date:
    """A date: ISO, day first with slashes, points or the month's name, or the number that Excel keeps it as."""
    if found := SERIAL.fullmatch(value):
        return EXCEL_EPOCH + timedelta(days=int(found[1]))
    if not (found := DATE.fullmatch(value)):
        raise Unreadable(Fault(value, "is not a date", WRITE_DATE))
    weekday, first, middle, last = found.groups()
    year, of_month = (first, last) if len(first) == 4 else (last, first)
    try:
        result = date(int(year) + (2000 if len(year) == 2 else 0), _month(middle), int(of_month))
    except ValueError:
        fault = "is a day that does not exist" if middle.isdecimal() else "is not a date"
        raise Unreadable(Fault(value, fault, WRITE_DATE)) from None
    if result.year not in YEARS:
        raise Unreadable(Fault(value, f"is before {YEARS.start} or after {YEARS.stop - 1}", "Correct the year."))
    if weekday and not WEEK[result.weekday()].startswith(weekday.casefold()):
        raise Unreadable(Fault(value, f"is a {result:%A}", "Correct the day of the week, or the date."))
    return result


def periods(value: str) -> tuple[Period, ...]:
    """Days and spans of days, in order of time."""
    return tuple(sorted(_each(value, _period)))


def slots(value: str) -> frozenset[Slot]:
    """Weekly half-days; a weekday alone means both its halves."""
    return frozenset(slot for pair in _each(value, _weekday) for slot in pair)


def names(value: str) -> tuple[str, ...]:
    """Ids or names, as they stand, each once."""
    return tuple(dict.fromkeys(_each(value, text)))


def items(value: str) -> list[str]:
    """The parts of a ``;`` list, without the blank ones."""
    return [part.strip() for part in value.split(";") if part.strip()]


def _month(written: str) -> int:
    """1 to 12, by number or by the beginning of its name; ValueError where there is none."""
    if written.isdecimal():
        return int(written)
    return 1 + [month.startswith(written.casefold()) for month in MONTHS].index(True)


def _each(value: str, parse: Callable[[str], T]) -> list[T]:
    found: list[T] = []
    faults: list[Fault] = []
    for part in items(value):
        try:
            found.append(parse(part))
        except Unreadable as unreadable:
            faults.extend(unreadable.faults)
    if faults:
        raise Unreadable(*faults)
    return found


def _period(part: str) -> Period:
    ends = [end.strip() for end in part.split("..")]
    try:
        first, last = day(ends[0]), day(ends[-1])
    except Unreadable as unreadable:
        fault = unreadable.faults[0]
        raise Unreadable(Fault(part, fault.fault, fault.cure.replace(WRITE_DATE, WRITE_DATES))) from None
    if len(ends) > 2:
        raise Unreadable(Fault(part, "is not a span of days", WRITE_DATES))
    if last < first:
        raise Unreadable(Fault(part, "ends before it begins", f"Write {last}..{first}, or correct a date."))
    return Period(first, last)


def _weekday(part: str) -> Iterable[Slot]:
    name, *half = part.casefold().split()
    weekday = [at for at, full in enumerate(WEEKDAYS) if len(name) >= 3 and full.startswith(name)]
    if not weekday or len(half) > 1 or (half and half[0] not in HALVES):
        known = [f"{x} {half}".strip() for x in DAYS[:5] for half in ("", *HALVES)]
        raise Unreadable(Fault(part, "is not a half-day from Monday to Friday", did_you_mean(part, known, WRITE_SLOTS)))
    halves = [HALVES.index(half[0])] if half else range(2)
    return [Slot(2 * weekday[0] + h) for h in halves]


def _within(found: float, low: float, high: float, value: str, cure: str) -> float:
    if not low <= found <= high:
        fault = f"is less than {_plainly(low)}" if found < low else f"is more than {_plainly(high)}"
        raise Unreadable(Fault(value, fault, cure))
    return found


def _plainly(found: float) -> str:
    return str(int(found)) if float(found).is_integer() else str(found)
