"""Pools in whole numbers: what is proved with columns left out, and what is made of a count that time ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matcher import counts
from matcher.counts import Counted, Counts, allot, count, count_level
from matcher.linear import Solved
from matcher.pools import Pools, lead_prices
from matcher.relax import relax
from matcher.view import View
from programme.records import Programme
from programme.watch import Watch
from tests.build import facilitator, leader, leaders, near, programme, venue
from tests.oracle import best_cost
from tests.test_matching_bound import a_random_programme, with_prices_on_pairs


@pytest.fixture
def _one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "TOGETHER", 0)


@pytest.mark.usefixtures("_one_by_one")
@pytest.mark.parametrize(("always", "all_kept"), [(1, 1), (1, 6), (2, 9)])
@pytest.mark.parametrize("seed", range(16))
def test_whichever_columns_are_left_out_no_more_is_proved_than_is_true(
    seed: int, always: int, all_kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "ALWAYS_KEPT", always)
    monkeypatch.setattr(counts, "ALL_KEPT", all_kept)
    monkeypatch.setattr(counts, "COLUMNS_A_LEADER", 1)
    small = with_prices_on_pairs(seed) if seed % 2 else a_random_programme(seed)
    view = View(small)
    relaxation = relax(view, Watch())
    assert relaxation.bound <= count(view, relaxation, Watch()).bound <= 10 * best_cost(small) + 0.01


def test_columns_are_kept_up_to_a_reduced_cost_and_the_best_of_each_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "ALWAYS_KEPT", 1)
    monkeypatch.setattr(counts, "ALL_KEPT", 4)
    monkeypatch.setattr(counts, "COLUMNS_A_LEADER", 1)
    kept = list[list[list[bool]]]()

    class Noted(Pools):
        def __init__(self, view: View, levels: object, people: object, seats: np.ndarray, *more: object) -> None:
            kept.append(seats.tolist())
            super().__init__(view, levels, people, seats, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(counts, "Pools", Noted)
    people = leaders(3, place=near(0), max_travel_minutes=200)
    view = View(programme(people, [], [venue(1), venue(2), venue(3)], set_size_min=2, set_size_max=3, quorum=2))
    relaxed = relax(view, Watch()).levels[0]
    reduced = np.array([[0.0, 9.0, 2.0], [3.0, 1.0, np.inf], [7.0, 8.0, 6.0]])
    found = count_level(view, 0, replace(relaxed, seat=reduced, bound=5.0), np.zeros((1, 3)), 60)
    assert kept == [[[True, False, True], [True, True, False], [False, False, True]]]
    assert found.bound == 5 + 3, "the cheapest use of another column"


def in_two_towns() -> Programme:
    """Seven people in each of two towns with a venue each, and a third venue in between."""
    people = [leader(n, place=near(0 if n <= 7 else 40)) for n in range(1, 15)]
    return programme(people, [facilitator(max_sets=3)], [venue(1), venue(2, place=near(40)), venue(3, place=near(20))])


def ended(gap: float, monkeypatch: pytest.MonkeyPatch) -> Counts:
    """What is counted of two towns where time ends with such a gap, and people nearly sat elsewhere."""
    view = View(in_two_towns())
    relaxation = relax(view, Watch())
    elsewhere = np.array([2] * 7 + [1] * 5 + [-1, 0])
    relaxation = replace(relaxation, levels=(replace(relaxation.levels[0], home=elsewhere),))
    solve = Pools.solve

    def late(pools: Pools, *how: float) -> Solved:
        solved = solve(pools, *how)  # type: ignore[arg-type]
        return replace(solved, bound=(1 - gap) * solved.objective, out_of_time=True)

    monkeypatch.setattr(Pools, "solve", late)
    found = count(view, relaxation, Watch())
    assert found.cut_short
    return found.levels[0]


def test_what_time_ended_is_taken_where_it_is_nearly_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    level = ended(0.019, monkeypatch)
    assert (level.venue.tolist(), level.sets.tolist()) == ([0] * 7 + [1] * 7, [1, 1, 0])


def test_where_it_is_not_nearly_proved_people_are_counted_where_they_nearly_sat(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    level = ended(0.021, monkeypatch)
    assert (level.venue.tolist(), level.sets.tolist()) == ([2] * 7 + [-1] * 7, [0, 0, 1])


def test_where_nothing_was_found_in_time_people_are_counted_where_they_nearly_sat(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view = View(in_two_towns())
    relaxation, nothing = relax(view, Watch()), Solved(None, np.inf, -np.inf, infeasible=False, out_of_time=True)
    monkeypatch.setattr(Pools, "solve", lambda *_: nothing)
    found = count(view, relaxation, Watch())
    assert (found.bound, found.cut_short) == (relaxation.bound, True)
    assert found.levels[0].sets.tolist() == [1, 1, 0]


def test_people_are_counted_nowhere_where_a_venue_has_no_room_for_a_set(monkeypatch: pytest.MonkeyPatch) -> None:
    p = in_two_towns()
    small = replace(p, venues=(replace(p.venues[0], capacity=5), *p.venues[1:]))
    view = View(small)
    nothing = Solved(None, np.inf, -np.inf, infeasible=False, out_of_time=True)
    monkeypatch.setattr(Pools, "solve", lambda *_: nothing)
    relaxation = relax(view, Watch())
    homes = replace(relaxation.levels[0], home=np.array([0] * 7 + [1] * 7))
    found = count(view, replace(relaxation, levels=(homes,)), Watch()).levels[0]
    assert (found.sets.tolist(), found.venue.tolist()) == ([0, 1, 0], [-1] * 7 + [1] * 7)


def test_facilitators_are_allotted_where_their_journeys_are_shortest_in_sum() -> None:
    p = in_two_towns()
    leads = (facilitator(1, place=near(10), max_sets=1), facilitator(2, place=near(30), max_sets=2),
             facilitator(3, place=near(0), levels=frozenset({"Deputy head"})))  # fmt: skip
    view = View(replace(p, facilitators=leads))
    pools = Counted((Counts(0, np.array([2, 1, 0]), np.arange(14), np.zeros(14, dtype=np.int64)),), 0.0)
    assert allot(view, pools, np.zeros(3), 60).tolist() == [[[1, 0, 0]], [[1, 1, 0]], [[0, 0, 0]]]


def test_no_facilitator_is_allotted_to_a_level_that_they_do_not_take() -> None:
    people = [*leaders(7, level="Deputy head"), *(leader(n) for n in range(8, 15))]
    leads = [facilitator(1, levels=frozenset({"Headteacher"})), facilitator(2, place=near(30))]
    view = View(programme(people, leads))
    nobody = np.zeros(7, dtype=np.int64)
    pools = Counted(
        (Counts(0, np.array([1]), np.arange(7), nobody), Counts(1, np.array([2]), np.arange(7) + 7, nobody)), 0
    )
    assert allot(view, pools, np.zeros(2), 60).tolist() == [[[0], [2]], [[1], [0]]]


def test_sets_that_nobody_is_left_to_lead_are_allotted_to_nobody() -> None:
    view = View(programme(leaders(7), [], [venue(1)]))
    pools = Counted((Counts(0, np.array([1]), np.arange(7), np.zeros(7, dtype=np.int64)),), 0.0)
    assert allot(view, pools, np.zeros(0), 60).shape == (0, 1, 1)


def test_levels_are_counted_at_the_prices_of_facilitators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "TOGETHER", 0)
    view = View(in_two_towns())
    relaxation = relax(view, Watch())
    dear = replace(relaxation, price=np.array([1_000.0]), levels=(replace(relaxation.levels[0], bound=0.0),))
    free, charged = (count(view, each, Watch()) for each in (relaxation, dear))
    assert free.levels[0].sets.sum() == 2
    assert charged.levels[0].bound == pytest.approx(free.levels[0].bound + 2 * 1_000, rel=0.001)
    assert charged.bound == pytest.approx(charged.levels[0].bound - 3 * 1_000)
    assert lead_prices(view, dear.price)[0, 0] == view.lead_cost[0, 0] + 1_000
