"""Groups of people in a heat bath: many swaps at once, each drawn as nature would.

People change places between groups. A random matching of the groups into disjoint pairs
makes the effects of one swap a pair add up exactly, so all of them are made at once; which
swap a pair makes, if any, is drawn from the Boltzmann distribution over all its swaps by
adding Gumbel noise and taking the best ("Gumbel-max"; Maddison, Tarlow and Minka, "A*
Sampling", NeurIPS 2014). Replicas of the same people stand side by side in the same arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEVER = np.float32(1e9)
NOISE, DRAWS = 1 << 20, 1 << 12
RELABEL_EVERY, AT_ONCE = 16, 64


@dataclass(frozen=True, eq=False, kw_only=True)
class Company:
    """People to divide into groups; sums of scores within groups are to be small.

    Shapes: n people, G groups, S labels (such as weekly slots).

    scores : (n, n), symmetric, zero on the diagonal; whatever must not happen is dear.
    fewest, most : (G,) members a group has at least and at most.
    counted : (G,) 1, or 0 where a group's scores do not count (people who wait).
    waiting : what each person in a group that does not count costs.
    blocked : (S, n) what it costs that a person cannot do a group's label; each group has
        the label that costs it least.
    near : (n, k) the people with whom an exchange is worth trying, where that is known.
    """

    scores: Floats
    fewest: Ints
    most: Ints
    counted: Ints
    blocked: Floats
    waiting: float = 0.0
    near: Ints | None = None

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self.scores)

    @cached_property
    def groups(self) -> int:
        """How many groups there are."""
        return len(self.most)

    @cached_property
    def has_gaps(self) -> bool:
        """Whether there are seats without people."""
        return bool(self.most.max() * self.groups > self.people)

    @cached_property
    def _padded(self) -> Floats:
        return np.pad(self.scores, (0, 1))

    def cost(self, groups: Ints) -> Floats:
        """What each group costs, for rows of members padded with n, the last axis."""
        return np.asarray(self._padded[groups[..., :, None], groups[..., None, :]].sum(axis=(-1, -2)) / 2)

    def total(self, groups: Ints) -> float:
        """The cost of all groups, (G, W), labels included."""
        misfit = np.pad(self.blocked, ((0, 0), (0, 1)))[:, groups].sum(axis=-1).min(axis=0, initial=np.inf)
        misfit = misfit if len(self.blocked) else np.zeros(len(groups))
        wait = self.waiting * (groups < self.people).sum(axis=1)
        return float(np.where(self.counted, self.cost(groups) + misfit, wait).sum())


class Bath:
    """Replicas of groups of a company. ``seats`` (R·G, W) hold people; n where one is free.

    ``ties`` (R·G, n + 2) is what each person costs each group with those who sit in it;
    column n is gaining a free seat, forbidden to a group of the fewest, column n + 1 losing
    one, forbidden to a group of the most.
    """

    def __init__(self, company: Company, seats: Ints, rng: np.random.Generator) -> None:
        self.company, self.rng = company, rng
        self.replicas, self.groups, self.width = seats.shape
        self.seats = seats.reshape(-1, self.width).copy()
        people = company.people
        self.table = np.zeros((people + 2, people + 2), dtype=np.float32)
        self.table[:people, :people] = company.scores
        self.twice = (2 * self.table).ravel()
        self.twice[people * (people + 3)] = -NEVER
        self.blocked = np.zeros((len(company.blocked), people + 2), dtype=np.float32)
        self.blocked[:, :people] = company.blocked
        self.counted = np.tile(company.counted.astype(np.float32), self.replicas)
        self.all_counted = bool(company.counted.all())
        self.fewest, self.most = (np.tile(bound, self.replicas) for bound in (company.fewest, company.most))
        self.accepted, self.steps = 0.0, 0
        self._noise, self._orders = _noise(), _Orders(rng, self.groups, self.replicas)
        self._near = None if company.near is None else _Near(rng, company.near, self.groups, self.replicas)
        self._left = np.ones((len(self.seats), self.width, 2), dtype=np.float32)
        self._right = np.ones((len(self.seats), 2, self.width), dtype=np.float32)
        self.recount()

    def recount(self) -> None:
        """Everything that follows from the seats, afresh."""
        people = self.company.people
        self.sizes = (self.seats < people).sum(axis=1)
        self.ties = np.zeros((len(self.seats), people + 2), dtype=np.float32)
        for seat in range(self.width):
            self.ties += self.table[self.seats[:, seat]]
        self.ties[self.counted == 0] = self.company.waiting
        self.labels = np.zeros(len(self.seats), dtype=np.int64)
        if len(self.blocked):
            self.labels = self._misfit().argmin(axis=0)
            self.ties += self.blocked[self.labels] * self.counted[:, None]
        self._shut(np.arange(len(self.seats)))
        self.flat_ties = self.ties.ravel()
        self.home = np.zeros((self.replicas, people + 2), dtype=np.int64)
        rows = np.arange(len(self.seats))
        self.home[rows[:, None] // self.groups, self.seats] = rows[:, None]
        self.energy = self._energy()

    def step(self, temperature: Singles) -> None:
        """One round of swaps; ``temperature`` (R,) of each replica."""
        pairs = self._orders.pairs() if self._near is None else self._near.pairs(self.home)
        count = pairs.shape[1]
        if not count:
            return
        heat = temperature if self.replicas == 1 else temperature[pairs[0] // self.groups]
        moved, change, seats = self._best(pairs, heat)
        self.steps += 1
        self.accepted += len(moved) / count
        if len(moved):
            self._swap(pairs[:, moved], seats)
            self.energy += np.bincount(pairs[0, moved] // self.groups, change, self.replicas)
        if len(self.blocked) and self.steps % RELABEL_EVERY == 0:
            self._relabel()

    def best_of(self, replica: int) -> Ints:
        """The groups of a replica, (G, W)."""
        groups: Ints = self.seats.reshape(self.replicas, self.groups, self.width)[replica]
        return groups.copy()

    def _best(self, pairs: Ints, heat: Singles) -> tuple[Ints, Floats, Ints]:
        """Which of the pairs make a swap, its change of cost, and the two seats, (2, moved)."""
        seats, stride, people = self.seats.take(pairs, axis=0), self.ties.shape[1], self.company.people
        at = (pairs * stride)[:, :, None]
        lose = seats + (seats == people) if self.company.has_gaps else seats
        shift = self.flat_ties.take(at[::-1] + seats)
        shift -= self.flat_ties.take(at + lose)
        change = self._sums(shift)
        between = self.twice.take((seats[0] * stride)[:, :, None] + seats[1][:, None, :])
        if not self.all_counted:
            between *= (self.counted[pairs].sum(axis=0) / 2)[:, None, None]
        change -= between
        count = pairs.shape[1]
        noise = self._draw(change.size + count)
        seen = np.multiply(noise[count:].reshape(change.shape), heat[:, None, None], out=between)
        np.subtract(change, seen, out=seen)
        flat = seen.reshape(count, -1)
        best = flat.argmin(axis=1) + np.arange(count) * (self.width * self.width)
        gained = change.ravel().take(best)
        taken = (seen.ravel().take(best) < noise[:count] * -heat) & (gained < NEVER / 2)
        moved = taken.nonzero()[0]
        best = best[moved] % (self.width * self.width)
        return moved, gained[moved], np.array([best // self.width, best % self.width])

    def _sums(self, shift: Singles) -> Singles:
        """All sums of one of ``shift[0]`` and one of ``shift[1]``, (2, P, W), as a product of matrices: (P, W, W)."""
        left, right = self._left[: shift.shape[1]], self._right[: shift.shape[1]]
        left[:, :, 0], right[:, 1] = shift
        return np.asarray(left @ right)

    def _swap(self, pairs: Ints, at: Ints) -> None:
        both = self.seats[pairs, at]
        self.seats[pairs, at] = both[::-1]
        rows = self.table.take(both, axis=0)
        shift = rows[1] - rows[0]
        one, other = pairs
        if self.all_counted:
            self.ties[one] += shift
            self.ties[other] -= shift
        else:
            self.ties[one] += shift * self.counted[one, None]
            self.ties[other] -= shift * self.counted[other, None]
        if self.company.near is not None:
            self.home[one // self.groups, both] = pairs[::-1]
        if self.company.has_gaps:
            present = (both < self.company.people).astype(np.int64)
            self.sizes[pairs] += present[::-1] - present
            self._shut(pairs.ravel())

    def _shut(self, groups: Ints) -> None:
        """A group of the fewest takes no free seat for a member, one of the most no member for a free seat."""
        people = self.company.people
        self.ties[groups, people] = np.where(self.sizes[groups] <= self.fewest[groups], NEVER, 0)
        self.ties[groups, people + 1] = np.where(self.sizes[groups] >= self.most[groups], -NEVER, 0)

    def _misfit(self) -> Singles:
        """What each label would cost each group, (S, R·G)."""
        return np.asarray(self.blocked[:, self.seats].sum(axis=2))

    def _relabel(self) -> None:
        """Each group takes a label that costs it least, at random among those."""
        misfit = self._misfit()
        rows = np.arange(len(self.seats))
        best = (misfit + self.rng.random(misfit.shape, dtype=np.float32) * 1e-3).argmin(axis=0)
        new = np.flatnonzero((best != self.labels) & (self.counted > 0))
        self.ties[new] += self.blocked[best[new]] - self.blocked[self.labels[new]]
        gain = (misfit[best, rows] - misfit[self.labels, rows])[new]
        self.labels[new] = best[new]
        np.add.at(self.energy, new // self.groups, gain)

    def _energy(self) -> Floats:
        groups = self.seats.reshape(self.replicas, self.groups, self.width)
        return np.array([self.company.total(each) for each in groups])

    def _draw(self, count: int) -> Singles:
        if count >= NOISE:
            return np.resize(self._noise, count)
        start = int(self.rng.integers(0, NOISE - count))
        return self._noise[start : start + count]


class _Orders:
    """Random matchings of the groups of each replica, drawn beforehand."""

    def __init__(self, rng: np.random.Generator, groups: int, replicas: int) -> None:
        self.rng, half = rng, groups // 2
        orders = rng.permuted(np.tile(np.arange(groups), (DRAWS, replicas, 1)), axis=2)
        orders += groups * np.arange(replicas)[:, None]
        self.drawn = np.stack([orders[:, :, :half], orders[:, :, half : 2 * half]], axis=1).reshape(DRAWS, 2, -1)

    def pairs(self) -> Ints:
        """Disjoint pairs of groups, (2, P), each within one replica."""
        drawn: Ints = self.drawn[self.rng.integers(0, DRAWS)]
        return drawn


class _Near:
    """Groups of random people paired with those of people near them, drawn many rounds at a time."""

    def __init__(self, rng: np.random.Generator, near: Ints, groups: int, replicas: int) -> None:
        self.rng, self.near, self.turn = rng, near, 0
        self.shape = (AT_ONCE, replicas, max(1, groups * 2 // 3))
        self.rows, self.first = np.arange(replicas)[:, None], np.empty(replicas * groups, dtype=np.int64)
        self.last = np.tile(np.arange(self.shape[1] * self.shape[2]), 2)[::-1].copy()

    def pairs(self, home: Ints) -> Ints:
        """Disjoint pairs of groups, (2, P), each within one replica; ``home`` (R, n + 2) is where people sit."""
        if self.turn % AT_ONCE == 0:
            person = self.rng.integers(0, len(self.near), self.shape)
            friend = self.near[person, self.rng.integers(0, self.near.shape[1], self.shape)]
            self.drawn = np.stack([person, friend], axis=1)
        both = home[self.rows, self.drawn[self.turn % AT_ONCE]].reshape(2, -1)
        self.turn += 1
        self.first[both.ravel()[::-1]] = self.last
        turn = self.last[-both.shape[1] :][::-1]
        keep = (self.first[both] == turn).all(axis=0) & (both[0] != both[1])
        return np.asarray(both[:, keep])


@lru_cache(maxsize=1)
def _noise() -> Singles:
    """Standard Gumbel noise; every search reads it at random places."""
    return np.random.default_rng(0).gumbel(size=NOISE).astype(np.float32)
