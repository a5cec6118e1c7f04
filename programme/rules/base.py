"""What every rule is, and the two shapes most of them have."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from programme.plans import LearningSet, Meeting, Plan
from programme.records import Programme


class Rule(ABC):
    """Something that must hold of every plan."""

    name: ClassVar[str]
    sentence: ClassVar[str]
    reason: ClassVar[str]

    @abstractmethod
    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        """One sentence for each place where the plan breaks this rule."""


class SetRule(Rule):
    """A rule that one set keeps or breaks by itself."""

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        for learning_set in plan.sets:
            for breach in self.broken_by(programme, learning_set):
                yield f"{learning_set.set_id}: {breach}"

    @abstractmethod
    def broken_by(self, programme: Programme, learning_set: LearningSet) -> Iterator[str]:
        """What is wrong with this set."""


class MeetingRule(Rule):
    """A rule that one meeting keeps or breaks by itself."""

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        for meeting in plan.meetings:
            for breach in self.broken_by(programme, plan.set_by_id[meeting.set_id], meeting):
                yield f"{meeting.set_id}, meeting {meeting.number} ({meeting.date}): {breach}"

    @abstractmethod
    def broken_by(self, programme: Programme, learning_set: LearningSet, meeting: Meeting) -> Iterator[str]:
        """What is wrong with this meeting of this set."""


def places(programme: Programme, learning_set: LearningSet) -> list[int]:
    """Positions of a set's members among the programme's leaders."""
    return [programme.leader_at[member] for member in learning_set.members]
