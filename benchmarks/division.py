"""Dividing any people into groups by pair scores: the maximally diverse grouping problem, and its opposite.

Gallego, Laguna, Martí and Duarte, "Tabu search with strategic oscillation for the maximally
diverse grouping problem", Journal of the Operational Research Society 64 (2013), state it
and gave the instances everybody measures on.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.sizes import best_sizes
from matcher.compact.anneal import Found, anneal
from matcher.compact.bath import Company
from matcher.compact.partition import Pool, choose
from matcher.view import Floats, Ints
from programme.watch import Watch

FREE_SHARE, UNLIKE = 0.05, 20
NEAR = 24
FEW_DIVISIONS = 1_000_000
PROOF_NODES = 10_000


@dataclass(frozen=True, slots=True)
class Division:
    """Groups of positions, ascending, the sum of scores within them, and a bound on it where proved."""

    groups: tuple[tuple[int, ...], ...]
    score: float
    bound: float | None
    cut_short: bool


def divide(
    scores: Floats,
    sizes: Sequence[tuple[int, int]],
    apart: Iterable[Sequence[int]] = (),
    *,
    iterations: int,
    seed: int = 1,
    watch: Watch | None = None,
    maximise: bool = False,
    nearest_first: bool = False,
) -> Division:
    """Groups with the least (or greatest) sum of pair scores that so many rounds of swaps find.

    scores : (n, n) symmetric. sizes : fewest and most members of each group.
    apart : people of whom no two should share a group; each pair that does is dear.
    nearest_first : tries exchanges with those whose scores are least, as between places.
    The same arguments give the same groups, unless ``watch`` expires (``cut_short``).
    """
    sign, bounds = -1 if maximise else 1, np.array(sizes, dtype=np.int64)
    watch, rng = watch or Watch(float("inf")), np.random.default_rng(seed)
    table = sign * np.asarray(scores, dtype=float) * (1 - np.eye(len(scores)))
    company = _company(table, bounds, apart, nearest_first)
    fixed = best_sizes(table, bounds)
    found = _annealed(company, fixed, iterations, rng, watch)
    groups = tuple(tuple(sorted(int(p) for p in row if p < company.people)) for row in found.groups)
    total = sum(scores[one][other] for group in groups for one, other in itertools.combinations(group, 2))
    return Division(groups, float(total), None, found.cut_short)


def prove(scores: Floats, groups: Iterable[Sequence[int]], watch: Watch, *, maximise: bool = False) -> Division:
    """The best division into groups of one size, proved, from a good one: all groups there are are priced.

    For few people only: ValueError where there are more than a million possible groups.
    """
    known = np.array([sorted(group) for group in groups], dtype=np.int64)
    people, size = known.size, known.shape[1]
    rows = _combinations(people, size)
    sign = -1 if maximise else 1
    cost = np.zeros(len(rows))
    for one, other in itertools.combinations(range(size), 2):
        cost += sign * scores[rows[:, one], rows[:, other]]
    none = np.zeros(0, dtype=np.int64)
    pool = Pool(
        rows=rows, cost=cost, people=people, left_out=float(np.abs(scores).sum()), kind=none,
        can_lead=np.zeros((0, 0), dtype=np.int64), load=none, part=np.zeros(len(rows), dtype=np.int64),
    )  # fmt: skip
    at = np.array([int(np.flatnonzero((rows == row).all(axis=1))[0]) for row in known])
    choice = choose(pool, at, PROOF_NODES, max(1.0, watch.left))
    best = tuple(tuple(int(p) for p in row) for row in rows[choice.sets])
    return Division(best, sign * choice.cost, sign * choice.bound, choice.out_of_time)


def _annealed(company: Company, sizes: Ints, iterations: int, rng: np.random.Generator, watch: Watch) -> Found:
    """With these sizes first; near the end sizes are free, where the bounds are."""
    fixed = replace(company, fewest=sizes, most=sizes)
    seats = np.full((company.groups, int(company.most.max())), company.people)
    seats[np.arange(seats.shape[1]) < sizes[:, None]] = rng.permutation(company.people)
    if company.near is not None or bool((company.fewest == company.most).all()):
        return anneal(company, seats, iterations, rng, watch)
    last = int(FREE_SHARE * iterations)
    first = anneal(fixed, seats, iterations - last, rng, watch)
    return anneal(company, first.groups, last, rng, watch, warm=True)


def _company(table: Floats, bounds: Ints, apart: Iterable[Sequence[int]], nearest_first: bool) -> Company:
    people, most = len(table), int(bounds[:, 1].max())
    dear, unlike = np.zeros((people, people)), UNLIKE * table.std() * most**0.5
    for group in map(list, apart):
        dear[np.ix_(group, group)] = unlike
    np.fill_diagonal(dear, 0)
    near = None
    if nearest_first and people > NEAR + 1:
        near = np.argsort(table + np.diag(np.full(people, np.inf)), axis=1, kind="stable")[:, :NEAR]
    return Company(
        scores=table + dear, fewest=bounds[:, 0], most=bounds[:, 1],
        counted=np.ones(len(bounds), dtype=np.int64), blocked=np.zeros((0, people)), near=near,
    )  # fmt: skip


def _combinations(people: int, size: int) -> Ints:
    """All groups of one size, (C, size), ascending."""
    rows = np.arange(people)[:, None]
    for _ in range(size - 1):
        row, member = np.nonzero(rows[:, -1:] < np.arange(people))
        rows = np.column_stack([rows[row], member])
        if len(rows) > FEW_DIVISIONS:
            raise ValueError(f"Expected at most {FEW_DIVISIONS} possible groups of {size} among {people} people")
    return rows
