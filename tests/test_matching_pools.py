"""Pools: what any duals prove, what a limit on sets proves, and where the pools are exactly the matching."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from matcher.counts import count_level, least
from matcher.pools import Duals, Pools, cheapest, lead_prices, left_over, nearest_leads
from matcher.relax import _lagrange, relax, relax_level
from matcher.rows import intercept
from matcher.view import Floats, View
from programme.records import Mix, Prices, Programme
from programme.slots import Slot
from programme.watch import Watch
from tests.build import CENTRE, facilitator, leader, leaders, near, programme, venue
from tests.oracle import best_cost
from tests.test_matching_bound import a_random_programme, with_prices_on_pairs

HALF = frozenset(list(Slot)[:5])


def a_small_programme(seed: int) -> Programme:
    small = with_prices_on_pairs(seed) if seed % 2 else a_random_programme(seed)
    return replace(small, mixes=tuple(mix for mix in small.mixes if mix.want == "differ"))


def pools_of(view: View, level: int, led: Floats, limit: int | None = None) -> Pools:
    """The pools of a level with a column for everybody at every venue in reach."""
    people = view.of_level(level)
    return Pools(view, [level], people, view.reachable[people], led[[level]], limit)


def any_duals(pools: Pools, rng: np.random.Generator, scale: float) -> Duals:
    """Duals of the right signs and shapes, at random; those of lines on pairs add up to what a pair costs at most."""
    venues, costs = len(pools.view.seats), pools.view.alike[1]
    lines = rng.uniform(0, 1, (4, len(costs), venues))
    lines *= costs[:, None] / np.maximum(lines.sum(axis=0), 1)
    slopes = np.arange(1, 5)
    return Duals(
        place=rng.uniform(0, 2 * scale, len(pools.people)),
        waiting=float(rng.uniform(0, scale)),
        a_set=float(rng.uniform(0, scale)) if pools.limit else 0.0,
        most=rng.uniform(0, scale / 4, venues),
        fewest=rng.uniform(0, scale / 4, venues),
        apart=rng.uniform(0, scale / 4, (pools.view.membership.shape[1], venues)),
        joining=np.einsum("j,jgv->gv", slopes, lines),
        opening=np.einsum("j,jgv->gv", [intercept(int(j)) for j in slopes], lines),
    )


@pytest.mark.parametrize("seed", range(24))
def test_any_duals_at_any_prices_of_facilitators_prove_no_more_than_is_true(seed: int) -> None:
    small, rng = a_small_programme(seed), np.random.default_rng(seed)
    view, best = View(small), 10 * best_cost(small)
    for scale in (1, 300, 6_000, 40_000):
        price = rng.uniform(0, scale, len(view.max_sets))
        bound = -float(view.max_sets @ price)
        for level in range(len(small.levels)):
            pools = pools_of(view, level, lead_prices(view, price))
            duals = any_duals(pools, rng, scale)
            bound += _lagrange(pools, duals, *pools.reduced_costs(duals))
        assert bound <= best + 0.01, f"duals of {scale} prove {bound}, and {best} is possible"


@pytest.mark.parametrize("limit", [None, 1, 2])
@pytest.mark.parametrize("seed", range(12))
def test_the_duals_of_the_best_fractions_prove_just_what_these_cost(seed: int, limit: int | None) -> None:
    small = a_small_programme(seed)
    view = View(small)
    led = lead_prices(view, np.full(len(view.max_sets), 100.0))
    for level in range(len(small.levels)):
        pools = pools_of(view, level, led, limit)
        cost, sets, homes, duals = pools.relax()
        assert _lagrange(pools, duals, *pools.reduced_costs(duals)) == pytest.approx(cost)
        assert limit is None or sets.sum() <= limit + 1e-6
        assert ((homes < 0) | view.reachable[pools.people, homes]).all(), "somebody's home is out of their reach"


def test_everybody_is_at_home_where_most_of_them_sits_and_who_cannot_sit_is_nowhere() -> None:
    people = [leader(1, place=near(1)), leader(2, place=near(2)), leader(3, place=near(300), max_travel_minutes=9)]
    small = programme(people, [], [venue(1), venue(2, place=near(90))], set_size_min=2, set_size_max=3, quorum=2)
    for count, homes in ((3, [0, 0, -1]), (2, [0, 0])):
        view = View(replace(small, leaders=small.leaders[:count]))
        assert relax(view, Watch()).levels[0].home.tolist() == homes


@pytest.mark.parametrize("limit", [0, 1, 2])
@pytest.mark.parametrize("seed", range(12))
def test_what_a_level_with_few_sets_is_said_to_cost_bounds_it_with_any_number(seed: int, limit: int) -> None:
    small = replace(a_small_programme(seed), facilitators=(facilitator(max_sets=limit),))
    view = View(small)
    led = lead_prices(view, np.zeros(1))
    for level, name in enumerate(small.levels):
        found = relax_level(view, level, led, limit)
        own = replace(small, leaders=tuple(x for x in small.leaders if x.level == name))
        best = [10 * best_cost(replace(own, facilitators=(facilitator(max_sets=k),))) for k in range(4)]
        tangent = [found.bound + found.a_set * (limit - k) for k in range(4)]
        assert all(low <= high + 0.01 for low, high in zip(tangent, best, strict=True)), (tangent, best)
        counts = count_level(view, level, found, led, 60, limit)
        assert found.bound - 0.01 <= counts.bound <= best[limit] + 0.01
        assert counts.sets.sum() <= limit


def whose_half_days_suit(seed: int, size: int) -> Programme:
    """People in trusts who can meet at any time, led by whoever takes their level; rooms for sets of this and more."""
    rng = random.Random(seed)
    people = [
        leader(
            n,
            level=rng.choice(["Deputy head", "Headteacher"]),
            trust=rng.choice(["", "Star", "Moon"]),
            place=near(rng.uniform(0, 30), rng.uniform(0, 30)),
            max_travel_minutes=rng.choice([40, 60, 80]),
        )
        for n in range(1, 9)
    ]
    leads = [
        facilitator(
            n,
            max_sets=1,
            place=near(rng.uniform(0, 30)),
            levels=frozenset(rng.choice([(), ("Headteacher",)])),
        )
        for n in (1, 2, 3)
    ]
    venues = [
        venue(n, capacity=size + n, cost=30 * n, place=near(rng.uniform(0, 30), rng.uniform(0, 30))) for n in (1, 2)
    ]
    prices = Prices(minutes_per_pound=0.5, repeat_pair=70)
    return programme(people, leads, venues, set_size_min=size, set_size_max=size + 1, quorum=2, prices=prices)


@pytest.mark.parametrize("seed", range(20))
def test_where_half_days_suit_the_pools_in_whole_numbers_are_the_best_matching(seed: int) -> None:
    small = whose_half_days_suit(seed, 2)
    bound, late = least(View(small), 60)
    assert bound == pytest.approx(10 * best_cost(small))
    assert not late


@pytest.mark.parametrize("seed", range(20))
def test_where_a_level_has_no_second_set_pairs_and_pins_are_counted_exactly(seed: int) -> None:
    rng, small = random.Random(seed), whose_half_days_suit(seed, 3)
    levels = {x.leader_id: ("Deputy head", "Headteacher")[n % 2] for n, x in enumerate(small.leaders)}
    pins = {"Deputy head": ["", "", "S01", "S02"], "Headteacher": ["", "", "S03"]}
    people = [
        replace(x, level=level, pinned=rng.choice(pins[level])) for x in small.leaders if (level := levels[x.leader_id])
    ]
    mix = Mix(column="phase", want="differ", minutes=40, values={x.leader_id: rng.choice("ps") for x in people})
    company = (frozenset(x.leader_id for x in rng.sample(people, 4)),)
    settings = replace(small.settings, same_trust=50)
    small = replace(small, leaders=tuple(people), mixes=(mix,), company=company, settings=settings)
    assert least(View(small), 60)[0] == pytest.approx(10 * best_cost(small))


def test_in_one_town_the_relaxation_proves_what_everybody_costs() -> None:
    p = programme(leaders(14, place=near(12)), [facilitator(place=near(4))], [venue()])
    view = View(p)
    assert relax(view, Watch()).bound == pytest.approx(view.seat_cost.sum() + 14 / 8 * view.lead_cost.sum(), rel=5e-4)


def test_facilitators_who_are_too_few_have_a_price_and_the_bound_counts_those_who_wait() -> None:
    view = View(programme(leaders(24, place=CENTRE), [facilitator(max_sets=2)], [venue(capacity=9)]))
    found, seat, lead = relax(view, Watch()), int(view.seat_cost[0, 0]), int(view.lead_cost[0, 0])
    assert found.bound == pytest.approx(8 * view.unplaced + 16 * seat + 2 * lead, rel=5e-4)
    assert found.price.tolist() == pytest.approx([8 * (view.unplaced - seat) - lead], rel=0.01)


def test_those_wait_in_any_case_whom_sizes_do_not_fit_or_no_venue_is_in_reach_of() -> None:
    view = View(programme([*leaders(20)], [facilitator()], [venue(capacity=9)]))
    rows = np.array([0] * 11 + [1] * 9)
    able = np.ones(20, dtype=bool)
    able[[0, 1]] = False
    assert left_over(view, rows, able).tolist() == [3, 1], "8 of the 9 of each who can sit, and two more of the first"


def test_a_level_is_led_by_the_cheapest_who_takes_it_and_shares_a_half_day() -> None:
    leads = [
        facilitator(1, place=near(10), levels=frozenset({"Headteacher"})),
        facilitator(2, place=near(20)),
        facilitator(3, place=CENTRE, cannot_attend=HALF),
    ]
    places = [venue(1, cannot_host=frozenset(Slot) - HALF), venue(2)]
    people = [leader(1, level="Deputy head"), *leaders(7)[1:]]
    view = View(programme(people, leads, places))
    price = np.array([5.0, 7.0, 1_000_000.0])
    cost = view.lead_cost + price[:, None]
    assert lead_prices(view, price).tolist() == [[cost[1, 0], cost[1, 1]], [cost[0, 0], cost[0, 1]]]
    assert lead_prices(view, np.array([0, 0, -9.0])).tolist() == [
        [view.lead_cost[1, 0], view.lead_cost[2, 1] - 9],
        [view.lead_cost[0, 0], view.lead_cost[2, 1] - 9],
    ]


def test_a_pool_that_nobody_can_lead_costs_without_end() -> None:
    view = View(programme(leaders(7), [facilitator(levels=frozenset({"Deputy head"}))]))
    assert lead_prices(view, np.zeros(1)).tolist() == [[np.inf]]


def test_without_facilitators_leading_costs_nothing() -> None:
    assert lead_prices(View(programme(leaders(7), [], [venue(1), venue(2)])), np.zeros(0)).tolist() == [[0, 0]]


def test_each_pool_has_the_facilitators_who_can_lead_it_at_the_least_cost_and_price(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("matcher.pools.FACILITATORS_A_POOL", 2)
    leads = [
        facilitator(n, place=near(10 * n), levels=frozenset({"Headteacher"} if n != 2 else ())) for n in range(1, 5)
    ]
    people = [leader(1, level="Deputy head"), *leaders(7)[1:]]
    view = View(programme(people, leads, [venue(1), venue(2, place=near(50))]))
    price = np.array([1e6, 0, 0, 0])
    facilitators, pools = nearest_leads(view, np.array([0, 1, 1]), np.array([0, 0, 1]), price)
    assert sorted(zip(pools.tolist(), facilitators.tolist(), strict=True)) == [(0, 1), (1, 1), (1, 2), (2, 2), (2, 3)]


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("count", [1, 2, 3, 5, 6, 9])
def test_the_cheapest_are_those_that_sorting_would_find_without_what_is_infinite(axis: int, count: int) -> None:
    cost = np.random.default_rng(count).permutation(36).reshape(6, 6).astype(float)
    cost[[0, 3, 3, 4], [1, 1, 2, 5]] = np.inf
    rank = np.argsort(np.argsort(cost, axis=axis), axis=axis)
    assert (cheapest(cost, count, axis) == ((rank < count) & np.isfinite(cost))).all()
