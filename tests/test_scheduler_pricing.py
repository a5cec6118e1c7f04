"""Prices, and the bound and the linear programmes on them, on tables filled at random."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from scheduler.exact import LEFT_OUT, integers, linear, model, years_taken
from scheduler.greedy import in_order, worth
from scheduler.kept import Kept, excess, within
from scheduler.options import Options, only
from scheduler.paths import Years, absences, best, cost_of
from scheduler.pricing import at_tariff, bound, climb, fetched, overuse, used
from scheduler.tariff import Tariff, free, part, supply
from tests.scattered import a_year, dear, price_of, scattered, waiting

SEEDS = range(4)


def crowded(seed: int, free_slots: int = 3, stand_in: bool = False) -> Options:
    """Sets that are in each other's way: one facilitator for all, and at least one absence allowed."""
    own = scattered(seed, free_slots, stand_in, third="F1")
    return replace(own, misses=np.maximum(1, own.misses))


def everything(own: Options) -> Kept:
    return within(excess(own, at_tariff(own, free(own))), 1e9)


def some_years(own: Options, seed: int) -> Years:
    """The best years at some prices."""
    return best(own, at_tariff(own, dear(own, seed)))[0]


def test_years_use_a_room_a_facilitator_a_rush_and_absences_each_time_they_meet() -> None:
    for seed in SEEDS:
        own = scattered(seed)
        years = some_years(own, seed)
        need, (row, week, slot, candidate) = free(own), years.entries()
        for s, w, h, v in zip(row.tolist(), week.tolist(), slot.tolist(), candidate.tolist(), strict=True):
            need.rooms[own.venue[s, v], w, h] += 1
            need.leads[own.facilitator[s], w, h] += 1
            for rush in own.rush[s, v, h % 2].tolist():
                need.rushes[rush, w, h // 2] += rush >= 0
            need.absences[s] += own.absent[s, :, w, h]
        for name in ("rooms", "leads", "rushes", "absences"):
            assert np.array_equal(getattr(used(own, years), name), getattr(need, name)), name


def test_of_nobody_nowhere_and_no_rush_nothing_is_used() -> None:
    own = scattered(0)
    nobody = replace(
        own, facilitator=np.full(3, -1), venue=np.full_like(own.venue, -1), rush=np.full_like(own.rush, -1)
    )
    need = used(nobody, some_years(nobody, 0))
    assert [float(need.rooms.sum()), float(need.leads.sum()), float(need.rushes.sum())] == [0, 0, 0]


def test_what_is_used_beyond_what_there_is_counts_and_what_is_left_counts_against_it() -> None:
    for seed in SEEDS:
        own = scattered(seed)
        years = some_years(own, seed)
        beyond, need, there = overuse(own, years), used(own, years), supply(own)
        for name in ("rooms", "leads", "rushes", "absences"):
            wanted = getattr(need, name) - getattr(there, name)
            assert np.array_equal(getattr(beyond, name), wanted), name
        assert np.array_equal(beyond.absences, absences(own, years) - own.misses), seed


def test_all_that_there_is_fetches_its_price_each_time() -> None:
    own = replace(scattered(0), rooms=np.array([1, 2, 1, 3]), misses=np.full((3, 3), 2))
    tariff = free(own)
    tariff.rooms[1, 0, 6], tariff.leads[1, 2, 3], tariff.rushes[0, 4, 1], tariff.absences[2, 1] = 7, 100, 1000, 10_000
    assert fetched(own, tariff) == 2 * 7 + 100 + 1000 + 2 * 10_000


def test_the_bound_is_what_sets_pay_at_these_prices_less_what_all_that_there_is_fetches() -> None:
    for seed in SEEDS:
        own = scattered(seed)
        tariff = dear(own, seed)
        lower, years = bound(own, tariff)
        row, week, slot, candidate = (x.tolist() for x in years.entries())
        met = zip(row, candidate, week, slot, strict=True)
        paid = sum(price_of(own, tariff, *one) for one in met) + _besides_meetings(own, years)
        assert lower == paid - fetched(own, tariff), seed
        assert lower <= float(best(own, at_tariff(own, tariff))[1].sum()), seed


def _besides_meetings(own: Options, years: Years) -> float:
    """What beginning and gaps cost."""
    still = replace(own, half_day=np.zeros_like(own.half_day), place=np.zeros_like(own.place))
    return float(cost_of(still, years).sum())


def test_no_prices_prove_more_than_a_calendar_costs() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        years = in_order(own, free(own), range(3))
        if years.found.all():
            for prices in range(5):
                assert bound(own, dear(own, prices))[0] <= worth(own, years)[1]


def test_a_climb_ends_at_the_prices_that_prove_what_it_says_and_no_less_than_where_it_began() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        start = dear(own, seed)
        tariff, value = climb(own, start, 1_000)
        assert value == bound(own, tariff)[0] >= bound(own, start)[0], seed
        assert min(float(prices.min()) for prices in tariff.tables) >= 0, seed


def test_a_climb_from_nothing_comes_within_a_quarter_of_a_minute_of_the_best_prices_and_never_beyond() -> None:
    for seed in range(10):
        own = crowded(seed)
        solved = linear(own, model(own, everything(own), supply(own)), 60)
        assert solved is not None, seed
        _, value = climb(own, free(own), solved[0])
        assert solved[0] - 2.5 <= value <= solved[0] + 1e-6, seed


def test_a_climb_to_a_goal_out_of_reach_takes_smaller_steps_until_it_is_near_to_the_best_prices() -> None:
    for seed in range(10):
        own = crowded(seed)
        solved = linear(own, model(own, everything(own), supply(own)), 60)
        assert solved is not None
        assert climb(own, free(own), solved[0] + 100)[1] >= solved[0] - 5, seed


def test_a_climb_of_no_steps_proves_nothing_and_one_of_one_step_what_its_start_proves() -> None:
    own = crowded(0)
    assert climb(own, free(own), 1_000, steps=0)[1] == -np.inf
    assert climb(own, free(own), 1_000, steps=1)[1] == bound(own, free(own))[0]


def test_where_nothing_is_contested_prices_stay_as_they_are() -> None:
    own = only(scattered(0), np.array([2]))
    roomy = replace(own, misses=np.full_like(own.misses, 3))
    start = free(roomy)
    assert climb(roomy, start, 10_000)[0] is start


def test_the_prices_of_a_linear_programme_prove_what_it_costs() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        solved = linear(own, model(own, everything(own), supply(own)), 60)
        assert solved is not None, seed
        cost, tariff = solved
        assert min(float(prices.min()) for prices in tariff.tables) >= 0, seed
        assert bound(own, tariff)[0] == pytest.approx(cost, abs=1e-6), seed
        assert cost >= bound(own, free(own))[0], seed


def test_some_linear_programmes_put_a_price_on_each_kind_of_thing() -> None:
    priced = set()
    for seed in range(8):
        own = crowded(seed)
        solved = linear(own, model(own, everything(own), supply(own)), 60)
        assert solved is not None
        priced |= {name for name, prices in vars(solved[1]).items() if prices.any()}
    assert priced == {"rooms", "leads", "rushes", "absences"}


def uses_no_more_than_there_is(own: Options, years: Years) -> bool:
    return all(bool((by <= 0).all()) for by in overuse(own, years).tables)


def test_the_best_years_in_integers_use_no_more_than_there_is_and_cost_what_is_proved() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        found = integers(own, model(own, everything(own), supply(own)), 60)
        assert found.solved, seed
        assert found.years is not None, seed
        missing, cost = worth(own, found.years)
        assert found.bound == pytest.approx(cost + missing * LEFT_OUT, abs=1e-3), seed
        assert uses_no_more_than_there_is(own, found.years), seed
        assert not found.late, seed


def test_the_best_years_in_integers_are_the_cheapest_of_all_that_go_together() -> None:
    for seed in SEEDS:
        own = only(crowded(seed, free_slots=1), np.array([0, 1]))
        own = replace(own, place=np.where(np.arange(own.place.shape[1])[:, None, None] > 1, np.inf, own.place))
        found = integers(own, model(own, everything(own), supply(own)), 60)
        assert found.years is not None, seed
        assert worth(own, found.years) == min(worth(own, years) for years in _together(own)), seed


def _together(own: Options) -> list[Years]:
    """Every pair of years, at most one of them nothing, that use no more than there is."""
    each = [list(_years(own, row)) for row in (0, 1)]
    pairs = itertools.product(*each)
    made = (Years(**{n: np.concatenate([getattr(a, n)[:1], getattr(b, n)[1:]]) for n in vars(a)}) for a, b in pairs)
    return [years for years in made if uses_no_more_than_there_is(own, years)]


def _years(own: Options, row: int) -> list[Years]:
    count = own.meetings - int(own.first[row])
    costs = at_tariff(own, free(own))
    held = np.argwhere(np.isfinite(costs.at[row] + costs.day[row])).tolist()
    found = [a_year(own, row, (), (), ())]
    for meetings in itertools.combinations(sorted(held, key=lambda x: x[1]), count):
        candidates, weeks, slots = zip(*meetings, strict=True)
        if len({*weeks}) == count and np.isfinite(waiting(own, row, weeks)):
            found.append(a_year(own, row, weeks, slots, candidates))
    return found


def test_a_set_is_left_out_where_there_is_no_room_for_it_and_the_others_have_their_years() -> None:
    own = crowded(0)
    none = replace(supply(own), leads=np.zeros_like(supply(own).leads))
    found = integers(own, model(own, everything(own), none), 60)
    assert found.years is not None
    assert not found.years.found.any()
    assert found.bound == pytest.approx(3 * LEFT_OUT)


def test_years_are_taken_in_the_order_of_their_weeks() -> None:
    own = scattered(0)
    made = model(own, everything(own), supply(own))
    wanted, _ = best(own, at_tariff(own, free(own)))
    row, week, slot, candidate = (x.tolist() for x in wanted.entries())
    entries = {*zip(row, candidate, week, slot, strict=True)}
    found = years_taken(own, made, np.array([float(tuple(one) in entries) for one in made.option.T.tolist()]))
    for name in ("week", "slot", "candidate"):
        assert np.array_equal(getattr(found, name), getattr(wanted, name)), name


def test_prices_for_some_sets_are_those_of_their_members() -> None:
    tariff = dear(scattered(0), 0)
    own = part(tariff, np.array([2, 0]))
    assert np.array_equal(own.absences, tariff.absences[[2, 0]])
    assert own.rooms is tariff.rooms


def test_a_change_of_each_table_meets_the_same_table_of_others() -> None:
    one, other = dear(scattered(0), 0), dear(scattered(0), 1)
    made: Tariff = one.each(np.subtract, other)
    for name in ("rooms", "leads", "rushes", "absences"):
        assert np.array_equal(getattr(made, name), getattr(one, name) - getattr(other, name)), name
