"""Meetings are at the hours people agreed on, read back by another parser from the file's own time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import PurePosixPath
from typing import Any

import pytest

from programme.records import HalfDay
from programme.slots import Slot
from tests import build, calendars
from tests.feeds import published
from tests.tiny import tiny_plan, with_meeting

STAMP = datetime(2027, 8, 20, 9, 0, tzinfo=UTC)


def first_start(day: date, slot: Slot, **settings: Any) -> datetime:
    """When the first meeting starts, in UTC, according to vobject."""
    programme = build.programme(**settings)
    plan = with_meeting(tiny_plan(programme), 1, date=day, slot=slot)
    return calendars.starts(published(programme, plan, stamp=STAMP)[PurePosixPath("sets/S01.ics")])[0].astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "slot", "utc"),
    [
        (date(2027, 10, 29), Slot.FRI_AM, "2027-10-29T08:30+00:00"),
        (date(2027, 10, 29), Slot.FRI_PM, "2027-10-29T12:30+00:00"),
        (date(2027, 11, 1), Slot.MON_AM, "2027-11-01T09:30+00:00"),
        (date(2028, 1, 6), Slot.THU_PM, "2028-01-06T13:30+00:00"),
        (date(2028, 3, 24), Slot.FRI_PM, "2028-03-24T13:30+00:00"),
        (date(2028, 3, 27), Slot.MON_AM, "2028-03-27T08:30+00:00"),
        (date(2028, 7, 13), Slot.THU_AM, "2028-07-13T08:30+00:00"),
    ],
)
def test_half_past_nine_is_half_past_nine_before_and_after_the_clocks_change(day: date, slot: Slot, utc: str) -> None:
    assert first_start(day, slot) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(("hour", "utc"), [(0, "2027-10-30T23:00"), (3, "2027-10-31T03:00")])
def test_both_sides_of_the_night_in_which_summer_time_ends(hour: int, utc: str) -> None:
    early = HalfDay(time(hour, 0), time(hour + 1, 30))
    assert first_start(date(2027, 10, 31), Slot.FRI_AM, morning=early) == datetime.fromisoformat(f"{utc}+00:00")


@pytest.mark.parametrize(("hour", "utc"), [(0, "2028-03-26T00:30"), (2, "2028-03-26T01:30")])
def test_both_sides_of_the_night_in_which_summer_time_begins(hour: int, utc: str) -> None:
    early = HalfDay(time(hour, 30), time(hour + 2, 30))
    assert first_start(date(2028, 3, 26), Slot.FRI_AM, morning=early) == datetime.fromisoformat(f"{utc}+00:00")


def test_a_programme_elsewhere_has_its_own_hours() -> None:
    utc = datetime(2028, 1, 6, 8, 30, tzinfo=UTC)
    assert first_start(date(2028, 1, 6), Slot.THU_AM, timezone="Europe/Madrid") == utc


def test_a_programme_elsewhere_is_written_in_utc_and_needs_no_zone() -> None:
    programme = build.programme(timezone="Europe/Madrid")
    calendar = published(programme, tiny_plan(programme), stamp=STAMP)[PurePosixPath("sets/S01.ics")]
    assert b"TZID" not in calendar
    assert calendars.faults(calendar) == []


def test_a_meeting_lasts_as_long_as_its_half_day() -> None:
    programme = build.programme(afternoon=HalfDay(time(13, 0), time(15, 45)))
    calendar = published(programme, tiny_plan(programme, slot=Slot.THU_PM), stamp=STAMP)[PurePosixPath("sets/S01.ics")]
    first = calendars.events(calendar)[0]
    assert str(first.dtend.value - first.dtstart.value) == "2:45:00"
