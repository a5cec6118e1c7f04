"""What sets of a level cost at the least, without looking at sets."""

from __future__ import annotations

import numpy as np

from matcher.compact.peers import Peers, nearest
from matcher.view import Floats

PRICES = 60


def least_by_number(peers: Peers) -> Floats:
    """Lower bounds on the cost of 0, 1, … sets of a level and those who then wait, tenths; inf where impossible.

    The ways within a set are half the sum, over its members, of the ways to all others; a
    member of a set of s travels at least to the s - 1 nearest they may sit with. A set of s
    uses 1/s of a set for each member, and there are K sets: with any price p of a set,
    Σ min(wait, min over s of (half the ways + p/s)) less p·K is a bound (Lagrangian relaxation).
    Those whom K sets cannot hold wait in any case: those for whom it costs least more.
    """
    seated = peers.seated(np.arange(peers.count), peers.count // peers.fewest)
    sizes, numbers = np.arange(peers.fewest, peers.most + 1), np.arange(len(seated))
    ways = nearest(peers.between, peers.apart, peers.most - 1).cumsum(axis=1)[:, peers.fewest - 2 :] / 2
    outside, bounds = peers.view.unplaced, np.full(len(seated), -np.inf)
    for price in _prices(outside * peers.most):
        inside = (ways + price / sizes).min(axis=1)
        dearer = np.append(0, np.sort(np.maximum(0, outside - inside)).cumsum())
        least = np.minimum(outside, inside).sum() + dearer[peers.count - np.maximum(seated, 0)] - price * numbers
        bounds = np.maximum(bounds, least)
    return np.where(seated >= 0, bounds, np.inf)


def _prices(most: float) -> Floats:
    some = np.geomspace(1, max(2, most), PRICES)
    return np.concatenate([-some[::-1], [0], some])
