"""Who presents when: the fairest turns that absences allow, everyone's first before anyone's second.

A greedy choice comes first. Chains of exchanges then make turns as equal as can be (they
are the augmenting paths of a flow with convex costs, so nothing fairer exists when none is
left), and exchanges of two bring first turns forward; each brings one forward, so they end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from programme.plans import LearningSet, Meeting, Plan
from programme.records import Programme
from programme.rules.turns import FirstTurns, PresentersPresent, Turns, apply, chain, premature

TURNS = (PresentersPresent(), Turns(), FirstTurns())


def with_presenters(
    programme: Programme, learning_set: LearningSet, meetings: Sequence[Meeting]
) -> tuple[Meeting, ...]:
    """One set's meetings, in order, with presenters chosen anew."""
    present = _present(learning_set, meetings)
    counts = Turns.presenters_where(programme.settings, len(learning_set.members), list(map(len, present)))
    return _settled(learning_set, meetings, _filled(present, counts, [set() for _ in meetings]), 0)


def with_presenters_kept(
    programme: Programme, learning_set: LearningSet, meetings: Sequence[Meeting], at: int, held: int
) -> tuple[Meeting, ...]:
    """The same where they had presenters and the absences at position ``at`` are new: few others change.

    Those before ``at`` keep theirs where that can be fair; the first ``held`` meetings, which are
    past, always do. The result breaks a rule on turns only where no such choice was found.
    """
    starts = sorted({at, held}, reverse=True)
    tried = [found for since in starts for found in _amended(learning_set, meetings, at, since)]
    if not held:
        tried.append(with_presenters(programme, learning_set, meetings))
    fair = [found for found in tried if _fair(programme, learning_set, found)]
    return min(fair or tried, key=lambda found: sum(x != y for x, y in zip(found, meetings, strict=True)))


def _amended(
    learning_set: LearningSet, meetings: Sequence[Meeting], at: int, since: int
) -> Iterator[tuple[Meeting, ...]]:
    """Whoever cannot be there changes places with a later presenter or is replaced; then turns are made fair."""
    present, counts = _present(learning_set, meetings), [len(meeting.presenters) for meeting in meetings]
    for later in (None, *range(at + 1, len(meetings))):
        presents = [set(meeting.presenters) for meeting in meetings]
        gone = presents[at] - present[at]
        presents[at] -= gone
        if later is not None:
            _change_places(sorted(gone), at, later, present, presents)
        yield _settled(learning_set, meetings, _filled(present, counts, presents), since)


def _change_places(
    gone: Sequence[str], at: int, later: int, present: Sequence[set[str]], presents: Sequence[set[str]]
) -> None:
    """Each of these presents at the later meeting in place of somebody who can present at position ``at``."""
    for giver in gone:
        takers = sorted(presents[later] & present[at] - presents[at])
        if takers and giver in present[later] - presents[later]:
            presents[later].symmetric_difference_update({giver, takers[0]})
            presents[at].add(takers[0])


def _fair(programme: Programme, learning_set: LearningSet, meetings: tuple[Meeting, ...]) -> bool:
    alone = Plan(sets=(learning_set,), meetings=meetings, waiting=())
    return not any(True for rule in TURNS for _ in rule.breaches(programme, alone))


def _settled(
    learning_set: LearningSet, meetings: Sequence[Meeting], presents: list[set[str]], since: int
) -> tuple[Meeting, ...]:
    present = _present(learning_set, meetings)
    while (exchange := chain(learning_set.members, present, presents, since)) is not None:
        apply(exchange, presents)
    found = [_presented(meeting, speakers) for meeting, speakers in zip(meetings, presents, strict=True)]
    return tuple(_first_turns_first(learning_set.members, found, since))


def _present(learning_set: LearningSet, meetings: Sequence[Meeting]) -> list[set[str]]:
    return [set(learning_set.members) - set(meeting.absent) for meeting in meetings]


def _filled(present: Sequence[set[str]], counts: Sequence[int], presents: list[set[str]]) -> list[set[str]]:
    """As many presenters as wanted: fewest turns first, then fewest chances left, then who did not present last."""
    turns = Counter(member for speakers in presents for member in speakers)
    last: set[str] = set()
    for k, there in enumerate(present):
        chances = Counter(member for later in present[k:] for member in later)
        order = sorted(there - presents[k], key=lambda m: (turns[m], chances[m], m in last, m))
        chosen = order[: max(0, counts[k] - len(presents[k]))]
        presents[k].update(chosen)
        turns.update(chosen)
        last = presents[k]
    return presents


def _first_turns_first(members: Sequence[str], meetings: list[Meeting], since: int) -> list[Meeting]:
    while (found := next(premature(members, meetings, since), None)) is not None:
        early, second, other, late = found
        meetings[early] = _exchanged(meetings[early], second, other)
        meetings[late] = _exchanged(meetings[late], other, second)
    return meetings


def _exchanged(meeting: Meeting, gone: str, come: str) -> Meeting:
    return _presented(meeting, {*meeting.presenters, come} - {gone})


def _presented(meeting: Meeting, speakers: set[str]) -> Meeting:
    if speakers == set(meeting.presenters):
        return meeting
    return replace(meeting, presenters=tuple(sorted(speakers)))
