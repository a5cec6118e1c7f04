"""What a seat costs, and what speaks against the others: by the same rules and prices as everything else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from programme.decisions import standing_on
from programme.plans import LearningSet, Meeting, Plan
from programme.prices import minutes_of
from programme.records import Leader, Programme
from programme.rules.meetings import Attendance
from programme.seats import Alternative, alternatives, seat
from programme.slots import Period, Slot
from tests import build, plans
from tests.build import facilitator, leader, near, venue

FIRST = Period(plans.FIRST, plans.FIRST)
HERE, THERE = [venue(1), venue(2, place=near(10))], [facilitator(1), facilitator(2)]


def people(count: int = 14, **details: dict[str, Any]) -> list[Leader]:
    """Heads, the first seven of whom sit in S01 at Venue 1, the others in S02 at Venue 2."""
    return [leader(n, **details.get(f"L{n:02d}", {})) for n in range(1, count + 1)]


def two_sets(programme: Programme, first: int = 7) -> Plan:
    ids = [x.leader_id for x in programme.leaders]
    one = plans.learning_set(members=tuple(ids[:first]))
    other = replace(one, set_id="S02", members=tuple(ids[first:]), facilitator_id="F2", venue_id="V2")
    meetings = [meeting(programme, s, n) for s in (one, other) for n in range(1, 7)]
    return Plan(sets=(one, other), meetings=tuple(meetings), waiting=())


def meeting(programme: Programme, of: LearningSet, number: int) -> Meeting:
    one = plans.meeting(number, set_id=of.set_id, venue_id=of.venue_id, facilitator_id=of.facilitator_id)
    return replace(one, absent=Attendance.absentees(programme, of, one.date, one.slot), presenters=())


def programme(*leaders: Leader, **settings: Any) -> Programme:
    return build.programme(leaders or people(), THERE, HERE, **settings)


def alternative(programme: Programme, who: str = "L01", first: int = 7) -> Alternative:
    return alternatives(programme, two_sets(programme, first), who, 5)[0]


def broken(found: Alternative) -> list[str]:
    return [str(breach) for breach in found.breaches]


def test_what_members_seats_cost_is_what_the_plan_costs() -> None:
    away = {"away": (FIRST,)}
    known = programme(*people(L03=away), same_school=30.0)
    plan = two_sets(known)
    seats = [seat(known, plan, x.leader_id) for x in known.leaders]
    for part in ("travel", "absence", "slot", "venue", "cadence"):
        assert sum(getattr(one.minutes, part) for one in seats if one) == pytest.approx(
            getattr(minutes_of(known, plan), part)
        ), part


def test_a_seat_tells_when_its_member_is_absent() -> None:
    known = programme(*people(L03={"away": (FIRST,)}))
    found = seat(known, two_sets(known), "L03")
    assert found
    assert [one.number for one in found.absent] == [1]
    assert found.minutes.absence == 180


def test_alternatives_are_of_the_level_that_somebody_has_now() -> None:
    known = programme(*people(L01={"level": "Deputy head"}))
    plan = two_sets(known)
    assert alternatives(known, plan, "L01", 5) == ()
    deputies = replace(plan, sets=(plan.sets[0], replace(plan.sets[1], level="Deputy head")))
    assert [one.learning_set.set_id for one in alternatives(known, deputies, "L01", 5)] == ["S02"]


def test_whoever_waits_has_no_seat() -> None:
    known = programme(*people(15))
    plan = two_sets(known)
    without = replace(plan, sets=(plan.sets[0], replace(plan.sets[1], members=plan.sets[1].members[:-1])))
    assert seat(known, without, "L15") is None


def test_an_alternative_costs_what_the_plan_would_cost_more() -> None:
    known = programme()
    plan = two_sets(known)
    one, other = plan.sets
    moved = (replace(one, members=one.members[1:]), replace(other, members=("L01", *other.members)))
    found = alternative(known)
    assert (found.breaches, found.learning_set.set_id) == ((), "S02")
    assert found.more == pytest.approx(
        minutes_of(known, replace(plan, sets=moved)).total - minutes_of(known, plan).total, abs=0.05
    )


def test_a_rule_that_speaks_against_an_alternative_is_told_with_names() -> None:
    star = {"trust": "Star Trust"}
    found = alternative(programme(*people(L01=star, L09=star)))
    assert broken(found) == ["trust: S02: Leader 1 and Leader 9 both work for Star Trust"]


def test_a_journey_too_long_speaks_against_an_alternative() -> None:
    found = alternative(programme(*people(L01={"max_travel_minutes": 10})))
    assert [breach.rule for breach in found.breaches] == ["travel limit"]


def test_a_half_day_that_they_have_blocked_speaks_against_an_alternative() -> None:
    known = programme(*people(L01={"cannot_attend": frozenset({Slot.THU_AM})}))
    assert "members' slot: S02: Leader 1 cannot attend on Thu am" in broken(alternative(known))


def test_for_a_full_set_it_is_told_who_could_change_places_at_the_least_cost() -> None:
    found = alternative(programme(*people(15)))
    assert broken(found) == ["set size: S02: 9 members, where 6 to 8 are wanted"]
    assert found.swapped == "L08", "whoever lives nearest to the venue of the set that is left"


def test_where_nobody_could_change_places_the_full_set_stays_closed() -> None:
    others = {f"L{n:02d}": {"max_travel_minutes": 6} for n in range(8, 16)}
    assert alternative(programme(*people(15, **others))).swapped == ""


def test_a_set_left_with_too_few_speaks_against_an_alternative() -> None:
    known = programme(*people(13))
    found = alternative(standing_on(known, two_sets(known, first=6), plans.FIRST), first=6)
    assert broken(found) == ["set size: S01: 5 members would be left, 6 are wanted"]
    assert found.swapped


def test_the_nearest_sets_come_first_and_no_more_than_are_wanted() -> None:
    assert alternatives(programme(), two_sets(programme()), "L01", 0) == ()
