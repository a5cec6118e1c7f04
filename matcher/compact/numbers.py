"""How many sets each level forms, and whose facilitators lead them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.compact.peers import Peers, nearest
from matcher.linear import LinearModel
from matcher.view import Floats, Ints

NODES, SECONDS = 1_000, 20


@dataclass(frozen=True, eq=False)
class Share:
    """How many sets a level forms, and how many of them each facilitator leads, (F,)."""

    sets: int
    load: Ints


def numbers(levels: Sequence[Peers]) -> list[Share]:
    """The numbers of sets that leave fewest waiting, and then promise least travel, within facilitators' loads."""
    view, model = levels[0].view, LinearModel()
    costs = [expected(peers) for peers in levels]
    y = [model.add_columns(cost) for cost in costs]
    for columns in y:
        model.equal.add([(np.zeros(len(columns)), columns, 1)], [1])
    leader, level = np.nonzero(view.takes)
    if view.programme.facilitators:
        w = model.add_columns(np.zeros(len(leader)), view.max_sets[leader])
        model.at_most.add([(leader, w, 1)], view.max_sets)
        for at, columns in enumerate(y):
            here = np.flatnonzero(level == at)
            led, sets = np.zeros(len(here)), np.zeros(len(columns))
            model.equal.add([(sets, columns, np.arange(len(columns))), (led, w[here], -1)], [0])
    solved = model.solve(1e-6, NODES, SECONDS)
    assert solved.values is not None, "Expected no sets at all to be a solution"
    shares = []
    for at, columns in enumerate(y):
        load = np.zeros(len(view.max_sets), dtype=np.int64)
        if view.programme.facilitators:
            here = level == at
            load[leader[here]] = np.rint(solved.values[w[here]]).astype(np.int64)
        shares.append(Share(int(np.argmax(solved.values[columns])), load))
    return shares


def expected(peers: Peers) -> Floats:
    """About what a level costs in 0, 1, … sets, tenths: ways to the nearest, and those who must wait."""
    most_sets = peers.count // peers.fewest
    ways = nearest(peers.between, peers.apart, peers.most - 1)
    ways = np.where(np.isfinite(ways), ways, peers.view.unplaced).cumsum(axis=1)
    cost = np.full(most_sets + 1, float(peers.count * peers.view.unplaced))
    for sets in range(1, most_sets + 1):
        placed = min(peers.count, sets * peers.most)
        size = placed / sets
        company = np.interp(size - 1, np.arange(1, peers.most), ways.mean(axis=0))
        cost[sets] = placed * company / 2 + (peers.count - placed) * peers.view.unplaced
    return cost
