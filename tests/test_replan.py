"""Plans that change others, and what is proved of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest

import planner
from matcher.refill import Filled, Refill
from programme.checker import breaches
from programme.plans import FEASIBLE, Plan, Standing, Summary
from programme.records import Programme
from programme.slots import Period, Slot
from programme.watch import Watch
from report import words
from scheduler import schedule
from tests.build import facilitator, leader, leaders, near, programme, venue

FIRST = date(2027, 9, 6)


def standing(known: Programme, plan: Plan) -> Programme:
    """The programme with a plan that stands on its first day."""
    return replace(known, standing=Standing(plan=plan, today=FIRST, horizon=FIRST), from_day=FIRST)


def only_in(*weeks: int) -> tuple[Period, ...]:
    """Away in all of the first six weeks but these."""
    return tuple(
        Period(FIRST + timedelta(weeks=week), FIRST + timedelta(weeks=week, days=4))
        for week in set(range(6)) - set(weeks)
    )


@pytest.fixture(scope="module")
def parted() -> tuple[Programme, Plan, Summary]:
    """Three sets of which one has no calendar unless two of its eight leave, and others could take them."""
    rules: dict[str, Any] = {
        "meetings": 2,
        "weeks_between": 1,
        "weeks_between_min": 1,
        "weeks_between_max": 3,
        "presenters": 1,
    }
    short: dict[str, Any] = {"most_absences": 0, "last_day": FIRST + timedelta(weeks=5, days=4), "notice_days": 0}
    people = [leader(n, place=near(n / 100)) for n in range(1, 23)]
    known = programme(people, [facilitator(max_sets=3)], [venue(rooms=3, capacity=9)], **rules, **short)
    made, _ = planner.plan(known, Watch(600))
    (eight,) = (own for own in made.sets if len(own.members) == 8)
    there = dict(zip(eight.members, ((0, 1), (2, 3), (4, 5)), strict=False))
    away = {who: only_in(*weeks) for who, weeks in there.items()}
    now = [replace(one, away=away.get(one.leader_id, ())) for one in known.leaders]
    return planner.replan(standing(replace(known, leaders=tuple(now)), made), Watch(600), after=3)


def test_where_sets_are_filled_otherwise_for_want_of_a_calendar_the_plan_keeps_every_rule(
    parted: tuple[Programme, Plan, Summary],
) -> None:
    known, made, _ = parted
    assert breaches(known, made) == ()


def test_no_more_are_said_to_have_to_move_than_two_who_could_go_by_hand(
    parted: tuple[Programme, Plan, Summary],
) -> None:
    *_, summary = parted
    assert summary.moved_bound <= 2 <= summary.moved


def test_sets_that_were_filled_otherwise_are_not_called_optimal(parted: tuple[Programme, Plan, Summary]) -> None:
    *_, summary = parted
    assert (summary.status, summary.bounds.matching) == (FEASIBLE, 0)
    assert words.quality(summary) == "Feasible: how many minutes less its sets could cost is not proved."


def test_where_time_ends_every_model_that_fills_sets_their_bound_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    known = programme(leaders(14), [facilitator(max_sets=3)], [venue(rooms=2, capacity=9)])
    made, _ = planner.plan(known, Watch(600))
    fewer = replace(known, leaders=tuple(one for one in known.leaders if one.leader_id not in ("L01", "L02")))
    solve, asked = Refill.solve, count()

    def in_time(self: Refill, seconds: float) -> Filled | None:
        return None if next(asked) < 3 else solve(self, seconds)

    monkeypatch.setattr(Refill, "solve", in_time)
    *_, summary = planner.replan(standing(fewer, made), Watch(600))
    assert (summary.bounds.matching, summary.cut_short) == (0, True)


def one_substitute_for_two(ways: dict[tuple[str, str], float]) -> Programme:
    """Two sets whose third meetings, on one day at two venues, one substitute is to lead; ``ways`` between venues."""
    mornings, afternoons = frozenset(Slot) - {Slot.THU_AM}, frozenset(Slot) - {Slot.THU_PM}
    heads = [leader(n, place=near(n / 100), cannot_attend=mornings) for n in range(1, 8)]
    deputies = [
        leader(n, place=near(12 + n / 100), cannot_attend=afternoons, level="Deputy head") for n in range(8, 15)
    ]
    leads = [
        facilitator(1, max_sets=1, levels=frozenset({"Headteacher"})),
        facilitator(2, max_sets=1, levels=frozenset({"Deputy head"}), place=near(12)),
        facilitator(3, max_sets=0, place=near(60)),
    ]
    places = [venue(1), venue(2, place=near(12))]
    known = programme([*heads, *deputies], leads, places, weeks_between_min=6, weeks_between_max=6)
    made, _ = planner.plan(known, Watch(600))
    third = [meeting for meeting in made.meetings if meeting.number == 3]
    assert len({meeting.date for meeting in third}) == 1, "both meetings are on one day"
    return replace(
        standing(known, made), travel=ways, substitutes={meeting.uid: "F3" for meeting in third if meeting.uid}
    )


def test_of_two_meetings_too_far_apart_for_their_substitute_one_set_has_no_calendar_as_things_are() -> None:
    known = one_substitute_for_two({("V1", "V2"): 500.0})
    assert known.standing
    made = schedule(known, known.standing.plan.sets, Watch(600))
    assert len(made.stuck) == 1
    assert {meeting.set_id for meeting in made.meetings}.isdisjoint(made.stuck)


def test_a_substitute_who_can_no_longer_come_is_not_waited_for() -> None:
    known = one_substitute_for_two({("V1", "V2"): 500.0})
    now, made, summary = planner.replan(known, Watch(600), after=2)
    assert (breaches(now, made), len(made.sets), summary.changed_meetings) == ((), 2, 0)
    assert list(now.substitutes.values()) == ["F3"]


def test_a_substitute_who_can_lead_both_leads_both() -> None:
    now, _, summary = planner.replan(one_substitute_for_two({}), Watch(600), after=2)
    assert (list(now.substitutes.values()), summary.changed_meetings) == (["F3", "F3"], 0)
