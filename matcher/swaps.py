"""Members of sets of a level that change places, at prices on pairs that no linear model counts exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from matcher.exact import Draft
from matcher.view import Flags, Ints, View
from programme.prices import pair_costs

PASSES, MOST_PEOPLE = 20, 1_500
"""How often all pairs of sets are looked at, and the people of a level above which none are."""


def swapped(view: View, drafts: Sequence[Draft]) -> list[Draft]:
    """The same sets, in which no two members of a level could change places at a lower cost."""
    found = list[Draft]()
    for level in range(len(view.programme.levels)):
        own = [draft for draft in drafts if draft.level == level]
        found += _Level(view, level).improved(own) if len(view.of_level(level)) <= MOST_PEOPLE else own
    return found


class _Level:
    """What pairs of a level cost and who may not sit together, by number within the level, (n, n)."""

    def __init__(self, view: View, level: int) -> None:
        self.view, self.people = view, view.of_level(level)
        self.number = {int(at): row for row, at in enumerate(self.people)}
        self.pairs = pair_costs(view.programme, self.people.tolist())
        own = view.membership[self.people]
        self.apart = np.asarray((own @ own.T).toarray() > 0)
        np.fill_diagonal(self.apart, val=False)

    def improved(self, drafts: list[Draft]) -> list[Draft]:
        """Best swaps of all pairs of sets, one after the other, until none is left that gains."""
        for _ in range(PASSES):
            better = False
            for one, other in combinations(range(len(drafts)), 2):
                if pair := self._best(drafts[one], drafts[other]):
                    drafts[one], drafts[other] = pair
                    better = True
            if not better:
                break
        return drafts

    def _best(self, one: Draft, other: Draft) -> tuple[Draft, Draft] | None:
        gain = np.where(self._may_swap(one, other), self._change(one, other), 0)
        here, there = np.unravel_index(int(np.argmin(gain)), gain.shape)
        if gain[here, there] >= 0:
            return None
        leaves, comes = one.members[here], other.members[there]
        return _with(one, leaves, comes), _with(other, comes, leaves)

    def _change(self, one: Draft, other: Draft) -> Ints:
        """What each swap costs more, (members of one, members of the other), tenths."""
        here, there, seat = list(one.members), list(other.members), self.view.seat_cost
        ways = (seat[here, other.venue] - seat[here, one.venue])[:, None]
        ways = ways + seat[there, one.venue] - seat[there, other.venue]
        a, b = self._numbers(one), self._numbers(other)
        joins = self.pairs[np.ix_(a, b)].sum(axis=1) - self.pairs[np.ix_(a, a)].sum(axis=1)
        comes = self.pairs[np.ix_(b, a)].sum(axis=1) - self.pairs[np.ix_(b, b)].sum(axis=1)
        return np.asarray(ways + joins[:, None] + comes - 2 * self.pairs[np.ix_(a, b)])

    def _may_swap(self, one: Draft, other: Draft) -> Flags:
        a, b = self._numbers(one), self._numbers(other)
        between = self.apart[np.ix_(a, b)]
        stays = (between.sum(axis=1)[:, None] == between) & (between.sum(axis=0) == between)
        return np.asarray(stays & self._may_join(one, other)[:, None] & self._may_join(other, one))

    def _may_join(self, one: Draft, other: Draft) -> Flags:
        """Which members of one set the other's venue, slot and facilitator suit; who is pinned stays."""
        view, members = self.view, list(one.members)
        suits = view.reachable[members, other.venue] & view.leader_free[members, other.slot] & (view.pin[members] < 0)
        return np.asarray(suits & view.serves[other.facilitator, members] if other.facilitator >= 0 else suits)

    def _numbers(self, draft: Draft) -> list[int]:
        return [self.number[member] for member in draft.members]


def _with(draft: Draft, leaves: int, comes: int) -> Draft:
    return replace(draft, members=tuple(sorted({*draft.members, comes} - {leaves})))
