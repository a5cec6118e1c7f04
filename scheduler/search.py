"""The search for the best calendar: prices first, then calendars, then proof."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from programme.watch import Watch
from scheduler.greedy import fairer, in_order, settle, worth
from scheduler.options import Options, real
from scheduler.paths import Years
from scheduler.pricing import Tariff, climb, free

STAGE = "calendar"
STARTS = 8
"""Greedy calendars in as many orders."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Found:
    """The best years found and, in tenths, a proven lower bound on the cost of all sets' years."""

    options: Options
    years: Years
    tariff: Tariff
    bound: float
    cut_short: bool = False


def search(options: Options, watch: Watch) -> Found:
    """Years for as many sets as can be, in as few minutes as can be found, with a bound."""
    within, nothing = real(options), free(options)
    if not options.sets:
        empty = np.zeros((0, options.meetings), dtype=np.int64)
        return Found(options=options, years=Years(week=empty, slot=empty, candidate=empty), tariff=nothing, bound=0)
    rng = np.random.default_rng(options.programme.settings.seed)
    years = _greedy(within, nothing, rng, 2)
    tariff, lower = climb(options, nothing, _goal(within, years))
    years = min(years, _greedy(within, tariff, rng, STARTS), key=lambda y: worth(within, y))
    watch.tell(STAGE, worth(within, years)[1] / 10, lower / 10)
    years = fairer(within, nothing, years)
    return Found(options=options, years=years, tariff=tariff, bound=lower)


def _greedy(options: Options, tariff: Tariff, rng: np.random.Generator, starts: int) -> Years:
    """The best of some greedy calendars at these prices, each settled at the true ones."""
    found = []
    for _ in range(starts):
        order = rng.permutation(len(options.sets))
        found.append(settle(options, free(options), in_order(options, tariff, map(int, order)), order))
    return min(found, key=lambda years: worth(options, years))


def _goal(options: Options, years: Years) -> float:
    missing, cost = worth(options, years)
    return cost + missing * 50_000
