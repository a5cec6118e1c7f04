"""What every rule is, and the two shapes most of them have."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
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
    """A rule that one meeting keeps or breaks by itself; fixed meetings are not asked where it is on date or place."""

    on_people: ClassVar[bool] = False
    """Whether it is on who comes, and so is asked of fixed meetings too, past ones apart."""

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        exempt = is_held if self.on_people else is_fixed
        return self.broken_among(programme, plan, [m for m in plan.meetings if not exempt(programme, m)])

    def strained(self, programme: Programme, plan: Plan) -> Iterator[str]:
        """What this rule has against meetings to come that are too near to be moved."""
        near = [m for m in plan.meetings if is_fixed(programme, m) and not is_held(programme, m)]
        return self.broken_among(programme, plan, [] if self.on_people else near)

    def broken_among(self, programme: Programme, plan: Plan, meetings: Iterable[Meeting]) -> Iterator[str]:
        """One sentence for each breach by one of these meetings."""
        for meeting in meetings:
            for breach in self.broken_by(programme, plan.set_by_id[meeting.set_id], meeting):
                yield f"{meeting.set_id}, meeting {meeting.number} ({meeting.date}): {breach}"

    @abstractmethod
    def broken_by(self, programme: Programme, learning_set: LearningSet, meeting: Meeting) -> Iterator[str]:
        """What is wrong with this meeting of this set."""


def is_held(programme: Programme, meeting: Meeting) -> bool:
    """Whether the meeting is past, in the plan that stands."""
    return programme.standing is not None and meeting.uid in programme.standing.held


def is_fixed(programme: Programme, meeting: Meeting) -> bool:
    """Whether the meeting's date and place stay as they are, in the plan that stands."""
    return programme.standing is not None and meeting.uid in programme.standing.fixed


def places(programme: Programme, learning_set: LearningSet) -> list[int]:
    """Positions of a set's members among the programme's leaders."""
    return [programme.leader_at[member] for member in learning_set.members]
