"""What each set may do: every half-day of the programme and every near venue, priced in tenths of a minute.

A meeting costs what its half-day costs (absences, priced closures, another slot than the
usual) plus what its venue costs more than home (travel, hire, another venue); so two small
tables stand for the cost c[set, week, slot, venue], and infinity for what a rule forbids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from programme import prices
from programme.plans import LearningSet
from programme.records import Programme
from programme.rules.meetings import StartTogether
from programme.rules.opening import Closures, FacilitatorFree, TeachingDays, VenueOpen, present
from programme.rules.places import Seats, StepFree, TravelLimit
from scheduler.rushes import rushes

Costs = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEAREST = 4
"""Other venues that a set may use, the cheapest in total travel."""
NOWHERE = -1
"""The venue and the facilitator of a set that has none: the last row of every table, always free."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Options:
    """Tables over S sets, V candidates, W weeks, 10 slots, N members, R venues, F facilitators, Q rushes.

    Infinity is forbidden.

    The last candidate of a set is a stand-in for all venues further away: as cheap as the
    cheapest of them, open when any venue is, with endless rooms. It makes a bound hold for
    all venues; ``real`` leaves it out.
    """

    programme: Programme
    sets: tuple[LearningSet, ...]
    half_day: Costs
    """(S, W, 10): what meeting then costs, wherever, tenths."""
    place: Costs
    """(S, V): what meeting there costs more than at home, tenths."""
    venue: Counts
    """(S, V): position of each candidate venue, home first, the stand-in (``NOWHERE``) last."""
    facilitator: Counts
    """(S,): position of each set's facilitator, or ``NOWHERE``."""
    absent: Flags
    """(S, N, W, 10): who cannot attend when; False beyond a set's members."""
    gap: Costs
    """(S, G): what each permitted gap costs, tenths."""
    shut: Costs
    """(R + 1, W, 10): 0 where a venue is open, else infinity."""
    rooms: Counts
    """(R + 1,): rooms of each venue."""
    leads: Counts
    """(F + 1,): sets that each facilitator can lead at once: one, or endlessly many for nobody."""
    rush: Counts
    """(S, V, 2, K): rushes that a meeting there is in, by half of the day, filled up with ``NOWHERE``."""
    rushes: Counts
    """(Q + 1,): meetings of one day that each rush allows: one, or endlessly many for none."""

    @property
    def gaps(self) -> range:
        """The permitted gaps in weeks; position g of ``gap`` is ``gaps[g]``."""
        return permitted_gaps(self.programme)

    @property
    def meetings(self) -> int:
        """Meetings of each set."""
        return self.programme.settings.meetings

    @property
    def most_absences(self) -> int:
        """Meetings that one member may miss."""
        return self.programme.settings.most_absences

    @property
    def last_start(self) -> int:
        """The latest week of a first meeting."""
        return StartTogether.last_start(self.programme)


def options(
    programme: Programme,
    sets: Sequence[LearningSet],
    nearest: int | None = None,
    also: Mapping[int, Sequence[int]] | None = None,
) -> Options:
    """Everything the sets may do: at home, at the ``nearest`` venues and at those of ``also`` (by position of set)."""
    members = _members(programme, sets)
    place, venue = _places(programme, sets, members, NEAREST if nearest is None else nearest, also or {})
    absent, facilitator = _absent(programme, members), _facilitators(programme, sets)
    rush, count = rushes(programme, venue, facilitator)
    return Options(
        programme=programme,
        sets=tuple(sets),
        half_day=_half_days(programme, sets, members, absent),
        place=place,
        venue=venue,
        facilitator=facilitator,
        absent=absent,
        gap=_gap_costs(programme, members),
        shut=_shut(programme),
        rooms=np.array([venue.rooms for venue in programme.venues] + [len(sets)], dtype=np.int64),
        leads=np.array([1] * len(programme.facilitators) + [len(sets)], dtype=np.int64),
        rush=rush,
        rushes=np.array([1] * count + [len(sets)], dtype=np.int64),
    )


def permitted_gaps(programme: Programme) -> range:
    """Weeks that may lie between two meetings of a set; never two meetings in one week."""
    rules = programme.settings
    return range(max(1, rules.weeks_between_min), rules.weeks_between_max + 1)


def real(known: Options) -> Options:
    """The same without the stand-in: what a calendar can use."""
    place = known.place.copy()
    place[:, -1] = np.inf
    return replace(known, place=place)


def with_venues(known: Options, extra: Mapping[int, Sequence[int]]) -> Options:
    """The options with further candidates for some sets; those that are there keep their places."""
    before = {row: own[own != NOWHERE][1:].tolist() for row, own in enumerate(known.venue)}
    also = {row: [*own, *extra.get(row, ())] for row, own in before.items()}
    return options(known.programme, known.sets, also=also)


def further(known: Options, rows: NDArray[np.int64]) -> Options:
    """The options with as many venues again for some sets, the next nearest."""
    wider = options(known.programme, [known.sets[row] for row in rows], nearest=2 * (known.venue.shape[1] - 2))
    return with_venues(known, {int(row): wider.venue[at, 1:-1].tolist() for at, row in enumerate(rows)})


def only(known: Options, rows: NDArray[np.int64]) -> Options:
    """The options of some of the sets."""
    return replace(
        known,
        sets=tuple(known.sets[row] for row in rows),
        half_day=known.half_day[rows],
        place=known.place[rows],
        venue=known.venue[rows],
        facilitator=known.facilitator[rows],
        absent=known.absent[rows],
        gap=known.gap[rows],
        rush=known.rush[rows],
    )


def _members(programme: Programme, sets: Sequence[LearningSet]) -> list[list[int]]:
    return [[programme.leader_at[member] for member in learning_set.members] for learning_set in sets]


def _facilitators(programme: Programme, sets: Sequence[LearningSet]) -> Counts:
    at = programme.facilitator_at
    return np.array([at[s.facilitator_id] if s.facilitator_id else NOWHERE for s in sets], dtype=np.int64)


def _absent(programme: Programme, members: list[list[int]]) -> Flags:
    there = present(programme)
    most = max(map(len, members), default=0)
    absent = np.zeros((len(members), most, *there.shape[1:]), dtype=bool)
    for row, own in enumerate(members):
        absent[row, : len(own)] = ~there[own]
    return absent


def _half_days(programme: Programme, sets: Sequence[LearningSet], members: list[list[int]], absent: Flags) -> Costs:
    """What each half-day costs each set wherever it meets, shape (S, W, 10), tenths."""
    rules, missing = programme.settings, absent.sum(axis=1)
    cost = prices.tenths(rules.prices.absence) * missing.astype(float)
    days = TeachingDays.open(programme)
    leading = np.concatenate([FacilitatorFree.open(programme), np.ones_like(days)[None]])
    area_open, closing = Closures.open(programme), prices.closure_costs(programme)
    for row, (learning_set, own) in enumerate(zip(sets, members, strict=True)):
        cost[row] += closing[own].sum(axis=0)
        other = np.arange(cost.shape[2]) != learning_set.slot
        cost[row] += prices.tenths(rules.prices.other_slot) * len(own) * other
        allowed = area_open[own].all(axis=0) & (len(own) - missing[row] >= rules.quorum)
        cost[row, ~allowed] = np.inf
    return np.where(days & leading[_facilitators(programme, sets)], cost, np.inf)


def _places(
    programme: Programme,
    sets: Sequence[LearningSet],
    members: list[list[int]],
    nearest: int,
    also: Mapping[int, Sequence[int]],
) -> tuple[Costs, Counts]:
    """Candidates and what each costs more than home, both (S, V), tenths; the stand-in last."""
    width = 2 + min(nearest, len(programme.venues)) + max(map(len, also.values()), default=0)
    place, venue = np.full((len(sets), width), np.inf), np.full((len(sets), width), NOWHERE, dtype=np.int64)
    allowed = TravelLimit.allowed(programme) & StepFree.allowed(programme)
    for row, (learning_set, own) in enumerate(zip(sets, members, strict=True)):
        place[row, 0] = 0
        if learning_set.venue_id:
            home = venue[row, 0] = programme.venue_at[learning_set.venue_id]
            fits = allowed[own].all(axis=0) & (Seats.most_members(programme) >= len(own))
            fits[home] = False
            more = np.where(fits, _more_than_home(programme, learning_set, own, int(home)), np.inf)
            near = np.argsort(more, kind="stable")[:nearest]
            chosen = [*near, *(v for v in dict.fromkeys(also.get(row, ())) if v not in (home, NOWHERE, *near))]
            place[row, 1 : 1 + len(chosen)] = more[chosen]
            venue[row, 1 : 1 + len(chosen)] = chosen
            place[row, -1] = np.delete(more, chosen).min(initial=np.inf)
    return place, venue


def _more_than_home(programme: Programme, learning_set: LearningSet, own: list[int], home: int) -> Costs:
    """What a meeting costs at each venue more than at home, shape (R,), tenths."""
    cost = prices.journeys(programme)[own].sum(axis=0) + prices.hire(programme)
    if learning_set.facilitator_id:
        cost = cost + prices.facilitator_journeys(programme)[programme.facilitator_at[learning_set.facilitator_id]]
    other = prices.tenths(programme.settings.prices.other_venue) * len(own)
    return np.asarray(cost - cost[home] + other, dtype=float)


def _gap_costs(programme: Programme, members: list[list[int]]) -> Costs:
    gaps = permitted_gaps(programme)
    costs = [[prices.week_off(programme, weeks, len(own)) for weeks in gaps] for own in members]
    return np.array(costs, dtype=float).reshape(len(members), len(gaps))


def _shut(programme: Programme) -> Costs:
    """0 where a venue is open; nowhere, and the stand-in, is open where any venue is, or there is none."""
    open_days = VenueOpen.open(programme)
    anywhere = np.asarray(open_days.any(axis=0)) | (not programme.venues)
    return np.where(np.concatenate([open_days, anywhere[None]]), 0.0, np.inf)
