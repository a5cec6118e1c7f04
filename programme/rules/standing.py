"""What a plan owes to the one before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from programme.plans import Meeting, Plan, Standing
from programme.records import Programme
from programme.rules.base import Rule


class Held(Rule):
    name = "held"
    sentence = (
        "Of a set that goes on, meetings that are past stay as they were, and those within notice_days keep "
        "date and place."
    )
    reason = "The past cannot be changed, and people arrange their work around the next meeting."

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        standing = programme.standing
        known = {meeting.uid: meeting for meeting in plan.meetings}
        for uid, before in sorted(standing.fixed.items()) if standing else ():
            if before.set_id in plan.set_by_id:
                yield from self._broken(before, known.get(uid), past=before.uid in standing.held if standing else False)

    def _broken(self, before: Meeting, after: Meeting | None, *, past: bool) -> Iterator[str]:
        named = f"{before.set_id}, meeting {before.number} ({before.date})"
        if after is None:
            yield f"{named} is gone, though it {'was held' if past else 'is too near to be dropped'}"
        elif past and after != before:
            yield f"{named} was held, and is not as it was"
        elif (after.place, after.room) != (before.place, before.room):
            yield f"{named} is too near to go elsewhere, to {after.date} ({after.slot.label}) at {after.venue_id}"


class Joining(Rule):
    """Solvers read ``closed``."""

    name = "joining"
    sentence = (
        "Whoever is new joins a set that has begun only while their first meeting is one of the first two "
        "(join_until_meeting)."
    )
    reason = "By the third meeting people speak of what they have shared; a newcomer would come too late."

    @staticmethod
    def closed(programme: Programme, standing: Standing) -> frozenset[str]:
        """The set_ids of sets that no newcomer may join any more."""
        past = Counter(meeting.set_id for meeting in standing.held.values())
        return frozenset(s for s, count in past.items() if count >= programme.settings.join_until_meeting)

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        standing = programme.standing
        shut = self.closed(programme, standing) if standing else frozenset[str]()
        for learning_set in plan.sets if standing else ():
            for member in learning_set.members if learning_set.set_id in shut else ():
                if standing and standing.is_newcomer(member):
                    yield f"{learning_set.set_id}: {programme.leader_name(member)} would join after too many meetings"


class Declined(Rule):
    """Solvers read ``declined`` of the programme."""

    name = "declined"
    sentence = "Nobody is put into a set that they declined."
    reason = "Everyone may say no to the people proposed, and owes nobody a reason."

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        for learning_set in plan.sets:
            for member in learning_set.members:
                if (member, learning_set.set_id) in programme.declined:
                    yield f"{learning_set.set_id}: {programme.leader_name(member)} declined this set"
