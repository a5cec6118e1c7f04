"""Why somebody waits, of sets that are given: the first fact that is true, without trying any change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matcher import remedies
from matcher.exact import Draft
from matcher.reasons import explain
from matcher.search import Search
from matcher.view import View
from programme.records import Leader, Programme
from programme.slots import Slot
from programme.watch import Watch
from tests.build import facilitator, leader, leaders, near, programme, venue


@pytest.fixture(autouse=True)
def _nothing_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remedies, "SOLVES", 0)


def set_of(*members: int, lead: int = 0, level: int = 0, home: int = 0) -> Draft:
    """A set of the people of these numbers, on Thursday mornings."""
    return Draft(level, tuple(number - 1 for number in members), home, lead, int(Slot.THU_AM))


def reasons(p: Programme, *drafts: Draft) -> dict[str, str]:
    search = Search(View(p), Watch(), 0)
    search.drafts = list(drafts)
    return {w.leader_id: w.reason for w in explain(search)}


def of_star(*numbers: int, count: int = 14) -> list[Leader]:
    return [replace(x, trust="Star") if at in numbers else x for at, x in enumerate(leaders(count), start=1)]


def test_a_trust_of_which_more_wait_than_there_are_sets_is_told_with_how_many_form() -> None:
    found = reasons(programme(of_star(1, 2, 3), [facilitator(max_sets=3)]), set_of(*range(3, 11)))
    assert found["L01"] == found["L02"] == "Star has 3 headteachers and only 1 set forms"
    few = programme(of_star(1, 2, count=9), [facilitator(max_sets=3)])
    assert reasons(few, set_of(*range(2, 10)))["L01"] == "Star has 2 headteachers and only 1 set can form"
    more = programme(of_star(1, 2, 3, count=18), [facilitator(max_sets=3)])
    found = reasons(more, set_of(*range(3, 10)), set_of(2, *range(10, 16)))
    assert found["L01"] == "Star has 3 headteachers and only 2 sets form"
    full = reasons(
        programme(of_star(1, 2, 3), [facilitator(max_sets=3)]), set_of(*range(3, 10)), set_of(2, *range(10, 15))
    )
    assert full["L01"] == "Star has 3 headteachers and only 2 sets can form"


def test_the_largest_group_of_somebody_is_told() -> None:
    people = of_star(1, 2, count=18)
    people = [replace(x, federation="Moon") if at < 3 else x for at, x in enumerate(people)]
    found = reasons(programme(people, [facilitator(max_sets=3)]), set_of(3, *range(4, 10)))
    assert found["L01"] == "Moon has 3 headteachers and only 1 set forms"


def test_a_group_of_no_more_than_there_are_sets_is_not_told() -> None:
    p = programme(of_star(1, 2, count=18), [facilitator(max_sets=3)])
    found = reasons(p, set_of(*range(2, 9)), set_of(*range(9, 16)))
    assert "Star" not in found["L01"]
    nothing = reasons(p)
    assert "Star" not in nothing["L01"], "no set forms at all"
    priced = replace(p, settings=replace(p.settings, same_trust=10))
    assert "Star" not in reasons(priced, set_of(*range(3, 10)))["L01"]


def test_what_sizes_cannot_hold_is_told_of_those_who_can_reach_a_venue() -> None:
    far = leader(9, place=near(300), max_travel_minutes=20)
    found = reasons(programme([*leaders(8), far, leader(10)]), set_of(*range(1, 9)))
    assert found["L10"] == "9 headteachers who can reach a venue: sets of 6 to 8 cannot hold 9; 1 waits"
    assert found["L09"].startswith("no venue within 20 minutes")
    some = [leader(n, place=near(0 if n < 5 else 300), max_travel_minutes=20) for n in range(1, 11)]
    assert reasons(programme(some))["L01"] == (
        "4 headteachers who can reach a venue: sets of 6 to 8 cannot hold 4; 4 wait"
    )


def test_what_sizes_cannot_hold_is_not_told_where_more_wait_than_they_explain() -> None:
    found = reasons(programme(leaders(9)), set_of(*range(1, 8)))
    assert set(found.values()) == {"no set near them can take them without breaking a rule"}


def test_facilitators_who_lead_all_they_can_are_counted() -> None:
    leads = [facilitator(1, max_sets=1), facilitator(2, levels=frozenset({"Deputy head"})), facilitator(3, max_sets=1)]
    p = programme(leaders(21), leads)
    full = reasons(p, set_of(*range(1, 8)), set_of(*range(8, 15), lead=2))
    assert full["L21"] == "all facilitators who take headteachers (2) lead as many sets as they can"
    assert "facilitators" not in reasons(p, set_of(*range(1, 8)))["L21"]


def test_who_is_pinned_to_a_set_that_stands_without_them_is_told_so_and_others_of_their_pin_are_named() -> None:
    people = [replace(x, pinned="S05") if at in (0, 8) else x for at, x in enumerate(leaders(12))]
    p = programme(people, [facilitator(max_sets=3)])
    sits = reasons(p, set_of(*range(1, 8)))
    assert sits["L09"] == "S05, the set they are pinned to, cannot take them without breaking a rule"
    alone = reasons(p, set_of(*range(2, 9)))
    assert alone["L09"].startswith("pinned to S05: ")
    assert "S05" not in alone["L10"]


def test_too_few_of_a_level_are_counted_before_anything_else() -> None:
    people = [leader(n, level="Deputy head", pinned="S01", trust="Star") for n in range(1, 6)]
    assert reasons(programme([*people, *leaders(12)[5:]]), set_of(*range(6, 13), level=1)) == {
        f"L{n:02d}": "pinned to S01: only 5 deputy heads: a set needs 6" for n in range(1, 6)
    }


def test_without_venues_everybody_of_a_level_is_counted() -> None:
    p = programme(leaders(9), [facilitator()], [])
    found = reasons(p, replace(set_of(*range(1, 9)), venue=-1))
    assert found == {"L09": "9 headteachers: sets of 6 to 8 cannot hold 9; 1 waits"}


def test_time_that_ends_before_any_change_is_tried_is_told_and_ends_the_search() -> None:
    search = Search(View(programme(leaders(4), venues=[venue()])), Watch(0), 0)
    assert {w.remedy for w in explain(search)} == {"time ran out before any change could be tried"}
    assert search.cut_short
