"""Weekly half-days and spans of days: the words in which people say when they can meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HALVES = ("am", "pm")


class Slot(IntEnum):
    """A weekly half-day; its value, 0 (Monday morning) to 9 (Friday afternoon), indexes arrays."""

    MON_AM, MON_PM, TUE_AM, TUE_PM, WED_AM, WED_PM, THU_AM, THU_PM, FRI_AM, FRI_PM = range(10)

    @property
    def weekday(self) -> int:
        """0 (Monday) to 4 (Friday)."""
        return self.value // 2

    @property
    def half(self) -> int:
        """0 in the morning, 1 in the afternoon."""
        return self.value % 2

    @property
    def label(self) -> str:
        """As people write it: ``Thu am``."""
        return f"{DAYS[self.weekday]} {HALVES[self.half]}"

    @classmethod
    def named(cls, label: str) -> Slot:
        """The slot with this label; ValueError where there is none."""
        for slot in cls:
            if slot.label == label:
                return slot
        raise ValueError(f"Expected a weekly half-day such as 'Thu am', got {label!r}")

    @classmethod
    def on(cls, day: date, half: int) -> Slot:
        """The slot of a half-day of a working day; ValueError at a weekend."""
        if day.weekday() > 4:
            raise ValueError(f"Expected a working day, got {day:%A} {day}")
        return cls(2 * day.weekday() + half)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"Expected last day >= {self.first}, got {self.last}")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def monday_of(day: date) -> date:
    """The Monday of this day's week."""
    return day - timedelta(days=day.weekday())


def next_working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day if day.weekday() < 5 else monday_of(day) + timedelta(weeks=1)


def weeks_apart(earlier: date, later: date) -> int:
    """Whole weeks between two days, counted from Monday to Monday of their weeks."""
    return (monday_of(later) - monday_of(earlier)).days // 7
