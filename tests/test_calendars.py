"""The judge of calendars sees what it is there to see."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest

from invites import feeds
from tests import build, calendars
from tests.tiny import tiny_plan


def good() -> bytes:
    programme = build.programme()
    stamp = datetime(2027, 8, 20, tzinfo=UTC)
    return feeds(programme, tiny_plan(programme), stamp=stamp)[PurePosixPath("sets/S01.ics")]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"\r\n", b"\n", "a line ends without CRLF"),
        (b"METHOD:PUBLISH\r\n", b"METHOD:PUBLISH\r\nMETHOD:REQUEST\r\n", "not exactly one METHOD"),
        (b"TZID:Europe/London", b"TZID:Europe/Dublin", "no VTIMEZONE for Europe/London"),
        (b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nATTENDEE:mailto:eve@example.com\r\n", "an ATTENDEE"),
        (b"T123000", b"T083000", "an end before the start"),
        (b"DTSTAMP:20270820T000000Z", b"DTSTAMP:20270820T000000", "a DTSTAMP that is not UTC"),
        (b"SEQUENCE:0\r\n", b"", "SEQUENCE not once"),
        (b"SUMMARY:Learning set", b"SUMMARY:" + b"x" * 100, "a line of"),
    ],
)
def test_a_fault_is_found(old: bytes, new: bytes, fault: str) -> None:
    assert old in good(), "the example no longer has what is to be spoilt"
    assert any(found.startswith(fault) for found in calendars.faults(good().replace(old, new)))


def test_libical_objects_to_an_attendee_less_request() -> None:
    assert calendars.libical_verdict(good().replace(b"METHOD:PUBLISH", b"METHOD:REQUEST")) != ""
