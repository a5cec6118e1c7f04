"""The whole way from a programme to a plan and its summary."""

from __future__ import annotations

from datetime import date

import pytest

import planner
from programme.checker import breaches
from programme.plans import Bounds
from programme.prices import minutes_of
from programme.problems import NoPlan, OutOfTime
from programme.records import Facilitator, Programme
from programme.slots import Period
from programme.watch import Watch
from tests.build import facilitator, leader, leaders, near, programme, venue


def planned(programme: Programme) -> planner.Planned:
    return planner.plan(programme, Watch())


def of_three_levels() -> Programme:
    levels = ["Headteacher", "Deputy head", "Assistant head"]
    people = [leader(n, level=levels[n % 3], place=near(n % 7, n % 5), trust=f"Trust {n % 11}") for n in range(1, 46)]
    return programme(
        people, [facilitator(1, max_sets=4), facilitator(2, max_sets=4)], [venue(1), venue(2, place=near(4))]
    )


def test_a_plan_keeps_every_rule() -> None:
    made, _ = planned(of_three_levels())
    assert breaches(of_three_levels(), made) == ()


def test_everyone_is_placed_or_waits() -> None:
    _, summary = planned(of_three_levels())
    assert summary.placed + summary.unplaced == 45


def test_the_summary_tells_the_minutes_that_the_price_list_gives() -> None:
    made, summary = planned(of_three_levels())
    assert summary.minutes == minutes_of(of_three_levels(), made)


def test_bounds_are_not_above_the_cost() -> None:
    _, summary = planned(of_three_levels())
    assert summary.bounds.matching + summary.bounds.calendar <= summary.minutes.total + 0.05


def test_the_gap_is_what_is_not_proved_as_a_fraction_of_the_total() -> None:
    _, summary = planned(of_three_levels())
    unproved = summary.minutes.total - summary.bounds.matching - summary.bounds.calendar
    assert summary.gap == pytest.approx(unproved / summary.minutes.total, abs=1e-5)


def test_a_gap_is_never_more_than_the_whole_however_little_is_proved() -> None:
    made, _ = planned(of_three_levels())
    nothing = Bounds(matching=0, calendar=-1e6)
    assert planner._summary(of_three_levels(), made, nothing, seconds={}, cut_short=True).gap == 1


def test_the_same_programme_gives_the_same_plan() -> None:
    assert planned(of_three_levels())[0] == planned(of_three_levels())[0]


def test_set_ids_go_on_after_the_last_that_was_ever_used() -> None:
    made, _ = planner.plan(programme(leaders(7)), Watch(), after=11)
    assert [s.set_id for s in made.sets] == ["S12"]


def away_all_year(number: int) -> Facilitator:
    return facilitator(number, away=(Period(date(2027, 9, 6), date(2028, 7, 14)),))


def test_a_set_that_has_no_calendar_with_its_facilitator_is_given_another() -> None:
    made, _ = planned(programme(leaders(7), [away_all_year(1), facilitator(2, place=near(30))]))
    assert [s.facilitator_id for s in made.sets] == ["F2"]


def test_a_set_that_has_no_calendar_with_anybody_waits_with_the_reason() -> None:
    two = [*leaders(7), *(leader(n, level="Deputy head") for n in range(8, 15))]
    only_heads = facilitator(2, levels=frozenset({"Headteacher"}))
    made, _ = planned(programme(two, [away_all_year(1), only_heads]))
    assert len(made.waiting) == 7
    assert all("Facilitator 1" in w.reason for w in made.waiting)


def test_the_reason_why_a_set_has_no_calendar_says_whose_it_is_and_ends_as_others_do() -> None:
    two = [*leaders(7), *(leader(n, level="Deputy head") for n in range(8, 15))]
    only_heads = facilitator(2, levels=frozenset({"Headteacher"}))
    made, _ = planned(programme(two, [away_all_year(1), only_heads]))
    (reason,) = {w.reason for w in made.waiting}
    assert reason.startswith("their set has no calendar. Even by itself it has no 6 half-days")
    assert not reason.endswith(".")


def test_where_no_set_can_form_the_reason_and_the_way_out_are_told_once() -> None:
    with pytest.raises(NoPlan) as told:
        planned(programme(leaders(4)))
    assert str(told.value) == (
        "No set can be formed.\nHeadteacher (4): only 4 headteachers: a set needs 6; "
        "a fresh plan would place them with 2 more headteachers from other schools and trusts near them "
        "(and 3 others who wait)."
    )


def test_a_reason_of_several_sentences_is_told_without_its_last_full_stop() -> None:
    with pytest.raises(NoPlan) as told:
        planned(programme(leaders(7), [away_all_year(1)]))
    assert "Facilitator 1" in str(told.value)
    assert ".;" not in str(told.value)


def test_where_time_runs_out_before_any_set_it_is_said() -> None:
    with pytest.raises(OutOfTime, match="Give time_limit_seconds more"):
        planner.plan(programme(leaders(4)), Watch(limit_seconds=0))
