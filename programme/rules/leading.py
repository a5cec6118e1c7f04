"""Who leads which set."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import ClassVar

import numpy as np

from programme.holidays import Flags
from programme.plans import LearningSet, Plan
from programme.records import Facilitator, Leader, Programme
from programme.rules.base import Rule, SetRule, is_held, places
from programme.rules.company import trust_key


class Led(Rule):
    name = "led"
    sentence = "Every set has a home venue and one facilitator, who leads all its meetings but for agreed substitutes."
    reason = "Trust in the group grows with a facilitator who stays."

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        for learning_set in plan.sets:
            if programme.facilitators and not learning_set.facilitator_id:
                yield f"{learning_set.set_id} has no facilitator"
            if programme.venues and not learning_set.venue_id:
                yield f"{learning_set.set_id} has no home venue"
            for meeting in plan.meetings_of[learning_set.set_id]:
                wanted = programme.substitutes.get(meeting.uid, learning_set.facilitator_id)
                if meeting.facilitator_id != wanted and not is_held(programme, meeting):
                    whose = "its substitute" if meeting.uid in programme.substitutes else "the set's facilitator"
                    yield (
                        f"{meeting.set_id}, meeting {meeting.number} is led by {meeting.facilitator_id or 'nobody'}, "
                        f"{whose} is {wanted or 'nobody'}"
                    )


class FacilitatorLevel(SetRule):
    name = "facilitator's level"
    sentence = "A facilitator takes only sets of their levels (blank: any)."
    reason = "A facilitator must know the work that the members speak of."

    @staticmethod
    @lru_cache(maxsize=4)
    def allowed(programme: Programme) -> Flags:
        """Who takes which level, shape (facilitators, programme.levels)."""
        rows = [[takes(f, level) for level in programme.levels] for f in programme.facilitators]
        return np.array(rows, dtype=bool).reshape(len(rows), len(programme.levels))

    def broken_by(self, programme: Programme, learning_set: LearningSet) -> Iterator[str]:
        if learning_set.facilitator_id:
            facilitator = programme.facilitators[programme.facilitator_at[learning_set.facilitator_id]]
            if not takes(facilitator, learning_set.level):
                yield f"{facilitator.name} does not take {learning_set.level}"


class Serving(SetRule):
    """A rule on whom a facilitator may lead. Solvers read ``allowed`` of all such rules together."""

    who: ClassVar[str]
    """What is to be said of the facilitator, after “led by Rosa Tennant-Li, who …”."""

    @staticmethod
    @abstractmethod
    def allowed(programme: Programme) -> Flags:
        """Who may serve whom, shape (facilitators, leaders)."""

    @abstractmethod
    def complaint(self, facilitator: Facilitator, leader: Leader) -> str:
        """Why this facilitator may not lead this leader."""

    def broken_by(self, programme: Programme, learning_set: LearningSet) -> Iterator[str]:
        if learning_set.facilitator_id:
            row = programme.facilitator_at[learning_set.facilitator_id]
            for at in places(programme, learning_set):
                if not self.allowed(programme)[row, at]:
                    yield self.complaint(programme.facilitators[row], programme.leaders[at])


class FacilitatorTrusts(Serving):
    name = "facilitator's trusts"
    sentence = "A facilitator serves no member of a trust they are kept from (not_with_trusts)."
    reason = "Facilitators may work, or have worked, for a trust."
    who = "is kept from their trust"

    @staticmethod
    @lru_cache(maxsize=4)
    def allowed(programme: Programme) -> Flags:
        table = np.ones((len(programme.facilitators), len(programme.leaders)), dtype=bool)
        employed = [employers(leader) for leader in programme.leaders]
        for row, facilitator in enumerate(programme.facilitators):
            if kept := {trust_key(trust) for trust in facilitator.not_with_trusts}:
                table[row] = [kept.isdisjoint(trusts) for trusts in employed]
        return table

    def complaint(self, facilitator: Facilitator, leader: Leader) -> str:
        return f"{facilitator.name} is kept from {leader.trust or leader.trust_code}, where {leader.name} works"


class OwnSet(Serving):
    name = "own set"
    sentence = "Nobody leads a set that they are a member of (email in leaders.csv and facilitators.csv)."
    reason = "Whoever leads a set cannot bring a question of their own."
    who = "is the same person"

    @staticmethod
    @lru_cache(maxsize=4)
    def allowed(programme: Programme) -> Flags:
        table = np.ones((len(programme.facilitators), len(programme.leaders)), dtype=bool)
        at = {leader.email.casefold(): at for at, leader in enumerate(programme.leaders) if leader.email}
        for row, facilitator in enumerate(programme.facilitators):
            if (own := at.get(facilitator.email.casefold())) is not None:
                table[row, own] = False
        return table

    def complaint(self, facilitator: Facilitator, leader: Leader) -> str:
        return f"{facilitator.name} would lead a set that they are a member of, as {leader.name} ({leader.email})"


class Load(Rule):
    name = "load"
    sentence = "No facilitator leads more sets than their max_sets."
    reason = "Facilitators said how much they can take on."

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        loads = Counter(s.facilitator_id for s in plan.sets if s.facilitator_id)
        for facilitator_id, count in sorted(loads.items()):
            facilitator = programme.facilitators[programme.facilitator_at[facilitator_id]]
            if count > facilitator.max_sets:
                yield f"{facilitator.name} leads {count} sets, their limit is {facilitator.max_sets}"


def takes(facilitator: Facilitator, level: str) -> bool:
    """Whether the facilitator takes sets of this level."""
    return not facilitator.levels or level in facilitator.levels


def employers(leader: Leader) -> set[str]:
    """The leader's trust, by name and by code, for comparing; empty where there is none."""
    return {trust_key(leader.trust), trust_key(leader.trust_code)} - {""}
