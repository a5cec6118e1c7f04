"""The plain checker judges any plan whose ids are known, however it was edited."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.checker import Breach, breaches
from programme.plans import Plan
from programme.prices import minutes_of
from programme.records import Closure
from programme.rules import RULES
from programme.slots import Period, Slot
from tests.build import facilitator, leader, leaders, programme, venue
from tests.tiny import tiny_plan, twin_plan, waits, with_meeting, with_set


def names(found: tuple[Breach, ...]) -> list[str]:
    return [breach.rule for breach in found]


def test_a_plan_that_keeps_every_rule_has_no_breaches() -> None:
    p = programme(leaders(9))
    assert breaches(p, tiny_plan(p)) == ()


@pytest.mark.parametrize("missing", [{"venues": ()}, {"facilitators": ()}, {"venues": (), "facilitators": ()}])
def test_a_programme_without_venues_or_facilitators_can_have_a_clean_plan(missing: dict[str, Any]) -> None:
    p = programme(leaders(14), **missing)
    assert breaches(p, twin_plan(p)) == ()


def test_a_plan_in_which_everybody_waits_is_clean() -> None:
    p = programme()
    plan = Plan(sets=(), meetings=(), waiting=tuple(map(waits, p.leaders)))
    assert breaches(p, plan) == ()


def test_a_breach_is_told_with_its_rule() -> None:
    p = programme()
    plan = with_meeting(tiny_plan(p), 2, room=2)
    assert [str(breach) for breach in breaches(p, plan)] == ["rooms: S01, meeting 2: V1 has no room 2, only 1 to 1"]


def test_breaches_come_in_the_order_of_the_rules() -> None:
    p = programme(leaders(9))
    plan = with_meeting(tiny_plan(p, size=5), 2, room=2, presenters=("L01", "L01"))
    order = [rule.name for rule in RULES]
    found = names(breaches(p, plan))
    assert found == sorted(found, key=order.index)
    assert {"set size", "rooms", "presenters present"} <= set(found)


def test_while_ids_are_unknown_no_other_rule_is_asked() -> None:
    p = programme()
    plan = with_meeting(with_set(tiny_plan(p), venue_id="V9"), 2, date=date(2035, 1, 6))
    assert [str(breach) for breach in breaches(p, plan)] == ["known: venue 'V9' is not in the programme"]


def test_every_rule_has_its_own_name_and_speaks_to_people() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.sentence.endswith(".") and rule.reason.endswith(".") for rule in RULES)


@pytest.mark.parametrize(
    ("day", "rules"),
    [
        (date(2027, 10, 23), ["working days"]),  # a Saturday
        (date(2027, 10, 20), ["working days"]),  # a Wednesday, in a Thursday slot
        (date(2027, 9, 2), ["meeting count", "gaps", "gaps", "working days"]),
        (date(2035, 1, 4), ["meeting count", "gaps", "gaps", "working days"]),
        (date(1999, 1, 7), ["meeting count", "gaps", "gaps", "working days"]),
    ],
)
def test_a_meeting_moved_to_an_impossible_day_is_told_for_that_alone(day: date, rules: list[str]) -> None:
    p = programme()
    assert names(breaches(p, with_meeting(tiny_plan(p), 2, date=day))) == rules


def test_a_breach_of_one_set_of_two_names_that_set() -> None:
    p = programme([*leaders(13), leader(14, level="Deputy head")])
    assert [str(breach) for breach in breaches(p, twin_plan(p))] == [
        "level: S02: Leader 14 is Deputy head, the set is for Headteacher"
    ]


DAYS = st.dates(date(2027, 8, 1), date(2028, 9, 1))
PEOPLE = st.lists(st.sampled_from([f"L{n:02d}" for n in range(1, 10)]), max_size=4).map(tuple)
EDITS = st.fixed_dictionaries(
    {},
    optional={
        "date": DAYS,
        "slot": st.sampled_from(Slot),
        "venue_id": st.sampled_from(["", "V1", "V2"]),
        "room": st.integers(-1, 3),
        "facilitator_id": st.sampled_from(["", "F1", "F2"]),
        "presenters": PEOPLE,
        "absent": PEOPLE,
    },
)


@given(st.lists(st.tuples(st.integers(1, 6), EDITS), max_size=6))
def test_any_edited_calendar_can_be_judged_and_priced(edits: list[tuple[int, dict[str, Any]]]) -> None:
    p = programme(
        leaders(9),
        facilitators=[facilitator(1), facilitator(2, place=None, away=(Period(date(2027, 9, 1), date(2027, 12, 1)),))],
        venues=[venue(1), venue(2, capacity=6, closed=(Period(date(2028, 1, 1), date(2028, 9, 1)),))],
        closures=[
            Closure(days=Period(date(2027, 8, 1), date(2027, 9, 20)), reason="Summer"),
            Closure(days=Period(date(2028, 5, 1), date(2028, 9, 1)), reason="Exams", price=5),
        ],
    )
    plan: Plan = tiny_plan(p)
    for number, changes in edits:
        plan = with_meeting(plan, number, **changes)
    assert all(breach.message for breach in breaches(p, plan))
    assert minutes_of(p, plan).total >= 0
