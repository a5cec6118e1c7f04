"""Why a set has no calendar, and which rule to loosen: always true, always specific."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, islice, takewhile

import numpy as np

from programme.plans import LearningSet
from programme.records import Closure, Programme
from programme.rules import may_meet
from programme.rules.meetings import Gaps
from programme.rules.opening import present
from programme.watch import Watch
from scheduler.greedy import Diary, cheapest
from scheduler.options import Options, options, real
from scheduler.paths import Years, priced
from scheduler.pricing import at_tariff
from scheduler.standing import fixed
from scheduler.tariff import free

NAMED = 3
"""Remedies named in one sentence."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One rule loosened: the programme as it would then be, and how to say so."""

    text: str
    programme: Programme


def alone(programme: Programme, learning_set: LearningSet, watch: Watch, allowed: Iterable[str] = ()) -> str:
    """Why this set has no calendar even as the only one, and what would give it one; ``allowed`` is known to."""
    wanted = _wanted(programme, learning_set)
    concerned = ["its members"] + ["its facilitator"] * bool(learning_set.facilitator_id)
    concerned += ["a venue within reach"] * bool(learning_set.venue_id)
    suit = " and ".join([", ".join(concerned[:-1]), concerned[-1]] if concerned[1:] else concerned)
    reason = f"Even by itself it has {wanted} to suit {suit}."
    own = with_its_people(programme, learning_set)
    tried = takewhile(lambda _: not watch.expired(), _remedies(own, learning_set))
    helping = (remedy.text for remedy in tried if year_alone(remedy.programme, learning_set) is not None)
    if helps := list(islice(chain(allowed, helping), NAMED)):
        return f"{reason} It would have a calendar if {'; or if '.join(helps)}."
    if watch.expired():
        return f"{reason} Time ran out before it was known which rule to loosen."
    return f"{reason} No single rule decides it: loosen several of its people's dates, closures and limits."


def beside(diary: Diary, row: int) -> str:
    """Why this set, which has a calendar alone, has none beside those in the diary."""
    programme, learning_set = diary.options.programme, diary.options.sets[row]
    why = "On too many of the half-days that would do,"
    if learning_set.facilitator_id and year_beside(diary, row, leads=False) is not None:
        leader = programme.facilitators[programme.facilitator_at[learning_set.facilitator_id]].name
        far = "" if year_beside(diary, row, onward=False) is None else ", too far away for one day"
        return f"{why} {leader}, its facilitator, leads other sets{far}: another facilitator would give it a calendar."
    if learning_set.venue_id and year_beside(diary, row, rooms=False) is not None:
        venue = programme.venues[programme.venue_at[learning_set.venue_id]].name
        return f"{why} the rooms of {venue} and of all venues within reach are taken: another room there would do."
    return f"{why} its facilitator leads other sets or the rooms within reach are taken: change both, or its members."


def year_alone(programme: Programme, learning_set: LearningSet) -> tuple[int, ...] | None:
    """Venues of the best calendar of this set as the only one, wherever within reach; None where there is none."""
    wide = everywhere(programme, learning_set)
    return _venues_used(wide, cheapest(wide, at_tariff(wide, free(wide))))


def hindering(programme: Programme, learning_set: LearningSet) -> str:
    """The leader_id of the member without whom the set would have a calendar by itself; "" where there is none.

    Of several the one who came last, and of these who is away most.
    """
    own = with_its_people(programme, learning_set)
    if year_alone(own, learning_set) is not None:
        return ""
    had = programme.standing.set_of if programme.standing else {}
    away = dict(zip((x.leader_id for x in own.leaders), (~present(own)).sum(axis=(1, 2)).tolist(), strict=True))
    for who in sorted(learning_set.members, key=lambda m: (had.get(m) == learning_set.set_id, -away[m], m)):
        rest = replace(learning_set, members=tuple(m for m in learning_set.members if m != who))
        if year_alone(own, rest) is not None:
            return who
    return ""


def year_beside(
    diary: Diary, row: int, rooms: bool = True, leads: bool = True, onward: bool = True
) -> tuple[int, ...] | None:
    """The same beside the calendars in the diary.

    ``rooms`` and ``leads`` say whether the bookings of rooms and of facilitators count,
    ``onward`` whether facilitators need time to travel between them.
    """
    wide = everywhere(diary.options.programme, diary.options.sets[row])
    seen = replace(
        free(wide),
        rooms=diary.shown.rooms if rooms else diary.base.rooms,
        leads=diary.shown.leads if leads else diary.base.leads,
    )
    return _venues_used(wide, cheapest(wide, priced(wide, seen, diary.barred(row, wide) if leads and onward else 0.0)))


def everywhere(programme: Programme, learning_set: LearningSet) -> Options:
    """What this set may do by itself, at every venue within reach."""
    return real(options(programme, [learning_set], nearest=len(programme.venues)))


def _venues_used(wide: Options, year: Years | None) -> tuple[int, ...] | None:
    return None if year is None else tuple(np.unique(wide.venue[0, year.entries()[3]]).tolist())


def _wanted(programme: Programme, learning_set: LearningSet) -> str:
    """What the set looks for in vain."""
    weeks, stay = Gaps.permitted(programme, learning_set.set_id), fixed(programme, learning_set)
    count = programme.settings.meetings - len(stay)
    if count == 1 and stay:
        return f"{weeks[0]} to {weeks[-1]} weeks after its meeting on {stay[-1].date} no half-day"
    apart = f"{count} half-days {weeks[0]} to {weeks[-1]} weeks apart"
    return f"after its meeting on {stay[-1].date} no {apart}" if stay else f"no {apart}"


def with_its_people(programme: Programme, learning_set: LearningSet) -> Programme:
    """The programme with this set's people, and the venues it can use, alone: small, so quick to ask."""
    leading = {learning_set.facilitator_id, *programme.substitutes.values()}
    at = [programme.leader_at[member] for member in learning_set.members]
    allowed = np.asarray(may_meet(programme)[at].all(axis=0))
    return replace(
        programme,
        leaders=tuple(programme.leaders[row] for row in at),
        facilitators=tuple(f for f in programme.facilitators if f.facilitator_id in leading),
        venues=tuple(
            venue
            for row, venue in enumerate(programme.venues)
            if allowed[row] or venue.venue_id == learning_set.venue_id
        ),
    )


def _remedies(programme: Programme, learning_set: LearningSet) -> Iterator[Remedy]:
    """Each rule loosened by itself, the easiest to ask for first."""
    yield from _dates(programme, learning_set)
    yield from _closures(programme)
    yield from _venues(programme)
    yield from _limits(programme, learning_set)


def _dates(programme: Programme, learning_set: LearningSet) -> Iterator[Remedy]:
    for row, one in enumerate(programme.facilitators):
        if one.facilitator_id == learning_set.facilitator_id:
            text = f"{one.name}, its facilitator, were free on more days (cannot_attend, away), or another led it"
            leading = list(programme.facilitators)
            leading[row] = replace(one, cannot_attend=frozenset(), away=())
            yield Remedy(text, replace(programme, facilitators=tuple(leading)))
    for row, leader in enumerate(programme.leaders):
        text = f"{leader.name} were free on more days (cannot_attend, away)"
        people = list(programme.leaders)
        people[row] = replace(leader, cannot_attend=frozenset(), away=())
        yield Remedy(text, replace(programme, leaders=tuple(people)))


def _closures(programme: Programme) -> Iterator[Remedy]:
    for row, closure in enumerate(programme.closures):
        if closure.price is None:
            text = f"the closure {_called(closure)} were lifted, or had a price"
            rest = programme.closures[:row] + programme.closures[row + 1 :]
            yield Remedy(text, replace(programme, closures=rest))


def _venues(programme: Programme) -> Iterator[Remedy]:
    for row, venue in enumerate(programme.venues):
        text = f"{venue.name} were open on more days (cannot_host, closed)"
        venues = list(programme.venues)
        venues[row] = replace(venue, cannot_host=frozenset(), closed=())
        yield Remedy(text, replace(programme, venues=tuple(venues)))


def _limits(programme: Programme, learning_set: LearningSet) -> Iterator[Remedy]:
    rules, held = programme.settings, len(fixed(programme, learning_set))
    low, high, end = rules.weeks_between_min, rules.weeks_between_max, _later_end(programme, learning_set)
    for text, settings in (
        (f"{high + 2} weeks were allowed between meetings (weeks_between_max)", {"weeks_between_max": high + 2}),
        (f"{low - 1} weeks were allowed between meetings (weeks_between_min)", {"weeks_between_min": low - 1}),
        (f"{rules.quorum - 1} present were enough (quorum)", {"quorum": rules.quorum - 1}),
        (
            f"anybody might miss {rules.most_absences + 1} meetings (most_absences)",
            {"most_absences": rules.most_absences + 1},
        ),
        (f"the programme ended on {end} (last_day)", {"last_day": end}),
        (f"it had {rules.meetings - 1} meetings (meetings)", {"meetings": rules.meetings - 1}),
    ):
        if settings.get("meetings") != held and settings.get("weeks_between_min") != 0:
            yield Remedy(text, replace(programme, settings=replace(rules, **settings)))


def _later_end(programme: Programme, learning_set: LearningSet) -> date:
    """Four weeks more, or as long as the set's meetings to come take with the longest gaps."""
    rules, stay = programme.settings, fixed(programme, learning_set)
    year = timedelta(weeks=rules.weeks_between_max * (rules.meetings - len(stay)))
    return max(rules.last_day + timedelta(weeks=4), stay[-1].date + year if stay else rules.last_day)


def _called(closure: Closure) -> str:
    where = f" in {closure.area}" if closure.area else ""
    return f"'{closure.reason}'{where} ({closure.days.first} to {closure.days.last})"
