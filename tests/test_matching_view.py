"""What the matcher reads from the rules before it searches."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from matcher.view import View
from tests.build import leader, leaders, programme


def apart(*pairs: tuple[int, int], trust: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    """The groups of seven people, numbered from 1, of whom these pairs, and all of one trust, are kept apart."""
    people = [
        leader(
            n,
            trust="Star" if n in trust else "",
            not_with=frozenset(f"L{b if a == n else a:02d}" for a, b in pairs if n in (a, b)),
        )
        for n in range(1, 8)
    ]
    return [tuple(at + 1 for at in group) for group in View(programme(people)).apart]


def test_three_of_whom_each_two_are_kept_apart_are_one_group() -> None:
    assert apart((1, 2), (1, 3), (2, 3)) == [(1, 2, 3)]


def test_a_chain_of_pairs_stays_a_chain() -> None:
    assert apart((1, 2), (2, 3)) == [(1, 2), (2, 3)]


def test_somebody_kept_apart_from_all_of_a_trust_joins_it() -> None:
    assert apart((1, 2), (1, 3), trust=(2, 3)) == [(1, 2, 3)]


def test_nobody_is_kept_apart_without_a_rule() -> None:
    assert View(programme(leaders(7))).apart == ()


@given(st.sets(st.sampled_from(list(combinations(range(1, 8), 2)))), st.sets(st.integers(1, 7), max_size=4))
def test_groups_hold_exactly_the_pairs_that_are_kept_apart(pairs: set[tuple[int, int]], trust: set[int]) -> None:
    wanted = pairs | set(combinations(sorted(trust), 2))
    found = {pair for group in apart(*pairs, trust=tuple(trust)) for pair in combinations(group, 2)}
    assert found == wanted
