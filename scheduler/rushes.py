"""Days in two places: which venues of a facilitator's sets are too far apart for one day.

A *rush* of a facilitator is a pair of groups of venues: from none of the first can any of
the second be reached in the break. So of all meetings in the morning at the first and in the
afternoon at the second, each day has one at most: a rush is used up like a room. Each venue
gives one: those that are too far from it, and all that are too far from these. Together
they say what the rule says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from programme.records import Programme
from programme.rules.meetings import OnwardJourney

Ints = NDArray[np.int64]


def rushes(programme: Programme, venue: Ints, facilitator: Ints) -> tuple[Ints, int]:
    """The rushes that a set is in by meeting at each of its venues, and how many rushes there are.

    ``venue`` (S, V) and ``facilitator`` (S,) are positions, -1 for none. The rushes have
    shape (S, V, 2, K), by half of the day, filled up with -1.
    """
    entries, count = [np.empty((4, 0), dtype=np.int64)], 0
    for leader in np.unique(facilitator[facilitator >= 0]):
        rows = np.flatnonzero(facilitator == leader)
        for groups in _groups(programme, venue[rows]) if len(rows) > 1 else ():
            for half, group in enumerate(groups):
                at, candidate = np.nonzero(np.isin(venue[rows], group))
                entries.append(np.array(np.broadcast_arrays(rows[at], candidate, half, count)))
            count += 1
    return _table(np.concatenate(entries, axis=1), venue.shape), count


def too_far(programme: Programme, venue: Ints, held: Iterable[tuple[int, int, int]]) -> NDArray[np.float64]:
    """Infinity where a meeting at these venues is too far from one of those held, which one person leads; else 0.

    ``venue`` (V,) are positions, -1 for none; ``held`` are weeks, slots and venues. Shape (1, V, W, 10).
    """
    costs, allowed = np.zeros((1, len(venue), len(programme.mondays), 10)), OnwardJourney.allowed(programme)
    for week, slot, other in held:
        fits = allowed[venue, other] if slot % 2 else allowed[other, venue]
        costs[0, :, week, slot ^ 1] = np.where(fits | (venue < 0), 0, np.inf)
    return costs


def _groups(programme: Programme, venue: Ints) -> Iterator[tuple[Ints, Ints]]:
    """The venues of each rush, in the morning and in the afternoon."""
    own = np.unique(venue[venue >= 0])
    apart = ~OnwardJourney.allowed(programme)[np.ix_(own, own)]
    for afternoon in np.unique(apart[apart.any(axis=1)], axis=0):
        yield own[apart[:, afternoon].all(axis=1)], own[afternoon]


def _table(entries: Ints, shape: tuple[int, ...]) -> Ints:
    """The numbers of the last row, laid out by set, venue and half, the first three."""
    *where, number = entries[:, np.lexsort(entries[::-1])]
    key = np.ravel_multi_index(tuple(where), (*shape, 2))
    place = np.arange(len(key)) - np.searchsorted(key, key)
    table = np.full((*shape, 2, place.max(initial=-1) + 1), -1, dtype=np.int64)
    table[(*where, place)] = number
    return table
