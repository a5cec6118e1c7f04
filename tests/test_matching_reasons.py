"""Why somebody waits: each reason true and specific, each remedy one that works."""

from __future__ import annotations

import pytest

from matcher import match, remedies
from programme.advice import peers
from programme.plans import Waiting
from programme.records import Programme
from programme.slots import Slot
from programme.watch import Watch
from tests.build import facilitator, leader, leaders, near, programme


def waiting_in(programme: Programme) -> tuple[Waiting, ...]:
    return match(programme, Watch()).waiting


def only(waiting: tuple[Waiting, ...]) -> Waiting:
    assert len(waiting) == 1
    return waiting[0]


def test_too_few_of_a_level_are_told_how_many_a_set_needs() -> None:
    found = waiting_in(programme(leaders(4)))
    assert {w.reason for w in found} == {"only 4 headteachers: a set needs 6"}


def test_too_few_of_a_level_are_told_how_many_more_would_do() -> None:
    found = waiting_in(programme(leaders(4)))
    more = "2 more headteachers from other schools and trusts near them (and 3 others who wait)"
    assert {w.remedy for w in found} == {f"a fresh plan would place them with {more}"}


def test_nine_people_are_told_that_sets_cannot_hold_nine() -> None:
    found = only(waiting_in(programme(leaders(9))))
    assert found.reason == "9 headteachers who can reach a venue: sets of 6 to 8 cannot hold 9; 1 waits"


def test_somebody_far_away_is_told_how_far_the_nearest_venue_is() -> None:
    far = leader(8, place=near(60), max_travel_minutes=45)
    found = only(waiting_in(programme([*leaders(7), far])))
    assert found.reason == "no venue within 45 minutes; the nearest is 80 minutes away"


def test_somebody_far_away_is_told_the_limit_that_would_do() -> None:
    far = leader(8, place=near(60), max_travel_minutes=45)
    found = only(waiting_in(programme([*leaders(7), far])))
    would = "a travel limit of 80 minutes, or a venue near their school"
    assert found.remedy == f"a fresh plan would place them with {would}"


def test_someone_whose_half_days_do_not_fit_is_told_which_one_to_free() -> None:
    busy = leader(8, cannot_attend=frozenset(set(Slot) - {Slot.FRI_PM}))
    others = leaders(7, cannot_attend=frozenset({Slot.FRI_PM, *list(Slot)[1:9]}))
    found = only(waiting_in(programme([*others, busy])))
    assert found.reason == "no set with a place meets on a half-day they can do"
    assert "a free Mon am" in found.remedy


def test_a_level_that_no_facilitator_takes_is_named() -> None:
    found = waiting_in(programme(leaders(7), [facilitator(levels=frozenset({"Deputy head"}))]))
    assert {w.reason for w in found} == {"no facilitator takes headteachers"}


def test_full_facilitators_are_told_as_such() -> None:
    found = waiting_in(programme(leaders(14), [facilitator(max_sets=1)]))
    assert {w.reason for w in found} == {"all facilitators who take headteachers (1) lead as many sets as they can"}
    assert all("one more facilitator for headteachers" in w.remedy for w in found)


def test_people_and_a_facilitator_who_are_missing_are_named_together() -> None:
    found = waiting_in(programme(leaders(4), [facilitator(levels=frozenset({"Deputy head"}))]))
    more = "2 more headteachers from other schools and trusts near them and one more facilitator for headteachers"
    assert {w.remedy for w in found} == {f"a fresh plan would place them with {more} (and 3 others who wait)"}


def test_a_trust_with_more_leaders_than_sets_is_named() -> None:
    of_trust = [leader(n, trust="Star Trust") for n in (1, 2, 3)]
    found = waiting_in(programme([*of_trust, *leaders(14)[3:]], [facilitator(max_sets=3)]))
    assert found[0].reason == "Star Trust has 3 headteachers and only 2 sets can form"


def test_people_kept_apart_by_the_coordinator_are_not_taken_for_colleagues() -> None:
    foes = frozenset(x.leader_id for x in leaders(7))
    alone = leader(8, not_with=foes, trust="Star Trust")
    found = only(waiting_in(programme([*leaders(7), alone])))
    assert "Star Trust" not in found.reason


def test_no_remedy_is_named_whose_seat_somebody_else_would_take() -> None:
    twins = [leader(7, trust="Star Trust", place=near(40)), leader(8, trust="Star Trust", place=near(0))]
    found = waiting_in(programme([*leaders(6), *twins][1:]))
    assert [w.leader_id for w in found] == ["L07"]
    assert "more headteachers" in found[0].remedy


def test_someone_who_needs_a_step_free_venue_is_told_that_none_is_in_reach() -> None:
    wheelchair = leader(8, needs_step_free=True)
    found = only(waiting_in(programme([*leaders(7), wheelchair])))
    assert found.reason == "no venue within 90 minutes that is step-free and hosts a half-day they can do"


def test_a_remedy_carried_out_places_the_person() -> None:
    far = leader(8, place=near(60), max_travel_minutes=80)
    assert waiting_in(programme([*leaders(7), far])) == ()


@pytest.mark.parametrize(
    ("level", "count", "words"),
    [
        ("Deputy head", 2, "deputy heads"),
        ("Head of school", 3, "heads of school"),
        ("Headteacher", 1, "headteacher"),
        ("SBM", 2, "SBMs"),
    ],
)
def test_a_level_is_spoken_of_as_people(level: str, count: int, words: str) -> None:
    assert peers(level, count) == words


def test_people_without_any_free_half_day_are_told_so() -> None:
    found = waiting_in(programme([*leaders(7), leader(8, cannot_attend=frozenset(Slot))]))
    assert only(found).reason == "they can attend on no half-day of the week"


def test_without_venues_too_the_change_that_helps_is_found_by_trying() -> None:
    found = only(waiting_in(programme(leaders(9), [facilitator(1), facilitator(2)], venues=[])))
    assert found.reason == "9 headteachers: sets of 6 to 8 cannot hold 9; 1 waits"
    more = "3 more headteachers from other schools and trusts near them"
    assert found.remedy == f"a fresh plan would place them with {more}"


def test_without_venues_somebody_whose_half_days_do_not_fit_is_told_which_one_to_free() -> None:
    busy = leader(8, cannot_attend=frozenset(set(Slot) - {Slot.FRI_PM}))
    others = leaders(7, cannot_attend=frozenset({Slot.FRI_PM, *list(Slot)[1:9]}))
    found = only(waiting_in(programme([*others, busy], venues=[])))
    assert found.remedy.startswith("a fresh plan would place them with a free Mon am")


def test_where_too_many_wait_for_all_to_be_tried_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remedies, "SOLVES", 0)
    found = match(programme(leaders(4)), Watch())
    assert {w.remedy for w in found.waiting} == {
        "no change was tried for them: see what would help the others who wait"
    }
    assert not found.cut_short, "the clock ended nothing"
