"""Which half-days of the programme anybody can use: tables over weeks and slots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from programme.records import Programme
from programme.slots import Period, Slot

Flags = NDArray[np.bool_]


@lru_cache(maxsize=8)
def bank_holidays(first_year: int, last_year: int) -> dict[date, str]:
    """English bank holidays of these years, the substitute days too, with their names."""
    from holidays import country_holidays

    found = country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1))
    return {day: found[day] for day in sorted(found)}


def spans(programme: Programme, periods: Sequence[Iterable[Period]]) -> Flags:
    """Which half-days each person's periods cover, shape (people, weeks, slots)."""
    weeks = len(programme.mondays)
    covered = np.zeros((len(periods), weeks * 7), dtype=bool)
    origin = programme.mondays[0]
    for row, own in enumerate(periods):
        for period in own:
            start, end = (period.first - origin).days, (period.last - origin).days + 1
            covered[row, max(start, 0) : max(end, 0)] = True
    days = covered.reshape(len(periods), weeks, 7)[:, :, :5]
    return np.repeat(days, 2, axis=2)


def weekly(blocked: Sequence[Iterable[Slot]]) -> Flags:
    """Which weekly slots are blocked, shape (people, slots)."""
    table = np.zeros((len(blocked), len(Slot)), dtype=bool)
    for row, slots in enumerate(blocked):
        table[row, list(slots)] = True
    return table


@lru_cache(maxsize=4)
def teaching_days(programme: Programme) -> Flags:
    """Days inside the programme that are no bank holiday, shape (weeks, slots)."""
    first, last = programme.settings.first_day, programme.settings.last_day
    usable = [Period(programme.first_usable_day, last)] if programme.first_usable_day <= last else []
    open_days = spans(programme, [usable])[0]
    shut = [Period(day, day) for day in bank_holidays(first.year, last.year)]
    return np.asarray(open_days & ~spans(programme, [shut])[0])
