"""The exact model of some people and candidate sets, and how many sets levels form, each against trying all."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from matcher.exact import Draft, ExactModel, Task, Unlike, people_of, solve
from matcher.match import draft_of
from matcher.numbers import numbers
from matcher.view import Ints, View
from programme.plans import LearningSet
from programme.records import Programme
from programme.slots import Slot
from tests.build import facilitator, leader, leaders, near, programme, venue
from tests.drafts import broken, cost
from tests.oracle import best_cost
from tests.test_matching_bound import a_random_programme, with_pins, with_prices_on_pairs


def a_programme(seed: int) -> Programme:
    small = with_prices_on_pairs(seed) if seed % 2 else a_random_programme(seed)
    return with_pins(small, seed) if seed % 3 == 0 else small


def task_of(view: View, load: Ints | None = None, price: float = 0, unlike: Unlike = Unlike.EXACTLY) -> Task:
    """Everybody, with as many candidates at each venue as could open there."""
    usable, levels = np.flatnonzero(view.seats > 0), range(len(view.programme.levels))
    most = [len(view.of_level(level)) // view.smallest for level in levels]
    venues = np.concatenate([np.repeat(usable, count) for count in most])
    own = np.repeat(np.array(levels), np.array(most) * len(usable))
    prices = np.full(len(view.max_sets), float(price))
    return Task(np.arange(len(view.level)), own, venues, view.max_sets if load is None else load, prices, unlike)


@pytest.mark.parametrize("seed", [1, 3, 9, 15, *range(20, 32)])
def test_the_sets_found_keep_every_rule_and_none_cost_less(seed: int) -> None:
    small = a_programme(seed)
    view, best = View(small), best_cost(small)
    found = solve(view, task_of(view), 0, 10_000, 60)
    assert found is not None
    assert broken(small, found.drafts) == []
    assert cost(small, found.drafts) == pytest.approx(best)
    assert found.bound / 10 == pytest.approx(best)
    assert not found.out_of_time
    below = solve(view, task_of(view, unlike=Unlike.FROM_BELOW), 0, 10_000, 60)
    assert below is not None
    assert below.bound / 10 <= best + 0.01


@pytest.mark.parametrize("seed", [1, 3, 9, 15])
def test_only_sets_that_cost_less_are_found_where_that_is_wanted(seed: int) -> None:
    small = a_programme(seed)
    view, best = View(small), 10 * best_cost(small)
    assert solve(view, task_of(view), 0, 10_000, 60, below=best - 0.5) is None
    found = solve(view, task_of(view), 0, 10_000, 60, below=best + 0.5)
    assert found is not None
    assert 10 * cost(small, found.drafts) == pytest.approx(best)


def six_of(*towns: float, **settings: int) -> Programme:
    """People in pairs at these kilometres, venues in the first and last town; sets of two or three."""
    people = [leader(2 * k + n, place=near(town)) for k, town in enumerate(towns) for n in (1, 2)]
    rules = {"set_size_min": 2, "set_size_max": 3, "quorum": 2} | settings
    return programme(people, [facilitator(max_sets=9)], [venue(1), venue(2, place=near(towns[-1]))], **rules)  # type: ignore[arg-type]


def test_a_facilitators_set_is_formed_only_where_it_is_worth_more_than_elsewhere() -> None:
    view = View(six_of(0, 20))
    for price, sets in ((0, 2), (view.unplaced * 2, 1), (view.unplaced * 9, 0)):
        found = solve(view, task_of(view, price=price), 0, 1_000, 60)
        assert found is not None
        assert len(found.drafts) == sets


def test_facilitators_lead_no_more_sets_than_they_have_left() -> None:
    p = replace(six_of(0, 20, 40), facilitators=(facilitator(1), facilitator(2, place=near(90))))
    view = View(p)
    for load, leads in (([3, 3], [0, 0]), ([1, 3], [0, 1]), ([0, 2], [1, 1]), ([0, 1], [1]), ([0, 0], [])):
        found = solve(view, task_of(view, np.array(load)), 0, 1_000, 60)
        assert found is not None
        assert sorted(draft.facilitator for draft in found.drafts) == leads


def test_whoever_must_have_a_place_has_one_and_no_more_of_the_others_are_left_out_than_may_be() -> None:
    p = six_of(0, 20, 40)
    view = View(replace(p, leaders=tuple(replace(x, max_travel_minutes=25) for x in p.leaders)))
    exact = ExactModel(view, task_of(view))
    exact.place(np.array([2]), np.arange(6), 3)
    assert exact.solve(0, 1_000, 60) is None, "the third can reach no venue"
    exact = ExactModel(view, task_of(view))
    exact.place(np.array([0]), np.arange(6), 1)
    assert exact.solve(0, 1_000, 60) is None, "two can reach no venue"
    exact = ExactModel(view, task_of(view))
    exact.place(np.array([0]), np.arange(6), 2)
    found = exact.solve(0, 1_000, 60)
    assert found is not None
    assert people_of(found.drafts).tolist() == [0, 1, 4, 5]


def test_only_the_people_of_a_task_are_seated_and_only_in_its_candidates() -> None:
    view = View(six_of(0, 20, 40))
    task = Task(np.array([1, 2, 5]), np.array([0]), np.array([1]), view.max_sets, np.zeros(1))
    found = solve(view, task, 0, 1_000, 60)
    assert found is not None
    assert [(draft.members, draft.venue) for draft in found.drafts] == [((1, 2, 5), 1)]
    assert found.bound == found.drafts[0].cost(view)


def test_a_draft_costs_the_journeys_hire_and_pairs_of_its_set() -> None:
    p = six_of(0, 20, 40)
    p = replace(p, venues=(replace(p.venues[0], cost=30), p.venues[1]),
                settings=replace(p.settings, same_trust=25, prices=replace(p.settings.prices, minutes_per_pound=2)),
                leaders=tuple(replace(x, trust="Star") for x in p.leaders))  # fmt: skip
    view, outside = View(p), View(p).unplaced
    for members, home, lead in (((0, 1, 4), 0, 0), ((2, 5), 1, 0)):
        draft = Draft(0, members, home, lead, int(Slot.THU_AM))
        assert draft.cost(view) + outside * (6 - len(members)) == pytest.approx(10 * cost(p, [draft]))
    led, alone = (Draft(0, (0, 1), 0, lead, 0).cost(view) for lead in (0, -1))
    assert led - alone == view.lead_cost[0, 0]


def test_a_set_is_known_by_positions_and_back() -> None:
    p = six_of(0, 20)
    s = LearningSet(
        set_id="S01", level="Headteacher", members=("L02", "L04"), facilitator_id="F1", venue_id="V2", slot=Slot.FRI_PM
    )
    assert draft_of(View(p), s) == Draft(0, (1, 3), 1, 0, int(Slot.FRI_PM))
    assert draft_of(View(p), replace(s, facilitator_id="", venue_id="")) == Draft(0, (1, 3), -1, -1, int(Slot.FRI_PM))


def choices(view: View, costs: list[np.ndarray]) -> Iterator[tuple[tuple[int, ...], float]]:
    """Numbers of sets a level that facilitators can lead, and their cost."""
    for sets in itertools.product(*(range(len(own)) for own in costs)):
        total = sum(float(own[number]) for own, number in zip(costs, sets, strict=True))
        if np.isfinite(total) and _led(view, [level for level, number in enumerate(sets) for _ in range(number)]):
            yield sets, total


def _led(view: View, levels: list[int]) -> bool:
    if not len(view.max_sets):
        return True
    ways = itertools.product(*(np.flatnonzero(view.takes[:, level]).tolist() for level in levels))
    return any(all(way.count(f) <= most for f, most in enumerate(view.max_sets)) for way in ways)


@pytest.mark.parametrize("seed", range(16))
def test_no_other_numbers_of_sets_that_can_be_led_cost_less(seed: int) -> None:
    rng = random.Random(seed)
    names = ["Assistant head", "Deputy head", "Headteacher"]
    leads = [
        facilitator(n, max_sets=rng.randint(0, 2), levels=frozenset(rng.sample(names, rng.randint(0, 2))))
        for n in (1, 2)
    ]
    people = [replace(x, level=names[at % 3]) for at, x in enumerate(leaders(9))]
    view = View(programme(people, leads if seed % 4 else []))
    costs = [np.array([90.0, *(rng.choice([np.inf, rng.randint(1, 99)]) for _ in range(2))]) for _ in names]
    shares, bound = numbers(view, costs)
    best = min(total for _, total in choices(view, costs))
    assert bound == pytest.approx(best)
    assert sum(float(own[share.sets]) for own, share in zip(costs, shares, strict=True)) == pytest.approx(best)
    if len(view.max_sets):
        loads = np.array([share.load for share in shares])
        assert loads.sum(axis=1).tolist() == [share.sets for share in shares]
        assert (loads.sum(axis=0) <= view.max_sets).all()
        assert not loads[~view.takes.T].any(), "somebody leads a level that they do not take"
