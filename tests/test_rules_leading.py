"""Who leads which set."""

from __future__ import annotations

from typing import Any

import pytest

from matcher import match
from programme.records import Programme
from programme.rules.leading import FacilitatorLevel, FacilitatorTrusts, Led, Load, OwnSet, takes
from programme.watch import Watch
from tests.build import facilitator, leader, leaders, near, programme
from tests.tiny import tiny_plan, told, twin_plan, with_meeting, with_set


def led_by(people: Any = (), **details: Any) -> Programme:
    return programme(people, facilitators=[facilitator(**details)])


def test_one_facilitator_leads_all_meetings_at_a_home_venue() -> None:
    p = programme()
    assert told(Led(), p, tiny_plan(p)) == []


def test_a_set_without_a_facilitator_is_told() -> None:
    p = programme()
    plan = with_set(tiny_plan(p), facilitator_id="")
    assert told(Led(), p, plan)[0] == "S01 has no facilitator"


def test_a_set_without_a_home_venue_is_told() -> None:
    p = programme()
    assert told(Led(), p, with_set(tiny_plan(p), venue_id="")) == ["S01 has no home venue"]


def test_a_meeting_led_by_another_is_told() -> None:
    p = programme(facilitators=[facilitator(1), facilitator(2)])
    plan = with_meeting(tiny_plan(p), 3, facilitator_id="F2")
    assert told(Led(), p, plan) == ["S01, meeting 3 is led by F2, the set's facilitator is F1"]


def test_a_meeting_led_by_nobody_is_told() -> None:
    p = programme()
    plan = with_meeting(tiny_plan(p), 3, facilitator_id="")
    assert told(Led(), p, plan) == ["S01, meeting 3 is led by nobody, the set's facilitator is F1"]


def test_without_facilitators_and_venues_in_the_programme_none_are_missed() -> None:
    p = programme(facilitators=(), venues=())
    assert told(Led(), p, tiny_plan(p)) == []


@pytest.mark.parametrize("levels", [frozenset(), frozenset({"Headteacher", "Deputy head"})])
def test_a_facilitator_takes_their_levels_and_without_any_all(levels: frozenset[str]) -> None:
    p = led_by(levels=levels)
    assert told(FacilitatorLevel(), p, tiny_plan(p)) == []


def test_a_set_of_another_level_is_told() -> None:
    p = led_by(levels=frozenset({"Deputy head"}))
    assert told(FacilitatorLevel(), p, tiny_plan(p)) == ["S01: Facilitator 1 does not take Headteacher"]


def test_the_table_of_levels_agrees() -> None:
    people = [leader(1), leader(2, level="Deputy head")]
    p = programme(people, facilitators=[facilitator(1), facilitator(2, levels=frozenset({"Headteacher"}))])
    expected = [[takes(f, level) for level in ("Deputy head", "Headteacher")] for f in p.facilitators]
    assert FacilitatorLevel.allowed(p).tolist() == expected == [[True, True], [False, True]]


KEPT_FROM = [
    ({"trust": "Aspire Trust"}, "ASPIRE trust", "Aspire Trust"),
    ({"trust": "Aspire Trust", "trust_code": "7"}, "7", "Aspire Trust"),
    ({"trust_code": "7"}, "7", "7"),
]


@pytest.mark.parametrize(("details", "kept", "told_as"), KEPT_FROM)
def test_a_member_of_a_trust_that_the_facilitator_is_kept_from_is_told(
    details: dict[str, str], kept: str, told_as: str
) -> None:
    p = led_by([*leaders(6), leader(7, **details)], not_with_trusts=frozenset({kept}))
    assert told(FacilitatorTrusts(), p, tiny_plan(p)) == [
        f"S01: Facilitator 1 is kept from {told_as}, where Leader 7 works"
    ]


@pytest.mark.parametrize("code", ["", "7"])
def test_members_of_other_trusts_or_none_are_served(code: str) -> None:
    people = [*leaders(6), leader(7, trust="Beacon", trust_code=code)]
    p = led_by(people, not_with_trusts=frozenset({"Aspire", ""}))
    assert told(FacilitatorTrusts(), p, tiny_plan(p)) == []


def test_the_table_of_trusts_agrees() -> None:
    people = [leader(1), leader(2, trust="Aspire"), leader(3, trust="Beacon", trust_code="7")]
    kept = [frozenset[str](), frozenset({"aspire"}), frozenset({"7", "aspire"})]
    p = programme(people, facilitators=[facilitator(n, not_with_trusts=k) for n, k in enumerate(kept)])
    assert FacilitatorTrusts.allowed(p).tolist() == [[True, True, True], [True, False, True], [True, False, False]]


def test_a_facilitator_who_is_a_member_of_the_set_is_told() -> None:
    p = led_by([*leaders(6), leader(7, name="Rosa Bell", email="rosa@example.org")], email="Rosa@Example.org")
    assert told(OwnSet(), p, tiny_plan(p)) == [
        "S01: Facilitator 1 would lead a set that they are a member of, as Rosa Bell (rosa@example.org)"
    ]


def test_a_facilitator_who_is_nobody_of_the_set_may_lead_it() -> None:
    p = led_by(leaders(7), email="rosa@example.org")
    assert told(OwnSet(), p, tiny_plan(p)) == []


def test_the_table_of_own_sets_agrees() -> None:
    people = [leader(1, email="anna@example.org"), leader(2)]
    p = programme(people, facilitators=[facilitator(1), facilitator(2, email="anna@example.org")])
    assert OwnSet.allowed(p).tolist() == [[True, True], [False, True]]


def test_the_matcher_lets_nobody_lead_their_own_set() -> None:
    people = [leader(1, email="anna@example.org"), *[leader(n) for n in range(2, 7)]]
    anna, other = facilitator(1, email="anna@example.org", place=near(0)), facilitator(2, place=near(40))
    (alone,) = match(programme(people, facilitators=[anna, other]), Watch(20)).sets
    assert (len(alone.members), alone.facilitator_id) == (6, "F2")


def test_whoever_alone_could_lead_a_set_is_no_member_of_it() -> None:
    people = [leader(1, email="anna@example.org"), *[leader(n) for n in range(2, 8)]]
    matched = match(programme(people, facilitators=[facilitator(1, email="anna@example.org")]), Watch(20))
    assert [(waiting.leader_id, waiting.remedy) for waiting in matched.waiting] == [
        ("L01", "a fresh plan would place them with one more facilitator for headteachers")
    ]


def test_tables_of_a_programme_without_facilitators_are_empty() -> None:
    p = programme(facilitators=())
    assert (FacilitatorLevel.allowed(p).shape, FacilitatorTrusts.allowed(p).shape) == ((0, 1), (0, 7))


@pytest.mark.parametrize("rule", [FacilitatorLevel(), FacilitatorTrusts(), Load()])
def test_without_facilitators_no_rule_on_them_speaks(rule: Load) -> None:
    p = programme(facilitators=())
    assert told(rule, p, tiny_plan(p)) == []


def test_as_many_sets_as_max_sets_are_permitted() -> None:
    p = led_by(leaders(14), max_sets=2)
    assert told(Load(), p, twin_plan(p)) == []


def test_one_set_more_is_told() -> None:
    p = led_by(leaders(14), max_sets=1)
    assert told(Load(), p, twin_plan(p)) == ["Facilitator 1 leads 2 sets, their limit is 1"]
