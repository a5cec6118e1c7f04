"""What is said of a meeting, by reader: who needs what, and nothing beyond."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from programme.messages import ASSISTANT, VENUE, Announcement
from programme.reading.advice import listed
from programme.records import Contact, Settings

UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories of control characters, lone surrogates and line breaks."""
MAP = "https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=17/{0}/{1}"
AWAY = "You are away on this day; the others meet."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The texts of one meeting for one reader; ``facts`` are labelled lines, ``busy`` is False for who is away."""

    summary: str
    location: str
    note: str
    facts: tuple[tuple[str, str], ...]
    busy: bool

    @property
    def description(self) -> str:
        """Note and facts, a line each."""
        return "\n".join(filter(None, [self.note, *(f"{label}: {text}" for label, text in self.facts)]))


def wording(settings: Settings, kind: str, meeting: Announcement) -> Wording:
    """The texts for a reader of this kind, "" for nobody in particular.

    Names of presenters and facilitator, but nobody's address but the programme's, and not who is
    absent, except to themselves. A venue reads room and headcount, and no names.
    """
    title = _title(meeting)
    if kind == VENUE:
        title = f"Room {meeting.room}, {meeting.people} people: {one_line(settings.name)}"
    return Wording(
        summary=f"{title} (without you)" if meeting.away else title,
        location=_location(meeting),
        note=AWAY if meeting.away else "",
        facts=tuple(_facts(settings, kind, meeting)),
        busy=not meeting.away,
    )


@lru_cache(maxsize=1 << 14)
def one_line(text: str) -> str:
    """Without line breaks and control characters, which could start a line of their own."""
    return " ".join("".join(" " if unicodedata.category(c) in UNPRINTABLE else c for c in text).split())


def mailbox(contact: Contact) -> Contact:
    """The contact as a parameter and an address can carry it: no quotes, no blanks in the address (RFC 5545, 3.2)."""
    return Contact(one_line(contact.name).replace('"', ""), "".join(one_line(contact.email).split()))


def _title(meeting: Announcement) -> str:
    return f"Learning set {one_line(meeting.set_id)}: meeting {meeting.number} of {meeting.meetings}"


def _location(meeting: Announcement) -> str:
    if not meeting.venue_id:
        return "Venue to be confirmed"
    return ", ".join(filter(None, [one_line(meeting.venue), one_line(meeting.address), f"room {meeting.room}"]))


def _facts(settings: Settings, kind: str, meeting: Announcement) -> Iterator[tuple[str, str]]:
    if kind not in (VENUE, ASSISTANT):
        yield from _company(meeting)
    if kind != VENUE:
        yield from _way(meeting)
    office = mailbox(settings.organiser)
    yield "Questions", f"{office.name}, {office.email}"


def _company(meeting: Announcement) -> Iterator[tuple[str, str]]:
    if not meeting.away:
        yield "Presenting", listed([one_line(name) for name in meeting.presenters]) or "to be agreed"
    yield "Facilitator", one_line(meeting.facilitator) or "to be confirmed"


def _way(meeting: Announcement) -> Iterator[tuple[str, str]]:
    if meeting.travel:
        yield "Travel", f"about {meeting.travel} minutes, one way"
    if meeting.degrees:
        yield "Map", MAP.format(*meeting.degrees)
