"""All kept years of all sets in one linear model, solved as it stands or in integers by HiGHS.

Variables: an option taken (set, candidate, week, slot), a first week, a gap after meeting k
in a week, and a set left out at a price above any year. Rows: every set starts once or is
left out; what reaches a meeting leaves it; a week that is reached takes one option; no more
rooms, facilitators, rushes and absences are used than there are. With options in integers the weeks of a set are
those of one year, so the flow needs no integers of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from programme.watch import Watch
from scheduler.kept import Kept
from scheduler.options import Costs, Counts, Options
from scheduler.paths import Years
from scheduler.tariff import Tariff, free

if TYPE_CHECKING:
    from scipy.sparse import csr_array

LEFT_OUT = 500_000.0
"""Tenths for a set without a year: more than any year costs."""


NODES = 2_000
"""Nodes of one search in integers, at most."""
SHORT = 0.1
"""Seconds that a solver is given at least."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Model:
    """Minimise ``cost @ x``, ``equal @ x == right``, ``limit @ x <= most``, ``0 <= x <= 1``."""

    cost: Costs
    equal: csr_array
    right: Costs
    limit: csr_array
    most: Costs
    resource: Counts
    """What each row of ``limit`` is of: a position in the tables of a tariff, laid end to end."""
    option: Counts
    """(4, O): set, candidate, week and slot of the first O variables, the options."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Solution:
    """Years in integers, None where none were found, with a proven bound on the model in tenths.

    ``late`` says that the clock, not the number of nodes, ended the search.
    """

    years: Years | None
    bound: float
    solved: bool
    late: bool


class Columns:
    """The kept variables of one kind after another, and the rows they stand in."""

    def __init__(self, options: Options, kept: Kept) -> None:
        self.options = options
        self.option = np.array(np.nonzero(kept.option))
        self.start = np.array(np.nonzero(kept.start))
        self.gap = np.array(np.nonzero(kept.gap))
        self.sets, self.weeks = kept.start.shape
        sizes = (self.option.shape[1], self.start.shape[1], self.gap.shape[1], self.sets)
        self.at = np.split(np.arange(sum(sizes)), np.cumsum(sizes)[:-1])

    def cost(self) -> Costs:
        """What each variable costs, tenths."""
        row, candidate, week, slot = self.option
        taken = self.options.half_day[row, week, slot] + self.options.place[row, candidate, week, slot]
        gaps = self.options.gap[tuple(self.gap)]
        return np.concatenate([taken, self.options.start[tuple(self.start)], gaps, np.full(self.sets, LEFT_OUT)])

    def flow(self) -> tuple[csr_array, Costs]:
        """One start a set; what reaches a meeting leaves it; a week reached takes one option."""
        taken, started, waited, left = self.at
        k, row, week, g = self.gap
        later = week + np.array(self.options.gaps)[g]
        last = self.options.meetings - 1
        first = self.options.first[self.start[0]]
        before_last, goes_on = first < last, k + 1 < last
        entries = [
            (self.start[0], started, 1),
            (np.arange(self.sets), left, 1),
            (self._meeting(first, *self.start)[before_last], started[before_last], 1),
            (self._meeting(k, row, week), waited, -1),
            (self._meeting(k + 1, row, later)[goes_on], waited[goes_on], 1),
            (self._meeting(last, *self.start), started, 1),
            (self._meeting(last, row, later), waited, 1),
            (self._meeting(last, self.option[0], self.option[2]), taken, -1),
        ]
        matrix, rows = self._matrix(entries)
        return matrix, np.where(rows < self.sets, 1.0, 0.0)

    def limits(self, there: Tariff) -> tuple[csr_array, Costs, Counts]:
        """Rows of what could be used more than there is: matrix, most, resource."""
        row, candidate, week, slot = self.option
        known, taken = self.options, self.at[0]
        venue, lead = known.venue[row, candidate], known.facilitator[row]
        rushing, rush = _present(known.rush[row, candidate, slot % 2])
        missing, member = np.nonzero(known.absent[row, :, week, slot])
        shapes = _shapes(known)
        used = _laid_out(
            shapes,
            (venue, week, slot),
            (lead, week, slot),
            (rush, week[rushing], slot[rushing] // 2),
            (row[missing], member),
        )
        most = np.concatenate(
            [np.broadcast_to(n, shape).ravel() for n, shape in zip(there.tables, shapes, strict=True)]
        )
        binds = (np.bincount(used, minlength=len(most)) > most)[used]
        matrix, rows = self._matrix(
            [(used[binds], np.concatenate([taken, taken, taken[rushing], taken[missing]])[binds], 1)]
        )
        return matrix, most[rows], rows

    def _meeting(self, k: Counts | int, row: Counts, week: Counts) -> Counts:
        """The row of meeting k in a week; those of the last meeting are the rows of weeks."""
        return np.asarray(self.sets + (k * self.sets + row) * self.weeks + week)

    def _matrix(self, entries: list[tuple[Counts, Counts, int]]) -> tuple[csr_array, Counts]:
        """A sparse matrix of the rows that have entries, and which these are."""
        from scipy.sparse import csr_array

        rows, at = np.unique(np.concatenate([row for row, _, _ in entries]), return_inverse=True)
        columns = np.concatenate([column for _, column, _ in entries])
        values = np.concatenate([np.full(len(row), float(sign)) for row, _, sign in entries])
        return csr_array((values, (at, columns)), shape=(len(rows), sum(map(len, self.at)))), rows


def model(options: Options, kept: Kept, there: Tariff) -> Model:
    """The model of what is kept, and of how much there is of everything."""
    columns = Columns(options, kept)
    equal, right = columns.flow()
    limit, most, resource = columns.limits(there)
    return Model(
        cost=columns.cost(), equal=equal, right=right, limit=limit, most=most, resource=resource, option=columns.option
    )


def linear(options: Options, made: Model, seconds: float) -> tuple[float, Tariff] | None:
    """The least cost in fractions, tenths, and the prices that it puts on what is contested; None if unsolved."""
    from scipy.optimize import linprog

    result = linprog(  # type: ignore[call-overload]
        made.cost,
        A_ub=made.limit,
        b_ub=made.most,
        A_eq=made.equal,
        b_eq=made.right,
        bounds=(0, None),
        method="highs",
        options={"time_limit": max(SHORT, seconds)},
    )
    if result.status != 0:
        return None
    return float(result.fun), _tariff(options, made, -np.minimum(0, result.ineqlin.marginals))


def integers(options: Options, made: Model, seconds: float, nodes: int = NODES) -> Solution:
    """The best years that the model has; the clock only guards."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    count = made.option.shape[1]
    rows = [LinearConstraint(made.equal, made.right, made.right)]
    if len(made.most):
        rows.append(LinearConstraint(made.limit, -np.inf, made.most))
    clock = Watch(max(SHORT, seconds))
    result = milp(
        made.cost,
        integrality=np.arange(len(made.cost)) < count,
        bounds=Bounds(0, 1),
        constraints=rows,
        options={"node_limit": nodes, "time_limit": clock.limit_seconds, "mip_rel_gap": 0},
    )
    lower = getattr(result, "mip_dual_bound", None)
    return Solution(
        years=None if result.x is None else years_taken(options, made, result.x[:count]),
        bound=-np.inf if lower is None else float(lower),
        solved=result.status == 0,
        late=clock.expired(),
    )


def _shapes(options: Options) -> list[tuple[int, ...]]:
    """The shapes of the tables of a tariff."""
    return [table.shape for table in free(options).tables]


def _laid_out(shapes: Sequence[tuple[int, ...]], *where: tuple[Counts, ...]) -> Counts:
    """Positions in tables of these shapes, laid end to end; -1 is the last row of a table."""
    starts = np.cumsum([0, *(int(np.prod(shape)) for shape in shapes)])
    parts = [
        start + np.ravel_multi_index((first % shape[0], *rest), shape)
        for start, shape, (first, *rest) in zip(starts[:-1], shapes, where, strict=True)
    ]
    return np.concatenate(parts)


def _present(numbers: Counts) -> tuple[Counts, Counts]:
    """Rows and values of a table's entries, -1 left out."""
    rows, columns = np.nonzero(numbers >= 0)
    return rows, numbers[rows, columns]


def _tariff(options: Options, made: Model, price: Costs) -> Tariff:
    shapes = _shapes(options)
    sizes = [int(np.prod(shape)) for shape in shapes]
    flat = np.zeros(sum(sizes))
    flat[made.resource] = price
    parts = np.split(flat, np.cumsum(sizes)[:-1])
    return Tariff.of(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True))


def years_taken(options: Options, made: Model, taken: Costs) -> Years:
    """The options taken, by set and week; sets left out have none."""
    row, candidate, week, slot = made.option[:, taken > 0.5]
    order = np.lexsort((week, row))
    found = np.full((3, len(options.sets), options.meetings), -1, dtype=np.int64)
    number = np.arange(len(order)) - np.searchsorted(row[order], row[order])
    found[:, row[order], options.first[row[order]] + number] = np.array([week, slot, candidate])[:, order]
    return Years(week=found[0], slot=found[1], candidate=found[2])
