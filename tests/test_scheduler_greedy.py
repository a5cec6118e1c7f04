"""Calendars one set after the other, and a few sets planned anew, on tables filled at random."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from programme.slots import Slot
from programme.watch import Watch
from scheduler.exact import integers, model
from scheduler.greedy import Diary, fairer, in_order, settle, worth, written
from scheduler.kept import excess, within
from scheduler.neighbourhoods import improved
from scheduler.options import NOWHERE, Options, only, options, real
from scheduler.paths import Years, absences, cost_of
from scheduler.pricing import at_tariff, climb, used
from scheduler.tariff import free, supply
from tests.build import facilitator, leaders, programme, venue
from tests.scattered import dear
from tests.test_scheduler_pricing import crowded, everything, uses_no_more_than_there_is
from tests.tiny import seated

SEEDS = range(6)
ORDERS = list(itertools.permutations(range(3)))


def nothing(own: Options) -> Years:
    empty = np.full((len(own.sets), own.meetings), -1, dtype=np.int64)
    return Years(week=empty, slot=empty.copy(), candidate=empty.copy())


def same(one: Years, other: Years) -> bool:
    return all(np.array_equal(getattr(one, n), getattr(other, n)) for n in ("week", "slot", "candidate"))


def test_sets_that_choose_in_turn_use_no_more_than_there_is() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        for order in ORDERS:
            assert uses_no_more_than_there_is(own, in_order(own, free(own), order)), order


def test_the_first_to_choose_has_the_best_year_of_all() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        for order in ORDERS:
            first = only(own, np.array(order[:1]))
            alone = integers(first, model(first, everything(first), supply(first)), 60)
            assert cost_of(own, in_order(own, free(own), order))[order[0]] == pytest.approx(alone.bound)


def test_the_last_to_choose_has_the_best_year_that_is_left() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        years = in_order(own, free(own), [2, 0, 1])
        last = replace(own, start=np.where(np.arange(3)[:, None] == 1, own.start, np.inf))
        left = supply(own).each(lambda there, by, mine: there - by + mine, used(own, years), used(own, _only(years, 1)))
        alone = integers(last, model(last, everything(last), left), 60)
        assert alone.years is not None, seed
        assert cost_of(own, years)[1] == cost_of(own, alone.years)[1], seed


def _only(years: Years, row: int) -> Years:
    """The years with none but this set's."""
    chosen = np.arange(len(years.week))[:, None] == row
    return Years(**{name: np.where(chosen, table, -1) for name, table in vars(years).items()})


def test_at_prices_that_others_pay_sets_choose_otherwise_but_never_what_is_taken() -> None:
    own = crowded(1)
    found = [in_order(own, dear(own, seed), range(3)) for seed in range(6)]
    assert len({str(years.week.tolist()) for years in found}) > 1
    assert all(uses_no_more_than_there_is(own, years) for years in found)


def test_a_diary_knows_what_is_left_of_rooms_and_facilitators() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        diary = written(own, free(own), in_order(own, free(own), range(3)))
        need = used(own, diary.years())
        assert np.array_equal(diary.rooms_left[:-1], (supply(own).rooms - need.rooms)[:-1]), seed
        assert np.array_equal(diary.leads_left, supply(own).leads - need.leads), seed


def test_what_is_taken_out_of_a_diary_again_leaves_it_as_it_was() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        diary = Diary(own, dear(own, seed))
        assert diary.book(0), seed
        shown, years = (diary.shown.rooms.copy(), diary.shown.leads.copy()), diary.years()
        if diary.book(1):
            assert not same(diary.years(), years)
            diary.remove(1)
        assert same(diary.years(), years), seed
        assert np.array_equal(diary.shown.rooms, shown[0]), seed
        assert np.array_equal(diary.shown.leads, shown[1]), seed


def test_what_is_removed_is_the_year_that_was_there() -> None:
    own = crowded(0)
    diary = Diary(own, free(own))
    assert diary.book(2)
    before = diary.year(2)
    assert before.found.tolist() == [True]
    assert same(diary.remove(2), before)
    assert not diary.year(2).found.any()
    assert not diary.remove(2).found.any()


def test_years_in_a_diary_are_not_those_that_were_asked_for_earlier() -> None:
    own = crowded(0)
    diary = Diary(own, free(own))
    before = diary.years()
    diary.book(0)
    assert not before.found.any()


def test_a_set_with_no_year_left_is_not_booked() -> None:
    own = crowded(0)
    diary = Diary(own, free(own))
    diary.shown.leads[:] = np.inf
    assert diary.offer(0) is None
    assert not diary.book(0)
    assert same(diary.years(), nothing(own))


def test_no_set_alone_could_do_better_where_all_are_settled() -> None:
    for seed in SEEDS:
        own = crowded(seed)
        begun = in_order(own, dear(own, seed), range(3))
        found = settle(own, free(own), begun, np.arange(3), rounds=9)
        assert worth(own, found) <= worth(own, begun), seed
        diary = written(own, free(own), found)
        for row in range(3):
            before = diary.remove(row)
            again = diary.offer(row)
            costs = [np.inf if y is None else float(cost_of(only(own, np.array([row])), y)[0]) for y in (before, again)]
            assert not costs[1] < costs[0], row
            if before.found[0]:
                diary.put(row, before)


def test_one_round_settles_each_set_once() -> None:
    own = crowded(3)
    begun = in_order(own, dear(own, 3), range(3))
    diary = written(own, free(own), begun)
    for row in (2, 0, 1):
        old = diary.remove(row)
        assert diary.book(row) or not old.found[0]
    assert same(settle(own, free(own), begun, np.array([2, 0, 1]), rounds=1), diary.years())


def test_fairer_years_cost_as_much_and_spread_absences_no_worse() -> None:
    for seed in SEEDS:
        own = replace(crowded(seed), misses=np.full((3, 3), 3))
        flat = replace(own, half_day=np.where(np.isfinite(own.half_day), 5.0, np.inf), place=np.zeros_like(own.place))
        begun = in_order(flat, free(flat), range(3))
        found = fairer(flat, free(flat), begun)
        assert worth(flat, found) == worth(flat, begun), seed
        assert uses_no_more_than_there_is(flat, found), seed
        assert (absences(flat, found) ** 2).sum() <= (absences(flat, begun) ** 2).sum(), seed


def test_some_years_become_fairer() -> None:
    spread = 0
    for seed in SEEDS:
        own = replace(crowded(seed), misses=np.full((3, 3), 3), place=np.zeros_like(crowded(seed).place))
        flat = replace(own, half_day=np.where(np.isfinite(own.half_day), 5.0, np.inf), gap=np.zeros_like(own.gap))
        begun = in_order(flat, free(flat), range(3))
        found = fairer(flat, free(flat), begun)
        spread += int((absences(flat, begun) ** 2).sum() - (absences(flat, found) ** 2).sum())
    assert spread > 0


def test_a_calendar_for_more_sets_is_worth_more_than_a_cheaper_one() -> None:
    own = crowded(0)
    two = in_order(own, free(own), [0, 1])
    one = in_order(own, free(own), [0])
    assert worth(own, nothing(own)) == (3, 0.0)
    assert worth(own, one) == (2, float(cost_of(own, one)[0]))
    assert worth(own, two) == (1, float(cost_of(own, two)[:2].sum()))


def from_the_worst(seed: int) -> tuple[Options, Years, float]:
    """Sets that chose in turn at prices without sense, and the least that all could cost."""
    own = crowded(seed)
    begun = in_order(own, dear(own, seed), range(3))
    kept = within(excess(own, at_tariff(own, free(own))), 1e9)
    return own, begun, integers(own, model(own, kept, supply(own)), 60).bound


def test_all_sets_planned_anew_together_have_the_best_calendar() -> None:
    for seed in SEEDS:
        own, begun, least = from_the_worst(seed)
        found, late = improved(own, free(own), begun, least, Watch(600), lambda _: None)
        assert found.found.all(), seed
        assert worth(own, found)[1] == pytest.approx(least), seed
        assert not late, seed


def test_everything_better_is_told_and_nothing_else() -> None:
    own, begun, least = from_the_worst(2)
    told = list[Years]()
    found, _ = improved(own, free(own), begun, least, Watch(600), told.append)
    assert worth(own, begun) > worth(own, told[0])
    assert [worth(own, years) for years in told] == sorted({worth(own, years) for years in told}, reverse=True)
    assert told[-1] is found


def test_a_calendar_that_is_good_enough_stays() -> None:
    own, begun, _ = from_the_worst(2)
    assert worth(own, begun)[0] == 0
    goal = worth(own, begun)[1]
    assert improved(own, free(own), begun, goal, Watch(600), _unexpected)[0] is begun


def _unexpected(_: Years) -> None:
    raise AssertionError("nothing better was wanted")


def test_without_time_nothing_is_planned_anew_and_that_is_said() -> None:
    own, begun, least = from_the_worst(2)
    assert improved(own, free(own), begun, least, Watch(0), _unexpected) == (begun, True)


def test_a_search_that_finds_nothing_better_ends_by_itself() -> None:
    own, begun, least = from_the_worst(2)
    best_there_is, _ = improved(own, free(own), begun, least, Watch(600), lambda _: None)
    found, late = improved(own, free(own), best_there_is, least - 1, Watch(600), _unexpected)
    assert (found, late) == (best_there_is, False)


@pytest.mark.parametrize("sizes", [(1,), (2,), (1, 2, 3)])
def test_neighbourhoods_of_any_size_keep_every_limit_and_make_nothing_worse(
    sizes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.neighbourhoods.SIZES", sizes)
    for seed in range(2):
        own, begun, least = from_the_worst(seed)
        found, _ = improved(own, free(own), begun, least, Watch(600), lambda _: None)
        assert uses_no_more_than_there_is(own, found), seed
        assert worth(own, found) <= worth(own, begun), seed
        assert worth(own, found)[1] >= least - 1e-6, seed


def in_the_way(facilitators: tuple[str, str], venues: tuple[str, str], seed: int = 1) -> tuple[Options, Years]:
    """Twenty sets that meet once in two weeks; the first has the week that the second needs more.

    The others have facilitators and venues of their own, where ``facilitators`` names any for the second. Nobody
    may meet but at home, though the first two look at the same two venues beside it if they share that.
    """
    people, others = leaders(60), [f"F{n}" if facilitators[1] else "" for n in range(13, 31)]
    known = programme(
        people,
        [facilitator(n) for n in range(11, 31)],
        [venue(n) for n in range(11, 31)],
        meetings=1,
        quorum=1,
        seed=seed,
        last_day=date(2027, 9, 17),
    )
    led, met = [*facilitators, *others], [*venues, *(f"V{n}" for n in range(13, 31))]
    sets = [seated(known, f"S{n + 1:02d}", people[3 * n : 3 * n + 3], Slot.THU_AM) for n in range(20)]
    places = zip(sets, led, met, strict=True)
    own = real(options(known, [replace(s, facilitator_id=f, venue_id=v) for s, f, v in places], nearest=2))
    beside = np.where(np.arange(4) == 0, own.venue, NOWHERE)
    if venues[0] == venues[1]:
        beside[:2, 1:3] = 18, 19
    place = np.where(np.arange(4)[:, None, None] == 0, own.place, np.inf)
    half_day = np.full_like(own.half_day, np.inf)
    half_day[:, :, Slot.THU_AM] = 0
    half_day[:2, 1, Slot.THU_AM] = 10, 10_000
    week = np.array([[0], [1], *[[0]] * 18])
    years = Years(week=week, slot=np.full_like(week, Slot.THU_AM), candidate=np.zeros_like(week))
    return replace(own, half_day=half_day, place=place, venue=beside), years


@pytest.mark.parametrize(
    ("facilitators", "venues"),
    [(("F11", "F11"), ("V11", "V12")), (("F11", "F12"), ("V11", "V11")), (("F11", ""), ("V11", "V11"))],
    ids=["one facilitator", "one room", "one room, nobody leading"],
)
def test_the_set_that_loses_most_is_planned_anew_with_one_that_has_what_it_needs(
    facilitators: tuple[str, str], venues: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.neighbourhoods.SIZES", (2,))
    monkeypatch.setattr("scheduler.neighbourhoods.PATIENCE", 1)
    for seed in range(3):
        own, begun = in_the_way(facilitators, venues, seed)
        assert worth(own, begun) == (0, 10_000)
        found, _ = improved(own, free(own), begun, 10, Watch(600), lambda _: None)
        assert worth(own, found) == (0, 10), seed


def test_a_set_that_costs_much_and_loses_nothing_is_not_planned_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.neighbourhoods.SIZES", (2,))
    monkeypatch.setattr("scheduler.neighbourhoods.PATIENCE", 1)
    for seed in range(3):
        own, begun = in_the_way(("F11", "F11"), ("V11", "V12"), seed)
        dearer = replace(own, half_day=own.half_day + np.where(np.arange(20) > 1, 9_000, 0)[:, None, None])
        found, _ = improved(dearer, free(own), begun, 18 * 9_000 + 10, Watch(600), lambda _: None)
        assert worth(dearer, found) == (0, 18 * 9_000 + 10), seed


def test_years_that_lie_too_far_above_the_best_to_be_looked_at_are_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.neighbourhoods.SIZES", (2,))
    own, begun = in_the_way(("F11", "F11"), ("V11", "V12"))
    stays = replace(own, half_day=np.where(np.arange(20)[:, None, None] == 0, own.half_day[:, :1], own.half_day))
    stays.half_day[0, 1] = np.inf
    found, _ = improved(stays, free(own), begun, 10, Watch(600), lambda _: None)
    assert worth(stays, found) == (0, 10_000)


def test_where_few_sets_at_once_bring_nothing_more_are_planned_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    own, begun = in_the_way(("F11", "F11"), ("V11", "V12"))
    for sizes, cost in (((1,), 10_000), ((1, 2), 10)):
        monkeypatch.setattr("scheduler.neighbourhoods.SIZES", sizes)
        found, _ = improved(own, free(own), begun, 10, Watch(600), lambda _: None)
        assert worth(own, found) == (0, cost), sizes


def test_a_set_without_a_year_loses_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.neighbourhoods.SIZES", (2,))
    monkeypatch.setattr("scheduler.neighbourhoods.PATIENCE", 1)
    own, begun = in_the_way(("F11", "F11"), ("V11", "V12"))
    half_day = own.half_day.copy()
    half_day[1, 1] = np.inf
    half_day[2:, 1, Slot.THU_AM] = 400
    without = Years(**{name: np.where(np.arange(20)[:, None] == 1, -1, x) for name, x in vars(begun).items()})
    late = replace(without, week=np.where(np.arange(20)[:, None] > 17, 1, without.week))
    found, _ = improved(replace(own, half_day=half_day), free(own), late, 10, Watch(600), lambda _: None)
    assert found.found.all()


def test_a_step_puts_what_is_missing_to_the_goal_on_what_is_contested() -> None:
    own, _ = in_the_way(("F11", "F11"), ("V11", "V12"))
    tariff, value = climb(own, free(own), 10, steps=2)
    assert value == 10
    assert tariff.leads[0, 0, Slot.THU_AM] == tariff.leads.sum() == 10
    assert not tariff.rooms.any()


def test_a_step_is_shared_among_all_that_is_contested() -> None:
    own, _ = in_the_way(("F11", "F11"), ("V11", "V11"))
    tariff, value = climb(own, free(own), 10, steps=2)
    assert value == 10
    assert tariff.leads[0, 0, Slot.THU_AM] == tariff.rooms[0, 0, Slot.THU_AM] == 5
