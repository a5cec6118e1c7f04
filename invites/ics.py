"""Meetings and calendars as iCalendar text (RFC 5545), with everything that real clients need.

The icalendar library is imported where it is used: it costs a noticeable start.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo

from invites.wording import mailbox, one_line, wording
from programme.messages import Announcement
from programme.records import Contact, Settings

if TYPE_CHECKING:
    from icalendar import Calendar, vCalAddress

PRODUCT = "-//Setwright//Setwright//EN"
REFRESH = timedelta(hours=4)
URI = "!$&'*+-./=@_~"
"""What an address may have of itself in a mailto: URI (RFC 6068, 2); all else is percent-encoded."""
HOME_ZONE = "Europe/London"
TENTATIVE, CONFIRMED, CANCELLED = "TENTATIVE", "CONFIRMED", "CANCELLED"
INVITED = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}

LONDON = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19700329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n").encode()
"""Written by hand: generated ones have been seen to start summer time an hour late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A meeting as it stands in one reader's calendar; ``kind`` of reader, "" for nobody in particular.

    ``status`` is ``TENTATIVE``, ``CONFIRMED`` or ``CANCELLED``, "" where the cancellation is the
    reader's own; ``sequence`` the revision (RFC 5546, 2.1.4); ``stamp`` has a time zone.
    """

    kind: str
    meeting: Announcement
    sequence: int
    stamp: datetime
    status: str


def status(meeting: Announcement) -> str:
    """Of a meeting that is held: proposed until its set has agreed."""
    return CONFIRMED if meeting.confirmed else TENTATIVE


def event(settings: Settings, entry: Entry, attendee: Contact | None = None) -> bytes:
    """One VEVENT: as published without an attendee, as sent with the one it is sent to (RFC 5546, 3.2).

    ValueError where the stamp has no time zone.
    """
    from icalendar import Event

    start, end = _hours(settings, entry.meeting)
    words = wording(settings, entry.kind, entry.meeting)
    found = Event()
    found.add("UID", entry.meeting.uid)
    found.add("DTSTAMP", utc(entry.stamp))
    found.add("DTSTART", start)
    found.add("DTEND", end)
    found.add("SUMMARY", words.summary)
    found.add("LOCATION", words.location)
    found.add("DESCRIPTION", words.description)
    found.add("ORGANIZER", _address(settings.organiser))
    found.add("SEQUENCE", entry.sequence)
    found.add("TRANSP", "OPAQUE" if words.busy else "TRANSPARENT")
    if entry.status:
        found.add("STATUS", entry.status)
    if attendee:
        invited = INVITED if entry.status in (TENTATIVE, CONFIRMED) else {}
        found.add("ATTENDEE", _address(attendee, **invited))
    if entry.meeting.degrees:
        found.add("GEO", entry.meeting.degrees)
    return bytes(found.to_ical())


def published(settings: Settings, name: str, events: Iterable[bytes]) -> bytes:
    """A calendar to subscribe to under this name, which clients read again every four hours."""
    from icalendar import vText

    head = _head("PUBLISH")
    head.add("NAME", vText(one_line(name)))
    head.add("X-WR-CALNAME", vText(one_line(name)))
    head.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    head.add("X-PUBLISHED-TTL", vText("PT4H"))
    return _filled(settings, head, events)


def calendar(settings: Settings, event: bytes, method: str = "") -> bytes:
    """One meeting: as a message of this method (RFC 5546), or without any as a CalDAV resource (RFC 4791, 4.1)."""
    return _filled(settings, _head(method), [event])


def utc(moment: datetime) -> datetime:
    """The moment in UTC, in whole seconds; ValueError where its zone is unknown."""
    if moment.tzinfo is None:
        raise ValueError(f"Expected a moment with a time zone, got {moment}")
    return moment.astimezone(UTC).replace(microsecond=0)


def _head(method: str) -> Calendar:
    from icalendar import Calendar

    found = Calendar()
    found.add("VERSION", "2.0")
    found.add("PRODID", PRODUCT)
    if method:
        found.add("METHOD", method)
    return found


def _filled(settings: Settings, head: Calendar, events: Iterable[bytes]) -> bytes:
    start, end, tail = head.to_ical().partition(b"END:VCALENDAR")
    zone = LONDON if settings.timezone == HOME_ZONE else b""
    return b"".join([start, zone, *events, end, tail])


def _hours(settings: Settings, meeting: Announcement) -> tuple[datetime, datetime]:
    """Start and end, in local time where the calendar defines it, otherwise in UTC."""
    zone = ZoneInfo(settings.timezone)
    start, end = (datetime.combine(meeting.date, at, zone) for at in (meeting.start, meeting.end))
    return (start, end) if settings.timezone == HOME_ZONE else (start.astimezone(UTC), end.astimezone(UTC))


def _address(contact: Contact, **parameters: str) -> vCalAddress:
    from icalendar import vCalAddress

    known = mailbox(contact)
    return vCalAddress(f"mailto:{quote(known.email, safe=URI)}", params={"CN": known.name, **parameters})
