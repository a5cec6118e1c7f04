"""Judges and readers of calendar files that share nothing with the program."""

from __future__ import annotations

import ctypes
import ctypes.util
import re
from collections import Counter
from datetime import datetime
from functools import cache

import pytest
import vobject


def faults(calendar: bytes) -> list[str]:
    """What is wrong with a calendar, published or in a message, although libical accepts it."""
    lines = unfolded(calendar)
    return [*_faults_of_lines(calendar), *_faults_of_calendar(lines), *_faults_of_method("\n".join(lines))]


def _faults_of_lines(calendar: bytes) -> list[str]:
    lines = calendar.split(b"\r\n")
    found = ["a line ends without CRLF"] if lines[-1] or any(b"\n" in x or b"\r" in x for x in lines) else []
    return found + [f"a line of {len(line)} octets" for line in lines if len(line) > 75]


def _faults_of_calendar(lines: list[str]) -> list[str]:
    text = "\n".join(lines)
    found = [f"{name} not once" for name in ("VERSION", "PRODID") if text.count(f"\n{name}:") != 1]
    found += [] if text.count("\nMETHOD:") == 1 else ["not exactly one METHOD"]
    defined = {line[5:] for line in lines if line.startswith("TZID:")}
    used = set(re.findall(r"^DT(?:START|END);TZID=([^:;]+):", text, re.M))
    found += [f"no VTIMEZONE for {zone}" for zone in sorted(used - defined)]
    uids = Counter(line for line in lines if line.startswith("UID:"))
    found += [f"{uid} twice" for uid, count in uids.items() if count > 1]
    for event in re.findall(r"^BEGIN:VEVENT$(.*?)^END:VEVENT$", text, re.M | re.S):
        found += _faults_of_event(event)
    return found


def _faults_of_event(event: str) -> list[str]:
    wanted = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "ORGANIZER", "SEQUENCE")
    found = [f"{name} not once" for name in wanted if _count(name, event) != 1]
    start, end = (re.search(rf"^{name}.*:(\d+T\d+)Z?$", event, re.M) for name in ("DTSTART", "DTEND"))
    if start and end and end[1] <= start[1]:
        found.append("an end before the start")
    if not re.search(r"^DTSTAMP:\d{8}T\d{6}Z$", event, re.M):
        found.append("a DTSTAMP that is not UTC")
    return found


def _faults_of_method(text: str) -> list[str]:
    """What RFC 5546 asks of a published calendar (3.2.1), an invitation (3.2.2) and a cancellation (3.2.5)."""
    attendees, statuses = _count("ATTENDEE", text), set(re.findall(r"^STATUS:(.*)$", text, re.M))
    if "\nMETHOD:PUBLISH" in text:
        return ["an ATTENDEE"] if attendees else [] if statuses else ["no STATUS"]
    found = [f"{count} of {name}" for name in ("VEVENT", "ATTENDEE") if (count := _count(name, text)) != 1]
    if "\nMETHOD:REQUEST" in text and not statuses < {"TENTATIVE", "CONFIRMED"}:
        found.append(f"an invitation with STATUS {statuses}")
    if "\nMETHOD:CANCEL" in text and not statuses <= {"CANCELLED"}:
        found.append(f"a cancellation with STATUS {statuses}")
    return found + (["an alarm"] if _count("VALARM", text) else [])


def _count(name: str, text: str) -> int:
    return len(re.findall(rf"^(?:BEGIN:)?{name}\b(?=[;:]|$)", text, re.M))


def unfolded(calendar: bytes) -> list[str]:
    """The content lines of a calendar (RFC 5545, 3.1)."""
    return calendar.decode().replace("\r\n ", "").split("\r\n")


def values(calendar: bytes, name: str) -> list[str]:
    """The values of a property as they stand in the file, parameters aside."""
    found = (re.fullmatch(rf'{name}(?:;(?:"[^"]*"|[^":])*)?:(.*)', line) for line in unfolded(calendar))
    return [match[1] for match in found if match]


def events(calendar: bytes) -> list[vobject.base.Component]:
    """The events as vobject reads them."""
    return list(vobject.readOne(calendar.decode()).vevent_list)


def starts(calendar: bytes) -> list[datetime]:
    """When the events start, as vobject reads the file's own time zones."""
    return [event.dtstart.value for event in events(calendar)]


def libical_verdict(calendar: bytes) -> str:
    """What libical's parser and its iTIP restrictions (RFC 5546) object to; "" where nothing."""
    library = _libical()
    component = library.icalparser_parse_string(calendar)
    if not component:
        return "does not parse"
    held = library.icalrestriction_check(component)
    errors = library.icalcomponent_count_errors(component)
    library.icalcomponent_free(component)
    return "" if held and not errors else f"restrictions {'held' if held else 'broken'}, {errors} errors"


@cache
def _libical() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(ctypes.util.find_library("ical") or "libical.so.3")
    except OSError:
        pytest.skip("libical is not installed (Debian: libical3)")
    library.icalparser_parse_string.restype = ctypes.c_void_p
    library.icalparser_parse_string.argtypes = [ctypes.c_char_p]
    library.icalrestriction_check.argtypes = [ctypes.c_void_p]
    library.icalcomponent_count_errors.argtypes = [ctypes.c_void_p]
    library.icalcomponent_free.argtypes = [ctypes.c_void_p]
    return library
