"""What differs between two plans, as values that can be shown, kept and acted on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from programme.checker import Breach
from programme.plans import LearningSet, Meeting, Minutes, Plan
from programme.records import Programme
from programme.slots import Slot

WAITING = "waiting"
NO_SET = ("", WAITING)


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
class SeatChange:
    """Where somebody sat and sits; a set_id, ``WAITING``, or "" for who is not in the plan at all."""

    leader_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Everything that differs between two plans.

    ``seats`` are in the order of leader_ids; ``formed`` and ``dissolved`` are set_ids; ``sets``
    are those of both plans with another facilitator, home venue or usual slot, as they were and
    are; ``meetings`` are of both plans, ``added`` and ``dropped`` of one.
    """

    seats: tuple[SeatChange, ...]
    formed: tuple[str, ...]
    dissolved: tuple[str, ...]
    sets: tuple[tuple[LearningSet, LearningSet], ...]
    meetings: tuple[MeetingChange, ...]
    added: tuple[Meeting, ...]
    dropped: tuple[Meeting, ...]

    @property
    def moved(self) -> tuple[SeatChange, ...]:
        """Those who went from one set to another."""
        return tuple(s for s in self.seats if s.before not in NO_SET and s.after not in NO_SET)

    @property
    def elsewhere(self) -> tuple[MeetingChange, ...]:
        """The meetings at another date, half-day or venue."""
        return tuple(change for change in self.meetings if change.before.place != change.after.place)

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return any(getattr(self, part) for part in self.__dataclass_fields__)


def difference(before: Plan, after: Plan) -> Difference:
    """What differs from one plan to another."""
    old, new = seats(before), seats(after)
    return Difference(
        seats=tuple(
            SeatChange(leader_id=who, before=old.get(who, ""), after=new.get(who, ""))
            for who in sorted(old.keys() | new.keys())
            if old.get(who, "") != new.get(who, "")
        ),
        formed=tuple(sorted(after.set_by_id.keys() - before.set_by_id.keys())),
        dissolved=tuple(sorted(before.set_by_id.keys() - after.set_by_id.keys())),
        sets=tuple(
            (before.set_by_id[s.set_id], s)
            for s in after.sets
            if s.set_id in before.set_by_id and _manner(before.set_by_id[s.set_id]) != _manner(s)
        ),
        meetings=meeting_changes(before, after),
        added=_without(after, before),
        dropped=_without(before, after),
    )


MOST_VANISHED = 0.2
"""The share of a plan's people who may be gone from the spreadsheet at once before somebody has to say so."""


def vanished(plan: Plan, programme: Programme) -> tuple[str, ...]:
    """The leader_ids of those in a plan who are no longer in the spreadsheet, where they are suspiciously many.

    Those who are known to have withdrawn do not count.
    """
    everyone = seats(plan).keys()
    gone = everyone - programme.leader_at.keys() - programme.former.keys()
    return tuple(sorted(gone)) if len(gone) > MOST_VANISHED * len(everyone) else ()


def seats(plan: Plan) -> dict[str, str]:
    """The set_id, or ``WAITING``, of everyone in a plan."""
    waiting = {w.leader_id: WAITING for w in plan.waiting}
    return waiting | {member: s.set_id for s in plan.sets for member in s.members}


def attending(plan: Plan, meeting: Meeting) -> frozenset[str]:
    """The ids of all who have a meeting in their calendar: members of its set and who leads it."""
    members = plan.set_by_id[meeting.set_id].members if meeting.set_id in plan.set_by_id else ()
    return frozenset(filter(None, (*members, meeting.facilitator_id)))


def notices(before: Plan, after: Plan, today: date) -> tuple[tuple[str, str], ...]:
    """Who has to hear of which meeting, from ``today`` on: (id of leader or facilitator, uid), each once."""
    old, new = ({m.uid: m for m in plan.meetings if m.date >= today} for plan in (before, after))
    told = set[tuple[str, str]]()
    for uid in old.keys() | new.keys():
        had = attending(before, old[uid]) if uid in old else frozenset[str]()
        have = attending(after, new[uid]) if uid in new else frozenset[str]()
        same = uid in old and uid in new and _announced(old[uid]) == _announced(new[uid])
        told |= {(who, uid) for who in (had ^ have if same else had | have)}
    return tuple(sorted(told))


def _announced(meeting: Meeting) -> tuple[object, ...]:
    return meeting.place, meeting.room, meeting.presenters, meeting.facilitator_id


def _manner(learning_set: LearningSet) -> tuple[str, str, Slot]:
    return learning_set.facilitator_id, learning_set.venue_id, learning_set.slot


def _without(plan: Plan, other: Plan) -> tuple[Meeting, ...]:
    known = {meeting.uid for meeting in other.meetings}
    return tuple(meeting for meeting in plan.meetings if meeting.uid not in known)


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
