"""Who presents when: the fairest turns that absences allow, everyone's first before anyone's second.

A greedy choice comes first. Chains of exchanges then make turns as equal as can be (they
are the augmenting paths of a flow with convex costs, so nothing fairer exists when none is
left), and exchanges of two bring first turns forward; each brings one forward, so they end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from programme.plans import LearningSet, Meeting
from programme.records import Programme
from programme.rules.turns import Turns, apply, chain, premature


def with_presenters(
    programme: Programme, learning_set: LearningSet, meetings: Sequence[Meeting]
) -> tuple[Meeting, ...]:
    """One set's meetings, in order, with presenters."""
    there = [set(learning_set.members) - set(meeting.absent) for meeting in meetings]
    counts = Turns.presenters_where(programme.settings, len(learning_set.members), list(map(len, there)))
    presents = _greedy(there, counts)
    while (exchange := chain(learning_set.members, there, presents)) is not None:
        apply(exchange, presents)
    held = [replace(m, presenters=tuple(sorted(p))) for m, p in zip(meetings, presents, strict=True)]
    return tuple(_first_turns_first(learning_set.members, held))


def _greedy(there: Sequence[set[str]], counts: Sequence[int]) -> list[set[str]]:
    """Fewest turns first, then fewest chances left, then who did not present last time."""
    turns: Counter[str] = Counter()
    presents: list[set[str]] = []
    for k, present in enumerate(there):
        chances = Counter(member for later in there[k:] for member in later)
        last = presents[-1] if presents else set()
        order = sorted(present, key=lambda m: (turns[m], chances[m], m in last, m))
        presents.append(set(order[: counts[k]]))
        turns.update(presents[-1])
    return presents


def _first_turns_first(members: Sequence[str], meetings: list[Meeting]) -> list[Meeting]:
    while (found := next(premature(members, meetings), None)) is not None:
        early, second, other, late = found
        meetings[early] = _exchanged(meetings[early], second, other)
        meetings[late] = _exchanged(meetings[late], other, second)
    return meetings


def _exchanged(meeting: Meeting, gone: str, come: str) -> Meeting:
    return replace(meeting, presenters=tuple(sorted({*meeting.presenters, come} - {gone})))
