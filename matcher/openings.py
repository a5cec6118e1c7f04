"""Why no set that stands can take somebody, and what would open one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.running import Running
from programme import edits
from programme.advice import peers
from programme.edits import Edits
from programme.plans import LearningSet, Waiting
from programme.records import Facilitator, Leader, Programme
from programme.rules import SERVING, kept_apart
from programme.rules.company import NotWith, trust_key
from programme.rules.leading import FacilitatorTrusts, employers
from programme.travel import to_venues


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps somebody out of a set, what would help, and that in the spreadsheets; None where it is not in them."""

    what: str
    help: str
    edits: Edits | None = None


def waiting_of(running: Running, sets: Sequence[LearningSet], leader: Leader) -> Waiting:
    """Somebody whom no set can take, with what speaks against the set that is easiest to open for them."""
    if told := _without_facilitator(running, sets, leader):
        return Waiting(leader_id=leader.leader_id, level=leader.level, reason=told.what, remedy=told.help)
    found = [(s, list(obstacles(running, s, leader))) for s in sets if s.level == leader.level]
    without = _without_sets(running, leader)
    reason, remedy = without.what, without.help
    if found:
        nearest, against = min(found, key=lambda one: (len(one[1]), _way(running, one[0], leader), one[0].set_id))
        reason = f"no set can take them: {nearest.set_id} {_and([one.what for one in against])}"
        remedy = f"{nearest.set_id} could take them with {_and([one.help for one in against])}"
    return Waiting(leader_id=leader.leader_id, level=leader.level, reason=reason, remedy=remedy)


def obstacles(running: Running, learning_set: LearningSet, leader: Leader) -> Iterator[Obstacle]:
    """Everything that keeps a leader of its level out of a set."""
    view, programme = running.view, running.view.programme
    at, slot = programme.leader_at[leader.leader_id], learning_set.slot
    if leader.pinned not in ("", learning_set.set_id):
        free = edits.cell(leader, "pinned", "")
        yield Obstacle(f"is not {leader.pinned}, the set they are pinned to", "their pin taken away", (free,))
    if (leader.leader_id, learning_set.set_id) in programme.declined:
        yield Obstacle("is the set that they declined", "another answer from them")
    if (leader.leader_id, learning_set.set_id) in running.barred:
        yield Obstacle("has no calendar with them (cannot_attend, away)", "more days on which they are free")
    if learning_set.set_id in running.closed and running.new[at]:
        yield _begun(running, learning_set)
    if len(learning_set.members) >= _room(running, learning_set):
        room = _larger(programme, learning_set)
        yield Obstacle(f"has {len(learning_set.members)} members", "a place that comes free", room)
    if not view.leader_free[at, slot]:
        free = edits.cell(leader, "cannot_attend", leader.cannot_attend - {slot})
        yield Obstacle(f"meets on {slot.label}", f"a free {slot.label}", (free,))
    yield from _place(running, learning_set, leader)
    yield from _company(running, learning_set, at)
    yield from _leading(running, learning_set, leader)


def remedy_of(running: Running, learning_set: LearningSet) -> str:
    """Who would bring a set that is too small back to size."""
    programme = running.view.programme
    count = running.view.smallest - len(learning_set.members)
    who = f"{count} more {peers(learning_set.level, count)}"
    home, slot = programme.venue_name(learning_set.venue_id), learning_set.slot.label
    wanted = f"{who} who can reach {home} on {slot}" if learning_set.venue_id else f"{who} with {slot} free"
    if learning_set.set_id in running.closed:
        return f"{wanted}, from another set: it has met too often for newcomers (join_until_meeting)"
    return wanted


def _room(running: Running, learning_set: LearningSet) -> int:
    venue = running.view.programme.venue_at.get(learning_set.venue_id)
    return running.view.programme.settings.set_size_max if venue is None else int(running.view.seats[venue])


def _larger(programme: Programme, learning_set: LearningSet) -> Edits:
    """A set, and its room, for one member more than it has."""
    members, venue = len(learning_set.members) + 1, programme.venue_at.get(learning_set.venue_id)
    found = list[edits.Edit]()
    if members > programme.settings.set_size_max:
        found.append(edits.setting(programme, "set_size_max", members))
    if venue is not None and programme.venues[venue].capacity <= members:
        found.append(edits.cell(programme.venues[venue], "capacity", members + 1))
    return tuple(found)


def _begun(running: Running, learning_set: LearningSet) -> Obstacle:
    """That the set has met too often for newcomers."""
    programme, held = running.view.programme, running.standing.held.values()
    later = 1 + sum(meeting.set_id == learning_set.set_id for meeting in held)
    what = f"has met {programme.settings.join_until_meeting} times or more"
    help_ = edits.setting(programme, "join_until_meeting", later)
    return Obstacle(what, "a later join_until_meeting", (help_,) if later <= programme.settings.meetings else None)


def _place(running: Running, learning_set: LearningSet, leader: Leader) -> Iterator[Obstacle]:
    programme = running.view.programme
    if learning_set.venue_id not in programme.venue_at:
        return
    at, venue = programme.leader_at[leader.leader_id], programme.venue_at[learning_set.venue_id]
    minutes = int(np.ceil(to_venues(programme)[at, venue]))
    if minutes > leader.max_travel_minutes:
        longer = edits.cell(leader, "max_travel_minutes", minutes)
        yield Obstacle(f"is {minutes} minutes away", f"a travel limit of {minutes} minutes", (longer,))
    if leader.needs_step_free and not programme.venues[venue].step_free:
        step_free = edits.cell(programme.venues[venue], "step_free", True)
        yield Obstacle("meets in a venue that is not step-free", "a step-free venue for it", (step_free,))


def _company(running: Running, learning_set: LearningSet, at: int) -> Iterator[Obstacle]:
    """The members from whom a rule keeps them apart."""
    programme = running.view.programme
    for member in (programme.leader_at[member] for member in learning_set.members):
        if found := kept_apart(programme, at, [member]):
            leader, other = programme.leaders[at], programme.leaders[member]
            help_ = edits.together(leader, other) if isinstance(found[0], NotWith) else None
            yield Obstacle(f"has {other.name} ({found[0].name})", f"{other.name} elsewhere", help_)


def _leading(running: Running, learning_set: LearningSet, leader: Leader) -> Iterator[Obstacle]:
    programme = running.view.programme
    facilitator = programme.facilitator_at.get(learning_set.facilitator_id, -1)
    for rule in SERVING if facilitator >= 0 else ():
        if not rule.allowed(programme)[facilitator, programme.leader_at[leader.leader_id]]:
            who = programme.facilitators[facilitator]
            help_ = _serving(who, leader) if isinstance(rule, FacilitatorTrusts) else None
            yield Obstacle(f"is led by {who.name}, who {rule.who}", "another facilitator", help_)


def _serving(who: Facilitator, leader: Leader) -> Edits:
    """The facilitator kept from the leader's trust no more."""
    kept = frozenset(trust for trust in who.not_with_trusts if trust_key(trust) not in employers(leader))
    return (edits.cell(who, "not_with_trusts", kept),)


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
    return Obstacle(
        f"{set_id} has nobody to lead it: {why}", f"{set_id} could go on with one more facilitator for {level}"
    )


def _without_sets(running: Running, leader: Leader) -> Obstacle:
    view = running.view
    count = int((view.level == view.programme.levels.index(leader.level)).sum())
    told = f"only {count} {peers(leader.level, count)}" if count < view.smallest else "no new set could be formed"
    return Obstacle(
        f"{told}: a set needs {view.smallest}", f"more {peers(leader.level)} near them, or a fresh start (--fresh)"
    )


def _and(words: Sequence[str]) -> str:
    *most, last = words or ("cannot",)
    return f"{', '.join(most)} and {last}" if most else last
