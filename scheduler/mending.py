"""What could be allowed so that a set whose people or places changed has a calendar again.

A wider gap, or a substitute: a meeting stays where it stood although the set's facilitator
cannot lead it, because somebody else does. Neither is done unasked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from programme import prices
from programme.plans import Calendar, LearningSet, Meeting, Plan
from programme.records import Programme
from programme.rules import RULES, SERVING
from programme.rules.base import MeetingRule, is_held
from programme.rules.leading import FacilitatorLevel
from programme.rules.meetings import Attendance, Gaps, OneMeetingAtATime, OnwardJourney
from programme.rules.opening import FacilitatorFree, inside
from programme.rules.places import VenueRule
from scheduler.greedy import cheapest
from scheduler.paths import Priced
from scheduler.standing import fixed, later, stands, stayed
from scheduler.stuck import everywhere, with_its_people, year_alone
from scheduler.taken import beside_meetings

MANY = 1e6
"""Tenths for a substitute: more than any year costs, so that as few are asked as can be."""
LEADING = (FacilitatorLevel(), *SERVING)
AT_ONCE = (OneMeetingAtATime(), OnwardJourney())


@dataclass(frozen=True, slots=True)
class Cover:
    """A meeting as a substitute would lead it, and how many tenths further they travel."""

    meeting: Meeting
    cost: float


def gap_helps(programme: Programme, learning_set: LearningSet) -> bool:
    """Whether the set, which stands, would have a calendar by itself if its gaps might be wider."""
    if not stands(programme, learning_set) or learning_set.set_id in programme.wide_gaps:
        return False
    own = with_its_people(programme, learning_set)
    wider = replace(own, wide_gaps=own.wide_gaps | {learning_set.set_id})
    return year_alone(wider, learning_set) is not None


def substitutes(programme: Programme, sets: Sequence[LearningSet], made: Calendar) -> dict[str, str]:
    """Who could lead instead, facilitator_id by uid: as few meetings as can be, each for the shortest way.

    For meetings too near to move that their set's facilitator cannot lead, and for others that
    would give a set without a calendar in ``made`` one beside all that have theirs. A substitute
    takes the level, serves all members, is free, and leads nothing else then that is too far away.
    """
    settled = {meeting.uid: meeting for meeting in made.meetings}
    found: dict[str, str] = {}
    for learning_set in sorted(sets, key=lambda own: own.set_id):
        near = [m for m in fixed(programme, learning_set) if not is_held(programme, m)]
        covers = list(_covers(programme, learning_set, near, settled.values()))
        if learning_set.set_id in made.stuck:
            covers += covers_alone(programme, learning_set, settled.values()) or ()
        settled |= {cover.meeting.uid: cover.meeting for cover in covers}
        found |= {cover.meeting.uid: cover.meeting.facilitator_id for cover in covers}
    return found


def covers_alone(
    programme: Programme, learning_set: LearningSet, settled: Iterable[Meeting] = ()
) -> tuple[Cover, ...] | None:
    """The fewest of the set's later meetings that a substitute has to lead for it to have a calendar; None: no use.

    ``settled`` are the meetings of other sets, which stay as they are.
    """
    others = [meeting for meeting in settled if meeting.set_id != learning_set.set_id]
    open_ = [m for m in later(programme, learning_set) if _can_stay(programme, learning_set, m, others)]
    covers = list(_covers(programme, learning_set, open_, others))
    own = with_its_people(programme, learning_set)
    freed = [replace(x, cannot_attend=frozenset(), away=()) for x in own.facilitators]
    here, anytime = everywhere(own, learning_set), everywhere(replace(own, facilitators=tuple(freed)), learning_set)
    costs = beside_meetings(here, others)
    for cover in covers:
        week, slot = own.week_of(cover.meeting.date), int(cover.meeting.slot)
        there = here.venue[0] == own.venue_at.get(cover.meeting.venue_id, -1)
        costs.day[0, week, slot] = anytime.half_day[0, week, slot]
        costs.at[0, :, week, slot] = np.where(there, anytime.place[0, :, week, slot] + cover.cost + MANY, np.inf)
    week = (costs.at.min(axis=1) + costs.day).min(axis=2)
    year = cheapest(here, Priced(at=costs.at, day=costs.day, week=week))
    if year is None:
        return None
    used = set(zip(year.week[0].tolist(), year.slot[0].tolist(), strict=True))
    return tuple(c for c in covers if (own.week_of(c.meeting.date), int(c.meeting.slot)) in used)


def _covers(
    programme: Programme, learning_set: LearningSet, meetings: Iterable[Meeting], others: Iterable[Meeting]
) -> Iterator[Cover]:
    """The cheapest cover of each of these meetings that the set's facilitator cannot lead, where there is one."""
    led = [meeting for meeting in others if meeting.set_id != learning_set.set_id]
    for before in meetings:
        meeting = replace(before, facilitator_id=learning_set.facilitator_id, presenters=())
        if before.uid in programme.substitutes or not inside(programme, meeting):
            continue
        if learning_set.facilitator_id and not _can_lead(programme, learning_set, meeting, led):
            tried = sorted(_substitutes(programme, learning_set, meeting), key=lambda cover: cover.cost)
            for cover in tried:
                if _can_lead(programme, learning_set, cover.meeting, led):
                    led.append(cover.meeting)
                    yield cover
                    break


def _substitutes(programme: Programme, learning_set: LearningSet, meeting: Meeting) -> Iterator[Cover]:
    """The meeting as every other facilitator would lead it."""
    venue, journeys = programme.venue_at.get(meeting.venue_id), prices.facilitator_journeys(programme)
    for at, one in enumerate(programme.facilitators):
        if one.facilitator_id != learning_set.facilitator_id:
            cost = 0.0 if venue is None else float(journeys[at, venue])
            yield Cover(replace(meeting, facilitator_id=one.facilitator_id), cost)


def _can_lead(programme: Programme, learning_set: LearningSet, meeting: Meeting, others: Sequence[Meeting]) -> bool:
    """Whether whoever leads the meeting may lead this set, is free then, and leads no other in the way."""
    led = replace(learning_set, facilitator_id=meeting.facilitator_id)
    if any(True for rule in LEADING for _ in rule.broken_by(programme, led)):
        return False
    if any(True for _ in FacilitatorFree().broken_by(programme, led, meeting)):
        return False
    return not _in_the_way(programme, meeting, others)


def _in_the_way(programme: Programme, meeting: Meeting, others: Sequence[Meeting]) -> bool:
    """Whether whoever leads the meeting leads another of these that day, at the same time or too far away."""
    day = [m for m in others if (m.facilitator_id, m.date) == (meeting.facilitator_id, meeting.date)]
    plan = Plan(sets=(), meetings=(meeting, *day), waiting=())
    return any(True for rule in AT_ONCE for _ in rule.breaches(programme, plan))


def _can_stay(programme: Programme, learning_set: LearningSet, meeting: Meeting, others: Sequence[Meeting]) -> bool:
    """Whether the meeting could stay where it is if only somebody led it."""
    if not inside(programme, meeting) or (meeting.venue_id not in programme.venue_at and programme.venues):
        return False
    absent = Attendance.absentees(programme, learning_set, meeting.date, meeting.slot)
    there = replace(meeting, facilitator_id="", presenters=(), absent=absent)
    by_meeting = [rule for rule in RULES if isinstance(rule, MeetingRule)]
    broken = [breach for rule in by_meeting for breach in rule.broken_by(programme, learning_set, there)]
    if meeting.venue_id:
        venue = programme.venue_at[meeting.venue_id]
        by_venue = [rule for rule in RULES if isinstance(rule, VenueRule)]
        broken += [breach for rule in by_venue for breach in rule.broken_at(programme, learning_set, venue)]
        rooms = programme.venues[venue].rooms
        broken += ["no room"] * (sum(other.place == meeting.place for other in others) >= rooms)
    return not broken


def in_two_places(programme: Programme, sets: Sequence[LearningSet]) -> dict[str, str]:
    """Sets whose new facilitator leads another meeting at the time of one of theirs that is too near to move."""
    near = [(s, m) for s in sets for m in stayed(programme, s) if not is_held(programme, m) and m.facilitator_id]
    led = [meeting for learning_set, meeting in near if not _taken_over(programme, learning_set, meeting)]
    why: dict[str, str] = {}
    for learning_set, meeting in near:
        if _taken_over(programme, learning_set, meeting):
            if _in_the_way(programme, meeting, led):
                name = programme.facilitator_name(meeting.facilitator_id)
                why[learning_set.set_id] = (
                    f"Its meeting on {meeting.date} is too near to move, and {name}, its facilitator, leads another "
                    "set then: another facilitator would give it a calendar; or a substitute (--allow substitute)."
                )
            led.append(meeting)
    return why


def _taken_over(programme: Programme, learning_set: LearningSet, meeting: Meeting) -> bool:
    """Whether somebody else was to lead this meeting."""
    before = {m.uid: m.facilitator_id for m in fixed(programme, learning_set)}
    return before[meeting.uid] != meeting.facilitator_id


def allowing(programme: Programme, learning_set: LearningSet) -> Iterator[str]:
    """What could be allowed to give a set that stands a calendar by itself, as the end of a sentence."""
    if gap_helps(programme, learning_set):
        weeks = Gaps.permitted(replace(programme, wide_gaps=frozenset({learning_set.set_id})), learning_set.set_id)
        yield f"a gap of {weeks[0]} to {weeks[-1]} weeks were allowed (--allow gap)"
    if stands(programme, learning_set) and (covers := covers_alone(programme, learning_set)):
        days = " and ".join(str(cover.meeting.date) for cover in covers)
        yield f"a substitute led its meeting{'s' * (len(covers) > 1)} on {days} (--allow substitute)"
