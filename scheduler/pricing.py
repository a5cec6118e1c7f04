"""The bound that prices of rooms, facilitators, rushes and absences prove, and prices that prove much.

At prices >= 0 every set takes its cheapest year by itself. The sum of these, less what all
rooms, facilitators, rushes and permitted absences fetch, is a lower bound on every calendar
(Lagrangian relaxation). Polyak's step (1969) moves the prices towards what is contested.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from scheduler.options import Costs, Options
from scheduler.paths import Priced, Years, absences, best, priced
from scheduler.tariff import Tariff, free, supply

STEPS = 40
"""Steps of one climb."""
STEEP = 1.0
"""The share of Polyak's step that is taken at first."""
GIVE_UP = 5
"""Steps without a better bound after which they are halved."""


def at_tariff(options: Options, tariff: Tariff) -> Priced:
    """Every option at these prices."""
    return priced(options, replace(tariff, rooms=tariff.rooms + options.shut))


def fetched(options: Options, tariff: Tariff) -> float:
    """What all rooms, facilitators, rushes and permitted absences fetch at these prices."""
    return float(sum((there * price).sum() for there, price in zip(supply(options).tables, tariff.tables, strict=True)))


def bound(options: Options, tariff: Tariff) -> tuple[float, Years]:
    """The lower bound that these prices prove, in tenths, and the years that attain it."""
    years, value = best(options, at_tariff(options, tariff))
    return float(value.sum()) - fetched(options, tariff), years


def overuse(options: Options, years: Years) -> Tariff:
    """How much more than there is these years use of everything: a subgradient of the bound."""
    return used(options, years).each(np.subtract, supply(options))


def used(options: Options, years: Years) -> Tariff:
    """How much these years use of everything; the row of nobody and nowhere stays empty."""
    need, (row, week, slot, candidate) = free(options), years.entries()
    np.add.at(need.rooms, (options.venue[row, candidate], week, slot), 1)
    np.add.at(need.leads, (options.facilitator[row], week, slot), 1)
    rush = options.rush[row, candidate, slot % 2]
    np.add.at(need.rushes, (rush, week[:, None], slot[:, None] // 2), 1)
    need.rooms[-1] = need.leads[-1] = need.rushes[-1] = 0
    return replace(need, absences=absences(options, years).astype(float))


def climb(options: Options, start: Tariff, goal: float, steps: int = STEPS) -> tuple[Tariff, float]:
    """The best of ``steps`` Polyak steps towards ``goal`` (the cost of some calendar), and its bound."""
    tariff, kept, highest, stale, scale = start, start, -np.inf, 0, STEEP
    for _ in range(steps):
        value, years = bound(options, tariff)
        stale = 0 if value > highest else stale + 1
        if value > highest:
            kept, highest = tariff, value
        if stale == GIVE_UP:
            tariff, stale, scale = kept, 0, scale / 2
            continue
        direction = _useful(overuse(options, years), tariff)
        square = sum(float((by * by).sum()) for by in direction.tables)
        if square == 0 or goal - value <= 0.5:
            break
        step = scale * (goal - value) / square
        tariff = tariff.each(partial(_moved, step=step), direction)
    return kept, highest


def _useful(direction: Tariff, tariff: Tariff) -> Tariff:
    """The direction without what would push a price of zero below zero."""
    return direction.each(lambda by, price: np.where((by < 0) & (price <= 0), 0.0, by), tariff)


def _moved(price: Costs, by: Costs, step: float) -> Costs:
    return np.asarray(np.maximum(0, price + step * by))
