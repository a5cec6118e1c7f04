"""What a calendar says of a meeting, by reader: who needs what, and nothing beyond."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from programme.plans import Meeting, Plan
from programme.records import Contact, Programme

UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories of control characters, lone surrogates and line breaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The texts of one meeting for one kind of reader; ``busy`` is False for who will be away."""

    summary: str
    location: str
    description: str
    busy: bool = True


def for_members(programme: Programme, plan: Plan, meeting: Meeting) -> Wording:
    """Names of presenters and facilitator, but nobody's address, and not who is absent."""
    return Wording(
        summary=_title(plan, meeting),
        location=_location(programme, meeting),
        description=_lines(_presenting(programme, meeting), _led_by(programme, meeting), _questions(programme)),
    )


def for_absentee(programme: Programme, plan: Plan, meeting: Meeting) -> Wording:
    """As for members, to one who is known to be away; the reason is theirs."""
    away = "You are away on this day; the others meet."
    return Wording(
        summary=f"{_title(plan, meeting)} (without you)",
        location=_location(programme, meeting),
        description=_lines(away, _led_by(programme, meeting), _questions(programme)),
        busy=False,
    )


def for_venue(programme: Programme, plan: Plan, meeting: Meeting) -> Wording:
    """Room and headcount, the facilitator counted; no names of people."""
    people = len(plan.set_by_id[meeting.set_id].members) - len(meeting.absent) + bool(meeting.facilitator_id)
    return Wording(
        summary=f"Room {meeting.room}, {people} people: {one_line(programme.settings.name)}",
        location=_location(programme, meeting),
        description=_questions(programme),
    )


def one_line(text: str) -> str:
    """Without line breaks and control characters, which could start a line of their own."""
    return " ".join("".join(" " if unicodedata.category(c) in UNPRINTABLE else c for c in text).split())


def mailbox(contact: Contact) -> Contact:
    """The contact as a parameter and an address can carry it: no quotes, no blanks in the address (RFC 5545, 3.2)."""
    return Contact(one_line(contact.name).replace('"', ""), "".join(one_line(contact.email).split()))


def _title(plan: Plan, meeting: Meeting) -> str:
    return (
        f"Learning set {one_line(meeting.set_id)}: meeting {meeting.number} of {len(plan.meetings_of[meeting.set_id])}"
    )


def _location(programme: Programme, meeting: Meeting) -> str:
    if not meeting.venue_id:
        return "Venue to be confirmed"
    venue = programme.venues[programme.venue_at[meeting.venue_id]]
    return ", ".join(filter(None, [one_line(venue.name), one_line(venue.address), f"room {meeting.room}"]))


def _presenting(programme: Programme, meeting: Meeting) -> str:
    names = [one_line(programme.leader_name(p)) for p in meeting.presenters]
    return f"Presenting: {_listed(names) or 'to be agreed'}"


def _led_by(programme: Programme, meeting: Meeting) -> str:
    if not meeting.facilitator_id:
        return "Facilitator: to be confirmed"
    return f"Facilitator: {one_line(programme.facilitator_name(meeting.facilitator_id))}"


def _questions(programme: Programme) -> str:
    office = mailbox(programme.settings.organiser)
    return f"Questions: {office.name}, {office.email}"


def _listed(names: Sequence[str]) -> str:
    *most, last = names or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _lines(*lines: str) -> str:
    return "\n".join(lines)
