"""On which days a meeting can be held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

import numpy as np

from programme.holidays import Flags, bank_holidays, spans, teaching_days
from programme.plans import LearningSet, Meeting
from programme.records import Closure, Leader, Programme
from programme.rules.base import MeetingRule, is_fixed, places
from programme.rules.company import plain
from programme.rules.slots import FacilitatorSlot, MemberSlot, VenueSlot


class TeachingDays(MeetingRule):
    name = "working days"
    sentence = (
        "Meetings are held inside the programme, on the weekday of their slot, "
        "never at a weekend or on an English bank holiday."
    )
    reason = "Schools and venues are closed."

    @staticmethod
    def open(programme: Programme) -> Flags:
        """Half-days on which a meeting can be held at all, shape (weeks, slots)."""
        return teaching_days(programme)

    def broken_by(self, programme: Programme, learning_set: LearningSet, meeting: Meeting) -> Iterator[str]:
        rules = programme.settings
        first, last = rules.first_day if is_fixed(programme, meeting) else programme.first_usable_day, rules.last_day
        holiday = bank_holidays(first.year, last.year).get(meeting.date)
        if not first <= meeting.date <= last:
            yield f"outside the programme, {first} to {last}"
        elif meeting.date.weekday() > 4:
            yield f"a {meeting.date:%A}"
        elif meeting.date.weekday() != meeting.slot.weekday:
            yield f"its date is a {meeting.date:%A}, its slot is {meeting.slot.label}"
        elif holiday:
            yield f"a bank holiday, {holiday}"


class Closures(MeetingRule):
    name = "closures"
    sentence = "No meeting falls on a closure of any member's area (a closure with a price only costs)."
    reason = "Half terms, holidays and exam weeks differ by council and trust."

    @staticmethod
    @lru_cache(maxsize=4)
    def open(programme: Programme) -> Flags:
        """When each leader's area is open, shape (leaders, weeks, slots)."""
        hard = [closure for closure in programme.closures if closure.price is None]
        areas, own = np.unique([leader.area for leader in programme.leaders], return_inverse=True)
        shut = spans(programme, [[c.days for c in hard if concerns(c, area)] for area in areas.tolist()])
        return np.asarray(~shut[own])

    def broken_by(self, programme: Programme, learning_set: LearningSet, meeting: Meeting) -> Iterator[str]:
        members = places(programme, learning_set)
        if inside(programme, meeting):
            week = programme.week_of(meeting.date)
            if not self.open(programme)[members, week, meeting.slot].all():
                yield from _shut(programme, [programme.leaders[at] for at in members], meeting.date)


class VenueOpen(MeetingRule):
    name = "venue open"
    sentence = "The venue of a meeting is open on that half-day (cannot_host, closed)."
    reason = "A booked room must be there."

    @staticmethod
    @lru_cache(maxsize=4)
    def open(programme: Programme) -> Flags:
        """When each venue is open, shape (venues, weeks, slots)."""
        return _free(programme, VenueSlot.free(programme), [venue.closed for venue in programme.venues])

    def broken_by(self, programme: Programme, learning_set: LearningSet, meeting: Meeting) -> Iterator[str]:
        if meeting.venue_id and meeting.venue_id not in programme.venue_at:
            yield f"{meeting.venue_id} is no longer among the venues"
        elif meeting.venue_id and inside(programme, meeting):
            at = programme.venue_at[meeting.venue_id]
            if not self.open(programme)[at, programme.week_of(meeting.date), meeting.slot]:
                yield f"{programme.venues[at].name} is closed"


class FacilitatorFree(MeetingRule):
    name = "facilitator free"
    sentence = "The facilitator is free on the half-day of the meeting (cannot_attend, away)."
    reason = "A set never meets without its facilitator."

    @staticmethod
    @lru_cache(maxsize=4)
    def open(programme: Programme) -> Flags:
        """When each facilitator is free, shape (facilitators, weeks, slots)."""
        return _free(programme, FacilitatorSlot.free(programme), [f.away for f in programme.facilitators])

    def broken_by(self, programme: Programme, learning_set: LearningSet, meeting: Meeting) -> Iterator[str]:
        if meeting.facilitator_id and inside(programme, meeting):
            at = programme.facilitator_at[meeting.facilitator_id]
            if not self.open(programme)[at, programme.week_of(meeting.date), meeting.slot]:
                yield f"{programme.facilitators[at].name} is away"


@lru_cache(maxsize=4)
def present(programme: Programme) -> Flags:
    """When each leader can attend (cannot_attend, away), shape (leaders, weeks, slots)."""
    return _free(programme, MemberSlot.free(programme), [leader.away for leader in programme.leaders])


def concerns(closure: Closure, area: str) -> bool:
    """Whether a closure is everywhere or in this area."""
    return not closure.area or plain(closure.area) == plain(area)


def inside(programme: Programme, meeting: Meeting) -> bool:
    """Whether week and slot find the meeting in tables: a week of the programme, the weekday of its slot."""
    known = 0 <= programme.week_of(meeting.date) < len(programme.mondays)
    return known and meeting.date.weekday() == meeting.slot.weekday


def _shut(programme: Programme, members: Sequence[Leader], day: date) -> Iterator[str]:
    """Each closure of that day, with the members whose area it is."""
    for closure in programme.closures:
        if closure.price is None and day in closure.days:
            names = ", ".join(leader.name for leader in members if concerns(closure, leader.area))
            if not closure.area:
                yield f"{closure.reason}, everywhere"
            elif names:
                yield f"{closure.reason}, {closure.area} ({names})"


def _free(programme: Programme, slots: Flags, away: Sequence[Sequence[object]]) -> Flags:
    return np.asarray(slots[:, None, :] & ~spans(programme, away))  # type: ignore[arg-type]
