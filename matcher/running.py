"""The sets that stand, as the repair sees them: who may stay, who may join, and what can stay as it is.

Shapes: L leaders, S sets, V venues, F facilitators, 10 slots.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from matcher.view import Flags, Ints, View
from programme.plans import LearningSet, Meeting, Standing
from programme.rules.company import SetSize
from programme.rules.opening import FacilitatorFree, inside
from programme.rules.pinned import Pinned
from programme.rules.standing import Joining


@dataclass(frozen=True, eq=False)
class Running:
    """The sets of a plan that stands, among the people and places that there are now; -1 is nobody, nowhere."""

    view: View
    standing: Standing
    given_up: frozenset[str] = frozenset()
    barred: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def sets(self) -> tuple[LearningSet, ...]:
        """The sets of a level that still has people, but for those ``given_up``."""
        levels = set(self.view.programme.levels)
        return tuple(s for s in self.standing.plan.sets if s.level in levels and s.set_id not in self.given_up)

    @cached_property
    def level(self) -> Ints:
        """(S,), an index into ``programme.levels``."""
        return self._of_sets(lambda s: self.view.programme.levels.index(s.level))

    @cached_property
    def venue(self) -> Ints:
        """(S,)."""
        return self._of_sets(lambda s: self.view.programme.venue_at.get(s.venue_id, -1))

    @cached_property
    def slot(self) -> Ints:
        """(S,)."""
        return self._of_sets(lambda s: int(s.slot))

    @cached_property
    def facilitator(self) -> Ints:
        """(S,)."""
        return self._of_sets(lambda s: self.view.programme.facilitator_at.get(s.facilitator_id, -1))

    @cached_property
    def had(self) -> Ints:
        """The set that each leader has a place in, -1 for none or one that is gone, (L,)."""
        index = {s.set_id: at for at, s in enumerate(self.sets)}
        seat = self.standing.set_of
        return np.array([index.get(seat.get(x.leader_id, ""), -1) for x in self.view.programme.leaders], dtype=np.int64)

    @cached_property
    def placed(self) -> Flags:
        """Who had a place, in whatever set, (L,)."""
        return np.array([x.leader_id in self.standing.set_of for x in self.view.programme.leaders], dtype=bool)

    @cached_property
    def new(self) -> Flags:
        """Who is a newcomer, (L,)."""
        return np.array([self.standing.is_newcomer(x.leader_id) for x in self.view.programme.leaders], dtype=bool)

    @cached_property
    def closed(self) -> frozenset[str]:
        """The set_ids of sets that no newcomer may join any more."""
        return Joining.closed(self.view.programme, self.standing)

    @cached_property
    def welcome(self) -> Flags:
        """Who may be in which set, whenever and wherever it meets, (L, S)."""
        programme = self.view.programme
        may = self.view.level[:, None] == self.level
        ids = np.array([s.set_id for s in self.sets])
        for pin, members in Pinned.groups(programme).items():
            may[members] &= ids == pin
        for leader_id, set_id in programme.declined | self.barred:
            if leader_id in programme.leader_at:
                may[programme.leader_at[leader_id]] &= ids != set_id
        shut = np.isin(ids, list(self.closed))
        return np.asarray(may & (~self.new[:, None] | ~shut))

    @cached_property
    def stays(self) -> Flags:
        """Who may go on in their set, as far as the set can go on as it is, (L,)."""
        rows = np.flatnonzero(self.had >= 0)
        stays = np.zeros(len(self.had), dtype=bool)
        stays[rows] = self.welcome[rows, self.had[rows]]
        return stays

    def members(self, row: int) -> Ints:
        """Positions of those who may go on in a set."""
        return np.flatnonzero(self.stays & (self.had == row))

    @cached_property
    def needs(self) -> Ints:
        """How many members each set is short of, (S,)."""
        there = np.bincount(self.had[self.stays], minlength=len(self.sets))
        return np.maximum(0, self.view.smallest - there)

    @cached_property
    def quorate(self) -> Flags:
        """The sets that those who stay can carry on by themselves, (S,)."""
        least = np.array([SetSize.least(self.view.programme, s) for s in self.sets], dtype=np.int64)
        return np.asarray(self.view.smallest - self.needs >= least)

    @cached_property
    def settled(self) -> Flags:
        """The sets whose home and usual slot suit all who stay, (S,)."""
        view, found = self.view, np.ones(len(self.sets), dtype=bool)
        for row in range(len(self.sets)):
            own, venue, slot = self.members(row), int(self.venue[row]), int(self.slot[row])
            found[row] = view.leader_free[own, slot].all()
            if view.programme.venues:
                fits = venue >= 0 and view.venue_free[venue, slot] and len(own) <= view.seats[venue]
                found[row] &= fits and view.reachable[own, venue].all()
        return found

    @cached_property
    def led(self) -> Flags:
        """The sets whose facilitator can go on, (S,); all where the programme has no facilitators."""
        view, found = self.view, np.ones(len(self.sets), dtype=bool)
        for row in range(len(self.sets)) if len(view.max_sets) else ():
            leader, own = int(self.facilitator[row]), self.members(row)
            fits = leader >= 0 and view.takes[leader, self.level[row]] and view.serves[leader, own].all()
            found[row] = fits and self.settled[row] and view.facilitator_free[leader, self.slot[row]]
        load = np.bincount(self.facilitator[found & (self.facilitator >= 0)], minlength=len(view.max_sets))
        over = np.flatnonzero(load > view.max_sets)
        return np.asarray(found & ~np.isin(self.facilitator, over))

    @cached_property
    def troubled(self) -> Flags:
        """The sets that cannot simply go on as they are, (S,): members are missing, or cannot all stay, or go on so."""
        at_ease = np.array([self._at_ease(self.members(row)) for row in range(len(self.sets))], dtype=bool)
        return np.asarray((self.needs > 0) | ~self.settled | ~self.led | ~at_ease)

    def _at_ease(self, members: Ints) -> bool:
        """Whether they are not too many, and nobody is to be kept apart from another."""
        alike = self.view.membership[members].sum(axis=0).max(initial=0)
        return bool(alike <= 1 and len(members) <= SetSize.most(self.view.programme))

    @cached_property
    def load(self) -> Ints:
        """How many more sets each facilitator can take beside those they go on with, (F,)."""
        kept = self.facilitator[self.led & (self.facilitator >= 0)]
        return self.view.max_sets - np.bincount(kept, minlength=len(self.view.max_sets))

    @cached_property
    def engaged(self) -> Flags:
        """Who cannot lead which set because they lead another at the time of a meeting that is too near, (S, F)."""
        return np.asarray(self._clashes(near=True) > 0)

    @cached_property
    def led_otherwise(self) -> Ints:
        """How many meetings would change with each facilitator, (S, F): all that are open with another than now."""
        changed = self._clashes(near=False)
        others = np.arange(changed.shape[1]) != self.facilitator[:, None]
        return np.asarray(changed + others * self._open_meetings[:, None])

    def elsewhere(self, rows: Ints, venue: Ints) -> Ints:
        """How many meetings of each of these sets would change with another home."""
        return np.where(venue == self.venue[rows], 0, self._open_meetings[rows])

    def on_other_days(self, rows: Ints, slot: Ints) -> Ints:
        """How many meetings of each of these sets would change with another slot."""
        return np.where(slot == self.slot[rows], 0, self._open_meetings[rows])

    @cached_property
    def _open_meetings(self) -> Ints:
        fixed, meetings = self.standing.fixed, self.standing.plan.meetings_of
        return self._of_sets(lambda s: sum(meeting.uid not in fixed for meeting in meetings[s.set_id]))

    def _clashes(self, *, near: bool) -> Ints:
        """Coming meetings of each set, all or those too near, when a facilitator leads another; or, of all, is away."""
        programme, standing = self.view.programme, self.standing
        count = np.zeros((len(self.sets), len(programme.facilitators)), dtype=np.int64)
        free = FacilitatorFree.open(programme)
        for row, learning_set in enumerate(self.sets):
            for meeting in standing.plan.meetings_of[learning_set.set_id]:
                if meeting.uid in standing.held or (near and meeting.uid not in standing.fixed):
                    continue
                count[row, self._leading_elsewhere(meeting)] += 1
                if not near and inside(programme, meeting):
                    count[row] += ~free[:, programme.week_of(meeting.date), meeting.slot]
        return count

    def _leading_elsewhere(self, meeting: Meeting) -> list[int]:
        then = self._led_at[meeting.date, meeting.slot.half]
        return sorted({leader for leader, set_id in then if set_id != meeting.set_id})

    @cached_property
    def _led_at(self) -> dict[tuple[date, int], set[tuple[int, str]]]:
        """Who leads which set on each half-day: positions and set_ids."""
        found: dict[tuple[date, int], set[tuple[int, str]]] = defaultdict(set)
        for meeting in self.standing.plan.meetings:
            if meeting.facilitator_id in self.view.programme.facilitator_at:
                leader = self.view.programme.facilitator_at[meeting.facilitator_id]
                found[meeting.date, meeting.slot.half].add((leader, meeting.set_id))
        return found

    def _of_sets(self, what: Callable[[LearningSet], int]) -> Ints:
        return np.array([what(s) for s in self.sets], dtype=np.int64)
