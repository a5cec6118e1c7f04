"""Calendars after changes: what stays, what moves, and what has to be allowed first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from programme import prices
from programme.checker import breaches
from programme.plans import Calendar, LearningSet, Meeting, Plan, Standing
from programme.records import Programme
from programme.slots import Period, Slot
from programme.watch import Watch
from scheduler import mended_by_gaps, schedule, substitutes
from tests.build import facilitator, leaders, near, programme, venue
from tests.test_scheduler import sets_of
from tests.tiny import tiny_plan, twin_plan, with_meeting, year_of

FIRST = date(2027, 9, 6)
EARLY, MIDWAY = FIRST - timedelta(weeks=4), FIRST + timedelta(weeks=10)
"""Today before anything is held, and after two of six meetings, the third being two weeks off."""
NOT_THURSDAY = frozenset(Slot) - {Slot.THU_AM, Slot.THU_PM}


def week(number: int, last: int | None = None) -> tuple[Period, ...]:
    """The weeks of the programme from one to another, as days on which something is shut."""
    end = number if last is None else last
    return (Period(FIRST + timedelta(weeks=number), FIRST + timedelta(weeks=end, days=4)),)


def after(known: Programme, plan: Plan, today: date, notice: int = 14, **changes: Any) -> Programme:
    """The programme as it is when it is planned again on this day."""
    horizon = today + timedelta(days=notice)
    return replace(known, standing=Standing(plan=plan, today=today, horizon=horizon), from_day=horizon, **changes)


def repaired(known: Programme, sets: Sequence[LearningSet] | None = None) -> tuple[Plan, Calendar]:
    """The plan that the scheduler makes in place of the one that stands: every rule kept, every change counted."""
    assert known.standing is not None
    own = known.standing.plan.sets if sets is None else tuple(sets)
    made = schedule(known, own, Watch(limit_seconds=600))
    plan = Plan(sets=tuple(s for s in own if s.set_id not in made.stuck), meetings=made.meetings, waiting=())
    assert [breach for breach in breaches(known, plan) if breach.rule != "known"] == []
    total = prices.minutes_of(known, plan).total - prices.matching_minutes(known, plan)
    assert made.minutes == pytest.approx(total, abs=0.01)
    assert made.bound == made.minutes
    assert made.changed == made.changed_bound == len(elsewhere(known, plan))
    return plan, made


def elsewhere(known: Programme, plan: Plan) -> list[tuple[int, Meeting]]:
    """The meetings at another place than before, each with the number that it had."""
    assert known.standing is not None
    before = {m.uid: m for m in known.standing.plan.meetings}
    return [(before[m.uid].number, m) for m in plan.meetings if m.uid in before and before[m.uid].place != m.place]


def weeks(known: Programme, plan: Plan) -> list[int]:
    return [known.week_of(m.date) for m in plan.meetings]


@pytest.mark.parametrize("today", [EARLY, MIDWAY, date(2029, 1, 1)])
def test_where_nothing_changed_every_meeting_stays_as_it_is(today: date) -> None:
    plan = tiny_plan(programme())
    again, made = repaired(after(programme(), plan, today))
    assert again.meetings == plan.meetings
    assert (made.changed, made.changed_bound) == (0, 0)


def test_of_a_set_whose_venue_is_shut_for_a_day_one_meeting_goes_elsewhere_that_day() -> None:
    known = programme(venues=[venue(closed=week(18)), venue(2, place=near(40))])
    plan = tiny_plan(known)
    again, _ = repaired(after(known, plan, MIDWAY))
    assert [(m.number, m.venue_id) for m in again.meetings if m not in plan.meetings] == [(4, "V2")]
    assert [m.uid for m in again.meetings] == [m.uid for m in plan.meetings]
    assert weeks(known, again) == [0, 6, 12, 18, 24, 30]


def test_a_date_changes_where_no_venue_is_open_on_it() -> None:
    known = programme(venues=[venue(closed=week(18)), venue(2, closed=week(18))])
    again, made = repaired(after(known, tiny_plan(known), MIDWAY))
    assert made.changed == 1
    assert sum(w not in (0, 6, 12, 18, 24, 30) for w in weeks(known, again)) == 1


def test_a_year_that_uses_five_of_its_six_places_has_one_change_and_keeps_five_names() -> None:
    known = programme(facilitators=[facilitator(away=week(0, 4))])
    plan = tiny_plan(known)
    again, made = repaired(after(known, plan, EARLY))
    assert made.changed == 1
    assert weeks(known, again) == [6, 12, 18, 24, 30, 36]
    assert [m.number for m in again.meetings] == [1, 2, 3, 4, 5, 6]
    assert [m.uid for m in again.meetings] == [m.uid for m in (*plan.meetings[1:], plan.meetings[0])]


def test_a_meeting_that_is_too_near_stays_whatever_happens_to_its_venue() -> None:
    known = programme(venues=[venue(closed=week(12))])
    plan = tiny_plan(known)
    again, _ = repaired(after(known, plan, FIRST + timedelta(weeks=11)))
    assert again.meetings == plan.meetings


def test_a_meeting_that_is_held_stays_though_who_was_there_has_left() -> None:
    known = programme(leaders(8), [facilitator(1), facilitator(2)])
    plan = with_meeting(tiny_plan(known, 8), 2, absent=("L08",), facilitator_id="F2")
    gone = tuple(x for x in known.leaders if x.leader_id not in ("L01", "L08"))
    own = replace(plan.sets[0], members=plan.sets[0].members[1:7])
    again, _ = repaired(after(known, plan, MIDWAY, leaders=gone), [own])
    assert again.meetings[:2] == plan.meetings[:2]
    assert {m.place for m in again.meetings} == {m.place for m in plan.meetings}
    assert not {"L01", "L08"} & {p for m in again.meetings[2:] for p in (*m.presenters, *m.absent)}


def test_a_meeting_too_near_to_move_has_todays_facilitator_members_and_absences() -> None:
    known = programme(leaders(8), [facilitator(1), facilitator(2)])
    plan = tiny_plan(known, 8)
    people = [replace(x, away=week(12)) if x.leader_id == "L02" else x for x in known.leaders[1:]]
    own = replace(plan.sets[0], members=plan.sets[0].members[1:], facilitator_id="F2")
    again, _ = repaired(after(known, plan, FIRST + timedelta(weeks=11), leaders=tuple(people)), [own])
    third = again.meetings[2]
    assert (third.place, third.room, third.facilitator_id) == (plan.meetings[2].place, 1, "F2")
    assert third.absent == ("L02",)
    assert third.presenters


def test_another_venue_on_the_day_is_preferred_to_another_day_that_costs_less() -> None:
    known = programme(
        venues=[venue(closed=week(18)), venue(2, place=near(60))],
        prices=replace(programme().settings.prices, week_off=0, other_slot=0),
    )
    again, _ = repaired(after(known, tiny_plan(known), MIDWAY))
    assert [m.venue_id for m in again.meetings] == ["V1", "V1", "V1", "V2", "V1", "V1"]


def test_a_new_set_meets_from_the_horizon_on() -> None:
    known = programme(leaders(14), [facilitator(max_sets=2)], last_day=date(2028, 12, 15))
    plan = replace(tiny_plan(known), waiting=())
    sets = sets_of(known)
    again, _ = repaired(after(known, plan, MIDWAY), sets)
    assert again.meetings_of["S01"] == plan.meetings_of["S01"]
    assert min(m.date for m in again.meetings_of["S02"]) >= MIDWAY + timedelta(days=14)


def side_by_side() -> tuple[Programme, Plan]:
    """S01 of F1 and S02 of F2 at the same hours in two rooms of one venue."""
    known = programme(leaders(14), [facilitator(1), facilitator(2)], [venue(rooms=2)])
    plan = twin_plan(known, (Slot.THU_AM, Slot.THU_AM))
    second = tuple(replace(m, facilitator_id="F2", room=2) for m in plan.meetings_of["S02"])
    sets = (plan.sets[0], replace(plan.sets[1], facilitator_id="F2"))
    return known, Plan(sets=sets, meetings=(*plan.meetings_of["S01"], *second), waiting=())


def test_an_unchanged_meeting_keeps_its_room_and_a_changed_one_gets_one_that_is_free() -> None:
    known, plan = side_by_side()
    shut = (facilitator(1, away=week(18)), facilitator(2))
    again, made = repaired(after(known, plan, MIDWAY, facilitators=shut))
    assert made.changed == 1
    assert again.meetings_of["S02"] == plan.meetings_of["S02"]
    assert [m.room for m in again.meetings_of["S01"]] == [1] * 6


def test_where_a_venue_has_fewer_rooms_than_before_one_of_two_meetings_goes() -> None:
    known, plan = side_by_side()
    again, made = repaired(after(known, plan, MIDWAY, venues=(venue(rooms=1),)))
    assert made.changed == 4
    assert {m.date for m in again.meetings} == {m.date for m in plan.meetings}


def test_who_has_missed_as_many_as_anybody_may_misses_no_more() -> None:
    known = programme()
    plan = tiny_plan(known)
    for number in (1, 2):
        plan = with_meeting(plan, number, absent=("L07",))
    away = tuple(replace(x, away=week(18)) if x.leader_id == "L07" else x for x in known.leaders)
    again, made = repaired(after(known, plan, MIDWAY, leaders=away))
    assert made.changed == 1
    assert all("L07" not in m.absent for m in again.meetings[2:])


def test_who_has_missed_one_may_miss_another() -> None:
    known = programme()
    plan = with_meeting(tiny_plan(known), 1, absent=("L07",))
    away = tuple(replace(x, away=week(18)) if x.leader_id == "L07" else x for x in known.leaders)
    again, made = repaired(after(known, plan, MIDWAY, leaders=away))
    assert made.changed == 0
    assert [m.absent for m in again.meetings] == [("L07",), (), (), ("L07",), (), ()]


def test_who_has_missed_too_many_already_is_no_obstacle_where_they_can_come() -> None:
    known = programme()
    plan = tiny_plan(known)
    for number in (1, 2):
        plan = with_meeting(plan, number, absent=("L06", "L07"))
    again, _ = repaired(after(programme(most_absences=1), plan, MIDWAY))
    assert [m.place for m in again.meetings] == [m.place for m in plan.meetings]


def test_a_venue_that_is_no_longer_known_keeps_what_is_near_and_loses_the_rest() -> None:
    known = programme(venues=[venue(1), venue(2)])
    plan = tiny_plan(known)
    own = replace(plan.sets[0], venue_id="V2")
    again, made = repaired(after(known, plan, FIRST + timedelta(weeks=11), venues=(venue(2),)), [own])
    assert [m.venue_id for m in again.meetings] == ["V1"] * 3 + ["V2"] * 3
    assert made.changed == 3
    assert weeks(known, again) == [0, 6, 12, 18, 24, 30]


def test_a_newcomer_has_turns_and_few_others_change() -> None:
    known = programme(leaders(8))
    plan = tiny_plan(known)
    own = replace(plan.sets[0], members=tuple(x.leader_id for x in known.leaders))
    again, _ = repaired(after(known, plan, FIRST + timedelta(weeks=1)), [own])
    assert [m.presenters for m in again.meetings if "L08" in m.presenters]
    assert sum(m != before for m, before in zip(again.meetings, plan.meetings, strict=True)) == 1


def test_who_leaves_is_replaced_at_the_meetings_where_they_would_have_presented() -> None:
    known = programme(leaders(8))
    plan = tiny_plan(known, 8)
    own = replace(plan.sets[0], members=plan.sets[0].members[:6])
    again, _ = repaired(after(known, plan, FIRST + timedelta(weeks=1), leaders=known.leaders[:6]), [own])
    touched = [m.number for m, before in zip(again.meetings, plan.meetings, strict=True) if m != before]
    assert touched == [number for number, m in enumerate(plan.meetings, 1) if {"L07", "L08"} & set(m.presenters)]


def away_for_long(*others: Any, **changes: Any) -> tuple[Programme, Plan]:
    """A set whose facilitator is away in weeks 17 to 21, with its third meeting in week 12 too near to move."""
    known = programme(facilitators=[facilitator(away=week(17, 21)), *others])
    plan = tiny_plan(known)
    return after(known, plan, FIRST + timedelta(weeks=11), **changes), plan


def test_what_a_wider_gap_mends_says_so() -> None:
    known, plan = away_for_long()
    stuck = schedule(known, plan.sets, Watch(600)).stuck
    assert "after its meeting on 2027-12-02 no 3 half-days 5 to 8 weeks apart" in stuck["S01"]
    assert "if a gap of 4 to 10 weeks were allowed (--allow gap)" in stuck["S01"]
    assert mended_by_gaps(known, plan.sets, stuck, Watch(600)) == {"S01"}


def test_a_set_that_is_allowed_a_wider_gap_has_one() -> None:
    known, _ = away_for_long(wide_gaps=frozenset({"S01"}))
    again, made = repaired(known)
    assert made.changed == 1
    assert weeks(known, again) == [0, 6, 12, 16, 24, 30]


def test_what_a_substitute_mends_says_so() -> None:
    known, plan = away_for_long(facilitator(2))
    made = schedule(known, plan.sets, Watch(600))
    assert "a substitute led its meeting on 2028-01-13 (--allow substitute)" in made.stuck["S01"]
    assert substitutes(known, plan.sets, made) == {plan.meetings[3].uid: "F2"}


def test_a_meeting_that_a_substitute_leads_stays_where_it_is() -> None:
    known, plan = away_for_long(facilitator(2))
    again, made = repaired(replace(known, substitutes={plan.meetings[3].uid: "F2"}))
    assert made.changed == 0
    assert [m.facilitator_id for m in again.meetings] == ["F1"] * 3 + ["F2"] + ["F1"] * 2
    assert [m.uid for m in again.meetings] == [m.uid for m in plan.meetings]


@pytest.mark.parametrize(
    "other",
    [
        facilitator(2, away=week(18)),
        facilitator(2, levels=frozenset({"Deputy"})),
        facilitator(2, not_with_trusts=frozenset({"Aspire"})),
    ],
)
def test_who_cannot_serve_the_set_then_is_no_substitute(other: Any) -> None:
    known, plan = away_for_long(other)
    people = (replace(known.leaders[0], trust="Aspire"), *known.leaders[1:])
    known = replace(known, leaders=people)
    made = schedule(known, plan.sets, Watch(600))
    assert substitutes(known, plan.sets, made) == {}
    assert "substitute" not in made.stuck["S01"]


def test_the_nearest_substitute_is_asked() -> None:
    known, plan = away_for_long(facilitator(2, place=near(30)), facilitator(3, place=near(3)))
    assert set(substitutes(known, plan.sets, schedule(known, plan.sets, Watch(600))).values()) == {"F3"}


def with_two_sets() -> tuple[Programme, Plan]:
    """Two sets at the same hours; the facilitator of the first is away in weeks 17 to 21."""
    known, plan = side_by_side()
    away = (facilitator(1, away=week(17, 21)), facilitator(2))
    return after(known, plan, FIRST + timedelta(weeks=11), facilitators=away), plan


def test_a_substitute_who_leads_another_set_then_is_not_asked() -> None:
    known, plan = with_two_sets()
    assert substitutes(known, plan.sets, schedule(known, plan.sets, Watch(600))) == {}


def test_the_substitutes_own_set_makes_way() -> None:
    known, plan = with_two_sets()
    again, made = repaired(replace(known, substitutes={plan.meetings[3].uid: "F2"}))
    assert made.changed == 1
    assert [m.set_id for _, m in elsewhere(known, again)] == ["S02"]


def test_the_facilitator_whom_a_substitute_spares_may_lead_another_set_then() -> None:
    known, plan = side_by_side()
    sets = (plan.sets[0], replace(plan.sets[1], facilitator_id="F1"))
    second = tuple(replace(m, facilitator_id="F1" if m.number < 4 else "F2") for m in plan.meetings_of["S02"])
    plan = Plan(sets=sets, meetings=(*plan.meetings_of["S01"], *second), waiting=())
    spared = {m.uid: "F2" for m in second[3:]}
    again, made = repaired(after(known, plan, FIRST + timedelta(weeks=13), substitutes=spared))
    assert made.changed == 0
    assert again.meetings[3:6] == plan.meetings[3:6]


def taken_over() -> tuple[Programme, Plan, tuple[LearningSet, ...]]:
    """Two sets that meet at the same hours; the facilitator of the one takes on the other, too, near a meeting."""
    known, plan = side_by_side()
    one, two = plan.sets
    return after(known, plan, FIRST + timedelta(weeks=11)), plan, (one, replace(two, facilitator_id="F1"))


def test_a_set_whose_new_facilitator_is_elsewhere_at_a_meeting_too_near_to_move_is_stuck() -> None:
    known, _, sets = taken_over()
    stuck = schedule(known, sets, Watch(600)).stuck
    assert stuck == {
        "S02": "Its meeting on 2027-12-02 is too near to move, and Facilitator 1, its facilitator, leads another set "
        "then: another facilitator would give it a calendar; or a substitute (--allow substitute)."
    }


def test_a_substitute_leads_a_meeting_too_near_to_move_where_the_facilitator_is_elsewhere() -> None:
    known, plan, sets = taken_over()
    found = substitutes(known, sets, schedule(known, sets, Watch(600)))
    assert found == {plan.meetings_of["S02"][2].uid: "F2"}
    again, made = repaired(replace(known, substitutes=found), sets)
    assert made.stuck == {}
    assert again.meetings_of["S02"][2].facilitator_id == "F2"


def test_a_set_whose_meetings_are_all_too_near_or_past_stays_as_it_is() -> None:
    known = programme(facilitators=[facilitator(away=week(0, 44))], venues=[venue(closed=week(0, 44))])
    plan = tiny_plan(known)
    again, made = repaired(after(known, plan, date(2028, 7, 1)))
    assert again.meetings == plan.meetings
    assert made.stuck == {}


def test_meetings_of_a_year_that_stood_before_the_programmes_first_day_stay_too() -> None:
    plan = tiny_plan(programme())
    known = programme(first_day=date(2027, 11, 1))
    again, _ = repaired(after(known, plan, FIRST + timedelta(weeks=10)))
    assert again.meetings == plan.meetings


def test_one_more_meeting_has_a_name_of_its_own() -> None:
    known = programme(meetings=5)
    plan = tiny_plan(known)
    more = replace(known, settings=replace(known.settings, meetings=6))
    made = schedule(after(more, plan, MIDWAY), plan.sets, Watch(600))
    assert [m.uid for m in made.meetings[:5]] == [m.uid for m in plan.meetings]
    assert made.meetings[5].uid == year_of(more, plan.sets[0])[5].uid


def test_a_programme_that_ends_much_earlier_is_told_how_long_it_would_have_to_last() -> None:
    known = programme()
    plan = tiny_plan(known)
    last = plan.meetings[4].date
    shorter = replace(known.settings, last_day=last + timedelta(days=1))
    now = after(replace(known, settings=shorter), plan, last + timedelta(days=1))
    assert schedule(now, plan.sets, Watch(600)).stuck["S01"] == (
        f"Even by itself it has 5 to 8 weeks after its meeting on {last} no half-day to suit its members, "
        "its facilitator and a venue within reach. It would have a calendar if "
        f"the programme ended on {last + timedelta(weeks=8)} (last_day)."
    )
