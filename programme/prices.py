"""What a plan costs, in minutes of people's time.

Solvers count in whole tenths of a minute, so that sums are exact; this module turns every
preference into tenths once, and ``minutes_of`` adds up a plan from the same tables.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from programme.holidays import spans
from programme.pairs import pair_prices
from programme.plans import LearningSet, Meeting, Minutes, Plan
from programme.records import Programme
from programme.rules.base import places
from programme.rules.opening import concerns, inside
from programme.slots import weeks_apart
from programme.travel import between_leaders, facilitators_to_venues, to_venues

Tenths = NDArray[np.int64]
TENTHS = 10


def tenths(minutes: float) -> int:
    """Minutes as whole tenths."""
    return round(minutes * TENTHS)


@lru_cache(maxsize=4)
def journeys(programme: Programme) -> Tenths:
    """A leader's journey there and back, once, shape (leaders, venues), tenths of a minute."""
    return _there_and_back(programme, to_venues(programme))


def pair_costs(programme: Programme, people: Sequence[int]) -> Tenths:
    """What each two of these leaders, positions, cost a set that has both; (people, people), tenths.

    Prices on pairs and, where no venue is known, the way between them; once over the programme.
    """
    costs = np.zeros((len(people), len(people)), dtype=np.int64)
    for price in pair_prices(programme):
        costs += tenths(price.minutes) * price.between(people)
    return costs if programme.venues else costs + pair_journeys(programme, people)


@lru_cache(maxsize=100_000)
def company_cost(programme: Programme, members: tuple[int, ...]) -> int:
    """What the pairs of a set cost, tenths."""
    return int(pair_costs(programme, members).sum()) // 2


def pair_journeys(programme: Programme, people: Sequence[int]) -> Tenths:
    """The way between each two of these leaders, positions; shape (people, people), tenths.

    The price of a set where no venue is known: each pair's way, one way, once over the programme.
    """
    price = TENTHS * programme.settings.prices.travel
    return np.rint(price * between_leaders(programme, people)).astype(np.int64)


@lru_cache(maxsize=4)
def facilitator_journeys(programme: Programme) -> Tenths:
    """A facilitator's journey there and back, once, shape (facilitators, venues), tenths."""
    return _there_and_back(programme, facilitators_to_venues(programme))


@lru_cache(maxsize=4)
def hire(programme: Programme) -> Tenths:
    """A venue's price for one meeting where pounds are weighed, shape (venues,), tenths."""
    rate = programme.settings.prices.minutes_per_pound
    return np.array([tenths(venue.cost * rate) for venue in programme.venues], dtype=np.int64)


@lru_cache(maxsize=4)
def closure_costs(programme: Programme) -> Tenths:
    """What priced closures cost each leader, shape (leaders, weeks, slots), tenths."""
    areas, own = np.unique([leader.area for leader in programme.leaders], return_inverse=True)
    cost = np.zeros((len(areas), len(programme.mondays), 10), dtype=np.int64)
    for closure in programme.closures:
        if closure.price is not None:
            here = [at for at, area in enumerate(areas.tolist()) if concerns(closure, area)]
            cost[here] += tenths(closure.price) * spans(programme, [[closure.days]])
    return cost[own]


def unplaced(programme: Programme) -> int:
    """What a leader without a set costs over the programme, tenths."""
    return tenths(programme.settings.prices.unplaced * programme.settings.meetings)


def week_off(programme: Programme, weeks: int, members: int) -> int:
    """What a gap of this many weeks costs a set of this size, tenths."""
    rules = programme.settings
    return tenths(rules.prices.week_off) * abs(weeks - rules.weeks_between) * members


def minutes_of(programme: Programme, plan: Plan) -> Minutes:
    """The cost of a plan by part; hire of venues stands under ``venue``, priced closures under ``cadence``."""
    parts = dict.fromkeys(Minutes.__dataclass_fields__, 0)
    parts["unplaced"] = unplaced(programme) * len(plan.waiting)
    for learning_set in plan.sets:
        parts["pairs"] += company_cost(programme, tuple(places(programme, learning_set)))
        meetings = plan.meetings_of[learning_set.set_id]
        for meeting in meetings:
            for part, cost in _meeting_parts(programme, learning_set, meeting).items():
                parts[part] += cost
        for one, other in itertools.pairwise(meetings):
            gap = weeks_apart(one.date, other.date)
            parts["cadence"] += week_off(programme, gap, len(learning_set.members))
    return Minutes(**{part: cost / TENTHS for part, cost in parts.items()})


def matching_minutes(programme: Programme, plan: Plan) -> float:
    """The part of the cost that sets alone decide: travel and hire at home venues, pairs, unplaced."""
    meetings, total = programme.settings.meetings, unplaced(programme) * len(plan.waiting)
    for learning_set in plan.sets:
        home, leading = learning_set.venue_id, learning_set.facilitator_id
        total += meetings * sum(_visit(programme, learning_set, home, leading).values())
        total += company_cost(programme, tuple(places(programme, learning_set)))
    return total / TENTHS


def _meeting_parts(programme: Programme, learning_set: LearningSet, meeting: Meeting) -> dict[str, int]:
    prices, members = programme.settings.prices, len(learning_set.members)
    parts = _visit(programme, learning_set, meeting.venue_id, meeting.facilitator_id)
    parts["absence"] = tenths(prices.absence) * len(meeting.absent)
    parts["slot"] = tenths(prices.other_slot) * members * (meeting.slot != learning_set.slot)
    parts["venue"] += tenths(prices.other_venue) * members * (meeting.venue_id != learning_set.venue_id)
    if inside(programme, meeting):
        rows, week = places(programme, learning_set), programme.week_of(meeting.date)
        parts["cadence"] = int(closure_costs(programme)[rows, week, meeting.slot].sum())
    return parts


def _visit(programme: Programme, learning_set: LearningSet, venue_id: str, facilitator_id: str) -> dict[str, int]:
    """One meeting's travel and hire at a venue; nothing at one that is gone."""
    parts = {"travel": 0, "facilitator_travel": 0, "venue": 0}
    if venue_id in programme.venue_at:
        venue = programme.venue_at[venue_id]
        parts["travel"] = int(journeys(programme)[places(programme, learning_set), venue].sum())
        parts["venue"] = int(hire(programme)[venue])
        if facilitator_id in programme.facilitator_at:
            leading = programme.facilitator_at[facilitator_id]
            parts["facilitator_travel"] = int(facilitator_journeys(programme)[leading, venue])
    return parts


def _there_and_back(programme: Programme, one_way: NDArray[np.float64]) -> Tenths:
    return np.rint(2 * TENTHS * programme.settings.prices.travel * one_way).astype(np.int64)
