"""A set's year: how many meetings, how far apart, who misses what."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from programme.holidays import Flags
from programme.plans import LearningSet, Meeting, Plan
from programme.records import Programme, Settings
from programme.rules.base import MeetingRule, Rule, is_fixed, is_held
from programme.rules.opening import inside, present
from programme.slots import next_working_day, weeks_apart
from programme.travel import between_venues

FEWER, MORE = 1, 2
"""Weeks by which a gap may be shorter or longer in a set that is allowed a wider one."""


class MeetingCount(Rule):
    name = "meeting count"
    sentence = "Every set has exactly as many meetings as the programme says (meetings), numbered by date."
    reason = "The year is sold, and turns are shared, by the number of meetings."

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        wanted = programme.settings.meetings
        for set_id, meetings in plan.meetings_of.items():
            if len(meetings) != wanted:
                yield f"{set_id} has {len(meetings)} meetings, where {wanted} are wanted"
            elif [m.number for m in sorted(meetings, key=lambda m: m.date)] != list(range(1, wanted + 1)):
                yield f"{set_id}: meetings are not numbered 1 to {wanted} in the order of their dates"


class Gaps(Rule):
    name = "gaps"
    sentence = (
        "Meetings are 5 to 8 weeks apart (weeks_between_min to weeks_between_max), Monday to Monday; "
        "4 to 10 in sets that were allowed a wider gap."
    )
    reason = "Closer, and there is no time to act; further apart, and the thread is lost."

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        for set_id, meetings in plan.meetings_of.items():
            permitted = self.permitted(programme, set_id)
            for one, other in itertools.pairwise(meetings):
                weeks = weeks_apart(one.date, other.date)
                if weeks not in permitted and not (is_fixed(programme, one) and is_fixed(programme, other)):
                    pair = f"meetings {one.number} and {other.number}"
                    yield f"{set_id}: {pair} are {weeks} weeks apart, not {permitted[0]} to {permitted[-1]}"

    @staticmethod
    def permitted(programme: Programme, set_id: str) -> range:
        """The weeks that may lie between two meetings of a set; never two meetings in one week."""
        low, high = programme.settings.weeks_between_min, programme.settings.weeks_between_max
        if set_id in programme.wide_gaps:
            low, high = low - FEWER, high + MORE
        return range(max(1, low), high + 1)


class StartTogether(Rule):
    name = "start together"
    sentence = 'With start_weeks = "together", every set first meets in the first two weeks.'
    reason = "Some programmes open with one event for all."

    @staticmethod
    def last_start(programme: Programme) -> int:
        """The latest week, counted from 0, in which a set may have its first meeting."""
        if programme.settings.start_weeks == "together":
            return programme.week_of(next_working_day(programme.first_usable_day)) + 1
        return len(programme.mondays) - 1

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        if programme.settings.start_weeks == "together":
            last = programme.mondays[0] + timedelta(weeks=self.last_start(programme), days=6)
            for set_id, meetings in plan.meetings_of.items():
                if meetings and meetings[0].date > last and not is_fixed(programme, meetings[0]):
                    first = meetings[0].date
                    yield f"{set_id} first meets on {first}, after the first two weeks, which end on {last}"


class OneMeetingAtATime(Rule):
    name = "one meeting at a time"
    sentence = "No facilitator leads two meetings in one half-day."
    reason = "Nobody can be in two rooms."

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        led: dict[tuple[str, date, int], list[str]] = defaultdict(list)
        for meeting in plan.meetings:
            if meeting.facilitator_id and not is_held(programme, meeting):
                led[meeting.facilitator_id, meeting.date, meeting.slot.half].append(meeting.set_id)
        for (facilitator_id, day, _), sets in sorted(led.items()):
            if len(sets) > 1:
                name = programme.facilitator_name(facilitator_id)
                yield f"{name} leads {' and '.join(sorted(sets))} at once on {day}"


class OnwardJourney(Rule):
    name = "onward journey"
    sentence = (
        "A facilitator who leads a meeting in the morning and another in the afternoon of one day "
        "can travel from the one venue to the other in the break."
    )
    reason = "A set that waits for its facilitator loses the time that others have travelled for."

    @staticmethod
    @lru_cache(maxsize=4)
    def allowed(programme: Programme) -> Flags:
        """From which venue in the morning one comes to which in the afternoon, shape (venues, venues)."""
        return np.asarray(between_venues(programme) <= break_minutes(programme.settings))

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        led: dict[tuple[str, date], tuple[list[Meeting], list[Meeting]]] = defaultdict(lambda: ([], []))
        for meeting in plan.meetings:
            if meeting.facilitator_id and meeting.venue_id in programme.venue_at and not is_held(programme, meeting):
                led[meeting.facilitator_id, meeting.date][meeting.slot.half].append(meeting)
        for _, (mornings, afternoons) in sorted(led.items()):
            for one, other in itertools.product(mornings, afternoons):
                yield from self._too_far(programme, one, other)

    def _too_far(self, programme: Programme, one: Meeting, other: Meeting) -> Iterator[str]:
        start, end = programme.venue_at[one.venue_id], programme.venue_at[other.venue_id]
        if not self.allowed(programme)[start, end]:
            name = programme.facilitator_name(one.facilitator_id)
            yield (
                f"{name} leads {one.set_id} at {programme.venues[start].name} in the morning of "
                f"{one.date} and {other.set_id} at {programme.venues[end].name} in the afternoon: "
                f"{between_venues(programme)[start, end]:g} minutes on the way, "
                f"the break has {break_minutes(programme.settings):g}"
            )


def break_minutes(settings: Settings) -> float:
    """Minutes from the end of the morning to the start of the afternoon."""
    start, end = (timedelta(hours=t.hour, minutes=t.minute) for t in (settings.morning.end, settings.afternoon.start))
    return (end - start) / timedelta(minutes=1)


class Attendance(MeetingRule):
    name = "attendance"
    sentence = "A meeting's absent are exactly the members whose cannot_attend or away covers it."
    reason = "Absences are counted, priced and shared out; they must be true."
    on_people = True

    @staticmethod
    def absentees(programme: Programme, learning_set: LearningSet, day: date, slot: int) -> tuple[str, ...]:
        """The members who cannot attend on that half-day."""
        table, week = present(programme), programme.week_of(day)
        return tuple(m for m in learning_set.members if not table[programme.leader_at[m], week, slot])

    def broken_by(self, programme: Programme, learning_set: LearningSet, meeting: Meeting) -> Iterator[str]:
        listed = Counter(meeting.absent)
        for member, count in sorted(listed.items()):
            if count > 1:
                yield f"{member} is {count} times among the absent"
        if inside(programme, meeting):
            true = set(self.absentees(programme, learning_set, meeting.date, meeting.slot))
            for member in sorted(true - set(listed)):
                yield f"{member} cannot attend but is not among the absent"
            for member in sorted(set(listed) - true):
                yield f"{member} is among the absent but is a member who can attend, or no member"


class Quorum(MeetingRule):
    name = "quorum"
    sentence = "At least five members (quorum) are present at every meeting."
    reason = "Fewer cannot give a presenter the questions they came for."

    def broken_by(self, programme: Programme, learning_set: LearningSet, meeting: Meeting) -> Iterator[str]:
        away = [member for member in learning_set.members if member in meeting.absent]
        there, needed = len(learning_set.members) - len(away), programme.settings.quorum
        if there < needed:
            names = ", ".join(programme.leader_name(member) for member in away)
            yield f"{there} members present, where {needed} are needed" + f" ({names} away)" * bool(away)


class MostAbsences(Rule):
    name = "most absences"
    sentence = "Nobody misses more than two meetings of their set (most_absences)."
    reason = "Who is mostly absent is not a member."

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        most = programme.settings.most_absences
        for set_id, meetings in plan.meetings_of.items():
            missed = Counter(member for meeting in meetings for member in set(meeting.absent))
            open_ = {m for meeting in meetings if not is_fixed(programme, meeting) for m in meeting.absent}
            for member, count in sorted(missed.items()):
                if count > most and member in open_:
                    name = programme.leader_name(member)
                    yield f"{set_id}: {name} misses {count} meetings, the limit is {most}"
