"""A search that goes on from sets that are there, and sets that have to be led, or meet, otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matcher import counts, go_on, match, rematch
from matcher.match import least_minutes, match_rest
from matcher.view import View
from programme.plans import LearningSet, Matching
from programme.records import Mix, Programme
from programme.slots import Slot
from programme.watch import Progress, Watch
from tests.build import facilitator, leader, near, programme, venue
from tests.oracle import best_cost

RULES: dict[str, Any] = {"set_size_min": 2, "set_size_max": 3, "quorum": 2}


def two_towns(**settings: Any) -> Programme:
    """Three people and a venue in each of two towns, and a facilitator near each."""
    people = [leader(n, place=near(0 if n < 4 else 30), max_travel_minutes=200) for n in range(1, 7)]
    leads = [facilitator(1, place=near(1), max_sets=2), facilitator(2, place=near(29), max_sets=2)]
    return programme(people, leads, [venue(1), venue(2, place=near(30))], **RULES | settings)


def set_of(name: str, *numbers: int, home: str = "V1", lead: str = "F1") -> LearningSet:
    members = tuple(f"L{number:02d}" for number in numbers)
    return LearningSet(
        set_id=name, level="Headteacher", members=members, facilitator_id=lead, venue_id=home, slot=Slot.THU_AM
    )


def seats(found: Matching) -> list[tuple[tuple[str, ...], str, str]]:
    return [(s.members, s.venue_id, s.facilitator_id) for s in found.sets]


WEST, EAST = ("L01", "L02", "L03"), ("L04", "L05", "L06")
CROSSED = set_of("S01", 1, 2, 6), set_of("S02", 3, 4, 5, home="V2", lead="F2")


def test_sets_are_bettered_until_they_are_proved_best() -> None:
    p = two_towns()
    found = go_on(p, CROSSED, 0.0, Watch())
    assert seats(found) == [(WEST, "V1", "F1"), (EAST, "V2", "F2")]
    assert found.minutes == pytest.approx(best_cost(p))
    assert found.bound == pytest.approx(best_cost(p))
    assert not found.cut_short


def test_what_was_proved_before_still_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.search.PROVABLE", 0)
    p, heard = two_towns(), list[Progress]()
    best = best_cost(p)
    monkeypatch.setattr(counts, "MOST_AT_ONCE", 0)
    found = go_on(p, CROSSED, best - 30, Watch(listener=heard.append))
    assert [found.minutes, found.bound] == pytest.approx([best, best - 30])
    assert heard[0].stage == "proving more"
    assert heard[0].bound == pytest.approx(best - 30)
    assert (heard[0].best or 0) > best


def test_all_levels_counted_at_once_prove_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.search.PROVABLE", 0)
    p = two_towns()
    found = go_on(p, CROSSED, 1.0, Watch())
    assert found.bound == pytest.approx(best_cost(p))
    assert counts.least(View(p), 60)[0] == pytest.approx(10 * best_cost(p))


def test_as_many_seats_as_may_be_are_counted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    p = two_towns()
    monkeypatch.setattr(counts, "MOST_AT_ONCE", 12)
    assert counts.least(View(p), 60)[0] > 0
    monkeypatch.setattr(counts, "MOST_AT_ONCE", 11)
    assert counts.least(View(p), 60) == (-np.inf, False)


def test_without_venues_a_proved_plan_is_left_and_time_that_ends_is_told() -> None:
    p = replace(two_towns(), venues=())
    best = match(p, Watch())
    again = go_on(p, best.sets, best.bound, Watch())
    assert (again.minutes, again.cut_short) == (best.minutes, False)
    crossed = [set_of("S01", 1, 2, 6, home=""), set_of("S02", 3, 4, 5, home="", lead="F2")]
    late = go_on(p, crossed, 0.0, Watch(0))
    assert late.cut_short
    assert {s.members for s in late.sets} == {s.members for s in crossed}


def test_without_venues_other_starts_are_made_until_the_best_is_proved() -> None:
    p = replace(two_towns(), venues=())
    best, heard = match(p, Watch()), list[Progress]()
    crossed = [set_of("S01", 1, 2, 6, home=""), set_of("S02", 3, 4, 5, home="", lead="F2")]
    found = go_on(p, crossed, best.bound, Watch(listener=heard.append))
    assert (found.minutes, found.bound, found.cut_short) == (best.minutes, best.minutes, False)
    assert [one.stage for one in heard].count("starting again") == 1


def test_a_set_that_has_no_calendar_is_led_by_somebody_else_and_others_stay() -> None:
    p = two_towns()
    first = match(p, Watch())
    again = rematch(p, first, first.sets[:1], Watch())
    assert seats(again) == [(WEST, "V1", "F2"), (EAST, "V2", "F2")]
    assert (again.bound, again.cut_short) == (first.bound, False)
    assert again.minutes > first.minutes


def test_without_facilitators_a_set_that_has_no_calendar_meets_elsewhere() -> None:
    p = replace(two_towns(), facilitators=())
    first = match(p, Watch())
    again = rematch(p, first, first.sets[:1], Watch())
    assert not again.waiting
    assert {s.venue_id for s in again.sets if set(WEST) & set(s.members)} == {"V2"}


def test_new_sets_are_numbered_on() -> None:
    assert [s.set_id for s in match(two_towns(), Watch(), after=7).sets] == ["S08", "S09"]


def test_of_people_whom_no_set_could_take_sets_are_formed_without_reasons() -> None:
    p = two_towns()
    few = replace(p, leaders=p.leaders[:3])
    found = match_rest(few, Watch(), 2)
    assert ([s.set_id for s in found.sets], found.waiting) == (["S03"], ())
    assert found.minutes == pytest.approx(best_cost(few))


def test_the_least_minutes_of_any_matching_are_no_more_than_those_of_the_best() -> None:
    p = two_towns()
    assert 0.9 * best_cost(p) < least_minutes(p, Watch()) <= best_cost(p)


def test_where_people_should_sit_with_their_like_members_change_places_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("matcher.search.Search.improve", lambda _: None)
    p = two_towns()
    mix = Mix(
        column="phase",
        want="same",
        minutes=5_000,
        values={x.leader_id: "ps"[int(x.leader_id[2]) % 2] for x in p.leaders},
    )
    found = go_on(replace(p, mixes=(mix,)), CROSSED, 0.0, Watch())
    assert {s.members for s in found.sets} == {("L01", "L03", "L05"), ("L02", "L04", "L06")}


def test_the_bound_is_never_above_what_the_sets_cost() -> None:
    p = two_towns()
    best = match(p, Watch())
    assert go_on(p, best.sets, best.minutes + 50, Watch()).bound == best.minutes
