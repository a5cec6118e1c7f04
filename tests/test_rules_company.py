"""Who may sit with whom: size, level, schools, trusts, federations, pairs kept apart."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.records import Leader, Programme
from programme.rules import kept_apart
from programme.rules.company import (
    Apart,
    NotWith,
    OneLevel,
    SameFederation,
    SameSchool,
    SameTrust,
    SchoolDistance,
    SetSize,
    plain,
)
from tests.build import leader, leaders, near, programme
from tests.tiny import tiny_plan, told, with_set


def seven(**details: dict[str, Any]) -> Programme:
    """Seven leaders, some with details: ``L02={"urn": "1"}``."""
    return programme(leader(n, **details.get(f"L{n:02d}", {})) for n in range(1, 8))


@pytest.mark.parametrize("size", [6, 7, 8])
def test_sets_of_six_to_eight_are_permitted(size: int) -> None:
    p = programme(leaders(8))
    assert told(SetSize(), p, tiny_plan(p, size)) == []


@pytest.mark.parametrize("size", [5, 9])
def test_smaller_and_larger_sets_are_not(size: int) -> None:
    p = programme(leaders(9))
    assert told(SetSize(), p, tiny_plan(p, size)) == [f"S01: {size} members, where 6 to 8 are wanted"]


def test_the_programme_says_which_sizes_are_permitted() -> None:
    p = programme(set_size_min=3, set_size_max=4)
    assert told(SetSize(), p, tiny_plan(p, 5)) == ["S01: 5 members, where 3 to 4 are wanted"]


def test_one_level_sits_together() -> None:
    p = programme()
    assert told(OneLevel(), p, tiny_plan(p)) == []


def test_another_level_is_told_by_name() -> None:
    p = seven(L03={"level": "Deputy head"})
    plan = tiny_plan(p)
    assert told(OneLevel(), p, plan) == ["S01: Leader 3 is Deputy head, the set is for Headteacher"]


def test_a_set_for_another_level_tells_every_member() -> None:
    p = programme()
    assert len(told(OneLevel(), p, with_set(tiny_plan(p), level="Deputy head"))) == 7


KEPT = [
    (SameSchool(), {"L01": {"urn": "1"}, "L02": {"urn": "2"}}),
    (SameSchool(), {n: {"school": "St Mary's", "area": area} for n, area in [("L01", "Leeds"), ("L02", "York")]}),
    (SameSchool(), {n: {"school": "St Mary's", "urn": urn} for n, urn in [("L01", "1"), ("L02", "2")]}),
    (SameTrust(), {"L01": {"trust": "Aspire"}, "L02": {"trust": "Beacon"}}),
    (SameTrust(), {n: {"trust": "Aspire", "trust_code": code} for n, code in [("L01", "1"), ("L02", "2")]}),
    (SameTrust(), {"L01": {"trust": "-"}, "L02": {"trust": "-"}}),
    (SameTrust(), {}),
    (SameFederation(), {"L01": {"federation": "Dales"}, "L02": {"federation": "Wolds"}}),
    (SameFederation(), {}),
    (NotWith(), {}),
    (SchoolDistance(), {}),
]


@pytest.mark.parametrize(("rule", "details"), KEPT)
def test_people_of_different_organisations_sit_together(rule: Apart, details: dict[str, Any]) -> None:
    p = seven(**details)
    assert told(rule, p, tiny_plan(p)) == []


BROKEN = [
    (SameSchool(), {"L01": {"urn": "1"}, "L02": {"urn": "1"}}, "Leader 1 and Leader 2 are both at School 1"),
    (
        SameSchool(),
        {"L01": {"school": "St Mary's", "area": "Leeds"}, "L04": {"school": "st. marys", "area": "LEEDS", "urn": "4"}},
        "Leader 1 and Leader 4 are both at St Mary's",
    ),
    (
        SameTrust(),
        {"L01": {"trust": "Aspire", "trust_code": "7"}, "L02": {"trust": "ASP", "trust_code": "7"}},
        "Leader 1 and Leader 2 both work for Aspire",
    ),
    (
        SameTrust(),
        {"L01": {"trust_code": "7"}, "L02": {"trust_code": "7"}},
        "Leader 1 and Leader 2 both work for 7",
    ),
    (
        SameTrust(),
        {"L03": {"trust": "Aspire Learning Trust"}, "L05": {"trust": "ASPIRE learning-trust", "trust_code": "7"}},
        "Leader 3 and Leader 5 both work for Aspire Learning Trust",
    ),
    (
        SameFederation(),
        {"L02": {"federation": "Dales"}, "L06": {"federation": "dales"}},
        "Leader 2 and Leader 6 are both of the federation Dales",
    ),
    (
        NotWith(),
        {"L06": {"not_with": frozenset({"L02"})}},
        "Leader 2 and Leader 6 are to be kept apart (not_with)",
    ),
]


@pytest.mark.parametrize(("rule", "details", "message"), BROKEN)
def test_people_of_one_organisation_are_told_by_name(rule: Apart, details: dict[str, Any], message: str) -> None:
    p = seven(**details)
    assert told(rule, p, tiny_plan(p)) == [f"S01: {message}"]


@pytest.mark.parametrize(("rule", "details", "message"), BROKEN)
def test_people_of_one_organisation_may_sit_in_different_sets(
    rule: Apart, details: dict[str, Any], message: str
) -> None:
    p = seven(**details)
    plan = with_set(tiny_plan(p), members=tuple(name for name in p.leader_at if name != max(details)))
    assert told(rule, p, plan) == []


def test_a_pair_that_two_names_join_is_told_once() -> None:
    shared = {"trust": "Aspire", "trust_code": "7"}
    p = seven(L01=shared, L02=shared, L03={"trust": "Aspire"})
    assert told(SameTrust(), p, tiny_plan(p)) == [
        "S01: Leader 1 and Leader 2 both work for Aspire",
        "S01: Leader 2 and Leader 3 both work for Aspire",
    ]


def test_two_without_a_code_are_told_once_however_many_codes_share_their_name() -> None:
    p = programme(
        [
            leader(1, trust="Aspire"),
            leader(2, trust="Aspire"),
            *(leader(n) for n in range(3, 8)),
            leader(8, trust="Aspire", trust_code="7"),
            leader(9, trust="Aspire", trust_code="8"),
        ]
    )
    assert told(SameTrust(), p, tiny_plan(p)) == ["S01: Leader 1 and Leader 2 both work for Aspire"]


def test_not_with_holds_both_ways_and_makes_one_group() -> None:
    p = seven(L01={"not_with": frozenset({"L02"})}, L02={"not_with": frozenset({"L01"})})
    assert members(NotWith(), p) == [(0, 1)]


def test_not_with_somebody_who_has_left_binds_nobody() -> None:
    p = seven(L01={"not_with": frozenset({"L77"})})
    assert members(NotWith(), p) == []


def test_groups_hold_people_of_one_level() -> None:
    shared = {"trust": "Aspire"}
    deputy = shared | {"level": "Deputy head"}
    p = seven(L01=shared, L02=deputy, L03=shared, L04=deputy, L05={"level": "Chief executive"} | shared)
    assert members(SameTrust(), p) == [(0, 2), (1, 3)]


def test_neighbouring_schools_of_one_phase_are_told() -> None:
    p = programme(neighbours(0.9), min_school_distance_km=1)
    assert told(SchoolDistance(), p, tiny_plan(p)) == [
        "S01: School 1 and School 2 (Primary) are nearer than min_school_distance_km"
    ]


@pytest.mark.parametrize(("km", "pairs"), [(2.4, [(0, 1)]), (2.5, [])])
def test_the_programme_says_how_far_apart_schools_of_one_phase_have_to_be(km: float, pairs: list[Any]) -> None:
    assert members(SchoolDistance(), programme(neighbours(km), min_school_distance_km=2.5)) == pairs


def test_schools_exactly_as_far_apart_as_asked_sit_together() -> None:
    p = programme(neighbours(1), min_school_distance_km=1)
    assert told(SchoolDistance(), p, tiny_plan(p)) == []


@pytest.mark.parametrize("detail", [{"phase": "Secondary"}, {"phase": ""}, {"place": None}])
def test_schools_of_another_phase_or_an_unknown_place_are_no_neighbours(detail: dict[str, Any]) -> None:
    one, two, *rest = neighbours(0.5)
    other = leader(2, **{"phase": "Primary", "place": two.place} | detail)
    p = programme([one, other, *rest], min_school_distance_km=1)
    assert told(SchoolDistance(), p, tiny_plan(p)) == []


def test_phases_are_the_same_whatever_their_case() -> None:
    one, two, *rest = neighbours(0.5)
    p = programme([one, leader(2, phase="PRIMARY", place=two.place), *rest], min_school_distance_km=1)
    assert members(SchoolDistance(), p) == [(0, 1)]


def neighbours(km: float) -> list[Leader]:
    """Seven primary heads ten kilometres apart, but for the second, so many from the first."""
    spots = [0, km, *range(20, 70, 10)]
    return [leader(n, phase="Primary", place=near(spot)) for n, spot in enumerate(spots, start=1)]


NAMES = st.sampled_from(["", "Aspire", "ASPIRE.", "Beacon"])
CODES = st.sampled_from(["", "7", "8"])
LEVELS = st.sampled_from(["Headteacher", "Deputy head"])
PEOPLE = st.lists(st.tuples(CODES, NAMES, LEVELS), min_size=2, max_size=9)


@given(PEOPLE)
def test_trusts_are_the_same_by_code_or_where_one_is_missing_by_name(drawn: list[tuple[str, str, str]]) -> None:
    people = [leader(n, trust_code=c, trust=t, level=level) for n, (c, t, level) in enumerate(drawn, 1)]
    names = [plain(x.trust) for x in people]
    assert joined(SameTrust(), people) == pairs(people, [x.trust_code for x in people], names)


@given(PEOPLE)
def test_schools_are_the_same_by_urn_or_where_one_is_missing_by_name_and_area(
    drawn: list[tuple[str, str, str]],
) -> None:
    people = [
        leader(n, urn=c, school="All Saints", area=area, level=level) for n, (c, area, level) in enumerate(drawn, 1)
    ]
    names = [f"All Saints, {plain(x.area)}" for x in people]
    assert joined(SameSchool(), people) == pairs(people, [x.urn for x in people], names)


@given(PEOPLE)
def test_every_two_of_a_group_are_kept_apart(drawn: list[tuple[str, str, str]]) -> None:
    people = [leader(n, trust_code=c, trust=t, level=level) for n, (c, t, level) in enumerate(drawn, 1)]
    p = programme(people, set_size_min=2)
    for one, other in joined(SameTrust(), people):
        plan = with_set(tiny_plan(p), members=(people[one].leader_id, people[other].leader_id))
        assert len(told(SameTrust(), p, plan)) == 1


def pairs(people: list[Leader], codes: list[str], names: list[str]) -> set[tuple[int, int]]:
    """The sentence of docs/formats.md, two people at a time."""

    def same(one: int, other: int) -> bool:
        if codes[one] and codes[other]:
            return codes[one] == codes[other]
        return names[one] == names[other] != ""

    of_one_level = [
        (a, b) for a, b in itertools.combinations(range(len(people)), 2) if people[a].level == people[b].level
    ]
    return {pair for pair in of_one_level if same(*pair)}


def joined(rule: Apart, people: Iterable[Leader]) -> set[tuple[int, int]]:
    return {pair for group in members(rule, programme(people)) for pair in itertools.combinations(group, 2)}


def members(rule: Apart, p: Programme) -> list[tuple[int, ...]]:
    return [tuple(group.tolist()) for group in rule.groups(p)]


@pytest.mark.parametrize(
    ("one", "other"), [("St. Mary's", "ST MARYS"), ("Aspire-Trust", "aspire trust"), ("École", "E\u0301cole")]
)
def test_case_spaces_punctuation_and_the_spelling_of_accents_do_not_matter(one: str, other: str) -> None:
    assert plain(one) == plain(other)


TOGETHER = seven(
    L01={"trust": "Aspire"}, L03={"trust": "Aspire", "urn": "1"}, L04={"urn": "1"}, L05={"trust": "Aspire"}
)


@pytest.mark.parametrize(
    ("at", "others", "found"),
    [
        (2, [0, 4], ("trust", 0)),
        (2, [4, 0], ("trust", 0)),
        (0, [2, 4], ("trust", 2)),
        (2, [0, 3], ("school", 3)),
        (2, [1, 2, 5], None),
        (1, [0, 2, 3], None),
    ],
)
def test_the_first_rule_that_keeps_somebody_apart_names_the_first_of_others(
    at: int, others: list[int], found: tuple[str, int] | None
) -> None:
    rule_and_other = kept_apart(TOGETHER, at, others)
    assert (rule_and_other and (rule_and_other[0].name, rule_and_other[1])) == found


def test_a_rule_that_has_a_price_keeps_nobody_apart() -> None:
    p = programme([leader(1, trust="Aspire"), leader(2, trust="Aspire")], same_trust=10.0)
    assert kept_apart(p, 0, [1]) is None


def test_a_school_of_no_name_is_no_school() -> None:
    p = seven(L01={"school": "?"}, L02={"school": "?"})
    assert members(SameSchool(), p) == []
