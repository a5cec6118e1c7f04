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
from programme.records import Programme, Settings
from programme.rules.turns import FirstTurns, PresentersPresent, Turns, apply, chain, premature

TURNS = (PresentersPresent(), Turns(), FirstTurns())


def with_presenters(
    programme: Programme, learning_set: LearningSet, meetings: Sequence[Meeting], held: int = 0
) -> tuple[Meeting, ...]:
    """One set's meetings, in order, with presenters: whoever presents goes on to, where that is fair, and few change.

    The first ``held`` meetings, which are past, keep theirs in any case. The result breaks a
    rule on turns only where no such choice was found.
    """
    present = _present(learning_set, meetings)
    counts = _counts(programme.settings, learning_set, meetings, present, held)
    tried, best = _amended(learning_set, meetings, present, counts, held), None
    for found in tried:
        rank = (not _fair(programme, learning_set, found), sum(x != y for x, y in zip(found, meetings, strict=True)))
        if best is None or rank < best[0]:
            best = rank, found
        if rank == (False, 0):
            break
    assert best is not None
    return best[1]


def _amended(
    learning_set: LearningSet,
    meetings: Sequence[Meeting],
    present: Sequence[set[str]],
    counts: Sequence[int],
    held: int,
) -> Iterator[tuple[Meeting, ...]]:
    """Who cannot be there is replaced or changes places with a later presenter; then turns are made fair.

    Meetings before some position keep their presenters, all but the past ones the fewer the
    later it is tried; at last, all presenters to come are chosen anew.
    """
    if any(meeting.presenters for meeting in meetings[held:]):
        for since in range(len(meetings), held - 1, -1):
            for later in (None, *range(held + 1, len(meetings))):
                presents = _able(meetings, present, held, later)
                yield _settled(learning_set, meetings, _filled(present, counts, presents), since)
    past = [set(meeting.presenters) if k < held else set() for k, meeting in enumerate(meetings)]
    yield _settled(learning_set, meetings, _filled(present, counts, past), held)


def _counts(
    settings: Settings,
    learning_set: LearningSet,
    meetings: Sequence[Meeting],
    present: Sequence[set[str]],
    held: int,
) -> list[int]:
    """How many present at each meeting: as before, where that makes as many fuller ones as are wanted."""
    now = [len(meeting.presenters) for meeting in meetings]
    owed = len(set(learning_set.members).difference(*(meeting.presenters for meeting in meetings[:held])))
    counts = now[:held] + list(Turns.presenters_where(settings, owed, list(map(len, present[held:]))))
    full = max(counts[held:], default=0)
    for k in range(held, len(meetings)):
        if counts[k] == full - 1 and now[k] >= full and len(present[k]) >= full:
            for other in range(held, len(meetings)):
                if counts[other] == full > now[other]:
                    counts[k], counts[other] = counts[other], counts[k]
                    break
    return counts


def _able(meetings: Sequence[Meeting], present: Sequence[set[str]], held: int, later: int | None) -> list[set[str]]:
    """The presenters who can be there; who cannot changes places with one of the later meeting, if one is named."""
    presents = [set(meeting.presenters) for meeting in meetings]
    for at in range(held, len(meetings)):
        gone = presents[at] - present[at]
        presents[at] -= gone
        if later is not None and at < later:
            _change_places(sorted(gone), at, later, present, presents)
    return presents


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
    """As many presenters as wanted: fewest turns first, then fewest chances left, then who did not present last.

    Where there are too many, those with the most turns give one up.
    """
    turns = Counter(member for speakers in presents for member in speakers)
    last: set[str] = set()
    for k, there in enumerate(present):
        chances = Counter(member for later in present[k:] for member in later)
        order = sorted(there - presents[k], key=lambda m: (turns[m], chances[m], m in last, m))
        chosen = order[: max(0, counts[k] - len(presents[k]))]
        surplus = sorted(presents[k], key=lambda m: (turns[m], m), reverse=True)[: max(0, len(presents[k]) - counts[k])]
        presents[k].update(chosen)
        presents[k].difference_update(surplus)
        turns.update(chosen)
        turns.subtract(surplus)
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
