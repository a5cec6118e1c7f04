"""The cheapest year of one set in which nobody is absent too often; at equal cost the fairest.

Who has missed how many meetings is a second state besides the week. Few sets need it, so
it is searched best first (A*), led by the dynamic programme that ignores the limit: where
the limit does not bind, only the best paths are looked at.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.options import Options
from scheduler.paths import Priced, Years, backward

Missed = tuple[int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """A year begun: its least total cost, its unfairness, and how it came about; ordered for the search."""

    total: float
    unfair: int
    weeks: tuple[int, ...]
    slots: tuple[int, ...]
    spent: float
    missed: Missed


Choice = tuple[float, int, Missed]
"""One way to meet in a week: its cost, its slot, who is absent."""


def within_limit(options: Options, costs: Priced) -> Years | None:
    """The best year of the only set in ``options`` with nobody absent too often; None where there is none."""
    year = Year(options, costs)
    queue = list(year.begun())
    heapq.heapify(queue)
    seen: set[tuple[int, int, Missed]] = set()
    while queue:
        step = heapq.heappop(queue)
        if year.first + len(step.weeks) == options.meetings:
            return _years(options, costs, step)
        state = (len(step.weeks), step.weeks[-1], step.missed)
        if state not in seen:
            seen.add(state)
            for later in year.further(step):
                heapq.heappush(queue, later)
    return None


class Year:
    """What the only set of some options may do: its choices by week, and the least cost that follows."""

    def __init__(self, options: Options, costs: Priced) -> None:
        self.options = options
        self.after = backward(options, costs.week)[:, 0]
        self.misses = options.misses[0].tolist()
        self.choices = [_choices(options, costs, week) for week in range(costs.week.shape[1])]
        self.first = int(options.first[0])

    def begun(self) -> Iterator[Step]:
        """Every first meeting that is planned."""
        for week in range(len(self.choices)):
            yield from self.meet(NOTHING, week, float(self.options.start[0, week]))

    def further(self, step: Step) -> Iterator[Step]:
        """The step with each possible next meeting."""
        waiting = self.options.gap[self.first + len(step.weeks) - 1, 0, step.weeks[-1]].tolist()
        for weeks, cost in zip(self.options.gaps, waiting, strict=True):
            yield from self.meet(step, step.weeks[-1] + weeks, cost)

    def meet(self, step: Step, week: int, gap: float) -> Iterator[Step]:
        """The step with a meeting in this week, after a gap of this cost."""
        left = float(self.after[self.first + len(step.weeks), week]) if week < len(self.choices) else np.inf
        for cost, slot, absent in self.choices[week] if np.isfinite(left + gap) else ():
            missed = tuple(a + b for a, b in zip(step.missed or (0,) * len(absent), absent, strict=True))
            if all(a <= most for a, most in zip(missed, self.misses, strict=True)):
                spent, unfair = step.spent + gap + cost, sum(m * m for m in missed)
                yield Step(spent + left, unfair, (*step.weeks, week), (*step.slots, slot), spent, missed)


NOTHING = Step(0.0, 0, (), (), 0.0, ())


def _choices(options: Options, costs: Priced, week: int) -> list[Choice]:
    """The cheapest slot of the week for each group of absentees, cheapest first."""
    by_slot = costs.at[0, :, week].min(axis=0) + costs.day[0, week]
    groups: dict[Missed, Choice] = {}
    for slot in np.flatnonzero(np.isfinite(by_slot)).tolist():
        missed = tuple(options.absent[0, :, week, slot].astype(int).tolist())
        choice = (float(by_slot[slot]), slot, missed)
        groups[missed] = min(groups.get(missed, choice), choice)
    return sorted(groups.values())


def _years(options: Options, costs: Priced, step: Step) -> Years:
    candidate = costs.at[0][:, step.weeks, step.slots].argmin(axis=0)
    found = np.full((3, 1, options.meetings), -1, dtype=np.int64)
    found[:, 0, int(options.first[0]) :] = step.weeks, step.slots, candidate
    return Years(week=found[0], slot=found[1], candidate=found[2])
