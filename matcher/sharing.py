"""Where levels together would form more sets than facilitators can lead: how many each level forms instead.

Prices of facilitators say this badly. In fractions, a level that has to do with one set fewer
loses the eight seats that cost it least; in whole sets, it loses what its last set holds. So
levels are asked what they cost with 0, 1, … sets at the most, by bounds for all of these numbers
that grow tighter where it matters: a number that looks best is relaxed, which bounds its
neighbours too (by tangents; Kelley, "The Cutting-Plane Method for Solving Convex Programs",
Journal of the SIAM 8 (1960)), and counted in integers if it still looks best then. Numbers that
are not known have to look better by the tolerance of counting. Once those chosen are all known,
they are taken; the bound is that of the numbers that look best without regard to that.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from matcher.counts import GAP, SHARE, Counted, Counts, count_level
from matcher.numbers import numbers
from matcher.pools import lead_prices
from matcher.relax import Relaxation, RelaxedLevel, relax_level
from matcher.view import Flags, Floats, View
from matcher.workers import side_by_side
from programme.watch import Watch

ROUNDS = 100
"""The most times that levels are asked."""


def share(view: View, relaxation: Relaxation, counted: Counted, watch: Watch) -> Counted:
    """What was counted, if facilitators can lead it and are not left idle at a price; else other numbers of sets.

    Their bound knows that numbers are whole. What all facilitators' sets are worth alike is left
    out of prices, for there it is the numbers that say how many there are.
    """
    common = relaxation.price.min(initial=np.inf)
    if _agrees(view, counted, common):
        return counted
    sharing, prices = watch.part(SHARE), relaxation.price - common
    led, doubt = lead_prices(view, prices), GAP * counted.bound
    levels = [_Level(view, counts, common, led, sharing) for counts in counted.levels]
    for _ in range(ROUNDS):
        shares, _ = numbers(view, [level.least + doubt * ~level.known for level in levels])
        for level, own in zip(levels, shares, strict=True):
            level.limit = own.sets
        unknown = [level for level in levels if not level.known[level.limit]]
        if not unknown or sharing.expired():
            break
        side_by_side(_Level.ask, [level for level in unknown if not level.relaxed] or unknown)
    _, bound = numbers(view, [level.least for level in levels])
    return Counted(tuple(level.counts for level in levels), max(counted.bound, bound - float(view.max_sets @ prices)))


def _agrees(view: View, counted: Counted, price: float) -> bool:
    """Whether facilitators can lead what was counted, and none is left over at this price."""
    if not len(view.max_sets):
        return True
    sets = [int(counts.sets.sum()) for counts in counted.levels]
    missing = numbers(view, [np.arange(own, -1.0, -1.0) for own in sets])[1]
    return missing <= 0 and price * (view.max_sets.sum() - sum(sets)) <= GAP * counted.bound


class _Level:
    """What is known of a level with 0, 1, … sets at the most, led at ``led`` (K, V): lower bounds ``least``, tenths.

    ``limit`` is the number that is looked at. ``free`` are the pools with any number, at a ``price`` of each set
    beside ``led``.
    """

    def __init__(self, view: View, free: Counts, price: float, led: Floats, watch: Watch) -> None:
        self.view, self.free, self.led, self.watch, self.limit = view, free, led, watch, 0
        self._numbers = np.arange(len(free.people) // view.smallest + 1)
        seated = np.minimum(len(free.people), self._numbers * view.seats.max(initial=0))
        self.least = np.maximum(free.bound - price * self._numbers, view.unplaced * (len(free.people) - seated))
        self._relaxed: dict[int, RelaxedLevel] = {}
        formed = int(free.sets.sum())
        self._counted = dict.fromkeys(range(formed, formed + 1 if price else len(self._numbers)), free)

    @property
    def known(self) -> Flags:
        """The numbers with which it was counted."""
        return np.isin(self._numbers, list(self._counted))

    @property
    def relaxed(self) -> bool:
        """Whether it was relaxed with as many sets at the most."""
        return self.limit in self._relaxed

    @property
    def counts(self) -> Counts:
        """The pools with as many sets at the most; those with any number where time ran out."""
        return self._counted.get(self.limit, replace(self.free, cut_short=True))

    def ask(self) -> None:
        """Relaxes the level with as many sets at the most, or counts it where that is done."""
        if self.relaxed:
            self._count()
        else:
            self._relax()

    def _relax(self) -> None:
        found = relax_level(self.view, self.free.level, self.led, self.limit)
        self._relaxed[self.limit] = found
        self.least = np.maximum(self.least, found.bound + found.a_set * (self.limit - self._numbers))

    def _count(self) -> None:
        relaxed = self._relaxed[self.limit]
        found = count_level(self.view, self.free.level, relaxed, self.led, self.watch.left, self.limit)
        self._counted |= dict.fromkeys(range(int(found.sets.sum()), self.limit + 1), found)
        self.least[: self.limit + 1] = np.maximum(self.least[: self.limit + 1], found.bound)
