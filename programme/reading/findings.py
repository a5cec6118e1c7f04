"""Collects everything that is wrong or worth saying, so that it can be told once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from programme.problems import InputProblems, Problem
from programme.reading.advice import did_you_mean
from programme.reading.cells import Unreadable
from programme.reading.keys import FILE

WORKBOOK = "programme.xlsx"
SHEET_ORDER = (
    FILE,
    WORKBOOK,
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
    """Problems end the reading, warnings do not.

    ``tabs`` has the tab of a workbook that stands for a file, for files that are none;
    ``rows`` the rows of keys, where programme.toml is such a tab.
    """

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    comparisons: int = 0
    tabs: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

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
            raise InputProblems(self.in_order(self.problems))

    def in_order(self, found: Iterable[Problem]) -> tuple[Problem, ...]:
        """By sheet and row, with sheets named as people know them; what concerns a whole sheet comes first."""
        rowed = (replace(p, row=p.row or self.rows.get(p.column)) if p.sheet == FILE else p for p in found)
        return tuple(map(self._named, sorted(rowed, key=lambda p: (_rank(p.sheet), p.sheet, p.row or 0))))

    def _named(self, problem: Problem) -> Problem:
        """A problem that speaks of the tabs of a workbook instead of the files that they stand for."""
        if not self.tabs:
            return problem
        fault, cure = problem.fault, problem.cure
        for file, tab in self.tabs.items():
            fault, cure = (said.replace(file, f"the sheet {tab}") for said in (fault, cure))
        return replace(problem, sheet=sheet_name(problem.sheet, self.tabs), fault=fault, cure=cure)


def sheet_name(file: str, tabs: Mapping[str, str]) -> str:
    """What people know a file as: ``leaders.csv``, or ``programme.xlsx, Leaders`` where a tab stands for it."""
    return f"{WORKBOOK}, {tabs[file]}" if file in tabs else file


def _rank(sheet: str) -> int:
    return SHEET_ORDER.index(sheet) if sheet in SHEET_ORDER else -1


def _short(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"
