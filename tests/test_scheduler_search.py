"""The stages of the search for a calendar: what each finds, what it proves, and what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from programme import prices
from programme.plans import Plan
from programme.slots import Period, Slot
from programme.watch import Progress, Watch
from scheduler import schedule
from scheduler.exact import LEFT_OUT, Solution, integers, linear, model
from scheduler.greedy import in_order, worth
from scheduler.kept import excess, within
from scheduler.options import Options, options
from scheduler.paths import best, cost_of
from scheduler.pricing import at_tariff, bound
from scheduler.search import (
    CLOSE,
    Found,
    by_greed,
    by_integers,
    by_neighbourhoods,
    by_prices,
    find,
    near_by,
    nothing,
    of_those_with_years,
)
from scheduler.tariff import Tariff, free, supply
from tests.build import near, programme, venue
from tests.scattered import dear
from tests.test_scheduler_greedy import in_the_way
from tests.test_scheduler_pricing import crowded, everything, uses_no_more_than_there_is
from tests.tiny import tiny_plan

SEEDS = range(10)
FIRST = date(2027, 9, 6)
UNPROVED = 0
"""The seed of sets whose best calendar costs more than any prices prove."""


def optimum(own: Options) -> float:
    """The least that all sets could cost together, tenths."""
    return integers(own, model(own, everything(own), supply(own)), 60).bound


def in_fractions(own: Options) -> tuple[float, Tariff]:
    """The most that any prices prove, and such prices."""
    solved = linear(own, model(own, everything(own), supply(own)), 60)
    assert solved is not None
    return solved


def begun(own: Options, seed: int = 0) -> Found:
    """A calendar chosen in turn at prices without sense, of which nothing is known."""
    return replace(nothing(own), years=in_order(own, dear(own, seed), range(3)))


def test_the_search_ends_with_the_best_calendar_and_proves_it() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        found = find(nothing(own), Watch(600))
        assert found.proved, seed
        assert not found.cut_short, seed
        assert found.upper == pytest.approx(optimum(own)), seed
        assert found.bound <= found.upper + 1e-3, seed
        assert uses_no_more_than_there_is(own, found.years), seed


def test_no_stage_makes_a_calendar_worse_or_proves_less_or_too_much() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        least, found = optimum(own), begun(own, seed)
        for stage in (by_prices, near_by, by_neighbourhoods, by_integers):
            then = stage(found, Watch(600))
            assert worth(own, then.years) <= worth(own, found.years), stage
            assert found.bound <= then.bound <= least + 1e-3, stage
            assert uses_no_more_than_there_is(own, then.years), stage
            found = then


def test_the_best_prices_prove_what_the_linear_programme_costs() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        found, cost = by_prices(nothing(own), Watch(600)), in_fractions(own)[0]
        assert cost - CLOSE <= found.bound <= cost + 1e-6, seed
        assert found.bound == bound(own, found.tariff)[0], seed


def test_calendars_by_greed_come_with_prices_that_prove_something() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        found = by_greed(nothing(own))
        assert found.years.found.all(), seed
        assert nothing(own).bound <= found.bound <= optimum(own) + 1e-6, seed
        assert found.bound == bound(own, found.tariff)[0], seed


def test_integers_within_reach_of_the_best_prices_prove_the_best_calendar() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        cost, tariff = in_fractions(own)
        found = by_integers(replace(begun(own, seed), tariff=tariff, bound=cost), Watch(600))
        assert found.proved, seed
        assert found.upper == pytest.approx(optimum(own)), seed


def test_the_bound_of_integers_holds_for_calendars_at_venues_further_away() -> None:
    for seed in SEEDS:
        own = crowded(seed, stand_in=True)
        kept = within(excess(own, at_tariff(own, free(own))), 1e9)
        least = integers(own, model(own, kept, supply(own)), 60).bound
        start = replace(begun(own, seed), years=in_order(crowded(seed), dear(own, seed), range(3)))
        for stage in (near_by, by_integers):
            assert start.bound <= stage(start, Watch(600)).bound <= least + 1e-3, stage


def test_as_soon_as_prices_are_good_enough_no_more_linear_programmes_are_solved() -> None:
    own = crowded(UNPROVED)
    cost, tariff = in_fractions(own)
    told = list[Progress]()
    found = by_prices(replace(nothing(own), tariff=tariff), Watch(600, told.append))
    assert not found.proved
    assert found.bound == pytest.approx(cost)
    assert len(told) == 1


def test_what_is_proved_is_not_searched_in_integers_again(monkeypatch: pytest.MonkeyPatch) -> None:
    own = crowded(1)
    found = find(nothing(own), Watch(600))
    monkeypatch.setattr("scheduler.search.integers", _unexpected)
    assert by_integers(found, Watch(600)) is found
    assert find(found, Watch(600)).bound == found.bound


def _unexpected(*_: object) -> Solution:
    raise AssertionError("nothing was left to search")


def test_integers_look_as_far_as_a_better_calendar_could_be() -> None:
    own, years = in_the_way(("F11", "F11"), ("V11", "V12"))
    half_day = own.half_day.copy()
    half_day[:2, 1, Slot.THU_AM] = 30, 50
    found = replace(nothing(replace(own, half_day=half_day)), years=years)
    assert (found.upper, found.bound) == (50, 0)
    then = by_integers(found, Watch(600))
    assert then.upper == 30
    assert then.bound == pytest.approx(30)


def test_linear_programmes_go_on_until_they_agree_with_what_their_prices_prove() -> None:
    own, years = in_the_way(("F11", "F11"), ("V11", "V12"))
    half_day = own.half_day.copy()
    half_day[:2, 1, Slot.THU_AM] = 5_000, 10_000
    found = by_prices(replace(nothing(replace(own, half_day=half_day)), years=years), Watch(600))
    assert found.bound == pytest.approx(5_000, abs=CLOSE)


def test_near_enough_for_integers_no_neighbourhood_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.search.improved", _unexpected)
    found = begun(crowded(0))
    near_enough = replace(found, bound=found.upper - 400)
    assert by_neighbourhoods(near_enough, Watch(600)) is near_enough
    with pytest.raises(AssertionError):
        by_neighbourhoods(replace(found, bound=found.upper - 410), Watch(600))


def test_where_the_gap_is_good_only_a_small_search_in_integers_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.search.integers", _unexpected)
    first = begun(crowded(1))
    good, wide = (replace(first, bound=first.upper - gap) for gap in (first.good / 2, first.good + 1))
    for found, limit in ((good, "SMALL"), (wide, "LARGE")):
        with monkeypatch.context() as patch:
            patch.setattr(f"scheduler.search.{limit}", 0)
            assert by_integers(found, Watch(600)) is found, limit
        with pytest.raises(AssertionError):
            by_integers(found, Watch(600))


def test_neighbourhoods_go_on_until_the_rest_is_near_enough_for_integers() -> None:
    for seed in range(4):
        own = crowded(seed)
        found = begun(own, seed)
        goal = optimum(own)
        then = by_neighbourhoods(replace(found, bound=goal - max(400, found.good)), Watch(600))
        assert then.upper == pytest.approx(goal), seed
        assert (then.bound, then.cut_short) == (goal - max(400, found.good), False), seed


def test_neighbourhoods_that_the_clock_ends_say_so() -> None:
    found = begun(crowded(0))
    far = replace(found, bound=found.upper - 500)
    assert by_neighbourhoods(far, Watch(0)).cut_short
    assert by_neighbourhoods(far, Watch(0)).years is found.years


def test_nobody_who_is_left_out_costs_less_than_a_year() -> None:
    own = crowded(0)
    years = in_order(own, free(own), [1])
    found = replace(nothing(own), years=years)
    assert found.upper == 2 * LEFT_OUT + cost_of(own, years)[1]


@pytest.mark.parametrize(("below", "proved"), [(0, True), (0.9, True), (0.998, True), (0.9995, False), (1, False)])
def test_a_bound_less_than_a_tenth_below_proves_what_costs_whole_tenths(below: float, proved: bool) -> None:
    found = begun(crowded(0))
    assert replace(found, bound=found.upper - below).proved == proved


def test_of_nothing_what_sets_cost_by_themselves_is_known() -> None:
    own = crowded(0)
    found = nothing(own)
    assert not found.years.found.any()
    assert found.bound == float(best(own, at_tariff(own, free(own)))[1].sum())


def test_better_years_and_higher_bounds_are_kept_and_others_are_not() -> None:
    own = crowded(UNPROVED)
    first = begun(own)
    good = find(nothing(own), Watch(600))
    assert first.or_better(good.years).years is good.years
    assert good.or_better(first.years).years is good.years
    tariff = dear(own, 0)
    higher = first.or_higher(tariff, first.bound + 1)
    assert (higher.tariff, higher.bound) == (tariff, first.bound + 1)
    assert first.or_higher(tariff, first.bound) is first


def test_progress_is_told_in_minutes() -> None:
    own, told = crowded(0), list[Progress]()
    found = replace(begun(own), bound=321.5)
    found.tell(Watch(600, told.append))
    assert [(one.best, one.bound) for one in told] == [(found.upper / 10, 32.15)]
    assert found.upper % 10


def test_no_figures_are_told_while_a_set_has_no_year_or_changes_are_counted() -> None:
    own, told = crowded(0), list[Progress]()
    nothing(own).tell(Watch(600, told.append))
    replace(begun(own), options=replace(own, aim=lambda known: known)).tell(Watch(600, told.append))
    assert [(one.best, one.bound) for one in told] == [(None, None)] * 2


def test_the_search_tells_calendars_that_get_no_worse() -> None:
    own, told = crowded(UNPROVED), list[Progress]()
    found = find(begun(own), Watch(600, told.append))
    bests = [one.best for one in told if one.best is not None]
    assert bests == sorted(bests, reverse=True)
    assert bests[0] == begun(own).upper / 10
    assert bests[-1] >= found.upper / 10


def test_those_with_years_are_bounded_without_the_others() -> None:
    own = crowded(0)
    cost, tariff = in_fractions(own)
    years = in_order(own, free(own), [0, 2])
    left = of_those_with_years(replace(nothing(own), years=years, tariff=tariff, bound=cost))
    assert [s.set_id for s in left.options.sets] == ["S01", "S03"]
    assert left.years.found.all()
    assert left.bound >= nothing(left.options).bound
    assert left.bound == bound(left.options, left.tariff)[0] <= worth(left.options, left.years)[1]


def test_without_time_the_bound_is_what_sets_need_by_themselves_and_it_is_said() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        found = find(begun(own, seed), Watch(0))
        assert found.bound == nothing(own).bound, seed
        assert found.cut_short == (not found.proved), seed


def test_a_set_finds_a_venue_further_away_than_many_that_are_shut() -> None:
    week = Period(FIRST + timedelta(weeks=6), FIRST + timedelta(weeks=6, days=4))
    places = [venue(n, place=near(n / 10), closed=(week,) if n < 30 else ()) for n in range(11, 36)]
    known = programme(
        venues=places,
        last_day=FIRST + timedelta(weeks=30, days=4),
        prices=replace(programme().settings.prices, week_off=1000),
    )
    (own,) = tiny_plan(known).sets
    found = schedule(known, [own], Watch(600))
    assert [m.venue_id for m in found.meetings] == ["V11", "V30", "V11", "V11", "V11", "V11"]
    plan = Plan(sets=(own,), meetings=found.meetings, waiting=())
    total = prices.minutes_of(known, plan).total - prices.matching_minutes(known, plan)
    assert found.minutes == found.bound == pytest.approx(total)


def test_a_set_with_candidates_enough_is_given_no_more() -> None:
    known = programme(venues=[venue(n, place=near(n)) for n in range(11, 19)])
    own = options(known, tiny_plan(known).sets)
    assert by_prices(nothing(own), Watch(600)).options is own
