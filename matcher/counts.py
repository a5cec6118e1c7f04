"""How many sets of each level meet at each venue: the pools in whole numbers.

A small programme is solved with all its levels and its facilitators' loads at once. In a
large one facilitators are priced by the relaxation, so that levels separate. Columns of
high reduced cost are left out; a solution that uses one costs at least the relaxation's
bound plus the threshold, which keeps the bound of the search true for all columns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from matcher.linear import LinearModel
from matcher.pools import Pools, cheapest, lead_prices, nearest_leads
from matcher.relax import Relaxation, RelaxedLevel
from matcher.view import Flags, Floats, Ints, View
from matcher.workers import side_by_side
from programme.prices import TENTHS
from programme.watch import Watch

GAP, NODES = 0.001, 1_000
LARGE, WIDE_GAP, LIMITED_GAP, ROUGH = 150, 0.005, 0.01, 0.02
"""Above how many leaders the gap is wider, yet wider where sets are limited; above which rounding is better."""
COLUMNS_A_LEADER, ALWAYS_KEPT, ALL_KEPT = 6, 5, 2_500
TOGETHER = 1_000
"""The most columns of a programme that is solved with all its levels at once."""
MOST_AT_ONCE, PROOF_NODES = 200_000, 1_000_000
"""The most columns with which all levels are bounded at once, and the nodes that this may take."""
UNLED, SHARE = 1e6, 0.6
"""The price of a set without a facilitator, and how much of the time that is left may go into counting."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The pools of one level: sets at each venue (V,), its people, and each one's venue (-1: none).

    ``bound``, tenths, is on the level's cost with facilitators at their prices; -inf where it has none of its own.
    """

    level: int
    sets: Ints
    people: Ints
    venue: Ints
    bound: float = -np.inf
    cut_short: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """The pools of every level, and a bound on the cost of the matching, tenths."""

    levels: tuple[Counts, ...]
    bound: float

    @property
    def cut_short(self) -> bool:
        """Whether the clock ended any of the counting."""
        return any(counts.cut_short for counts in self.levels)


def count(view: View, relaxation: Relaxation, watch: Watch) -> Counted:
    """The pools of a programme, within a share of the time that is left."""
    watch.tell("counting sets", bound=relaxation.bound / TENTHS)
    if view.reachable.sum() <= TOGETHER:
        return _together(view, relaxation, SHARE * watch.left)
    counting, led = watch.part(SHARE), lead_prices(view, relaxation.price)
    largest_first = sorted(range(len(view.programme.levels)), key=lambda level: -len(view.of_level(level)))
    levels = side_by_side(
        lambda level: count_level(view, level, relaxation.levels[level], led, counting.left), largest_first
    )
    bound = sum(counts.bound for counts in levels) - float(view.max_sets @ relaxation.price)
    return Counted(tuple(sorted(levels, key=lambda counts: counts.level)), bound)


def allot(view: View, counted: Counted, price: Floats, seconds: float) -> Ints:
    """Which facilitators lead how many sets of each pool, (F, K, V), as near to them as their loads allow.

    ``price`` (F,) is what a facilitator's set is worth elsewhere.
    """
    levels = np.array([counts.level for counts in counted.levels], dtype=np.int64)
    sets = np.array([counts.sets for counts in counted.levels])
    row, venue = np.nonzero(sets)
    facilitator, pool = nearest_leads(view, levels[row], venue, price)
    model, pools = LinearModel(), np.arange(len(row))
    w = model.add_columns(view.lead_cost[facilitator, venue[pool]], upper=view.max_sets[facilitator])
    unled = model.add_columns(np.full(len(pools), UNLED), upper=np.inf)
    model.equal.add([(pool, w, 1), (pools, unled, 1)], sets[row, venue])
    model.at_most.add([(facilitator, w, 1)], view.max_sets)
    solved = model.solve(GAP, NODES, seconds)
    allotted = np.zeros((len(view.max_sets), len(view.programme.levels), sets.shape[1]), dtype=np.int64)
    if solved.values is not None:
        allotted[facilitator, levels[row][pool], venue[pool]] = np.rint(solved.values[w])
    return allotted


def least(view: View, seconds: float) -> tuple[float, bool]:
    """A proven lower bound on the cost of any matching, tenths, and whether time cut it short.

    It counts all levels at once, at every venue that people can reach; -inf where those are too many.
    """
    if view.reachable.sum() > MOST_AT_ONCE:
        return -np.inf, False
    solved = _all_pools(view, view.reachable).solve(0, PROOF_NODES, seconds)
    return solved.bound, solved.out_of_time


def _together(view: View, relaxation: Relaxation, seconds: float) -> Counted:
    """All levels at once, facilitators in person."""
    pools, home = _all_pools(view, view.reachable), np.full(len(view.level), -1)
    for level, relaxed in enumerate(relaxation.levels):
        home[view.of_level(level)] = relaxed.home
    counts, bound = _solved(pools, home, seconds)
    return Counted(counts, max(relaxation.bound, bound))


def _all_pools(view: View, seats: Flags) -> Pools:
    led = np.where(np.isfinite(lead_prices(view, np.zeros(len(view.max_sets)))), 0, np.inf)
    pools = Pools(view, range(len(view.programme.levels)), np.arange(len(view.level)), seats, led)
    if len(view.max_sets):
        pools.lead_in_person()
    return pools


def count_level(
    view: View, level: int, relaxed: RelaxedLevel, led: Floats, seconds: float, limit: int | None = None
) -> Counts:
    """One level, facilitators at their prices (K, V), relaxed with as many sets at the most, where that is limited."""
    threshold = _threshold(relaxed.seat)
    kept = ((relaxed.seat <= threshold) | cheapest(relaxed.seat, ALWAYS_KEPT, axis=1)) & np.isfinite(relaxed.seat)
    pools = Pools(view, [level], view.of_level(level), kept, led[[level]], limit)
    (counts,), bound = _solved(pools, relaxed.home, seconds, WIDE_GAP if limit is None else LIMITED_GAP)
    return replace(counts, bound=max(relaxed.bound, min(bound, relaxed.bound + threshold)))


def _solved(pools: Pools, home: Ints, seconds: float, wide: float = WIDE_GAP) -> tuple[tuple[Counts, ...], float]:
    """The pools of each level, and a bound on the cost of all.

    Where time ran out early, people are counted where the relaxation has most of them.
    """
    solved = pools.solve(GAP if len(pools.people) <= LARGE else wide, NODES, seconds)
    rows = range(len(pools.levels))
    if solved.values is None or (solved.out_of_time and solved.objective - solved.bound > ROUGH * solved.objective):
        counts = tuple(_rounded(pools, row, home) for row in rows)
    else:
        counts = tuple(_counts(pools, row, solved.values) for row in rows)
    return tuple(replace(own, cut_short=solved.out_of_time) for own in counts), solved.bound


def _counts(pools: Pools, row: int, values: Floats) -> Counts:
    venue = np.full(len(pools.people), -1, dtype=np.int64)
    sits = values[pools.x] > 0.5
    venue[pools.who[sits]] = pools.where[sits]
    own = pools.row_of_level == row
    sets = np.rint(values[pools.y[row]]).astype(np.int64)
    return Counts(int(pools.levels[row]), sets, pools.people[own], venue[own])


def _rounded(pools: Pools, row: int, home: Ints) -> Counts:
    own = pools.row_of_level == row
    people_at = np.bincount(home[own & (home >= 0)], minlength=len(pools.view.seats))
    sets = np.where(pools.view.seats > 0, people_at // pools.view.smallest, 0)
    venue = np.where((home >= 0) & (sets[home] > 0), home, -1)
    return Counts(int(pools.levels[row]), sets, pools.people[own], venue[own])


def _threshold(reduced: Floats) -> float:
    """The reduced cost up to which columns are kept; inf where all are."""
    finite = np.sort(reduced[np.isfinite(reduced)])
    most = max(ALL_KEPT, COLUMNS_A_LEADER * len(reduced))
    return float(finite[most - 1]) if len(finite) > most else np.inf
