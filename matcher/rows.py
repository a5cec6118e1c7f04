"""The rows that pools and candidate sets share: who is kept apart, and what pairs cost.

``seats`` are columns that seat person ``who`` in ``place`` (a pool or a candidate set), and
``opens`` counts the sets in each place. A group with n people in a place of y sets has at
least y·f(n/y) pairs, f(n) = n(n-1)/2; f is convex, so the lines through its values at whole
numbers bound it from below, and meet it where y is 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from matcher.linear import LinearModel
from matcher.view import Floats, Ints


@dataclass(frozen=True, slots=True)
class Seats:
    """Seat columns of a model, as the module says; ``opens`` has one column a place."""

    columns: Ints
    who: Ints
    place: Ints
    opens: Ints

    def of_groups(self, membership: sparse.csr_array) -> tuple[Ints, Ints, Ints]:
        """Keys (group times places plus place) in use; and, for each seat and group of its person, key and column."""
        spread = membership[self.who].tocoo()
        keys, row = np.unique(spread.col * len(self.opens) + self.place[spread.row], return_inverse=True)
        return keys, row, self.columns[spread.row]


def keep_apart(model: LinearModel, seats: Seats, membership: sparse.csr_array) -> tuple[Ints, Ints]:
    """At most one of each group in a set: as many as there are sets. Returns the rows and their keys."""
    keys, row, columns = seats.of_groups(membership)
    opens = seats.opens[keys % len(seats.opens)]
    return model.at_most.add([(row, columns, 1), (np.arange(len(keys)), opens, -1)], np.zeros(len(keys))), keys


def keep_pinned(model: LinearModel, seats: Seats, pins: sparse.csr_array) -> None:
    """People of a pin share one set, and a set has people of one pin; in a place of y sets, people of at most y."""
    keys, row, columns = seats.of_groups(pins)
    here, each = model.add_columns(np.zeros(len(keys))), np.arange(len(row))
    model.at_most.add([(each, columns, 1), (each, here[row], -1)], np.zeros(len(row)))
    model.at_most.add([(keys // len(seats.opens), here, 1)], np.ones(pins.shape[1]))
    places, at = np.unique(keys % len(seats.opens), return_inverse=True)
    opens = seats.opens[places]
    model.at_most.add([(at, here, 1), (np.arange(len(places)), opens, -1)], np.zeros(len(places)))


def price_pairs(
    model: LinearModel, seats: Seats, membership: sparse.csr_array, cost: Floats, largest: int
) -> tuple[Ints, Ints]:
    """``cost`` (groups,) for each pair of a group in a set of at most ``largest``; rows (keys, lines) and keys."""
    keys, row, columns = seats.of_groups(membership)
    several = np.bincount(row, minlength=len(keys)) > 1
    number = np.cumsum(several) - 1
    kept = several[row]
    keys, row, columns = keys[several], number[row[kept]], columns[kept]
    pairs = model.add_columns(cost[keys // len(seats.opens)], upper=np.inf, integer=False)
    opens, each = seats.opens[keys % len(seats.opens)], np.arange(len(keys))
    lines = [
        model.at_most.add([(row, columns, j), (each, pairs, -1), (each, opens, -intercept(j))], np.zeros(len(keys)))
        for j in range(1, largest)
    ]
    return np.array(lines, dtype=np.int64).reshape(max(0, largest - 1), len(keys)).T, keys


def intercept(slope: int) -> float:
    """Where the line of this slope through n(n-1)/2 crosses zero, downwards: it meets n = slope and slope + 1."""
    return slope * (slope + 1) / 2
