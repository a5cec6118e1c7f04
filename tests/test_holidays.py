"""Bank holidays by law, and tables of days over weeks and slots."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.holidays import bank_holidays, spans, teaching_days, weekly
from programme.records import Programme
from programme.slots import Period, Slot
from tests.build import programme


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2028, 4, 14), "Good Friday"),
        (date(2028, 4, 17), "Easter Monday"),
        (date(2028, 5, 1), "May Day"),
        (date(2028, 5, 29), "Spring Bank Holiday"),
        (date(2028, 8, 28), "Late Summer Bank Holiday"),
        (date(2028, 12, 25), "Christmas Day"),
        (date(2028, 12, 26), "Boxing Day"),
    ],
)
def test_english_bank_holidays_are_known_by_name(day: date, name: str) -> None:
    assert bank_holidays(2028, 2028)[day] == name


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 12, 27), "Christmas Day (observed)"),
        (date(2027, 12, 28), "Boxing Day (observed)"),
        (date(2028, 1, 3), "New Year's Day (observed)"),
    ],
)
def test_substitute_days_are_bank_holidays_too(day: date, name: str) -> None:
    assert bank_holidays(2027, 2028)[day] == name


@pytest.mark.parametrize("day", [date(2028, 1, 2), date(2028, 3, 17), date(2028, 7, 12), date(2028, 8, 7)])
def test_scottish_and_irish_holidays_are_working_days(day: date) -> None:
    assert day not in bank_holidays(2028, 2028)


def test_spans_cover_both_halves_of_their_days_and_no_other() -> None:
    p = programme()
    covered = spans(p, [[Period(date(2027, 9, 16), date(2027, 9, 20))]])[0]
    assert np.argwhere(covered).tolist() == [[1, 6], [1, 7], [1, 8], [1, 9], [2, 0], [2, 1]]


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2027, 8, 1), date(2027, 9, 5)), (date(2028, 7, 17), date(2028, 8, 1)), (date(2027, 9, 11),) * 2],
)
def test_spans_outside_the_programme_or_at_weekends_cover_nothing(first: date, last: date) -> None:
    assert not spans(programme(), [[Period(first, last)]]).any()


def test_spans_of_nobody_have_no_rows() -> None:
    p = programme()
    assert spans(p, []).shape == (0, len(p.mondays), 10)


DAYS = st.dates(date(2027, 8, 1), date(2028, 9, 1))


@given(st.lists(st.tuples(DAYS, st.integers(0, 60)), max_size=3))
def test_spans_agree_with_their_periods_day_by_day(drawn: list[tuple[date, int]]) -> None:
    p = programme()
    periods = [Period(first, first + timedelta(days=more)) for first, more in drawn]
    told = [any(day in period for period in periods) for day in every_half_day(p)]
    assert spans(p, [periods])[0].ravel().tolist() == told


def test_weekly_blocks_only_the_slots_named() -> None:
    blocked = weekly([frozenset(), frozenset({Slot.MON_AM, Slot.FRI_PM})])
    assert np.argwhere(blocked).tolist() == [[1, 0], [1, 9]]


def test_teaching_days_are_the_days_inside_the_programme_without_bank_holidays() -> None:
    p = programme(first_day=date(2027, 9, 8), last_day=date(2028, 7, 13))
    known = bank_holidays(2027, 2028)
    told = [date(2027, 9, 8) <= day <= date(2028, 7, 13) and day not in known for day in every_half_day(p)]
    assert teaching_days(p).ravel().tolist() == told


def every_half_day(p: Programme) -> list[date]:
    return [p.date_of(week, slot) for week, slot in product(range(len(p.mondays)), Slot)]
