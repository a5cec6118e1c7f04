"""Why no set that stands can take somebody, and what would open one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from matcher.running import Running
from programme.advice import peers
from programme.plans import LearningSet, Waiting
from programme.records import Leader
from programme.rules import kept_apart
from programme.travel import to_venues

Obstacle = tuple[str, str]
"""What keeps somebody out of a set, and what would help."""


def waiting_of(running: Running, sets: Sequence[LearningSet], leader: Leader) -> Waiting:
    """Somebody whom no set can take, with what speaks against the set that is easiest to open for them."""
    if told := _without_facilitator(running, sets, leader):
        return Waiting(leader_id=leader.leader_id, level=leader.level, reason=told[0], remedy=told[1])
    found = [(s, list(obstacles(running, s, leader))) for s in sets if s.level == leader.level]
    reason, remedy = _without_sets(running, leader)
    if found:
        nearest, against = min(found, key=lambda one: (len(one[1]), _way(running, one[0], leader), one[0].set_id))
        reason = f"no set can take them: {nearest.set_id} {_and([what for what, _ in against])}"
        remedy = f"{nearest.set_id} could take them with {_and([help_ for _, help_ in against])}"
    return Waiting(leader_id=leader.leader_id, level=leader.level, reason=reason, remedy=remedy)


def obstacles(running: Running, learning_set: LearningSet, leader: Leader) -> Iterator[Obstacle]:
    """Everything that keeps a leader of its level out of a set."""
    view, programme = running.view, running.view.programme
    at, rules = programme.leader_at[leader.leader_id], programme.settings
    if leader.pinned not in ("", learning_set.set_id):
        yield f"is not {leader.pinned}, the set they are pinned to", "their pin taken away"
    if (leader.leader_id, learning_set.set_id) in programme.declined:
        yield "is the set that they declined", "another answer from them"
    if (leader.leader_id, learning_set.set_id) in running.barred:
        yield "has no calendar with them (cannot_attend, away)", "more days on which they are free"
    if learning_set.set_id in running.closed:
        yield f"has met {rules.join_until_meeting} times or more", "a later join_until_meeting"
    if len(learning_set.members) >= _room(running, learning_set):
        yield f"has {len(learning_set.members)} members", "a place that comes free"
    if not view.leader_free[at, learning_set.slot]:
        yield f"meets on {learning_set.slot.label}", f"a free {learning_set.slot.label}"
    yield from _too_far(running, learning_set, leader)
    yield from _company(running, learning_set, at)
    facilitator = programme.facilitator_at.get(learning_set.facilitator_id, -1)
    if facilitator >= 0 and not view.serves[facilitator, at]:
        name = programme.facilitators[facilitator].name
        yield f"is led by {name}, who is kept from their trust", "another facilitator"


def remedy_of(running: Running, learning_set: LearningSet) -> str:
    """Who would bring a set that is too small back to size."""
    programme = running.view.programme
    count = running.view.smallest - len(learning_set.members)
    who = f"{count} more {peers(learning_set.level, count) if count > 1 else peers(learning_set.level, 1)}"
    where = f" who can reach {programme.venue_name(learning_set.venue_id)}" if learning_set.venue_id else ""
    joined = f"and {learning_set.slot.label} free" if where else f"with {learning_set.slot.label} free"
    if learning_set.set_id in running.closed:
        return f"{who}{where} {joined}, from another set: it has met too often for newcomers (join_until_meeting)"
    return f"{who}{where} {joined}"


def _room(running: Running, learning_set: LearningSet) -> int:
    venue = running.view.programme.venue_at.get(learning_set.venue_id)
    return running.view.programme.settings.set_size_max if venue is None else int(running.view.seats[venue])


def _too_far(running: Running, learning_set: LearningSet, leader: Leader) -> Iterator[Obstacle]:
    programme = running.view.programme
    if learning_set.venue_id:
        at, venue = programme.leader_at[leader.leader_id], programme.venue_at[learning_set.venue_id]
        minutes = np.ceil(to_venues(programme)[at, venue])
        if minutes > leader.max_travel_minutes:
            yield f"is {minutes:.0f} minutes away", f"a travel limit of {minutes:.0f} minutes"
        elif leader.needs_step_free and not programme.venues[venue].step_free:
            yield "meets in a venue that is not step-free", "a step-free venue for it"


def _company(running: Running, learning_set: LearningSet, at: int) -> Iterator[Obstacle]:
    """The first rule that keeps them apart from a member."""
    programme = running.view.programme
    if found := kept_apart(programme, at, [programme.leader_at[member] for member in learning_set.members]):
        name = programme.leaders[found[1]].name
        yield f"has {name} ({found[0].name})", f"{name} elsewhere"


def _way(running: Running, learning_set: LearningSet, leader: Leader) -> float:
    programme = running.view.programme
    if not learning_set.venue_id:
        return 0.0
    return float(to_venues(programme)[programme.leader_at[leader.leader_id], programme.venue_at[learning_set.venue_id]])


def _without_facilitator(running: Running, sets: Sequence[LearningSet], leader: Leader) -> Obstacle | None:
    """Where their set could go on, but nobody who takes its level can lead one set more."""
    view = running.view
    row = int(running.had[view.programme.leader_at[leader.leader_id]])
    if row < 0 or not len(view.max_sets) or not running.quorate[row]:
        return None
    set_id, level = running.sets[row].set_id, peers(leader.level)
    takes = view.takes[:, running.level[row]]
    loads = [sum(s.facilitator_id == f.facilitator_id for s in sets) for f in view.programme.facilitators]
    if any(s.set_id == set_id for s in sets) or (takes & (view.max_sets > loads)).any():
        return None
    why = f"all facilitators who take {level} ({takes.sum()}) lead as many sets as they can"
    if not takes.any():
        why = f"no facilitator takes {level}"
    return f"{set_id} has nobody to lead it: {why}", f"{set_id} could go on with one more facilitator for {level}"


def _without_sets(running: Running, leader: Leader) -> Obstacle:
    view = running.view
    count = int((view.level == view.programme.levels.index(leader.level)).sum())
    told = f"only {count} {peers(leader.level, count)}" if count < view.smallest else "no new set could be formed"
    return f"{told}: a set needs {view.smallest}", f"more {peers(leader.level)} near them, or a fresh start (--fresh)"


def _and(words: Sequence[str]) -> str:
    *most, last = words or ("cannot",)
    return f"{', '.join(most)} and {last}" if most else last
