"""The best sets of a pool, so that nobody sits twice: set partitioning with all columns priced.

A linear relaxation over few columns gives prices; with these every set of the pool is
priced at once, the most promising come in, and it is solved again until none promises
anything. What then costs more than the gap allows cannot be in the best answer
(reduced-cost fixing), and HiGHS decides among the few left. See Barnhart, Johnson,
Nemhauser, Savelsbergh and Vance, "Branch-and-Price", Operations Research 46 (1998).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.linear import LinearModel
from matcher.view import Floats, Ints

EXACT, ROUNDING = 1e-9, 1e-4
FIRST, MORE = 3, 400
LIKELY, WIDER, MOST = 1_000, 4, 4_000


@dataclass(frozen=True, eq=False, kw_only=True)
class Pool:
    """Shapes: C sets, P people, kinds of sets that the same leaders may lead.

    rows : (C, W) members, P pads. cost : (C,). left_out : what leaving a person out costs.
    kind : (C,) each set's kind; can_lead : (kinds, F) who may lead a kind; load : (F,) how
    many sets each may lead. Without leaders, F is 0 and all sets may be used.
    part : (C,) which part of the people each set's members come from; numbers : for each part
    its people and how many of them 0, 1, … sets can hold at most, -1 where so many cannot be.
    waits : (people, count), of these people at least so many are known to be left out.
    pins : people who sit in one set, those of them that sit; the relaxation leaves this out.
    """

    rows: Ints
    cost: Floats
    people: int
    left_out: float
    kind: Ints
    can_lead: Ints
    load: Ints
    part: Ints
    numbers: tuple[tuple[Ints, Ints], ...] = ()
    waits: tuple[tuple[Ints, int], ...] = ()
    pins: tuple[Ints, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The sets chosen (positions in the pool) and their cost, with a bound on any choice's, those left out counted."""

    sets: Ints
    cost: float
    bound: float
    out_of_time: bool = False


def choose(pool: Pool, known: Ints, nodes: int, seconds: float, most: int = MOST) -> Choice:
    """The cheapest choice of sets; its bound equals its cost where that is proved.

    ``known`` are sets of the pool that may be chosen together: the answer costs no more.
    At most the ``most`` promising sets are given to the solver.
    """
    bound, reduced = _priced(pool)
    best = Choice(known, _cost(pool, known), bound)
    order = np.argsort(reduced, kind="stable")
    useful = int(np.searchsorted(reduced[order], best.cost - bound)) + 1
    count = min(LIKELY, most, len(order), useful)
    while bound < best.cost - ROUNDING:
        tried = _solve(pool, order[:count], best.cost, nodes, seconds)
        sets, cost = (tried.sets, tried.cost) if tried.cost < best.cost else (best.sets, best.cost)
        beyond = bound + float(reduced[order[count]]) if count < len(order) else np.inf
        best = Choice(sets, cost, max(bound, min(tried.bound, beyond, cost)), tried.out_of_time)
        if beyond >= cost or count >= most or tried.out_of_time:
            break
        count = min(int(np.searchsorted(reduced[order], cost - bound)), WIDER * count, most)
    return best


def _cost(pool: Pool, sets: Ints) -> float:
    seated = int((pool.rows[sets] < pool.people).sum())
    return float(pool.cost[sets].sum()) + pool.left_out * (pool.people - seated)


def _priced(pool: Pool) -> tuple[float, Floats]:
    """The relaxation over all sets of the pool, and every set's reduced cost."""
    reduced = pool.cost - _fair(pool)
    columns = _cheapest_each(pool, reduced, FIRST)
    while True:
        model, _ = _model(pool, columns)
        relaxed = model.relax()
        duals, parts = relaxed.equal_duals, 2 * len(pool.numbers)
        reduced = pool.cost - _sum(duals[: pool.people], pool.rows)
        if parts:
            reduced -= duals[pool.people + 2 * pool.part]
        if len(pool.load):
            reduced -= duals[pool.people + parts + pool.kind]
        new = (
            np.argsort(reduced, kind="stable")[:MORE] if len(reduced) <= MORE else np.argpartition(reduced, MORE)[:MORE]
        )
        new = np.setdiff1d(new[reduced[new] < -ROUNDING], columns)
        if not len(new):
            return relaxed.objective + _slack(pool, reduced), np.maximum(reduced, 0)
        columns = np.union1d(columns, new)


def _slack(pool: Pool, reduced: Floats) -> float:
    """What rounding in the prices may have overstated."""
    return pool.people * min(0.0, float(reduced.min(initial=0)))


def _fair(pool: Pool) -> Floats:
    """About what a set's members cost in any set: half their mean way to others they are met with."""
    size = (pool.rows < pool.people).sum(axis=1)
    share = np.zeros(pool.people + 1)
    np.add.at(share, pool.rows, (pool.cost / np.maximum(size, 1))[:, None])
    met = np.bincount(pool.rows.ravel(), minlength=pool.people + 1)
    return _sum(share[:-1] / np.maximum(met[:-1], 1), pool.rows)


def _cheapest_each(pool: Pool, reduced: Floats, count: int) -> Ints:
    """The most promising few sets of each person."""
    order = np.argsort(reduced, kind="stable")[: 400 * pool.people]
    person = pool.rows[order].ravel()
    by_person = np.argsort(person, kind="stable")
    starts = np.searchsorted(person[by_person], np.arange(pool.people + 1))
    first = starts[:-1, None] + np.arange(count)
    return np.unique(order[by_person[first[first < starts[1:, None]]] // pool.rows.shape[1]])


def _model(pool: Pool, columns: Ints) -> tuple[LinearModel, Ints]:
    model = LinearModel()
    y = model.add_columns(pool.cost[columns], upper=np.inf)
    left_out = model.add_columns(np.full(pool.people, pool.left_out))
    row, seat = np.nonzero(pool.rows[columns] < pool.people)
    everyone = np.arange(pool.people)
    model.equal.add([(pool.rows[columns[row], seat], y[row], 1), (everyone, left_out, 1)], np.ones(pool.people))
    _number(model, pool, y, pool.part[columns], left_out)
    for people, count in pool.waits:
        model.at_most.add([(np.zeros(len(people)), left_out[people], -1)], [-count])
    if len(pool.load):
        of, leader = np.nonzero(pool.can_lead)
        w = model.add_columns(np.zeros(len(of)), upper=np.inf, integer=False)
        model.equal.add([(pool.kind[columns], y, 1), (of, w, -1)], np.zeros(len(pool.can_lead)))
        model.at_most.add([(leader, w, 1)], pool.load)
    return model, y


def _number(model: LinearModel, pool: Pool, y: Ints, part: Ints, left_out: Ints) -> None:
    """How many sets each part has decides how many of its people can sit."""
    for number, (people, seated) in enumerate(pool.numbers):
        possible, own = np.flatnonzero(seated >= 0), y[part == number]
        z, of = model.add_columns(np.zeros(len(possible))), np.zeros(len(possible))
        model.equal.add([(np.zeros(len(own)), own, 1), (of, z, -possible)], [0])
        model.equal.add([(of, z, 1)], [1])
        waiting = (of, z, len(people) - seated[possible])
        model.at_most.add([waiting, (np.zeros(len(people)), left_out[people], -1)], [0])


def _solve(pool: Pool, columns: Ints, below: float, nodes: int, seconds: float) -> Choice:
    """The best choice among some sets, of those that cost less than ``below``."""
    model, y = _model(pool, columns)
    for people in pool.pins:
        theirs = y[np.isin(pool.rows[columns], people).any(axis=1)]
        model.at_most.add([(np.zeros(len(theirs)), theirs, 1)], [1])
    cost, every = np.concatenate(model.cost), np.arange(model.columns)
    model.at_most.add([(np.zeros(len(every)), every, cost)], [below - ROUNDING])
    solved = model.solve(EXACT, nodes, seconds)
    bound = below if solved.infeasible else solved.bound
    if solved.values is None:
        return Choice(columns[:0], np.inf, bound, solved.out_of_time)
    return Choice(columns[solved.values[y] > 0.5], solved.objective, bound, solved.out_of_time)


def _sum(of_person: Floats, rows: Ints) -> Floats:
    """The sum of people's values over each row's members, padding counted as zero."""
    table, total = np.append(of_person, 0.0), np.zeros(len(rows))
    for seat in range(rows.shape[1]):
        total += table[rows[:, seat]]
    return total
