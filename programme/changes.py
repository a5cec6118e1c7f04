"""What differs between two plans, as values that can be shown, kept and acted on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from programme.checker import Breach
from programme.plans import Meeting, Minutes, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Where a meeting should go; None leaves a part as it is. ``half`` is 0 in the morning, 1 in the afternoon."""

    day: date | None = None
    half: int | None = None
    venue_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingChange:
    """One meeting as it was and as it is now: the same uid, and something else that differs."""

    before: Meeting
    after: Meeting

    @property
    def moved(self) -> bool:
        """Whether its date, half-day, venue or room differs."""
        return (self.before.place, self.before.room) != (self.after.place, self.after.room)


def meeting_changes(before: Plan, after: Plan) -> tuple[MeetingChange, ...]:
    """The meetings of both plans that differ, in the order of the later plan."""
    known = {meeting.uid: meeting for meeting in before.meetings}
    return tuple(
        MeetingChange(before=known[meeting.uid], after=meeting)
        for meeting in after.meetings
        if known.get(meeting.uid, meeting) != meeting
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A plan in which one meeting went elsewhere, and all others stayed where they are.

    ``meeting`` is that meeting as it is in ``plan``, ``changes`` has it and those whose
    presenters changed with it. ``breaches`` are of rules that the plan before kept there;
    of those that it broke, ``mended`` are no more and ``standing`` still are.
    """

    meeting: Meeting
    plan: Plan
    changes: tuple[MeetingChange, ...]
    minutes: Minutes
    breaches: tuple[Breach, ...]
    mended: tuple[Breach, ...]
    standing: tuple[Breach, ...]
