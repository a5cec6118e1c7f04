"""The story on one page: match, schedule, go round again where a set has no calendar, sum up."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from matcher import match, rematch
from programme.identity import serial_of
from programme.plans import Bounds, Calendar, LearningSet, Matching, Plan, Summary, Waiting
from programme.prices import matching_minutes, minutes_of
from programme.records import Programme
from programme.watch import Watch
from scheduler import schedule

ROUNDS = 4
PROVED = 1e-6


def plan(programme: Programme, watch: Watch, *, after: int = 0, revision: int = 1) -> tuple[Plan, Summary]:
    """Sets and a year of meetings for a programme, with what they cost and what is proved.

    ``after`` is the highest serial number that a set_id was ever given. Sets that have no
    calendar go back to the matcher for another slot, venue or facilitator; those that have
    none after ``ROUNDS`` rounds are given up, and their members wait with the reason.
    """
    matching = match(programme, watch, after)
    matched = watch.seconds
    calendar, barred = schedule(programme, matching.sets, watch), list[LearningSet]()
    for _ in range(ROUNDS):
        if not calendar.stuck or watch.expired():
            break
        barred += [s for s in matching.sets if s.set_id in calendar.stuck]
        matching = rematch(programme, matching, barred, watch, after)
        calendar = schedule(programme, matching.sets, watch)
    kept = tuple(s for s in matching.sets if s.set_id not in calendar.stuck)
    made = Plan(
        sets=kept, meetings=calendar.meetings, waiting=(*matching.waiting, *_given_up(matching, calendar.stuck))
    )
    seconds = {"matching": round(matched, 1), "calendar": round(watch.seconds - matched, 1)}
    return made, _summary(programme, made, matching, calendar, seconds, revision)


def last_serial(made: Plan) -> int:
    """The highest serial number among a plan's sets; 0 without sets."""
    return max((serial_of(s.set_id) for s in made.sets), default=0)


def _given_up(matching: Matching, stuck: Mapping[str, str]) -> list[Waiting]:
    return [
        Waiting(leader_id=member, level=s.level, reason=stuck[s.set_id], remedy="loosen what the reason names")
        for s in matching.sets
        if s.set_id in stuck
        for member in s.members
    ]


def _summary(
    programme: Programme,
    made: Plan,
    matching: Matching,
    calendar: Calendar,
    seconds: Mapping[str, float],
    revision: int,
) -> Summary:
    minutes = minutes_of(programme, made)
    first = matching_minutes(programme, made)
    bounds = Bounds(matching=round(min(matching.bound, first), 1), calendar=round(calendar.bound, 1))
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
        cut_short=matching.cut_short or calendar.cut_short,
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
