"""Who presents when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from programme.plans import LearningSet, Meeting, Plan
from programme.records import Programme, Settings
from programme.rules.base import MeetingRule, Rule


class PresentersPresent(MeetingRule):
    name = "presenters present"
    sentence = "Presenters are members who are present, each once a meeting."
    reason = "Nobody can present while absent."

    def broken_by(self, programme: Programme, learning_set: LearningSet, meeting: Meeting) -> Iterator[str]:
        for presenter, count in sorted(Counter(meeting.presenters).items()):
            if presenter not in learning_set.members:
                yield f"{presenter} presents but is no member"
            if presenter in meeting.absent:
                yield f"{presenter} presents but is absent"
            if count > 1:
                yield f"{presenter} presents {count} times"


class Turns(Rule):
    name = "turns"
    sentence = (
        "Turns to present are equal within one, everyone has one, and a meeting has as many presenters as "
        "programme.toml says, or as few more as everyone's turn needs."
    )
    reason = "Everyone brings a problem of their own; that is what they come for."

    @staticmethod
    def presenters_at(settings: Settings, members: int) -> tuple[int, ...]:
        """Presenters at each meeting of a set of this many members, the fuller meetings first."""
        total = max(settings.meetings * settings.presenters, members)
        base, more = divmod(total, settings.meetings)
        return tuple(base + (n < more) for n in range(settings.meetings))

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        for learning_set in plan.sets:
            meetings = plan.meetings_of[learning_set.set_id]
            turns = Counter(dict.fromkeys(learning_set.members, 0))
            turns.update(p for m in meetings for p in m.presenters if p in turns)
            if turns and max(turns.values()) - min(turns.values()) > 1:
                few, many = min(turns, key=lambda m: turns[m]), max(turns, key=lambda m: turns[m])
                yield f"{learning_set.set_id}: {many} presents {turns[many]} times, {few} only {turns[few]}"
            wanted = sorted(self.presenters_at(programme.settings, len(learning_set.members)))
            if sorted(len(m.presenters) for m in meetings) != wanted and len(meetings) == len(wanted):
                counts = " ".join(map(str, wanted))
                yield f"{learning_set.set_id}: presenters at its meetings are not {counts} in any order"


class FirstTurns(Rule):
    name = "first turns"
    sentence = "Everyone presents once before anyone presents twice, where absences allow."
    reason = "The last to present has waited all year."

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        for learning_set in plan.sets:
            meetings = plan.meetings_of[learning_set.set_id]
            for early, second, first, late in premature(learning_set.members, meetings):
                again, begins = meetings[early].number, meetings[late].number
                yield (
                    f"{learning_set.set_id}: {second} presents again at meeting {again}, though {first} was there "
                    f"and first presents at meeting {begins}; they could change places"
                )


def premature(members: Sequence[str], meetings: Sequence[Meeting]) -> Iterator[tuple[int, str, str, int]]:
    """Second turns that could change places with a later first turn.

    Yields (position of the second turn, who has it, who could have had it as a first
    turn, position of that person's first turn): absences allowed the exchange.
    """
    first = {m: next((k for k, x in enumerate(meetings) if m in x.presenters), len(meetings)) for m in members}
    for early, meeting in enumerate(meetings):
        for second in meeting.presenters:
            if first.get(second, early) >= early:
                continue
            for other, late in first.items():
                if early < late < len(meetings) and other not in meeting.absent:
                    there = meetings[late]
                    if second not in there.absent and second not in there.presenters:
                        yield early, second, other, late
