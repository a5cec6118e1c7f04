"""The exact model of a few sets: who sits where, on which slot, with which facilitator.

Each candidate is a set that may open at a given venue. It chooses one slot and one
facilitator; a leader or facilitator who sits in it must be free on the slot it chose. That
keeps the model small: no column names leader, venue and slot at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from matcher.linear import LinearModel, Solved, table
from matcher.mixing import Mixing
from matcher.rows import Seats, keep_apart, keep_pinned, price_pairs
from matcher.view import Flags, Floats, Ints, View
from programme.prices import company_cost, tenths

ROUNDING = 1e-3
"""Costs are whole tenths, so bounds are rounded up, but for what arithmetic may have lost."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A set in the making, by positions; ``facilitator`` and ``venue`` are -1 where the programme has none."""

    level: int
    members: tuple[int, ...]
    venue: int
    facilitator: int
    slot: int

    def cost(self, view: View) -> int:
        """Travel of members and facilitator, hire, and what pairs cost, tenths."""
        pairs = company_cost(view.programme, self.members)
        if self.venue < 0:
            return pairs
        lead = view.lead_cost[self.facilitator, self.venue] if self.facilitator >= 0 else 0
        return pairs + int(view.seat_cost[list(self.members), self.venue].sum() + lead + view.hire[self.venue])


class Unlike(Enum):
    """How pairs that should be alike and are not are counted: the more exactly, the harder to search."""

    LEFT_OUT = 0
    FROM_BELOW = 1
    EXACTLY = 2


@dataclass(frozen=True, slots=True)
class Task:
    """Which people to seat in which candidate sets, led by whom.

    ``levels`` and ``venues`` (candidates,) say what each candidate is; alike ones stand
    next to each other. ``free_load`` (F,) is how many more sets each facilitator can take,
    and ``price`` (F,) what each of those is worth elsewhere, in tenths. ``unlike`` says how
    the prices on pairs that are not alike are counted.
    """

    people: Ints
    levels: Ints
    venues: Ints
    free_load: Ints
    price: Floats
    unlike: Unlike = Unlike.EXACTLY


@dataclass(frozen=True, slots=True)
class Answer:
    """The best sets found and a bound on their cost with those left out, in whole tenths."""

    drafts: tuple[Draft, ...]
    bound: float
    out_of_time: bool


class ExactModel:
    """The columns of a task: ``x`` seats people, ``z`` gives a set its slot, ``w`` its facilitator."""

    def __init__(self, view: View, task: Task) -> None:
        self.view, self.task, self.model = view, task, LinearModel()
        self.out_of_time = False
        self.facilitators = np.flatnonzero(view.takes[:, np.unique(task.levels)].any(axis=1) & (task.free_load > 0))
        self._add_columns()
        self._add_places()
        self._add_pairs()
        self._add_sizes()
        self._add_slots()
        if len(view.max_sets):
            self._add_facilitators()
            self._add_exclusions()
        self._add_symmetry()

    def limit(self, cost: float) -> None:
        """Only solutions that cost at most this much, tenths."""
        columns = np.arange(self.model.columns)
        costs = np.concatenate(self.model.cost)
        used = costs != 0
        self.model.at_most.add([(np.zeros(used.sum()), columns[used], costs[used])], [cost])

    def place(self, must: Ints, others: Ints, most_left_out: int) -> None:
        """These people, positions in the task, have a set, and at most so many of the others have none."""
        self.model.at_most.add([(np.zeros(len(must)), self.left_out[must], 1)], [0])
        self.model.at_most.add([(np.zeros(len(others)), self.left_out[others], 1)], [most_left_out])

    def solve(self, gap: float, nodes: int, seconds: float) -> Answer | None:
        """The best sets; None where there is no solution, or none was found."""
        solved = self.model.solve(gap, nodes, seconds)
        self.out_of_time = solved.out_of_time
        if solved.values is None:
            return None
        return Answer(self._extract(solved), float(np.ceil(solved.bound - ROUNDING)), solved.out_of_time)

    def _add_columns(self) -> None:
        view, task = self.view, self.task
        candidates = len(task.venues)
        peers = view.level[task.people][:, None] == task.levels
        self.who, self.where = np.nonzero(peers & view.reachable[np.ix_(task.people, task.venues)])
        self.x = self.model.add_columns(view.seat_cost[task.people[self.who], task.venues[self.where]])
        self.open = self.model.add_columns(view.hire[task.venues])
        self.at, self.slot = np.nonzero(view.venue_free[task.venues])
        self.z = self.model.add_columns(np.zeros(len(self.at)))
        takes = view.takes[np.ix_(self.facilitators, task.levels)]
        leads = takes & view.leads_at[np.ix_(self.facilitators, task.venues)]
        self.leader_of, self.leads = np.nonzero(leads)
        leading = self.facilitators[self.leader_of]
        self.w = self.model.add_columns(view.lead_cost[leading, task.venues[self.leads]] + task.price[leading])
        self.left_out = self.model.add_columns(np.full(len(task.people), view.unplaced))
        self.candidates = np.arange(candidates)

    def _add_places(self) -> None:
        """Everyone sits once or is left out; in a set sits at most one of a group kept apart, and one pin."""
        people = len(self.task.people)
        self.model.equal.add([(self.who, self.x, 1), (np.arange(people), self.left_out, 1)], np.ones(people))
        keep_apart(self.model, self._seats(), self.view.membership)
        keep_pinned(self.model, self._seats(), self.view.pins)

    def _seats(self) -> Seats:
        return Seats(self.x, self.task.people[self.who], self.where, self.open)

    def _add_pairs(self) -> None:
        """What pairs in a set cost, alike or not."""
        largest, seats = int(self.view.seats.max(initial=0)), self._seats()
        price_pairs(self.model, seats, *self.view.alike, largest)
        for price in self.view.unlike if self.task.unlike is not Unlike.LEFT_OUT else ():
            sizes = (self.view.smallest, largest)
            mixing = Mixing(self.model, seats, price.membership, tenths(price.minutes), sizes)
            mixing.bound_from_below()
            if self.task.unlike is Unlike.EXACTLY:
                mixing.count()

    def _add_sizes(self) -> None:
        none = np.zeros(len(self.candidates))
        most, fewest = self.view.seats[self.task.venues], self.view.smallest
        self.model.at_most.add([(self.where, self.x, 1), (self.candidates, self.open, -most)], none)
        self.model.at_most.add([(self.where, self.x, -1), (self.candidates, self.open, fewest)], none)

    def _add_slots(self) -> None:
        """One slot a set, on which every member is free."""
        self.model.equal.add([(self.at, self.z, 1), (self.candidates, self.open, -1)], np.zeros(len(self.candidates)))
        free = self.view.leader_free[self.task.people]
        self._on_a_free_slot(self.x, self.who, self.where, free)

    def _on_a_free_slot(self, columns: Ints, person: Ints, candidate: Ints, free: Flags) -> None:
        """A column may be 1 only where its candidate's slot is free for its person."""
        blocked = ~free[person] & self.view.venue_free[self.task.venues[candidate]]
        needed = np.flatnonzero(blocked.any(axis=1))
        z = table(self.z, self.at, self.slot, (len(self.candidates), free.shape[1]))[candidate[needed]]
        row, slot = np.nonzero(free[person[needed]] & (z >= 0))
        entries = [(np.arange(len(needed)), columns[needed], 1.0), (row, z[row, slot], -1.0)]
        self.model.at_most.add(entries, np.zeros(len(needed)))

    def _add_facilitators(self) -> None:
        """One facilitator a set, free on its slot, within their load."""
        none = np.zeros(len(self.candidates))
        self.model.equal.add([(self.leads, self.w, 1), (self.candidates, self.open, -1)], none)
        self._on_a_free_slot(self.w, self.leader_of, self.leads, self.view.facilitator_free[self.facilitators])
        self.model.at_most.add([(self.leader_of, self.w, 1)], self.task.free_load[self.facilitators])

    def _add_exclusions(self) -> None:
        """No facilitator with a member whom they may not serve."""
        w = table(self.w, self.leader_of, self.leads, (len(self.facilitators), len(self.candidates)))
        kept = ~self.view.serves[np.ix_(self.facilitators, self.task.people)]
        facilitator, column = np.nonzero(kept[:, self.who])
        led = w[facilitator, self.where[column]]
        self.model.not_both(self.x[column[led >= 0]], led[led >= 0])

    def _add_symmetry(self) -> None:
        """Candidates that are alike open in turn."""
        kind = np.column_stack([self.task.levels, self.task.venues])
        later = np.flatnonzero((kind[1:] == kind[:-1]).all(axis=1)) + 1
        rows = np.arange(len(later))
        self.model.at_most.add([(rows, self.open[later], 1), (rows, self.open[later - 1], -1)], np.zeros(len(later)))

    def _extract(self, solved: Solved) -> tuple[Draft, ...]:
        assert solved.values is not None
        chosen = solved.values > 0.5
        return tuple(self._draft(int(k), chosen) for k in np.flatnonzero(chosen[self.open]))

    def _draft(self, candidate: int, chosen: Flags) -> Draft:
        members = self.task.people[self.who[chosen[self.x] & (self.where == candidate)]]
        slot = self.slot[chosen[self.z] & (self.at == candidate)][0]
        led = self.facilitators[self.leader_of[chosen[self.w] & (self.leads == candidate)]]
        return Draft(
            level=int(self.task.levels[candidate]),
            members=tuple(sorted(map(int, members))),
            venue=int(self.task.venues[candidate]),
            facilitator=int(led[0]) if len(led) else -1,
            slot=int(slot),
        )


def solve(view: View, task: Task, gap: float, nodes: int, seconds: float, below: float | None = None) -> Answer | None:
    """The best sets of a task, or None where there is no solution of cost below ``below``."""
    exact = ExactModel(view, task)
    if below is not None:
        exact.limit(below)
    return exact.solve(gap, nodes, seconds)


def people_of(drafts: Sequence[Draft]) -> Ints:
    """Everyone who sits in these drafts, ascending."""
    return np.array(sorted(member for draft in drafts for member in draft.members), dtype=np.int64)
