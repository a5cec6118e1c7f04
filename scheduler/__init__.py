"""When and where each set meets, in which room, and who presents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from programme.plans import Calendar, LearningSet
from programme.records import Programme
from programme.watch import Watch
from scheduler.entries import calendar
from scheduler.least import changing_least
from scheduler.moves import Moving
from scheduler.reach import beside, in_reach
from scheduler.search import Found, find, nothing, of_those_with_years
from scheduler.standing import fixed

__all__ = ["Moving", "schedule"]


def schedule(programme: Programme, sets: Sequence[LearningSet], watch: Watch) -> Calendar:
    """A calendar for these sets: every rule on meetings kept, in as few minutes as were found.

    Sets that have no calendar, alone or beside the others, are in ``stuck`` with the reason
    and what would help; the others have theirs all the same. Equal programme and sets give
    an equal calendar, unless the watch cut the search short.
    """
    ordered = sorted(sets, key=lambda learning_set: learning_set.set_id)
    done = [s for s in ordered if len(fixed(programme, s)) >= programme.settings.meetings]
    known, stuck = in_reach(programme, [s for s in ordered if s not in done], watch)
    begun = replace(nothing(known), cut_short=bool(stuck) and watch.expired())
    found, crowded = (changing_least if programme.standing else _anew)(begun, watch)
    return calendar(found, stuck | crowded, done)


def _anew(begun: Found, watch: Watch) -> tuple[Found, dict[str, str]]:
    """The best calendar of all sets that have one beside the others, and why some have none."""
    found, crowded = beside(find(begun, watch))
    return (find(of_those_with_years(found), watch) if crowded else found), crowded
