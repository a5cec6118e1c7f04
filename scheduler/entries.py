"""From arrays to what people read: dated meetings with rooms, presenters and absentees."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from programme import prices
from programme.identity import meeting_uid
from programme.plans import Calendar, LearningSet, Meeting, Plan, WhenAndWhere
from programme.records import Programme
from programme.rules.meetings import Attendance
from programme.rules.turns import held
from programme.slots import Slot
from scheduler.paths import cost_of
from scheduler.presenters import with_presenters
from scheduler.rooms import with_rooms
from scheduler.search import Found
from scheduler.standing import later, leader_of, stayed


def calendar(found: Found, stuck: Mapping[str, str], done: Sequence[LearningSet] = ()) -> Calendar:
    """The calendar of these sets, who all have a year, and of those with nothing left to plan."""
    known = found.options
    programme, sets = known.programme, sorted([*known.sets, *done], key=lambda learning_set: learning_set.set_id)
    places = {s.set_id: list(_places(found, row)) for row, s in enumerate(known.sets)}
    meetings = [meeting for s in sets for meeting in _year(programme, s, places.get(s.set_id, []))]
    made = with_rooms(programme, meetings)
    minutes = _minutes(Plan(sets=tuple(sets), meetings=made, waiting=()), programme)
    cost = float(cost_of(known, found.years).sum())
    lower = min(cost, float(np.ceil(found.bound - 1e-3)))
    changed = sum(meeting.place != before.place for meeting, before in _before(programme, made))
    return Calendar(
        meetings=made,
        minutes=minutes,
        bound=round(minutes - (cost - lower) / prices.TENTHS, 1),
        stuck=dict(sorted(stuck.items())),
        cut_short=found.cut_short,
        changed=changed,
        changed_bound=min(changed, found.changed_bound),
    )


def _minutes(plan: Plan, programme: Programme) -> float:
    return round(prices.minutes_of(programme, plan).total - prices.matching_minutes(programme, plan), 1)


def _before(programme: Programme, made: Sequence[Meeting]) -> Iterator[tuple[Meeting, Meeting]]:
    known = {meeting.uid: meeting for meeting in programme.standing.plan.meetings} if programme.standing else {}
    return ((meeting, known[meeting.uid]) for meeting in made if meeting.uid in known)


def _places(found: Found, row: int) -> Iterator[WhenAndWhere]:
    """When and where the planned meetings of a set are, in order."""
    known, years = found.options, found.years.of(np.array([row]))
    _, *places = (table.tolist() for table in years.entries())
    for week, slot, candidate in zip(*places, strict=True):
        venue = known.programme.venues[int(known.venue[row, candidate])] if known.sets[row].venue_id else None
        yield known.programme.date_of(week, Slot(slot)), Slot(slot), venue.venue_id if venue else ""


def _year(programme: Programme, learning_set: LearningSet, places: Sequence[WhenAndWhere]) -> tuple[Meeting, ...]:
    """A set's meetings: those that stay, and those planned, each under its name for life."""
    stay = stayed(programme, learning_set)
    planned = [_meeting(programme, learning_set, m, place) for m, place in _named(programme, learning_set, places)]
    meetings = [replace(m, number=k) for k, m in enumerate((*stay, *planned), start=1)]
    return with_presenters(programme, learning_set, meetings, held(programme, meetings))


def _meeting(programme: Programme, learning_set: LearningSet, before: Meeting, place: WhenAndWhere) -> Meeting:
    day, slot, venue_id = place
    return replace(
        before,
        date=day,
        slot=slot,
        venue_id=venue_id,
        room=before.room if place == before.place else 0,
        facilitator_id=leader_of(programme, learning_set, before.uid),
        absent=Attendance.absentees(programme, learning_set, day, slot),
    )


def _named(
    programme: Programme, learning_set: LearningSet, places: Sequence[WhenAndWhere]
) -> list[tuple[Meeting, WhenAndWhere]]:
    """Each place with the meeting now there: the one that stood there, else on that day, else the next one left."""
    left, named = list(later(programme, learning_set)), dict[WhenAndWhere, Meeting]()
    for same in (lambda m, p: m.place == p, lambda m, p: m.date == p[0], lambda m, p: True):
        for place in places:
            if place not in named and (before := next((m for m in left if same(m, place)), None)):
                left.remove(before)
                named[place] = before
    more = _new_meetings(programme, learning_set)
    return [(named[place] if place in named else next(more), place) for place in places]


def _new_meetings(programme: Programme, learning_set: LearningSet) -> Iterator[Meeting]:
    """Meetings that were never before, without date and place."""
    used = {meeting.uid for meeting in (*stayed(programme, learning_set), *later(programme, learning_set))}
    for serial in itertools.count(1):
        uid = meeting_uid(programme.settings, learning_set.set_id, serial)
        if uid not in used:
            yield Meeting(
                set_id=learning_set.set_id,
                number=serial,
                uid=uid,
                date=programme.settings.first_day,
                slot=learning_set.slot,
                venue_id="",
                room=0,
                facilitator_id=learning_set.facilitator_id,
                presenters=(),
                absent=(),
            )
