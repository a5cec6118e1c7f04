"""The sets as they stand in a search, and who waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from matcher.exact import Draft, people_of
from matcher.view import Ints, View


class Standing:
    """Sets that keep every rule, with their cost and their facilitators' loads at hand; who is in none waits."""

    def __init__(self, view: View, drafts: Iterable[Draft] = ()) -> None:
        self.view = view
        self.drafts: dict[Draft, int] = {}
        self._seated, self._load, self._sets_cost = np.zeros(len(view.level), dtype=bool), view.max_sets.copy(), 0
        self.exchange((), drafts)

    @property
    def waiting(self) -> Ints:
        """Positions of everyone without a set."""
        return np.flatnonzero(~self._seated)

    @property
    def cost(self) -> int:
        """Tenths, with those who wait."""
        return self._sets_cost + self.view.unplaced * int((~self._seated).sum())

    def free_load(self, freed: Iterable[Draft]) -> Ints:
        """How many more sets each facilitator can take, (F,), were these sets freed."""
        load = self._load.copy()
        np.add.at(load, [draft.facilitator for draft in freed if draft.facilitator >= 0], 1)
        return load

    def stand(self, drafts: Iterable[Draft]) -> bool:
        """Whether all these sets are among those that stand."""
        return all(draft in self.drafts for draft in drafts)

    def exchange_if_free(self, freed: Sequence[Draft], drafts: Sequence[Draft]) -> bool:
        """Exchanges them unless some are gone, or it would seat people twice, overload somebody or part a pin."""
        before, seats = people_of(freed), people_of(drafts)
        load = self.free_load(freed)
        np.subtract.at(load, [draft.facilitator for draft in drafts if draft.facilitator >= 0], 1)
        others = np.setdiff1d(np.flatnonzero(self._seated), before)
        parted = np.intersect1d(self.view.pin[seats], self.view.pin[others]).max(initial=-1) >= 0
        if not self.stand(freed) or np.isin(seats, others).any() or (load < 0).any() or parted:
            return False
        self.exchange(freed, drafts)
        return True

    def exchange(self, freed: Iterable[Draft], drafts: Iterable[Draft]) -> None:
        """Puts these sets in place of those freed."""
        for draft in freed:
            self._sets_cost -= self.drafts.pop(draft)
            self._count(draft, -1)
        for draft in drafts:
            self.drafts[draft] = draft.cost(self.view)
            self._sets_cost += self.drafts[draft]
            self._count(draft, 1)

    def _count(self, draft: Draft, sets: int) -> None:
        self._seated[list(draft.members)] = sets > 0
        if draft.facilitator >= 0:
            self._load[draft.facilitator] -= sets
