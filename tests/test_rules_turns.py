"""Who presents when: fair turns, first turns first, where absences allow."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.plans import Plan
from programme.records import Programme
from programme.rules.turns import FirstTurns, PresentersPresent, Turns, apply, chain, premature
from tests.build import leaders, programme
from tests.tiny import tiny_plan, told, with_meeting, with_presenters

IN_TURN = ("L01 L02", "L03 L04", "L05 L06", "L07 L01", "L02 L03", "L04 L05")


def absent(plan: Plan, **names: str) -> Plan:
    """The plan with people absent: ``m3="L01 L02"``."""
    for meeting, absentees in names.items():
        plan = with_meeting(plan, int(meeting[1:]), absent=tuple(absentees.split()))
    return plan


def test_members_who_are_present_may_present() -> None:
    p = programme()
    assert told(PresentersPresent(), p, tiny_plan(p)) == []


def test_a_stranger_who_presents_is_told() -> None:
    p = programme(leaders(8))
    plan = with_meeting(tiny_plan(p), 1, presenters=("L01", "L08"))
    assert told(PresentersPresent(), p, plan) == ["S01, meeting 1 (2027-09-09): L08 presents but is no member"]


def test_an_absentee_who_presents_is_told() -> None:
    p = programme()
    plan = with_meeting(tiny_plan(p), 1, absent=("L02",))
    assert told(PresentersPresent(), p, plan) == ["S01, meeting 1 (2027-09-09): L02 presents but is absent"]


def test_who_presents_twice_at_one_meeting_is_told() -> None:
    p = programme()
    plan = with_meeting(tiny_plan(p), 1, presenters=("L01", "L01"))
    assert told(PresentersPresent(), p, plan) == ["S01, meeting 1 (2027-09-09): L01 presents 2 times"]


@pytest.mark.parametrize(
    ("presenters", "members", "counts"),
    [
        (2, 6, (2, 2, 2, 2, 2, 2)),
        (2, 8, (2, 2, 2, 2, 2, 2)),
        (1, 6, (1, 1, 1, 1, 1, 1)),
        (1, 8, (2, 2, 1, 1, 1, 1)),
        (3, 7, (3, 3, 3, 3, 3, 3)),
    ],
)
def test_a_meeting_has_more_presenters_only_where_everyones_turn_needs_it(
    presenters: int, members: int, counts: tuple[int, ...]
) -> None:
    assert Turns.presenters_at(programme(presenters=presenters).settings, members, 6) == counts


@pytest.mark.parametrize(
    ("presenters", "present", "counts"),
    [
        (1, [8, 8, 8, 8, 8, 8], (2, 2, 1, 1, 1, 1)),
        (4, [8, 3, 8, 8, 8, 8], (4, 3, 4, 4, 4, 4)),
        (9, [8, 7, 8, 6, 5, 8], (8, 7, 8, 6, 5, 8)),
        (1, [1, 8, 8, 8, 8, 8], (1, 2, 2, 1, 1, 1)),
        (2, [8, 8, 8], (3, 3, 2)),
        (4, [8], (8,)),
        (1, [5, 8], (4, 4)),
        (3, [8, 2], (4, 2)),
        (1, [8, 8, 8], (3, 3, 2)),
        (2, [], ()),
    ],
)
def test_no_meeting_needs_more_presenters_than_there_are_members_present(
    presenters: int, present: list[int], counts: tuple[int, ...]
) -> None:
    assert Turns.presenters_where(programme(presenters=presenters).settings, 8, present) == counts


def test_turns_equal_within_one_are_no_breach() -> None:
    p = programme()
    assert told(Turns(), p, with_presenters(tiny_plan(p), *IN_TURN)) == []


def test_turns_that_differ_by_two_are_told() -> None:
    p = programme()
    plan = with_presenters(tiny_plan(p), *IN_TURN[:5], "L01 L02")
    assert told(Turns(), p, plan) == ["S01: L01 presents 3 times, L04 only 1"]


def test_turns_that_differ_by_three_are_told() -> None:
    p = programme()
    plan = with_presenters(tiny_plan(p), "L01 L02", "L01 L03", "L01 L04", "L05 L06", "L02 L06", "L03 L05")
    assert told(Turns(), p, absent(plan, m1="L04", m2="L04")) == ["S01: L01 presents 3 times, L07 only 0"]


def test_who_never_presents_is_told() -> None:
    p = programme()
    plan = with_presenters(tiny_plan(p), "L01 L02", "L03 L04", "L05 L06", "L01 L02", "L03 L04", "L05 L06")
    assert told(Turns(), p, plan) == ["S01: L01 presents 2 times, L07 only 0"]


def test_turns_may_differ_where_absences_allow_no_better() -> None:
    p = programme(meetings=3, presenters=3)
    plan = absent(tiny_plan(p), m2="L07", m3="L06 L07")
    plan = with_presenters(plan, "L06 L07 L05", "L01 L02 L03", "L04 L01 L02")
    assert told(Turns(), p, plan) == []


def test_who_is_always_away_is_no_reason_to_blame_the_turns() -> None:
    p = programme()
    plan = absent(tiny_plan(p), **{f"m{n}": "L07" for n in range(1, 7)})
    plan = with_presenters(plan, "L01 L02", "L03 L04", "L05 L06", "L01 L02", "L03 L04", "L05 L06")
    assert told(Turns(), p, plan) == []


def test_the_breach_names_the_two_who_can_be_made_equal() -> None:
    p = programme()
    plan = absent(tiny_plan(p), **{f"m{n}": "L07" for n in range(1, 7)})
    plan = with_presenters(plan, "L01 L02", "L03 L04", "L05 L06", "L01 L02", "L03 L04", "L05 L01")
    assert told(Turns(), p, plan) == ["S01: L01 presents 3 times, L06 only 1"]


def test_the_breach_names_who_gains_in_the_end_where_a_third_hands_a_turn_on() -> None:
    p = programme(leaders(3), set_size_min=3, meetings=3, presenters=1)
    plan = absent(tiny_plan(p), m1="L03", m2="L03")
    plan = with_presenters(plan, "L01", "L01", "L02")
    assert told(Turns(), p, plan) == ["S01: L01 presents 2 times, L03 only 0"]


@pytest.mark.parametrize("last", ["L04", "L04 L05 L06"])
def test_a_meeting_with_too_few_or_too_many_presenters_is_told(last: str) -> None:
    p = programme()
    plan = with_presenters(tiny_plan(p), *IN_TURN[:5], last)
    assert told(Turns(), p, plan) == ["S01: presenters at its meetings are not 2 2 2 2 2 2 in any order"]


def test_the_fuller_meetings_may_be_any() -> None:
    p = programme(presenters=1)
    plan = with_presenters(tiny_plan(p), "L01", "L02", "L03", "L04", "L05", "L06 L07")
    assert told(Turns(), p, plan) == []


@pytest.mark.parametrize("rule", [Turns(), FirstTurns()])
def test_a_set_without_meetings_is_another_rules_business(rule: Turns) -> None:
    p = programme()
    assert told(rule, p, replace(tiny_plan(p), meetings=())) == []


def test_everyone_once_before_anyone_twice_is_no_breach() -> None:
    p = programme()
    assert told(FirstTurns(), p, with_presenters(tiny_plan(p), *IN_TURN)) == []


def test_a_second_turn_before_anothers_first_is_told() -> None:
    p = programme()
    plan = with_presenters(tiny_plan(p), "L01 L02", "L03 L01", "L05 L06", "L07 L04", "L02 L03", "L04 L05")
    assert told(FirstTurns(), p, plan)[-1] == (
        "S01: L01 presents again at meeting 2, though L07 was there and first presents at meeting 4; "
        "they could change places"
    )


def test_a_second_turn_is_permitted_while_the_others_are_away() -> None:
    p = programme()
    plan = absent(tiny_plan(p), m2="L05 L06 L07")
    plan = with_presenters(plan, "L01 L02 L03 L04", "L01 L02", "L05 L06 L07", "", "", "")
    assert told(FirstTurns(), p, plan) == []


def test_a_second_turn_is_permitted_where_its_owner_is_away_when_the_other_presents() -> None:
    p = programme()
    plan = absent(tiny_plan(p), m3="L01")
    plan = with_presenters(plan, "L01 L02 L03", "L01 L04 L05 L06", "L07", "", "", "")
    assert told(FirstTurns(), p, plan) == []


CALENDARS = st.integers(6, 8).flatmap(
    lambda size: st.tuples(
        st.just(size),
        st.integers(1, 5),
        st.lists(st.sets(st.integers(1, size), max_size=size - 5), min_size=6, max_size=6),
        st.randoms(use_true_random=False),
    )
)


def some_year(drawn: tuple[int, int, list[set[int]], object]) -> tuple[Programme, Plan]:
    """A set with absences and as many presenters as are wanted, chosen blindly."""
    size, presenters, absences, chance = drawn
    p = programme(leaders(8), presenters=presenters)
    plan = tiny_plan(p, size)
    present = [[x for x in plan.sets[0].members if int(x[1:]) not in away] for away in absences]
    counts = Turns.presenters_where(p.settings, size, list(map(len, present)))
    for number, (there, count) in enumerate(zip(present, counts, strict=True), start=1):
        gone = tuple(x for x in plan.sets[0].members if x not in there)
        chosen = tuple(chance.sample(there, count))  # type: ignore[attr-defined]
        plan = with_meeting(plan, number, absent=gone, presenters=chosen)
    return p, plan


@given(CALENDARS)
def test_any_calendar_can_have_presenters_that_keep_every_rule(
    drawn: tuple[int, int, list[set[int]], object],
) -> None:
    p, plan = some_year(drawn)
    plan = first_turns_first(evened(plan))
    assert [told(rule, p, plan) for rule in (PresentersPresent(), Turns(), FirstTurns())] == [[], [], []]


@given(CALENDARS)
def test_exchanges_leave_the_sizes_of_meetings_as_they_were(drawn: tuple[int, int, list[set[int]], object]) -> None:
    _, plan = some_year(drawn)
    assert sorted(sizes(evened(plan))) == sorted(sizes(plan))


@given(CALENDARS)
def test_exchanges_of_first_turns_leave_everyone_as_many(drawn: tuple[int, int, list[set[int]], object]) -> None:
    _, plan = some_year(drawn)
    assert turns(first_turns_first(plan)) == turns(plan)


def evened(plan: Plan) -> Plan:
    """The plan after every exchange that makes turns more equal."""
    members = plan.sets[0].members
    there = [set(members) - set(m.absent) for m in plan.meetings]
    presents = [set(m.presenters) for m in plan.meetings]
    while exchanges := chain(members, there, presents):
        apply(exchanges, presents)
    return with_presenters(plan, *(" ".join(sorted(names)) for names in presents))


def first_turns_first(plan: Plan) -> Plan:
    """The plan after every exchange that brings a first turn forward."""
    while found := next(premature(plan.sets[0].members, plan.meetings, 0), None):
        early, second, first, late = found
        plan = exchanged(exchanged(plan, early, second, first), late, first, second)
    return plan


def exchanged(plan: Plan, position: int, gone: str, come: str) -> Plan:
    names = [come if x == gone else x for x in plan.meetings[position].presenters]
    return with_meeting(plan, position + 1, presenters=tuple(names))


def sizes(plan: Plan) -> list[int]:
    return [len(m.presenters) for m in plan.meetings]


def turns(plan: Plan) -> Counter[str]:
    return Counter(x for m in plan.meetings for x in m.presenters)


@pytest.mark.parametrize(
    ("fuller", "other", "exchanges"),
    [
        ({"A", "B"}, {"D"}, [("A", 0, 1, "C")]),
        ({"A", "B", "E"}, {"D", "F"}, [("A", 0, 1, "C")]),
        ({"A", "B", "E"}, {"D"}, None),
        ({"A"}, {"D"}, None),
    ],
)
def test_a_turn_moves_from_a_meeting_to_one_with_a_presenter_less(
    fuller: set[str], other: set[str], exchanges: list[tuple[str, int, int, str]] | None
) -> None:
    there = [fuller, {"C"} | other, {"A"}]
    assert chain(["A", *sorted((fuller | other | {"C"}) - {"A"})], there, [fuller, other, {"A"}]) == exchanges


def test_whoever_never_presents_is_no_matter_of_first_turns() -> None:
    p = programme()
    plan = with_presenters(tiny_plan(p), "L01 L02", "L01 L03", "L04 L05", "L06 L02", "L03 L04", "L05 L06")
    told_of = told(FirstTurns(), p, plan)
    assert told_of
    assert not any("L07" in each for each in told_of)
