"""The baseline for calendars: the plain model, every set at home or at its nearest venues, given to CP-SAT."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from ortools.sat.python import cp_model

from programme.plans import Calendar, LearningSet
from programme.records import Programme
from programme.watch import Watch
from scheduler.entries import calendar
from scheduler.exact import Model, model, years_taken
from scheduler.kept import excess, within
from scheduler.options import Costs, options, real
from scheduler.pricing import at_tariff
from scheduler.search import nothing, of_those_with_years
from scheduler.tariff import free, supply

WORKERS = 8
MOST = np.finfo(float).max


def schedule_plainly(programme: Programme, sets: Sequence[LearningSet], watch: Watch) -> Calendar | None:
    """A calendar as CP-SAT finds it in the time of the watch, None where it finds none.

    Sets that it leaves out are stuck; the bound is then none of theirs, so it is minus infinity.
    """
    known = real(options(programme, sorted(sets, key=lambda own: own.set_id)))
    made = model(known, within(excess(known, at_tariff(known, free(known))), MOST), supply(known))
    taken, lower = _solved(made, watch)
    if taken is None:
        return None
    years = years_taken(known, made, taken)
    left_out = {own.set_id: "left out" for own, found in zip(known.sets, years.found, strict=True) if not found}
    found = of_those_with_years(replace(nothing(known), years=years))
    return calendar(replace(found, bound=-np.inf if left_out else lower), left_out)


def _solved(made: Model, watch: Watch) -> tuple[Costs | None, float]:
    """The options taken, as zeros and ones, and the bound that CP-SAT proves, in tenths."""
    plain = cp_model.CpModel()
    taken = [plain.new_bool_var("") for _ in made.cost]
    for matrix, least, most in ((made.equal, made.right, made.right), (made.limit, 0 * made.most, made.most)):
        rows = zip(itertools.pairwise(matrix.indptr.tolist()), least.tolist(), most.tolist(), strict=True)
        for (start, end), low, high in rows:
            columns = [taken[at] for at in matrix.indices[start:end].tolist()]
            row = cp_model.LinearExpr.weighted_sum(columns, matrix.data[start:end].astype(int).tolist())
            plain.add_linear_constraint(row, int(low), int(high))
    plain.minimize(cp_model.LinearExpr.weighted_sum(taken, np.rint(made.cost).astype(int).tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = max(1.0, watch.left)
    status = solver.solve(plain)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, -np.inf
    count = made.option.shape[1]
    return np.array([solver.boolean_value(one) for one in taken[:count]], dtype=float), solver.best_objective_bound
