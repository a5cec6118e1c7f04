"""Large neighbourhood search: a few sets that share rooms or facilitators, planned anew together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from programme.watch import Watch
from scheduler.exact import integers, model
from scheduler.greedy import Diary, worth, written
from scheduler.kept import excess, within
from scheduler.options import NOWHERE, Costs, Options, only
from scheduler.paths import Years, best, cost_of, priced
from scheduler.pricing import at_tariff
from scheduler.tariff import Tariff, free, part, supply

SIZES = (12, 24, 48, 96)
"""Sets planned anew at once: more when fewer bring nothing any more."""
STEPS = 400
"""Neighbourhoods of one size tried, at most."""
PATIENCE = 15
"""Neighbourhoods in a row that bring nothing, after which the next size comes."""
NODES = 200
"""Nodes of one search in integers."""
REACH = 1_000.0
"""Tenths above a set's best year, at the prices found, that are looked at."""


def improved(
    options: Options, tariff: Tariff, years: Years, goal: float, watch: Watch, tell: Callable[[Years], None]
) -> tuple[Years, bool]:
    """Better years, if some are found, and whether the clock ended the search; ends at ``goal``, in tenths.

    ``tell`` hears of all that are better.
    """
    rng = np.random.default_rng(options.programme.settings.seed)
    for size in SIZES:
        idle = 0
        for _ in range(STEPS):
            if idle == PATIENCE or worth(options, years) <= (0, goal):
                break
            if watch.expired():
                return years, True
            rows = _neighbours(options, _loss(options, tariff, years), size, rng)
            found = _anew(options, tariff, years, rows, watch)
            better = worth(options, found) < worth(options, years)
            years, idle = (found, 0) if better else (years, idle + 1)
            if better:
                tell(years)
        if size >= len(options.sets):
            break
    return years, False


def _loss(options: Options, tariff: Tariff, years: Years) -> Costs:
    """How much more each set's year costs than the best year at these prices, shape (S,), tenths; most without one."""
    _, least = best(options, at_tariff(options, tariff))
    more = np.maximum(0, cost_of(options, years) - least) + 1
    return np.where(np.isfinite(more), more, 2 * more[np.isfinite(more)].sum() + 1)


def _neighbours(options: Options, loss: Costs, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """A set drawn by what it loses, and those that share most with it, drawn among the nearest."""
    centre = int(rng.choice(len(loss), p=loss / loss.sum()))
    own = options.venue[centre][options.venue[centre] != NOWHERE]
    shared = np.isin(options.venue, own).sum(axis=1).astype(float)
    shared += 3.0 * ((options.facilitator == options.facilitator[centre]) & (options.facilitator != NOWHERE))
    shared += rng.random(len(shared)) * 2
    shared[centre] = np.inf
    return np.sort(np.argsort(-shared, kind="stable")[:size])


def _anew(options: Options, tariff: Tariff, years: Years, rows: NDArray[np.int64], watch: Watch) -> Years:
    """The years with those of these sets planned anew beside all others."""
    diary, sub = written(options, free(options), years), only(options, rows)
    for row in rows:
        diary.remove(int(row))
    left = tariff.each(lambda price, seen: np.where(np.isfinite(seen), price, np.inf), diary.shown)
    barred = np.concatenate([diary.barred(row, only(options, np.array([row]))) for row in map(int, rows)])
    costs = priced(sub, part(left, rows), barred)
    kept = within(excess(sub, costs), REACH)
    there = replace(supply(sub), rooms=diary.rooms_left, leads=diary.leads_left)
    solution = integers(sub, model(sub, kept, there), watch.left, NODES)
    return years if solution.years is None else _merged(diary, rows, solution.years)


def _merged(diary: Diary, rows: NDArray[np.int64], years: Years) -> Years:
    for at, row in enumerate(rows):
        if years.found[at]:
            diary.put(int(row), years.of(np.array([at])))
    return diary.years()
