"""Somebody's calendar, fed by the messages that reach an address as RFC 5546 says; it knows the program not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from tests import calendars

Age = tuple[int, str]
"""SEQUENCE and DTSTAMP: what is not newer is stale (RFC 5546, 2.1.4 and 2.1.5)."""


@dataclass(slots=True)
class Inbox:
    """One address: the meetings in its calendar by uid, and how many messages came."""

    meetings: dict[str, dict[str, str]] = field(default_factory=dict)
    ages: dict[str, Age] = field(default_factory=dict)
    invitations: int = 0
    notes: int = 0

    def receive(self, invitation: bytes) -> None:
        """Takes in a REQUEST or a CANCEL, unless it is stale or for somebody else."""
        found = {name: _value(invitation, name) for name in ("METHOD", "UID", "SEQUENCE", "DTSTAMP")}
        uid, age = found["UID"], (int(found["SEQUENCE"]), found["DTSTAMP"])
        if age <= self.ages.get(uid, (-1, "")):
            return
        self.ages[uid] = age
        if found["METHOD"] == "CANCEL":
            self.meetings.pop(uid, None)
        else:
            names = ("DTSTART", "DTEND", "LOCATION", "SUMMARY", "DESCRIPTION", "STATUS", "SEQUENCE", "TRANSP")
            self.meetings[uid] = {name: _value(invitation, name) for name in names}


def deliver(outbox: Path, inboxes: dict[str, Inbox]) -> int:
    """Hands every message of an outbox to its one recipient, in their order; says how many invitations these were."""
    delivered = 0
    for path in sorted(outbox.rglob("*.eml"), key=lambda path: path.name):
        message = message_from_bytes(path.read_bytes(), policy=default)
        (to,) = re.findall(r"[^\s<>]+@[^\s<>]+", message["To"])
        inbox = inboxes.setdefault(to, Inbox())
        parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
        for part in parts:
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            assert calendars.values(content, "ATTENDEE") == [f"mailto:{to}"]
            inbox.receive(content)
            delivered += 1
        inbox.invitations += len(parts)
        inbox.notes += not parts
    return delivered


def _value(invitation: bytes, name: str) -> str:
    event = invitation.partition(b"BEGIN:VEVENT")[2] if name != "METHOD" else invitation
    found = calendars.values(event, name)
    return found[0] if found else ""
