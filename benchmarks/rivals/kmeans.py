"""k-means-constrained: compact clusters of six to eight by place, level by level.

It knows sizes and places; it does not know trusts, travel limits or half-days. Of as many
restarts as there is time for, the one with the fewest clashes of trust is kept.
"""

from __future__ import annotations

import itertools
import math
import time

import numpy as np
from k_means_constrained import KMeansConstrained

from benchmarks.rivals.asked import Asked, Sets, answer

CORES = 2


def form(asked: Asked) -> Sets:
    """The sets of all levels."""
    return [members for people in asked.levels() for members in _level(asked, people)]


def _level(asked: Asked, people: list[int]) -> Sets:
    until, people = time.monotonic() + asked.time_for(people), asked.divisible(people)
    best = (math.inf, math.inf, Sets())
    for restart in itertools.count(asked.seed):
        best = min(best, _clustered(asked, people, restart))
        if time.monotonic() > until:
            break
    return best[2]


def _clustered(asked: Asked, people: list[int], seed: int) -> tuple[float, float, Sets]:
    """Clashes, what the clusters cost, and the sets that they are."""
    number, most = asked.number(len(people)), min(asked.most, len(people))
    model = KMeansConstrained(number, size_min=asked.fewest, size_max=most, random_state=seed, n_jobs=CORES)
    label = model.fit_predict(np.array([asked.km[at] for at in people]))
    sets = [[people[at] for at in np.flatnonzero(label == one)] for one in range(number)]
    return asked.clashes(sets), model.inertia_, sets


if __name__ == "__main__":
    answer(form)
