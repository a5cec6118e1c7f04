"""Whatever people type into a spreadsheet comes out as text, never as structure."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.plans import Plan
from programme.records import Contact, Programme
from tests import build, calendars
from tests.feeds import published
from tests.tiny import tiny_plan

STAMP = datetime(2027, 8, 20, 9, 0, tzinfo=UTC)

NASTY = [
    "Eve\r\nATTENDEE:mailto:eve@example.com",
    "Eve\nEND:VEVENT\nBEGIN:VALARM",
    "Eve\rBEGIN:VEVENT",
    "Eve\u2028ATTENDEE:mailto:eve@example.com",
    "Eve\x00\x07\x1b[31m",
    'Eve "the boss" Smith',
    "Eve; Smith, Jr: \\n \\",
    "=cmd|' /C calc'!A0",
    "👩🏽‍🏫 Łucja Żółć-O'Neill 🏴",
    "ż" * 200,
    "Eve^nATTENDEE:mailto:eve@example.com",
]


def everywhere(text: str) -> tuple[Programme, Plan]:
    """A programme that has the text wherever people can type, and its plan."""
    people = [build.leader(1, name=text), *build.leaders(7)[1:]]
    venue = build.venue(name=text, address=text)
    programme = build.programme(
        people=people,
        facilitators=[build.facilitator(name=text)],
        venues=[venue],
        name=text,
        organiser=Contact(text, "office@example.org"),
    )
    return programme, tiny_plan(programme)


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_leaves_every_calendar_sound(text: str) -> None:
    programme, plan = everywhere(text)
    files = published(programme, plan, stamp=STAMP)
    found = {str(path): calendars.faults(calendar) for path, calendar in files.items()}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_passes_libical(text: str) -> None:
    programme, plan = everywhere(text)
    verdicts = {calendars.libical_verdict(calendar) for calendar in published(programme, plan, stamp=STAMP).values()}
    assert verdicts == {""}


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_adds_no_line_of_its_own(text: str) -> None:
    def names(programme: Programme, plan: Plan) -> list[str]:
        calendar = published(programme, plan, stamp=STAMP)[PurePosixPath("leaders/L01.ics")]
        return [line.partition(":")[0].partition(";")[0] for line in calendars.unfolded(calendar)]

    assert names(*everywhere(text)) == names(*everywhere("Eve"))


@pytest.mark.parametrize(
    "text", ["Eve; Smith, Jr: \\n \\", "=cmd|' /C calc'!A0", "👩🏽‍🏫 Łucja Żółć-O'Neill 🏴", "ż" * 200]
)
def test_a_strange_but_printable_name_is_read_back_as_typed(text: str) -> None:
    programme, plan = everywhere(text)
    first = calendars.events(published(programme, plan, stamp=STAMP)[PurePosixPath("leaders/L01.ics")])[0]
    assert first.description.value.splitlines()[0] == f"Presenting: {text} and Leader 2"


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_any_text_at_all_leaves_a_calendar_sound(text: str) -> None:
    programme, plan = everywhere(text)
    calendar = published(programme, plan, stamp=STAMP)[PurePosixPath("leaders/L01.ics")]
    assert calendars.faults(calendar) == []


def test_an_address_cannot_start_a_line() -> None:
    office = Contact("Office", "office@example.org\r\nATTENDEE:mailto:eve@example.com")
    programme = build.programme(organiser=office)
    calendar = published(programme, tiny_plan(programme), stamp=STAMP)[PurePosixPath("programme.ics")]
    assert calendars.faults(calendar) == []
