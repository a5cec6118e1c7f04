"""What is sure before anything is solved; the matcher agrees, and no plan does better."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher import match
from programme.reckoning import Outlook, Sizes, changes, most_seated, nowhere, outlooks
from programme.records import Programme
from programme.slots import Slot
from programme.watch import Watch
from report.outlook import told, warned
from tests.build import facilitator, leader, leaders, near, programme, venue

PEOPLE = "more headteachers from other schools and trusts"


def only(p: Programme) -> Outlook:
    (found,) = outlooks(p)
    return found


@pytest.mark.parametrize(
    ("people", "seated", "sets"),
    [
        (5, 0, (0,)),
        (6, 6, (1,)),
        (8, 8, (1,)),
        (9, 8, (1,)),
        (11, 8, (1,)),
        (12, 12, (2,)),
        (17, 16, (2,)),
        (24, 24, (3, 4)),
    ],
)
def test_some_numbers_of_people_do_not_divide_into_sixes_to_eights(
    people: int, seated: int, sets: tuple[int, ...]
) -> None:
    found = only(programme(leaders(people), [facilitator(max_sets=9)]))
    assert (found.seated, found.sets, found.waiting) == (seated, sets, people - seated)


def test_a_trust_with_more_leaders_than_sets_leaves_some_of_them_out() -> None:
    found = only(programme([*(leader(n, trust="Star Trust") for n in range(1, 4)), *leaders(14)[3:]]))
    assert (found.whose, found.seated, found.waiting) == ("Star Trust", 13, 1)


def test_a_rule_that_has_a_price_leaves_nobody_out() -> None:
    people = [leader(n, trust="Star Trust") for n in range(1, 8)]
    assert only(programme(people, same_trust=50.0)).waiting == 0


def test_people_who_can_sit_nowhere_are_not_reckoned_with() -> None:
    far = leader(8, place=near(60), max_travel_minutes=45)
    found = only(programme([*leaders(6), far]))
    assert (found.stranded, found.seated, found.waiting) == ((6,), 6, 0)


def test_without_venues_only_whoever_never_can_sits_nowhere() -> None:
    busy = leader(8, cannot_attend=frozenset(Slot), place=None)
    assert only(programme([*leaders(7), busy], venues=[])).stranded == (7,)


@pytest.mark.parametrize(
    ("person", "rooms", "reason"),
    [
        ({"cannot_attend": frozenset(Slot)}, {}, "they can attend on no half-day of the week"),
        ({}, {"capacity": 6}, "no venue has a room for 7"),
        ({"max_travel_minutes": 45}, {"place": near(60)}, "no venue within 45 minutes; the nearest is 80 minutes away"),
        (
            {"needs_step_free": True},
            {},
            "no venue within 90 minutes that is step-free and hosts a half-day they can do",
        ),
        (
            {"cannot_attend": frozenset(Slot) - {Slot.THU_AM}},
            {"cannot_host": frozenset({Slot.THU_AM})},
            "no venue within 90 minutes that hosts a half-day they can do",
        ),
        ({"needs_step_free": True}, {"step_free": True}, None),
        ({"cannot_attend": frozenset(Slot) - {Slot.THU_AM}}, {"cannot_host": frozenset(Slot) - {Slot.THU_AM}}, None),
    ],
)
def test_why_somebody_can_sit_nowhere(person: dict[str, Any], rooms: dict[str, Any], reason: str | None) -> None:
    assert nowhere(programme([leader(1, place=near(0), **person)], venues=[venue(**rooms)]), 0) == reason


def test_whoever_lives_as_far_away_as_their_limit_can_sit() -> None:
    p = programme([leader(1, max_travel_minutes=45)], travel={("L01", "V1"): 45})
    assert nowhere(p, 0) is None


def test_a_set_forms_only_where_enough_of_different_trusts_can_sit_in_it() -> None:
    assert Sizes(3, 8, 9).seated([3, 3]) == (0, (0,))


def test_each_level_has_its_own_people() -> None:
    levels = ["Deputy head"] * 6 + ["Headteacher"] * 7 + ["Assistant head"] * 8
    found = outlooks(programme(leader(n, level=level) for n, level in enumerate(levels, 1)))
    assert {one.level: one.leaders for one in found} == {"Deputy head": 6, "Headteacher": 7, "Assistant head": 8}


def test_hundreds_whom_enough_facilitators_lead_lack_none() -> None:
    people = [leader(n, leader_id=f"L{n:03d}") for n in range(1, 301)]
    assert not only(programme(people, [facilitator(max_sets=90)])).lacks_facilitators


def test_rooms_bound_the_sets() -> None:
    assert only(programme(leaders(8), venues=[venue(capacity=8)])).seated == 7


def test_every_leader_is_in_one_group_of_those_whom_a_rule_keeps_apart() -> None:
    people = [leader(1, trust="A", federation="F"), leader(2, trust="A"), leader(3, federation="F"), *leaders(7)[3:]]
    assert only(programme(people)).kin == ((0, 1), (2,), (3,), (4,), (5,), (6,))


def test_those_whom_no_rule_keeps_apart_from_others_left_come_last_in_order() -> None:
    details = [
        {"trust": "A", "federation": "F"},
        {"trust": "A", "federation": "G"},
        {"trust": "A"},
        {"federation": "G"},
    ]
    people = [leader(n, **own) for n, own in enumerate(details, 1)] + [leader(5), leader(6), leader(7, federation="F")]
    assert only(programme(people)).kin == ((0, 1, 2), (3,), (4,), (5,), (6,))


@pytest.mark.parametrize(
    ("p", "found"),
    [
        (programme(leaders(9)), {"people": 3, "set_size_max": 9}),
        (programme(leaders(17), [facilitator(max_sets=9)]), {"people": 1, "set_size_max": 9, "set_size_min": 5}),
        (programme(leaders(10), venues=[venue(capacity=20)]), {"people": 2, "set_size_max": 10, "set_size_min": 5}),
        (programme(leaders(11), venues=[venue(capacity=20)]), {"people": 1, "set_size_min": 5}),
        (
            programme(leaders(9), venues=[venue(capacity=20)], set_size_max=7),
            {"people": 3, "set_size_max": 9},
        ),
        (programme(leaders(1)), {"people": 5}),
        (programme(leaders(4)), {"people": 2}),
        (programme(leaders(5), set_size_min=7, quorum=3), {"people": 2, "set_size_min": 5}),
        (programme(leaders(24), [facilitator(max_sets=1)]), {"sets": 3}),
        (programme(leaders(6), [facilitator(levels=frozenset({"Deputy head"}))]), {"sets": 1}),
        (programme([leader(n, trust="A") for n in range(1, 4)], [facilitator(max_sets=9)]), {"people": 15}),
        (programme(leaders(5)), {"people": 1, "set_size_min": 5}),
        (programme(leaders(24), [facilitator(max_sets=2)]), {"sets": 3}),
        (programme(leaders(7)), {}),
    ],
)
def test_the_smallest_changes_that_would_seat_everybody(p: Programme, found: dict[str, int]) -> None:
    outlook = only(p)
    assert dict(changes(outlook, p.settings.quorum) if outlook.waiting else ()) == found


@pytest.mark.parametrize("people", [9, 10])
def test_a_largest_set_is_raised_only_as_far_as_rooms_go(people: int) -> None:
    p = programme(leaders(people), venues=[venue(capacity=people)])
    assert "set_size_max" not in dict(changes(only(p), 5))


def test_the_largest_group_of_those_kept_apart_comes_first() -> None:
    people = [leader(1, trust="A"), leader(2, trust="A"), leader(3, trust="A", federation="F")]
    assert only(programme([*people, leader(4, federation="F"), leader(5)])).kin == ((0, 1, 2), (3,), (4,))


def test_somebody_who_is_alone_has_nothing_in_common_with_others() -> None:
    assert only(programme([leader(1, trust="A"), leader(2, trust="B")])).whose == ""


@pytest.mark.parametrize(
    ("p", "line"),
    [
        (programme(leaders(7)), "Headteacher: 7 leaders, 1 set."),
        (programme(leaders(24), [facilitator(max_sets=4)]), "Headteacher: 24 leaders, 3 to 4 sets."),
        (
            programme(leaders(9)),
            "Headteacher: 9 leaders, 1 set.\n  1 waits whatever the plan: sets of 6 to 8 cannot hold 9. "
            f"All would fit with 3 {PEOPLE}, or set_size_max = 9.",
        ),
        (
            programme(leaders(4)),
            "Headteacher: 4 leaders, 0 sets.\n  4 wait whatever the plan: a set needs 6. "
            f"All would fit with 2 {PEOPLE}.",
        ),
        (
            programme([*(leader(n, trust="Star Trust") for n in range(1, 4)), *leaders(14)[3:]]),
            "Headteacher: 14 leaders, 2 sets.\n  1 waits whatever the plan: Star Trust has 3 headteachers, and at most "
            f"2 sets can form. All would fit with 4 {PEOPLE}.",
        ),
        (
            programme(leaders(24), [facilitator(max_sets=2)]),
            "Headteacher: 24 leaders, 2 sets.\n  8 wait whatever the plan: their facilitators lead at most 2 sets. "
            "All would fit with facilitators for 1 more set.",
        ),
        (
            programme([*leaders(6), leader(7, place=near(60), max_travel_minutes=45)]),
            "Headteacher: 7 leaders, 1 set.\n  L07 waits: no venue within 45 minutes; the nearest is 80 minutes away.",
        ),
    ],
)
def test_it_is_told_in_a_line_or_two(p: Programme, line: str) -> None:
    assert told(p) == line
    assert warned(p) == ("" if line.endswith(("set.", "sets.")) and "\n" not in line else line)


def test_a_level_that_no_facilitator_takes_is_told() -> None:
    p = programme(leaders(7), [facilitator(levels=frozenset({"Deputy head"}))])
    assert "7 wait whatever the plan: nobody leads them. All would fit with facilitators for 1 more set." in told(p)


def test_many_who_can_sit_nowhere_are_not_all_named() -> None:
    far = [leader(n, place=near(60), max_travel_minutes=45) for n in range(11, 24)]
    assert told(programme([*leaders(6), *far])).splitlines()[-1] == "  So do 3 more."


@settings(max_examples=10)
@given(st.lists(st.sampled_from(["", "", "", "A", "B"]), min_size=5, max_size=16))
def test_no_plan_seats_more_than_is_reckoned(trusts: list[str]) -> None:
    p = programme([leader(n, trust=trust) for n, trust in enumerate(trusts, 1)])
    assert sum(len(one.members) for one in match(p, Watch()).sets) <= only(p).seated


@given(st.integers(0, 60), st.integers(2, 8), st.integers(0, 4))
def test_where_nobody_is_kept_apart_only_sizes_count(people: int, smallest: int, more: int) -> None:
    sizes = Sizes(smallest, smallest + more, people)
    assert sizes.seated([1] * people)[0] == most_seated(people, smallest, smallest + more)
