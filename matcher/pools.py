"""Pools: the sets of one level at one venue are alike, so they are counted rather than named.

A pool (level, venue) has y sets and holds the people who sit in them. They can be dealt into
the sets when no group that must be kept apart has more than y people there. Slots are left
out, which only lowers the cost, so a bound on the pools bounds the matching.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from matcher.linear import LinearModel, Solved
from matcher.mixing import Mixing
from matcher.rows import Seats, intercept, keep_apart, keep_pinned, price_pairs
from matcher.view import Flags, Floats, Ints, View
from programme.prices import tenths
from programme.reckoning import most_seated

MIXED = 300
"""The most leaders of a programme whose pairs that should be alike are bounded: with more, counting would be slow."""

FACILITATORS_A_POOL = 30
"""How many facilitators are looked at for a pool, the cheapest."""


@dataclass(frozen=True, slots=True)
class Duals:
    """What the rows of one level's pools are worth, in tenths, all but ``place`` at least 0.

    ``place`` (people,) is a person's seat; ``waiting`` the row on those who wait whatever is
    done; ``most`` and ``fewest`` (V,) a set's sizes; ``apart`` (groups, V) the groups kept
    apart; ``joining`` and ``opening`` (priced groups, V) what the lines that bound pairs add
    to a member's cost and take off a set's; ``a_set`` the row on how many sets there may be.
    """

    place: Floats
    waiting: float
    a_set: float
    most: Floats
    fewest: Floats
    apart: Floats
    joining: Floats
    opening: Floats


class Pools:
    """The pools of some levels as a model: ``x`` seats people at venues, ``y`` (levels, V) counts sets.

    ``seats`` (people, V) flags the columns x, and ``led`` (levels, V) is what a set costs
    besides its hire and its members: what its facilitator is reckoned at, inf where nobody leads.
    ``limit`` is the most sets that there may be in all, where that is limited.
    """

    def __init__(
        self, view: View, levels: Sequence[int], people: Ints, seats: Flags, led: Floats, limit: int | None = None
    ) -> None:
        self.view, self.levels, self.people = view, np.array(levels, dtype=np.int64), people
        self.model = LinearModel()
        self.row_of_level = np.searchsorted(self.levels, view.level[people])
        self.most_sets = np.bincount(self.row_of_level, minlength=len(self.levels)) // view.smallest
        self._add_columns(seats, led)
        self._add_rows()
        self.limit = 0 if limit is None else limit
        limited = [(np.zeros(self.y.size), self.y, 1)] if limit is not None else []
        self.limited = self.model.at_most.add(limited, np.full(len(limited), self.limit))

    def _add_columns(self, seats: Flags, led: Floats) -> None:
        view, self.open = self.view, np.isfinite(led) & (self.view.seats > 0)
        self.who, self.where = np.nonzero(seats)
        self.x = self.model.add_columns(view.seat_cost[self.people[self.who], self.where])
        self.set_cost, most = np.where(self.open, led, 0) + view.hire, self.most_sets[:, None] * self.open
        self.y = self.model.add_columns(self.set_cost, upper=most.ravel()).reshape(led.shape)
        self.left_out = self.model.add_columns(np.full(len(self.people), view.unplaced))

    def _add_rows(self) -> None:
        view, model, people, y = self.view, self.model, self.people, self.y.ravel()
        pool, pools, everyone = (
            self.row_of_level[self.who] * len(view.seats) + self.where,
            np.arange(len(y)),
            np.arange(len(people)),
        )
        none = np.zeros(len(y))
        self.placed = model.equal.add([(self.who, self.x, 1), (everyone, self.left_out, 1)], np.ones(len(everyone)))
        most = np.tile(view.seats, len(self.levels))
        self.most = model.at_most.add([(pool, self.x, 1), (pools, y, -most)], none)
        self.fewest = model.at_most.add([(pool, self.x, -1), (pools, y, view.smallest)], none)
        self.left_over = left_over(view, self.row_of_level, np.asarray(view.reachable[people].any(axis=1)))
        self.waits = model.at_most.add([(self.row_of_level, self.left_out, -1)], -self.left_over)
        self.seated = Seats(self.x, people[self.who], pool, y)
        self.apart, self.apart_keys = keep_apart(model, self.seated, view.membership)
        self.lines, self.line_keys = price_pairs(model, self.seated, *view.alike, int(view.seats.max(initial=0)))

    def lead_in_person(self) -> None:
        """Facilitators lead the sets within their loads, instead of a price."""
        view = self.view
        facilitator, level, venue = np.nonzero(can_lead(view, self.levels))
        w = self.model.add_columns(view.lead_cost[facilitator, venue], upper=view.max_sets[facilitator])
        pools = np.arange(self.y.size)
        led = [(level * len(view.seats) + venue, w, 1), (pools, self.y.ravel(), -1)]
        self.model.equal.add(led, np.zeros(len(pools)))
        self.model.at_most.add([(facilitator, w, 1)], view.max_sets)

    def solve(self, gap: float, nodes: int, seconds: float) -> Solved:
        """The pools in whole numbers, those pinned together in one, and pairs that should be alike bounded if few."""
        keep_pinned(self.model, self.seated, self.view.pins)
        sizes = self.view.smallest, int(self.view.seats.max(initial=0))
        for price in self.view.unlike if len(self.view.level) <= MIXED else ():
            Mixing(self.model, self.seated, price.membership, tenths(price.minutes), sizes).bound_from_below()
        return self.model.solve(gap, nodes, seconds)

    def relax(self) -> tuple[float, Floats, Ints, Duals]:
        """One level's pools in fractions: their cost, sets (V,), where most of each person sits (-1: waits), duals.

        Absent rows have no duals.
        """
        solved, view = self.model.relax(), self.view
        at_most = np.maximum(0, -solved.at_most_duals)
        joining, opening = self._pair_duals(at_most)
        duals = Duals(
            place=solved.equal_duals[self.placed],
            waiting=float(at_most[self.waits].sum()),
            a_set=float(at_most[self.limited].sum()),
            most=at_most[self.most],
            fewest=at_most[self.fewest],
            apart=self._by_group(view.membership, self.apart_keys, at_most[self.apart]),
            joining=self._by_group(view.alike[0], self.line_keys, joining),
            opening=self._by_group(view.alike[0], self.line_keys, opening),
        )
        return solved.objective, solved.values[self.y.ravel()], self._homes(solved.values), duals

    def reduced_costs(self, duals: Duals) -> tuple[Floats, Floats]:
        """Of every person at every venue (people, V), inf out of reach, and of a set at every venue (V,)."""
        view, people = self.view, self.people
        seat = view.seat_cost[people] - duals.place[:, None] + (duals.most - duals.fewest)
        seat += view.membership[people] @ duals.apart + view.alike[0][people] @ duals.joining
        kept = duals.apart.sum(axis=0) + duals.opening.sum(axis=0)
        a_set = self.set_cost[0] + duals.a_set - duals.most * view.seats + duals.fewest * view.smallest - kept
        return np.where(view.reachable[people], seat, np.inf), np.where(self.open[0], a_set, 0)

    def _homes(self, values: Floats) -> Ints:
        order = np.lexsort((values[self.x], self.who))
        most = order[np.flatnonzero(np.diff(self.who[order], append=-1))]
        homes = np.full(len(self.people), -1, dtype=np.int64)
        homes[self.who[most]] = self.where[most]
        return np.where(values[self.left_out] > 0.5, -1, homes)

    def _pair_duals(self, at_most: Floats) -> tuple[Floats, Floats]:
        """What the lines on pairs add to a member and take off a set, (keys,) each."""
        duals, slopes = at_most[self.lines], np.arange(1, self.lines.shape[1] + 1)
        most = self.view.alike[1][self.line_keys // self.y.size]
        duals = duals * np.minimum(1, most / np.maximum(duals.sum(axis=1), 1e-9))[:, None]
        return duals @ slopes, duals @ np.array([intercept(j) for j in slopes])

    def _by_group(self, membership: sparse.csr_array, keys: Ints, values: Floats) -> Floats:
        """Values by group and venue, (groups, V)."""
        table = np.zeros((membership.shape[1], len(self.view.seats)))
        table[keys // self.y.size, keys % self.y.size] = values
        return table


def left_over(view: View, row: Ints, able: Flags) -> Ints:
    """How many of each row's people wait whatever is done, because sizes do not fit or nowhere is in reach."""
    rows, largest = int(row.max(initial=-1)) + 1, int(view.seats.max(initial=0))
    everyone, within = np.bincount(row, minlength=rows), np.bincount(row[able], minlength=rows)
    return np.array([n - most_seated(r, view.smallest, largest) for n, r in zip(everyone, within, strict=True)])


def can_lead(view: View, levels: Ints) -> Flags:
    """Which facilitator can lead which pool, (F, levels, V)."""
    return np.asarray(view.takes[:, levels, None] & view.leads_at[:, None, :])


def lead_prices(view: View, price: Floats) -> Floats:
    """What a facilitator costs at each pool, with their price (F,), (K, V); 0 where there are none at all."""
    levels = np.arange(len(view.programme.levels))
    if not len(view.max_sets):
        return np.zeros((len(levels), len(view.seats)))
    cost = view.lead_cost + price[:, None]
    by_level = [np.where(view.takes[:, [k]] & view.leads_at, cost, np.inf).min(axis=0) for k in levels]
    return np.array(by_level)


def nearest_leads(view: View, level: Ints, venue: Ints, price: Floats) -> tuple[Ints, Ints]:
    """Pools given by level and venue, each with its facilitators of least cost and price: facilitator, pool."""
    can = view.takes[:, level] & view.leads_at[:, venue]
    cost = np.where(can, view.lead_cost[:, venue] + price[:, None], np.inf)
    facilitator, pool = np.nonzero(cheapest(cost, FACILITATORS_A_POOL, axis=0))
    return facilitator, pool


def cheapest(cost: Floats, count: int, axis: int) -> Flags:
    """The ``count`` finite entries of least cost along an axis, as flags."""
    if cost.shape[axis] <= count:
        return np.isfinite(cost)
    order = np.argpartition(cost, count - 1, axis=axis)
    chosen = np.zeros(cost.shape, dtype=bool)
    np.put_along_axis(chosen, np.take(order, range(count), axis=axis), True, axis=axis)
    return chosen & np.isfinite(cost)
