"""The search for the best calendar: greedy, prices, integers, neighbourhoods, integers again.

Each stage takes what was found and returns something no worse, with a bound no lower.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from programme import prices
from programme.plans import Plan
from programme.watch import CALENDAR, Watch
from scheduler.exact import LEFT_OUT, integers, linear, model
from scheduler.greedy import fairer, in_order, settle, worth
from scheduler.kept import Excess, Kept, excess, nearest_stand_in, within
from scheduler.neighbourhoods import improved
from scheduler.options import Options, further, only, real
from scheduler.paths import Years
from scheduler.pricing import at_tariff, bound, climb
from scheduler.tariff import Tariff, free, part, supply

BLIND, PRICED = 2, 3
"""Greedy calendars without and with prices, each in another order."""
ROUNDS = 6
"""Linear programmes before the prices are taken as they are."""
CLOSE = 5.0
"""Tenths between a linear programme and its bound on everything, at which prices are good enough."""
WIDE, NARROW, NEAR = 1_000.0, 400.0, 100.0
"""Tenths of excess that linear programmes, searches in integers and the first of these look at."""
WIDER = 3
"""Times that sets may be given further venues."""
GOOD = 1e-4
"""A gap, as a fraction of the travel that sets cause anyway, that only a small search in integers has to close."""
SMALL, LARGE = 20_000, 60_000
"""Options in one search in integers, at most, where the gap is good and where it is not."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Found:
    """The best years found, and a proven lower bound in tenths on the cost of a year for every set."""

    options: Options
    years: Years
    tariff: Tariff
    bound: float
    cut_short: bool = False
    changed_bound: int = 0
    """Meetings that must differ from those that stood."""

    @property
    def upper(self) -> float:
        """The cost of the years, tenths, sets without one at ``LEFT_OUT``."""
        missing, cost = worth(self.options, self.years)
        return cost + missing * LEFT_OUT

    @property
    def proved(self) -> bool:
        """Whether nothing better exists, all costs being whole tenths."""
        return bool(np.ceil(self.bound - 1e-3) >= self.upper)

    @property
    def good(self) -> float:
        """A good gap, tenths."""
        plan = Plan(sets=self.options.sets, meetings=(), waiting=())
        return GOOD * prices.TENTHS * prices.matching_minutes(self.options.programme, plan)

    def tell(self, watch: Watch) -> None:
        """Reports how far the search is; without figures where sets have no year, or costs are not minutes alone."""
        if self.options.aim or not self.years.found.all():
            watch.tell(CALENDAR)
        else:
            watch.tell(CALENDAR, self.upper / prices.TENTHS, self.bound / prices.TENTHS)

    def among(self, options: Options) -> Found:
        """The same with other candidates; rushes are others then, so they have no price yet."""
        return replace(self, options=options, tariff=replace(self.tariff, rushes=free(options).rushes))

    def or_better(self, years: Years) -> Found:
        """The same with these years, if they are better."""
        return replace(self, years=min(self.years, years, key=lambda y: worth(self.options, y)))

    def or_higher(self, tariff: Tariff, lower: float) -> Found:
        """The same with these prices, if they prove more."""
        return replace(self, tariff=tariff, bound=lower) if lower > self.bound else self


def find(begun: Found, watch: Watch) -> Found:
    """Years for as many sets as can be, in as few minutes as can be found, with a bound."""
    found = begun if begun.years.found.any() else by_greed(begun)
    for stage in (by_prices, near_by, by_neighbourhoods, by_integers):
        found.tell(watch)
        if found.proved:
            break
        found = replace(found, cut_short=True) if watch.expired() else stage(found, watch)
    within_reach = real(found.options)
    return replace(found, years=fairer(within_reach, free(within_reach), found.years))


def nothing(options: Options) -> Found:
    """Nobody meets, nothing is known."""
    empty = np.full((len(options.sets), options.meetings), -1, dtype=np.int64)
    years, tariff = Years(week=empty, slot=empty, candidate=empty), free(options)
    return Found(options=options, years=years, tariff=tariff, bound=bound(options, tariff)[0])


def of_those_with_years(found: Found) -> Found:
    """The same of the sets that have a year alone; what they could do without the others is not yet looked at."""
    rows = np.flatnonzero(found.years.found)
    known, tariff = only(found.options, rows), part(found.tariff, rows)
    left = replace(found, options=known, years=found.years.of(rows), tariff=tariff, bound=bound(known, tariff)[0])
    return left.or_higher(free(known), bound(known, free(known))[0])


def by_greed(found: Found) -> Found:
    """Greedy calendars, prices aimed at the best of them, and greedy calendars at those prices."""
    rng = np.random.default_rng(found.options.programme.settings.seed)
    found = found.or_better(_greedy(found, rng, BLIND))
    found = found.or_higher(*climb(found.options, found.tariff, found.upper))
    return found.or_better(_greedy(found, rng, PRICED))


def by_prices(found: Found, watch: Watch) -> Found:
    """The best prices that there are, by linear programmes; sets that look beyond their venues get more."""
    found = _priced(found, watch)
    for _ in range(WIDER):
        rows = np.flatnonzero(nearest_stand_in(_beyond(found)) <= min(NARROW, found.upper - found.bound))
        if watch.expired() or found.proved or not len(rows):
            break
        found = _priced(found.among(further(found.options, rows)), watch)
    return found


def by_neighbourhoods(found: Found, watch: Watch) -> Found:
    """A few sets at a time that share rooms or facilitators, until the rest is near enough for integers."""
    goal = found.bound + max(NARROW, found.good)
    if found.upper <= goal:
        return found
    years, late = improved(
        real(found.options), found.tariff, found.years, goal, watch, lambda years: found.or_better(years).tell(watch)
    )
    return replace(found.or_better(years), cut_short=found.cut_short or late)


def near_by(found: Found, watch: Watch) -> Found:
    """All sets at once in integers, among what lies very near to the bound: quick, and a good start."""
    return _in_integers(found, watch, (NEAR,))


def by_integers(found: Found, watch: Watch) -> Found:
    """All sets at once in integers, among what lies within reach of the bound; wider if that proves too little."""
    return _in_integers(found, watch, (NARROW, np.inf))


def _in_integers(found: Found, watch: Watch, limits: tuple[float, ...]) -> Found:
    base, done = bound(found.options, found.tariff)[0], 0.0
    for limit in limits:
        beyond, reach = _beyond(found), min(limit, found.upper - base)
        kept = _kept(beyond, reach)
        most = SMALL if found.upper - found.bound <= found.good else LARGE
        if found.proved or reach <= done or kept.option.sum() > most:
            break
        known = real(found.options)
        solution = integers(known, model(known, kept, supply(known)), watch.left / 2)
        missed = base + min(reach, float(nearest_stand_in(beyond).min()))
        found = replace(found, bound=max(found.bound, min(solution.bound, missed)))
        found = found if solution.years is None else found.or_better(solution.years)
        if not solution.solved:
            return replace(found, cut_short=found.cut_short or solution.late)
        done = reach
    return found


def _greedy(found: Found, rng: np.random.Generator, starts: int) -> Years:
    """The best of some greedy calendars at the prices found, each settled at the true ones."""
    known, years = real(found.options), [found.years]
    for _ in range(starts):
        order = rng.permutation(len(known.sets))
        years.append(settle(known, free(known), in_order(known, found.tariff, map(int, order)), order))
    return min(years, key=lambda y: worth(known, y))


def _priced(found: Found, watch: Watch) -> Found:
    """Linear programmes on what is kept, which tell prices where to aim, until all agree."""
    known = real(found.options)
    found = found.or_higher(found.tariff, bound(found.options, found.tariff)[0])
    kept = _kept(_beyond(found), WIDE)
    for _ in range(ROUNDS):
        solved = None if watch.expired() else linear(known, model(known, kept, supply(known)), watch.left)
        if solved is None:
            break
        goal, tariff = solved
        kept = kept | _kept(excess(known, at_tariff(known, tariff)), 0)
        found = found.or_higher(tariff, bound(found.options, tariff)[0])
        found.tell(watch)
        if found.proved or goal - found.bound <= CLOSE:
            break
        found = found.or_higher(*climb(found.options, found.tariff, goal))
        kept = kept | _kept(_beyond(found), WIDE)
    return found


def _beyond(found: Found) -> Excess:
    return excess(found.options, at_tariff(found.options, found.tariff))


def _kept(beyond: Excess, tenths: float) -> Kept:
    """What lies within so many tenths, without the stand-in, which no calendar can use."""
    kept = within(beyond, tenths + 0.5)
    kept.option[:, -1] = False
    return kept
