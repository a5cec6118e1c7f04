"""What a seat costs the person who has it, and what every other set would: told by the rules and prices alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace

from programme.checker import Breach
from programme.plans import LearningSet, Meeting, Minutes, Plan
from programme.prices import TENTHS, closure_costs, journeys, minutes_of, pair_costs, tenths, week_off
from programme.records import Programme
from programme.rules import RULES
from programme.rules.base import is_held, places
from programme.rules.company import SetSize
from programme.rules.known import Known
from programme.rules.meetings import Attendance
from programme.rules.opening import inside
from programme.rules.places import Seats
from programme.rules.turns import FirstTurns, PresentersPresent, Turns
from programme.slots import weeks_apart
from programme.travel import to_venues

UNTOUCHED = (Known, PresentersPresent, Turns, FirstTurns)
"""Rules that no seat breaks: everybody stays somewhere, and who presents is chosen again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """What a set costs one of its members: ``way`` minutes one way to its home, None without one.

    ``minutes`` are the member's own over all meetings; those of a pair count wholly. ``absent`` and
    ``presents`` are the meetings at which they are or do.
    """

    learning_set: LearningSet
    way: float | None
    minutes: Minutes
    absent: tuple[Meeting, ...]
    presents: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another set for somebody who has a place, all dates staying where they are.

    ``breaches`` are of rules that their coming would break, and ``more`` the minutes that the
    plan would cost more. Where the sets' sizes are the only obstacle, ``swapped`` is the
    leader_id of who could change places with them at the least cost, which ``more`` then has;
    "" where nobody could.
    """

    learning_set: LearningSet
    way: float | None
    breaches: tuple[Breach, ...]
    more: float
    swapped: str = ""


def seat(programme: Programme, plan: Plan, leader_id: str) -> Seat | None:
    """What their set costs a leader; None for somebody who has none."""
    own = next((s for s in plan.sets if leader_id in s.members), None)
    if own is None:
        return None
    meetings = plan.meetings_of[own.set_id]
    return Seat(
        learning_set=own,
        way=way(programme, own, leader_id),
        minutes=_own_minutes(programme, own, meetings, leader_id),
        absent=tuple(meeting for meeting in meetings if leader_id in meeting.absent),
        presents=tuple(meeting for meeting in meetings if leader_id in meeting.presenters),
    )


def alternatives(programme: Programme, plan: Plan, leader_id: str, most: int) -> tuple[Alternative, ...]:
    """The sets of their level that would cost fewest minutes in the place of their own, the nearest first."""
    own = next(s for s in plan.sets if leader_id in s.members)
    level = programme.leader(leader_id).level
    others = [s for s in plan.sets if s.level == level and s.set_id != own.set_id]
    moved = [(_moved(programme, plan, own, other, leader_id), other) for other in others]
    nearest = sorted(moved, key=lambda one: (one[0][1], one[1].set_id))[:most]
    return tuple(_judged(programme, plan, own, other, leader_id) for _, other in nearest)


def _judged(programme: Programme, plan: Plan, own: LearningSet, other: LearningSet, who: str) -> Alternative:
    """The other set as it would be with them; by an exchange where only sizes are in the way."""
    breaches, more = _moved(programme, plan, own, other, who)
    alone = Alternative(learning_set=other, way=way(programme, other, who), breaches=breaches, more=more)
    if not breaches or {breach.rule for breach in breaches} - {SetSize.name, Seats.name}:
        return alone
    tried = [(_moved(programme, plan, own, other, who, member), member) for member in other.members]
    able = [(more, member) for (found, more), member in tried if not found]
    return replace(alone, more=min(able)[0], swapped=min(able)[1]) if able else alone


def _moved(
    programme: Programme, plan: Plan, own: LearningSet, other: LearningSet, who: str, back: str = ""
) -> tuple[tuple[Breach, ...], float]:
    """The rules newly broken, and the minutes more, where somebody goes from a set to another, and ``back`` comes."""
    before = _part(programme, plan, (own, other))
    there = _with_members(other, {*other.members, who} - {back})
    here = _with_members(own, {*own.members, *filter(None, [back])} - {who})
    after = _part(programme, plan, (here, there))
    known = _breaches(programme, before)
    found = [breach for breach in _breaches(programme, after) if breach not in known]
    left, wanted = len(here.members), programme.settings.set_size_min
    if SetSize.least(programme, own) <= left < wanted <= len(own.members):
        found.append(Breach(SetSize.name, f"{own.set_id}: {left} members would be left, {wanted} are wanted"))
    more = minutes_of(programme, after).total - minutes_of(programme, before).total
    return tuple(found), round(more, 1)


def _part(programme: Programme, plan: Plan, sets: Iterable[LearningSet]) -> Plan:
    """Some sets with their meetings as they stand, absences reckoned from who is in them now."""
    sets = tuple(sets)
    meetings = [_attended(programme, s, meeting) for s in sets for meeting in plan.meetings_of[s.set_id]]
    return Plan(sets=sets, meetings=tuple(meetings), waiting=())


def _attended(programme: Programme, learning_set: LearningSet, meeting: Meeting) -> Meeting:
    if is_held(programme, meeting) or not inside(programme, meeting):
        return meeting
    return replace(meeting, absent=Attendance.absentees(programme, learning_set, meeting.date, meeting.slot))


def _with_members(learning_set: LearningSet, members: Iterable[str]) -> LearningSet:
    return replace(learning_set, members=tuple(sorted(members)))


def _breaches(programme: Programme, part: Plan) -> list[Breach]:
    rules = [rule for rule in RULES if not isinstance(rule, UNTOUCHED)]
    return [Breach(rule.name, message) for rule in rules for message in rule.breaches(programme, part)]


def way(programme: Programme, learning_set: LearningSet, who: str) -> float | None:
    """Minutes one way from a leader to a set's home; None where it has none."""
    venue = programme.venue_at.get(learning_set.venue_id)
    return None if venue is None else float(to_venues(programme)[programme.leader_at[who], venue])


def _own_minutes(programme: Programme, own: LearningSet, meetings: tuple[Meeting, ...], who: str) -> Minutes:
    """A member's share of what ``minutes_of`` reckons for the set."""
    prices, at = programme.settings.prices, programme.leader_at[who]
    parts = dict.fromkeys(("travel", "absence", "cadence", "slot", "venue", "pairs"), 0)
    for meeting in meetings:
        if meeting.venue_id in programme.venue_at:
            parts["travel"] += int(journeys(programme)[at, programme.venue_at[meeting.venue_id]])
        parts["absence"] += tenths(prices.absence) * (who in meeting.absent)
        parts["slot"] += tenths(prices.other_slot) * (meeting.slot != own.slot)
        parts["venue"] += tenths(prices.other_venue) * (meeting.venue_id != own.venue_id)
        if inside(programme, meeting):
            parts["cadence"] += int(closure_costs(programme)[at, programme.week_of(meeting.date), meeting.slot])
    for one, later in itertools.pairwise(meetings):
        parts["cadence"] += week_off(programme, weeks_apart(one.date, later.date), 1)
    people = places(programme, own)
    parts["pairs"] = int(pair_costs(programme, people)[people.index(at)].sum())
    return Minutes(**{part: cost / TENTHS for part, cost in parts.items()})
