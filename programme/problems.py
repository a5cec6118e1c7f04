"""What is wrong with the input, told all at once; and the errors that end a command."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault of the input, with where it is and how it is cured.

    ``row`` is numbered as a spreadsheet shows it (headings are row 1); None where
    the fault is not in one row.
    """

    sheet: str
    row: int | None = None
    column: str = ""
    value: str = ""
    fault: str
    cure: str

    def __str__(self) -> str:
        """One line: ``leaders.csv, row 4, away: '31/2/2027' is not a date. Write …``."""
        where = ", ".join(filter(None, [self.sheet, f"row {self.row}" if self.row else "", self.column]))
        value = f"{self.value!r} " if self.value else ""
        return f"{where}: {value}{self.fault}. {self.cure}"


class SetwrightError(Exception):
    """An ending that is told to the coordinator; ``exit_code`` as docs/formats.md lists them."""

    exit_code = 1


class WrongUse(SetwrightError):
    """The command cannot be used like this."""

    exit_code = 2


class Interrupted(SetwrightError):
    """Somebody stopped the command; the message says what was done until then."""

    exit_code = 130


class InputProblems(SetwrightError):
    """The input is wrong: every problem found, in the order of sheets and rows."""

    exit_code = 3

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class NoPlan(SetwrightError):
    """No plan can exist; the message names the rules, the people and the cheapest way out."""

    exit_code = 4


class OutOfTime(SetwrightError):
    """The time limit passed before any plan was found."""

    exit_code = 5
