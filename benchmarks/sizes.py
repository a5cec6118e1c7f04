"""Which sizes to give groups whose bounds leave a choice."""

from __future__ import annotations

import numpy as np

from matcher.view import Floats, Ints

GAIN = 1.2
"""Standard deviations by which a good group's score beats chance, over size to the power of 1.5; measured."""


def best_sizes(scores: Floats, bounds: Ints) -> Ints:
    """Sizes (G,) within ``bounds`` (G, 2) for which the groups' scores promise to sum to least.

    A group of s people scores about mean · s(s - 1)/2 less what choosing well gains, which
    grows as the root of a sum of so many terms. Dynamic programming over groups and people.
    """
    people, most = len(scores), int(bounds[:, 1].max())
    pairs = scores[np.triu_indices(people, 1)]
    size = np.arange(most + 1)
    price = pairs.mean() * size * (size - 1) / 2 - GAIN * pairs.std() * size**1.5
    best = np.full((len(bounds) + 1, people + 1), np.inf)
    best[0, 0] = 0
    for group, (fewest, largest) in enumerate(bounds):
        for s in range(fewest, min(largest, people) + 1):
            best[group + 1, s:] = np.minimum(best[group + 1, s:], best[group, : people + 1 - s] + price[s])
    if not np.isfinite(best[-1, people]):
        raise ValueError(f"Expected bounds that hold {people} people, got {bounds.tolist()}")
    return _traced(best, price, bounds)


def _traced(best: Floats, price: Floats, bounds: Ints) -> Ints:
    left, sizes = best.shape[1] - 1, np.zeros(len(bounds), dtype=np.int64)
    for group in range(len(bounds) - 1, -1, -1):
        options = np.arange(bounds[group, 0], min(bounds[group, 1], left) + 1)
        sizes[group] = options[np.argmin(best[group, left - options] + price[options])]
        left -= int(sizes[group])
    return sizes
