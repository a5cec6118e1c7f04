"""What a set without a calendar is told, and who stands in its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from programme.plans import LearningSet, Plan, Standing
from programme.records import Closure, Leader, Programme
from programme.slots import Period, Slot
from programme.watch import Watch
from scheduler import hindering, schedule
from tests.build import facilitator, leader, leaders, near, programme, venue
from tests.test_scheduler_repair import FIRST, after, side_by_side, week
from tests.tiny import tiny_plan

EVEN_ALONE = (
    "Even by itself it has no 6 half-days 5 to 8 weeks apart to suit its members, its facilitator and a venue within "
    "reach. It would have a calendar if "
)


def told(known: Programme, sets: tuple[LearningSet, ...] | None = None) -> dict[str, str]:
    """Why sets have no calendar."""
    return dict(schedule(known, tiny_plan(known).sets if sets is None else sets, Watch(600)).stuck)


def away(*numbers: int) -> list[Leader]:
    """Seven heads of whom these are away from the tenth week to the thirtieth."""
    gone = week(10, 30)
    return [leader(n, away=gone if n in numbers else ()) for n in range(1, 8)]


def test_of_all_that_would_help_three_are_named_the_easiest_first() -> None:
    known = programme(away(2, 4, 6), most_absences=6)
    free = "; or if ".join(f"Leader {n} were free on more days (cannot_attend, away)" for n in (2, 4, 6))
    assert told(known) == {"S01": f"{EVEN_ALONE}{free}."}


def test_what_would_not_help_is_not_named() -> None:
    known = programme(away(2, 4, 5, 6), quorum=4, most_absences=6)
    four = "; or if ".join(f"Leader {n} were free on more days (cannot_attend, away)" for n in (2, 4, 5))
    assert told(known) == {"S01": f"{EVEN_ALONE}{four}."}
    assert told(replace(known, leaders=tuple(away(1, 2, 4, 5, 6)))) == {
        "S01": EVEN_ALONE.replace(" It would have a calendar if ", "")
        + " No single rule decides it: loosen several of its people's dates, closures and limits."
    }


def test_a_limit_on_absences_that_leaves_no_calendar_is_named() -> None:
    people = [leader(n, away=week(11, 30) if n == 3 else ()) for n in range(1, 8)]
    known = programme(people, last_day=FIRST + timedelta(weeks=27, days=4))
    assert told(known, tiny_plan(programme()).sets) == {
        "S01": f"{EVEN_ALONE}Leader 3 were free on more days (cannot_attend, away); or if anybody might miss "
        "3 meetings (most_absences); or if the programme ended on 2028-04-14 (last_day)."
    }


def test_a_closure_of_an_area_is_named_with_the_area() -> None:
    shut = Closure(days=week(10, 30)[0], reason="Flood", area="Leeds")
    known = programme([leader(1, area="Leeds"), *leaders(7)[1:]], closures=[shut])
    assert told(known)["S01"] == (
        f"{EVEN_ALONE}the closure 'Flood' in Leeds ({shut.days.first} to {shut.days.last}) were lifted, or had a price."
    )


def test_lifting_one_of_two_closures_is_tried_for_each() -> None:
    long, short = (
        Closure(days=week(*weeks)[0], reason=name) for weeks, name in (((10, 30), "Works"), ((2, 3), "Fair"))
    )
    for closures in ((long, short), (short, long)):
        found = told(programme(closures=closures))["S01"]
        assert "'Works'" in found
        assert "'Fair'" not in found


def test_a_closure_that_only_costs_is_not_to_be_lifted() -> None:
    priced = Closure(days=week(0, 44)[0], reason="Fair", price=1)
    assert "Fair" not in told(programme(facilitators=[facilitator(away=week(10, 30))], closures=[priced]))["S01"]


def test_another_members_dates_are_not_named_where_one_is_away() -> None:
    known = programme(away(3), quorum=7)
    assert told(known)["S01"].startswith(f"{EVEN_ALONE}Leader 3 were free on more days (cannot_attend, away); or if ")


def test_of_two_venues_the_one_whose_opening_helps_is_named() -> None:
    shut = [venue(1, closed=week(10, 30)), venue(2, closed=week(10, 30), place=near(200))]
    assert told(programme(venues=shut))["S01"] == f"{EVEN_ALONE}Venue 1 were open on more days (cannot_host, closed)."


def test_gaps_and_meetings_are_told_as_the_programme_sets_them() -> None:
    gone = facilitator(away=week(2, 40))
    known = programme(facilitators=[gone], meetings=4, weeks_between=4, weeks_between_min=3, weeks_between_max=5)
    assert told(known)["S01"].startswith("Even by itself it has no 4 half-days 3 to 5 weeks apart to suit its members")


def test_gaps_that_would_be_a_week_shorter_or_two_longer_are_told_as_they_would_be() -> None:
    short = programme(weeks_between_min=6, last_day=FIRST + timedelta(weeks=28, days=4))
    shorter = "if 5 weeks were allowed between meetings (weeks_between_min); or if the programme ended"
    assert shorter in told(short, tiny_plan(programme()).sets)["S01"]
    gone = [facilitator(away=week(7, 14))]
    long = programme(facilitators=gone, weeks_between=7, weeks_between_min=7, weeks_between_max=7)
    assert "if 9 weeks were allowed between meetings (weeks_between_max)" in told(long)["S01"]


def test_a_year_that_cannot_go_on_is_told_how_many_weeks_after_its_last_meeting() -> None:
    known = programme()
    plan = tiny_plan(known)
    gone = (facilitator(away=week(27, 44)),)
    now = after(replace(known, facilitators=gone), plan, FIRST + timedelta(weeks=20))
    assert told(now, plan.sets)["S01"].startswith(
        f"Even by itself it has after its meeting on {plan.meetings[3].date} no 2 half-days 5 to 8 weeks apart"
    )


@pytest.mark.parametrize("stay", [3, 4])
def test_a_programme_cut_short_would_have_to_last_as_long_as_the_rest_takes_with_the_longest_gaps(stay: int) -> None:
    known = programme()
    plan = tiny_plan(known)
    last = plan.meetings[stay - 1].date
    shorter = replace(known, settings=replace(known.settings, last_day=last + timedelta(days=1)))
    now = after(shorter, plan, last, notice=1)
    wanted = last + timedelta(weeks=8 * (6 - stay))
    assert f"if the programme ended on {wanted} (last_day)" in told(now, plan.sets)["S01"]


def crowded_out(*, newcomer: int = 0, away_most: int = 0) -> tuple[Programme, LearningSet]:
    """Eight heads of S01 whose home is shut all year, where the other venue has seats for seven of them."""
    shut = Period(FIRST, date(2028, 7, 14))
    days = frozenset({Slot.MON_AM})
    people = [leader(n, cannot_attend=days if n == away_most else frozenset()) for n in range(1, 9)]
    known = programme(people, venues=[venue(1, closed=(shut,)), venue(2, capacity=8)])
    (own,) = tiny_plan(known, size=8).sets
    before = replace(own, members=tuple(m for m in own.members if m != f"L{newcomer:02d}"))
    standing = Standing(plan=Plan(sets=(before,), meetings=(), waiting=()), today=FIRST, horizon=FIRST)
    return replace(known, standing=standing), own


def test_of_several_in_the_way_the_one_who_came_last_is_named() -> None:
    assert hindering(*crowded_out(newcomer=5, away_most=3)) == "L05"


def test_of_several_who_came_at_once_the_one_who_is_away_most_is_named() -> None:
    assert hindering(*crowded_out(away_most=3)) == "L03"


def test_of_several_who_are_alike_the_first_is_named() -> None:
    assert hindering(*crowded_out()) == "L01"


def test_nobody_is_in_the_way_of_a_set_that_has_a_calendar() -> None:
    known = programme()
    assert hindering(known, tiny_plan(known).sets[0]) == ""


def test_nobody_is_named_without_whom_a_set_would_have_no_calendar_either() -> None:
    known = programme(facilitators=[facilitator(away=week(0, 44))])
    assert hindering(known, tiny_plan(known).sets[0]) == ""


def test_only_a_member_without_whom_there_is_a_calendar_is_in_the_way() -> None:
    known = programme((*leaders(7)[:3], leader(4, area="Leeds"), *leaders(7)[4:]))
    shut = Closure(days=week(10, 30)[0], reason="Flood", area="Leeds")
    known = replace(known, closures=(shut,))
    assert hindering(known, tiny_plan(known).sets[0]) == "L04"


def test_a_lower_set_can_be_stuck_where_its_new_facilitator_is_elsewhere_near_today() -> None:
    known, plan = side_by_side()
    one, two = plan.sets
    now = after(known, plan, FIRST + timedelta(weeks=11))
    assert list(told(now, (replace(one, facilitator_id="F2"), two))) == ["S01"]
