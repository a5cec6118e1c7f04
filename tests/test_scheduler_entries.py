"""From the years that were found to meetings: under which names, at which minutes, with which bound."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from programme.identity import meeting_uid
from programme.plans import Plan
from programme.records import Programme
from programme.slots import Period, Slot
from scheduler.entries import calendar
from scheduler.options import options
from scheduler.paths import Years
from scheduler.search import Found, nothing
from tests.build import facilitator, leader, leaders, near, programme, venue
from tests.test_scheduler_repair import FIRST, after
from tests.tiny import tiny_plan, twin_plan, year_of

AM, PM = Slot.THU_AM, Slot.THU_PM


def met(known: Programme, plan: Plan, *held: tuple[int, Slot, int], **details: float) -> Found:
    """What would be found if the first set of the plan met in these weeks and slots, at these candidates."""
    own = options(known, plan.sets[:1])
    week, slot, candidate = (np.full((1, known.settings.meetings), -1, dtype=np.int64) for _ in range(3))
    first = known.settings.meetings - len(held)
    week[0, first:], slot[0, first:], candidate[0, first:] = zip(*held, strict=True)
    years = Years(week=week, slot=slot, candidate=candidate)
    return replace(nothing(own), years=years, **details)  # type: ignore[arg-type]


def three(**details: object) -> Programme:
    """Seven heads, six venues and three meetings a year."""
    places = [venue(n, place=near(n), rooms=2) for n in range(1, 7)]
    return programme(venues=places, meetings=3, **details)  # type: ignore[arg-type]


def named(known: Programme, plan: Plan, *held: tuple[int, Slot, int]) -> list[int]:
    """The numbers in the plan of the meetings that go on in these weeks and slots, at these candidates."""
    made = calendar(met(known, plan, *held), {})
    numbers = {m.uid: m.number for m in plan.meetings}
    return [numbers[m.uid] for m in made.meetings]


def test_new_meetings_are_numbered_and_named_in_the_order_of_their_dates() -> None:
    known = three()
    made = calendar(met(known, tiny_plan(known), (1, AM, 0), (7, PM, 1), (13, AM, 2)), {})
    assert [m.number for m in made.meetings] == [1, 2, 3]
    assert [m.uid for m in made.meetings] == [meeting_uid(known.settings, "S01", n) for n in (1, 2, 3)]
    assert [m.date for m in made.meetings] == [FIRST + timedelta(weeks=w, days=3) for w in (1, 7, 13)]
    assert [m.slot for m in made.meetings] == [AM, PM, AM]
    assert [m.venue_id for m in made.meetings] == ["V1", "V2", "V3"]
    assert [m.facilitator_id for m in made.meetings] == ["F1"] * 3


@pytest.mark.parametrize(
    ("held", "numbers"),
    [
        (((0, AM, 0), (6, AM, 0), (12, AM, 0)), [1, 2, 3]),
        (((0, AM, 0), (6, AM, 0), (13, AM, 0)), [1, 2, 3]),
        (((6, AM, 0), (12, AM, 0), (18, AM, 0)), [2, 3, 1]),
        (((1, AM, 0), (6, PM, 0), (12, AM, 0)), [1, 2, 3]),
        (((6, PM, 0), (12, AM, 1), (18, AM, 0)), [2, 3, 1]),
        (((1, AM, 0), (7, AM, 0), (13, AM, 0)), [1, 2, 3]),
        (((5, AM, 0), (12, PM, 3), (20, AM, 0)), [1, 3, 2]),
    ],
)
def test_a_meeting_keeps_its_name_where_it_stood_else_on_its_day_else_in_turn(
    held: tuple[tuple[int, Slot, int], ...], numbers: list[int]
) -> None:
    known = three()
    plan = tiny_plan(known)
    assert named(after(known, plan, FIRST - timedelta(weeks=9)), plan, *held) == numbers


def test_a_meeting_where_it_stood_is_named_before_another_on_its_day() -> None:
    known = three()
    plan = tiny_plan(known)
    twice = replace(plan.meetings[1], date=plan.meetings[0].date, slot=PM)
    plan = replace(plan, meetings=(plan.meetings[0], twice, plan.meetings[2]))
    assert named(after(known, plan, FIRST - timedelta(weeks=9)), plan, (0, PM, 0), (6, AM, 0), (12, AM, 0)) == [2, 1, 3]


def test_meetings_that_stay_come_first_and_names_go_on_where_more_are_wanted() -> None:
    known = three()
    plan = tiny_plan(known)
    more = replace(known, settings=replace(known.settings, meetings=5))
    now = after(more, plan, FIRST + timedelta(weeks=4, days=4))
    made = calendar(met(now, plan, (12, AM, 0), (18, AM, 0), (24, AM, 0)), {})
    assert [m.uid for m in made.meetings] == [m.uid for m in year_of(more, plan.sets[0])]
    assert [m.number for m in made.meetings] == [1, 2, 3, 4, 5]
    assert [m.place for m in made.meetings[:2]] == [m.place for m in plan.meetings[:2]]


def test_a_meeting_that_stays_keeps_its_room_and_one_that_moves_gets_one() -> None:
    known = three()
    plan = tiny_plan(known)
    plan = replace(plan, meetings=tuple(replace(m, room=2) for m in plan.meetings))
    now = after(known, plan, FIRST - timedelta(weeks=9))
    made = calendar(met(now, plan, (0, AM, 0), (6, AM, 1), (12, PM, 0)), {})
    assert [m.room for m in made.meetings] == [2, 1, 2], "at home in the room that the set has there"


def test_meetings_elsewhere_than_they_stood_are_counted_and_so_are_no_new_ones() -> None:
    known = three()
    plan = tiny_plan(known)
    now = after(known, plan, FIRST - timedelta(weeks=9))
    assert calendar(met(now, plan, (0, AM, 0), (6, PM, 0), (13, AM, 0), changed_bound=1), {}).changed == 2
    assert calendar(met(now, plan, (0, AM, 0), (6, PM, 0), (13, AM, 0), changed_bound=1), {}).changed_bound == 1
    assert calendar(met(now, plan, (0, AM, 0), (6, PM, 0), (12, AM, 0), changed_bound=9), {}).changed_bound == 1
    assert calendar(met(known, plan, (0, AM, 0), (6, PM, 0), (13, AM, 0)), {}).changed == 0


def test_who_is_away_is_told_at_each_meeting() -> None:
    gone = Period(FIRST + timedelta(weeks=6), FIRST + timedelta(weeks=6, days=4))
    known = three(people=[leader(n, away=(gone,) if n in (2, 5) else ()) for n in range(1, 8)])
    made = calendar(met(known, tiny_plan(known), (0, AM, 0), (6, AM, 0), (12, AM, 0)), {})
    assert [m.absent for m in made.meetings] == [(), ("L02", "L05"), ()]
    assert made.minutes == 2 * 180


def test_minutes_are_those_beyond_journeys_home() -> None:
    known = three()
    made = calendar(met(known, tiny_plan(known), (0, AM, 0), (7, PM, 0), (13, AM, 0)), {})
    assert made.minutes == 7 * 15 + 7 * 10


@pytest.mark.parametrize(
    ("below", "told"), [(0, 0.0), (-50, 0.0), (25.4, 2.5), (25, 2.5), (24.9995, 2.5), (0.4, 0.0), (30, 3.0)]
)
def test_a_bound_is_rounded_up_to_whole_tenths_and_is_never_above_the_minutes(below: float, told: float) -> None:
    known = three()
    found = met(known, tiny_plan(known), (0, AM, 0), (7, PM, 0), (13, AM, 0))
    made = calendar(replace(found, bound=found.upper - below), {})
    assert made.bound == pytest.approx(made.minutes - told)


def test_sets_with_nothing_left_to_plan_stand_among_the_others_in_the_order_of_their_names() -> None:
    known = programme(leaders(14), [facilitator(max_sets=2)], meetings=3)
    plan = twin_plan(known)
    first, second = plan.sets
    now = after(known, replace(plan, meetings=plan.meetings_of["S02"]), FIRST + timedelta(weeks=40))
    own = replace(plan, sets=(first,))
    made = calendar(met(now, own, (0, AM, 0), (6, AM, 0), (12, AM, 0)), {"S09": "b", "S04": "a"}, [second])
    assert [m.set_id for m in made.meetings] == ["S01"] * 3 + ["S02"] * 3
    assert list(made.stuck) == ["S04", "S09"]
    early = replace(plan, sets=(second,))
    before = after(known, replace(plan, meetings=plan.meetings_of["S01"]), FIRST + timedelta(weeks=40))
    made = calendar(met(before, early, (0, PM, 0), (6, PM, 0), (12, PM, 0)), {}, [first])
    assert [m.set_id for m in made.meetings] == ["S01"] * 3 + ["S02"] * 3


def test_that_time_was_short_is_handed_on() -> None:
    known = three()
    found = met(known, tiny_plan(known), (0, AM, 0), (6, AM, 0), (12, AM, 0))
    assert [calendar(replace(found, cut_short=short), {}).cut_short for short in (True, False)] == [True, False]
