"""Dividing people by pair scores, against every division there is and against published optima."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from benchmarks.division import divide, prove
from benchmarks.matching import MDGP, read_mdgp, sizes_broken
from benchmarks.sizes import GAIN, best_sizes
from matcher.compact.bath import Bath, Company
from matcher.view import Floats
from programme.watch import Watch

ENDLESS = 1e9


def random_scores(people: int, seed: int) -> Floats:
    upper = np.triu(np.random.default_rng(seed).uniform(0, 100, (people, people)), 1)
    return np.asarray(upper + upper.T)


def least(scores: Floats) -> float:
    """The least score of two groups of three to five of eight people."""
    everybody = set(range(8))
    halves = [set(half) for size in (3, 4) for half in itertools.combinations(range(8), size)]
    return min(_score(scores, half) + _score(scores, everybody - half) for half in halves)


def _score(scores: Floats, group: set[int]) -> float:
    return float(sum(scores[pair] for pair in itertools.combinations(sorted(group), 2)))


@pytest.mark.parametrize("seed", range(10))
def test_few_people_are_divided_as_well_as_can_be(seed: int) -> None:
    scores = random_scores(8, seed)
    assert divide(scores, [(3, 5)] * 2, iterations=2_000).score == pytest.approx(least(scores))


def test_the_greatest_sum_is_found_as_the_least_of_the_opposite() -> None:
    scores = random_scores(8, 3)
    found = divide(scores, [(3, 5)] * 2, iterations=2_000, maximise=True)
    assert found.score == pytest.approx(-least(-scores))


@pytest.mark.parametrize("seed", range(5))
def test_groups_keep_their_bounds_and_hold_everybody_once(seed: int) -> None:
    bounds = np.array([[2, 5], [3, 4], [4, 9], [1, 8]])
    found = divide(random_scores(15, seed), [(int(a), int(b)) for a, b in bounds], iterations=600, seed=seed)
    assert sizes_broken(found.groups, bounds) == 0
    assert sorted(itertools.chain(*found.groups)) == list(range(15))


def test_people_to_be_kept_apart_are_in_different_groups() -> None:
    scores = random_scores(12, 1)
    scores[:4, :4] = 0  # the four would be best together
    found = divide(scores, [(3, 3)] * 4, [range(4)], iterations=2_000)
    assert [len(set(group) & set(range(4))) for group in found.groups] == [1, 1, 1, 1]


def test_the_same_arguments_give_the_same_groups() -> None:
    scores = random_scores(40, 2)
    assert divide(scores, [(5, 5)] * 8, iterations=500) == divide(scores, [(5, 5)] * 8, iterations=500)


def test_an_expired_watch_cuts_the_search_short_and_still_gives_groups() -> None:
    found = divide(random_scores(12, 1), [(3, 3)] * 4, iterations=10_000, watch=Watch(0))
    assert found.cut_short
    assert sorted(itertools.chain(*found.groups)) == list(range(12))


def test_sizes_fill_their_bounds() -> None:
    bounds = np.array([[2, 6], [2, 6], [3, 3]])
    assert best_sizes(random_scores(11, 1), bounds).sum() == 11


@pytest.mark.parametrize(
    "bounds", [[(2, 6), (2, 6), (3, 3)], [(1, 9), (2, 4)], [(3, 5), (3, 5), (3, 5)], [(0, 4), (5, 9)], [(11, 11)]]
)
@pytest.mark.parametrize("spread", [1, 40])
def test_sizes_are_those_of_which_the_least_is_to_be_expected(bounds: list[tuple[int, int]], spread: int) -> None:
    scores = 60 + (random_scores(11, 1) - 50) * spread / 25
    pairs = scores[np.triu_indices(11, 1)]

    def expected(sizes: tuple[int, ...]) -> float:
        return float(sum(pairs.mean() * s * (s - 1) / 2 - GAIN * pairs.std() * s * s**0.5 for s in sizes))

    possible = itertools.product(*(range(low, high + 1) for low, high in bounds))
    found = best_sizes(scores, np.array(bounds)).tolist()
    assert expected(found) == pytest.approx(min(expected(sizes) for sizes in possible if sum(sizes) == 11))
    assert sum(found) == 11
    assert all(low <= size <= high for size, (low, high) in zip(found, bounds, strict=True))


def test_bounds_that_hold_too_few_are_refused() -> None:
    with pytest.raises(ValueError, match=r"Expected bounds that hold 11 people"):
        best_sizes(random_scores(11, 1), np.array([[2, 5], [2, 5]]))


def test_the_bath_counts_what_its_swaps_change() -> None:
    company = Company(
        scores=random_scores(20, 4),
        fewest=np.array([3, 3, 3, 3]),
        most=np.array([7, 7, 7, 7]),
        counted=np.ones(4, dtype=np.int64),
        blocked=np.zeros((0, 20)),
    )
    seats = np.full((3, 4, 7), 20)
    seats[:, :, :5] = np.arange(20).reshape(4, 5)
    bath = Bath(company, seats, np.random.default_rng(1))
    for _ in range(200):
        bath.step(np.full(3, 40, dtype=np.float32))
    assert bath.energy == pytest.approx([company.total(bath.best_of(replica)) for replica in range(3)], rel=1e-5)


@pytest.mark.parametrize("seed", range(5))
def test_a_division_is_proved_by_pricing_every_group(seed: int) -> None:
    scores = random_scores(9, seed)
    anything = [(0, 1, 2), (3, 4, 5), (6, 7, 8)]
    best = min(
        sum(_score(scores, set(part)) for part in (order[:3], order[3:6], order[6:]))
        for order in itertools.permutations(range(9))
        if order[0] < order[1] < order[2] and order[3] < order[4] < order[5] and order[6] < order[7] < order[8]
    )
    proved = prove(scores, anything, Watch(ENDLESS))
    assert (proved.score, proved.bound) == pytest.approx((best, best))


def test_a_published_optimum_is_found_and_proved() -> None:
    path = MDGP / "Geo_n030_ss_01.txt.gz"
    if not path.exists():
        pytest.skip("the published instances are not beside the repository")
    scores, bounds = read_mdgp(path)
    found = divide(scores, [(int(a), int(b)) for a, b in bounds], iterations=2_000, maximise=True)
    proved = prove(scores, found.groups, Watch(ENDLESS), maximise=True)
    assert (proved.score, proved.bound) == pytest.approx((13790.992, 13790.992))
