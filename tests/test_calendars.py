"""The judge of calendars sees what it is there to see."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest

from tests import build, calendars
from tests.feeds import published
from tests.tiny import tiny_plan


def good() -> bytes:
    programme = build.programme()
    stamp = datetime(2027, 8, 20, tzinfo=UTC)
    return published(programme, tiny_plan(programme), stamp=stamp)[PurePosixPath("sets/S01.ics")]


INVITED = (
    good()
    .replace(b"METHOD:PUBLISH", b"METHOD:REQUEST")
    .replace(b"\r\nBEGIN:VEVENT", b"\r\nBEGIN:VEVENT\r\nATTENDEE:mailto:anna@example.org", 1)
    .partition(b"END:VEVENT")[0]
    + b"END:VEVENT\r\nEND:VCALENDAR\r\n"
)
"""The first of these meetings as an invitation."""


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


def test_a_fault_of_a_message_is_found() -> None:
    found = {
        "an invitation with STATUS {'CANCELLED'}": INVITED.replace(b"STATUS:TENTATIVE", b"STATUS:CANCELLED"),
        "2 of VEVENT": INVITED.replace(b"END:VEVENT", b"END:VEVENT\r\nBEGIN:VEVENT\r\nEND:VEVENT"),
        "0 of ATTENDEE": INVITED.replace(b"ATTENDEE", b"X-ATTENDEE"),
        "a cancellation with STATUS {'TENTATIVE'}": INVITED.replace(b"METHOD:REQUEST", b"METHOD:CANCEL"),
        "an alarm": INVITED.replace(b"END:VEVENT", b"BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT"),
    }
    assert {fault: fault in calendars.faults(text) for fault, text in found.items()} == dict.fromkeys(found, True)
