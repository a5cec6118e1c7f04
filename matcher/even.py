"""Sets of one level at one venue made as even as they can be, where it costs nothing.

Two sets of seven are better than one of six and one of eight: they survive a withdrawal,
and give each presenter six other pairs of eyes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

from matcher.exact import Draft
from matcher.view import View


def even(view: View, drafts: Sequence[Draft]) -> list[Draft]:
    """The same people at the same venues in sets of more equal size."""
    by_pool: dict[tuple[int, int], list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_pool[draft.level, draft.venue].append(draft)
    return [draft for pool in by_pool.values() for draft in _evened(view, pool)]


def _evened(view: View, pool: list[Draft]) -> list[Draft]:
    moved = next(
        (
            (large, small, pair)
            for large, small in permutations(pool, 2)
            if len(large.members) - len(small.members) > 1 and (pair := _move(view, large, small))
        ),
        None,
    )
    if moved is None:
        return pool
    large, small, pair = moved
    return _evened(view, [*(draft for draft in pool if draft not in (large, small)), *pair])


def _move(view: View, large: Draft, small: Draft) -> tuple[Draft, Draft] | None:
    """The two sets with one member moved, at no higher cost; None where nobody can move."""
    cost = large.cost(view) + small.cost(view)
    for member in large.members:
        if _may_join(view, member, small):
            left = replace(large, members=tuple(m for m in large.members if m != member))
            joined = replace(small, members=tuple(sorted((*small.members, member))))
            if left.cost(view) + joined.cost(view) <= cost:
                return left, joined
    return None


def _may_join(view: View, member: int, draft: Draft) -> bool:
    led = draft.facilitator < 0 or bool(view.serves[draft.facilitator, member])
    own = set(view.membership[[member]].indices)
    clash = any(own.intersection(view.membership[[other]].indices) for other in draft.members)
    return led and not clash and view.pin[member] < 0 and bool(view.leader_free[member, draft.slot])
