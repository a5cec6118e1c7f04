"""How many sets of each level meet at each venue: the pools in whole numbers.

A small programme is solved with all its levels and its facilitators' loads at once. In a
large one facilitators are priced by the relaxation, so that levels separate. Columns of
high reduced cost are left out; a solution that uses one costs at least the relaxation's
bound plus the threshold, which keeps the bound of the search true for all columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.linear import LinearModel
from matcher.pools import Pools, can_lead, cheapest, lead_prices
from matcher.relax import Relaxation
from matcher.view import Floats, Ints, View
from matcher.workers import side_by_side
from programme.prices import TENTHS
from programme.watch import Watch

GAP, NODES = 0.001, 1_000
LARGE, WIDE_GAP, PART = 150, 0.005, 600
"""Above how many leaders the gap is wider, and above how many a level is counted in parts."""
COLUMNS_A_LEADER, ALWAYS_KEPT, ALL_KEPT = 10, 5, 2_500
TOGETHER = 1_000
"""The most columns of a programme that is solved with all its levels at once."""
UNLED, SHARE = 1e6, 0.6
"""The price of a set without a facilitator, and how much of the time that is left may go into counting."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The pools of one level: sets at each venue (V,), its people, and each one's venue (-1: none)."""

    level: int
    sets: Ints
    people: Ints
    venue: Ints


@dataclass(frozen=True, slots=True)
class Counted:
    """The pools of every level, and a bound on the cost of the matching, tenths."""

    levels: tuple[Counts, ...]
    bound: float
    cut_short: bool


def count(view: View, relaxation: Relaxation, watch: Watch) -> Counted:
    """The pools of a programme, within a share of the time that is left."""
    if np.isfinite(relaxation.seat).sum() <= TOGETHER:
        return _together(view, relaxation, SHARE * watch.left)
    levels = range(len(view.programme.levels))
    parts = [(level, part) for level in levels for part in _parts(view, view.of_level(level))]
    counting = watch.part(SHARE)
    watch.tell("matching", bound=relaxation.bound / TENTHS)
    largest_first = sorted(parts, key=lambda part: -len(part[1]))
    led = lead_prices(view, relaxation.price)
    own = side_by_side(lambda part: _part(view, relaxation, *part, led, counting.left), largest_first)
    return _joined(relaxation, own)


def _parts(view: View, people: Ints) -> list[Ints]:
    """A level's people, a large level's in neighbouring halves, by which of two distant venues they are nearer to."""
    if len(people) <= PART:
        return [people]
    cost = view.seat_cost[people]
    one = int(np.argmax(cost.mean(axis=0)))
    other = int(np.argmax(np.abs(cost - cost[:, [one]]).mean(axis=0)))
    order = np.argsort(cost[:, one] - cost[:, other], kind="stable")
    halves = np.array_split(people[order], 2)
    return [part for half in halves for part in _parts(view, np.sort(half))]


def _joined(relaxation: Relaxation, parts: Sequence[Counted]) -> Counted:
    """The counts by level, and a bound on all: a level in parts is a restriction, which proves no more than it did."""
    by_level: dict[int, list[Counts]] = defaultdict(list)
    bound = relaxation.bound
    for own in parts:
        for counts in own.levels:
            by_level[counts.level].append(counts)
    for own in parts:
        if len(by_level[own.levels[0].level]) == 1:
            bound += own.bound - float(relaxation.by_level[own.levels[0].level])
    levels = tuple(_merged(by_level[level]) for level in sorted(by_level))
    return Counted(levels, bound, any(own.cut_short for own in parts))


def _merged(parts: Sequence[Counts]) -> Counts:
    people, venue = (np.concatenate(x) for x in ([p.people for p in parts], [p.venue for p in parts]))
    order = np.argsort(people)
    return Counts(parts[0].level, np.sum([p.sets for p in parts], axis=0), people[order], venue[order])


def allot(view: View, counted: Counted, seconds: float) -> Ints:
    """Which facilitators lead how many sets of each pool, (F, K, V), as near to them as their loads allow."""
    levels = np.array([counts.level for counts in counted.levels], dtype=np.int64)
    sets = np.array([counts.sets for counts in counted.levels])
    facilitator, row, venue = np.nonzero(can_lead(view, levels) & (sets > 0))
    model, pool, pools = LinearModel(), row * sets.shape[1] + venue, np.arange(sets.size)
    w = model.add_columns(view.lead_cost[facilitator, venue], upper=view.max_sets[facilitator])
    unled = model.add_columns(np.full(sets.size, UNLED), upper=np.inf)
    model.equal.add([(pool, w, 1), (pools, unled, 1)], sets.ravel())
    model.at_most.add([(facilitator, w, 1)], view.max_sets)
    solved = model.solve(GAP, NODES, seconds)
    allotted = np.zeros((len(view.max_sets), len(view.programme.levels), sets.shape[1]), dtype=np.int64)
    if solved.values is not None:
        allotted[facilitator, levels[row], venue] = np.rint(solved.values[w])
    return allotted


def _together(view: View, relaxation: Relaxation, seconds: float) -> Counted:
    """All levels at once, facilitators in person."""
    levels = range(len(view.programme.levels))
    people, led = np.arange(len(view.level)), np.where(can_lead(view, np.array(levels)).any(axis=0), 0, np.inf)
    pools = Pools(view, levels, people, np.isfinite(relaxation.seat), led)
    pools.lead_in_person()
    return _solved(pools, relaxation.bound, np.inf, seconds)


def _part(view: View, relaxation: Relaxation, level: int, people: Ints, led: Floats, seconds: float) -> Counted:
    """Some or all people of one level, facilitators at their prices."""
    reduced = relaxation.seat[people]
    threshold = _threshold(reduced)
    kept = ((reduced <= threshold) | cheapest(reduced, ALWAYS_KEPT, axis=1)) & np.isfinite(reduced)
    known = float(relaxation.by_level[level])
    return _solved(Pools(view, [level], people, kept, led[[level]]), known, threshold, seconds)


def _solved(pools: Pools, known: float, threshold: float, seconds: float) -> Counted:
    """The pools of each level, and a bound on their cost: ``known`` or better."""
    solved = pools.solve(GAP if len(pools.people) <= LARGE else WIDE_GAP, NODES, seconds)
    values = np.zeros(pools.model.columns) if solved.values is None else solved.values
    counts = tuple(_counts(pools, row, values) for row in range(len(pools.levels)))
    return Counted(counts, max(known, min(solved.bound, known + threshold)), solved.out_of_time)


def _counts(pools: Pools, row: int, values: Floats) -> Counts:
    venue = np.full(len(pools.people), -1, dtype=np.int64)
    sits = values[pools.x] > 0.5
    venue[pools.who[sits]] = pools.where[sits]
    own = pools.row_of_level == row
    sets = np.rint(values[pools.y[row]]).astype(np.int64)
    return Counts(int(pools.levels[row]), sets, pools.people[own], venue[own])


def _threshold(reduced: Floats) -> float:
    """The reduced cost up to which columns are kept; inf where all are."""
    finite = np.sort(reduced[np.isfinite(reduced)])
    most = max(ALL_KEPT, COLUMNS_A_LEADER * len(reduced))
    return float(finite[most - 1]) if len(finite) > most else np.inf
