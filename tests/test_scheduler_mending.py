"""Who could lead instead, and for which meetings: as few as can be, and nobody who is needed elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from programme.plans import LearningSet, Plan
from programme.records import Facilitator, Programme, Venue
from programme.slots import Period, Slot
from programme.watch import Watch
from scheduler import mended_by_gaps, schedule, substitutes
from tests.build import facilitator, leaders, near, programme, venue
from tests.test_scheduler_repair import FIRST, after, side_by_side, week
from tests.tiny import tiny_plan, with_meeting

NOW = FIRST + timedelta(weeks=11)
"""The third of six meetings, in week 12, is too near to move."""


def asked(known: Programme, sets: tuple[LearningSet, ...], plan: Plan) -> dict[str, str]:
    """Who could lead which meetings, by set and number such as ``S01 4``."""
    found = substitutes(known, sets, schedule(known, sets, Watch(600)))
    names = {m.uid: f"{m.set_id} {m.number}" for m in plan.meetings}
    return {names[uid]: who for uid, who in found.items()}


def led_by(*others: Facilitator, away: tuple[Period, ...], venues: tuple[Venue, ...] = ()) -> dict[str, str]:
    """Who could lead a set whose facilitator F1 is away."""
    known = programme(facilitators=[facilitator(away=away), *others], venues=venues or None)
    plan = tiny_plan(programme())
    return asked(after(known, plan, NOW), plan.sets, plan)


def test_where_the_facilitator_can_lead_all_year_nobody_is_asked() -> None:
    assert led_by(facilitator(2), away=week(2)) == {}


def test_a_meeting_that_can_go_to_another_day_needs_no_substitute() -> None:
    assert led_by(facilitator(2), away=(*week(17, 21), *week(24))) == {"S01 4": "F2"}


def test_of_a_long_time_away_as_few_meetings_are_led_by_another_as_can_be() -> None:
    assert led_by(facilitator(2), away=week(17, 27)) == {"S01 4": "F2", "S01 5": "F2"}


def test_a_meeting_too_near_to_move_is_led_by_another_though_the_set_has_a_calendar() -> None:
    assert led_by(facilitator(2), away=week(12)) == {"S01 3": "F2"}


def test_a_meeting_that_is_past_is_led_by_nobody_else() -> None:
    assert led_by(facilitator(2), away=week(0, 6)) == {}


def test_a_meeting_whose_substitute_is_agreed_needs_no_other() -> None:
    known = programme(facilitators=[facilitator(away=week(12)), facilitator(2), facilitator(3)])
    plan = tiny_plan(programme())
    agreed = {plan.meetings[2].uid: "F3"}
    assert asked(after(known, plan, NOW, substitutes=agreed), plan.sets, plan) == {}


def test_beside_a_meeting_whose_substitute_is_agreed_others_are_asked_for() -> None:
    known = programme(facilitators=[facilitator(away=week(12, 18)), facilitator(2), facilitator(3)])
    plan = tiny_plan(programme())
    agreed = {plan.meetings[2].uid: "F3"}
    assert asked(after(known, plan, NOW, notice=56, substitutes=agreed), plan.sets, plan) == {"S01 4": "F2"}


def test_the_nearest_to_the_venue_is_asked_first_and_the_next_where_that_one_is_away() -> None:
    others = facilitator(2, place=near(30)), facilitator(3, place=near(3)), facilitator(4, place=near(9))
    assert led_by(*others, away=week(17, 21)) == {"S01 4": "F3"}
    busy = replace(others[1], away=week(18))
    assert led_by(others[0], busy, others[2], away=week(17, 21)) == {"S01 4": "F4"}


def test_where_no_venue_is_known_the_first_is_asked() -> None:
    known = programme(facilitators=[facilitator(away=week(17, 21)), facilitator(2), facilitator(3)], venues=())
    plan = tiny_plan(programme(venues=()))
    assert asked(after(known, plan, NOW), plan.sets, plan) == {"S01 4": "F2"}


@pytest.mark.parametrize(
    "changed",
    [
        {"venues": (venue(closed=week(18)),)},
        {"venues": (venue(2),)},
        {"leaders": leaders(7, away=week(18))},
    ],
    ids=["its venue is shut", "its venue is gone", "its members are away"],
)
def test_a_meeting_that_could_not_stay_anyhow_is_led_by_nobody_else(changed: dict[str, Any]) -> None:
    known = programme(facilitators=[facilitator(away=week(17, 21)), facilitator(2)])
    plan = tiny_plan(known)
    own = tuple(replace(s, venue_id=changed.get("venues", known.venues)[0].venue_id) for s in plan.sets)
    assert asked(after(replace(known, **changed), plan, NOW), own, plan) == {}


def of_two(stuck: int, other: Slot = Slot.THU_AM, far: float = 0) -> dict[str, str]:
    """Who could lead the set of this number, whose facilitator is away; the other facilitator leads the other set.

    The other set meets in the same weeks at a venue so many kilometres away.
    """
    known, plan = side_by_side()
    venues = [replace(known.venues[0], rooms=2), venue(2, place=near(far))]
    people = [facilitator(n, away=week(17, 21) if n == stuck else ()) for n in (1, 2)]
    elsewhere = f"S0{3 - stuck}"
    day = timedelta(days=other.weekday - Slot.THU_AM.weekday)
    meetings = tuple(
        replace(m, venue_id="V2", slot=other, date=m.date + day) if m.set_id == elsewhere else m for m in plan.meetings
    )
    sets = tuple(replace(s, venue_id="V2", slot=other) if s.set_id == elsewhere else s for s in plan.sets)
    changed = replace(known, venues=tuple(venues), facilitators=tuple(people), leaders=leaders(14, place=near(far / 2)))
    moved = Plan(sets=sets, meetings=meetings, waiting=())
    return asked(after(changed, moved, NOW), sets, moved)


@pytest.mark.parametrize("stuck", [1, 2])
def test_who_leads_another_set_at_that_time_is_not_asked(stuck: int) -> None:
    assert of_two(stuck) == {}


@pytest.mark.parametrize("stuck", [1, 2])
def test_who_leads_another_set_on_another_day_is_asked(stuck: int) -> None:
    assert of_two(stuck, Slot.WED_PM, far=60) == {f"S0{stuck} 4": f"F{3 - stuck}"}


@pytest.mark.parametrize("stuck", [1, 2])
def test_who_leads_another_set_that_afternoon_is_asked_where_the_way_is_short(stuck: int) -> None:
    assert of_two(stuck, Slot.THU_PM, far=9) == {f"S0{stuck} 4": f"F{3 - stuck}"}
    assert of_two(stuck, Slot.THU_PM, far=60) == {}


def test_one_substitute_is_not_asked_for_two_sets_at_once() -> None:
    known, plan = side_by_side()
    people = (*(facilitator(n, away=week(17, 21)) for n in (1, 2)), facilitator(3))
    assert asked(after(replace(known, facilitators=people), plan, NOW), plan.sets, plan) == {"S01 4": "F3"}


def test_a_room_that_another_set_has_taken_is_not_free_for_the_meeting_to_stay() -> None:
    known, plan = side_by_side()
    people = (facilitator(1, away=week(17, 21)), *(facilitator(n) for n in (2, 3)))
    now = after(replace(known, facilitators=people), plan, NOW)
    assert asked(now, plan.sets, plan) == {"S01 4": "F3"}
    one_room = replace(now, venues=(replace(known.venues[0], rooms=1),))
    assert asked(one_room, plan.sets, plan) == {}


def test_the_days_on_which_another_would_lead_are_named() -> None:
    known = programme(facilitators=[facilitator(away=week(17, 27)), facilitator(2)])
    plan = tiny_plan(programme())
    why = schedule(after(known, plan, NOW), plan.sets, Watch(600)).stuck["S01"]
    days = [str(plan.meetings[number].date) for number in (3, 4)]
    assert f"if a substitute led its meetings on {days[0]} and {days[1]} (--allow substitute)" in why


def test_who_takes_over_two_sets_at_one_time_near_today_has_one_of_them() -> None:
    known, plan = side_by_side()
    people = (*known.facilitators, facilitator(3))
    sets = tuple(replace(s, facilitator_id="F3") for s in plan.sets)
    now = after(replace(known, facilitators=people), plan, NOW)
    assert list(schedule(now, sets, Watch(600)).stuck) == ["S02"]


@pytest.mark.parametrize(("one", "two"), [("F2", "F2"), ("F1", "F1")])
def test_who_takes_over_a_set_and_leads_another_then_gives_up_the_one_that_is_new(one: str, two: str) -> None:
    known, plan = side_by_side()
    sets = (replace(plan.sets[0], facilitator_id=one), replace(plan.sets[1], facilitator_id=two))
    new = "S01" if one == "F2" else "S02"
    assert list(schedule(after(known, plan, NOW), sets, Watch(600)).stuck) == [new]


def test_facilitators_who_change_places_near_today_have_both_sets() -> None:
    known, plan = side_by_side()
    sets = (replace(plan.sets[0], facilitator_id="F2"), replace(plan.sets[1], facilitator_id="F1"))
    assert schedule(after(known, plan, NOW), sets, Watch(600)).stuck == {}


def test_a_wider_gap_is_offered_only_to_a_set_that_stands_and_has_none_yet_and_would_gain_by_it() -> None:
    known = programme(facilitators=[facilitator(away=week(17, 21))])
    plan = tiny_plan(programme())
    now = after(known, plan, NOW)
    assert mended_by_gaps(now, plan.sets, ["S01"], Watch(600)) == {"S01"}
    assert mended_by_gaps(now, plan.sets, [], Watch(600)) == frozenset()
    assert mended_by_gaps(replace(now, wide_gaps=frozenset({"S01"})), plan.sets, ["S01"], Watch(600)) == frozenset()
    longer = replace(now, facilitators=(facilitator(away=week(17, 40)),))
    assert mended_by_gaps(longer, plan.sets, ["S01"], Watch(600)) == frozenset()
    new = replace(now, standing=None)
    assert mended_by_gaps(new, plan.sets, ["S01"], Watch(600)) == frozenset()


def test_a_meeting_that_was_moved_by_hand_is_led_by_another_where_it_stands_now() -> None:
    known = programme(facilitators=[facilitator(away=week(17, 21)), facilitator(2)])
    plan = tiny_plan(programme())
    moved = with_meeting(plan, 4, date=date(2028, 1, 20))
    assert asked(after(known, moved, NOW), plan.sets, moved) == {"S01 4": "F2"}
