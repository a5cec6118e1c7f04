"""When and where each set meets, in which room, and who presents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from programme.plans import Calendar, LearningSet
from programme.records import Programme
from programme.watch import Watch
from scheduler.entries import calendar
from scheduler.moves import Moving
from scheduler.reach import beside, in_reach
from scheduler.search import find, nothing, of_those_with_years

__all__ = ["Moving", "schedule"]


def schedule(programme: Programme, sets: Sequence[LearningSet], watch: Watch) -> Calendar:
    """A calendar for these sets: every rule on meetings kept, in as few minutes as were found.

    Sets that have no calendar, alone or beside the others, are in ``stuck`` with the reason
    and what would help; the others have theirs all the same. Equal programme and sets give
    an equal calendar, unless the watch cut the search short.
    """
    known, stuck = in_reach(programme, sorted(sets, key=lambda learning_set: learning_set.set_id), watch)
    begun = replace(nothing(known), cut_short=bool(stuck) and watch.expired())
    found, crowded = beside(find(begun, watch))
    if crowded:
        found = find(of_those_with_years(found), watch)
    return calendar(found, stuck | crowded)
