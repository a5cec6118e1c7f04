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


def expected(peers: Peers) -> Floats:
    """About what a level costs in 0, 1, … sets, tenths: ways to the nearest, and those who must wait."""
    seated = peers.seated(np.arange(peers.count), peers.count // peers.fewest)
    ways = nearest(peers.between, peers.apart, peers.most - 1)
    ways = np.where(np.isfinite(ways), ways, peers.view.unplaced).cumsum(axis=1).mean(axis=0)
    sizes = seated / np.maximum(1, np.arange(len(seated)))
    company = np.interp(sizes - 1, np.arange(1, peers.most), ways)
    cost = seated * company / 2 + (peers.count - seated) * float(peers.view.unplaced)
    return np.where(seated >= 0, cost, np.inf)


def _prices(most: float) -> Floats:
    some = np.geomspace(1, max(2, most), PRICES)
    return np.concatenate([-some[::-1], [0], some])
