"""Calendars one set after the other, each taking the best that the others have left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scheduler.limited import within_limit
from scheduler.options import NOWHERE, Costs, Options, only
from scheduler.paths import Priced, Years, absences, best, cost_of, priced
from scheduler.rushes import too_far
from scheduler.tariff import Tariff, part, supply


class Diary:
    """Who meets when, and what rooms and facilitators are still free: the one thing here that changes.

    ``shown`` are the prices a further set sees: those of ``base``, the tariff with infinity
    where a venue is shut, and infinity where everything is taken.
    """

    def __init__(self, options: Options, tariff: Tariff) -> None:
        self.options = options
        self.base = replace(tariff, rooms=tariff.rooms + options.shut)
        self.shown = replace(self.base, rooms=self.base.rooms.copy(), leads=self.base.leads.copy())
        there = supply(options)
        self.rooms_left = np.broadcast_to(there.rooms, tariff.rooms.shape).copy()
        self.leads_left = np.broadcast_to(there.leads, tariff.leads.shape).copy()
        empty = np.full((len(options.sets), options.meetings), -1, dtype=np.int64)
        self._years = {"week": empty, "slot": empty.copy(), "candidate": empty.copy()}

    def book(self, row: int) -> bool:
        """Gives this set the best year that is free; False where there is none."""
        found = self.offer(row)
        if found is None:
            return False
        self.put(row, found)
        return True

    def offer(self, row: int, exact: bool = False) -> Years | None:
        """The best year that is free for this set, as the only row; None where there is none.

        ``exact`` asks for the fairest of the best.
        """
        at = np.array([row])
        own = only(self.options, at)
        return cheapest(own, priced(own, part(self.shown, at), self.barred(row, own)), exact)

    def barred(self, row: int, own: Options) -> Costs:
        """Infinity where this set, the only one of ``own``, is too far from its facilitator's others on a day."""
        return too_far(own.programme, own.venue[0], self._led_elsewhere(row))

    def _led_elsewhere(self, row: int) -> Iterator[tuple[int, int, int]]:
        """Week, slot and venue of all meetings that the set's facilitator has with other sets somewhere."""
        known, years = self.options, Years(**self._years)
        led = (known.facilitator == known.facilitator[row]) & (known.facilitator != NOWHERE)
        led[row] = False
        others = np.flatnonzero(led & (known.venue[:, 0] != NOWHERE))
        at, week, slot, candidate = years.of(others).entries()
        own = ~known.covered[others[at], week, slot]
        held = (table[own].tolist() for table in (week, slot, known.venue[others[at], candidate]))
        yield from zip(*held, strict=True)

    def put(self, row: int, years: Years) -> None:
        """Enters a year, the only row of ``years``, for this set."""
        self._enter(row, years, -1)
        for name, values in self._years.items():
            values[row] = getattr(years, name)[0]

    def remove(self, row: int) -> Years:
        """Takes this set's year out again, and returns it as the only row."""
        years = self.year(row)
        if years.found[0]:
            self._enter(row, years, 1)
        for values in self._years.values():
            values[row] = -1
        return years

    def year(self, row: int) -> Years:
        """This set's year, as the only row."""
        return Years(**self._years).of(np.array([row]))

    def years(self) -> Years:
        """Everybody's years."""
        return Years(**{name: values.copy() for name, values in self._years.items()})

    def _enter(self, row: int, years: Years, sign: int) -> None:
        _, week, slot, candidate = years.entries()
        venue = self.options.venue[row, candidate]
        lead = np.full_like(week, self.options.facilitator[row])
        for left, shown, base, who in (
            (self.rooms_left, self.shown.rooms, self.base.rooms, venue),
            (self.leads_left, self.shown.leads, self.base.leads, lead),
        ):
            left[who, week, slot] += sign
            shown[who, week, slot] = np.where(left[who, week, slot] > 0, base[who, week, slot], np.inf)


def cheapest(own: Options, costs: Priced, exact: bool = False) -> Years | None:
    """The best year of the only set of ``own``, nobody absent too often; None where there is none."""
    years, _ = best(own, costs)
    if not years.found[0]:
        return None
    if exact or (absences(own, years) > own.misses).any():
        return within_limit(own, costs)
    return years


def in_order(options: Options, tariff: Tariff, order: Iterable[int]) -> Years:
    """Years in this order of sets, each the cheapest at these prices on what is free."""
    diary = Diary(options, tariff)
    for row in order:
        diary.book(row)
    return diary.years()


def written(options: Options, tariff: Tariff, years: Years) -> Diary:
    """A diary with these years in it."""
    diary = Diary(options, tariff)
    for row in np.flatnonzero(years.found):
        diary.put(int(row), years.of(np.array([row])))
    return diary


def settle(options: Options, tariff: Tariff, years: Years, order: NDArray[np.int64], rounds: int = 3) -> Years:
    """Takes each set out and puts it back where it is cheapest, until nothing gets better."""
    diary = written(options, tariff, years)
    for _ in range(rounds):
        before = worth(options, diary.years())
        for row in map(int, order):
            old = diary.remove(row)
            if not diary.book(row) and old.found[0]:
                diary.put(row, old)
        if not worth(options, diary.years()) < before:
            break
    return diary.years()


def fairer(options: Options, tariff: Tariff, years: Years) -> Years:
    """At equal cost, absences spread over more members: each set by itself on what is free."""
    diary = written(options, tariff, years)
    missed = absences(options, years)
    for row in map(int, np.flatnonzero(missed.max(axis=1, initial=0) > 1)):
        old = diary.remove(row)
        diary.put(row, diary.offer(row, exact=True) or old)
    return diary.years()


def worth(options: Options, years: Years) -> tuple[int, float]:
    """What makes one calendar better than another: fewer sets without one, then its cost in tenths."""
    cost: Costs = cost_of(options, years)
    return int((~years.found).sum()), float(cost[years.found].sum())
