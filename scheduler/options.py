"""What each set may do: every half-day of the programme and every near venue, priced in tenths of a minute.

A meeting costs what its half-day costs (absences, priced closures, another slot than the
usual) plus what its venue costs more than home (travel, hire, another venue), and infinity
stands for what a rule forbids. Of a set that goes on, the meetings that stay as they are
need no options: the first of the others keeps its distance to the last of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from programme import prices
from programme.plans import LearningSet
from programme.records import Programme
from programme.rules import may_meet
from programme.rules.meetings import Gaps, StartTogether
from programme.rules.opening import Closures, FacilitatorFree, TeachingDays, VenueOpen, present
from programme.rules.places import Seats
from scheduler.covering import with_substitutes
from scheduler.rushes import rushes
from scheduler.standing import covers, fixed, later, stayed

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

    Infinity is forbidden. Every set has M meetings, of which those at positions from ``first`` on are planned.

    The last candidate of a set is a stand-in for all venues further away: as cheap as the
    cheapest of them, open when any venue is, with endless rooms. It makes a bound hold for
    all venues; ``real`` leaves it out.
    """

    programme: Programme
    sets: tuple[LearningSet, ...]
    half_day: Costs
    """(S, W, 10): what meeting then costs, wherever, tenths."""
    place: Costs
    """(S, V, W, 10): what meeting there costs more than at home, tenths."""
    venue: Counts
    """(S, V): position of each candidate venue, home first, the stand-in (``NOWHERE``) last."""
    facilitator: Counts
    """(S,): position of each set's facilitator, or ``NOWHERE``."""
    absent: Flags
    """(S, N, W, 10): who cannot attend when; False beyond a set's members."""
    first: Counts
    """(S,): meetings of each set that stay as they are, so the position of the first that is planned."""
    start: Costs
    """(S, W): what it costs that this first one is in a week: the distance to the last that stays, tenths."""
    gaps: range
    """Weeks between two meetings that some set may have; position g of ``gap`` is ``gaps[g]``."""
    gap: Costs
    """(M - 1, S, W, G): what each gap after meeting k in a week costs, tenths."""
    shut: Costs
    """(R + 1, W, 10): 0 where a venue is open, else infinity."""
    rooms: Counts
    """(R + 1,): rooms of each venue."""
    leads: Counts
    """(F + 1, W, 10): sets that each facilitator can lead at once: one, or endlessly many for nobody.

    One more where one of the sets is led by a substitute.
    """
    rush: Counts
    """(S, V, 2, K): rushes that a meeting there is in, by half of the day, filled up with ``NOWHERE``."""
    rushes: Counts
    """(Q + 1, W, 5): meetings of one day that each rush allows: one, or endlessly many for none; more likewise."""
    misses: Counts
    """(S, N): how many of the meetings planned each member may miss."""
    covered: Flags
    """(S, W, 10): half-days that a substitute leads, where a set meets."""
    aim: Callable[[Options], Options] | None = None
    """What was done to these options since they were looked up, where something was."""

    @property
    def meetings(self) -> int:
        """Meetings of each set."""
        return self.programme.settings.meetings


def options(
    programme: Programme,
    sets: Sequence[LearningSet],
    nearest: int | None = None,
    also: Mapping[int, Sequence[int]] | None = None,
) -> Options:
    """Everything the sets may do: at home, at the ``nearest`` venues and at those of ``also`` (by position of set)."""
    members = _members(programme, sets)
    candidates = _with_old_venues(programme, sets, also or {})
    place, venue = _places(programme, sets, members, NEAREST if nearest is None else nearest, candidates)
    absent, facilitator = _absent(programme, members), _facilitators(programme, sets)
    rush, count = rushes(programme, venue, facilitator)
    weeks, meetings, (gaps, waiting) = len(programme.mondays), programme.settings.meetings, _gaps(programme, sets)
    alone = Options(
        programme=programme,
        sets=tuple(sets),
        half_day=_half_days(programme, sets, members, absent),
        place=np.broadcast_to(place[:, :, None, None], (*place.shape, weeks, 10)),
        venue=venue,
        facilitator=facilitator,
        absent=absent,
        first=np.array([len(fixed(programme, s)) for s in sets], dtype=np.int64),
        start=_starts(programme, sets, gaps, waiting),
        gaps=gaps,
        gap=np.broadcast_to(waiting[:, None], (max(0, meetings - 1), len(sets), weeks, len(gaps))),
        shut=_shut(programme),
        rooms=np.array([venue.rooms for venue in programme.venues] + [len(sets)], dtype=np.int64),
        leads=_each(len(programme.facilitators), len(sets), (weeks, 10)),
        rush=rush,
        rushes=_each(count, len(sets), (weeks, 5)),
        misses=_misses(programme, sets, absent.shape[1]),
        covered=np.zeros((len(sets), weeks, 10), dtype=bool),
    )
    return with_substitutes(alone)


def real(known: Options) -> Options:
    """The same without the stand-in: what a calendar can use."""
    place = known.place.copy()
    place[:, -1] = np.inf
    return replace(known, place=place)


def with_venues(known: Options, extra: Mapping[int, Sequence[int]]) -> Options:
    """The options with further candidates for some sets; those that are there keep their places."""
    before = {row: own[own != NOWHERE].tolist() for row, own in enumerate(known.venue)}
    also = {row: [*own, *extra.get(row, ())] for row, own in before.items()}
    wider = options(known.programme, known.sets, also=also)
    return known.aim(wider) if known.aim else wider


def looked_up_anew(known: Options) -> Options:
    """The options of the same sets at the same candidates as the rules allow and price them."""
    return with_venues(replace(known, aim=None), {})


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
        first=known.first[rows],
        start=known.start[rows],
        gap=known.gap[:, rows],
        rush=known.rush[rows],
        misses=known.misses[rows],
        covered=known.covered[rows],
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
    free = leading[_facilitators(programme, sets)]
    for cover in covers(programme, sets):
        free[cover.row, cover.week, cover.slot] = leading[cover.leader, cover.week, cover.slot]
    return np.where(days & free, cost, np.inf)


def _places(
    programme: Programme,
    sets: Sequence[LearningSet],
    members: list[list[int]],
    nearest: int,
    also: Mapping[int, Sequence[int]],
) -> tuple[Costs, Counts]:
    """Candidates and what each costs more than home, both (S, V), tenths; the stand-in last."""
    most = min(nearest, len(programme.venues)) + max(map(len, also.values()), default=0)
    place, venue = np.full((len(sets), 2 + most), np.inf), np.full((len(sets), 2 + most), NOWHERE, dtype=np.int64)
    allowed, width = may_meet(programme), 2
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
            width = max(width, 2 + len(chosen))
    used = [*range(width - 1), -1]
    return place[:, used], venue[:, used]


def _more_than_home(programme: Programme, learning_set: LearningSet, own: list[int], home: int) -> Costs:
    """What a meeting costs at each venue more than at home, shape (R,), tenths."""
    cost = prices.journeys(programme)[own].sum(axis=0) + prices.hire(programme)
    if learning_set.facilitator_id:
        cost = cost + prices.facilitator_journeys(programme)[programme.facilitator_at[learning_set.facilitator_id]]
    other = prices.tenths(programme.settings.prices.other_venue) * len(own)
    return np.asarray(cost - cost[home] + other, dtype=float)


def _with_old_venues(
    programme: Programme, sets: Sequence[LearningSet], also: Mapping[int, Sequence[int]]
) -> dict[int, list[int]]:
    """These candidates by position of set, and those where meetings stand that may go elsewhere."""
    at = programme.venue_at
    old = {row: [at[m.venue_id] for m in later(programme, s) if m.venue_id in at] for row, s in enumerate(sets)}
    return {row: [*also.get(row, ()), *own] for row, own in old.items() if own or row in also}


def _gaps(programme: Programme, sets: Sequence[LearningSet]) -> tuple[range, Costs]:
    """The weeks that may lie between two meetings of any set, and what they cost each, (S, G), tenths."""
    permitted = [Gaps.permitted(programme, learning_set.set_id) for learning_set in sets] or [range(1, 2)]
    gaps = range(min(own[0] for own in permitted), max(own[-1] for own in permitted) + 1)
    costs = [
        [prices.week_off(programme, weeks, len(s.members)) if weeks in own else np.inf for weeks in gaps]
        for s, own in zip(sets, permitted, strict=False)
    ]
    return gaps, np.array(costs, dtype=float).reshape(len(sets), len(gaps))


def _starts(programme: Programme, sets: Sequence[LearningSet], gaps: range, waiting: Costs) -> Costs:
    """What it costs each set to go on, or to begin, in each week, (S, W), tenths."""
    start = np.zeros((len(sets), len(programme.mondays)))
    start[:, StartTogether.last_start(programme) + 1 :] = np.inf
    for row, learning_set in enumerate(sets):
        if stay := fixed(programme, learning_set):
            start[row] = np.inf
            last = programme.week_of(stay[-1].date)
            for g, weeks in enumerate(gaps):
                if 0 <= last + weeks < start.shape[1]:
                    start[row, last + weeks] = waiting[row, g]
    return start


def _misses(programme: Programme, sets: Sequence[LearningSet], most: int) -> Counts:
    """How many meetings each member may still miss, (S, N); those that stay count."""
    left = np.full((len(sets), most), programme.settings.most_absences, dtype=np.int64)
    for row, learning_set in enumerate(sets):
        missed = Counter(absentee for meeting in stayed(programme, learning_set) for absentee in meeting.absent)
        for n, member in enumerate(learning_set.members if missed else ()):
            left[row, n] -= missed[member]
    return np.maximum(0, left)


def _each(count: int, endless: int, when: tuple[int, int]) -> Counts:
    """One of everything at any time, and endlessly many of nothing."""
    there = np.array([1] * count + [endless], dtype=np.int64)
    return np.broadcast_to(there[:, None, None], (count + 1, *when))


def _shut(programme: Programme) -> Costs:
    """0 where a venue is open; nowhere, and the stand-in, is open where any venue is, or there is none."""
    open_days = VenueOpen.open(programme)
    anywhere = np.asarray(open_days.any(axis=0)) | (not programme.venues)
    return np.where(np.concatenate([open_days, anywhere[None]]), 0.0, np.inf)
