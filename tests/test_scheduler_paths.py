"""The dynamic programmes of one set's year against every year that there is, on tables filled at random."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from programme.slots import Slot
from scheduler.greedy import cheapest
from scheduler.kept import excess, nearest_stand_in, within
from scheduler.limited import within_limit
from scheduler.options import Options, only
from scheduler.paths import Priced, Years, absences, backward, best, cost_of, forward, pick
from scheduler.pricing import at_tariff
from scheduler.tariff import free
from tests.scattered import MEETINGS, WEEKS, a_year, dear, price_of, scattered, waiting, weeks_of_years, year_costs

SEEDS = range(4)
SETS = range(3)


def priced(own: Options) -> Priced:
    return at_tariff(own, free(own))


def test_an_option_costs_its_half_day_its_place_and_the_price_of_all_it_uses() -> None:
    for seed in SEEDS:
        own = scattered(seed)
        tariff = dear(own, seed)
        costs = at_tariff(own, tariff)
        found = costs.at + costs.day[:, None]
        every = itertools.product(SETS, range(own.venue.shape[1]), range(WEEKS), Slot)
        assert found.ravel().tolist() == [price_of(own, tariff, *one) for one in every], seed


def test_looking_at_prices_leaves_the_tables_as_they_are() -> None:
    own = scattered(0)
    before = own.half_day.copy(), own.place.copy()
    at_tariff(own, dear(own, 0))
    assert np.array_equal(before[0], own.half_day)
    assert np.array_equal(before[1], own.place)


def test_the_best_year_is_the_cheapest_of_all_choices_of_weeks() -> None:
    for seed in SEEDS:
        own = scattered(seed)
        years, cost = best(own, priced(own))
        assert cost.tolist() == [min(year_costs(own, priced(own), row).values()) for row in SETS], seed
        assert cost_of(own, years).tolist() == cost.tolist(), seed


def test_a_set_whose_every_week_is_forbidden_has_no_year() -> None:
    own = scattered(0)
    none = replace(own, half_day=np.where(np.arange(3)[:, None, None] == 1, np.inf, own.half_day))
    years, cost = best(none, priced(none))
    assert years.found.tolist() == [True, False, True]
    assert np.isinf(cost).tolist() == np.isinf(cost_of(none, years)).tolist() == [False, True, False]
    assert {*years.week[1].tolist(), *years.slot[1].tolist(), *years.candidate[1].tolist()} == {-1}


def test_meetings_that_stay_are_no_part_of_a_year() -> None:
    years, _ = best(scattered(0), priced(scattered(0)))
    assert [(years.week[row] >= 0).tolist() for row in SETS] == [[True] * 3, [False, True, True], [True] * 3]
    assert [years.slot[1, 0], years.candidate[1, 0]] == [-1, -1]


def test_the_way_to_a_meeting_costs_the_cheapest_of_all_meetings_up_to_it() -> None:
    for seed in SEEDS:
        own = scattered(seed)
        week, ahead = priced(own).week, forward(own, priced(own).week)
        for row in SETS:
            expected = np.full((MEETINGS, WEEKS), np.inf)
            for weeks, k in _begun(own, row):
                cost = waiting(own, row, weeks) + sum(week[row, list(weeks)])
                expected[k, weeks[-1]] = min(expected[k, weeks[-1]], cost)
            assert ahead[:, row].tolist() == expected.tolist()


def _begun(own: Options, row: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """Weeks of the first planned meetings of a year, and the position of the last of these."""
    first = int(own.first[row])
    for count in range(1, MEETINGS - first + 1):
        for weeks in itertools.combinations(range(WEEKS), count):
            yield weeks, first + count - 1


def test_the_way_from_a_meeting_costs_the_cheapest_of_all_meetings_after_it() -> None:
    for seed in SEEDS:
        own = scattered(seed)
        week, after = priced(own).week, backward(own, priced(own).week)
        for row, k, start in itertools.product(SETS, range(MEETINGS), range(WEEKS)):
            later = itertools.combinations(range(start + 1, WEEKS), MEETINGS - 1 - k)
            costs = [_onward(own, row, k, (start, *rest)) + sum(week[row, list(rest)]) for rest in later]
            assert after[k, row, start] == min(costs, default=np.inf), (row, k, start)


def _onward(own: Options, row: int, k: int, weeks: tuple[int, ...]) -> float:
    """What the gaps cost from meeting k in the first of these weeks on."""
    gaps = [other - one for one, other in itertools.pairwise(weeks)]
    if not all(gap in own.gaps for gap in gaps):
        return np.inf
    return float(sum(own.gap[k + n, row, weeks[n], own.gaps.index(gap)] for n, gap in enumerate(gaps)))


def test_the_excess_of_an_option_is_what_the_best_year_through_it_costs_more() -> None:
    for seed in SEEDS:
        own = scattered(seed)
        costs = priced(own)
        found = excess(own, costs).option
        for row in SETS:
            years = year_costs(own, costs, row)
            least = min(years.values())
            for week in range(WEEKS):
                through = min((cost for weeks, cost in years.items() if week in weeks), default=np.inf) - least
                besides = through - costs.week[row, week] if np.isfinite(through) else np.inf
                expected = besides + costs.at[row, :, week] + costs.day[row, week]
                assert found[row, :, week].tolist() == expected.tolist(), (row, week)


def test_the_excess_of_a_start_is_what_the_best_year_that_begins_so_costs_more() -> None:
    for seed in SEEDS:
        own = scattered(seed)
        found = excess(own, priced(own)).start
        for row, week in itertools.product(SETS, range(WEEKS)):
            years = year_costs(own, priced(own), row)
            begun = [cost for weeks, cost in years.items() if weeks[0] == week]
            assert found[row, week] == min(begun, default=np.inf) - min(years.values()), (row, week)


def test_the_excess_of_a_gap_is_what_the_best_year_with_it_costs_more() -> None:
    for seed in SEEDS:
        own = scattered(seed)
        found = excess(own, priced(own)).gap
        for row in SETS:
            years = year_costs(own, priced(own), row)
            expected = np.full((MEETINGS - 1, WEEKS, len(own.gaps)), np.inf)
            for weeks, cost in years.items():
                for k, (one, other) in enumerate(itertools.pairwise(weeks), start=int(own.first[row])):
                    if other - one in own.gaps:
                        at = k, one, own.gaps.index(other - one)
                        expected[at] = min(expected[at], cost - min(years.values()))
            assert found[:, row].tolist() == expected.tolist(), row


@pytest.mark.parametrize("longer", [WEEKS, WEEKS + 3])
def test_in_a_year_shorter_than_its_gaps_nothing_can_follow(longer: int) -> None:
    own = replace(scattered(0), gaps=range(longer, longer + 3))
    years, cost = best(own, priced(own))
    assert not years.found.any()
    assert np.isinf(cost).all()
    beyond = excess(own, priced(own))
    assert not any(within(beyond, 1e9).option.ravel())
    assert not any(within(beyond, 1e9).gap.ravel())


def test_what_exceeds_the_best_by_as_many_tenths_as_asked_is_kept_and_by_more_is_not() -> None:
    own = scattered(1)
    beyond = excess(own, priced(own))
    kept = within(beyond, 20)
    for name in ("option", "start", "gap"):
        assert np.array_equal(getattr(kept, name), getattr(beyond, name) <= 20), name
        assert getattr(kept, name).any(), name


def test_either_of_two_choices_keeps_what_one_of_them_keeps() -> None:
    own = scattered(1)
    beyond, other = excess(own, priced(own)), excess(own, at_tariff(own, dear(own, 1)))
    both = within(beyond, 10) | within(other, 10)
    for name in ("option", "start", "gap"):
        wanted = np.logical_or(getattr(beyond, name) <= 10, getattr(other, name) <= 10)
        assert np.array_equal(getattr(both, name), wanted), name


def test_the_nearest_stand_in_is_the_least_that_a_year_with_one_costs_more() -> None:
    own = scattered(2, stand_in=True)
    beyond = excess(own, priced(own))
    assert nearest_stand_in(beyond).tolist() == [float(beyond.option[row, -1].min()) for row in SETS]
    assert np.isfinite(nearest_stand_in(beyond)).any()


def test_in_each_week_the_cheapest_half_day_at_the_cheapest_venue_is_picked() -> None:
    own = scattered(3)
    costs = priced(own)
    weeks, _ = best(own, costs)
    years = pick(own, costs, weeks.week)
    for row, week, slot, candidate in zip(*(x.tolist() for x in years.entries()), strict=True):
        assert costs.at[row, candidate, week, slot] + costs.day[row, week, slot] == costs.week[row, week]


def test_a_year_costs_its_start_its_meetings_and_each_gap_where_it_is() -> None:
    own = scattered(0, stand_in=True)
    plain = replace(own, start=np.arange(21.0).reshape(3, 7), half_day=np.zeros_like(own.half_day))
    gap = np.zeros_like(own.gap)
    gap[0, 0, 2, 1], gap[1, 0, 4, 0], gap[1, 1, 3, 2] = 100, 1000, 10_000
    known = replace(plain, gap=gap, place=np.zeros_like(own.place))
    assert cost_of(known, a_year(known, 0, (2, 4, 5), (6, 6, 6), (0, 0, 0))).tolist() == [
        2 + 100 + 1000,
        np.inf,
        np.inf,
    ]
    assert cost_of(known, a_year(known, 1, (3, 6), (6, 6), (0, 0))).tolist() == [np.inf, 7 + 3 + 10_000, np.inf]


def test_absences_are_counted_for_each_member_of_each_set() -> None:
    own = scattered(0)
    absent = np.zeros_like(own.absent)
    absent[0, 1, [2, 4], 6] = absent[0, 2, 5, 7] = absent[1, 0, 3, 6] = True
    known = replace(own, absent=absent)
    assert absences(known, a_year(known, 0, (2, 4, 5), (6, 6, 7), (0, 0, 0))).tolist() == [
        [0, 2, 1],
        [0, 0, 0],
        [0, 0, 0],
    ]
    assert absences(known, a_year(known, 1, (3, 5), (6, 6), (0, 0))).tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, 0]]


def test_the_years_of_some_sets_are_theirs() -> None:
    years, _ = best(scattered(0), priced(scattered(0)))
    part = years.of(np.array([2, 1]))
    for name in ("week", "slot", "candidate"):
        assert np.array_equal(getattr(part, name), getattr(years, name)[[2, 1]]), name


def alone(seed: int, row: int) -> Options:
    return only(scattered(seed, free_slots=2), np.array([row]))


def fairest(own: Options) -> tuple[float, int] | None:
    """The least cost of a year in which nobody is absent too often, and its least unfairness, all years tried."""
    found = []
    by_slot = (priced(own).at[0].min(axis=0) + priced(own).day[0]).tolist()
    absent = own.absent[0].astype(int)
    for weeks in weeks_of_years(own, 0):
        for slots in itertools.product((Slot.THU_AM, Slot.THU_PM), repeat=len(weeks)):
            held = list(zip(weeks, slots, strict=True))
            cost = waiting(own, 0, weeks) + sum(by_slot[week][slot] for week, slot in held)
            missed = np.sum([absent[:, week, slot] for week, slot in held], axis=0)
            if np.isfinite(cost) and (missed <= own.misses[0]).all():
                found.append((cost, int((missed**2).sum())))
    return min(found, default=None)


def unfairness(own: Options, years: Years) -> int:
    return int((absences(own, years) ** 2).sum())


def test_within_the_limit_of_absences_the_cheapest_year_and_of_these_the_fairest_is_found() -> None:
    for seed, row in itertools.product(range(6), SETS):
        own = alone(seed, row)
        found, expected = within_limit(own, priced(own)), fairest(own)
        assert (found and (cost_of(own, found).tolist()[0], unfairness(own, found))) == expected, (seed, row)


def test_of_equally_cheap_years_the_fairest_is_found() -> None:
    for seed in range(6):
        own = alone(seed, 0)
        flat = replace(
            own,
            half_day=np.where(np.isfinite(own.half_day), 0.0, np.inf),
            place=np.where(np.isfinite(own.place), 0.0, np.inf),
            start=np.zeros_like(own.start),
            gap=np.zeros_like(own.gap),
            misses=np.full_like(own.misses, 3),
        )
        found = within_limit(flat, priced(flat))
        assert found is not None, seed
        assert (0.0, unfairness(flat, found)) == fairest(flat), seed


def test_asked_for_exactly_the_cheapest_year_is_the_fairest_and_otherwise_it_costs_as_little() -> None:
    for seed in range(6):
        own = alone(seed, 0)
        quick, exact, expected = cheapest(own, priced(own)), cheapest(own, priced(own), exact=True), fairest(own)
        assert (quick and cost_of(own, quick).tolist()[0]) == (expected and expected[0]), seed
        assert (exact and (cost_of(own, exact).tolist()[0], unfairness(own, exact))) == expected, seed
        assert quick is None or (absences(own, quick) <= own.misses).all(), seed
