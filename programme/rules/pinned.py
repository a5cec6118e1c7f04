"""Who is kept in a set by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from programme.plans import Plan
from programme.records import Programme
from programme.rules.base import Rule
from programme.rules.company import Group


class Pinned(Rule):
    """Solvers read ``groups``: those who sit, sit in one set, and nobody of another group with them."""

    name = "pinned"
    sentence = "Whoever is pinned to a set (pinned) sits in that set or waits."
    reason = "The coordinator has promised somebody a set, or company."

    @staticmethod
    def groups(programme: Programme) -> dict[str, Group]:
        """Positions of the leaders pinned to each set_id, ascending; ids in order."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, leader in enumerate(programme.leaders):
            if leader.pinned:
                found[leader.pinned].append(at)
        return {set_id: np.array(found[set_id], dtype=np.int64) for set_id in sorted(found)}

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        for learning_set in plan.sets:
            for member in learning_set.members:
                leader = programme.leader(member)
                if leader.pinned not in ("", learning_set.set_id):
                    lost = "" if leader.pinned in plan.set_by_id else ", which is no set of this plan"
                    yield f"{learning_set.set_id}: {leader.name} is pinned to {leader.pinned}{lost}"
