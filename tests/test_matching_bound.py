"""The matcher's bound and cost, held against trying everything."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from matcher import match
from matcher.counts import Counted, Counts, allot, count
from matcher.relax import relax
from matcher.view import View
from programme.plans import Plan
from programme.prices import matching_minutes
from programme.records import Mix, Prices, Programme
from programme.rules.pinned import Pinned
from programme.slots import Slot
from programme.watch import Watch
from tests.build import facilitator, leader, leaders, near, programme, venue
from tests.oracle import best_cost
from tests.tiny import told


def a_random_programme(seed: int) -> Programme:
    """Six to eight people of one or two levels, sets of two or three, few slots, trusts, tight limits."""
    rng = random.Random(seed)

    def spot() -> dict[str, object]:
        return {"place": near(rng.uniform(0, 30), rng.uniform(0, 30)), "cannot_attend": blocked(rng)}

    trusts, levels = ["", "", "Star", "Moon"], ["Headteacher", "Deputy head"][: rng.randint(1, 2)]
    people = [
        leader(
            n, level=rng.choice(levels), trust=rng.choice(trusts), max_travel_minutes=rng.choice([35, 50, 70]), **spot()
        )
        for n in range(1, rng.randint(6, 8) + 1)
    ]
    leads = [
        facilitator(n, max_sets=rng.randint(1, 2), not_with_trusts=frozenset(rng.choice([[], [], ["Moon"]])), **spot())
        for n in (1, 2)
    ]
    venues = [
        venue(
            n, capacity=rng.choice([3, 4]), place=near(rng.uniform(0, 30), rng.uniform(0, 30)), cannot_host=blocked(rng)
        )
        for n in (1, 2, 3)
    ]
    return programme(people, leads, venues, set_size_min=2, set_size_max=3, quorum=2)


def with_prices_on_pairs(seed: int) -> Programme:
    """The same, where trusts only cost, two columns should be mixed, and some sat together before."""
    rng, small = random.Random(seed), a_random_programme(seed)
    people = list(small.leader_at)
    mixes = tuple(
        Mix(
            column=want,
            want=want,
            minutes=rng.choice([30, 200]),
            values={i: rng.choice(["", "a", "b"]) for i in people},
        )
        for want in rng.sample(["differ", "same"], k=rng.randint(0, 2))
    )
    company = tuple(frozenset(rng.sample(people, 3)) for _ in range(2))
    settings = replace(small.settings, same_trust=rng.choice([None, 0, 150]), prices=Prices(repeat_pair=90))
    return replace(small, settings=settings, mixes=mixes, company=company)


def with_pins(small: Programme, seed: int) -> Programme:
    """The same, where some of each level are pinned to a set, a third of the time to one with others."""
    rng, number = random.Random(seed), {level: 10 * at for at, level in enumerate(small.levels)}
    people = [
        replace(x, pinned=rng.choice(["", "", f"S{number[x.level] + rng.randint(1, 2):02d}"])) for x in small.leaders
    ]
    return replace(small, leaders=tuple(people))


def blocked(rng: random.Random) -> frozenset[Slot]:
    return frozenset(slot for slot in Slot if rng.random() < 0.6)


@pytest.mark.parametrize("seed", range(200))
def test_the_bound_is_never_above_the_best_matching_and_no_matching_beats_it(seed: int) -> None:
    small = with_prices_on_pairs(seed) if seed % 2 else a_random_programme(seed)
    small = with_pins(small, seed) if seed % 3 == 0 else small
    small = replace(small, facilitators=()) if seed % 5 == 0 else small
    best = best_cost(small)
    view = View(small)
    relaxation = relax(view, Watch())
    counted = count(view, relaxation, Watch())
    found = match(small, Watch())
    assert relaxation.bound / 10 <= best + 1e-3, "the relaxation's bound lies above the best matching"
    assert counted.bound / 10 <= best + 1e-3, "the bound of the counted pools lies above the best matching"
    assert found.bound <= best + 1e-3, "the matching's bound lies above the best matching"
    assert found.minutes == pytest.approx(best), "a programme this small is solved to the end"
    assert told(Pinned(), small, Plan(sets=found.sets, meetings=(), waiting=found.waiting)) == []


@pytest.mark.parametrize("all_kept", [2_500, 4])
@pytest.mark.parametrize("seed", [1, 4, 7, 8, 11, 13, 14, 17])
def test_levels_that_are_counted_one_by_one_prove_no_more_than_is_true(
    seed: int, all_kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matcher.counts.TOGETHER", 0)
    monkeypatch.setattr("matcher.counts.ALL_KEPT", all_kept)
    small = with_prices_on_pairs(seed) if seed % 2 else a_random_programme(seed)
    view, best = View(small), best_cost(small)
    relaxation = relax(view, Watch())
    counted = count(view, relaxation, Watch())
    assert relaxation.bound <= counted.bound <= 10 * best + 0.01
    assert [counts.level for counts in counted.levels] == list(range(len(small.levels)))
    for counts in counted.levels:
        seated = np.bincount(counts.venue[counts.venue >= 0], minlength=len(counts.sets))
        assert (view.smallest * counts.sets <= seated).all()
        assert (seated <= view.seats * counts.sets).all()
    assert match(small, Watch()).minutes == pytest.approx(best)


@pytest.mark.parametrize("seed", range(20))
def test_the_minutes_of_a_matching_are_those_that_the_price_list_gives(seed: int) -> None:
    small = with_prices_on_pairs(seed)
    found = match(small, Watch())
    plan = Plan(sets=found.sets, meetings=(), waiting=found.waiting)
    assert matching_minutes(small, plan) == pytest.approx(found.minutes)


def test_facilitators_are_allotted_to_pools_as_far_as_they_go() -> None:
    view = View(programme(leaders(14), [facilitator(max_sets=1)], [venue(rooms=2)]))
    pool = Counts(0, np.array([2]), np.arange(14), np.zeros(14, dtype=np.int64))
    allotted = allot(view, Counted((pool,), 0.0), np.zeros(1), 60)
    assert allotted.tolist() == [[[1]]]
