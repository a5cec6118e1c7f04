"""Small tables of what sets may do, filled at random, and every year that they allow, tried one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache

import numpy as np

from programme.records import HalfDay
from programme.slots import Slot
from scheduler.options import Costs, Options, options, real
from scheduler.paths import Priced, Years
from scheduler.tariff import Tariff, free
from tests.build import facilitator, leaders, near, programme, venue
from tests.tiny import seated

FIRST = date(2027, 9, 6)
WEEKS, MEETINGS = 7, 3
THURSDAY = (Slot.THU_AM, Slot.THU_PM)


def scattered(seed: int, free_slots: int = 3, stand_in: bool = False, third: str = "F2") -> Options:
    """Three sets of three, the second with one meeting that stays; two facilitators without a break, three venues.

    The first facilitator leads two of the sets, ``third`` the last.

    Every table has its own costs in each place, by chance, and infinity in many.
    """
    rng = np.random.default_rng(seed)
    own = _looked_up(third)
    open_ = np.zeros((3, WEEKS, 10), dtype=bool)
    open_[:, :, [Slot.THU_AM, Slot.THU_PM, Slot.FRI_PM][:free_slots]] = True
    place = _costs(rng, own.place.shape, 0.2) - 30
    place[:, 0] = 0
    made = replace(
        own,
        half_day=np.where(open_, _costs(rng, own.half_day.shape, 0.2), np.inf),
        place=place,
        absent=open_[:, None] & (rng.random(own.absent.shape) < 0.25),
        first=np.array([0, 1, 0]),
        start=_costs(rng, own.start.shape, 0.2),
        gap=_costs(rng, own.gap.shape, 0.2),
        shut=np.where(rng.random(own.shut.shape) < 0.1, np.inf, 0.0),
        misses=rng.integers(0, 3, own.misses.shape),
    )
    return made if stand_in else real(made)


@cache
def _looked_up(third: str) -> Options:
    known = programme(
        leaders(9, max_travel_minutes=300),
        [facilitator(1), facilitator(2)],
        [venue(n, place=near(60 * n)) for n in (1, 2, 3)],
        meetings=MEETINGS,
        weeks_between=2,
        weeks_between_min=1,
        weeks_between_max=3,
        quorum=1,
        last_day=FIRST + timedelta(weeks=WEEKS - 1, days=4),
        afternoon=HalfDay(time(12, 30), time(16, 30)),
    )
    sets = [seated(known, f"S0{n + 1}", known.leaders[3 * n : 3 * n + 3], THURSDAY[n % 2]) for n in range(3)]
    places = zip(sets, ("F1", "F1", third), ("V1", "V2", "V1"), strict=True)
    return options(known, [replace(own, facilitator_id=f, venue_id=v) for own, f, v in places], nearest=2)


def _costs(rng: np.random.Generator, shape: tuple[int, ...], forbidden: float) -> Costs:
    return np.where(rng.random(shape) < forbidden, np.inf, rng.integers(1, 100, shape).astype(float))


def dear(own: Options, seed: int) -> Tariff:
    """A price of its own on half of everything, by chance; nobody and nowhere for nothing."""
    rng = np.random.default_rng(seed)

    def price(table: Costs) -> Costs:
        return np.where(rng.random(table.shape) < 0.5, rng.integers(1, 60, table.shape), 0).astype(float)

    made = free(own).each(price)
    made.rooms[-1] = made.leads[-1] = made.rushes[-1] = 0
    return made


def weeks_of_years(own: Options, row: int) -> Iterator[tuple[int, ...]]:
    """The weeks of the planned meetings of every year of a set, whatever they cost."""
    return itertools.combinations(range(own.half_day.shape[1]), own.meetings - int(own.first[row]))


def waiting(own: Options, row: int, weeks: tuple[int, ...]) -> float:
    """What it costs to begin in the first of these weeks and to go on in the others; infinity where it is forbidden."""
    cost = float(own.start[row, weeks[0]])
    for k, (one, other) in enumerate(itertools.pairwise(weeks), start=int(own.first[row])):
        apart = other - one
        cost += float(own.gap[k, row, one, own.gaps.index(apart)]) if apart in own.gaps else np.inf
    return cost


def year_costs(own: Options, costs: Priced, row: int) -> dict[tuple[int, ...], float]:
    """What the best year in each choice of weeks costs at these prices."""
    by_week = [_cheapest(costs, row, week) for week in range(own.half_day.shape[1])]
    return {
        weeks: waiting(own, row, weeks) + sum(by_week[week] for week in weeks) for weeks in weeks_of_years(own, row)
    }


def _cheapest(costs: Priced, row: int, week: int) -> float:
    return min(
        float(costs.at[row, candidate, week, slot] + costs.day[row, week, slot])
        for candidate in range(costs.at.shape[1])
        for slot in Slot
    )


def price_of(own: Options, tariff: Tariff, row: int, candidate: int, week: int, slot: int) -> float:
    """What one meeting costs with the price of all that it uses."""
    venue, leader = int(own.venue[row, candidate]), int(own.facilitator[row])
    cost = float(own.half_day[row, week, slot] + own.place[row, candidate, week, slot] + own.shut[venue, week, slot])
    cost += float(tariff.rooms[venue, week, slot] + tariff.leads[leader, week, slot])
    for rush in own.rush[row, candidate, slot % 2].tolist():
        cost += float(tariff.rushes[rush, week, slot // 2]) if rush >= 0 else 0.0
    missing = np.flatnonzero(own.absent[row, :, week, slot])
    return cost + sum(float(tariff.absences[row, member]) for member in missing)


def a_year(
    own: Options, row: int, weeks: tuple[int, ...], slots: tuple[int, ...], candidates: tuple[int, ...]
) -> Years:
    """Years in which only this set meets, in these weeks."""
    found = np.full((3, len(own.sets), own.meetings), -1, dtype=np.int64)
    first = own.meetings - len(weeks)
    found[0, row, first:], found[1, row, first:], found[2, row, first:] = weeks, slots, candidates
    return Years(week=found[0], slot=found[1], candidate=found[2])
