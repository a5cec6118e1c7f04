"""The relaxation over pools, with a bound that is safe in any round.

Levels meet only in the facilitators they share. So each level is solved for itself, with
facilitators at a price for each of their sets, by column generation over all its people and
venues; and a master, which mixes what the levels proposed so far within the facilitators'
loads, finds better prices: Dantzig and Wolfe, "Decomposition principle for linear programs",
Operations Research 8 (1960). The prices are halved towards the best so far, as in Wentges,
"Weighted Dantzig-Wolfe decomposition", International Transactions in Operational Research 4
(1997). Any prices prove a bound, whichever columns were looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from matcher.linear import LinearModel
from matcher.pools import Duals, Pools, cheapest, lead_prices, nearest_leads
from matcher.view import Flags, Floats, Ints, View
from matcher.workers import side_by_side
from programme.prices import TENTHS
from programme.watch import Watch

VENUES_A_LEADER, LEADERS_A_VENUE, ADDED = 6, 12, 6
"""Columns to begin with, by either side, and those added to a leader in a round."""
ROUNDS, PRICE_ROUNDS = 8, 12
CLOSE, LEVEL_CLOSE = 5e-4, 2e-4
SHARE = 0.4
"""How much of the time that is left may go into pricing facilitators."""


@dataclass(frozen=True, slots=True)
class RelaxedLevel:
    """One level at given prices of facilitators, in tenths: ``cost`` is without them, of so many ``sets`` (V,).

    ``seat`` (people, V) are the reduced costs that prove the ``bound``, inf where one cannot sit; ``home``
    (people,) is where most of a leader sits, -1 where they wait. Where sets were limited, each more would save
    ``a_set`` at the most.
    """

    cost: float
    sets: Floats
    bound: float
    a_set: float
    seat: Floats
    home: Ints


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Every level at ``price`` (F,), what one of a facilitator's sets is worth, and a bound on all, tenths.

    ``bound`` is the sum of the levels' less max_sets times ``price``.
    """

    bound: float
    levels: tuple[RelaxedLevel, ...]
    price: Floats
    cut_short: bool = False


def relax(view: View, watch: Watch) -> Relaxation:
    """Rounds of pricing facilitators until the bound meets the cost of the relaxation; one round at the least."""
    relaxing = watch.part(SHARE)
    levels = [_Level(view, level) for level in range(len(view.programme.levels))]
    largest_first = sorted(levels, key=lambda level: -len(level.people))
    master, price = _Master(view), np.zeros(len(view.max_sets))
    best: Relaxation | None = None
    for _ in range(PRICE_ROUNDS):
        side_by_side(partial(_Level.solve, led=lead_prices(view, price)), largest_first)
        proposals = tuple(level.relaxed for level in levels)
        bound = sum(own.bound for own in proposals) - float(view.max_sets @ price)
        relaxation = Relaxation(bound, proposals, price)
        if best is None or relaxation.bound > best.bound:
            best = relaxation
        watch.tell("pooling people", bound=best.bound / TENTHS)
        if not len(price):
            break
        cost, found = master.solve([(own.cost, own.sets) for own in proposals], best.price)
        if cost - best.bound <= CLOSE * abs(cost):
            break
        if relaxing.expired():
            return replace(best, cut_short=True)
        price = (best.price + found) / 2
    assert best is not None
    return best


def relax_level(view: View, level: int, led: Floats, limit: int) -> RelaxedLevel:
    """One level with so many sets at the most, each led at ``led`` (K, V)."""
    alone = _Level(view, level)
    alone.solve(led, limit)
    return alone.relaxed


class _Level:
    """The pools of one level, with the columns found so far."""

    def __init__(self, view: View, level: int) -> None:
        self.view, self.level, self.people = view, level, view.of_level(level)
        cost = np.where(view.reachable[self.people], view.seat_cost[self.people], np.inf)
        self.columns: Flags = cheapest(cost, VENUES_A_LEADER, axis=1) | cheapest(cost, LEADERS_A_VENUE, axis=0)
        nobody = np.full(len(self.people), -1)
        waits = float(view.unplaced * len(self.people))
        self.relaxed = RelaxedLevel(waits, np.zeros(len(view.seats)), 0.0, 0.0, cost, nobody)

    def solve(self, led: Floats, limit: int | None = None) -> None:
        """Rounds of solving and pricing, sets led at prices (K, V), until cost and bound meet."""
        led, bound, a_set, seat = led[self.level], -np.inf, 0.0, self.relaxed.seat
        for _ in range(ROUNDS):
            pools = Pools(self.view, [self.level], self.people, self.columns, led[None], limit)
            cost, sets, home, duals = pools.relax()
            reduced, opening = pools.reduced_costs(duals)
            lower = _lagrange(pools, duals, reduced, opening)
            if lower > bound:
                bound, a_set, seat = lower, duals.a_set, reduced
            new = cheapest(reduced, ADDED, axis=1) & (reduced < -1e-6) & ~self.columns
            if cost - bound <= LEVEL_CLOSE * abs(cost) or not new.any():
                break
            self.columns |= new
        own = cost - float(np.where(sets > 0, led, 0) @ sets)
        self.relaxed = RelaxedLevel(own, sets, bound, a_set, seat, home)


def _lagrange(pools: Pools, duals: Duals, seat: Floats, opening: Floats) -> float:
    """The rows' value plus every variable at the end of its range that its reduced cost asks for."""
    place_or_wait = np.minimum(duals.place, pools.view.unplaced - duals.waiting)
    seat_loss = np.minimum(0, (seat + (duals.place - place_or_wait)[:, None]).min(axis=1, initial=0.0))
    sets_loss = pools.most_sets[0] * np.minimum(0, opening).sum() - pools.limit * duals.a_set
    return float((place_or_wait + seat_loss).sum() + duals.waiting * pools.left_over.sum() + sets_loss)


@dataclass(slots=True)
class _Master:
    """What facilitators' sets are worth, when the levels' proposals are mixed within their loads."""

    view: View
    proposals: list[Sequence[tuple[float, Floats]]] = field(default_factory=list)

    def solve(self, proposals: Sequence[tuple[float, Floats]], price: Floats) -> tuple[float, Floats]:
        """The cost of the best mixture with one proposal more a level, and the worth of a facilitator's set (F,).

        A proposal is a level's cost without facilitators, and its sets (V,).
        """
        self.proposals.append(proposals)
        view, model = self.view, LinearModel()
        levels, sets = range(len(proposals)), np.array([[own for _, own in each] for each in self.proposals])
        waits = model.add_columns([view.unplaced * len(view.of_level(k)) for k in levels], upper=np.inf)
        shares = [model.add_columns([cost for cost, _ in each], upper=np.inf) for each in self.proposals]
        model.equal.add([(levels, share, 1) for share in (waits, *shares)], np.ones(len(levels)))
        level, venue = np.nonzero(sets.max(axis=0) > 0)
        facilitator, pool = nearest_leads(view, level, venue, price)
        w, pools = model.add_columns(view.lead_cost[facilitator, venue[pool]], upper=np.inf), np.arange(len(level))
        led = [(pools, share[level], -own[level, venue]) for share, own in zip(shares, sets, strict=True)]
        model.equal.add([(pool, w, 1), *led], np.zeros(len(pools)))
        loads = model.at_most.add([(facilitator, w, 1)], view.max_sets)
        solved = model.relax()
        return solved.objective, np.maximum(0, -solved.at_most_duals[loads])
