"""Choosing among possible sets: the best choice, what is proved of it, and what reduced costs rule out."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from matcher.compact import partition
from matcher.compact.partition import Pool, choose
from matcher.view import Ints

PEOPLE, LEFT_OUT = 9, 500.0
NOBODY: Ints = np.zeros(0, dtype=np.int64)


@cache
def a_pool(seed: int) -> Pool:
    """Sets of two or three of nine people, the first four in a part of their own, with leaders and pins at times."""
    rng = random.Random(seed)
    rows, parts = list[list[int]](), list[int]()
    for part, people in enumerate((range(4), range(4, PEOPLE))):
        every = [s for size in (2, 3) for s in itertools.combinations(people, size)]
        some = rng.sample(every, rng.randint(3, 7))
        rows += [[*s, *[PEOPLE] * (3 - len(s))] for s in some]
        parts += [part] * len(some)
    leads = rng.choice([0, 1, 3])
    kinds = [[rng.random() < 0.6 for _ in range(leads)] for _ in range(3)] if leads else [[]]
    pool = Pool(
        rows=np.array(rows), cost=np.array([float(rng.randint(50, 900)) for _ in rows]), people=PEOPLE,
        left_out=LEFT_OUT, kind=np.array([rng.randrange(len(kinds)) for _ in rows]),
        can_lead=np.array(kinds, dtype=bool).reshape(len(kinds), leads),
        load=np.array([rng.randint(1, 2) for _ in range(leads)], dtype=np.int64), part=np.array(parts),
        pins=(np.array([4, 5]), np.array([6])) if seed % 3 == 0 else (),
    )  # fmt: skip
    return replace(pool, numbers=_numbers(pool), waits=_waits(pool)) if seed % 2 else pool


def _numbers(pool: Pool) -> tuple[tuple[Ints, Ints], ...]:
    """How many of each part 0, 1, … sets hold at most, by trying all."""
    found = []
    for part, people in enumerate((np.arange(4), np.arange(4, PEOPLE))):
        most = np.full(3, -1)
        for chosen in choices(pool):
            own = [at for at in chosen if pool.part[at] == part]
            most[len(own)] = max(most[len(own)], sum(len(members(pool, at)) for at in own))
        found.append((people, most))
    return tuple(found)


def _waits(pool: Pool) -> tuple[tuple[Ints, int], ...]:
    """The fewest of the last three who are left out in any choice."""
    seated = [sum(len({6, 7, 8} & members(pool, at)) for at in chosen) for chosen in choices(pool)]
    return ((np.array([6, 7, 8]), 3 - max(seated)),)


def members(pool: Pool, at: int) -> set[int]:
    return set(pool.rows[at].tolist()) - {pool.people}


@cache
def choices(pool: Pool) -> tuple[tuple[int, ...], ...]:
    """All sets that may be chosen together."""
    return tuple(_choices(pool))


def _choices(pool: Pool) -> Iterator[tuple[int, ...]]:
    for number in range(5):
        for chosen in itertools.combinations(range(len(pool.rows)), number):
            seated = [member for at in chosen for member in members(pool, at)]
            if len(set(seated)) == len(seated) and _led(pool, chosen) and not _parted(pool, chosen):
                yield chosen


def _led(pool: Pool, chosen: tuple[int, ...]) -> bool:
    leaders = [np.flatnonzero(pool.can_lead[pool.kind[at]]) for at in chosen] if len(pool.load) else []
    return any((np.bincount(led, minlength=len(pool.load)) <= pool.load).all() for led in _ways(leaders))


def _ways(leaders: list[Ints]) -> Iterator[Ints]:
    return (np.array(led, dtype=np.int64) for led in itertools.product(*leaders))


def _parted(pool: Pool, chosen: tuple[int, ...]) -> bool:
    return any(sum(bool(set(pin.tolist()) & members(pool, at)) for at in chosen) > 1 for pin in pool.pins)


def cost(pool: Pool, chosen: tuple[int, ...] | Ints) -> float:
    seated = sum(len(members(pool, int(at))) for at in chosen)
    return float(sum(pool.cost[at] for at in chosen)) + LEFT_OUT * (PEOPLE - seated)


@pytest.fixture(autouse=True)
def _few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition, "FIRST", 1)
    monkeypatch.setattr(partition, "MORE", 3)


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("likely", [2, 1_000])
def test_the_best_choice_is_found_and_proved(seed: int, likely: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition, "LIKELY", likely)
    monkeypatch.setattr(partition, "WIDER", 2)
    pool = a_pool(seed)
    found, best = choose(pool, NOBODY, 1_000, 60), min(cost(pool, chosen) for chosen in choices(pool))
    assert tuple(sorted(found.sets.tolist())) in set(choices(pool))
    assert [found.cost, found.bound] == pytest.approx([best, best])
    assert cost(pool, found.sets) == pytest.approx(found.cost)
    assert not found.out_of_time


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("most", [1, 3, 6])
def test_of_too_few_sets_no_more_is_proved_than_is_true(seed: int, most: int) -> None:
    pool = a_pool(seed)
    possible = choices(pool)
    best, known = (
        min(cost(pool, chosen) for chosen in possible),
        np.array(random.Random(seed).choice(possible), dtype=int),
    )
    found = choose(pool, known, 1_000, 60, most)
    assert found.bound <= best + 1e-3
    assert best - 1e-3 <= found.cost <= cost(pool, known) + 1e-3
    assert cost(pool, found.sets) == pytest.approx(found.cost)


@pytest.mark.parametrize("seed", range(16))
def test_no_choice_with_a_set_costs_less_than_the_bound_and_its_reduced_cost(seed: int) -> None:
    pool = a_pool(seed)
    bound, reduced = partition._priced(pool)
    for at in range(len(pool.rows)):
        with_it = [cost(pool, chosen) for chosen in choices(pool) if at in chosen]
        assert min(with_it, default=np.inf) >= bound + reduced[at] - 1e-3
    assert (reduced >= 0).all()


def test_a_choice_that_cannot_be_bettered_is_given_back() -> None:
    pool = a_pool(1)
    best = min(choices(pool), key=lambda chosen: cost(pool, chosen))
    found = choose(pool, np.array(best), 1_000, 60)
    assert found.sets.tolist() == list(best)
    assert [found.cost, found.bound] == pytest.approx([cost(pool, best)] * 2)


def test_without_time_the_known_choice_stays_and_it_is_said() -> None:
    rng = np.random.default_rng(1)
    every = np.array(list(itertools.combinations(range(30), 3)))
    pool = Pool(
        rows=every, cost=rng.uniform(100, 900, len(every)), people=30, left_out=1_000.0,
        kind=np.zeros(len(every), dtype=np.int64), can_lead=np.zeros((1, 0), dtype=bool), load=NOBODY,
        part=np.zeros(len(every), dtype=np.int64),
    )  # fmt: skip
    found = choose(pool, NOBODY, 10**9, 0)
    assert found.bound < found.cost
    assert found.out_of_time
