"""Prices on pairs of members: rules that only cost, mixes that are wished for, company of earlier years.

A group holds people who are alike in something. With n of a group in a set, n(n-1)/2 pairs
there are alike: a convex count, which solvers bound by straight lines.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from programme.holidays import Flags
from programme.records import Mix, Programme
from programme.rules import APART
from programme.rules.company import Group, plain

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, eq=False, kw_only=True)
class PairPrice:
    """``minutes`` for each pair in a set that is alike or, where ``alike`` is false, that is not.

    Positions of leaders stand in the ``groups``, no pair in two of them. Who is in no group
    has no part in this price; ``leaders`` is how many there are in all.
    """

    name: str
    minutes: float
    groups: tuple[Group, ...]
    leaders: int
    alike: bool = True

    @cached_property
    def membership(self) -> csr_array:
        """Who is in which group, (leaders, groups)."""
        from scipy.sparse import csr_array

        people = np.concatenate(self.groups)
        columns = np.repeat(np.arange(len(self.groups)), [len(group) for group in self.groups])
        return csr_array((np.ones(len(people)), (people, columns)), shape=(self.leaders, len(self.groups)))

    def between(self, people: Sequence[int]) -> Flags:
        """Which pairs of these people cost, (people, people)."""
        own = self.membership[list(people)]
        together = np.asarray((own @ own.T).toarray() > 0)
        known = np.asarray(own.sum(axis=1) > 0)
        costs = together if self.alike else np.outer(known, known) & ~together
        np.fill_diagonal(costs, False)
        return costs


@lru_cache(maxsize=4)
def pair_prices(programme: Programme) -> tuple[PairPrice, ...]:
    """Every price on pairs that programme.toml states."""
    company = [_positions(programme, group) for group in programme.company]
    found = [
        *((rule.name, rule.price(programme), disjoint(rule.groups(programme)), True) for rule in APART),
        *((mix.column, mix.minutes, _by_value(programme, mix), mix.want == "differ") for mix in programme.mixes),
        ("repeat_pair", programme.settings.prices.repeat_pair, disjoint(company), True),
    ]
    everybody = len(programme.leaders)
    return tuple(
        PairPrice(name=name, minutes=minutes, groups=groups, leaders=everybody, alike=alike)
        for name, minutes, groups, alike in found
        if minutes and groups
    )


def disjoint(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The same pairs, each in one group only: groups that share a pair become pairs."""
    sets = {frozenset(map(int, group)) for group in groups}
    seen = Counter(pair for group in sets for pair in combinations(sorted(group), 2))
    whole = {group for group in sets if all(seen[pair] == 1 for pair in combinations(sorted(group), 2))}
    pairs = {frozenset(pair) for group in sets - whole for pair in combinations(sorted(group), 2)}
    return tuple(np.array(group, dtype=np.int64) for group in sorted(map(sorted, whole | pairs)) if len(group) > 1)


def _by_value(programme: Programme, mix: Mix) -> tuple[Group, ...]:
    found: dict[str, list[str]] = defaultdict(list)
    for leader_id, value in mix.values.items():
        if plain(value):
            found[plain(value)].append(leader_id)
    return tuple(_positions(programme, found[value]) for value in sorted(found))


def _positions(programme: Programme, leader_ids: Iterable[str]) -> Group:
    at = programme.leader_at
    return np.array(sorted(at[leader_id] for leader_id in leader_ids if leader_id in at), dtype=np.int64)
