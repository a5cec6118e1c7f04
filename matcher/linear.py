"""A linear model put together from arrays, and HiGHS to solve it (through SciPy).

Huangfu and Hall, "Parallelizing the dual revised simplex method", Mathematical
Programming Computation 10 (2018), describe its simplex.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Relaxed:
    """An optimal solution of the relaxation, with the dual value of each row (≤ 0 for ``at_most`` rows)."""

    objective: float
    values: Floats
    equal_duals: Floats
    at_most_duals: Floats


@dataclass(frozen=True, slots=True)
class Solved:
    """What a mixed-integer search found: ``values`` is None where it found nothing.

    ``bound`` is a proven lower bound; ``infeasible`` says that there is no solution.
    """

    values: Floats | None
    objective: float
    bound: float
    infeasible: bool
    out_of_time: bool


@dataclass(slots=True)
class _Rows:
    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    value: list[Floats] = field(default_factory=list)
    right: list[Floats] = field(default_factory=list)
    count: int = 0

    def add(self, entries: Sequence[tuple[ArrayLike, ArrayLike, ArrayLike]], right: ArrayLike) -> Ints:
        new = np.atleast_1d(np.asarray(right, dtype=float))
        for row, column, value in entries:
            rows = np.asarray(row, dtype=np.int64).ravel()
            self.row.append(rows + self.count)
            self.column.append(np.asarray(column, dtype=np.int64).ravel())
            self.value.append(np.broadcast_to(np.asarray(value, dtype=float), rows.shape))
        self.right.append(new)
        self.count += len(new)
        return np.arange(self.count - len(new), self.count)

    def matrix(self, columns: int) -> sparse.csr_array:
        row, column, value = (np.concatenate(x) if x else np.zeros(0) for x in (self.row, self.column, self.value))
        entries = (value, (row.astype(np.int64), column.astype(np.int64)))
        return sparse.csr_array(entries, shape=(self.count, columns))

    def sides(self) -> Floats:
        return np.concatenate(self.right) if self.right else np.zeros(0)


def table(columns: Ints, row: Ints, column: Ints, shape: tuple[int, int]) -> Ints:
    """Model columns by two positions; -1 where there is none."""
    found = np.full(shape, -1, dtype=np.int64)
    found[row, column] = columns
    return found


@dataclass(slots=True)
class LinearModel:
    """Minimise cost over columns between 0 and their upper bounds."""

    cost: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    integer: list[NDArray[np.bool_]] = field(default_factory=list)
    columns: int = 0
    equal: _Rows = field(default_factory=_Rows)
    at_most: _Rows = field(default_factory=_Rows)

    def add_columns(self, cost: ArrayLike, upper: ArrayLike = 1.0, integer: bool = True) -> Ints:
        """New columns, one for each cost; returns their positions."""
        new = np.atleast_1d(np.asarray(cost, dtype=float)).ravel()
        self.cost.append(new)
        self.upper.append(np.broadcast_to(np.asarray(upper, dtype=float), new.shape))
        self.integer.append(np.full(new.shape, integer))
        self.columns += len(new)
        return np.arange(self.columns - len(new), self.columns)

    def not_both(self, one: Ints, other: Ints) -> None:
        """At most one of each two binary columns."""
        rows = np.arange(len(one))
        self.at_most.add([(rows, one, 1), (rows, other, 1)], np.ones(len(rows)))

    def relax(self) -> Relaxed:
        """Solves the linear relaxation; RuntimeError where HiGHS finds no optimum."""
        result = linprog(  # type: ignore[call-overload]
            np.concatenate(self.cost),
            A_ub=self.at_most.matrix(self.columns),
            b_ub=self.at_most.sides(),
            A_eq=self.equal.matrix(self.columns),
            b_eq=self.equal.sides(),
            bounds=np.column_stack([np.zeros(self.columns), np.concatenate(self.upper)]),
            method="highs",
        )
        if result.status != 0:
            raise RuntimeError(f"Expected an optimum of the relaxation, got: {result.message}")
        return Relaxed(float(result.fun), result.x, result.eqlin.marginals, result.ineqlin.marginals)

    def solve(self, gap: float, nodes: int, seconds: float, cost: Floats | None = None) -> Solved:
        """Branch and bound to a relative ``gap`` within ``nodes``; ``seconds`` is only a guard.

        ``cost`` (columns,) is minimised instead of the columns' own.
        """
        if not self.columns:
            return Solved(np.zeros(0), 0.0, 0.0, infeasible=False, out_of_time=False)
        sides = [
            LinearConstraint(self.equal.matrix(self.columns), self.equal.sides(), self.equal.sides()),
            LinearConstraint(self.at_most.matrix(self.columns), -np.inf, self.at_most.sides()),
        ]
        result = milp(
            np.concatenate(self.cost) if cost is None else cost,
            integrality=np.concatenate(self.integer).astype(int),
            bounds=Bounds(0, np.concatenate(self.upper)),
            constraints=sides,
            options={"mip_rel_gap": gap, "node_limit": nodes, "time_limit": max(seconds, 0.01)},
        )
        bound = result.mip_dual_bound if result.mip_dual_bound is not None else -np.inf
        objective = float(result.fun) if result.x is not None else np.inf
        out_of_time = result.status == 1 and "ime" in str(result.message)
        return Solved(result.x, objective, float(bound), result.status == 2, out_of_time)
