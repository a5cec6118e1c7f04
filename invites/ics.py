"""Meetings and calendars as iCalendar text (RFC 5545), with everything that real clients need.

The icalendar library is imported where it is used: it costs a noticeable start.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from invites.wording import Wording, mailbox, one_line
from programme.grid import to_degrees
from programme.plans import Meeting
from programme.records import Contact, Place, Programme

if TYPE_CHECKING:
    from icalendar import vCalAddress

PRODUCT = "-//Setwright//Setwright//EN"
REFRESH = timedelta(hours=4)
HOME_ZONE = "Europe/London"
STATUS = "TENTATIVE"
"""Sets are proposed; confirming them is not yet part of the program."""

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


def event(programme: Programme, meeting: Meeting, wording: Wording, *, stamp: datetime, sequence: int) -> bytes:
    """One VEVENT as published (RFC 5546, 3.2.1): an organiser and no attendees.

    ``stamp`` is any moment with a time zone; ValueError where it has none.
    """
    from icalendar import Event

    start, end = _hours(programme, meeting)
    found = Event()
    found.add("UID", meeting.uid)
    found.add("DTSTAMP", utc(stamp))
    found.add("DTSTART", start)
    found.add("DTEND", end)
    found.add("SUMMARY", wording.summary)
    found.add("LOCATION", wording.location)
    found.add("DESCRIPTION", wording.description)
    found.add("ORGANIZER", _organiser(programme.settings.organiser))
    found.add("SEQUENCE", sequence)
    found.add("STATUS", STATUS)
    found.add("TRANSP", "OPAQUE" if wording.busy else "TRANSPARENT")
    place = _place(programme, meeting)
    if place:
        found.add("GEO", degrees(place))
    return bytes(found.to_ical())


def published(programme: Programme, name: str, events: Iterable[bytes]) -> bytes:
    """A calendar to subscribe to under this name, which clients read again every four hours."""
    from icalendar import Calendar, vText

    found = Calendar()
    found.add("VERSION", "2.0")
    found.add("PRODID", PRODUCT)
    found.add("METHOD", "PUBLISH")
    found.add("NAME", vText(one_line(name)))
    found.add("X-WR-CALNAME", vText(one_line(name)))
    found.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    found.add("X-PUBLISHED-TTL", vText("PT4H"))
    head, end, tail = found.to_ical().partition(b"END:VCALENDAR")
    zone = LONDON if programme.settings.timezone == HOME_ZONE else b""
    return b"".join([head, zone, *events, end, tail])


def utc(moment: datetime) -> datetime:
    """The moment in UTC, in whole seconds; ValueError where its zone is unknown."""
    if moment.tzinfo is None:
        raise ValueError(f"Expected a moment with a time zone, got {moment}")
    return moment.astimezone(UTC).replace(microsecond=0)


@lru_cache(maxsize=4096)
def degrees(place: Place) -> tuple[float, float]:
    """Latitude and longitude (WGS 84) of a point on the British National Grid, to about 10 cm."""
    latitude, longitude = to_degrees(place)
    return round(latitude, 6), round(longitude, 6)


def _hours(programme: Programme, meeting: Meeting) -> tuple[datetime, datetime]:
    """Start and end, in local time where the calendar defines it, otherwise in UTC."""
    hours, zone = programme.settings.hours(meeting.slot), programme.settings.timezone
    start, end = (datetime.combine(meeting.date, at, ZoneInfo(zone)) for at in (hours.start, hours.end))
    return (start, end) if zone == HOME_ZONE else (start.astimezone(UTC), end.astimezone(UTC))


def _place(programme: Programme, meeting: Meeting) -> Place | None:
    return programme.venues[programme.venue_at[meeting.venue_id]].place if meeting.venue_id else None


def _organiser(contact: Contact) -> vCalAddress:
    from icalendar import vCalAddress

    office = mailbox(contact)
    return vCalAddress(f"mailto:{office.email}", params={"CN": office.name})
