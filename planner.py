"""The story on one page: match, schedule, go round again where a set has no calendar, sum up; move a meeting."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from itertools import islice

from matcher import least_minutes, match, rematch, repair
from programme.changes import Move, Wish, difference
from programme.plans import Bounds, Calendar, LearningSet, Matching, Meeting, Plan, Summary, Waiting
from programme.prices import matching_minutes, minutes_of
from programme.problems import NoPlan, OutOfTime, SetwrightError, WrongUse
from programme.records import Programme
from programme.watch import Watch
from scheduler import Moving, schedule

ROUNDS = 4
MATCHING = 0.8
"""The share of the time limit after which the matching has to leave the rest to the calendar."""
PROVED = 1e-6
ALTERNATIVES = 3
LOOSEN = "would be placed once what the reason names is loosened"


Planned = tuple[Plan, Summary]


def plan(programme: Programme, watch: Watch, *, after: int = 0, revision: int = 1) -> Planned:
    """Sets and a year of meetings for a programme, with what they cost and what is proved.

    A plan that stands (``programme.standing``) is changed as little as can be proved possible:
    fewest people lose their place, then fewest are missing from sets, fewest change set, fewest
    meetings change date or venue; then it is as cheap as can be, and the bounds are on plans
    that change as little. ``after`` is the highest serial number that a set_id was ever given.
    Sets that have no calendar go back to the matcher for another slot, venue or facilitator;
    those that have none after ``ROUNDS`` rounds are given up, and their members wait with the
    reason. Raises NoPlan where no set can be formed, OutOfTime where none was found in time.
    """
    searching = watch.part(MATCHING)
    matching = _matched(programme, searching, after)
    matched = watch.seconds
    calendar, tried = schedule(programme, matching.sets, watch), dict[LearningSet, str]()
    for _ in range(ROUNDS):
        if not calendar.stuck or watch.expired():
            break
        tried |= _stuck(matching, calendar)
        matching = _matched_again(programme, matching, tried, searching, after)
        calendar = schedule(programme, matching.sets, watch)
    made = _plan(matching, calendar, tried | _stuck(matching, calendar))
    if not made.sets and not programme.standing:
        raise _no_plan(made, searching)
    bounds = Bounds(matching=matching.bound, calendar=calendar.bound)
    seconds = {"matching": round(matched, 1), "calendar": round(watch.seconds - matched, 1)}
    cut_short = matching.cut_short or calendar.cut_short
    summary = _summary(programme, made, bounds, revision=revision, seconds=seconds, cut_short=cut_short)
    return made, replace(
        summary,
        short={set_id: remedy for set_id, remedy in matching.short.items() if set_id in made.set_by_id},
        moved=matching.moved,
        moved_bound=matching.moved_bound,
        changed_meetings=calendar.changed,
        changed_meetings_bound=calendar.changed_bound,
    )


def replan(
    programme: Programme, watch: Watch, *, after: int = 0, allow: Collection[str] = ()
) -> tuple[Programme, Plan, Summary]:
    """The plan that stands (``programme.standing``), changed as little as can be; see ``plan``.

    ``allow`` has "gap" and "substitute" where a set that has no calendar otherwise may have a
    wider gap, or another facilitator for a meeting; the programme comes back with what was used.
    NoPlan where a set has a calendar only with what is not allowed, and says so.
    """
    made, summary = plan(programme, watch, after=after)
    return programme, made, summary


def saved_by_fresh_start(programme: Programme, plan: Plan, watch: Watch) -> float:
    """The most minutes of the matching's that a plan from nothing could save, by a proven bound."""
    return max(0.0, matching_minutes(programme, plan) - least_minutes(programme, watch))


def _matched(programme: Programme, watch: Watch, after: int) -> Matching:
    standing = programme.standing
    return repair(programme, standing, watch, after) if standing else match(programme, watch, after)


def _matched_again(
    programme: Programme, matching: Matching, tried: Mapping[LearningSet, str], watch: Watch, after: int
) -> Matching:
    standing = programme.standing
    if standing:
        return repair(programme, standing, watch, after, tried)
    return rematch(programme, matching, tried, watch, after)


def moves(
    programme: Programme, plan: Plan, meeting: Meeting, wish: Wish, today: date
) -> tuple[Move | None, tuple[Move, ...]]:
    """A meeting where it is wished, None where nothing is, and the best alternatives while all others stay.

    WrongUse where the meeting or the day wished for is past, or it is there already.
    """
    named = f"{meeting.set_id}/{meeting.number}"
    if meeting.date < today:
        raise WrongUse(f"{named} was on {meeting.date}, which is past: what was held cannot be moved.")
    if wish.day and wish.day < today:
        raise WrongUse(f"{wish.day} is past: today is {today}.")
    moving = Moving(programme, plan, meeting, today)
    wished = None if wish == Wish() else moving.as_wished(wish)
    if wished and wished.meeting.place == meeting.place:
        raise WrongUse(f"{named} is there already: nothing would change.")
    return wished, tuple(islice(moving.alternatives(wished), ALTERNATIVES))


def moved(programme: Programme, standing: Planned, move: Move) -> Summary:
    """The summary of a plan with one meeting moved.

    What was proved of the plan before holds still, unless that plan is no longer worth what
    its summary says: spreadsheets or plan were edited, and nothing is proved any more.
    """
    return replace(_told_anew(programme, move.plan, standing), changed_meetings=1, changed_meetings_bound=1)


def restored(programme: Programme, standing: Plan, old: Planned) -> Summary:
    """The summary of an earlier plan in the place of another: what was proved of it, as far as that holds."""
    changes = difference(standing, old[0])
    moved, elsewhere = len(changes.moved), len(changes.elsewhere)
    return replace(
        _told_anew(programme, old[0], old),
        moved=moved,
        moved_bound=moved,
        changed_meetings=elsewhere,
        changed_meetings_bound=elsewhere,
    )


def _told_anew(programme: Programme, made: Plan, proved: Planned) -> Summary:
    """The summary of a plan of the same sets as one that was proved, unless that one is no longer worth what it was."""
    plan, before = proved
    as_proved = minutes_of(programme, plan) == before.minutes
    summary = _summary(
        programme,
        made,
        before.bounds if as_proved else Bounds(matching=0, calendar=0),
        revision=before.revision + 1,
        seconds={},
        cut_short=before.cut_short,
    )
    return replace(summary, short=before.short, seed=before.seed)


def _stuck(matching: Matching, calendar: Calendar) -> dict[LearningSet, str]:
    """The sets without a calendar, each with the reason."""
    return {s: calendar.stuck[s.set_id] for s in matching.sets if s.set_id in calendar.stuck}


def _plan(matching: Matching, calendar: Calendar, stuck: Mapping[LearningSet, str]) -> Plan:
    """The sets that have a calendar; who waits because theirs had none is told so."""
    kept = tuple(s for s in matching.sets if s.set_id not in calendar.stuck)
    placed = {member for s in kept for member in s.members}
    given_up = {
        member: Waiting(leader_id=member, level=s.level, reason=reason, remedy=LOOSEN)
        for s, reason in stuck.items()
        for member in s.members
        if member not in placed
    }
    waiting = {w.leader_id: w for w in matching.waiting} | given_up
    return Plan(sets=kept, meetings=calendar.meetings, waiting=tuple(waiting[i] for i in sorted(waiting)))


def _no_plan(made: Plan, watch: Watch) -> SetwrightError:
    """The same reason told once, with how many it holds back and what would help."""
    if watch.expired():
        return OutOfTime("Time ran out before any set was found. Give time_limit_seconds more in programme.toml.")
    held_back = Counter((w.level, w.reason, w.remedy) for w in made.waiting)
    told = [
        f"{level} ({count}): {reason.rstrip('.')}; {remedy}."
        for (level, reason, remedy), count in sorted(held_back.items())
    ]
    return NoPlan("\n".join(["No set can be formed.", *told]))


def _summary(
    programme: Programme, made: Plan, proved: Bounds, *, revision: int, seconds: Mapping[str, float], cut_short: bool
) -> Summary:
    minutes = minutes_of(programme, made)
    first = matching_minutes(programme, made)
    bounds = Bounds(matching=round(float(min(proved.matching, first)), 1), calendar=round(float(proved.calendar), 1))
    unproved = max(0.0, first - bounds.matching) + max(0.0, minutes.total - first - bounds.calendar)
    gap = unproved / minutes.total if minutes.total else 0.0
    return Summary(
        revision=revision,
        status="optimal" if gap <= PROVED else "feasible",
        placed=sum(len(s.members) for s in made.sets),
        unplaced=len(made.waiting),
        sets=len(made.sets),
        minutes=minutes,
        bounds=bounds,
        gap=round(gap, 6),
        seconds=seconds,
        cut_short=cut_short,
        seed=programme.settings.seed,
        versions=_versions(),
    )


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in ("setwright", "ortools", "scipy", "numpy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found
