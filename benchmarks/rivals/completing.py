"""Where and when the sets that a tool formed meet, and who leads them: as well as can be for these members."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from matcher.view import Floats, View
from programme.identity import set_ids
from programme.plans import LearningSet, Plan, Waiting
from programme.records import Programme
from programme.slots import Slot

BREACH = 1e9
"""Tenths of a minute: fewest breaches of rules come first, then fewest minutes."""


def completed(programme: Programme, sets: Sequence[Sequence[int]]) -> Plan:
    """The plan of sets of leaders, by position, with the cheapest facilitators, venues and half-days there are.

    A facilitator leads no more sets than they can; the sets left over have none.
    """
    view = View(programme)
    table = [_ways(view, members) for members in sets]
    leads = np.repeat(np.arange(len(view.max_sets)), view.max_sets)
    costs = np.array([ways.min(axis=(1, 2))[leads] for ways in table])
    chosen = dict(zip(*(found.tolist() for found in linear_sum_assignment(costs)), strict=True))
    made = []
    for at, (members, set_id) in enumerate(zip(sets, set_ids(len(sets), 0), strict=True)):
        leader = int(leads[chosen[at]]) if at in chosen else -1
        ways = table[at][leader] if leader >= 0 else table[at].min(axis=0)
        venue, slot = np.unravel_index(ways.argmin(), ways.shape)
        made.append(_learning_set(programme, set_id, members, leader, int(venue), int(slot)))
    return whole(programme, made)


def whole(programme: Programme, sets: Sequence[LearningSet]) -> Plan:
    """A plan without meetings in which everybody else waits."""
    placed = {member for own in sets for member in own.members}
    waiting = [
        Waiting(leader_id=leader.leader_id, level=leader.level, reason="", remedy="")
        for leader in programme.leaders
        if leader.leader_id not in placed
    ]
    return Plan(sets=tuple(sets), meetings=(), waiting=tuple(waiting))


def _ways(view: View, members: Sequence[int]) -> Floats:
    """What each facilitator, venue and half-day costs these members, (F, V, S)."""
    own, level = list(members), np.bincount(view.level[list(members)]).argmax()
    there = (~view.reachable[own]).sum(axis=0) + (view.seats < len(own))
    then = (~view.leader_free[own]).sum(axis=0)
    led = ~view.takes[:, level] + (~view.serves[:, own]).sum(axis=1)
    broken = there[:, None] + then + ~view.venue_free + (led[:, None] + ~view.facilitator_free)[:, None, :]
    minutes = view.seat_cost[own].sum(axis=0) + view.hire + view.lead_cost
    return np.asarray(BREACH * broken + minutes[:, :, None])


def _learning_set(
    programme: Programme, set_id: str, members: Sequence[int], leader: int, venue: int, slot: int
) -> LearningSet:
    people = [programme.leaders[at] for at in members]
    return LearningSet(
        set_id=set_id,
        level=max(person.level for person in people),
        members=tuple(sorted(person.leader_id for person in people)),
        facilitator_id=programme.facilitators[leader].facilitator_id if leader >= 0 else "",
        venue_id=programme.venues[venue].venue_id,
        slot=Slot(slot),
    )
