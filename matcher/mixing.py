"""Pairs that should be alike, and what those that are not cost a set: exactly, and from below.

A set is labelled with one group; of its members whose group is known, those of other groups
are strays. With the largest group as the label, n(n-1)/2 pairs less those within groups are
at least ``mixed`` once there is a stray, and ``stray`` for each: what may be counted for
many sets together, whoever sits in which.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from matcher.linear import LinearModel
from matcher.rows import Seats, intercept
from matcher.view import Flags, Ints


@dataclass(frozen=True, slots=True)
class Charges:
    """Pairs not alike that a set with a stray has at the least: ``mixed`` once, ``stray`` for each, less
    ``blank`` for each member whose group is not known."""

    mixed: float
    stray: float
    blank: float


def charges(smallest: int, largest: int) -> Charges:
    """Valid for every set of ``smallest`` to ``largest`` members."""
    sets = [(n, n - a, _fewest(n, a)) for n in range(2, largest + 1) for a in range(1, n)]
    slopes = [(pairs - smallest + 1) / (m - 1) for n, m, pairs in sets if n >= smallest and m > 1]
    stray = float(np.clip(min(slopes, default=0), 0, smallest - 1))
    mixed = smallest - 1 - stray
    over = [(mixed + stray * m - pairs) / (smallest - n) for n, m, pairs in sets if n < smallest]
    return Charges(mixed, stray, max([0.0, *over]))


def _fewest(known: int, most: int) -> int:
    """The fewest pairs not alike among so many, of whom at most ``most`` are of one group."""
    whole, rest = divmod(known, most)
    return (known**2 - whole * most**2 - rest**2) // 2


class Mixing:
    """The columns and rows of one price: ``unlike`` counts pairs not alike by place, at ``cost`` each."""

    def __init__(
        self, model: LinearModel, seats: Seats, membership: sparse.csr_array, cost: float, sizes: tuple[int, int]
    ) -> None:
        self.model, self.seats, self.sizes = model, seats, sizes
        self.keys, self.row, self.columns = seats.of_groups(membership)
        self.places, self.at = np.unique(self.keys % len(seats.opens), return_inverse=True)
        self.known = np.asarray(membership.sum(axis=1) > 0)[seats.who]
        self.unlike = model.add_columns(np.full(len(self.places), cost), upper=np.inf, integer=False)

    def bound_from_below(self) -> None:
        """At least what the charges for strays come to, with labels for as many sets as there are."""
        model, charge, number = self.model, charges(*self.sizes), len(self.keys)
        label = model.add_columns(np.zeros(number), upper=np.inf)
        stray = model.add_columns(np.zeros(number), upper=np.inf, integer=False)
        present = model.add_columns(np.zeros(number), upper=np.inf, integer=False)
        mixed = model.add_columns(np.zeros(len(self.places)), upper=np.inf, integer=False)
        each, place, seat = np.arange(number), np.arange(len(self.places)), np.arange(len(self.columns))
        none = np.zeros(number)
        model.at_most.add([(self.at, label, 1), (place, self._opens(), -1)], np.zeros(len(place)))
        entries = [(seat, self.columns, 1), (seat, label[self.row], -1), (seat, present[self.row], -1)]
        model.at_most.add(entries, np.zeros(len(seat)))
        model.at_most.add([(self.row, self.columns, 1), (each, label, -self.sizes[1]), (each, stray, -1)], none)
        model.at_most.add([(each, present, 1), (each, stray, -1)], none)
        model.at_most.add([(each, present, 1), (each, mixed[self.at], -1)], none)
        blank, where = self._seated(~self.known)
        charged = [(place, mixed, charge.mixed), (self.at, stray, charge.stray), (where, blank, -charge.blank)]
        model.at_most.add([*charged, (place, self.unlike, -1)], np.zeros(len(place)))

    def count(self) -> None:
        """Exactly, where each place is one set: all pairs of known members, less those within groups."""
        model, largest, rewards = self.model, self.sizes[1], list[tuple[Ints, Ints, float]]()
        each = np.arange(len(self.keys))
        entries: list[tuple[Ints, Ints, float]] = [(self.row, self.columns, 1.0)]
        before: Ints | None = None
        for j in range(1, largest + 1):
            there = model.add_columns(np.zeros(len(each)))
            entries.append((each, there, -1.0))
            rewards.append((self.at, there, 1.0 - j))
            if before is not None:
                model.at_most.add([(each, there, 1), (each, before, -1)], np.zeros(len(each)))
            before = there
        model.equal.add(entries, np.zeros(len(each)))
        place, (known, where) = np.arange(len(self.places)), self._seated(self.known)
        for j in range(1, largest):
            line = [(where, known, j), (place, self._opens(), -intercept(j))]
            model.at_most.add([*line, *rewards, (place, self.unlike, -1)], np.zeros(len(place)))

    def _opens(self) -> Ints:
        return self.seats.opens[self.places]

    def _seated(self, which: Flags) -> tuple[Ints, Ints]:
        """Columns of these seats in the places, and the number of each one's place."""
        here = which & np.isin(self.seats.place, self.places)
        return self.seats.columns[here], np.searchsorted(self.places, self.seats.place[here])
