"""Years that differ as little as can be from those that stand: fewest meetings, then fewest dates, then minutes.

Every planned meeting of a set that goes on is as it was, or counts as changed: once for
itself, in a unit so large that no number of dates outweighs it, and once more where no
meeting stood on its date. The dynamic programme on these units alone gives the fewest that
each set needs by itself; where years are found that need no more, only years that need as
few are left, and the search for the fewest minutes goes on among these. Where sets are in
each other's way, the fewest are searched and bounded like minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from programme.rules.opening import inside
from programme.watch import Watch, silent
from scheduler.greedy import in_order, settle, worth
from scheduler.kept import excess, within
from scheduler.options import Costs, Flags, Options, further, looked_up_anew, only, real
from scheduler.paths import Years, best
from scheduler.pricing import at_tariff
from scheduler.reach import beside
from scheduler.search import WIDER, Found, find, nothing
from scheduler.standing import later, stands
from scheduler.tariff import free

OVERRIDING = 1e5
"""Tenths for a unit where sets choose one after the other: more than any year costs."""
HEAVY = 3_000.0
"""Tenths for a unit where minutes are searched among years of which some change more than they need alone."""
COUNTING = 0.5
"""The share of the time that is left after which the fewest are taken as they are."""
STARTS = 3
"""Orders in which the sets choose that cannot stay as they are."""


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What options are to cost: ``unit`` tenths for each unit of change, ``change`` units for a meeting.

    Their minutes count or do not; nothing is left of years that need more than ``spare``
    units beyond the fewest that the set needs by itself.
    """

    change: int
    unit: float
    minutes: bool = True
    spare: float = np.inf

    def __call__(self, known: Options) -> Options:
        """The options as they were looked up, aimed."""
        counted = _counted(known, self.change)
        wanted = known if self.minutes else _free_of_charge(known)
        place, start, gap = wanted.place + self.unit * differences(known, self.change), wanted.start, wanted.gap
        if np.isfinite(self.spare):
            kept = within(excess(counted, at_tariff(counted, free(counted))), self.spare + 0.5)
            place, start, gap = (
                np.where(flags, costs, np.inf)
                for flags, costs in ((kept.option, place), (kept.start, start), (kept.gap, gap))
            )
        return replace(wanted, place=place, start=start, gap=gap, aim=self)


def changing_least(begun: Found, watch: Watch) -> tuple[Found, dict[str, str]]:
    """Years that change as little as was found, cheap among these, and why sets have none beside the others."""
    known = _with_venues_that_spare(begun.options)
    years = _as_they_stand(known)
    change = 1 + _units(known, years, 1, 0)
    found = _fewest(replace(begun, options=known, years=years), change, watch)
    fewest = found.bound
    found, crowded = beside(_anew(found, Aim(change=change, unit=OVERRIDING)))
    if crowded:
        left = nothing(looked_up_anew(only(found.options, np.flatnonzero(found.years.found))))
        found, more = changing_least(replace(left, cut_short=found.cut_short), watch)
        return found, crowded | more
    return _cheapest(found, change, fewest, watch), {}


def differences(known: Options, change: int, day: int = 1) -> Costs:
    """Units by which each option differs from what stood, (S, V, W, 10); nothing in sets that are new."""
    units = np.zeros(known.place.shape)
    for row, learning_set in enumerate(known.sets):
        if stands(known.programme, learning_set):
            units[row] = change + day
            stood = [m for m in later(known.programme, learning_set) if inside(known.programme, m)]
            for meeting in stood:
                half_days = slice(meeting.slot - meeting.slot.half, meeting.slot - meeting.slot.half + 2)
                units[row, :, known.programme.week_of(meeting.date), half_days] = change
            for meeting in stood:
                there = _at(known, row, meeting.venue_id)
                units[row, there, known.programme.week_of(meeting.date), meeting.slot] = 0
    return units


def _at(known: Options, row: int, venue_id: str) -> Flags:
    """Which candidates of a set are this venue."""
    if not venue_id:
        return np.asarray((np.arange(known.venue.shape[1]) == 0) & (not known.sets[row].venue_id))
    return np.asarray(known.venue[row] == known.programme.venue_at.get(venue_id, len(known.rooms)))


def _with_venues_that_spare(known: Options) -> Options:
    """The options with more venues for sets that could change less at one further away."""
    aim = Aim(change=1 + known.meetings, unit=1, minutes=False)
    for _ in range(WIDER):
        rows = np.flatnonzero(_alone(aim(known)) < _alone(real(aim(known))))
        if not len(rows):
            break
        known = further(known, rows)
    return known


def _as_they_stand(known: Options) -> Years:
    """Sets that can stay as they are do; the others choose in turn, in several orders, of which the best counts."""
    change = 1 + known.meetings * len(known.sets)
    aimed = real(Aim(change=change, unit=OVERRIDING)(known))
    going_on = np.array([stands(known.programme, learning_set) for learning_set in known.sets], dtype=bool)
    stay = going_on & (_alone(Aim(change=change, unit=1, minutes=False)(known)) == 0)
    rng, tried = np.random.default_rng(known.programme.settings.seed), []
    for _ in range(STARTS):
        others = rng.permutation(np.flatnonzero(~stay))
        years = in_order(aimed, free(aimed), [*map(int, np.flatnonzero(stay)), *map(int, others)])
        tried.append(settle(aimed, free(aimed), years, others))
        if not len(others):
            break
    return min(tried, key=lambda years: worth(aimed, years))


def _fewest(found: Found, change: int, watch: Watch) -> Found:
    """Years with the fewest units, searched where they are more than sets need by themselves; the bound in units."""
    found = _anew(found, Aim(change=change, unit=1, minutes=False))
    return found if found.proved else find(found, replace(watch.part(COUNTING), listener=silent))


def _cheapest(counted: Found, change: int, fewest: float, watch: Watch) -> Found:
    """Years of as few units as those found, in the fewest minutes."""
    known = counted.options
    units = _units(known, counted.years, change)
    spare = units - float(_alone(_counted(known, change)).sum())
    aim = Aim(change=change, unit=HEAVY if spare else 0.0, spare=spare)
    found = find(_anew(counted, aim), watch)
    light = replace(aim, unit=0.0)(looked_up_anew(found.options))
    now = _units(found.options, found.years, change)
    alone = float(_alone(light).sum()) + aim.unit * min(now, units)
    return replace(
        found,
        years=found.years if now <= units else counted.years,
        bound=max(found.bound, alone),
        changed_bound=int(np.ceil(fewest / (change + 1) - 1e-6)),
    )


def _anew(found: Found, aim: Aim) -> Found:
    """The same years with options aimed otherwise; what is proved of these is not yet looked at."""
    known = aim(looked_up_anew(found.options))
    return replace(nothing(known), years=found.years, cut_short=found.cut_short)


def _units(known: Options, years: Years, change: int, day: int = 1) -> int:
    """Units by which the years differ from what stood."""
    row, week, slot, candidate = years.entries()
    return int(differences(known, change, day)[row, candidate, week, slot].sum())


def _alone(counted: Options) -> Costs:
    """The least that each set needs by itself, (S,); infinity where it has no year."""
    return best(counted, at_tariff(counted, free(counted)))[1]


def _counted(known: Options, change: int) -> Options:
    """The options at their units alone."""
    wanted = _free_of_charge(known)
    return replace(wanted, place=wanted.place + differences(known, change))


def _free_of_charge(known: Options) -> Options:
    """The options at no cost, where they are allowed."""
    half_day, place, start, gap = (
        np.where(np.isfinite(costs), 0.0, np.inf) for costs in (known.half_day, known.place, known.start, known.gap)
    )
    return replace(known, half_day=half_day, place=place, start=start, gap=gap)
