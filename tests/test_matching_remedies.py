"""What is looked at for somebody who waits: who and what is near them, and which change is the smallest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matcher import remedies
from matcher.exact import Draft
from matcher.remedies import Change, Remedies, Remedy, neighbourhood
from matcher.search import Search
from matcher.view import View
from programme.edits import SIZE
from programme.records import Leader, Programme
from programme.slots import Slot
from programme.watch import Watch
from tests.build import CENTRE, facilitator, leader, leaders, near, programme, venue


def set_of(*members: int, lead: int = 0, home: int = 0, slot: Slot = Slot.THU_AM) -> Draft:
    """A set of the people of these numbers."""
    return Draft(0, tuple(number - 1 for number in members), home, lead, int(slot))


def searched(p: Programme, *drafts: Draft) -> Search:
    search = Search(View(p), Watch(), 0)
    search.drafts = list(drafts)
    return search


def found(p: Programme, *drafts: Draft) -> list[str]:
    """The remedies of the last leader, told to them."""
    last = len(p.leaders) - 1
    return [remedy.told_to(p.leaders[last]) for remedy in Remedies(searched(p, *drafts)).of(last)]


def seven_and(*more: Leader) -> Programme:
    return programme([*leaders(7, place=CENTRE, cannot_attend=BUSY), *more], [facilitator()])


BUSY = frozenset(Slot) - {Slot.THU_AM, Slot.THU_PM}
SEVEN, EIGHT = set_of(*range(1, 8)), set_of(*range(1, 9))


def between(limit: int) -> str:
    """What is named where it takes 56 minutes to the set, or a half-day on which it could meet where somebody is."""
    there = near(30)
    far = leader(8, place=there, max_travel_minutes=limit, cannot_attend=frozenset(Slot) - {Slot.THU_AM})
    homes = [venue(1), venue(2, place=there, cannot_host=frozenset(Slot) - {Slot.THU_PM})]
    p = programme([*leaders(7, place=CENTRE, cannot_attend=BUSY), far], [facilitator()], homes)
    return Remedies(searched(p, SEVEN)).of(7)[0].told_to(far)


def beside_more_people(limit: int) -> str:
    """The same, where another head is missing too: of changes that are made together only the smallest are named."""
    there = near(30)
    far = leader(5, place=there, max_travel_minutes=limit, cannot_attend=frozenset(Slot) - {Slot.THU_AM})
    homes = [venue(1), venue(2, place=there, cannot_host=frozenset(Slot) - {Slot.THU_PM})]
    p = programme([*leaders(4, place=CENTRE, cannot_attend=BUSY), far], [facilitator()], homes)
    (only,) = Remedies(searched(p)).of(4)
    return only.told_to(far)


MORE = "1 more headteacher from other schools and trusts near them"


def test_ten_minutes_more_are_less_than_a_free_half_day() -> None:
    assert between(limit=47) == between(limit=51) == "a travel limit of 56 minutes"
    assert beside_more_people(limit=47) == f"a travel limit of 56 minutes and {MORE}"


def test_a_free_half_day_is_less_than_eleven_minutes_more() -> None:
    assert between(limit=45) == between(limit=21) == "a free Thu pm"
    assert beside_more_people(limit=45) == f"a free Thu pm and {MORE}"


def test_a_longer_way_is_named_only_as_far_as_the_venue_is() -> None:
    far = leader(8, place=near(60), max_travel_minutes=45, cannot_attend=BUSY)
    assert found(seven_and(far), SEVEN) == ["a travel limit of 80 minutes", "a venue near their school"]


def test_of_blocked_half_days_one_of_the_set_is_freed() -> None:
    busy = leader(8, place=CENTRE, cannot_attend=frozenset(Slot) - {Slot.MON_AM})
    (told, *_) = Remedies(searched(seven_and(busy), SEVEN)).of(7)
    assert told.kinds == {"slot"}
    assert told.told_to(busy) in ("a free Thu am", "a free Thu pm")
    assert told.size == SIZE["cannot_attend"]


def test_remedies_that_surely_place_come_first_and_of_these_the_smallest() -> None:
    far = leader(8, place=near(60), max_travel_minutes=45, cannot_attend=BUSY)
    own = Remedies(searched(seven_and(far), SEVEN)).of(7)
    assert all(remedy.surely_places("L08") for remedy in own)
    assert [remedy.size for remedy in own] == sorted(remedy.size for remedy in own)


def test_another_facilitator_is_named_for_as_many_sets_as_it_takes() -> None:
    p = programme(leaders(16, place=CENTRE), [facilitator(max_sets=1)])
    assert found(p, EIGHT)[0] == "one more facilitator for headteachers"
    taken = [facilitator(1, max_sets=1), facilitator(2, levels=frozenset({"Deputy head"}))]
    small = programme(leaders(16, place=CENTRE), taken, [venue(capacity=9)])
    assert found(small, EIGHT)[0] == "one more facilitator for headteachers", "the second does not take headteachers"


def test_the_nearest_sets_and_those_who_wait_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remedies, "NEAR_SETS", 2)
    monkeypatch.setattr(remedies, "NEAR_VENUES", 2)
    monkeypatch.setattr(remedies, "NEAR_WAITING", 2)
    where = [0, 0, 10, 10, 30, 30, 12, 25, 11, 28, 14]
    people = [leader(n, place=near(km), max_travel_minutes=200) for n, km in enumerate(where, start=1)]
    homes = [venue(n, place=near(km)) for n, km in ((1, 0), (2, 10), (3, 30), (4, 13), (5, 90))]
    homes[3] = replace(homes[3], capacity=2)
    p = programme(people, [facilitator(max_sets=9)], homes, set_size_min=2, set_size_max=4, quorum=2)
    sets = set_of(1, 2), set_of(3, 4, home=1), set_of(5, 6, home=2)
    seen = neighbourhood(searched(p, *sets), 6)
    assert seen.homes == ("V2", "V1"), "the nearest first"
    assert seen.waiting == {"L07", "L09", "L11"}
    assert [x.leader_id for x in seen.programme.leaders] == ["L01", "L02", "L03", "L04", "L07", "L09", "L11"]
    assert [x.venue_id for x in seen.programme.venues] == ["V1", "V2"]
    assert seen.leader.leader_id == "L07"
    other = neighbourhood(searched(p, *sets), 9)
    assert other.homes == ("V3", "V2")
    assert other.waiting == {"L08", "L10", "L11"}


def test_the_set_of_somebodys_pin_is_looked_at_first_and_who_belongs_elsewhere_is_not() -> None:
    people = [
        leader(n, place=near(n), pinned={1: "S01", 9: "S01", 5: "S02", 10: "S02"}.get(n, "")) for n in range(1, 12)
    ]
    p = programme(people, [facilitator(max_sets=9)], [venue(1), venue(2, place=near(9))],
                  set_size_min=2, set_size_max=4, quorum=2)  # fmt: skip
    sets = set_of(1, 2, 3, 4), set_of(5, 6, 7, 8, home=1)
    assert neighbourhood(searched(p, *sets), 8).homes == ("V1", "V2")
    assert neighbourhood(searched(p, *sets), 10).homes == ("V2", "V1")
    few = neighbourhood(searched(p, sets[0]), 10)
    assert few.waiting == {f"L{n:02d}" for n in (5, 6, 7, 8, 9, 10, 11)}


def test_facilitators_are_looked_at_with_the_sets_that_they_could_lead_once_those_near_are_freed() -> None:
    leads = [facilitator(1, max_sets=2), facilitator(2, max_sets=1, levels=frozenset({"Deputy head"})),
             facilitator(3, max_sets=1)]  # fmt: skip
    p = programme(leaders(15, place=CENTRE), leads)
    seen = neighbourhood(searched(p, SEVEN, set_of(*range(8, 15), lead=2)), 14)
    assert [(x.facilitator_id, x.max_sets) for x in seen.programme.facilitators] == [("F1", 2), ("F3", 1)]


def test_without_venues_the_sets_with_the_nearest_members_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remedies, "NEAR_SETS", 1)
    people = [leader(n, place=near(0 if n < 4 else 20)) for n in range(1, 7)] + [leader(7, place=near(15))]
    p = programme(people, [facilitator()], [], set_size_min=2, set_size_max=3, quorum=2)
    seen = neighbourhood(searched(p, set_of(1, 2, 3, home=-1), set_of(4, 5, 6, home=-1)), 6)
    assert [x.leader_id for x in seen.programme.leaders] == ["L04", "L05", "L06", "L07"]
    assert len(seen.homes) == len(seen.programme.venues) == 1


def a_change(kind: str, sentence: str, km: float = 0) -> Change:
    return Change(kind, leader(1, name="Ada", place=near(km)), sentence, ())


def test_what_is_near_somebody_is_told_to_others_by_name_unless_they_are_near_too() -> None:
    change = a_change("people", "2 more heads near them and a venue near their school")
    assert change.told_to(leader(2, place=near(14))) == change.sentence
    assert change.told_to(leader(2, place=near(16))) == "2 more heads near Ada and a venue near Ada's school"
    nowhere = replace(leader(2), place=None)
    assert change.told_to(nowhere) == change.sentence


def test_changes_are_told_together() -> None:
    several = Remedy((a_change("slot", "a free Mon am"), a_change("limit", "a travel limit of 50 minutes")))
    assert several.told_to(leader(2)) == "a free Mon am and a travel limit of 50 minutes"
    assert several.kinds == {"slot", "limit"}


def test_a_remedy_surely_places_whom_the_best_sets_have_unless_others_might_take_the_place() -> None:
    remedy = Remedy((a_change("people", ""),), frozenset({"L01", "L02"}), frozenset({"L01"}))
    assert remedy.surely_places("L01")
    assert not remedy.surely_places("L02")
    assert not replace(remedy, contested=True).surely_places("L01")


def test_another_facilitator_leaves_out_those_who_wait_and_are_not_placed() -> None:
    lead = Remedy((a_change("facilitator", ""),), frozenset({"L01", "L02"}), frozenset({"L01"}))
    assert [lead.leaves_out(f"L{n:02d}") for n in (1, 2, 3)] == [False, True, False]
    assert not replace(lead, changes=(a_change("people", ""),)).leaves_out("L02")


@pytest.mark.parametrize("contested", [True, False])
def test_places_with_a_facilitator_more_are_contested_where_another_level_lacks_one_too(contested: bool) -> None:
    deputies = leaders(6, level="Deputy head", place=CENTRE)
    heads = [leader(n, place=CENTRE) for n in range(7, 23)]
    spare = facilitator(2, max_sets=1, levels=frozenset({"Deputy head"}))
    p = programme([*deputies, *heads], [facilitator(1, max_sets=1), *([] if contested else [spare])])
    own = Remedies(searched(p, replace(set_of(*range(7, 15)), level=1))).of(21)
    assert [remedy.contested for remedy in own if "facilitator" in remedy.kinds][:1] == [contested]


def test_what_surely_places_is_named_before_what_others_might_take() -> None:
    """A half-day to join a set of seven, or a facilitator for those who can come on Mondays, whom deputies lack too."""
    deputies = leaders(6, level="Deputy head", place=CENTRE)
    mondays = frozenset(Slot) - {Slot.MON_AM}
    heads = [leader(n, place=CENTRE, cannot_attend=BUSY if n < 14 else mondays) for n in range(7, 21)]
    p = programme([*deputies, *heads], [facilitator(1, max_sets=1)])
    own = Remedies(searched(p, replace(set_of(*range(7, 14)), level=1))).of(19)
    kinds = [(set(remedy.kinds), remedy.surely_places("L20")) for remedy in own]
    assert kinds[:2] == [({"slot"}, True), ({"facilitator"}, False)]


def test_what_was_found_for_one_serves_others_of_their_level() -> None:
    p = programme(leaders(16, place=CENTRE), [facilitator(max_sets=1)])
    known = Remedies(searched(p, EIGHT))
    first, solves = known.of(8), known.solves
    second = known.of(9)
    assert first[0] in second
    assert known.solves - solves < solves
