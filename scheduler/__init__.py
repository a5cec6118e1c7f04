"""When and where each set meets, in which room, and who presents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from programme.plans import Calendar, LearningSet
from programme.records import Programme
from programme.watch import CALENDAR, Watch
from scheduler.entries import calendar
from scheduler.least import changing_least
from scheduler.mending import gap_helps, in_two_places, substitutes
from scheduler.moves import Moving
from scheduler.reach import beside, in_reach
from scheduler.search import Found, find, nothing, of_those_with_years
from scheduler.standing import fixed
from scheduler.stuck import hindering

__all__ = ["Moving", "hindering", "mended_by_gaps", "schedule", "substitutes"]


def schedule(programme: Programme, sets: Sequence[LearningSet], watch: Watch) -> Calendar:
    """A calendar for these sets: every rule on meetings kept, in as few minutes as were found.

    Sets that have no calendar, alone or beside the others, are in ``stuck`` with the reason
    and what would help; the others have theirs all the same. Equal programme and sets give
    an equal calendar, unless the watch cut the search short.
    """
    watch.tell(CALENDAR)
    ordered = sorted(sets, key=lambda learning_set: learning_set.set_id)
    clashing = in_two_places(programme, ordered)
    able = [s for s in ordered if s.set_id not in clashing]
    done = [s for s in able if len(fixed(programme, s)) >= programme.settings.meetings]
    known, stuck = in_reach(programme, [s for s in able if s not in done], watch)
    stuck |= clashing
    begun = replace(nothing(known), cut_short=bool(stuck) and watch.expired())
    found, crowded = (changing_least if programme.standing else _anew)(begun, watch)
    return calendar(found, stuck | crowded, done)


def mended_by_gaps(
    programme: Programme, sets: Sequence[LearningSet], stuck: Iterable[str], watch: Watch
) -> frozenset[str]:
    """Which of the set_ids ``stuck`` have a calendar beside all other sets if their gaps may be wider."""
    wanted = frozenset(own.set_id for own in sets if own.set_id in set(stuck) and gap_helps(programme, own))
    if not wanted:
        return wanted
    return wanted - schedule(replace(programme, wide_gaps=programme.wide_gaps | wanted), sets, watch).stuck.keys()


def _anew(begun: Found, watch: Watch) -> tuple[Found, dict[str, str]]:
    """The best calendar of all sets that have one beside the others, and why some have none."""
    found, crowded = beside(find(begun, watch))
    return (find(of_those_with_years(found), watch) if crowded else found), crowded
