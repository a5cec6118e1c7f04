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
RELABEL_EVERY = 16


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

    def cost(self, groups: Ints) -> Floats:
        """What each group costs, for rows of members padded with n, the last axis."""
        table = np.pad(self.scores, (0, 1))
        return np.asarray(table[groups[..., :, None], groups[..., None, :]].sum(axis=(-1, -2)) / 2)

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
        self.flat_table = self.table.ravel()
        self.blocked = np.zeros((len(company.blocked), people + 2), dtype=np.float32)
        self.blocked[:, :people] = company.blocked
        self.counted = np.tile(company.counted.astype(np.float32), self.replicas)
        self.all_counted = bool(company.counted.all())
        self.fewest, self.most = (np.tile(bound, self.replicas) for bound in (company.fewest, company.most))
        self.accepted, self.steps = 0.0, 0
        self._noise, self._orders = _noise(), _Draws(rng, self.groups)
        self.recount()

    def recount(self) -> None:
        """Everything that follows from the seats, afresh."""
        people = self.company.people
        self.sizes = (self.seats < people).sum(axis=1)
        self.ties = np.zeros((len(self.seats), people + 2), dtype=np.float32)
        for seat in range(self.width):
            self.ties += self.table[np.minimum(self.seats[:, seat], people)]
        self.ties[self.counted == 0] = self.company.waiting
        self.labels = np.zeros(len(self.seats), dtype=np.int64)
        if len(self.blocked):
            self.labels = self._misfit().argmin(axis=0)
            self.ties += self.blocked[self.labels] * self.counted[:, None]
        self.table[people, people] = -NEVER
        self._shut(np.arange(len(self.seats)))
        self.flat_ties = self.ties.ravel()
        self.home = np.zeros((self.replicas, people + 2), dtype=np.int64)
        rows = np.arange(len(self.seats))
        self.home[rows[:, None] // self.groups, self.seats] = rows[:, None]
        self.energy = self._energy()
        self.table[people, people] = -NEVER

    def step(self, temperature: Singles) -> None:
        """One round of swaps; ``temperature`` (R,) of each replica."""
        one, other = self._pairs()
        if not len(one):
            return
        heat = temperature.repeat(len(one) // self.replicas) if self._even else temperature[one // self.groups]
        change, first, second = self._best(one, other, heat)
        moved = np.flatnonzero(change < NEVER)
        self.steps += 1
        self.accepted += len(moved) / len(one)
        if len(moved):
            self._swap(one[moved], other[moved], first[moved], second[moved])
            np.add.at(self.energy, one[moved] // self.groups, change[moved])
        if len(self.blocked) and self.steps % RELABEL_EVERY == 0:
            self._relabel()

    def best_of(self, replica: int) -> Ints:
        """The groups of a replica, (G, W)."""
        groups: Ints = self.seats.reshape(self.replicas, self.groups, self.width)[replica]
        return groups.copy()

    def _pairs(self) -> tuple[Ints, Ints]:
        """Disjoint pairs of groups, each within one replica."""
        near = self.company.near
        self._even = near is None
        if near is None:
            return self._orders.pairs(self.replicas)
        draws = max(1, self.groups * 2 // 3)
        person = self.rng.integers(0, len(near), (self.replicas, draws))
        friend = near[person, self.rng.integers(0, near.shape[1], (self.replicas, draws))]
        rows = np.arange(self.replicas)[:, None]
        one, other = self.home[rows, person].ravel(), self.home[rows, friend].ravel()
        first = np.empty(len(self.seats), dtype=np.int64)
        turn = np.arange(len(one))
        first[np.concatenate([one, other])[::-1]] = np.concatenate([turn, turn])[::-1]
        keep = np.flatnonzero((first[one] == turn) & (first[other] == turn) & (one != other))
        return one[keep], other[keep]

    def _best(self, one: Ints, other: Ints, heat: Singles) -> tuple[Singles, Ints, Ints]:
        """The swap each pair makes: its change of cost (NEVER where it makes none) and the two seats."""
        here, there, stride = self.seats[one], self.seats[other], self.ties.shape[1]
        people = self.company.people
        lose_here, lose_there = here, there
        if self.company.has_gaps:
            lose_here, lose_there = here + (here == people), there + (there == people)
        at_one, at_other = (one * stride)[:, None], (other * stride)[:, None]
        leave = self.flat_ties.take(at_other + here) - self.flat_ties.take(at_one + lose_here)
        join = self.flat_ties.take(at_one + there) - self.flat_ties.take(at_other + lose_there)
        between = self.flat_table.take((here * stride)[:, :, None] + there[:, None, :])
        weight = 2 if self.all_counted else (self.counted[one] + self.counted[other])[:, None, None]
        change = np.multiply(between, -weight, out=between)
        change += leave[:, :, None]
        change += join[:, None, :]
        noisy = self._draw(change.size + len(one))
        null = noisy[change.size :] * heat
        seen = noisy[: change.size].reshape(change.shape) * heat[:, None, None]
        np.subtract(change, seen, out=seen)
        flat = seen.reshape(len(one), -1)
        best = flat.argmin(axis=1)
        rows = np.arange(len(one))
        taken = flat[rows, best] < -null
        gained = change.reshape(len(one), -1)[rows, best]
        return np.where(taken & (gained < NEVER / 2), gained, NEVER), best // self.width, best % self.width

    def _swap(self, one: Ints, other: Ints, first: Ints, second: Ints) -> None:
        leaves, comes = self.seats[one, first], self.seats[other, second]
        self.seats[one, first], self.seats[other, second] = comes, leaves
        shift = self.table[comes] - self.table[leaves]
        if self.all_counted:
            self.ties[one] += shift
            self.ties[other] -= shift
        else:
            self.ties[one] += shift * self.counted[one, None]
            self.ties[other] -= shift * self.counted[other, None]
        if self.company.near is not None:
            replica = one // self.groups
            self.home[replica, leaves], self.home[replica, comes] = other, one
        if self.company.has_gaps:
            people = self.company.people
            grown = (comes < people).astype(np.int64) - (leaves < people)
            self.sizes[one] += grown
            self.sizes[other] -= grown
            self._shut(np.concatenate([one, other]))

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


class _Draws:
    """Random matchings, drawn beforehand."""

    def __init__(self, rng: np.random.Generator, groups: int) -> None:
        self.rng, self.groups = rng, groups
        self.orders = rng.permuted(np.tile(np.arange(groups), (DRAWS, 1)), axis=1)

    def pairs(self, replicas: int) -> tuple[Ints, Ints]:
        order = self.orders[self.rng.integers(0, DRAWS, replicas)]
        order = order + self.groups * np.arange(replicas)[:, None]
        half = self.groups // 2
        return order[:, :half].ravel(), order[:, half : 2 * half].ravel()


@lru_cache(maxsize=1)
def _noise() -> Singles:
    """Standard Gumbel noise; every search reads it at random places."""
    return np.random.default_rng(0).gumbel(size=NOISE).astype(np.float32)
