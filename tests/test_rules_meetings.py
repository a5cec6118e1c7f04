"""A set's year: how many meetings, how far apart, who misses what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from programme.plans import Plan, Standing
from programme.records import HalfDay, Programme
from programme.rules.meetings import (
    Attendance,
    Gaps,
    MeetingCount,
    MostAbsences,
    OneMeetingAtATime,
    OnwardJourney,
    Quorum,
    StartTogether,
)
from programme.slots import Period, Slot
from tests.build import leader, leaders, near, programme, venue
from tests.tiny import tiny_plan, told, twin_plan, with_meeting, year_of

AUTUMN = Period(date(2027, 10, 1), date(2027, 12, 31))


def test_six_meetings_in_order_are_no_breach() -> None:
    p = programme()
    assert told(MeetingCount(), p, tiny_plan(p)) == []


def test_a_missing_meeting_is_told() -> None:
    p = programme()
    plan = tiny_plan(p)
    plan = replace(plan, meetings=plan.meetings[:-1])
    assert told(MeetingCount(), p, plan) == ["S01 has 5 meetings, where 6 are wanted"]


def test_a_meeting_too_many_is_told() -> None:
    p = programme()
    plan = tiny_plan(p)
    more = replace(plan.meetings[-1], number=7, date=date(2028, 5, 18), uid="seven")
    plan = replace(plan, meetings=(*plan.meetings, more))
    assert told(MeetingCount(), p, plan) == ["S01 has 7 meetings, where 6 are wanted"]


@pytest.mark.parametrize("count", [1, 5])
def test_the_programme_says_how_many_meetings(count: int) -> None:
    p = programme(meetings=count)
    assert told(MeetingCount(), p, tiny_plan(p)) == []


def test_a_set_without_meetings_is_told() -> None:
    p = programme()
    assert told(MeetingCount(), p, replace(tiny_plan(p), meetings=())) == ["S01 has 0 meetings, where 6 are wanted"]


@pytest.mark.parametrize(("number", "day"), [(1, date(2027, 10, 28)), (6, date(2028, 2, 17))])
def test_meetings_numbered_against_their_dates_are_told(number: int, day: date) -> None:
    p = programme()
    plan = with_meeting(tiny_plan(p), number, date=day)
    assert told(MeetingCount(), p, plan) == ["S01: meetings are not numbered 1 to 6 in the order of their dates"]


def test_numbers_that_do_not_begin_at_one_are_told() -> None:
    p = programme()
    plan = tiny_plan(p)
    plan = replace(plan, meetings=(replace(plan.meetings[0], number=0), *plan.meetings[1:]))
    assert told(MeetingCount(), p, plan) == ["S01: meetings are not numbered 1 to 6 in the order of their dates"]


@pytest.mark.parametrize(
    "day",
    [
        date(2028, 3, 27),  # 32 days after Thursday 24 February, and 5 weeks
        date(2028, 4, 20),  # 8 weeks
        date(2028, 4, 21),  # 57 days, and 8 weeks
    ],
)
def test_meetings_five_to_eight_weeks_apart_are_no_breach(day: date) -> None:
    p = programme()
    assert told(Gaps(), p, with_meeting(tiny_plan(p), 6, date=day)) == []


@pytest.mark.parametrize(
    ("day", "weeks"),
    [
        (date(2028, 3, 24), 4),  # a Friday
        (date(2028, 4, 24), 9),  # a Monday, 60 days
        (date(2028, 2, 24), 0),
        (date(2028, 2, 17), -1),
        (date(2035, 1, 4), 358),
    ],
)
def test_meetings_closer_or_further_apart_are_told(day: date, weeks: int) -> None:
    p = programme()
    plan = with_meeting(tiny_plan(p), 6, date=day)
    assert told(Gaps(), p, plan) == [f"S01: meetings 5 and 6 are {weeks} weeks apart, not 5 to 8"]


def test_the_programme_says_how_far_apart() -> None:
    p = programme(weeks_between_min=6, weeks_between_max=6)
    plan = with_meeting(tiny_plan(p), 6, date=date(2028, 4, 13))
    assert told(Gaps(), p, plan) == ["S01: meetings 5 and 6 are 7 weeks apart, not 6 to 6"]


@pytest.mark.parametrize(("low", "high", "wider"), [(5, 8, (4, 10)), (6, 9, (5, 11)), (4, 4, (3, 6)), (1, 3, (1, 5))])
def test_a_set_that_is_allowed_a_wider_gap_has_one_week_less_or_two_more(
    low: int, high: int, wider: tuple[int, int]
) -> None:
    p = replace(programme(weeks_between_min=low, weeks_between_max=high), wide_gaps=frozenset({"S02"}))
    assert Gaps.permitted(p, "S01") == range(low, high + 1)
    assert Gaps.permitted(p, "S02") == range(wider[0], wider[1] + 1)


def starting(p: Programme, week: int) -> Plan:
    plan = tiny_plan(p)
    return replace(plan, meetings=year_of(p, plan.sets[0], first_week=week))


@pytest.mark.parametrize("week", [0, 1])
def test_sets_that_start_together_first_meet_in_the_first_two_weeks(week: int) -> None:
    p = programme(start_weeks="together")
    assert told(StartTogether(), p, starting(p, week)) == []


def test_a_set_that_starts_in_the_third_week_is_told() -> None:
    p = programme(start_weeks="together")
    assert told(StartTogether(), p, starting(p, 2)) == [
        "S01 first meets on 2027-09-23, after the first two weeks, which end on 2027-09-19"
    ]


def test_sets_that_start_staggered_first_meet_in_any_week() -> None:
    p = programme()
    assert told(StartTogether(), p, starting(p, 9)) == []


def test_a_staggered_start_after_the_programme_is_another_rules_business() -> None:
    p = programme()
    plan = with_meeting(tiny_plan(p), 1, date=date(2035, 1, 4))
    assert told(StartTogether(), p, plan) == []


@pytest.mark.parametrize(
    ("first_day", "last_start"),
    [
        (date(2027, 9, 6), 1),  # a Monday
        (date(2027, 9, 10), 1),  # a Friday: one day of the first week counts as a week
        (date(2027, 9, 11), 2),  # a Saturday: its week has no working day left
        (date(2027, 9, 12), 2),
    ],
)
def test_the_first_two_weeks_are_those_with_working_days(first_day: date, last_start: int) -> None:
    assert StartTogether.last_start(programme(first_day=first_day, start_weeks="together")) == last_start


def test_a_late_start_that_cannot_be_moved_any_more_is_no_breach() -> None:
    p = programme(start_weeks="together")
    plan = starting(p, 2)
    near_start = Standing(plan=plan, today=date(2027, 9, 20), horizon=date(2027, 10, 4))
    assert told(StartTogether(), replace(p, standing=near_start), plan) == []


def test_a_staggered_start_can_be_in_any_week_of_the_programme() -> None:
    p = programme()
    assert StartTogether.last_start(p) == len(p.mondays) - 1


def test_a_set_without_meetings_starts_neither_early_nor_late() -> None:
    p = programme(start_weeks="together")
    assert told(StartTogether(), p, replace(tiny_plan(p), meetings=())) == []


def test_a_facilitator_leads_one_set_in_the_morning_and_another_in_the_afternoon() -> None:
    p = programme(leaders(14))
    assert told(OneMeetingAtATime(), p, twin_plan(p)) == []


def test_a_facilitator_in_two_rooms_at_once_is_told() -> None:
    p = programme(leaders(14))
    plan = twin_plan(p, (Slot.THU_AM, Slot.FRI_AM))
    plan = with_meeting(plan, 3, set_id="S02", date=date(2027, 12, 2), slot=Slot.THU_AM)
    assert told(OneMeetingAtATime(), p, plan) == ["Facilitator 1 leads S01 and S02 at once on 2027-12-02"]


def test_meetings_without_facilitators_are_nobodys_at_once() -> None:
    p = programme(leaders(14), facilitators=())
    assert told(OneMeetingAtATime(), p, twin_plan(p, (Slot.THU_AM, Slot.THU_AM))) == []


def day_in_two_places(apart_km: float = 60, **details: Any) -> Programme:
    """Fourteen heads, and a second venue so far from the first; a journey of 60 km takes 80 minutes."""
    return programme(leaders(14), venues=[venue(), venue(2, place=near(apart_km))], **details)


def second_in_the_afternoon(p: Programme, number: int = 3) -> Plan:
    return with_meeting(twin_plan(p), number, set_id="S02", venue_id="V2")


def test_a_facilitator_who_would_travel_longer_than_the_break_is_told() -> None:
    p = day_in_two_places()
    assert told(OnwardJourney(), p, second_in_the_afternoon(p)) == [
        "Facilitator 1 leads S01 at Venue 1 in the morning of 2027-12-02 and S02 at Venue 2 in the afternoon: "
        "79.6 minutes on the way, the break has 60"
    ]


def test_a_journey_that_fits_into_the_break_is_no_breach() -> None:
    p = day_in_two_places(20)
    assert told(OnwardJourney(), p, second_in_the_afternoon(p)) == []


def test_a_journey_exactly_as_long_as_the_break_is_no_breach() -> None:
    p = day_in_two_places(travel={("V2", "V1"): 60})
    assert told(OnwardJourney(), p, second_in_the_afternoon(p)) == []


def test_the_break_is_as_long_as_the_programme_says() -> None:
    p = day_in_two_places(20, afternoon=HalfDay(time(12, 45), time(15, 45)))
    assert told(OnwardJourney(), p, second_in_the_afternoon(p)) == [
        "Facilitator 1 leads S01 at Venue 1 in the morning of 2027-12-02 and S02 at Venue 2 in the afternoon: "
        "45 minutes on the way, the break has 15"
    ]


def test_who_stays_at_one_venue_needs_no_break() -> None:
    p = programme(leaders(14), afternoon=HalfDay(time(12, 30), time(15, 30)))
    assert told(OnwardJourney(), p, twin_plan(p)) == []


def test_another_day_has_no_onward_journey() -> None:
    p = day_in_two_places()
    plan = with_meeting(second_in_the_afternoon(p), 3, set_id="S02", date=date(2027, 12, 3), slot=Slot.FRI_PM)
    assert told(OnwardJourney(), p, plan) == []


def test_meetings_without_facilitators_are_nobodys_journey() -> None:
    p = day_in_two_places(facilitators=())
    assert told(OnwardJourney(), p, second_in_the_afternoon(p)) == []


def test_a_venue_at_an_unknown_place_is_as_far_as_the_programmes_limit() -> None:
    p = programme(leaders(14), venues=[venue(), venue(2, place=None)])
    assert told(OnwardJourney(), p, second_in_the_afternoon(p)) == [
        "Facilitator 1 leads S01 at Venue 1 in the morning of 2027-12-02 and S02 at Venue 2 in the afternoon: "
        "90 minutes on the way, the break has 60"
    ]


def test_the_table_of_onward_journeys_agrees_with_the_breaches() -> None:
    places = [near(0), near(20), None, near(60)]
    p = programme(leaders(14), venues=[venue(n, place=place) for n, place in enumerate(places, start=1)])
    for at, meets in enumerate(p.venues):
        plan = with_meeting(twin_plan(p), 2, set_id="S02", venue_id=meets.venue_id)
        assert bool(OnwardJourney.allowed(p)[0, at]) == (told(OnwardJourney(), p, plan) == [])


def away(*numbers: int) -> Programme:
    """Seven heads, of whom some are away in autumn: at meetings 2 and 3."""
    return programme(leader(n, away=(AUTUMN,) if n in numbers else ()) for n in range(1, 8))


def test_members_who_can_attend_and_are_expected_are_no_breach() -> None:
    p = programme()
    assert told(Attendance(), p, tiny_plan(p)) == []


def test_members_who_are_away_and_absent_are_no_breach() -> None:
    p = away(2, 5)
    plan = with_meeting(with_meeting(tiny_plan(p), 2, absent=("L02", "L05")), 3, absent=("L02", "L05"))
    assert told(Attendance(), p, plan) == []


def test_a_member_who_is_away_but_expected_is_told() -> None:
    p = away(2)
    assert told(Attendance(), p, tiny_plan(p)) == [
        "S01, meeting 2 (2027-10-21): L02 cannot attend but is not among the absent",
        "S01, meeting 3 (2027-12-02): L02 cannot attend but is not among the absent",
    ]


def test_a_member_who_is_busy_in_another_weekly_slot_is_absent_there() -> None:
    p = programme(leader(n, cannot_attend=frozenset({Slot.MON_PM})) for n in range(1, 8))
    plan = with_meeting(tiny_plan(p), 2, date=date(2027, 10, 18), slot=Slot.MON_PM, absent=tuple(p.leader_at))
    assert told(Attendance(), p, plan) == []


@pytest.mark.parametrize("name", ["L03", "L08"])
def test_an_absentee_who_can_attend_or_is_no_member_is_told(name: str) -> None:
    p = programme(leaders(8))
    plan = with_meeting(tiny_plan(p), 2, absent=(name,))
    assert told(Attendance(), p, plan) == [
        f"S01, meeting 2 (2027-10-21): {name} is among the absent but is a member who can attend, or no member"
    ]


def test_an_absentee_listed_twice_is_told() -> None:
    p = away(2)
    plan = with_meeting(with_meeting(tiny_plan(p), 2, absent=("L02", "L02")), 3, absent=("L02",))
    assert told(Attendance(), p, plan) == ["S01, meeting 2 (2027-10-21): L02 is 2 times among the absent"]


@pytest.mark.parametrize("day", [date(2027, 9, 2), date(2027, 10, 23), date(2027, 10, 20), date(2028, 7, 20)])
def test_absence_on_a_day_without_that_half_day_is_not_judged(day: date) -> None:
    p = away(*range(1, 8))
    plan = with_meeting(with_meeting(tiny_plan(p), 2, date=day), 3, absent=tuple(p.leader_at))
    assert told(Attendance(), p, plan) == []


def test_absentees_are_told_in_the_order_of_members() -> None:
    p = away(5, 2)
    assert Attendance.absentees(p, tiny_plan(p).sets[0], date(2027, 10, 21), Slot.THU_AM) == ("L02", "L05")


def test_five_of_seven_make_a_quorum() -> None:
    p = programme()
    assert told(Quorum(), p, with_meeting(tiny_plan(p), 4, absent=("L01", "L02"))) == []


def test_five_of_eight_make_a_quorum_and_four_do_not() -> None:
    p = programme(leaders(8))
    plan = with_meeting(tiny_plan(p, 8), 2, absent=("L01", "L02", "L03"))
    plan = with_meeting(plan, 4, absent=("L01", "L02", "L03", "L04"))
    names = "Leader 1, Leader 2, Leader 3, Leader 4"
    assert told(Quorum(), p, plan) == [
        f"S01, meeting 4 (2028-01-13): 4 members present, where 5 are needed ({names} away)"
    ]


def test_four_of_seven_do_not() -> None:
    p = programme()
    plan = with_meeting(tiny_plan(p), 4, absent=("L01", "L02", "L03"))
    assert told(Quorum(), p, plan) == [
        "S01, meeting 4 (2028-01-13): 4 members present, where 5 are needed (Leader 1, Leader 2, Leader 3 away)"
    ]


def test_strangers_and_repetitions_among_the_absent_take_nobody_from_the_quorum() -> None:
    p = programme(leaders(8))
    plan = with_meeting(tiny_plan(p), 4, absent=("L01", "L01", "L02", "L08"))
    assert told(Quorum(), p, plan) == []


def missing(p: Programme, name: str, times: int) -> Plan:
    plan = tiny_plan(p)
    for number in range(1, times + 1):
        plan = with_meeting(plan, number, absent=(name,))
    return plan


def test_two_absences_are_permitted() -> None:
    p = programme()
    assert told(MostAbsences(), p, missing(p, "L04", 2)) == []


def test_three_absences_are_told() -> None:
    p = programme()
    assert told(MostAbsences(), p, missing(p, "L04", 3)) == ["S01: Leader 4 misses 3 meetings, the limit is 2"]


def test_an_absence_listed_twice_is_missed_once() -> None:
    p = programme()
    plan = with_meeting(missing(p, "L04", 2), 2, absent=("L04", "L04"))
    assert told(MostAbsences(), p, plan) == []
