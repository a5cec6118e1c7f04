"""What a set keeps of its year in the plan that stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from programme.plans import LearningSet, Meeting
from programme.records import Programme
from programme.rules.base import is_fixed, is_held
from programme.rules.meetings import Attendance
from programme.rules.opening import inside


def stands(programme: Programme, learning_set: LearningSet) -> bool:
    """Whether the set is in the plan that stands."""
    return programme.standing is not None and learning_set.set_id in programme.standing.plan.set_by_id


def fixed(programme: Programme, learning_set: LearningSet) -> tuple[Meeting, ...]:
    """The set's meetings whose date and place stay, in the order of their dates."""
    return tuple(meeting for meeting in _year(programme, learning_set) if is_fixed(programme, meeting))


def later(programme: Programme, learning_set: LearningSet) -> tuple[Meeting, ...]:
    """The set's meetings that may go elsewhere, in the order of their dates."""
    return tuple(meeting for meeting in _year(programme, learning_set) if not is_fixed(programme, meeting))


def leader_of(programme: Programme, learning_set: LearningSet, uid: str) -> str:
    """The facilitator_id of who leads a meeting of this set that is not yet held."""
    return programme.substitutes.get(uid, learning_set.facilitator_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A later meeting that stays where it is, because a substitute leads it; set, week and leaders are positions."""

    row: int
    week: int
    slot: int
    venue: int
    leader: int


def covers(programme: Programme, sets: Sequence[LearningSet]) -> Iterator[Cover]:
    """The meetings of these sets that substitutes lead."""
    for row, learning_set in enumerate(sets) if programme.substitutes else ():
        for meeting in later(programme, learning_set):
            leader = leader_of(programme, learning_set, meeting.uid)
            if leader != learning_set.facilitator_id and leader in programme.facilitator_at:
                yield Cover(
                    row=row,
                    week=programme.week_of(meeting.date) if inside(programme, meeting) else -1,
                    slot=int(meeting.slot),
                    venue=programme.venue_at.get(meeting.venue_id, -1),
                    leader=programme.facilitator_at[leader],
                )


def _year(programme: Programme, learning_set: LearningSet) -> list[Meeting]:
    known = programme.standing.plan.meetings_of if programme.standing else {}
    return sorted(known.get(learning_set.set_id, ()), key=lambda meeting: (meeting.date, meeting.slot))


def stayed(programme: Programme, learning_set: LearningSet) -> tuple[Meeting, ...]:
    """The fixed meetings as they now are: those not yet held with today's facilitator and absences."""
    return tuple(_as_of_today(programme, learning_set, meeting) for meeting in fixed(programme, learning_set))


def _as_of_today(programme: Programme, learning_set: LearningSet, meeting: Meeting) -> Meeting:
    if is_held(programme, meeting):
        return meeting
    known = inside(programme, meeting)
    absent = Attendance.absentees(programme, learning_set, meeting.date, meeting.slot) if known else ()
    return replace(meeting, facilitator_id=leader_of(programme, learning_set, meeting.uid), absent=absent)
