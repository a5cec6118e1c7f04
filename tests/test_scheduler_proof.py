"""The bound and the best calendar against every calendar there is, on small random programmes."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

import scheduler.options
from programme import prices
from programme.identity import set_ids
from programme.plans import LearningSet, Meeting, Plan
from programme.records import Closure, HalfDay, Programme
from programme.rules import RULES
from programme.rules.base import MeetingRule
from programme.rules.meetings import Attendance, OnwardJourney
from programme.rules.opening import TeachingDays
from programme.rules.places import VenueRule
from programme.slots import Period, Slot
from programme.watch import Watch
from scheduler import schedule
from tests.build import facilitator, leader, near, programme, venue

FIRST = date(2027, 9, 6)
OPEN = (Slot.THU_AM, Slot.THU_PM)
Year = tuple[Meeting, ...]
Maker = Callable[[int], tuple[Programme, tuple[LearningSet, ...]]]


def invented(seed: int, break_ends: time = time(13, 30)) -> tuple[Programme, tuple[LearningSet, ...]]:
    """One to three sets of three, a few weeks, few rooms, many absences: small, and full of conflicts.

    The mornings end at 12:30.
    """
    rng = random.Random(seed)
    sets, weeks = rng.randint(1, 3), rng.randint(4, 5)

    def away(chance: float) -> tuple[Period, ...]:
        days = [FIRST + timedelta(days=d) for d in range(7 * weeks) if rng.random() < chance]
        return tuple(Period(day, day) for day in days)

    known = programme(
        [
            leader(n, away=away(0.25), place=near(rng.uniform(-9, 9), rng.uniform(-9, 9)))
            for n in range(1, 3 * sets + 1)
        ],
        [facilitator(n, cannot_attend=frozenset(Slot) - set(OPEN), away=away(0.1), max_sets=3) for n in (1, 2)],
        [venue(n, place=near(rng.uniform(-9, 9)), closed=away(0.2), cost=rng.choice((0, 10))) for n in (1, 2, 3)],
        [Closure(days=Period(FIRST, FIRST + timedelta(days=4)), reason="Inspection", price=rng.choice((0, 7)))],
        meetings=rng.choice((2, 3)),
        weeks_between=2,
        weeks_between_min=1,
        weeks_between_max=3,
        set_size_min=3,
        quorum=rng.choice((1, 2)),
        most_absences=rng.choice((0, 1)),
        presenters=1,
        start_weeks=rng.choice(("staggered", "together")),
        last_day=FIRST + timedelta(weeks=weeks - 1, days=4),
        prices=replace(programme().settings.prices, absence=rng.choice((5, 180)), minutes_per_pound=0.3),
        afternoon=HalfDay(break_ends, time(16, 30)),
    )
    ids = [person.leader_id for person in known.leaders]
    return known, tuple(
        LearningSet(
            set_id=set_id,
            level="Headteacher",
            members=tuple(ids[3 * n : 3 * n + 3]),
            facilitator_id=rng.choice(("F1", "F1", "F2")),
            venue_id=rng.choice(("V1", "V2")),
            slot=rng.choice(OPEN),
        )
        for n, set_id in enumerate(set_ids(sets))
    )


def years(known: Programme, learning_set: LearningSet) -> list[tuple[float, Year]]:
    """Every year of one set that keeps all rules, with its minutes, cheapest first."""
    held = [m for m in meetings(known, learning_set) if kept(known, learning_set, m)]
    found = []
    for year in itertools.combinations(held, known.settings.meetings):
        if len({m.date for m in year}) < len(year):
            continue
        numbered = tuple(replace(m, number=k) for k, m in enumerate(year, start=1))
        plan = Plan(sets=(learning_set,), meetings=numbered, waiting=())
        asked = [rule for rule in RULES if rule.name in ("meeting count", "gaps", "start together", "most absences")]
        if not any(list(rule.breaches(known, plan)) for rule in asked):
            added = prices.minutes_of(known, plan).total - prices.matching_minutes(known, plan)
            found.append((round(added, 1), numbered))
    return sorted(found, key=lambda pair: pair[0])


def meetings(known: Programme, learning_set: LearningSet) -> Iterator[Meeting]:
    for week, slot, place in itertools.product(range(len(known.mondays)), OPEN, known.venues):
        if TeachingDays.open(known)[week, slot]:
            day = known.date_of(week, slot)
            yield Meeting(
                set_id=learning_set.set_id,
                number=1,
                uid="",
                date=day,
                slot=slot,
                venue_id=place.venue_id,
                room=1,
                facilitator_id=learning_set.facilitator_id,
                presenters=(),
                absent=Attendance.absentees(known, learning_set, day, slot),
            )


def kept(known: Programme, learning_set: LearningSet, meeting: Meeting) -> bool:
    by_meeting = [rule for rule in RULES if isinstance(rule, MeetingRule)]
    by_venue = [rule for rule in RULES if isinstance(rule, VenueRule)]
    place = known.venue_at[meeting.venue_id]
    broken = [list(rule.broken_by(known, learning_set, meeting)) for rule in by_meeting]
    return not any(broken + [list(rule.broken_at(known, learning_set, place)) for rule in by_venue])


def least(choices: list[list[tuple[float, Year]]], known: Programme, taken: Year = ()) -> float | None:
    """The least minutes of a year for every set, no rule broken between sets; None where there is none."""
    if not choices:
        return 0
    best: float | None = None
    for minutes, year in choices[0]:
        if best is not None and minutes + sum(own[0][0] for own in choices[1:] if own) >= best:
            break
        if not clash(known, (*taken, *year)):
            rest = least(choices[1:], known, (*taken, *year))
            if rest is not None and (best is None or minutes + rest < best):
                best = round(minutes + rest, 1)
    return best


def clash(known: Programme, held: Year) -> bool:
    rooms = Counter((m.venue_id, m.date, m.slot) for m in held)
    led = Counter((m.facilitator_id, m.date, m.slot) for m in held)
    hurry = OnwardJourney().breaches(known, Plan(sets=(), meetings=held, waiting=()))
    return max(rooms.values()) > 1 or max(led.values()) > 1 or any(hurry)


def hurried(seed: int) -> tuple[Programme, tuple[LearningSet, ...]]:
    """The same with all sets in different places, led by one facilitator who has no break."""
    known, sets = invented(seed, break_ends=time(12, 30))
    return known, tuple(
        replace(own, facilitator_id="F1", venue_id=f"V{n}", slot=OPEN[n % 2]) for n, own in enumerate(sets, start=1)
    )


HURRIED = (12, 13, 16, 23, 34, 41, 45, 47)
"""Where the way between two places costs something."""


@pytest.mark.parametrize(("make", "seed"), [(invented, n) for n in range(50)] + [(hurried, n) for n in HURRIED])
def test_the_calendar_is_the_best_of_all_and_the_bound_proves_it(make: Maker, seed: int) -> None:
    known, sets = make(seed)
    choices = [years(known, learning_set) for learning_set in sets]
    found = schedule(known, sets, Watch(600))
    held = [own for s, own in zip(sets, choices, strict=True) if s.set_id not in found.stuck]
    assert found.minutes == found.bound == least(held, known)
    for more in itertools.combinations(choices, len(held) + 1):
        assert least(list(more), known) is None


@pytest.mark.parametrize(("make", "seed"), [(invented, n) for n in range(30)] + [(hurried, n) for n in HURRIED])
def test_the_bound_holds_for_venues_that_were_not_looked_at(
    make: Maker, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler.options, "NEAREST", 0)
    monkeypatch.setattr("scheduler.search.WIDER", 0)
    known, sets = make(seed)
    best = least([years(known, learning_set) for learning_set in sets], known)
    found = schedule(known, sets, Watch(600))
    if best is not None and not found.stuck:
        assert found.bound <= best <= found.minutes
