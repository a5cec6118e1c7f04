"""Collects everything that is wrong or worth saying, so that it can be told once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from programme.problems import InputProblems, Problem
from programme.reading.advice import did_you_mean
from programme.reading.cells import Unreadable

SHEET_ORDER = (
    "programme.toml",
    "programme.xlsx",
    "leaders.csv",
    "facilitators.csv",
    "venues.csv",
    "closures.csv",
    "levels.csv",
    "travel.csv",
    "previous_sets.csv",
)
LONGEST_VALUE = 80
MOST_COMPARISONS = 300_000


@dataclass(slots=True)
class Findings:
    """Problems end the reading, warnings do not."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    comparisons: int = 0

    def problem(
        self, sheet: str, fault: str, cure: str, *, row: int | None = None, column: str = "", value: str = ""
    ) -> None:
        """Notes a fault that must be cured; ``cure`` is a sentence or more."""
        self.problems.append(Problem(sheet=sheet, row=row, column=column, value=_short(value), fault=fault, cure=cure))

    def warn(
        self, sheet: str, fault: str, cure: str, *, row: int | None = None, column: str = "", value: str = ""
    ) -> None:
        """Notes something that the coordinator should know and may leave as it is."""
        self.warnings.append(Problem(sheet=sheet, row=row, column=column, value=_short(value), fault=fault, cure=cure))

    def unreadable(self, sheet: str, faults: Unreadable, *, row: int | None = None, column: str = "") -> None:
        """Notes every fault of a cell that cannot be read."""
        for x in faults.faults:
            self.problem(sheet, x.fault, x.cure, row=row, column=column, value=x.value)

    def meant(self, value: str, candidates: Collection[str], otherwise: str) -> str:
        """``did_you_mean``, for long lists: ``otherwise`` alone once about a second has gone into comparing."""
        self.comparisons += len(candidates)
        return did_you_mean(value, candidates, otherwise) if self.comparisons <= MOST_COMPARISONS else otherwise

    def raise_problems(self) -> None:
        """Raises InputProblems with every problem so far, by sheet and row, if there is any."""
        if self.problems:
            raise InputProblems(in_order(self.problems))


def in_order(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """By sheet and row; what concerns a sheet as a whole comes before its rows."""
    return tuple(sorted(found, key=lambda p: (_rank(p.sheet), p.sheet, p.row or 0)))


def _rank(sheet: str) -> int:
    return SHEET_ORDER.index(sheet) if sheet in SHEET_ORDER else -1


def _short(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"
