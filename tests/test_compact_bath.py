"""The heat bath: what it counts, what it never does, and how often it makes a swap."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from matcher.compact.anneal import anneal
from matcher.compact.bath import Bath, Company
from matcher.view import Floats, Ints
from programme.watch import Watch
from tests.test_division import random_scores

PEOPLE, GROUPS, WIDTH = 20, 4, 7
HOT = np.float32(60)
KINDS = ("full", "gaps", "labels", "waiting", "near", "everything")


def company(kind: str, seed: int = 4) -> Company:
    """Twenty people in four groups of three to seven, or of five; with labels, people near, a group that waits."""
    rng = np.random.default_rng(seed)
    full = kind == "full"
    return Company(
        scores=random_scores(PEOPLE, seed),
        fewest=np.full(GROUPS, 5 if full else 3),
        most=np.full(GROUPS, 5 if full else WIDTH),
        counted=np.array([1, 1, 1, 0 if kind in ("waiting", "everything") else 1]),
        blocked=rng.choice([0.0, 90.0], (3, PEOPLE)) if kind in ("labels", "everything") else np.zeros((0, PEOPLE)),
        waiting=150.0,
        near=rng.permuted(np.tile(np.arange(PEOPLE), (PEOPLE, 1)), axis=1)[:, :6]
        if kind in ("near", "everything")
        else None,
    )


def seats(width: int, replicas: int = 3) -> Ints:
    """Five people in each group, the other seats free."""
    start = np.full((replicas, GROUPS, width), PEOPLE)
    start[:, :, :5] = np.arange(PEOPLE).reshape(GROUPS, 5)
    return start


def bathed(own: Company, steps: int) -> Bath:
    bath = Bath(own, seats(int(own.most.max())), np.random.default_rng(1))
    for _ in range(steps):
        bath.step(np.full(3, HOT))
    return bath


@pytest.mark.parametrize("kind", KINDS)
def test_what_swaps_change_adds_up_to_what_groups_cost(kind: str) -> None:
    own = company(kind)
    bath = bathed(own, 320)
    assert bath.accepted > 50
    assert bath.energy == pytest.approx([own.total(bath.best_of(replica)) for replica in range(3)], rel=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_what_swaps_change_is_as_if_counted_afresh(kind: str) -> None:
    bath = bathed(company(kind), 320)
    ties, sizes, home, labels = bath.ties.copy(), bath.sizes.copy(), bath.home.copy(), bath.labels.copy()
    bath.recount()
    alike = np.ones(len(labels), dtype=bool) if kind not in ("labels", "everything") else labels == bath.labels
    assert alike.sum() > 6
    assert ties[alike, :-2] == pytest.approx(bath.ties[alike, :-2], abs=0.02)
    assert (ties[:, -2:] == bath.ties[:, -2:]).all()
    if kind != "full":
        assert (sizes == bath.sizes).all()
    if kind in ("near", "everything"):
        assert (home[:, :PEOPLE] == bath.home[:, :PEOPLE]).all()


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_always_sits_once_and_groups_keep_their_bounds(kind: str) -> None:
    own = company(kind)
    bath = bathed(own, 300)
    met = set[int]()
    for _ in range(30):
        bath.step(np.full(3, HOT))
        for replica in range(3):
            groups = bath.best_of(replica)
            sizes = (groups < PEOPLE).sum(axis=1)
            assert sorted(groups[groups < PEOPLE].tolist()) == list(range(PEOPLE))
            assert ((own.fewest <= sizes) & (sizes <= own.most)).all()
            met.update(sizes.tolist())
    assert met == {5} if kind == "full" else len(met) > 2


def test_of_groups_with_labels_and_free_seats_costs_and_sizes_are_kept_up() -> None:
    own = company("everything")
    bath = bathed(own, 64)
    assert bath.energy == pytest.approx([own.total(bath.best_of(replica)) for replica in range(3)], rel=1e-5)
    sizes = bath.sizes.copy()
    bath.recount()
    assert sizes.tolist() == bath.sizes.tolist()
    assert len(set(sizes.tolist())) > 2, "people took free seats"


def test_groups_take_the_label_that_costs_them_least_as_their_people_change() -> None:
    own = company("labels")
    bath = bathed(own, 16)
    cost = np.pad(own.blocked, ((0, 0), (0, 1)))[:, bath.seats].sum(axis=2)
    assert (cost[bath.labels, np.arange(len(bath.seats))] == cost.min(axis=0)).all()


@pytest.mark.parametrize("kind", ["gaps", "waiting"])
def test_however_hot_it_is_groups_keep_their_bounds(kind: str) -> None:
    own = company(kind)
    bath = Bath(own, seats(WIDTH), np.random.default_rng(1))
    for _ in range(200):
        bath.step(np.full(3, 1e9, dtype=np.float32))
    sizes = (bath.seats < PEOPLE).sum(axis=1)
    assert ((sizes >= 3) & (sizes <= WIDTH)).all()


@pytest.mark.parametrize("temperature", [5.0, 20.0, 80.0])
def test_a_swap_is_made_as_often_as_its_gain_and_the_temperature_say(temperature: float) -> None:
    scores = np.array([[0, 30, 12, 25], [30, 0, 21, 8], [12, 21, 0, 40], [25, 8, 40, 0]], dtype=float)
    own = Company(
        scores=scores, fewest=np.full(2, 2), most=np.full(2, 2), counted=np.ones(2, dtype=np.int64),
        blocked=np.zeros((0, 4)),
    )  # fmt: skip
    start = np.tile(np.array([[0, 1], [2, 3]]), (250, 1, 1))
    bath, made = Bath(own, start, np.random.default_rng(2)), Counter[frozenset[int]]()
    for _ in range(20):
        bath.step(np.full(250, temperature, dtype=np.float32))
        made.update(frozenset(group.tolist()) for group in bath.seats if 0 in group)
        bath.seats = start.reshape(-1, 2).copy()
        bath.recount()
    cost = {frozenset({0, 1}): 70.0, frozenset({0, 2}): 20.0, frozenset({0, 3}): 46.0}
    ways = {frozenset({0, 1}): 1, frozenset({0, 2}): 2, frozenset({0, 3}): 2}
    odds = {pair: ways[pair] * np.exp((20 - each) / temperature) for pair, each in cost.items()}
    assert {pair: made[pair] / 5000 for pair in cost} == pytest.approx(
        {pair: each / sum(odds.values()) for pair, each in odds.items()}, abs=0.02
    )


def test_people_change_places_only_between_groups_of_those_near_them() -> None:
    west_and_east = np.array([[n + 1 if n % 4 < 3 else n - 3, 4 * (n // 4) + (n + 2) % 4] for n in range(8)])
    own = Company(
        scores=random_scores(8, 1), fewest=np.full(4, 2), most=np.full(4, 2), counted=np.ones(4, dtype=np.int64),
        blocked=np.zeros((0, 8)), near=west_and_east,
    )  # fmt: skip
    bath = Bath(own, np.arange(8).reshape(1, 4, 2), np.random.default_rng(1))
    for _ in range(200):
        bath.step(np.full(1, 1e4, dtype=np.float32))
    assert bath.accepted > 50
    assert {frozenset((bath.seats[pair] // 4).ravel().tolist()) for pair in ([0, 1], [2, 3])} == {
        frozenset({0}),
        frozenset({1}),
    }


def planted(groups: int, size: int, seed: int = 1) -> tuple[Floats, set[frozenset[int]]]:
    """Scores of people among whom groups suit each other better than others do, in any order; and the groups."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(groups * size).reshape(groups, size)
    scores = random_scores(groups * size, seed) + 45
    for group in order:
        scores[np.ix_(group, group)] = rng.uniform(20, 60)
    np.fill_diagonal(scores, 0)
    return (scores + scores.T) / 2, {frozenset(map(int, group)) for group in order}


@pytest.mark.parametrize(("groups", "size", "rounds"), [(8, 5, 1_200), (40, 8, 6_000)])
@pytest.mark.parametrize("near", [False, True])
def test_groups_that_suit_each_other_are_found_again(groups: int, size: int, rounds: int, near: bool) -> None:
    scores, suited = planted(groups, size)
    people = groups * size
    own = Company(
        scores=scores, fewest=np.full(groups, size), most=np.full(groups, size),
        counted=np.ones(groups, dtype=np.int64), blocked=np.zeros((0, people)),
        near=np.argsort(scores, axis=1)[:, 1:25] if near else None,
    )  # fmt: skip
    found = anneal(own, np.arange(people).reshape(groups, size), rounds, np.random.default_rng(1), Watch())
    assert {frozenset(group.tolist()) for group in found.groups} == suited
    assert found.cost == pytest.approx(own.total(found.groups))
