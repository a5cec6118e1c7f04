"""Last choices that leave members and venues alone: the cheapest facilitators, then the best slots.

Facilitators are assigned to all sets of all levels at once. Slots cost the matching
nothing, so they are chosen for the calendar that comes after: few absences, open weeks,
and no more sets on one half-day of a room or a facilitator than six-weekly meetings allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matcher.exact import Draft
from matcher.linear import LinearModel, table
from matcher.pools import cheapest
from matcher.view import Flags, Floats, Ints, View
from programme.prices import TENTHS
from programme.rules.opening import Closures, FacilitatorFree, TeachingDays, VenueOpen, present

GAP, NODES = 0.0005, 200
FACILITATORS_A_SET = 30
"""How many facilitators are looked at for a set, the nearest, besides its own."""
CROWDED = 1e5
"""Tenths for each set too many on one half-day: far more than absences can cost."""


def settle(view: View, drafts: Sequence[Draft], seconds: float) -> list[Draft]:
    """The same sets with facilitators and slots chosen over all of them together."""
    led = _with_facilitators(view, drafts, seconds) if len(view.max_sets) and drafts else list(drafts)
    return _with_slots(view, led, seconds) if led else []


def _with_facilitators(view: View, drafts: Sequence[Draft], seconds: float) -> list[Draft]:
    model, free = LinearModel(), _free_slots(view, drafts)
    venues, now = np.array([draft.venue for draft in drafts]), [draft.facilitator for draft in drafts]
    cost = view.lead_cost[:, venues].T if venues.min() >= 0 else np.zeros((len(drafts), len(view.max_sets)))
    can = _can_lead(view, drafts)
    near = cheapest(np.where(can, cost, np.inf), FACILITATORS_A_SET, axis=1)
    near[np.arange(len(drafts)), now] = True
    sets, slots = np.nonzero(free)
    who, leader = np.nonzero(can & near)
    z = model.add_columns(np.zeros(len(sets)))
    w = model.add_columns(cost[who, leader])
    each = np.ones(len(drafts))
    model.equal.add([(sets, z, 1)], each)
    model.equal.add([(who, w, 1)], each)
    model.at_most.add([(leader, w, 1)], view.max_sets)
    led_at, slot_at = np.nonzero(~view.facilitator_free[leader] & free[who])
    model.not_both(w[led_at], table(z, sets, slots, free.shape)[who[led_at], slot_at])
    solved = model.solve(GAP, NODES, seconds)
    if solved.values is None:
        return list(drafts)
    slot, chosen = slots[solved.values[z] > 0.5], leader[solved.values[w] > 0.5]
    better = [replace(d, slot=int(s), facilitator=int(f)) for d, s, f in zip(drafts, slot, chosen, strict=True)]
    cheaper = sum(d.cost(view) for d in better) < sum(d.cost(view) for d in drafts)
    return better if cheaper else list(drafts)


def _with_slots(view: View, drafts: Sequence[Draft], seconds: float) -> list[Draft]:
    free = _free_slots(view, drafts)
    for at, draft in enumerate(drafts):
        if draft.facilitator >= 0:
            free[at] &= view.facilitator_free[draft.facilitator]
    model = LinearModel()
    sets, slots = np.nonzero(free)
    costs = np.array([_expected_cost(view, draft) for draft in drafts])
    z = model.add_columns(costs[sets, slots])
    model.equal.add([(sets, z, 1)], np.ones(len(drafts)))
    share = view.programme.settings.weeks_between_min
    rooms = np.array([venue.rooms for venue in view.programme.venues], dtype=np.int64)
    for owner, most in ((np.array([d.venue for d in drafts]), share * rooms),
                        (np.array([d.facilitator for d in drafts]), np.full(len(view.max_sets), share))):  # fmt: skip
        if len(most):
            _spread(model, z, owner[sets] * 10 + slots, np.repeat(most, 10))
    solved = model.solve(GAP, NODES, seconds)
    if solved.values is None:
        return list(drafts)
    return [replace(d, slot=int(s)) for d, s in zip(drafts, slots[solved.values[z] > 0.5], strict=True)]


def _spread(model: LinearModel, z: Ints, half_day: Ints, most: Ints) -> None:
    """At most so many sets on each half-day of a venue or a facilitator, or it costs."""
    over = model.add_columns(np.full(len(most), CROWDED), upper=np.inf, integer=False)
    model.at_most.add([(half_day, z, 1), (np.arange(len(most)), over, -1)], most)


def _free_slots(view: View, drafts: Sequence[Draft]) -> Flags:
    """Slots that all members and the venue can do, (sets, S)."""
    members = np.array([view.leader_free[list(draft.members)].all(axis=0) for draft in drafts])
    if not len(view.seats):
        return members
    return np.asarray(members & view.venue_free[[draft.venue for draft in drafts]])


def _can_lead(view: View, drafts: Sequence[Draft]) -> Flags:
    """Which facilitator may lead which set, (sets, F), slots and load aside."""
    levels = [draft.level for draft in drafts]
    serves = np.array([view.serves[:, list(draft.members)].all(axis=1) for draft in drafts])
    return np.asarray(serves & view.takes[:, levels].T)


def _expected_cost(view: View, draft: Draft) -> Floats:
    """What a year on each slot may cost the set in absences and lost weeks, tenths, (S,)."""
    programme, members = view.programme, list(draft.members)
    settings = programme.settings
    open_ = TeachingDays.open(programme) & Closures.open(programme)[members].all(axis=0)
    if draft.venue >= 0:
        open_ = open_ & VenueOpen.open(programme)[draft.venue]
    if draft.facilitator >= 0:
        open_ = open_ & FacilitatorFree.open(programme)[draft.facilitator]
    absent = (~present(programme)[members]).sum(axis=0)
    weeks = np.maximum(1, open_.sum(axis=0))
    absences = settings.prices.absence * (absent * open_).sum(axis=0) / weeks
    lost = settings.prices.week_off * len(members) * (1 - weeks / len(open_))
    return np.asarray(TENTHS * settings.meetings * (absences + lost))
