"""The year of each set by itself: a dynamic programme over weeks, for all sets at once.

The number of the week is the only state that matters between meetings; slot, venue and
room separate within the week. F[k, s, w] is the least cost of the planned meetings up to k
of set s with meeting k in week w; B[k, s, w] that of the meetings after it. Both in tenths of a minute.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.options import Costs, Counts, Options
from scheduler.tariff import Tariff


@dataclass(frozen=True, eq=False, kw_only=True)
class Years:
    """Calendars of S sets: for each planned meeting its week, slot and candidate, all (S, M).

    -1 for meetings that stay as they are, and everywhere for a set without a calendar.
    """

    week: Counts
    slot: Counts
    candidate: Counts

    @property
    def found(self) -> NDArray[np.bool_]:
        """Which sets have a calendar, shape (S,)."""
        return np.asarray(self.week[:, -1] >= 0)

    def entries(self) -> tuple[Counts, Counts, Counts, Counts]:
        """Set, week, slot and candidate of each planned meeting, one after the other."""
        row, k = np.nonzero(self.week >= 0)
        return row, self.week[row, k], self.slot[row, k], self.candidate[row, k]

    def of(self, rows: Counts) -> Years:
        """The years of some of the sets."""
        return Years(week=self.week[rows], slot=self.slot[rows], candidate=self.candidate[rows])


@dataclass(frozen=True, eq=False, kw_only=True)
class Priced:
    """Resources with prices: every half-day's and every week's least cost, and whose venue it is."""

    at: Costs
    """(S, V, W, 10): venue cost with the prices of a room and of a day in two places."""
    day: Costs
    """(S, W, 10): half-day cost with the prices of facilitator and absences."""
    week: Costs
    """(S, W): the cheapest half-day and venue of the week."""


def priced(options: Options, tariff: Tariff, barred: Costs | float = 0.0) -> Priced:
    """All options at these prices, and at infinity where ``barred`` (S, V, W, 10) says so."""
    at = options.place + tariff.rooms[options.venue] + barred
    by_day, costly = at.reshape(*at.shape[:3], 5, 2), np.asarray(tariff.rushes.any(axis=(1, 2)))
    for rush in np.moveaxis(options.rush, -1, 0) if costly.any() else ():
        row, candidate, half = np.nonzero(costly[rush])
        by_day[row, candidate, :, :, half] += tariff.rushes[rush[row, candidate, half]]
    day = options.half_day + tariff.leads[options.facilitator]
    if tariff.absences.any():
        rows = np.flatnonzero(tariff.absences.any(axis=1))
        day[rows] += np.einsum("sn,snwh->swh", tariff.absences[rows], options.absent[rows])
    week = (at.min(axis=1) + day).min(axis=2)
    return Priced(at=at, day=day, week=week)


def forward(options: Options, week: Costs) -> Costs:
    """F, shape (M, S, W), from the cost of meeting in each week, shape (S, W)."""
    cost = np.full((options.meetings, *week.shape), np.inf)
    for k in range(options.meetings):
        begin = options.first == k
        cost[k, begin] = options.start[begin]
        for g, weeks in enumerate(options.gaps if k else ()):
            step = cost[k - 1, :, :-weeks] + options.gap[k - 1, :, :-weeks, g]
            np.minimum(cost[k, :, weeks:], step, out=cost[k, :, weeks:])
        cost[k] += week
    return cost


def backward(options: Options, week: Costs) -> Costs:
    """B, shape (M, S, W)."""
    cost = np.full((options.meetings, *week.shape), np.inf)
    cost[-1] = 0
    for k in range(options.meetings - 2, -1, -1):
        after = week + cost[k + 1]
        for g, weeks in enumerate(options.gaps):
            step = after[:, weeks:] + options.gap[k, :, :-weeks, g]
            np.minimum(cost[k, :, :-weeks], step, out=cost[k, :, :-weeks])
    return cost


def best(options: Options, costs: Priced) -> tuple[Years, Costs]:
    """The cheapest year of each set, and what it costs, shape (S,); infinity where there is none."""
    ahead = forward(options, costs.week)
    value = ahead[-1].min(axis=1)
    return pick(options, costs, _weeks(options, ahead)), value


def pick(options: Options, costs: Priced, week: Counts) -> Years:
    """The cheapest slot and candidate in each chosen week, shape (S, M)."""
    row = np.arange(len(week))[:, None]
    by_slot = costs.at[row, :, week] + costs.day[row, week][:, :, None]
    candidates, slots = by_slot.shape[2:]
    flat = by_slot.reshape(*week.shape, candidates * slots).argmin(axis=2)
    there = week >= 0
    return Years(week=week, slot=np.where(there, flat % slots, -1), candidate=np.where(there, flat // slots, -1))


def cost_of(options: Options, years: Years) -> Costs:
    """What each set's year costs, shape (S,), tenths; infinity where it has none."""
    row, week, slot, candidate = years.entries()
    cost = np.where(years.found, 0.0, np.inf)
    np.add.at(cost, row, options.half_day[row, week, slot] + options.place[row, candidate, week, slot])
    rows = np.flatnonzero(years.found)
    cost[rows] += options.start[rows, years.week[rows, options.first[rows]]]
    row, k = np.nonzero(years.week[:, :-1] >= 0)
    week, g = years.week[row, k], years.week[row, k + 1] - years.week[row, k] - options.gaps[0]
    np.add.at(cost, row, options.gap[k, row, week, g])
    return cost


def absences(options: Options, years: Years) -> Counts:
    """How often each member is absent, shape (S, N)."""
    row, week, slot, _ = years.entries()
    missed = np.zeros(options.absent.shape[:2], dtype=np.int64)
    np.add.at(missed, row, options.absent[row, :, week, slot])
    return missed


def _weeks(options: Options, ahead: Costs) -> Counts:
    """Weeks of the cheapest year of each set, shape (S, M), traced back through F."""
    sets, rows = ahead.shape[1], np.arange(ahead.shape[1])
    found = np.isfinite(ahead[-1].min(axis=1))
    weeks = np.empty((sets, options.meetings), dtype=np.int64)
    weeks[:, -1] = ahead[-1].argmin(axis=1)
    for k in range(options.meetings - 2, -1, -1):
        before = weeks[:, k + 1, None] - np.array(options.gaps)
        earlier = rows[:, None], np.maximum(before, 0)
        step = ahead[k][earlier] + options.gap[k][*earlier, np.arange(len(options.gaps))]
        step[before < 0] = np.inf
        weeks[:, k] = before[rows, step.argmin(axis=1)]
        weeks[k < options.first, k] = -1
    weeks[~found] = -1
    return weeks
