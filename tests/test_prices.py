"""What a plan costs, against sums worked out by hand."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from programme.plans import Minutes
from programme.prices import (
    closure_costs,
    facilitator_journeys,
    hire,
    journeys,
    matching_minutes,
    minutes_of,
    pair_journeys,
    tenths,
    unplaced,
    week_off,
)
from programme.records import Closure, Prices, Programme
from programme.slots import Period, Slot
from tests.build import facilitator, leader, leaders, programme, venue
from tests.tiny import tiny_plan, with_meeting

EXAMS = Period(date(2027, 10, 18), date(2027, 10, 22))


def priced(**details: Any) -> Programme:
    """Seven heads who travel 10, 20 … 70 minutes to the first venue and 5 to the second; the facilitator 12.5."""
    travel: dict[tuple[str, str], float] = {(f"L{n:02d}", "V1"): 10 * n for n in range(1, 8)}
    travel |= {(f"L{n:02d}", "V2"): 5 for n in range(1, 8)} | {("F1", "V1"): 12.5, ("F1", "V2"): 30}
    known: dict[str, Any] = {"venues": [venue(1), venue(2, cost=40)], "travel": travel}
    return programme(**known | details)


# Seven there and back: 2 x (10 + 20 + … + 70) = 560 a meeting, the facilitator 25.
HOME = Minutes(travel=6 * 560, facilitator_travel=6 * 25)


def test_a_plan_of_usual_slots_at_home_costs_its_journeys() -> None:
    p = priced()
    assert minutes_of(p, tiny_plan(p)) == HOME


def test_a_meeting_at_another_venue_costs_its_own_journeys_and_ten_a_member() -> None:
    p = priced()
    plan = with_meeting(tiny_plan(p), 2, venue_id="V2")
    expected = Minutes(travel=5 * 560 + 70, facilitator_travel=5 * 25 + 60, venue=70)
    assert minutes_of(p, plan) == expected


def test_a_meeting_in_another_slot_costs_ten_a_member() -> None:
    p = priced()
    plan = with_meeting(tiny_plan(p), 2, slot=Slot.THU_PM)
    assert minutes_of(p, plan) == replace(HOME, slot=70)


def test_each_week_off_six_costs_fifteen_a_member_at_both_gaps() -> None:
    p = priced()
    plan = with_meeting(tiny_plan(p), 2, date=date(2027, 10, 28))  # 7 and 5 weeks
    assert minutes_of(p, plan) == replace(HOME, cadence=2 * 15 * 7)


def test_two_weeks_off_cost_twice_as_much() -> None:
    p = priced()
    plan = with_meeting(tiny_plan(p), 6, date=date(2028, 4, 20))
    assert minutes_of(p, plan) == replace(HOME, cadence=2 * 15 * 7)


def test_an_absence_costs_180_and_the_journey_all_the_same() -> None:
    p = priced()
    plan = with_meeting(tiny_plan(p), 2, absent=("L07", "L01"))
    assert minutes_of(p, plan) == replace(HOME, absence=360)


def test_a_leader_who_waits_costs_2000_a_meeting() -> None:
    p = priced(people=leaders(9))
    assert minutes_of(p, tiny_plan(p)) == replace(HOME, unplaced=2 * 6 * 2000)


def test_a_priced_closure_costs_each_member_of_its_area() -> None:
    people = [leader(n, area="York" if n < 4 else "Leeds") for n in range(1, 8)]
    closures = [Closure(days=EXAMS, reason="Exams", area="york", price=12.5), Closure(days=EXAMS, reason="Closed")]
    p = priced(people=people, closures=closures)
    assert minutes_of(p, tiny_plan(p)) == replace(HOME, cadence=3 * 12.5)


def test_priced_closures_that_overlap_add_up() -> None:
    closures = [Closure(days=EXAMS, reason="Exams", price=10), Closure(days=EXAMS, reason="Trips", price=5)]
    p = priced(closures=closures)
    assert minutes_of(p, tiny_plan(p)) == replace(HOME, cadence=7 * 15)


def test_hire_is_weighed_only_where_pounds_have_a_price() -> None:
    p = priced(prices=Prices(minutes_per_pound=0.5))
    plan = with_meeting(tiny_plan(p), 2, venue_id="V2")
    assert minutes_of(p, plan).venue == 70 + 20


def test_the_price_of_travel_multiplies_everyones_journeys() -> None:
    p = priced(prices=Prices(travel=1.5))
    assert minutes_of(p, tiny_plan(p)) == Minutes(travel=6 * 840, facilitator_travel=6 * 37.5)


def test_a_substitute_is_charged_for_their_own_journey() -> None:
    p = priced(facilitators=[facilitator(1), facilitator(2, place=None)])
    plan = with_meeting(tiny_plan(p), 2, facilitator_id="F2")
    assert minutes_of(p, plan) == replace(HOME, facilitator_travel=5 * 25 + 180)


def test_every_price_can_be_set() -> None:
    prices = Prices(absence=1, week_off=2, other_slot=3, other_venue=4, unplaced=5)
    p = priced(people=leaders(8), prices=prices)
    plan = with_meeting(tiny_plan(p), 6, date=date(2028, 4, 14), slot=Slot.FRI_AM, venue_id="V2", absent=("L01",))
    told = minutes_of(p, plan)
    assert (told.absence, told.cadence, told.slot, told.venue, told.unplaced) == (1, 14, 21, 28, 30)


def apart_by(minutes: float, **settings: Any) -> Programme:
    """Seven heads without venues or facilitators, every two so many minutes apart."""
    pairs = itertools.combinations(leaders(7), 2)
    travel = {(one.leader_id, other.leader_id): minutes for one, other in pairs}
    return programme(venues=(), facilitators=(), travel=travel, **settings)


def test_without_venues_a_plan_costs_each_way_between_two_members_once() -> None:
    p = apart_by(10)
    assert minutes_of(p, tiny_plan(p)) == Minutes(pairs=21 * 10)


def test_without_venues_the_sets_alone_decide_the_ways_between_members() -> None:
    p = apart_by(10)
    assert matching_minutes(p, tiny_plan(p)) == 21 * 10


def test_the_price_of_travel_multiplies_the_ways_between_members() -> None:
    p = apart_by(10, prices=Prices(travel=2))
    assert minutes_of(p, tiny_plan(p)) == Minutes(pairs=2 * 21 * 10)


def test_with_venues_the_ways_between_members_cost_nothing() -> None:
    p = priced()
    assert minutes_of(p, tiny_plan(p)).pairs == 0


def test_the_way_to_somebody_whose_place_is_unknown_is_the_larger_of_both_limits() -> None:
    people = [leader(1, max_travel_minutes=40), leader(2, place=None, max_travel_minutes=60)]
    assert pair_journeys(programme(people), [0, 1])[0, 1] == tenths(60)


def test_of_two_ways_that_are_given_the_longer_counts() -> None:
    p = programme(travel={("L01", "L02"): 12, ("L02", "L01"): 15})
    assert pair_journeys(p, [0, 1]).tolist() == [[0, 150], [150, 0]]


@pytest.mark.parametrize("day", [date(2027, 9, 1), date(2020, 1, 2), date(2028, 7, 20), date(2035, 1, 4)])
def test_a_meeting_outside_the_programme_meets_no_closure(day: date) -> None:
    year = Period(date(2027, 9, 6), date(2028, 7, 14))
    p = priced(closures=[Closure(days=year, reason="Always", price=10)])
    plan = replace(tiny_plan(p), meetings=tiny_plan(p).meetings[:1])
    assert minutes_of(p, with_meeting(plan, 1, date=day)).cadence == 0


def test_the_total_is_the_sum_of_its_parts() -> None:
    parts = Minutes(travel=1, facilitator_travel=2, absence=4, cadence=8, slot=16, venue=32, unplaced=64, pairs=128.3)
    assert parts.total == 255.3


def test_tenths_add_up_exactly() -> None:
    p = priced(travel={(f"L{n:02d}", "V1"): 0.1 for n in range(1, 8)} | {("F1", "V1"): 0.1})
    assert minutes_of(p, tiny_plan(p)).total == 9.6


def test_matching_counts_home_venues_whatever_the_calendar_says() -> None:
    p = priced(people=leaders(8))
    plan = with_meeting(tiny_plan(p), 2, venue_id="V2", absent=("L01",), slot=Slot.THU_PM)
    assert matching_minutes(p, plan) == 6 * 560 + 6 * 25 + 6 * 2000


def test_matching_needs_no_meetings() -> None:
    p = priced()
    assert matching_minutes(p, replace(tiny_plan(p), meetings=())) == HOME.total


def test_matching_counts_hire_at_home() -> None:
    p = priced(prices=Prices(minutes_per_pound=0.5), venues=[venue(1, cost=40), venue(2)])
    assert matching_minutes(p, tiny_plan(p)) == HOME.total + 6 * 20


def test_a_calendar_in_rhythm_at_home_adds_nothing_to_the_matching() -> None:
    p = priced(people=leaders(9))
    assert matching_minutes(p, tiny_plan(p)) == minutes_of(p, tiny_plan(p)).total


def test_tables_are_in_tenths_there_and_back() -> None:
    p = priced(prices=Prices(minutes_per_pound=0.25))
    assert journeys(p)[:, 0].tolist() == [200 * n for n in range(1, 8)]
    assert facilitator_journeys(p).tolist() == [[250, 600]]
    assert hire(p).tolist() == [0, 100]


@pytest.mark.parametrize(("weeks", "cost"), [(5, 1050), (6, 0), (7, 1050), (8, 2100)])
def test_weeks_off_are_priced_for_the_whole_set(weeks: int, cost: int) -> None:
    assert week_off(programme(), weeks, members=7) == cost


def test_the_price_of_waiting_covers_all_meetings() -> None:
    assert unplaced(programme(meetings=5)) == tenths(10_000)


def test_the_table_of_closures_is_zero_but_for_its_days_and_people() -> None:
    people = [leader(1, area="York"), leader(2, area="Leeds")]
    p = programme(people, closures=[Closure(days=EXAMS, reason="Exams", area="York", price=2)])
    costs = closure_costs(p)
    assert costs.shape == (2, len(p.mondays), 10)
    assert np.argwhere(costs).tolist() == [[0, 6, slot] for slot in range(10)]
    assert costs.max() == 20
