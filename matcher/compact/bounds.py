"""What sets of a level cost at the least, without looking at sets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matcher.compact.peers import Peers, nearest
from matcher.pools import most_seated
from matcher.view import Floats

PRICES = 60


def lower_bound(levels: Sequence[Peers]) -> int:
    """A lower bound on the cost of any sets of these levels, tenths.

    The ways within a set are half the sum, over its members, of the ways to all others; a
    member of a set of s travels at least to the nearest they may sit with. So a person
    costs at least half of that for some s, or the price of waiting. A set of s uses 1/s of a
    set for each member, and there are no more than K sets: with any price p ≥ 0 of a set,
    Σ min(wait, min over s of (half the ways + p/s)) less p·K is a bound (Lagrangian relaxation).
    Where sizes do not divide, some wait in any case: those for whom waiting costs least more.
    """
    options, left = [_options(peers) for peers in levels], [_left_over(peers) for peers in levels]
    each = sum(
        _priced(peers, cost, _most_sets(peers), waiting)
        for peers, cost, waiting in zip(levels, options, left, strict=True)
    )
    together = sum(int(peers.view.max_sets.sum()) for peers in levels[:1])
    if not levels[0].view.programme.facilitators:
        return int(np.ceil(each - 0.01))
    people = np.concatenate(options)
    return int(np.ceil(max(each, _priced(levels[0], people, together, sum(left))) - 0.01))


def _options(peers: Peers) -> Floats:
    """Half of each person's ways in sets of each size, (n, sizes), tenths; inf where it cannot be."""
    ways = nearest(peers.between, peers.apart, peers.most - 1).cumsum(axis=1)
    return np.asarray(ways[:, peers.fewest - 2 :] / 2)


def _most_sets(peers: Peers) -> int:
    most = peers.count // peers.fewest
    if peers.view.programme.facilitators:
        most = min(most, int(peers.view.max_sets[peers.view.takes[:, peers.level]].sum()))
    return most


def _left_over(peers: Peers) -> int:
    return peers.count - most_seated(peers.count, peers.fewest, peers.most)


def _priced(peers: Peers, cost: Floats, most_sets: int, left: int) -> float:
    """The best bound over prices of a set, when at least ``left`` people wait."""
    size = np.arange(peers.fewest, peers.most + 1)
    top = peers.view.unplaced * peers.most
    prices = np.concatenate([[0], np.geomspace(1, max(2, top), PRICES)])
    return max(
        _waiting((cost + p / size).min(axis=1), peers.view.unplaced, left) - float(p) * most_sets for p in prices
    )


def _waiting(inside: Floats, outside: float, left: int) -> float:
    """The least cost of people who each cost ``inside`` a set or ``outside``, when ``left`` or more are outside."""
    dearer = np.sort(np.maximum(0, outside - inside))
    return float(np.minimum(outside, inside).sum() + dearer[:left].sum())
