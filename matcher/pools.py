"""The relaxation over pools, solved by column generation, with a bound that is safe in any round.

Sets of one level at one venue are alike, so a pool (level, venue) counts them: y sets hold
the pool's people, who can be dealt into them when no group that must be kept apart has more
than y people there. Slots are left out, which only lowers the cost, so a bound on this
relaxation bounds the matching. Columns (leader at venue, facilitator at pool) are priced
over all pairs; see Desaulniers, Desrosiers and Solomon, "Column Generation" (2005).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.linear import LinearModel
from matcher.rows import Seats, intercept, keep_apart, price_pairs
from matcher.view import Floats, Ints, View

NEAREST, ADDED, LEADERS_ADDED, ROUNDS = 6, 3, 6, 8
CLOSE = 5e-4


@dataclass(frozen=True, slots=True)
class Duals:
    """Prices of the pool rows: of a leader's place (L,), most and fewest members (K, V), groups
    kept apart (G, V), a pool's facilitators (K, V) and a facilitator's load (F,).

    ``joining`` and ``opening`` (priced groups, V) are what the lines that bound pairs add to
    a member's cost and take off a set's.
    """

    place: Floats
    most: Floats
    fewest: Floats
    apart: Floats
    led: Floats
    load: Floats
    joining: Floats
    opening: Floats


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The priced relaxation: reduced costs and the bound that they prove, in tenths.

    ``seat`` (L, V) is inf where a leader cannot sit; ``price`` (F,) is what one of a
    facilitator's sets is worth; ``bound`` is the sum of ``by_level`` (K,) less max_sets times ``price``.
    """

    bound: float
    by_level: Floats
    price: Floats
    seat: Floats


def relax(view: View) -> Relaxation:
    """Rounds of solving and pricing until the bound meets the relaxation's cost."""
    columns = _Columns.first(view)
    best: Relaxation | None = None
    for _ in range(ROUNDS):
        objective, duals = _Restricted(view, columns).solve()
        priced = price(view, duals)
        if best is None or priced.bound > best.bound:
            best = priced
        if objective - priced.bound <= CLOSE * abs(objective) or not columns.extend(
            priced.seat, _lead_costs(view, duals)
        ):
            break
    assert best is not None
    return best


def price(view: View, duals: Duals) -> Relaxation:
    """Reduced costs of every leader at every venue and facilitator at every pool, and their bound.

    Lagrange: for any duals of the right sign, the rows' value plus every variable at the
    end of its range that its reduced cost asks for is below the relaxation's optimum.
    """
    place = np.minimum(duals.place, view.unplaced)
    seat = view.seat_cost - place[:, None] + (duals.most - duals.fewest)[view.level] + view.membership @ duals.apart
    seat += view.alike[0] @ duals.joining
    seat = np.where(view.reachable, seat, np.inf)
    lead = _lead_costs(view, duals)
    count = _pool_costs(view, duals)
    loss = np.minimum(0, seat.min(axis=1, initial=0.0))
    by_level = np.zeros(len(view.programme.levels))
    np.add.at(by_level, view.level, place + loss)
    by_level += np.where(count < 0, count * _most_sets(view)[:, None], 0).sum(axis=1)
    worth = duals.load - np.minimum(0, lead.min(axis=(1, 2), initial=0.0))
    return Relaxation(float(by_level.sum() - view.max_sets @ worth), by_level, worth, seat)


def _lead_costs(view: View, duals: Duals) -> Floats:
    """(F, K, V); inf where a facilitator cannot lead the pool."""
    cost = view.lead_cost[:, None, :] + duals.load[:, None, None] - duals.led[None]
    return np.where(view.takes[:, :, None] & view.leads_at[:, None, :], cost, np.inf)


def _pool_costs(view: View, duals: Duals) -> Floats:
    """Reduced cost of one set more, (K, V)."""
    kept = np.zeros(duals.most.shape)
    np.add.at(kept, view.apart_level, duals.apart)
    np.add.at(kept, view.alike_level, duals.opening)
    led = duals.led if view.programme.facilitators else 0
    cost = view.hire + led - duals.most * view.seats + duals.fewest * view.smallest - kept
    return np.where(view.seats > 0, cost, 0)


def _most_sets(view: View) -> Ints:
    """The most sets a level can form, (K,)."""
    return np.bincount(view.level, minlength=len(view.programme.levels)) // view.smallest


@dataclass(slots=True)
class _Columns:
    """The columns of the restricted relaxation, as flags."""

    seat: NDArray[np.bool_]
    lead: NDArray[np.bool_]

    @classmethod
    def first(cls, view: View) -> _Columns:
        cost = np.where(view.reachable, view.seat_cost, np.inf)
        lead = _lead_costs(view, _no_prices(view))
        return cls(cheapest(cost, NEAREST, axis=1), cheapest(lead, ADDED, axis=0))

    def extend(self, seat_costs: Floats, lead_costs: Floats) -> bool:
        """Adds the columns of least reduced cost below zero; says whether there were any."""
        seat = cheapest(seat_costs, LEADERS_ADDED, axis=1) & (seat_costs < -1e-6) & ~self.seat
        lead = cheapest(lead_costs, ADDED, axis=0) & (lead_costs < -1e-6) & ~self.lead
        self.seat |= seat
        self.lead |= lead
        return bool(seat.any() or lead.any())


def cheapest(cost: Floats, count: int, axis: int) -> NDArray[np.bool_]:
    """The ``count`` finite entries of least cost along an axis, as flags."""
    if cost.shape[axis] <= count:
        return np.isfinite(cost)
    order = np.argpartition(cost, count - 1, axis=axis)
    chosen = np.zeros(cost.shape, dtype=bool)
    np.put_along_axis(chosen, np.take(order, range(count), axis=axis), True, axis=axis)
    return chosen & np.isfinite(cost)


def _no_prices(view: View) -> Duals:
    leaders, venues = view.seat_cost.shape
    pools = np.zeros((len(view.programme.levels), venues))
    groups, priced = np.zeros((view.membership.shape[1], venues)), np.zeros((len(view.alike[1]), venues))
    return Duals(np.zeros(leaders), pools, pools, groups, pools, np.zeros(len(view.max_sets)), priced, priced)


class _Restricted:
    """The relaxation with the columns chosen so far, and its duals, those of absent rows zero."""

    def __init__(self, view: View, columns: _Columns) -> None:
        self.view, self.model = view, LinearModel()
        self.shape = (len(view.programme.levels), len(view.seats))
        self._add_seats(columns)
        self._add_facilitators(columns)

    def solve(self) -> tuple[float, Duals]:
        """The optimum, tenths, and the duals."""
        solved, leaders = self.model.relax(), len(self.view.level)
        at_most, pools = np.maximum(0, -solved.at_most_duals), self.shape[0] * self.shape[1]
        joining, opening = self._lines(at_most)
        led = solved.equal_duals[leaders:]
        duals = Duals(
            place=solved.equal_duals[:leaders],
            most=at_most[:pools].reshape(self.shape),
            fewest=at_most[pools : 2 * pools].reshape(self.shape),
            apart=self._by_group(self.view.membership.shape[1], self.apart_keys, at_most[self.apart]),
            led=led.reshape(self.shape) if len(led) else np.zeros(self.shape),
            load=at_most[self.load],
            joining=joining,
            opening=opening,
        )
        return solved.objective, duals

    def _add_seats(self, columns: _Columns) -> None:
        view, model, levels = self.view, self.model, self.shape[0]
        who, where = np.nonzero(columns.seat)
        people, seats = np.arange(len(view.level)), np.tile(view.seats, levels)
        x = model.add_columns(view.seat_cost[who, where], upper=np.inf)
        self.y = model.add_columns(np.tile(view.hire, levels), upper=np.where(seats > 0, np.inf, 0))
        d = model.add_columns(np.full(len(people), view.unplaced), upper=np.inf)
        pool, pools, none = view.level[who] * self.shape[1] + where, np.arange(len(self.y)), np.zeros(len(self.y))
        model.equal.add([(who, x, 1), (people, d, 1)], np.ones(len(people)))
        model.at_most.add([(pool, x, 1), (pools, self.y, -seats)], none)
        model.at_most.add([(pool, x, -1), (pools, self.y, view.smallest)], none)
        seated = Seats(x, who, pool, self.y)
        self.apart, self.apart_keys = keep_apart(model, seated, view.membership)
        self.lines, self.line_keys = price_pairs(model, seated, *view.alike, int(view.seats.max(initial=0)))

    def _add_facilitators(self, columns: _Columns) -> None:
        view, model = self.view, self.model
        facilitator, level, venue = np.nonzero(columns.lead)
        w = model.add_columns(view.lead_cost[facilitator, venue], upper=np.inf)
        self.load = np.zeros(0, dtype=np.int64)
        if len(view.max_sets):
            led = [(level * self.shape[1] + venue, w, 1), (np.arange(len(self.y)), self.y, -1)]
            model.equal.add(led, np.zeros(len(self.y)))
            self.load = model.at_most.add([(facilitator, w, 1)], view.max_sets)

    def _lines(self, at_most: Floats) -> tuple[Floats, Floats]:
        """What the lines on pairs add to a member and take off a set, (priced groups, V) each."""
        cost = self.view.alike[1]
        duals, slopes = at_most[self.lines], np.arange(1, self.lines.shape[1] + 1)
        most = cost[self.line_keys // len(self.y)]
        duals = duals * np.minimum(1, most / np.maximum(duals.sum(axis=1), 1e-9))[:, None]
        joining, opening = duals @ slopes, duals @ np.array([intercept(j) for j in slopes])
        by_group = [self._by_group(len(cost), self.line_keys, each) for each in (joining, opening)]
        return by_group[0], by_group[1]

    def _by_group(self, groups: int, keys: Ints, values: Floats) -> Floats:
        """Values by group and venue; a group has one level, so one pool at a venue."""
        table = np.zeros((groups, self.shape[1]))
        table[keys // len(self.y), keys % len(self.y) % self.shape[1]] = values
        return table
