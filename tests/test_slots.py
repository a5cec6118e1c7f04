"""Weekly half-days, spans of days, and weeks counted from Monday to Monday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.slots import Period, Slot, monday_of, next_working_day, weeks_apart
from tests.build import programme

A_MONDAY = date(2027, 9, 6)


@pytest.mark.parametrize(("slot", "label"), [(Slot.MON_AM, "Mon am"), (Slot.THU_AM, "Thu am"), (Slot.FRI_PM, "Fri pm")])
def test_a_slot_is_written_as_people_write_it(slot: Slot, label: str) -> None:
    assert slot.label == label


@pytest.mark.parametrize("slot", Slot)
def test_every_label_names_its_slot(slot: Slot) -> None:
    assert Slot.named(slot.label) is slot


def test_an_unknown_label_is_told_with_an_example() -> None:
    with pytest.raises(ValueError, match=r"^Expected a weekly half-day such as 'Thu am', got 'Thursday'$"):
        Slot.named("Thursday")


@pytest.mark.parametrize("slot", Slot)
def test_a_slot_lies_on_its_own_weekday_and_half(slot: Slot) -> None:
    assert Slot.on(A_MONDAY + timedelta(days=slot.weekday), slot.half) is slot


def test_there_is_no_slot_at_a_weekend() -> None:
    with pytest.raises(ValueError, match=r"^Expected a working day, got Saturday 2027-09-11$"):
        Slot.on(date(2027, 9, 11), 0)


def test_a_period_holds_its_first_and_its_last_day() -> None:
    period = Period(date(2027, 10, 25), date(2027, 10, 29))
    assert [date(2027, 10, day) in period for day in (24, 25, 29, 30)] == [False, True, True, False]


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match=r"^Expected last day >= 2027-10-25, got 2027-10-24$"):
        Period(date(2027, 10, 25), date(2027, 10, 24))


@pytest.mark.parametrize("day", range(6, 13))
def test_monday_to_sunday_are_one_week(day: int) -> None:
    assert monday_of(date(2027, 9, day)) == A_MONDAY


@pytest.mark.parametrize(("day", "working"), [(10, 10), (11, 13), (12, 13), (13, 13)])
def test_after_a_weekend_the_next_working_day_is_monday(day: int, working: int) -> None:
    assert next_working_day(date(2027, 9, day)) == date(2027, 9, working)


@pytest.mark.parametrize(
    ("earlier", "later", "weeks"),
    [
        (date(2027, 9, 6), date(2027, 10, 22), 6),  # 46 days, Monday to Friday
        (date(2027, 9, 10), date(2027, 10, 18), 6),  # 38 days, Friday to Monday
        (date(2027, 9, 10), date(2027, 9, 13), 1),  # 3 days
        (date(2027, 9, 6), date(2027, 9, 10), 0),
        (date(2027, 12, 30), date(2028, 1, 6), 1),
        (date(2028, 3, 20), date(2028, 3, 27), 1),  # the clocks go forward
    ],
)
def test_weeks_are_counted_from_monday_to_monday(earlier: date, later: date, weeks: int) -> None:
    assert weeks_apart(earlier, later) == weeks


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 6), st.integers(0, 6), st.integers(-60, 60))
def test_weekdays_do_not_change_the_weeks_between(day: date, one: int, other: int, weeks: int) -> None:
    monday = monday_of(day)
    later = monday + timedelta(weeks=weeks, days=other)
    assert weeks_apart(monday + timedelta(days=one), later) == weeks


def test_week_0_is_the_week_of_the_first_day_whatever_its_weekday() -> None:
    p = programme(first_day=date(2027, 9, 9))
    assert (p.mondays[0], p.week_of(date(2027, 9, 6)), p.week_of(date(2027, 9, 13))) == (A_MONDAY, 0, 1)


def test_the_last_week_is_the_week_of_the_last_day() -> None:
    p = programme(last_day=date(2028, 7, 14))
    assert p.mondays[-1] == date(2028, 7, 10)


def test_days_outside_the_programme_have_weeks_outside_it() -> None:
    p = programme()
    assert (p.week_of(date(2027, 9, 5)), p.week_of(date(2028, 7, 17))) == (-1, len(p.mondays))


@pytest.mark.parametrize("slot", Slot)
def test_a_week_and_a_slot_make_a_date_and_the_date_makes_them_again(slot: Slot) -> None:
    p = programme()
    day = p.date_of(17, slot)
    assert (p.week_of(day), Slot.on(day, slot.half)) == (17, slot)
