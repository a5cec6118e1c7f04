"""Where facilitators are too few for all sets that levels would form: how many each forms, and what that proves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matcher import match
from matcher.counts import Counted, count
from matcher.relax import relax
from matcher.sharing import share
from matcher.view import View
from programme.records import Leader, Programme
from programme.watch import Watch
from tests.build import facilitator, leaders, programme, venue
from tests.oracle import best_cost
from tests.test_matching_bound import a_random_programme, with_pins, with_prices_on_pairs


def people(**levels: int) -> list[Leader]:
    """So many leaders of each level."""
    every = [level for level, count in levels.items() for _ in range(count)]
    return [replace(one, level=level) for one, level in zip(leaders(len(every)), every, strict=True)]


def shared(small: Programme) -> tuple[Counted, Counted]:
    """The pools of the levels by themselves, and as they share facilitators."""
    view = View(small)
    relaxation = relax(view, Watch())
    counted = count(view, relaxation, Watch())
    return counted, share(view, relaxation, counted, Watch())


def sets(counted: Counted) -> list[int]:
    return [int(counts.sets.sum()) for counts in counted.levels]


@pytest.fixture(autouse=True)
def _counted_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.counts.TOGETHER", 0)


def with_few_to_lead(seed: int) -> Programme:
    small = with_prices_on_pairs(seed) if seed % 2 else a_random_programme(seed)
    small = with_pins(small, seed) if seed % 3 == 0 else small
    lead = small.facilitators[0]
    every = frozenset({small.levels[0]}) if seed % 4 == 0 else lead.levels
    return replace(small, facilitators=(replace(lead, max_sets=1 + seed % 2, levels=every),))


@pytest.mark.parametrize("seed", range(60))
def test_whatever_facilitators_are_shared_the_bound_is_never_above_the_best(seed: int) -> None:
    small = with_few_to_lead(seed)
    _, rationed = shared(small)
    assert rationed.bound <= 10 * best_cost(small) + 0.01


@pytest.mark.parametrize("seed", range(60))
def test_levels_form_no_more_sets_than_facilitators_can_lead(seed: int) -> None:
    small = with_few_to_lead(seed)
    _, rationed = shared(small)
    assert sum(sets(rationed)) <= sum(one.max_sets for one in small.facilitators)


def test_the_last_set_of_a_level_goes_first_where_it_holds_fewest() -> None:
    small = programme(people(Bursar=7, Deputy=6, Head=9), [facilitator(max_sets=2)], [venue(capacity=9)])
    alone, rationed = shared(small)
    assert (sets(alone), sets(rationed)) == ([1, 1, 1], [1, 0, 1])


def test_the_bound_knows_that_no_level_forms_a_part_of_a_set() -> None:
    small = programme(people(Bursar=6, Deputy=6, Head=9), [facilitator(max_sets=2)], [venue(capacity=9)])
    _, rationed = shared(small)
    assert rationed.bound == pytest.approx(10 * match(small, Watch()).minutes)


def test_no_facilitator_is_idle_because_parts_of_sets_had_a_price() -> None:
    small = programme(people(Deputy=13, Head=12), [facilitator(max_sets=3)], [venue(capacity=9)])
    alone, rationed = shared(small)
    assert (sets(alone), sets(rationed)) == ([1, 1], [2, 1])
    assert rationed.bound == pytest.approx(10 * match(small, Watch()).minutes)


def test_only_levels_that_share_a_facilitator_do_with_fewer_sets() -> None:
    few, many = facilitator(1, max_sets=1, levels=frozenset({"Deputy"})), facilitator(2, levels=frozenset({"Head"}))
    small = programme(people(Deputy=14, Head=14), [few, many], [venue(capacity=9)])
    _, rationed = shared(small)
    assert sets(rationed) == [1, 2]


def test_what_was_counted_stays_where_facilitators_can_lead_it() -> None:
    alone, rationed = shared(programme(people(Deputy=7, Head=14), [facilitator(max_sets=3)], [venue(capacity=9)]))
    assert rationed is alone


def test_what_was_counted_stays_where_there_are_no_facilitators_at_all() -> None:
    alone, rationed = shared(programme(people(Deputy=7, Head=14), [], [venue(capacity=9)]))
    assert rationed is alone
