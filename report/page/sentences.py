"""What only the page says, in sentences that people read; the rest is in report/words.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from programme.advice import weekday
from programme.plans import OPTIMAL, LearningSet, Meeting, Plan, Summary
from programme.records import HalfDay, Programme
from report import words
from report.words import count, day


def headline(plan: Plan) -> str:
    """``57 members in 8 sets``."""
    return f"{count(sum(len(one.members) for one in plan.sets), 'member')} in {count(len(plan.sets), 'set')}"


def from_to(days: Sequence[date]) -> str:
    """``17 Sep 2027 to 5 May 2028``; blank where there are none."""
    return f"{day(min(days))} to {day(max(days))}" if days else ""


def hours(half_day: HalfDay) -> str:
    """From when to when."""
    return f"{half_day.start:%H:%M}\N{EN DASH}{half_day.end:%H:%M}"


def foreseen(absences: int, seats: int) -> str:
    """How many absences there will be, of how many seats at meetings."""
    return f"{count(absences, 'absence')} foreseen in {seats:,} seats at meetings" if absences else "nobody is away"


def share(part: int, whole: int) -> str:
    """``97.3%``; ``100%`` only for all of it."""
    told = f"{min(part / whole, 0.999):.1%}" if part < whole else "100%"
    return told if whole else "none"


def one_way(longest: float) -> str:
    """What the median of travel leaves out."""
    return f"the median, one way; the longest is {longest:.0f}"


def gap(summary: Summary) -> tuple[str, str]:
    """How far the plan is above its bounds, ``0.09%``, and what that means in a few words."""
    if summary.status == OPTIMAL:
        return "none", "proved optimal, as told below"
    if words.was_edited(summary):
        return "unknown", "spreadsheets or plan were edited"
    if not summary.bounds.matching:
        return "unknown", "what sets could cost less is not proved"
    left = words.minutes(summary.gap * summary.minutes.total)
    return words.percent(summary.gap), f"a longer search saves at most {left} minutes"


def at_quorum(number: int, when: date, there: int, members: int) -> str:
    """That nobody else may be away."""
    return f"Meeting {number} ({weekday(when)}): {there} of {members} come, the quorum. Nobody else may be away."


def unknown_ways(people: int) -> str:
    """That some have no coordinates, so that their journeys are guesses."""
    have = "has" if people == 1 else "have"
    return f"{count(people, 'leader')} in a set {have} no coordinates: their journeys are guesses. Fill them in."


def unusual(programme: Programme, one: LearningSet, meeting: Meeting) -> str:
    """What is not as the set is used to it: half-day, venue, facilitator, or a presenter who is no member any more."""
    told = []
    if meeting.slot != one.slot:
        told.append(f"{meeting.slot.label} in place of {one.slot.label}")
    if meeting.venue_id != one.venue_id and meeting.venue_id:
        told.append(f"at {programme.venue_name(meeting.venue_id)}")
    if meeting.facilitator_id != one.facilitator_id and meeting.facilitator_id:
        told.append(f"led by {programme.facilitator_name(meeting.facilitator_id)}")
    if left := [who for who in meeting.presenters if who not in one.members]:
        told.append(f"{words.names(programme, left)} presented, no longer in the set")
    return ", ".join(told)
