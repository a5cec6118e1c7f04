"""Meetings that a substitute leads stay where they are, whatever else changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from programme import prices
from programme.rules.meetings import OnwardJourney
from scheduler.rushes import too_far
from scheduler.standing import Cover, covers

if TYPE_CHECKING:
    from scheduler.options import Options

TABLES = ("half_day", "place", "start", "gap", "leads", "rushes", "covered")


def with_substitutes(known: Options) -> Options:
    """The options with each meeting that a substitute leads where it stands, and nowhere else.

    The set's facilitator is as free as without it; the substitute's own sets keep out of its way.
    """
    led = list(covers(known.programme, known.sets))
    if not led:
        return known
    own = replace(known, **{name: getattr(known, name).copy() for name in TABLES})
    for at, cover in enumerate(led):
        if cover.week < 0 or any(_clash(own, cover, other) for other in led[:at]):
            own.start[cover.row] = np.inf
        else:
            _stay(own, cover)
            _make_way(own, cover)
    return own


def _stay(own: Options, cover: Cover) -> None:
    """The only option of its week, which no year leaves out; whatever it uses of its facilitator is there twice."""
    row, week, slot = cover.row, cover.week, cover.slot
    there = own.venue[row] == cover.venue
    there[-1] &= not own.sets[row].venue_id
    cost = own.place[row, :, week, slot] + _further(own, cover)
    own.place[row, :, week] = np.inf
    own.place[row, there, week, slot] = cost[there]
    own.covered[row, week, slot] = True
    _pass_through(own, row, week)
    own.leads[own.facilitator[row], week, slot] += 1
    rushed = own.rush[row, there, slot % 2]
    own.rushes[np.unique(rushed[rushed >= 0]), week, slot // 2] += 1


def _pass_through(own: Options, row: int, week: int) -> None:
    """No year of this set begins later than this week, ends sooner, or waits past it."""
    own.start[row, week + 1 :] = np.inf
    if own.first[row] == own.meetings - 1:
        own.start[row, :week] = np.inf
    before = np.arange(own.gap.shape[2])[:, None]
    after = before + np.array(own.gaps)
    own.gap[:, row, (before < week) & (after > week)] = np.inf
    own.gap[-1:, row, after < week] = np.inf


def _make_way(own: Options, cover: Cover) -> None:
    """What the substitute's own sets can no longer do."""
    for row in np.flatnonzero(own.facilitator == cover.leader):
        own.half_day[row, cover.week, cover.slot] = np.inf
        if cover.venue >= 0:
            held = [(cover.week, cover.slot, cover.venue)]
            own.place[row] += too_far(own.programme, own.venue[row], held)[0]


def _further(own: Options, cover: Cover) -> float:
    """How much further the substitute travels than the set's facilitator, tenths."""
    if cover.venue < 0:
        return 0.0
    journeys = prices.facilitator_journeys(own.programme)[:, cover.venue]
    return float(journeys[cover.leader] - journeys[own.facilitator[cover.row]])


def _clash(own: Options, one: Cover, other: Cover) -> bool:
    """Whether one substitute would have to be in two places."""
    same_day = (one.leader, one.week, one.slot // 2) == (other.leader, other.week, other.slot // 2)
    if not same_day or one.slot == other.slot:
        return same_day
    start, end = sorted((one, other), key=lambda cover: cover.slot)
    known = min(start.venue, end.venue) >= 0
    return known and not OnwardJourney.allowed(own.programme)[start.venue, end.venue]
