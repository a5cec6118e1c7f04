"""Annealing and tempering: how warm it is when, and what is kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

import matcher.compact.anneal
from matcher.compact.anneal import Found, anneal
from matcher.compact.bath import Bath, Company, Singles
from matcher.view import Floats, Ints
from programme.watch import Watch
from tests.test_division import random_scores

ROUNDS, QUENCH, FREEZING = 4_000, 400, 80
"""Rounds of one search, those that look for temperatures, and those down to where nothing moves."""


@dataclass(frozen=True)
class Search:
    """What was found, each round's temperatures, the share of pairs that made a swap, and energies before it."""

    company: Company
    found: Found
    heat: list[Floats]
    swapped: Floats
    energy: list[Floats]


def search(groups: int, size: int, near: bool = False) -> Search:
    """Groups at random, annealed, and every round of the bath."""
    scores, people = random_scores(groups * size, 1), groups * size
    company = Company(
        scores=scores, fewest=np.full(groups, size), most=np.full(groups, size),
        counted=np.ones(groups, dtype=np.int64), blocked=np.zeros((0, people)),
        near=np.argsort(scores, axis=1)[:, 1:25] if near else None,
    )  # fmt: skip
    rounds: list[tuple[Floats, float, Floats]] = []

    class Recorded(Bath):
        def step(self, temperature: Singles) -> None:
            before, energy = self.accepted, self.energy.copy()
            super().step(temperature)
            rounds.append((temperature.astype(float), self.accepted - before, energy))

    start: Ints = np.arange(people).reshape(groups, size)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matcher.compact.anneal, "Bath", Recorded)
        found = anneal(company, start, ROUNDS, np.random.default_rng(1), Watch(), keep=True)
    heat, swapped, energy = zip(*rounds, strict=True)
    return Search(company, found, list(heat), np.array(swapped), list(energy))


def single(heat: list[Floats]) -> Floats:
    return np.array([float(each[0]) for each in heat])


def test_many_people_cool_from_where_many_swaps_are_made_to_where_few_are() -> None:
    assert_cooled(search(44, 7), 0.3, 0.03)


def test_of_people_who_are_near_to_each_other_more_swaps_are_made() -> None:
    assert_cooled(search(44, 7, near=True), 0.6, 0.1)


def assert_cooled(made: Search, hot: float, cold: float) -> None:
    """From the temperature of one acceptance to that of another, and at last down to a tenth."""
    heat, tail = single(made.heat), int(0.05 * (ROUNDS - QUENCH))
    assert len(heat) == ROUNDS + FREEZING
    cooling = heat[QUENCH : ROUNDS - tail]
    assert np.diff(np.log(cooling)) == pytest.approx(np.log(cooling[-1] / cooling[0]) / (len(cooling) - 1), abs=1e-4)
    rates = made.swapped[:QUENCH].reshape(40, -1).mean(axis=1)
    for temperature, wanted in ((cooling[0], hot), (cooling[-1], cold)):
        at = int(np.argmax(heat[:QUENCH:10] < temperature))
        assert rates[at] - 0.02 <= wanted <= rates[at - 1] + 0.02
    assert heat[ROUNDS - tail] == pytest.approx(cooling[-1])
    assert heat[ROUNDS - 1] == pytest.approx(cooling[-1] / 10)


def test_temperatures_are_looked_for_from_far_too_hot_to_far_too_cold() -> None:
    made = search(44, 7)
    looked = single(made.heat)[:QUENCH].reshape(40, -1)
    spread = np.std(made.company.scores)
    assert (looked == looked[:, :1]).all()
    assert looked[[0, -1], 0] == pytest.approx([4 * 7**0.5 * spread, 0.001 * spread])
    assert made.swapped[:10].mean() > 0.8
    assert made.swapped[QUENCH - 10 : QUENCH].mean() < 0.05


def test_at_last_nothing_better_is_one_swap_away() -> None:
    made = search(44, 7)
    scores, group_of = made.company.scores, np.empty(308, dtype=np.int64)
    for number, group in enumerate(made.found.groups):
        group_of[group] = number
    ties = np.array([scores[:, group].sum(axis=1) for group in made.found.groups])
    own = ties[group_of, np.arange(308)]
    gain = ties[group_of].T + ties[group_of] - own[:, None] - own - 2 * scores
    assert gain[group_of[:, None] != group_of].min() > -0.01 * own.mean()
    assert single(made.heat)[-1] == pytest.approx(1e-6 * np.std(scores), rel=1e-3)


def test_few_people_stand_in_replicas_on_a_ladder_and_change_places_on_it() -> None:
    made = search(10, 6)
    tempered = np.array(made.heat[QUENCH:-FREEZING])
    assert tempered.shape == ((ROUNDS - QUENCH) // 64 * 64, 10)
    ladder = np.sort(tempered[0])[::-1]
    assert (np.sort(tempered, axis=1)[:, ::-1] == ladder).all()
    assert np.diff(np.log(ladder)) == pytest.approx(np.log(ladder[-1] / ladder[0]) / 9, abs=1e-4)
    at = np.argsort(np.argsort(-tempered, axis=1), axis=1)
    energy = np.take_along_axis(np.array(made.energy[QUENCH:-FREEZING]), np.argsort(-tempered, axis=1), axis=1)
    assert (np.diff(energy[1_000:].mean(axis=0)) < 0).all(), "the colder, the better"
    assert min(len(np.unique(at[:, replica])) for replica in range(10)) >= 5
    moves = np.abs(np.diff(at[::64], axis=0))
    assert moves.max() == 1
    assert 0.2 < moves.mean() < 0.9


def test_what_is_kept_on_the_way_is_good() -> None:
    made = search(44, 7)
    costs = [made.company.total(groups) for groups in made.found.met]
    begun = made.company.total(np.arange(308).reshape(44, 7))
    assert 24 <= len(costs) <= 31
    assert max(costs) < (begun + made.found.cost) / 2
    assert min(costs) >= made.found.cost - 1e-6


def test_of_few_people_all_replicas_are_kept_on_the_way() -> None:
    made = search(10, 6)
    assert [groups.shape for groups in made.found.met] == [(100, 6)] * ((ROUNDS - QUENCH) // 64)


def test_of_what_is_met_while_it_cools_the_later_half_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matcher.compact.anneal, "REPLICAS", ())
    scores = random_scores(30, 1)
    company = Company(
        scores=scores, fewest=np.full(6, 5), most=np.full(6, 5), counted=np.ones(6, dtype=np.int64),
        blocked=np.zeros((0, 30)),
    )  # fmt: skip
    start, rounds = np.arange(30).reshape(6, 5), 2_560
    found = anneal(company, start, rounds, np.random.default_rng(1), Watch(), keep=True)
    cooling = rounds - rounds // 10
    assert len(found.met) == pytest.approx(cooling / 2 / 64, abs=2), "one look in 64 rounds"
    worse = np.mean([company.total(groups) for groups in found.met]) - found.cost
    assert worse < 0.01 * (company.total(start) - found.cost), "it is nearly as good as the best"
    nothing = anneal(company, start, rounds, np.random.default_rng(1), Watch())
    assert (nothing.met, nothing.cost) == ([], found.cost)


def test_a_warm_search_begins_again_with_the_groups_that_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    scores = random_scores(30, 2)
    company = Company(
        scores=scores, fewest=np.full(6, 5), most=np.full(6, 5), counted=np.ones(6, dtype=np.int64),
        blocked=np.zeros((0, 30)),
    )  # fmt: skip
    start = np.arange(30).reshape(6, 5)
    good = anneal(company, start, 2_000, np.random.default_rng(1), Watch()).groups
    warm = anneal(company, good, 400, np.random.default_rng(1), Watch(), warm=True)
    assert warm.cost <= company.total(good)
    late = anneal(company, start, 2_000, np.random.default_rng(1), Watch(0))
    assert late.cut_short
    assert not warm.cut_short
