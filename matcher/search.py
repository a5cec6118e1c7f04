"""From pools to sets: build them region by region, then improve neighbourhoods exactly.

The large neighbourhood search frees a few neighbouring sets of a level together with
everyone nearby who waits, and solves the exact model of those people; see Pisinger and
Ropke, "Large Neighborhood Search" (Handbook of Metaheuristics, 2010). It stops when no
neighbourhood is left that could be better, or its budget of neighbourhoods is spent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.counts import Counted, Counts
from matcher.exact import Answer, Draft, Task, Unlike, people_of, solve
from matcher.pools import cheapest
from matcher.standing import Standing
from matcher.view import Floats, Ints, View
from matcher.workers import side_by_side
from programme.plans import PROVED
from programme.prices import TENTHS
from programme.watch import Watch

REGION, REGION_SECONDS, POOR = 9, 3.0, 0.1
"""The most sets of a region, the seconds that its building is given at the least, and above which gap it is halved."""
PROVABLE = 60
"""The most candidate sets of a programme that is solved exactly as a whole."""
COUNTABLE = 16
"""The most candidate sets for which pairs that should be alike, and are not, are counted exactly."""
NEARBY_VENUES, NEARBY_FACILITATORS = 6, 24
RESERVE = 0.35
"""The share of the time that is left when the search begins and has to be left by it."""
GAP, NODES = 0.002, 60
BATCH = 8

Region = tuple[Counts, Ints]
"""Pools of a level, and some of their venues."""
Freed = tuple[int, tuple[Draft, ...]]
"""A neighbourhood: a level, and some of its sets, or of others' whose facilitators it could do with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much is done about neighbourhoods, of ``sizes`` one after the other, and about a proof of the whole.

    The search stops at a gap of ``enough``, or once it has tried ``budget`` neighbourhoods: one a set, if there are
    more; ``mixing`` where pairs should be alike. ``kept`` are the most seconds that it leaves for what follows.
    """

    sizes: tuple[int, ...]
    enough: float
    budget: float
    mixing: float
    gap: float
    nodes: int
    proof_nodes: int
    kept: float


USUAL = Effort(sizes=(3, 5), enough=0.001, budget=300, mixing=40, gap=GAP, nodes=NODES, proof_nodes=2_000, kept=np.inf)
LONG = Effort(
    sizes=(3, 5, 7, 9, 13, 19),
    enough=PROVED,
    budget=np.inf,
    mixing=np.inf,
    gap=1e-4,
    nodes=500,
    proof_nodes=1_000_000,
    kept=60,
)
"""For those who want to wait: until time or proof ends it, or nothing is left to try."""


class Search:
    """The sets so far. ``drafts`` keep every rule on sets at all times; who is in none waits."""

    def __init__(self, view: View, watch: Watch, bound: float, effort: Effort = USUAL) -> None:
        self.view, self.watch, self.bound, self.effort = view, watch, bound, effort
        self._standing = Standing(view)
        self.cut_short, self._keep = False, 0.0
        self._settled: set[tuple[object, ...]] = set()

    @property
    def drafts(self) -> list[Draft]:
        """The sets, in the order in which they were formed."""
        return list(self._standing.drafts)

    @drafts.setter
    def drafts(self, drafts: Iterable[Draft]) -> None:
        self._standing = Standing(self.view, drafts)

    @property
    def waiting(self) -> Ints:
        """Positions of everyone without a set."""
        return self._standing.waiting

    @property
    def cost(self) -> int:
        """Tenths, with those who wait."""
        return self._standing.cost

    @property
    def proved(self) -> bool:
        """Whether nothing better exists."""
        return self.cost - self.bound <= PROVED * self.cost

    def tell(self, stage: str) -> None:
        """Reports how far the search is."""
        self.watch.tell(stage, self.cost / TENTHS, self.bound / TENTHS)

    def build(self, counted: Counted, allotted: Ints, price: Floats) -> None:
        """Forms the sets of all levels, a region at a time, near the pools that were counted.

        ``allotted`` (F, K, V) sets are meant for each facilitator at each pool; ``price`` (F,)
        is what a facilitator's set is worth elsewhere. Whatever the time, every region is built.
        """
        self.watch.tell("forming sets", bound=self.bound / TENTHS)
        levels = [replace(own, venue=_nearest_where_none(self.view, own)) for own in counted.levels]
        regions = [(counts, region) for counts in levels for region in _regions(self.view, counts)]
        while regions:
            badly = self._build(regions, allotted, price)
            regions = [(counts, half) for counts, region in badly for half in _halves(self.view, counts, region)]

    def _build(self, regions: Sequence[Region], allotted: Ints, price: Floats) -> list[Region]:
        """Forms the sets of these regions, but for those of more than one venue that would be built badly."""
        tasks, badly = [self._regional(*each, allotted, price) for each in regions], list[Region]()
        answers = side_by_side(
            lambda task: solve(self.view, task, GAP, NODES, max(REGION_SECONDS, self.watch.left)), tasks
        )
        for region, task, answer in zip(regions, tasks, answers, strict=True):
            self.cut_short |= answer is None or answer.out_of_time
            if len(region[1]) > 1 and self._is_poor(task, answer):
                badly.append(region)
            elif answer:
                self._standing.exchange((), answer.drafts)
        return badly

    def _regional(self, counts: Counts, region: Ints, allotted: Ints, price: Floats) -> Task:
        people = counts.people[np.isin(counts.venue, region)]
        venues = self._candidates(people, np.repeat(region, counts.sets[region]))
        load = allotted[:, counts.level, region].sum(axis=1)
        return Task(people, np.full(len(venues), counts.level), venues, load, price, Unlike.LEFT_OUT)

    def _is_poor(self, task: Task, answer: Answer | None) -> bool:
        """Whether time, or the nodes, ended before anything good was found: half of the region is soon built."""
        cost = self._cost_to(task.people, answer.drafts) if answer else np.inf
        return answer is None or cost - answer.bound > POOR * cost

    def improve(self) -> None:
        """Proves the best of a small programme at once; frees neighbourhoods of a larger one.

        Without venues there is nothing to do: sets are formed for compactness, once.
        """
        if not self.view.programme.venues:
            return
        if self.proved:
            return
        self.tell("improving sets")
        task = self._whole()
        if len(task.venues) > PROVABLE:
            self._improve_neighbourhoods()
        elif self.view.unlike and len(task.venues) > COUNTABLE:
            self._prove(replace(task, unlike=Unlike.FROM_BELOW))
            self._improve_neighbourhoods()
        else:
            self._prove(task)

    def _whole(self) -> Task:
        """Everybody, with as many candidates at each venue as could ever open there."""
        usable, levels = np.flatnonzero(self.view.seats > 0), range(len(self.view.programme.levels))
        most = [len(self.view.of_level(level)) // self.view.smallest for level in levels]
        venues = np.concatenate([np.repeat(usable, count) for count in most])
        candidates = np.repeat(np.array(levels, dtype=np.int64), np.array(most) * len(usable))
        people, prices = np.arange(len(self.view.level)), np.zeros(len(self.view.max_sets))
        return Task(people, candidates, venues, self.view.max_sets, prices)

    def _prove(self, task: Task) -> None:
        answer = solve(self.view, task, PROVED, self.effort.proof_nodes, self.watch.left)
        before, cost = self.drafts, self.cost
        self.drafts = list(answer.drafts) if answer else before
        if self.cost > cost:
            self.drafts = before
        if answer and not self.view.tried:
            self.bound = max(self.bound, answer.bound)
        self.cut_short |= answer is None or answer.out_of_time

    def _improve_neighbourhoods(self) -> None:
        """Ever larger ones, until none can be improved or the search is done; some time is left for what follows."""
        self._keep = min(self.effort.kept, RESERVE * self.watch.left)
        for size in self.effort.sizes:
            improving = True
            while improving:
                improving = False
                for batch in self._batches(size):
                    if self._done():
                        return
                    improving |= self._free([freed for freed in batch if self._is_new(*freed)])
                    self.tell("improving sets")

    def _done(self) -> bool:
        """Whether what was found is proved close enough, or the budget or the time is spent."""
        effort = self.effort
        budget = effort.mixing if self.view.unlike else max(effort.budget, len(self._standing.drafts))
        if self.cost - self.bound <= effort.enough * self.cost or len(self._settled) >= budget:
            return True
        late = self.watch.left <= self._keep
        self.cut_short |= late
        return late

    def _batches(self, size: int) -> Iterator[list[Freed]]:
        """Neighbourhoods that share no set, to be solved side by side."""
        pending = list(self._neighbourhoods(size))
        while pending:
            batch: list[Freed] = []
            later: list[Freed] = []
            busy: set[Draft] = set()
            for level, drafts in pending:
                apart = len(batch) < BATCH and busy.isdisjoint(drafts)
                (batch if apart else later).append((level, drafts))
                busy.update(drafts if apart else ())
            yield batch
            pending = later

    def _neighbourhoods(self, size: int) -> Iterator[Freed]:
        """Each set, and each place where somebody waits, with its nearest sets of the level."""
        for level in range(len(self.view.programme.levels)):
            drafts = [draft for draft in self.drafts if draft.level == level]
            waiting = [w for w in self.waiting if self.view.level[w] == level and self.view.reachable[w].any()]
            if not drafts and waiting:
                yield level, ()
            if drafts:
                to_set = _apart(self.view, drafts)
                to_person = np.array([self._ways(w, drafts) for w in waiting]).reshape(-1, len(drafts))
                for row in (*to_person, *to_set):
                    yield level, tuple(drafts[at] for at in np.argsort(row, kind="stable")[:size])
            if len(waiting) >= self.view.smallest and self._lacks_facilitators(level):
                yield from ((level, self._smallest_elsewhere(level, w, size)) for w in waiting)

    def _lacks_facilitators(self, level: int) -> bool:
        able = self.view.takes[:, level]
        return bool(len(able)) and not self.free_load(())[able].any()

    def _smallest_elsewhere(self, level: int, person: int, size: int) -> tuple[Draft, ...]:
        """Sets of other levels whose facilitators could lead this level: the smallest, and of these the nearest."""
        others = [d for d in self.drafts if d.level != level and self.view.takes[d.facilitator, level]]
        ways = self.view.seat_cost[person]
        return tuple(sorted(others, key=lambda draft: (len(draft.members), ways[draft.venue]))[:size])

    def _ways(self, person: int, drafts: Sequence[Draft]) -> Ints:
        """A person's journeys to each set; the set that has the people of their pin is nearest."""
        ways, pin = self.view.seat_cost[person, [draft.venue for draft in drafts]], self.view.pin[person]
        ways[[pin >= 0 and pin in self.view.pin[list(draft.members)] for draft in drafts]] = -1
        return ways

    def _is_new(self, level: int, neighbourhood: tuple[Draft, ...]) -> bool:
        """Whether all these sets still stand and were not tried with the same people and loads."""
        if not self._standing.stand(neighbourhood):
            return False
        levels = _levels(level, neighbourhood)
        waiting = tuple(int(w) for w in self.waiting if self.view.level[w] in levels)
        seated = tuple(sorted((draft.members, draft.venue) for draft in neighbourhood))
        key = (seated, waiting, self.free_load(neighbourhood).tobytes())
        new = key not in self._settled
        self._settled.add(key)
        return new

    def _free(self, batch: Sequence[Freed]) -> bool:
        """Solves freed sets and those who wait nearby anew, side by side; keeps what is better."""
        tasks = [self._task(level, freed) for level, freed in batch]
        answers = side_by_side(lambda task: self._solve_below(*task), tasks)
        better = False
        for (_, freed), (task, cost), answer in zip(batch, tasks, answers, strict=True):
            if answer and self._cost_to(task.people, answer.drafts) < cost:
                better |= self._standing.exchange_if_free(freed, answer.drafts)
        return better

    def _solve_below(self, task: Task, cost: float) -> Answer | None:
        seconds = self.watch.left - self._keep
        return solve(self.view, task, self.effort.gap, self.effort.nodes, seconds, below=cost - 0.5)

    def _task(self, level: int, freed: Sequence[Draft]) -> tuple[Task, float]:
        """The exact task of a neighbourhood, and the cost that its sets must stay below."""
        parts = [self._part(each, [d for d in freed if d.level == each]) for each in _levels(level, freed)]
        people, levels, venues = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        cost, load = self._cost_to(people, freed), self.nearby_load(levels, freed, venues)
        return Task(np.sort(people), levels, venues, load, np.zeros(len(load)), Unlike.FROM_BELOW), cost

    def _part(self, level: int, freed: Sequence[Draft]) -> tuple[Ints, Ints, Ints]:
        """The people of a level in a neighbourhood, and the levels and venues of its candidates."""
        view, seated = self.view, people_of(freed)
        waiting = [w for w in self.waiting if view.level[w] == level]
        own = np.array([draft.venue for draft in freed], dtype=np.int64)
        venues = self._candidates(seated if freed else np.array(waiting, dtype=np.int64), own)
        near = [w for w in waiting if view.reachable[w, venues].any() and not self.belongs_elsewhere(w, freed)]
        return np.union1d(seated, np.array(near, dtype=np.int64)), np.full(len(venues), level), venues

    def nearby_load(self, levels: Ints | int, freed: Sequence[Draft], venues: Ints | Sequence[int]) -> Ints:
        """The load of the levels' facilitators who are nearest to the venues, and of those who lead the freed sets."""
        load = self.free_load(freed)
        able = self.view.takes[:, np.unique(levels)].any(axis=1) & (load > 0)
        ways = np.where(able, self.view.lead_cost[:, venues].min(axis=1, initial=self.view.unplaced), np.inf)
        near = cheapest(ways, NEARBY_FACILITATORS, axis=0)
        near[[draft.facilitator for draft in freed if draft.facilitator >= 0]] = True
        return np.where(near, load, 0)

    def _cost_to(self, people: Ints, drafts: Sequence[Draft]) -> int:
        """What these sets, of some of these people, cost with the others left out."""
        left_out = len(people) - len(people_of(drafts))
        return sum(draft.cost(self.view) for draft in drafts) + self.view.unplaced * left_out

    def belongs_elsewhere(self, person: int, freed: Sequence[Draft]) -> bool:
        """Whether the people of a person's pin sit in a set that is not freed."""
        pin = self.view.pin[person]
        return pin >= 0 and any(pin in self.view.pin[list(d.members)] for d in self.drafts if d not in freed)

    def free_load(self, freed: Iterable[Draft]) -> Ints:
        """How many more sets each facilitator can take, (F,), were these sets freed."""
        return self._standing.free_load(freed)

    def _candidates(self, people: Ints, own: Ints) -> Ints:
        """Own venues, each once more than used, and the nearest others, sorted."""
        cost = np.where(self.view.reachable[people], self.view.seat_cost[people], self.view.unplaced)
        closest = np.sort(cost, axis=0)[: self.view.smallest].sum(axis=0) + self.view.hire
        closest = np.where(self.view.seats > 0, closest, np.iinfo(np.int64).max)
        others = [v for v in np.argsort(closest, kind="stable") if v not in own and self.view.seats[v] > 0]
        return np.sort(np.concatenate([own, np.unique(own), np.array(others[:NEARBY_VENUES], dtype=np.int64)]))


def _levels(level: int, freed: Iterable[Draft]) -> Ints:
    """The levels of a neighbourhood."""
    return np.unique([level, *(draft.level for draft in freed)])


def _apart(view: View, drafts: Sequence[Draft]) -> Floats:
    """How far sets are from each other: the mean journeys of each one's members to the other's venue."""
    venues = [draft.venue for draft in drafts]
    one_way = np.array([view.seat_cost[list(draft.members)][:, venues].mean(axis=0) for draft in drafts])
    apart: Floats = one_way + one_way.T
    np.fill_diagonal(apart, -1)
    return apart


def _nearest_where_none(view: View, counts: Counts) -> Ints:
    """Each person's counted venue; who has none is reckoned to the nearest that is used, or to their pin's."""
    used = np.flatnonzero(counts.sets)
    if not len(used):
        return counts.venue
    nearest = used[np.argmin(view.seat_cost[np.ix_(counts.people, used)], axis=1)]
    venue = np.where(counts.venue >= 0, counts.venue, nearest)
    for pin in range(view.pins.shape[1]):
        own = np.flatnonzero(view.pin[counts.people] == pin)
        venue[own] = venue[own[np.argmax(counts.venue[own])]] if len(own) else -1
    return venue


def _regions(view: View, counts: Counts) -> Iterator[Ints]:
    """The used venues in neighbouring groups of at most REGION sets (or one venue)."""
    pending = [np.flatnonzero(counts.sets)]
    while pending:
        venues = pending.pop()
        if counts.sets[venues].sum() <= REGION or len(venues) == 1:
            yield venues
        else:
            pending += _halves(view, counts, venues)


def _halves(view: View, counts: Counts, venues: Ints) -> list[Ints]:
    """Splits venues by which of two distant ones they resemble in people's journeys."""
    journeys, sets = view.seat_cost[np.ix_(counts.people, venues)].astype(float), counts.sets[venues]
    one = int(np.argmax(journeys.mean(axis=0)))
    from_one = np.abs(journeys - journeys[:, [one]]).mean(axis=0)
    from_other = np.abs(journeys - journeys[:, [int(np.argmax(from_one))]]).mean(axis=0)
    order = np.argsort(from_one - from_other, kind="stable")
    half = int(np.searchsorted(np.cumsum(sets[order]), sets.sum() / 2)) + 1
    half = min(max(half, 1), len(venues) - 1)
    return [np.sort(venues[order[:half]]), np.sort(venues[order[half:]])]
