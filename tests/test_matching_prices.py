"""Prices of facilitators, level by level, prove what all levels together would in fractions; and nearest peers too."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from matcher.compact.bounds import least_by_number
from matcher.compact.peers import Peers
from matcher.counts import least
from matcher.linear import LinearModel
from matcher.pools import Pools
from matcher.relax import relax
from matcher.view import View
from programme.records import Programme
from programme.watch import Watch
from tests.build import CENTRE, facilitator, leader, leaders, near, programme, venue
from tests.test_compact import random_programme
from tests.test_compact_peers import possible
from tests.test_matching_bound import a_random_programme, with_prices_on_pairs
from tests.test_matching_sharing import with_few_to_lead


def together(view: View) -> float:
    """What all levels cost at once in fractions, facilitators in person."""
    levels, everybody = range(len(view.programme.levels)), np.arange(len(view.level))
    led = np.zeros((len(levels), len(view.seats)))
    pools = Pools(view, levels, everybody, view.reachable, led)
    pools.lead_in_person()
    return pools.model.relax().objective


def of_many_kinds(seed: int) -> Programme:
    small = with_few_to_lead(seed) if seed % 2 else with_prices_on_pairs(seed)
    return replace(small, mixes=tuple(mix for mix in small.mixes if mix.want == "differ"))


@pytest.mark.parametrize("seed", range(16))
def test_levels_at_prices_prove_all_that_they_would_together(seed: int) -> None:
    view = View(of_many_kinds(seed))
    whole = together(view)
    assert 0.999 * whole <= relax(view, Watch()).bound <= whole + 0.01


def test_without_any_time_one_round_proves_something_and_it_is_said() -> None:
    p = programme(leaders(24, place=CENTRE), [facilitator(max_sets=1)], [venue(capacity=9)])
    found = relax(View(p), Watch(0))
    assert found.cut_short
    assert found.price.tolist() == [0]
    assert 0 < found.bound < relax(View(p), Watch()).bound


def test_without_facilitators_there_is_one_round_without_prices() -> None:
    p = replace(a_random_programme(2), facilitators=())
    found = relax(View(p), Watch(0))
    assert (len(found.price), found.cut_short) == (0, False)
    assert found.bound == pytest.approx(sum(level.bound for level in found.levels))


def test_each_level_is_told_with_its_cost_and_sets_without_facilitators() -> None:
    people = [leader(n, level="Deputy head" if n < 8 else "Headteacher", place=CENTRE) for n in range(1, 16)]
    p = programme(people, [facilitator(place=near(10))], [venue(capacity=9)])
    view = View(p)
    found = relax(view, Watch())
    assert [level.sets.tolist() for level in found.levels] == [pytest.approx([1])] * 2
    assert [level.cost for level in found.levels] == pytest.approx([7 * view.seat_cost[0, 0], 8 * view.seat_cost[0, 0]])


def test_the_bound_of_all_levels_at_once_is_no_less_than_in_fractions() -> None:
    for seed in (1, 5, 7):
        view = View(of_many_kinds(seed))
        assert least(view, 60)[0] >= together(view) - 0.01


def cost_of_number(peers: Peers, sets: list[tuple[int, ...]], number: int) -> float:
    """The least that so many sets of a level cost with those who then wait; inf where so many cannot be."""
    best = np.inf
    for chosen in itertools.combinations(sets, number):
        people = [member for members in chosen for member in members]
        if len(set(people)) == len(people):
            rows = [np.searchsorted(peers.people, members) for members in chosen]
            pairs = sum(int(peers.between[np.ix_(row, row)].sum()) // 2 for row in rows)
            best = min(best, pairs + peers.view.unplaced * (peers.count - len(people)))
    return best


@pytest.mark.parametrize("seed", range(24))
def test_so_many_sets_never_cost_less_than_nearest_peers_say(seed: int) -> None:
    view = View(random_programme(seed))
    for level in range(len(view.programme.levels)):
        peers = Peers(view, level)
        sets = sorted(possible(view, level))
        for number, bound in enumerate(least_by_number(peers)[:4]):
            assert bound <= cost_of_number(peers, sets, number) + 0.01, f"{number} sets"
        assert least_by_number(peers)[0] == pytest.approx(peers.count * view.unplaced)


def test_two_pairs_who_are_near_to_each_other_are_known_to_cost_just_their_ways() -> None:
    people = [leader(n, place=near(40 * (n > 2) + n)) for n in range(1, 5)]
    peers = Peers(View(programme(people, (), (), set_size_min=2, set_size_max=2, quorum=2)), 0)
    pairs = int(peers.between[0, 1] + peers.between[2, 3])
    assert least_by_number(peers)[2] == pytest.approx(pairs)
    one = int(min(peers.between[0, 1], peers.between[2, 3])) + 2 * peers.view.unplaced
    assert least_by_number(peers)[1] == pytest.approx(one, rel=0.01)


def test_a_model_without_rows_is_relaxed_too() -> None:
    model = LinearModel()
    model.add_columns([-2.0, 3.0], upper=[5.0, 1.0], integer=False)
    assert model.relax().objective == pytest.approx(-10)
