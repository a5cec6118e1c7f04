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
from matcher.pools import Relaxation, cheapest
from matcher.rows import Seats, keep_apart, keep_pinned, price_pairs
from matcher.view import Flags, Floats, Ints, View
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
        return Pools(view, relaxation, range(len(view.programme.levels)), priced=False).solve(SHARE * watch.left)
    levels = range(len(view.programme.levels))
    parts = [(level, part) for level in levels for part in _parts(view, view.of_level(level))]
    counting = watch.part(SHARE)
    watch.tell("matching", bound=relaxation.bound / TENTHS)
    largest_first = sorted(parts, key=lambda part: -len(part[1]))
    own = side_by_side(lambda part: Pools(view, relaxation, [part[0]], part[1]).solve(counting.left), largest_first)
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
    facilitator, row, venue = np.nonzero(_can_lead(view, levels) & (sets > 0))
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


class Pools:
    """The pools of some levels as a model: ``x`` people at venues, ``y`` sets (levels, V).

    Sets are led at the prices of the relaxation or, not ``priced``, by facilitators in
    person within their loads.
    """

    def __init__(
        self,
        view: View,
        relaxation: Relaxation,
        levels: Sequence[int],
        people: Ints | None = None,
        *,
        priced: bool = True,
    ) -> None:
        self.view, self.relaxation, self.levels = view, relaxation, np.array(levels, dtype=np.int64)
        self.model = LinearModel()
        self.people = np.flatnonzero(np.isin(view.level, self.levels)) if people is None else people
        self.row_of_level = np.searchsorted(self.levels, view.level[self.people])
        self.priced = priced or not len(view.max_sets)
        self._add_columns()
        self._add_rows()
        if not self.priced:
            self._add_loads()

    def _add_loads(self) -> None:
        view = self.view
        facilitator, level, venue = np.nonzero(_can_lead(view, self.levels))
        cost, most = view.lead_cost[facilitator, venue], view.max_sets[facilitator]
        w = self.model.add_columns(cost, upper=most)
        pools = np.arange(self.y.size)
        self.model.equal.add(
            [(level * len(view.seats) + venue, w, 1), (pools, self.y.ravel(), -1)], np.zeros(len(pools))
        )
        self.model.at_most.add([(facilitator, w, 1)], view.max_sets)

    def solve(self, seconds: float) -> Counted:
        """The pools of each level; the bound is on their cost with facilitators at their prices, or in person."""
        solved = self.model.solve(GAP if len(self.people) <= LARGE else WIDE_GAP, NODES, seconds)
        known = self.relaxation.by_level[self.levels].sum()
        if not self.priced:
            known -= self.view.max_sets @ self.relaxation.price
        bound = float(max(known, min(solved.bound, known + self.threshold)))
        values = np.zeros(self.model.columns) if solved.values is None else solved.values
        counts = tuple(self._counts(row, values) for row in range(len(self.levels)))
        return Counted(counts, bound, solved.out_of_time)

    def _add_columns(self) -> None:
        view, reduced = self.view, self.relaxation.seat[self.people]
        self.threshold = _threshold(reduced)
        kept = ((reduced <= self.threshold) | cheapest(reduced, ALWAYS_KEPT, axis=1)) & np.isfinite(reduced)
        self.who, self.where = np.nonzero(kept)
        self.x = self.model.add_columns(view.seat_cost[self.people[self.who], self.where])
        lead = _lead_prices(view, self.relaxation, self.levels)
        led = np.isfinite(lead) & (view.seats > 0)
        most = np.bincount(self.row_of_level, minlength=len(self.levels)) // view.smallest
        y = self.model.add_columns(
            np.where(led & self.priced, lead, 0) + view.hire, upper=(most[:, None] * led).ravel()
        )
        self.y = y.reshape(lead.shape)
        self.left_out = self.model.add_columns(np.full(len(self.people), view.unplaced))

    def _add_rows(self) -> None:
        view, y, people = self.view, self.y.ravel(), np.arange(len(self.people))
        pool, pools, none = (
            self.row_of_level[self.who] * len(view.seats) + self.where,
            np.arange(len(y)),
            np.zeros(len(y)),
        )
        self.model.equal.add([(self.who, self.x, 1), (people, self.left_out, 1)], np.ones(len(people)))
        self.model.at_most.add([(pool, self.x, 1), (pools, y, -np.tile(view.seats, len(self.levels)))], none)
        self.model.at_most.add([(pool, self.x, -1), (pools, y, view.smallest)], none)
        self.model.at_most.add([(self.row_of_level, self.left_out, -1)], -self._left_over())
        seats = Seats(self.x, self.people[self.who], pool, y)
        keep_apart(self.model, seats, view.membership)
        keep_pinned(self.model, seats, view.pins)
        price_pairs(self.model, seats, *view.alike, int(view.seats.max(initial=0)))

    def _left_over(self) -> Ints:
        """How many of each level wait whatever is done, because sizes do not fit or nowhere is in reach."""
        view, able = self.view, self.view.reachable[self.people].any(axis=1)
        reach, everyone = (
            np.bincount(self.row_of_level[who], minlength=len(self.levels)) for who in (able, able | True)
        )
        largest = int(view.seats.max(initial=0))
        return np.array([n - most_seated(r, view.smallest, largest) for n, r in zip(everyone, reach, strict=True)])

    def _counts(self, row: int, values: Floats) -> Counts:
        venue = np.full(len(self.people), -1, dtype=np.int64)
        sits = values[self.x] > 0.5
        venue[self.who[sits]] = self.where[sits]
        own = self.row_of_level == row
        sets = np.rint(values[self.y[row]]).astype(np.int64)
        return Counts(int(self.levels[row]), sets, self.people[own], venue[own])


def most_seated(people: int, smallest: int, largest: int) -> int:
    """The most of so many people whom sets of these sizes can hold: 8 of 9, 16 of 17."""
    return max(min(int(people), sets * largest) for sets in range(int(people) // smallest + 1))


def _threshold(reduced: Floats) -> float:
    """The reduced cost up to which columns are kept; inf where all are."""
    finite = np.sort(reduced[np.isfinite(reduced)])
    most = max(ALL_KEPT, COLUMNS_A_LEADER * len(reduced))
    return float(finite[most - 1]) if len(finite) > most else np.inf


def _can_lead(view: View, levels: Ints) -> Flags:
    """Which facilitator can lead which pool, (F, levels, V)."""
    return np.asarray(view.takes[:, levels, None] & view.leads_at[:, None, :])


def _lead_prices(view: View, relaxation: Relaxation, levels: Ints) -> Floats:
    """What a facilitator costs at each pool, with their price, (levels, V); 0 where there are none at all."""
    if not len(view.max_sets):
        return np.zeros((len(levels), len(view.seats)))
    priced = (view.lead_cost + relaxation.price[:, None])[:, None, :]
    return np.asarray(np.where(_can_lead(view, levels), priced, np.inf).min(axis=0))
