"""Which sets have a calendar at all, and which further venues they need for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from programme.plans import LearningSet
from programme.records import Programme
from programme.watch import Watch
from scheduler import stuck
from scheduler.greedy import cheapest, written
from scheduler.mending import allowing
from scheduler.options import Options, only, options, real, with_venues
from scheduler.paths import absences, best
from scheduler.pricing import at_tariff
from scheduler.search import Found
from scheduler.tariff import free


def in_reach(programme: Programme, sets: Sequence[LearningSet], watch: Watch) -> tuple[Options, dict[str, str]]:
    """The options of all sets that have a calendar alone, and why the others have none.

    A set that has none at its nearest venues, but one at others, has those as candidates too.
    """
    known, why = real(options(programme, sets)), dict[str, str]()
    venues: dict[str, tuple[int, ...]] = {}
    for row in _doubtful(known):
        learning_set, own = sets[row], only(known, np.array([row]))
        if cheapest(own, at_tariff(own, free(own))) is None:
            wide = stuck.year_alone(programme, learning_set)
            if wide is None:
                allowed = allowing(programme, learning_set)
                why[learning_set.set_id] = stuck.alone(programme, learning_set, watch, allowed)
            else:
                venues[learning_set.set_id] = wide
    able = [learning_set for learning_set in sets if learning_set.set_id not in why]
    also = {row: venues[s.set_id] for row, s in enumerate(able) if s.set_id in venues}
    return options(programme, able, also=also), why


def _doubtful(known: Options) -> list[int]:
    """Sets without a year, or whose best year keeps somebody away too often."""
    years, _ = best(known, at_tariff(known, free(known)))
    often = (absences(known, years) > known.misses).any(axis=1)
    return [int(row) for row in np.flatnonzero(~years.found | often)]


def beside(found: Found) -> tuple[Found, dict[str, str]]:
    """What was found, with venues further away for sets left without a calendar; and why others have none."""
    known, years, why = found.options, found.years, dict[str, str]()
    for row in map(int, np.flatnonzero(~years.found)):
        diary = written(real(known), free(known), years)
        if venues := stuck.year_beside(diary, row):
            known = with_venues(known, {row: venues})
            diary = written(real(known), free(known), years)
        if diary.book(row):
            years = diary.years()
        else:
            why[known.sets[row].set_id] = stuck.beside(diary, row)
    return replace(found.among(known), years=years), why
