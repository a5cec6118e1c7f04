"""Simulated annealing and parallel tempering of groups, with temperatures found by looking.

Temperatures follow from how often a pair of groups makes a swap: a short quench measures
that. Large companies cool slowly from the temperature of half acceptance; small ones, where
NumPy's overhead rules, stand in several replicas on a ladder of temperatures and exchange
places on it (Geyer, "Markov chain Monte Carlo maximum likelihood", 1991; Hukushima and
Nemoto, Journal of the Physical Society of Japan 65, 1996).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from matcher.compact.bath import Bath, Company, Floats, Ints
from programme.watch import Watch

REPLICAS = ((120, 10), (300, 6))
"""Up to so many people, so many replicas; above, one."""
QUENCH, TAIL = 0.1, 0.05
EXCHANGE_EVERY, LOOK_EVERY = 64, 64
COOLING, COOLING_NEAR, WARM = (0.3, 0.03), (0.6, 0.1), 0.1
LADDER = (0.35, 0.12)


@dataclass(slots=True)
class Found:
    """The best groups (G, W), their cost, and groups met on the way, where wanted."""

    groups: Ints
    cost: float
    cut_short: bool = False
    met: list[Ints] = field(default_factory=list)


def anneal(
    company: Company,
    seats: Ints,
    iterations: int,
    rng: np.random.Generator,
    watch: Watch,
    *,
    keep: bool = False,
    warm: bool = False,
) -> Found:
    """The best division found within so many rounds of swaps, from groups (G, W) to begin with.

    With ``keep`` the groups met at low temperatures are kept too; with ``warm`` the search
    stays near the groups it is given.
    """
    search = _Search(company, seats, rng, watch, keep, 1 if warm else _replicas(company.people))
    quench = int(QUENCH * iterations)
    heats, rates = search.quench(quench)
    if search.bath.replicas > 1:
        search.temper(_ladder(heats, rates, search.bath.replicas), iterations - quench)
    else:
        search.restart(seats if warm else search.found.groups)
        hot, cold = COOLING if company.near is None else COOLING_NEAR
        search.cool(_at(heats, rates, WARM if warm else hot), _at(heats, rates, cold), iterations - quench)
    search.freeze()
    return search.found


class _Search:
    def __init__(
        self, company: Company, seats: Ints, rng: np.random.Generator, watch: Watch, keep: bool, replicas: int
    ) -> None:
        self.company, self.watch, self.keep = company, watch, keep
        self.bath = Bath(company, np.tile(seats, (replicas, 1, 1)), rng)
        self.found = Found(seats.copy(), company.total(seats))

    def restart(self, groups: Ints) -> None:
        """From these groups, whatever was tried before."""
        self.bath = Bath(self.company, groups[None], self.bath.rng)

    def quench(self, iterations: int) -> tuple[Floats, Floats]:
        """Temperatures from far too hot to far too cold, and the acceptance met at each."""
        spread = float(np.std(self.company.scores)) or 1.0
        heats = spread * np.geomspace(4 * self.bath.width**0.5, 0.001, 40)
        each = max(1, iterations // len(heats))
        rates = [self._run(np.full(each, heat)) for heat in heats]
        return heats, np.array(rates)

    def cool(self, hot: float, cold: float, iterations: int) -> None:
        tail = int(TAIL * iterations)
        self._run(np.geomspace(hot, cold, iterations - tail), self.keep)
        self._run(np.geomspace(cold, cold / 10, tail), self.keep)

    def temper(self, ladder: Floats, iterations: int) -> None:
        """Replicas at all temperatures of a ladder, hottest first, neighbours changing places."""
        bath, rank = self.bath, np.arange(len(ladder))
        heat = ladder.astype(np.float32)
        for turn in range(iterations // EXCHANGE_EVERY):
            if self._expired():
                return
            here = heat[rank]
            for _ in range(EXCHANGE_EVERY):
                bath.step(here)
            self._look()
            self._keep()
            self._exchange(rank, ladder, turn % 2)

    def freeze(self) -> None:
        """Down to a state that no single swap betters, from the best found and from where all stand."""
        for start in (self.bath, Bath(self.company, self.found.groups[None], self.bath.rng)):
            self.bath = start
            self._run(np.geomspace(1e-3, 1e-6, 40) * (float(np.std(self.company.scores)) or 1.0))
            self._look()

    def _run(self, heats: Floats, keep: bool = False) -> float:
        """Rounds at these temperatures, the same for all replicas; the acceptance met."""
        bath = self.bath
        bath.accepted, bath.steps = 0.0, 0
        table = np.repeat(heats.astype(np.float32)[:, None], bath.replicas, axis=1)
        for turn, heat in enumerate(table):
            bath.step(heat)
            if turn % LOOK_EVERY == 0:
                self._look()
                if keep and turn > len(heats) // 2:
                    self._keep()
                if self._expired():
                    break
        return bath.accepted / max(1, bath.steps)

    def _exchange(self, rank: Ints, ladder: Floats, parity: int) -> None:
        place = np.argsort(rank)
        for step in range(parity, len(ladder) - 1, 2):
            one, other = place[step], place[step + 1]
            odds = (1 / ladder[step] - 1 / ladder[step + 1]) * (self.bath.energy[one] - self.bath.energy[other])
            if np.log(self.bath.rng.random()) < odds:
                rank[one], rank[other] = rank[other], rank[one]

    def _look(self) -> None:
        best = int(np.argmin(self.bath.energy))
        if self.bath.energy[best] < self.found.cost - 1e-6:
            groups = self.bath.best_of(best)
            cost = self.company.total(groups)
            self.bath.energy[best] = cost
            if cost < self.found.cost:
                self.found.groups, self.found.cost = groups, cost

    def _keep(self) -> None:
        if self.keep:
            self.found.met.append(self.bath.seats.copy())

    def _expired(self) -> bool:
        self.found.cut_short |= self.watch.expired()
        return self.found.cut_short


def _replicas(people: int) -> int:
    return next((count for most, count in REPLICAS if people <= most), 1)


def _at(heats: Floats, rates: Floats, acceptance: float) -> float:
    """The temperature at which so many pairs made a swap; heats descend."""
    smooth = np.maximum.accumulate(rates[::-1])
    return float(np.exp(np.interp(acceptance, smooth, np.log(heats[::-1]))))


def _ladder(heats: Floats, rates: Floats, rungs: int) -> Floats:
    high, low = (_at(heats, rates, acceptance) for acceptance in LADDER)
    return np.geomspace(high, low, rungs)
