"""Sets repaired after changes: who stays, who moves, who joins, who waits, each as little as can be."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from matcher.repair import repair
from programme import prices
from programme.changes import difference
from programme.plans import LearningSet, Matching, Plan, Standing
from programme.records import Leader, Programme
from programme.slots import Slot
from programme.watch import Watch
from tests.build import facilitator, leader, leaders, near, programme, venue
from tests.tiny import seated, waits, year_of

BEFORE = date(2027, 8, 1)
SPRING = date(2028, 2, 1)
SLOTS = (Slot.THU_AM, Slot.THU_PM, Slot.FRI_AM)


def standing(p: Programme, sizes: Iterable[int], today: date = BEFORE) -> Standing:
    """Sets S01, S02 … of the first people of these numbers, on one slot after the other; all others wait."""
    sets, people = list[LearningSet](), list(p.leaders)
    for at, size in enumerate(sizes):
        sets.append(seated(p, f"S{at + 1:02d}", people[:size], SLOTS[at]))
        del people[:size]
    plan = Plan(
        sets=tuple(sets),
        meetings=tuple(meeting for s in sets for meeting in year_of(p, s)),
        waiting=tuple(waits(x) for x in people),
    )
    return Standing(plan=plan, today=today, horizon=today + timedelta(days=14))


def without(p: Programme, *gone: int) -> Programme:
    ids = {f"L{number:02d}" for number in gone}
    return replace(p, leaders=tuple(x for x in p.leaders if x.leader_id not in ids))


def changed(p: Programme, number: int, **details: Any) -> Programme:
    name = f"L{number:02d}"
    return replace(p, leaders=tuple(replace(x, **details) if x.leader_id == name else x for x in p.leaders))


def repaired(p: Programme, before: Standing) -> Matching:
    now = replace(p, standing=before, from_day=before.horizon)
    return repair(now, before, Watch(), after=len(before.plan.sets))


def seats(matching: Matching) -> dict[str, tuple[str, ...]]:
    return {s.set_id: s.members for s in matching.sets}


def many(count: int, **details: Any) -> Programme:
    return programme(leaders(count, **details), [facilitator(max_sets=3)])


def test_sets_that_nobody_left_stay_as_they_are() -> None:
    p = many(14)
    before = standing(p, [7, 7])
    made = repaired(p, before)
    assert (made.sets, made.moved, made.moved_bound) == (before.plan.sets, 0, 0)


def test_a_set_that_keeps_six_is_left_alone() -> None:
    p = many(14)
    made = repaired(without(p, 1), standing(p, [7, 7]))
    assert seats(made)["S01"] == ("L02", "L03", "L04", "L05", "L06", "L07")
    assert made.moved == 0


def test_a_set_of_five_is_filled_from_the_waiting_list_before_anybody_moves() -> None:
    p = many(14)
    made = repaired(without(p, 1), standing(p, [6, 7]))
    assert seats(made)["S01"] == ("L02", "L03", "L04", "L05", "L06", "L14")
    assert (made.moved, made.waiting) == (0, ())


def test_where_nobody_waits_one_person_moves_from_a_larger_set() -> None:
    p = many(13)
    made = repaired(without(p, 1), standing(p, [6, 7]))
    assert sorted(map(len, seats(made).values())) == [6, 6]
    assert (made.moved, made.moved_bound, dict(made.short)) == (1, 1, {})


def test_the_cheapest_of_those_who_could_move_does() -> None:
    p = changed(many(13), 9, place=near(0))
    far = replace(p, venues=(*p.venues, venue(2, place=near(20))))
    before = standing(far, [6, 7])
    sets = (before.plan.sets[0], replace(before.plan.sets[1], venue_id="V2"))
    made = repaired(without(far, 1), replace(before, plan=replace(before.plan, sets=sets)))
    assert difference(before.plan, Plan(sets=made.sets, meetings=(), waiting=())).moved[0].leader_id == "L09"


def test_a_set_that_cannot_be_filled_runs_short_and_says_who_would_help() -> None:
    p = many(12)
    made = repaired(without(p, 1), standing(p, [6, 6]))
    assert dict(made.short) == {"S01": "1 more headteacher who can reach Venue 1 on Thu am"}
    assert (made.moved, made.moved_bound) == (0, 0)


def test_a_set_below_the_quorum_is_dissolved_and_its_people_placed() -> None:
    p = many(18)
    made = repaired(without(p, 1, 2), standing(p, [6, 6, 6]))
    assert seats(made).keys() == {"S02", "S03"}
    assert sorted(map(len, seats(made).values())) == [8, 8]
    assert (made.moved, made.waiting) == (4, ())


def test_people_of_a_dissolved_set_for_whom_there_is_no_place_wait_and_are_told_why() -> None:
    p = programme(leaders(18), [facilitator(max_sets=3)], [venue(capacity=7)], quorum=6)
    made = repaired(without(p, 1, 2), standing(p, [6, 6, 6]))
    assert [w.leader_id for w in made.waiting] == ["L03", "L04", "L05", "L06"]
    assert made.waiting[0].reason == "no set can take them: S02 has 6 members"
    assert made.waiting[0].remedy == "S02 could take them with a place that comes free"


def test_enough_of_those_who_wait_form_a_new_set_under_a_new_name() -> None:
    p = many(14)
    made = repaired(p, standing(p, [8]))
    assert seats(made)["S02"] == ("L09", "L10", "L11", "L12", "L13", "L14")
    assert made.moved == 0


def test_people_of_a_level_without_any_set_wait_and_are_told_why() -> None:
    people = (*leaders(7), *(leader(n, level="Deputy head") for n in (8, 9)))
    p = programme(people, [facilitator(max_sets=3)])
    made = repaired(p, standing(p, [7]))
    assert [(w.leader_id, w.reason) for w in made.waiting] == [
        ("L08", "only 2 deputy heads: a set needs 6"),
        ("L09", "only 2 deputy heads: a set needs 6"),
    ]


def test_no_new_set_is_formed_when_the_year_is_too_far_on() -> None:
    p = many(14)
    made = repaired(p, standing(p, [8], SPRING))
    assert seats(made).keys() == {"S01"}


@pytest.mark.parametrize(("weeks", "sets"), [(25, {"S01", "S02"}), (24, {"S01"})])
def test_a_new_set_is_formed_while_six_meetings_five_weeks_apart_still_fit(weeks: int, sets: set[str]) -> None:
    p = many(14)
    today = p.settings.last_day - timedelta(weeks=weeks, days=14)
    assert seats(repaired(p, standing(p, [8], today))).keys() == sets


def test_a_newcomer_joins_a_set_before_its_third_meeting() -> None:
    p = many(8)
    made = repaired(p, standing(p, [7], date(2027, 10, 20)))
    assert "L08" in seats(made)["S01"]


def test_a_newcomer_does_not_join_a_set_that_has_met_twice_and_is_told_so() -> None:
    p = many(8)
    made = repaired(p, standing(p, [7], date(2027, 10, 22)))
    assert [w.leader_id for w in made.waiting] == ["L08"]
    assert made.waiting[0].reason == "no set can take them: S01 has met 2 times or more"


def test_somebody_who_had_a_place_may_move_at_any_time_of_the_year() -> None:
    p = many(13)
    made = repaired(without(p, 1), standing(p, [6, 7], SPRING))
    assert (made.moved, dict(made.short)) == (1, {})


def test_whoever_declines_a_set_is_never_put_into_it_again() -> None:
    p = replace(many(13), declined=frozenset({("L01", "S01")}))
    made = repaired(p, standing(p, [7, 6]))
    assert "L01" in seats(made)["S02"]
    assert (made.moved, made.moved_bound) == (1, 1)


def test_whoever_is_promoted_goes_to_a_set_of_their_new_level() -> None:
    people = (*leaders(7), *(leader(n, level="Deputy head") for n in range(8, 15)))
    p = programme(people, [facilitator(max_sets=3)])
    made = repaired(changed(p, 8, level="Headteacher"), standing(p, [7, 7]))
    assert "L08" in seats(made)["S01"]
    assert made.moved == made.moved_bound == 1


def test_after_a_merger_one_of_two_colleagues_moves() -> None:
    p = many(13)
    merged = changed(changed(p, 1, trust="Oak Trust"), 2, trust="Oak Trust")
    made = repaired(merged, standing(p, [7, 6]))
    assert (made.moved, made.moved_bound, len(seats(made)["S01"])) == (1, 1, 6)


def test_a_set_whose_facilitator_left_gets_another_and_keeps_its_people() -> None:
    p = programme(leaders(7), [facilitator(1), facilitator(2)])
    made = repaired(replace(p, facilitators=(facilitator(2),)), standing(p, [7]))
    assert [(s.set_id, s.facilitator_id, s.venue_id, len(s.members)) for s in made.sets] == [("S01", "F2", "V1", 7)]


def test_a_set_without_any_facilitator_left_is_dissolved() -> None:
    p = programme(leaders(14), [facilitator(1, max_sets=1), facilitator(2, max_sets=1)])
    before = standing(p, [7, 7])
    sets = (before.plan.sets[0], replace(before.plan.sets[1], facilitator_id="F2"))
    made = repaired(
        replace(p, facilitators=(facilitator(1, max_sets=1),)), replace(before, plan=replace(before.plan, sets=sets))
    )
    assert seats(made).keys() == {"S01"}
    assert (made.moved, len(made.waiting)) == (1, 6)
    assert {(w.reason, w.remedy) for w in made.waiting} == {
        (
            "S02 has nobody to lead it: all facilitators who take headteachers (1) lead as many sets as they can",
            "S02 could go on with one more facilitator for headteachers",
        )
    }


@pytest.mark.parametrize("level", ["Headteacher", "Deputy head"])
def test_the_facilitator_of_a_set_that_is_dissolved_leads_one_that_has_nobody_left_to_lead_it(level: str) -> None:
    people = (*leaders(6, level=level), *(leader(n) for n in range(7, 13)))
    p = programme(people, [facilitator(1, max_sets=1), facilitator(2, max_sets=1)])
    before = standing(p, [6, 6])
    sets = (before.plan.sets[0], replace(before.plan.sets[1], facilitator_id="F2"))
    gone = replace(without(p, 1, 2, 3, 4, 5), facilitators=(facilitator(1, max_sets=1),))
    made = repaired(gone, replace(before, plan=replace(before.plan, sets=sets)))
    assert [(s.set_id, s.facilitator_id) for s in made.sets] == [("S02", "F1")]
    assert {f"L{n:02d}" for n in range(7, 13)} <= set(made.sets[0].members)
    assert made.moved == made.moved_bound == (level == "Headteacher")


def test_a_set_whose_home_is_gone_finds_another_that_suits_everybody() -> None:
    p = programme(leaders(7), venues=[venue(1), venue(2), venue(3, place=near(90))])
    made = repaired(replace(p, venues=p.venues[1:]), standing(p, [7]))
    assert [(s.venue_id, s.slot, s.facilitator_id, len(s.members)) for s in made.sets] == [("V2", Slot.THU_AM, "F1", 7)]


def test_a_set_for_which_no_venue_has_enough_seats_any_more_is_dissolved() -> None:
    p = many(7)
    made = repaired(replace(p, venues=(replace(p.venues[0], capacity=6),)), standing(p, [7]))
    assert (made.sets, len(made.waiting)) == ((), 7)


def test_a_set_whose_half_day_a_member_can_no_longer_do_meets_on_another() -> None:
    p = many(7)
    made = repaired(changed(p, 1, cannot_attend=frozenset({Slot.THU_AM})), standing(p, [7]))
    assert len(made.sets[0].members) == 7
    assert made.sets[0].slot != Slot.THU_AM


def test_without_venues_and_facilitators_sets_are_filled_just_so() -> None:
    p = programme(leaders(13), [], [])
    made = repaired(without(p, 1), standing(p, [6, 7]))
    assert (made.moved, sorted(map(len, seats(made).values()))) == (1, [6, 6])


TINY: dict[str, Any] = {"set_size_min": 3, "set_size_max": 4, "quorum": 2, "meetings": 2}
Changes = list[tuple[int, str]]


@pytest.mark.parametrize("today", [BEFORE, SPRING])
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(
    gone=st.sets(st.integers(1, 7), max_size=3),
    apart=st.sets(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=3),
    declined=st.sets(st.tuples(st.integers(1, 8), st.integers(1, 2)), max_size=2),
    far=st.sets(st.integers(7, 8), max_size=2),
)
def test_nothing_found_by_trying_everything_changes_less(
    today: date,
    gone: Collection[int],
    apart: Collection[tuple[int, int]],
    declined: Collection[tuple[int, int]],
    far: Collection[int],
) -> None:
    p = programme(leaders(8), [facilitator(max_sets=3)], **TINY)
    before = standing(p, [3, 3], today)
    for one, other in apart:
        if one != other:
            p = changed(p, one, not_with=p.leaders[one - 1].not_with | {f"L{other:02d}"})
    for number in far:
        p = changed(p, number, cannot_attend=frozenset({Slot.THU_PM}))
    p = replace(p, declined=frozenset((f"L{who:02d}", f"S{where:02d}") for who, where in declined))
    p = replace(without(p, *gone), standing=before, from_day=before.horizon)
    made = repair(p, before, Watch(), after=2)
    assume({s.set_id for s in made.sets} <= before.plan.set_by_id.keys())
    assert worth(p, before, made.sets) == min(
        (worth(p, before, sets) for sets in every_way(p, before)), default=worth(p, before, ())
    )
    assert made.moved_bound == made.moved


def worth(p: Programme, before: Standing, sets: Collection[LearningSet]) -> tuple[float, ...]:
    """What is wanted, the most important first of the sets that stand."""
    seat = {member: s.set_id for s in sets for member in s.members}
    had = {x.leader_id: before.set_of[x.leader_id] for x in p.leaders if x.leader_id in before.set_of}
    formed = {s.set_id for s in sets}
    closed = sum(
        s.set_id not in formed and sum(m in had and (m, s.set_id) not in p.declined for m in s.members) >= 2
        for s in before.plan.sets
    )
    lost = sum(member not in seat for member in had)
    missing = sum(max(0, 3 - len(s.members)) for s in sets)
    moved = sum(member in seat and seat[member] != set_id for member, set_id in had.items())
    waiting = tuple(waits(x) for x in p.leaders if x.leader_id not in seat)
    return (
        closed,
        lost,
        missing,
        moved,
        prices.matching_minutes(p, Plan(sets=tuple(sets), meetings=(), waiting=waiting)),
    )


def every_way(p: Programme, before: Standing) -> Iterable[tuple[LearningSet, ...]]:
    """All ways to seat everybody in the sets that stand that keep the rules on sets."""
    for choice in product((None, *before.plan.sets), repeat=len(p.leaders)):
        sets = [
            replace(s, members=tuple(x.leader_id for x, own in zip(p.leaders, choice, strict=True) if own is s))
            for s in before.plan.sets
        ]
        formed = tuple(s for s in sets if s.members)
        if all(allowed(p, before, s) for s in formed):
            yield formed


def allowed(p: Programme, before: Standing, learning_set: LearningSet) -> bool:
    people = [p.leaders[p.leader_at[member]] for member in learning_set.members]
    shut = sum(m.set_id == learning_set.set_id for m in before.held.values()) >= p.settings.join_until_meeting
    return 2 <= len(people) <= 4 and all(may_sit(p, before, learning_set, x, people, shut) for x in people)


def may_sit(
    p: Programme, before: Standing, learning_set: LearningSet, x: Leader, people: list[Leader], shut: bool
) -> bool:
    return (
        (x.leader_id, learning_set.set_id) not in p.declined
        and learning_set.slot not in x.cannot_attend
        and not (shut and x.leader_id not in before.set_of)
        and not any(other.leader_id in x.not_with or x.leader_id in other.not_with for other in people)
    )
