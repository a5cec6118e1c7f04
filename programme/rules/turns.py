"""Who presents when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from programme.plans import LearningSet, Meeting, Plan
from programme.records import Programme, Settings
from programme.rules.base import MeetingRule, Rule, is_held


class PresentersPresent(MeetingRule):
    name = "presenters present"
    sentence = "Presenters are members who are present, each once a meeting."
    reason = "Nobody can present while absent."
    on_people = True

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
        "Where absences allow, turns to present are equal within one, everyone has one, and a meeting has as many "
        "presenters as wished (presenters), or as few more as everyone's turn needs. Past turns count, but stay."
    )
    reason = "Everyone brings a problem of their own; that is what they come for."

    @staticmethod
    def presenters_at(settings: Settings, members: int, meetings: int) -> tuple[int, ...]:
        """Presenters at so many meetings where so many members await their first turn, the fuller meetings first."""
        total = max(meetings * settings.presenters, members)
        base, more = divmod(total, meetings)
        return tuple(base + (n < more) for n in range(meetings))

    @classmethod
    def presenters_where(cls, settings: Settings, members: int, present: Sequence[int]) -> tuple[int, ...]:
        """The same where so many are present at each meeting: fuller are the earliest that can be.

        Where fewer are present than ought to present, all of them do.
        """
        if not present:
            return ()
        wanted = cls.presenters_at(settings, members, len(present))
        base, more = wanted[-1], wanted.count(wanted[-1] + 1)
        able = [k for k, there in enumerate(present) if there > base][:more]
        return tuple(min(base + (k in able), there) for k, there in enumerate(present))

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        for learning_set in plan.sets:
            meetings, members = plan.meetings_of[learning_set.set_id], learning_set.members
            there = [set(members) - set(meeting.absent) for meeting in meetings]
            presents = [set(meeting.presenters) for meeting in meetings]
            past = held(programme, meetings)
            if exchanges := chain(members, there, presents, past):
                turns, many, few = _turns(members, presents), exchanges[0][0], exchanges[-1][-1]
                yield f"{learning_set.set_id}: {many} presents {turns[many]} times, {few} only {turns[few]}"
            owed, able = len(set(members).difference(*presents[:past])), list(map(len, there[past:]))
            wanted = sorted(self.presenters_where(programme.settings, owed, able))
            found = sorted(len(meeting.presenters) for meeting in meetings[past:])
            if found != wanted and len(meetings) == programme.settings.meetings:
                counts = " ".join(map(str, wanted))
                yield f"{learning_set.set_id}: presenters at its meetings are not {counts} in any order"


def held(programme: Programme, meetings: Sequence[Meeting]) -> int:
    """How many of a set's meetings, in order, are past: their presenters stay."""
    return sum(is_held(programme, meeting) for meeting in meetings)


Chain = list[tuple[str, int, int, str]]
"""Exchanges: (who gives up a turn, at which meeting, which meeting has one more for it, who has it there)."""


def chain(
    members: Sequence[str], there: Sequence[set[str]], presents: Sequence[set[str]], since: int = 0
) -> Chain | None:
    """Exchanges after which turns are more equal and each meeting size as frequent; None where there are none.

    ``there`` and ``presents`` say who is at each meeting and who presents; meetings before
    position ``since`` count and stay as they are. Looks for a path from somebody to somebody
    with two turns fewer: along meetings where one presents and the other could, or between two
    meetings of which one has one presenter more. None is left exactly when turns are as equal
    as absences allow (augmenting paths with convex costs).
    """
    turns = _turns(members, presents)
    fewest = min(turns.values(), default=0)
    for start in sorted((m for m in members if turns[m] >= fewest + 2), key=lambda m: (-turns[m], m)):
        came: dict[str, Chain] = {start: []}
        queue = [start]
        for giver in queue:
            for at, to, taker in _exchanges(giver, there, presents, since):
                if taker not in came and taker in turns:
                    came[taker] = [*came[giver], (giver, at, to, taker)]
                    queue.append(taker)
                    if turns[taker] <= turns[start] - 2:
                        return came[taker]
    return None


def apply(exchanges: Chain, presents: Sequence[set[str]]) -> None:
    """Carries out a chain of exchanges on who presents at each meeting."""
    for giver, at, _, _ in exchanges:
        presents[at].discard(giver)
    for _, _, to, taker in exchanges:
        presents[to].add(taker)


def _exchanges(
    giver: str, there: Sequence[set[str]], presents: Sequence[set[str]], since: int
) -> Iterator[tuple[int, int, str]]:
    """Where this presenter could be replaced: (meeting given up, meeting that gains a presenter, who)."""
    movable = list(enumerate(presents))[since:]
    for at, speakers in movable:
        if giver in speakers:
            for to, others in movable:
                if to == at or len(speakers) == len(others) + 1:
                    for taker in sorted(there[to] - others - {giver}):
                        yield at, to, taker


def _turns(members: Sequence[str], presents: Sequence[set[str]]) -> Counter[str]:
    turns = Counter(dict.fromkeys(members, 0))
    turns.update(p for speakers in presents for p in speakers if p in turns)
    return turns


class FirstTurns(Rule):
    name = "first turns"
    sentence = "Everyone presents once before anyone presents twice, where absences allow."
    reason = "The last to present has waited all year."

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        for learning_set in plan.sets:
            meetings = plan.meetings_of[learning_set.set_id]
            for early, second, first, late in premature(learning_set.members, meetings, held(programme, meetings)):
                again, begins = meetings[early].number, meetings[late].number
                yield (
                    f"{learning_set.set_id}: {second} presents again at meeting {again}, though {first} was there "
                    f"and first presents at meeting {begins}; they could change places"
                )


def premature(members: Sequence[str], meetings: Sequence[Meeting], since: int) -> Iterator[tuple[int, str, str, int]]:
    """Second turns, from position ``since`` on, that could change places with a later first turn.

    Yields (position of the second turn, who has it, who could have had it as a first
    turn, position of that person's first turn): absences allowed the exchange.
    """
    first = {m: next((k for k, x in enumerate(meetings) if m in x.presenters), len(meetings)) for m in members}
    for early, meeting in list(enumerate(meetings))[since:]:
        for second in meeting.presenters:
            if first.get(second, early) >= early:
                continue
            for other, late in first.items():
                if early < late < len(meetings) and other not in meeting.absent:
                    there = meetings[late]
                    if second not in there.absent and second not in there.presenters:
                        yield early, second, other, late
