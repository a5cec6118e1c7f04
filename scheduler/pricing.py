"""Prices of rooms, facilitators and absences, and the bound that any such prices prove.

At prices >= 0 every set takes its cheapest year by itself. The sum of these, less what all
rooms, facilitators and permitted absences fetch, is a lower bound on every calendar
(Lagrangian relaxation). Polyak's step (1969) moves the prices towards what is contested.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduler.options import Costs, Options
from scheduler.paths import Priced, Years, absences, best, priced

STEPS = 40
"""Steps of one climb."""
STEEP = 1.0
"""The share of Polyak's step that is taken at first."""
GIVE_UP = 5
"""Steps without a better bound after which they are halved."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Tariff:
    """Prices in tenths: ``rooms`` (R + 1, W, 10), ``leads`` (F + 1, W, 10), ``absences`` (S, N)."""

    rooms: Costs
    leads: Costs
    absences: Costs

    def moved(self, by: Tariff, step: float) -> Tariff:
        """These prices, a step along a subgradient, kept at zero or more."""
        return Tariff(
            rooms=np.maximum(0, self.rooms + step * by.rooms),
            leads=np.maximum(0, self.leads + step * by.leads),
            absences=np.maximum(0, self.absences + step * by.absences),
        )


def part(tariff: Tariff, rows: NDArray[np.int64]) -> Tariff:
    """These prices for some of the sets."""
    return replace(tariff, absences=tariff.absences[rows])


def free(options: Options) -> Tariff:
    """Everything for nothing."""
    weeks = options.half_day.shape[1]
    return Tariff(
        rooms=np.zeros((len(options.rooms), weeks, 10)),
        leads=np.zeros((len(options.leads), weeks, 10)),
        absences=np.zeros(options.absent.shape[:2]),
    )


def at_tariff(options: Options, tariff: Tariff) -> Priced:
    """Every option at these prices."""
    return priced(options, tariff.rooms + options.shut, tariff.leads, tariff.absences)


def fetched(options: Options, tariff: Tariff) -> float:
    """What all rooms, facilitators and permitted absences fetch at these prices."""
    rooms = (options.rooms[:, None, None] * tariff.rooms).sum()
    leads = (options.leads[:, None, None] * tariff.leads).sum()
    return float(rooms + leads + options.most_absences * tariff.absences.sum())


def bound(options: Options, tariff: Tariff) -> tuple[float, Years]:
    """The lower bound that these prices prove, in tenths, and the years that attain it."""
    years, value = best(options, at_tariff(options, tariff))
    return float(value.sum()) - fetched(options, tariff), years


def overuse(options: Options, years: Years) -> Tariff:
    """How much more than there is these years use of everything: a subgradient of the bound."""
    need = used(options, years)
    return Tariff(
        rooms=need.rooms - options.rooms[:, None, None],
        leads=need.leads - options.leads[:, None, None],
        absences=need.absences - options.most_absences,
    )


def used(options: Options, years: Years) -> Tariff:
    """How many rooms, facilitators and absences these years use; the row of nobody and nowhere stays empty."""
    need, rows = free(options), np.flatnonzero(years.found)
    week, slot = years.week[rows], years.slot[rows]
    venue = options.venue[rows[:, None], years.candidate[rows]]
    np.add.at(need.rooms, (venue, week, slot), 1)
    np.add.at(need.leads, (options.facilitator[rows][:, None], week, slot), 1)
    need.rooms[-1] = need.leads[-1] = 0
    return Tariff(rooms=need.rooms, leads=need.leads, absences=absences(options, years).astype(float))


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
        square = _square(direction)
        if square == 0 or goal - value <= 0.5:
            break
        tariff = tariff.moved(direction, scale * (goal - value) / square)
    return kept, highest


def _useful(direction: Tariff, tariff: Tariff) -> Tariff:
    """The direction without what would push a price of zero below zero."""

    def cut(by: Costs, price: Costs) -> Costs:
        return np.where((by < 0) & (price <= 0), 0.0, by)

    return Tariff(
        rooms=cut(direction.rooms, tariff.rooms),
        leads=cut(direction.leads, tariff.leads),
        absences=cut(direction.absences, tariff.absences),
    )


def _square(direction: Tariff) -> float:
    parts = (direction.rooms, direction.leads, direction.absences)
    return float(sum((part * part).sum() for part in parts))
