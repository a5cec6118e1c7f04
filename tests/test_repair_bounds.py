"""What is proved of sets that are repaired, and what is told where time ended the proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module

import numpy as np
import pytest

from matcher.match import match_rest
from matcher.refill import Counts, Filled, Refill
from matcher.repair import repair
from matcher.running import Running
from matcher.view import View
from programme.plans import Matching, Standing
from programme.problems import OutOfTime
from programme.records import Programme
from programme.slots import Slot
from programme.watch import Watch
from tests.build import facilitator, leader, leaders, near, programme, venue
from tests.test_repair import changed, many, repaired, standing, without
from tests.tiny import year_of


def whole(p: Programme, before: Standing) -> Refill:
    """The model of all sets and people, in which everybody may go anywhere."""
    running = Running(View(replace(p, standing=before, from_day=before.horizon)), before)
    sets, people = np.arange(len(running.sets)), np.arange(len(p.leaders))
    return Refill(running, sets, people, running.welcome)


def test_what_sets_that_go_on_cost_is_proved() -> None:
    p = many(14)
    made = repaired(p, standing(p, [7, 7]))
    assert made.bound == pytest.approx(made.minutes, rel=1e-3)
    assert made.bound > 0


def test_what_sets_cost_with_another_facilitator_at_another_home_is_proved() -> None:
    p = programme(leaders(7), [facilitator(1), facilitator(2, place=near(9))], [venue(1), venue(2, place=near(5))])
    before = standing(p, [7])
    changes = (
        replace(p, facilitators=p.facilitators[1:]),
        replace(p, venues=p.venues[1:]),
        replace(p, facilitators=p.facilitators[1:], venues=p.venues[1:]),
    )
    for now in changes:
        made, found = repaired(now, before), whole(now, before).solve(60)
        assert found is not None
        assert found.bound / 10 == pytest.approx(made.minutes, abs=0.05), "it is proved to be the least"


def test_the_nearest_facilitator_takes_a_set_over() -> None:
    p = programme(leaders(7), [facilitator(1), facilitator(2, place=near(30)), facilitator(3, place=near(10))])
    made = repaired(replace(p, facilitators=p.facilitators[1:]), standing(p, [7]))
    assert [s.facilitator_id for s in made.sets] == ["F3"]


def test_without_venues_what_sets_cost_is_proved_as_long_as_nobody_joins() -> None:
    p = programme(leaders(8), [], [])
    stays = replace(p, leaders=p.leaders[:7])
    made = repaired(stays, standing(stays, [7]))
    assert made.bound == made.minutes > 0
    joined = repaired(p, standing(p, [7]))
    assert ([len(s.members) for s in joined.sets], joined.bound) == ([8], 0)


@pytest.mark.parametrize("less", [0.0, 100.0])
def test_new_sets_are_counted_with_what_is_proved_of_them(less: float, monkeypatch: pytest.MonkeyPatch) -> None:

    def proved(p: Programme, watch: Watch, after: int) -> Matching:
        found = match_rest(p, watch, after)
        return replace(found, bound=found.bound - less)

    monkeypatch.setattr(import_module("matcher.repair"), "match_rest", proved)
    p = many(15)
    made = repaired(p, standing(p, [8]))
    assert [len(s.members) for s in made.sets] == [8, 7]
    assert made.bound == pytest.approx(made.minutes - less, abs=0.2)


def test_people_of_a_level_without_sets_move_nowhere_and_their_waiting_is_proved() -> None:
    p = programme([*leaders(7), leader(8, level="Deputy head")])
    made = repaired(p, standing(p, [7]))
    assert (made.moved, made.moved_bound, len(made.waiting)) == (0, 0, 1)
    assert made.bound == pytest.approx(made.minutes, rel=1e-3)
    promoted = repaired(changed(p, 7, level="Deputy head"), standing(p, [7]))
    assert (promoted.moved, promoted.moved_bound, len(promoted.waiting)) == (0, 0, 2)
    assert promoted.bound == pytest.approx(promoted.minutes, rel=1e-3)


def test_whoever_moves_into_a_new_set_is_counted() -> None:
    p = many(22)
    before = standing(p, [8, 6])
    declined = replace(p, declined=frozenset({("L09", "S02"), ("L09", "S01")}))
    made = repaired(declined, before)
    assert "L09" in {member for s in made.sets if s.set_id == "S03" for member in s.members}
    assert made.moved == made.moved_bound == 1


def test_nobody_takes_over_a_set_who_does_not_take_its_level_and_leads_another_at_that_time() -> None:
    deputies = [leader(n, level="Deputy head") for n in range(8, 15)]
    p = programme([*leaders(7), *deputies], [facilitator(1), facilitator(2, levels=frozenset({"Deputy head"}))])
    before = standing(p, [7, 7], date(2027, 9, 1))
    sets = [replace(s, slot=Slot.THU_AM, facilitator_id=f) for s, f in zip(before.plan.sets, ("F1", "F2"), strict=True)]
    meetings = [meeting for s in sets for meeting in year_of(p, s)]
    before = replace(before, plan=replace(before.plan, sets=tuple(sets), meetings=tuple(meetings)))
    made = repaired(replace(p, facilitators=p.facilitators[1:]), before)
    assert [(s.set_id, s.facilitator_id) for s in made.sets] == [("S02", "F2")]


def test_nobody_joins_a_set_whose_facilitator_may_not_serve_them_however_near_it_is() -> None:
    people = [*leaders(14), leader(15, trust="Moon")]
    leads = [facilitator(1, not_with_trusts=frozenset({"Moon"})), facilitator(2)]
    p = programme(people, leads, [venue(1), venue(2, place=near(20))])
    before = standing(p, [7, 7])
    second = replace(before.plan.sets[1], facilitator_id="F2", venue_id="V2")
    made = repaired(p, replace(before, plan=replace(before.plan, sets=(before.plan.sets[0], second))))
    assert {s.set_id: "L15" in s.members for s in made.sets} == {"S01": False, "S02": True}


Answers = list[Filled | None]


def told(found: Answers, least: Counts | None, monkeypatch: pytest.MonkeyPatch) -> Matching:
    """What is told of a set that somebody left where the models, one after the other, find these."""
    answers: Iterator[Filled | None] = iter(found)
    monkeypatch.setattr(Refill, "solve", lambda *_: next(answers))
    monkeypatch.setattr(Refill, "least", lambda *_: least)
    p = many(12)
    before = standing(p, [6, 6])
    now = replace(without(p, 1), standing=before, from_day=before.horizon)
    return repair(now, before, Watch())


def filled(found: Counts) -> Filled:
    """Two sets as they stand, of which so much is told."""
    where = {"venue": {0: 0, 1: 0}, "slot": {0: 6, 1: 7}, "facilitator": {0: 0, 1: 0}}
    seat = np.array([0] * 5 + [1] * 6)
    return Filled(np.arange(11), seat, **where, found=found, least=found, bound=0.0, out_of_time=False)


def test_where_the_first_model_leaves_nothing_to_be_wanted_no_more_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = told([filled((0, 0, 0, 0))], None, monkeypatch)
    assert (made.moved, made.moved_bound, made.cut_short) == (0, 0, False)


def test_where_the_second_model_meets_the_bound_it_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    made = told([filled((0, 0, 1, 0)), filled((0, 0, 0, 3))], (0, 0, 0, 3), monkeypatch)
    assert (made.moved, made.moved_bound, made.cut_short) == (3, 3, False)


def test_where_they_do_not_meet_everybody_may_go_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    made = told([None, filled((0, 0, 0, 3)), filled((0, 0, 0, 2))], (0, 0, 0, 2), monkeypatch)
    assert (made.moved, made.moved_bound, made.cut_short) == (2, 2, False)
    same = told([None, filled((0, 0, 0, 3)), filled((0, 0, 0, 3))], (0, 0, 0, 2), monkeypatch)
    assert (same.moved, same.moved_bound, same.cut_short) == (3, 3, False)


@pytest.mark.parametrize(
    ("least", "bound"),
    [((0, 0, 0, 2), 2), ((0, 0, 1, 2), 0), ((0, 0, 0, 3), 3), (None, 0), ((1, 0, 0, 2), 0), ((0, 1, 0, 2), 0)],
)
def test_where_time_ends_a_bound_on_moves_holds_only_with_the_same_before_it(
    least: Counts | None, bound: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for wide in (None, filled((0, 0, 1, 1))):
        second = filled((0, 0, 0, 3) if least != (0, 0, 0, 3) else (0, 0, 0, 4))
        made = told([None, second, wide], least, monkeypatch)
        assert (made.moved, made.moved_bound, made.cut_short) == (second.found[-1], bound, True)
        assert made.bound <= 0, "nothing is proved of its cost"


def test_where_more_is_missing_than_could_be_the_bound_on_moves_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = told([None, filled((0, 0, 1, 1)), None], (0, 0, 0, 2), monkeypatch)
    assert (made.moved, made.moved_bound) == (1, 0)


def test_where_nothing_is_found_in_time_sets_are_kept_as_they_are_and_else_time_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = told([None, None, None, filled((0, 0, 1, 0))], None, monkeypatch)
    assert (made.moved, made.moved_bound, made.cut_short) == (0, 0, True)
    with pytest.raises(OutOfTime, match="Give time_limit_seconds more"):
        told([None, None, None, None], None, monkeypatch)


def test_what_each_count_is_at_the_least_is_proved_one_after_the_other() -> None:
    p = many(13)
    now, before = without(p, 1, 2), standing(p, [6, 7])
    model = whole(now, before)
    assert model.least(60) == (0, 0, 1, 1)
    found = whole(now, before).solve(60)
    assert found is not None
    assert found.found == found.least == (0, 0, 1, 1)
    assert whole(p, before).least(60) == (0, 0, 0, 0)
