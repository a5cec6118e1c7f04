"""Whoever is pinned to a set sits in it, or waits and is told."""

from __future__ import annotations

import pytest

from matcher import match
from programme.plans import Matching
from programme.records import Programme
from programme.rules.pinned import Pinned
from programme.slots import Slot
from programme.watch import Watch
from tests.build import facilitator, leader, leaders, near, programme, venue
from tests.tiny import tiny_plan, told, twin_plan

HERE, THERE = near(0), near(30)


def matched(p: Programme, after: int = 0) -> Matching:
    return match(p, Watch(), after)


def set_of(found: Matching, leader_id: str) -> str:
    return next((s.set_id for s in found.sets if leader_id in s.members), "")


def two_towns(**pins: str) -> Programme:
    """Seven people in each of two towns; ``L01="S05"`` pins."""
    people = [leader(n, place=HERE if n <= 7 else THERE, pinned=pins.get(f"L{n:02d}", "")) for n in range(1, 15)]
    return programme(people, [facilitator(max_sets=2)], [venue(1, place=HERE), venue(2, place=THERE)])


def test_a_pinned_member_of_the_set_is_where_they_belong() -> None:
    p = programme([leader(1, pinned="S01"), *leaders(7)[1:]])
    assert told(Pinned(), p, tiny_plan(p)) == []


def test_a_pinned_leader_may_wait() -> None:
    p = programme([*leaders(7), leader(8, pinned="S01")])
    assert told(Pinned(), p, tiny_plan(p)) == []


def test_a_pinned_member_of_another_set_is_told() -> None:
    p = programme([leader(1, pinned="S02"), *leaders(14)[1:]])
    assert told(Pinned(), p, twin_plan(p)) == ["S01: Leader 1 is pinned to S02"]


def test_a_pin_to_a_set_that_the_plan_does_not_have_is_told_as_such() -> None:
    p = programme([leader(1, pinned="S09"), *leaders(7)[1:]])
    assert told(Pinned(), p, tiny_plan(p)) == ["S01: Leader 1 is pinned to S09, which is no set of this plan"]


@pytest.mark.parametrize("venues", [True, False])
def test_people_of_one_pin_sit_in_one_set_of_that_name(venues: bool) -> None:
    p = two_towns(L01="S05", L08="S05", L14="S05")
    found = matched(p if venues else programme(p.leaders, p.facilitators, ()))
    assert {set_of(found, one) for one in ("L01", "L08", "L14")} == {"S05"}


@pytest.mark.parametrize("venues", [True, False])
def test_people_of_two_pins_never_sit_together(venues: bool) -> None:
    p = two_towns(L01="S05", L02="S06")
    found = matched(p if venues else programme(p.leaders, p.facilitators, ()))
    assert (set_of(found, "L01"), set_of(found, "L02")) == ("S05", "S06")


def test_other_sets_are_not_given_the_name_of_a_pin() -> None:
    assert [s.set_id for s in matched(two_towns(L01="S01")).sets] == ["S01", "S02"]


def test_a_new_plan_keeps_the_name_of_a_pin_and_numbers_on() -> None:
    assert [s.set_id for s in matched(two_towns(L01="S03"), after=4).sets] == ["S03", "S05"]


def test_sets_stand_in_the_order_of_their_names() -> None:
    assert [s.set_id for s in matched(two_towns(L01="S09")).sets] == ["S01", "S09"]


def test_who_cannot_sit_where_they_are_pinned_waits_and_is_told() -> None:
    on_mondays = frozenset(Slot) - {Slot.MON_AM}
    never_on_mondays = frozenset({Slot.MON_AM})
    people = [leader(n, cannot_attend=never_on_mondays, pinned="S01" if n == 1 else "") for n in range(1, 8)]
    others = [leader(n, cannot_attend=on_mondays, pinned="S01" if n == 8 else "") for n in range(8, 15)]
    p = programme([*people, *others], [facilitator(max_sets=2)], [venue(1), venue(2)])
    (waiting,) = matched(p).waiting
    assert "S01" in waiting.reason
    assert "no pin to S01" in waiting.remedy
