"""How many sets each level forms, and how many of them each facilitator leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.linear import LinearModel
from matcher.view import Floats, Ints, View

NODES, SECONDS = 1_000, 20


@dataclass(frozen=True, eq=False)
class Share:
    """How many sets a level forms, and how many of them each facilitator leads, (F,)."""

    sets: int
    load: Ints


def numbers(view: View, costs: Sequence[Floats]) -> tuple[list[Share], float]:
    """The cheapest numbers of sets within facilitators' loads, and a lower bound on what any such numbers cost.

    ``costs`` are those of each level in 0, 1, … sets, inf where it cannot be.
    """
    model = LinearModel()
    possible = [np.flatnonzero(np.isfinite(cost)) for cost in costs]
    y = [model.add_columns(cost[can]) for cost, can in zip(costs, possible, strict=True)]
    for columns in y:
        model.equal.add([(np.zeros(len(columns)), columns, 1)], [1])
    leader, level = np.nonzero(view.takes)
    if view.programme.facilitators:
        w = model.add_columns(np.zeros(len(leader)), view.max_sets[leader])
        model.at_most.add([(leader, w, 1)], view.max_sets)
        for at, (columns, can) in enumerate(zip(y, possible, strict=True)):
            here = np.flatnonzero(level == at)
            model.equal.add([(np.zeros(len(columns)), columns, can), (np.zeros(len(here)), w[here], -1)], [0])
    solved = model.solve(1e-6, NODES, SECONDS)
    assert solved.values is not None, "Expected no sets at all to be a solution"
    shares = []
    for at, (columns, can) in enumerate(zip(y, possible, strict=True)):
        load = np.zeros(len(view.max_sets), dtype=np.int64)
        if view.programme.facilitators:
            here = level == at
            load[leader[here]] = np.rint(solved.values[w[here]]).astype(np.int64)
        shares.append(Share(int(can[np.argmax(solved.values[columns])]), load))
    return shares, solved.bound
