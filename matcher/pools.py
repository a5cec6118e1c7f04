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
from matcher.view import Floats, Ints, View

NEAREST, ADDED, LEADERS_ADDED, ROUNDS = 6, 3, 6, 8
CLOSE = 1e-4


@dataclass(frozen=True, slots=True)
class Duals:
    """Prices of the pool rows: of a leader's place (L,), most and fewest members (K, V),
    groups (G, V), a pool's facilitators (K, V) and a facilitator's load (F,)."""

    place: Floats
    most: Floats
    fewest: Floats
    apart: Floats
    led: Floats
    load: Floats


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
        objective, duals = _solve(view, columns)
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
    pool = view.level
    seat = view.seat_cost - place[:, None] + (duals.most - duals.fewest)[pool] + view.membership @ duals.apart
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
    groups = view.membership.shape[1]
    level = np.zeros(groups, dtype=np.int64)
    entries = view.membership.tocoo()
    level[entries.col] = view.level[entries.row]
    kept = np.zeros(duals.most.shape)
    np.add.at(kept, level, duals.apart)
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
    groups = np.zeros((view.membership.shape[1], venues))
    return Duals(np.zeros(leaders), pools, pools, groups, pools, np.zeros(len(view.max_sets)))


def _solve(view: View, columns: _Columns) -> tuple[float, Duals]:
    model, levels = LinearModel(), len(view.programme.levels)
    leaders, venues = view.seat_cost.shape
    who, where = np.nonzero(columns.seat)
    facilitator, led_level, led_venue = np.nonzero(columns.lead)
    x = model.add_columns(view.seat_cost[who, where], upper=np.inf)
    y = model.add_columns(np.tile(view.hire, levels), upper=np.where(np.tile(view.seats, levels) > 0, np.inf, 0))
    w = model.add_columns(view.lead_cost[facilitator, led_venue], upper=np.inf)
    d = model.add_columns(np.full(leaders, view.unplaced), upper=np.inf)
    pool, led_pool, pools = view.level[who] * venues + where, led_level * venues + led_venue, np.arange(len(y))
    seats = np.tile(view.seats, levels)
    model.equal.add([(who, x, 1), (np.arange(leaders), d, 1)], np.ones(leaders))
    model.at_most.add([(pool, x, 1), (pools, y, -seats)], np.zeros(len(y)))
    model.at_most.add([(pool, x, -1), (pools, y, view.smallest)], np.zeros(len(y)))
    rows, keys = group_rows(view, model, x, y.reshape(levels, venues), who=who, where=where, pool=view.level[who])
    if len(facilitators := view.max_sets):
        model.equal.add([(led_pool, w, 1), (pools, y, -1)], np.zeros(len(y)))
        model.at_most.add([(facilitator, w, 1)], facilitators)
    return _read(view, model, rows, keys)


def group_rows(
    view: View, model: LinearModel, x: Ints, y: Ints, *, who: Ints, where: Ints, pool: Ints
) -> tuple[Ints, Ints]:
    """At most y of each group at each venue where it has a column.

    ``y`` holds the columns that count sets, (levels, V), and ``pool`` the row of ``y`` for
    each column. Returns the rows and, for each, group times V plus venue.
    """
    spread = view.membership[who].tocoo()
    venues = y.shape[1]
    keys, row = np.unique(spread.col * venues + where[spread.row], return_inverse=True)
    level = np.zeros(len(keys), dtype=np.int64)
    level[row] = pool[spread.row]
    entries = [(row, x[spread.row], 1.0), (np.arange(len(keys)), y[level, keys % venues], -1.0)]
    return model.at_most.add(entries, np.zeros(len(keys))), keys


def _read(view: View, model: LinearModel, rows: Ints, keys: Ints) -> tuple[float, Duals]:
    """The duals of the solved relaxation, those of absent rows zero."""
    solved = model.relax()
    leaders, venues = view.seat_cost.shape
    shape = (len(view.programme.levels), venues)
    at_most, pools = np.maximum(0, -solved.at_most_duals), shape[0] * venues
    apart = np.zeros((view.membership.shape[1], venues))
    apart[keys // venues, keys % venues] = at_most[rows]
    return solved.objective, Duals(
        place=solved.equal_duals[:leaders],
        most=at_most[:pools].reshape(shape),
        fewest=at_most[pools : 2 * pools].reshape(shape),
        apart=apart,
        led=solved.equal_duals[leaders:].reshape(shape) if len(view.max_sets) else np.zeros(shape),
        load=at_most[2 * pools + len(rows) :],
    )
