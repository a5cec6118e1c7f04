"""Repaired calendars against every calendar there is, on small random programmes that changed."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from programme import prices
from programme.checker import breaches
from programme.plans import Calendar, LearningSet, Meeting, Plan, Standing
from programme.records import Programme
from programme.rules import RULES
from programme.slots import Period
from programme.watch import Watch
from scheduler import schedule
from scheduler.standing import stayed
from tests.test_scheduler_proof import FIRST, Maker, Year, clash, invented, kept, meetings

Worth = tuple[int, int, float]
"""Meetings changed, dates changed, minutes."""
OTHERS = {"known", "set size", "seats", "member's slot", "facilitator's slot", "venue's slot", "travel limit", "load"}
"""Rules that a calendar cannot break or mend, or that the invented sets do not keep."""


def changed(seed: int, make: Maker = invented) -> tuple[Programme, tuple[LearningSet, ...]]:
    """An invented programme with a calendar, some weeks on: venues shut, people away or gone, a set of wide gaps."""
    known, sets = make(seed)
    rng = random.Random(1000 + seed)
    before = schedule(known, sets, Watch(600))
    own = tuple(s for s in sets if s.set_id not in before.stuck)
    plan = Plan(sets=own, meetings=before.meetings, waiting=())
    today = FIRST + timedelta(days=rng.randint(-7, 14))
    horizon = today + timedelta(days=rng.randint(0, 9))

    def away(chance: float) -> tuple[Period, ...]:
        days = [FIRST + timedelta(days=d) for d in range(35) if rng.random() < chance]
        return tuple(Period(day, day) for day in days)

    gone = rng.choice(known.leaders).leader_id if rng.random() < 0.4 else ""
    new = sets if rng.random() < 0.5 else own
    return replace(
        known,
        leaders=tuple(x for x in known.leaders if x.leader_id != gone),
        facilitators=tuple(replace(x, away=(*x.away, *away(0.1))) for x in known.facilitators),
        venues=tuple(replace(x, closed=(*x.closed, *away(0.3))) for x in known.venues),
        wide_gaps=frozenset({"S01"} if rng.random() < 0.3 else ()),
        standing=Standing(plan=plan, today=today, horizon=horizon),
        from_day=horizon,
    ), tuple(replace(s, members=tuple(m for m in s.members if m != gone)) for s in new)


def fused(seed: int) -> tuple[Programme, tuple[LearningSet, ...]]:
    """Calendars made with two rooms each and two facilitators, of whom one is gone and leaves one room each."""
    known, sets = invented(seed)
    before = schedule(replace(known, venues=tuple(replace(x, rooms=2) for x in known.venues)), sets, Watch(600))
    own = tuple(s for s in sets if s.set_id not in before.stuck)
    plan = Plan(sets=own, meetings=before.meetings, waiting=())
    standing = Standing(plan=plan, today=FIRST, horizon=FIRST)
    return replace(known, standing=standing, from_day=FIRST), tuple(replace(s, facilitator_id="F1") for s in sets)


def years(known: Programme, learning_set: LearningSet) -> list[tuple[Worth, Year]]:
    """Every year of one set that keeps all rules, with what it changes and its minutes, the best first."""
    stay = stayed(known, learning_set)
    held = [m for m in meetings(known, learning_set) if kept(known, learning_set, m)]
    asked = [rule for rule in RULES if rule.name in ("meeting count", "gaps", "start together", "most absences")]
    found = []
    for year in itertools.combinations(held, known.settings.meetings - len(stay)):
        if len({m.date for m in year}) == len(year):
            numbered = (*stay, *(replace(m, number=k) for k, m in enumerate(year, start=len(stay) + 1)))
            plan = Plan(sets=(learning_set,), meetings=numbered, waiting=())
            if not any(list(rule.breaches(known, plan)) for rule in asked):
                added = prices.minutes_of(known, plan).total - prices.matching_minutes(known, plan)
                found.append(((*differing(known, learning_set, year), round(added, 1)), numbered))
    return sorted(found, key=lambda pair: pair[0])


def differing(known: Programme, learning_set: LearningSet, year: Year) -> tuple[int, int]:
    """How many meetings are where none stood, and how many on days on which none stood."""
    assert known.standing is not None
    stood = known.standing.plan.meetings_of.get(learning_set.set_id)
    if stood is None:
        return 0, 0
    places, dates = {m.place for m in stood}, {m.date for m in stood}
    return sum(m.place not in places for m in year), sum(m.date not in dates for m in year)


def least(choices: list[list[tuple[Worth, Year]]], known: Programme, taken: Year = ()) -> Worth | None:
    """The least of a year for every set, no rule broken between sets; None where there is none."""
    if not choices:
        return 0, 0, 0.0
    best: Worth | None = None
    for worth, year in choices[0]:
        if best is not None and not total(worth, *(own[0][0] for own in choices[1:] if own)) < best:
            break
        if not clash(known, (*taken, *year)):
            rest = least(choices[1:], known, (*taken, *year))
            if rest is not None and (best is None or total(worth, rest) < best):
                best = total(worth, rest)
    return best


def total(*worths: Worth) -> Worth:
    changes, dates, minutes = zip(*worths, strict=True)
    return sum(changes), sum(dates), round(sum(minutes), 1)


def found_worth(known: Programme, made: Calendar, sets: list[LearningSet]) -> Worth:
    plan = Plan(sets=tuple(sets), meetings=made.meetings, waiting=())
    pairs = [differing(known, s, tuple(later_of(known, plan.meetings_of[s.set_id]))) for s in sets]
    return sum(c for c, _ in pairs), sum(d for _, d in pairs), made.minutes


def later_of(known: Programme, year: tuple[Meeting, ...]) -> list[Meeting]:
    assert known.standing is not None
    return [m for m in year if m.uid not in known.standing.fixed]


IN_THE_WAY = (10, 13, 16, 56, 112, 119, 126, 161, 163)
"""Where sets change more meetings beside each other than each would alone."""
CASES = [(changed, seed) for seed in range(40)] + [(fused, seed) for seed in IN_THE_WAY]


@pytest.mark.parametrize(("make", "seed"), CASES)
def test_a_repaired_calendar_changes_least_and_is_the_best_of_these(make: Maker, seed: int) -> None:
    known, sets = make(seed)
    choices = [years(known, learning_set) for learning_set in sets]
    made = schedule(known, sets, Watch(600))
    held = [(s, own) for s, own in zip(sets, choices, strict=True) if s.set_id not in made.stuck]
    worth = found_worth(known, made, [s for s, _ in held])
    assert worth == (least([own for _, own in held], known) if held else (0, 0, 0.0))
    assert (made.changed, made.changed_bound) == (worth[0], worth[0])
    assert made.bound == made.minutes
    for more in itertools.combinations(choices, len(held) + 1):
        assert least(list(more), known) is None


@pytest.mark.parametrize(("make", "seed"), CASES)
def test_a_repaired_calendar_keeps_every_rule_and_is_repaired_by_nothing(make: Maker, seed: int) -> None:
    known, sets = make(seed)
    made = schedule(known, sets, Watch(600))
    own = tuple(s for s in sets if s.set_id not in made.stuck)
    plan = Plan(sets=own, meetings=made.meetings, waiting=())
    wrong = [breach for breach in breaches(known, plan) if breach.rule not in OTHERS]
    assert wrong == []
    assert known.standing is not None
    again = replace(known, standing=replace(known.standing, plan=plan))
    assert schedule(again, own, Watch(600)).meetings == made.meetings


def test_the_random_programmes_are_of_every_kind() -> None:
    kinds = Counter[str]()
    for seed in range(40):
        known, sets = changed(seed)
        made = schedule(known, sets, Watch(600))
        kinds["changed"] += made.changed > 0
        kinds["as it was"] += made.changed == 0
        kinds["stuck"] += bool(made.stuck)
        kinds["begun"] += any(stayed(known, s) for s in sets)
    assert min(kinds.values()) >= 5, kinds
