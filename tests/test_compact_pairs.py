"""Pairs of groups that may make a swap in a round, and temperatures read from how often swaps were made."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.compact import anneal as annealing
from matcher.compact.bath import Bath, Company, _Near, _Orders
from matcher.view import Ints
from tests.test_compact_bath import company, seats
from tests.test_division import random_scores

GROUPS, REPLICAS = 7, 3


def disjoint(pairs: Ints) -> bool:
    return len(np.unique(pairs)) == pairs.size


def test_in_a_round_all_groups_but_an_odd_one_are_paired_within_their_replica() -> None:
    orders = _Orders(np.random.default_rng(1), GROUPS, REPLICAS)
    met = set[tuple[int, int]]()
    for _ in range(400):
        pairs = orders.pairs()
        assert pairs.shape == (2, REPLICAS * (GROUPS // 2))
        assert disjoint(pairs)
        assert (pairs[0] // GROUPS == pairs[1] // GROUPS).all()
        assert np.bincount(pairs[0] // GROUPS, minlength=REPLICAS).tolist() == [GROUPS // 2] * REPLICAS
        met.update((int(a), int(b)) for a, b in pairs.T)
    assert len(met) == REPLICAS * GROUPS * (GROUPS - 1), "every two groups are paired, either way round"


def test_of_people_near_to_each_other_the_groups_are_paired_once_a_round() -> None:
    rng, people = np.random.default_rng(2), 21
    near = np.array([[(at + 1) % people, (at - 1) % people] for at in range(people)])
    home = np.array([np.append(np.arange(people) // 3 + GROUPS * replica, [0, 0]) for replica in range(REPLICAS)])
    drawn, met = _Near(rng, near, GROUPS, REPLICAS), set[tuple[int, int]]()
    for _ in range(300):
        pairs = drawn.pairs(home)
        assert disjoint(pairs)
        assert (pairs[0] // GROUPS == pairs[1] // GROUPS).all()
        met.update((int(a) % GROUPS, int(b) % GROUPS) for a, b in pairs.T)
    assert met == {(a, (a + step) % GROUPS) for a in range(GROUPS) for step in (1, -1)}


def test_a_single_group_makes_no_swaps() -> None:
    own = Company(
        scores=random_scores(4, 1),
        fewest=np.array([4]),
        most=np.array([4]),
        counted=np.array([1]),
        blocked=np.zeros((0, 4)),
    )
    bath = Bath(own, np.arange(4).reshape(1, 1, 4), np.random.default_rng(1))
    bath.step(np.full(1, 100, dtype=np.float32))
    assert (bath.steps, bath.accepted, sorted(bath.seats[0].tolist())) == (0, 0, [0, 1, 2, 3])


@pytest.mark.parametrize("kind", ["full", "gaps", "waiting"])
def test_what_groups_cost_is_the_sum_of_scores_within_them(kind: str) -> None:
    own = company(kind)
    groups = seats(int(own.most.max()))[0]
    pairs = [sum(float(own.scores[a, b]) for a in group for b in group if a < b < 20) for group in groups]
    assert own.cost(groups).tolist() == pytest.approx(pairs)
    counted = sum(pairs) if kind != "waiting" else sum(pairs[:3]) + 5 * 150
    assert own.total(groups) == pytest.approx(counted)


def test_a_group_costs_what_its_best_label_does_besides() -> None:
    own = company("labels")
    groups = seats(7)[0]
    least = [min(float(label[group[group < 20]].sum()) for label in own.blocked) for group in groups]
    assert own.total(groups) == pytest.approx(float(own.cost(groups).sum()) + sum(least))


HEATS = np.array([1000.0, 100.0, 10.0, 1.0])


def test_a_temperature_is_read_from_the_share_of_swaps_that_was_met_at_it() -> None:
    rates = np.array([0.8, 0.4, 0.2, 0.0])
    for heat, rate in zip(HEATS, rates, strict=True):
        assert annealing._at(HEATS, rates, float(rate)) == pytest.approx(heat)
    assert annealing._at(HEATS, rates, 0.6) == pytest.approx(1000**0.5 * 10), "half way between the logarithms"
    assert annealing._at(HEATS, rates, 0.9) == pytest.approx(1000)


def test_where_chance_made_more_swaps_in_the_cold_the_warmer_are_taken_to_make_as_many() -> None:
    assert annealing._at(HEATS, np.array([0.8, 0.1, 0.2, 0.0]), 0.2) == pytest.approx(100)


def test_rungs_of_a_ladder_are_apart_by_one_factor_between_two_shares_of_swaps() -> None:
    ladder = annealing._ladder(HEATS, np.array([0.8, 0.35, 0.12, 0.0]), 5)
    assert ladder[[0, -1]].tolist() == pytest.approx([100, 10])
    assert ladder[1:] / ladder[:-1] == pytest.approx(np.full(4, 0.1**0.25))


def test_the_fewer_people_the_more_replicas() -> None:
    counts = [annealing._replicas(people) for people in range(1, 400)]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 1
