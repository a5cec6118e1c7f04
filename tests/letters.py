"""Messages as values, and answers to them as mail programs write them; all invented."""

from __future__ import annotations

import mailbox
from datetime import UTC, date, datetime, time
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from programme.messages import ASSISTANT, FACILITATOR, LEADER, REQUEST, Announcement, Message, Recipient, Sent

UID = "3b1c0e5a-0000-5000-8000-000000000001"
STAMP = datetime(2027, 8, 20, 9, 0, tzinfo=UTC)
ANNA = Recipient(kind=LEADER, key="L01", name="Anna Bell", email="anna@example.org")
BEN = Recipient(kind=LEADER, key="L02", name="Ben Ode", email="Ben.Ode@Example.org")
ROSA = Recipient(kind=FACILITATOR, key="F1", name="Rosa Tennant-Li", email="rosa@example.org")
OFFICE = Recipient(kind=ASSISTANT, key="L01", name="Anna's office", email="assistant@example.org")


def announcement(uid: str = UID, **details: Any) -> Announcement:
    """The second meeting of S03, on a Thursday morning."""
    known: dict[str, Any] = {
        "uid": uid,
        "set_id": "S03",
        "number": 2,
        "meetings": 6,
        "date": date(2027, 11, 4),
        "start": time(9, 30),
        "end": time(12, 30),
        "venue_id": "V1",
    }
    return Announcement(**known | details)


def message(to: Recipient = ANNA, **details: Any) -> Message:
    """An invitation to it."""
    known: dict[str, Any] = {
        "to": to,
        "method": REQUEST,
        "announcement": announcement(),
        "sequence": 0,
        "stamp": STAMP,
    }
    return Message(**known | details)


def sent(*messages: Message) -> Sent:
    """As the ledger gives them back."""
    return {one.key: one for one in messages}


def reply(
    status: str = "ACCEPTED", attendee: str = ANNA.email, uid: str = UID, stamp: int = 1, sequence: int = 0
) -> bytes:
    """An answer as a calendar, without ORGANIZER, as Outlook.com sends it; ``stamp`` is the minute it was written."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:20270901T08{stamp:02}00Z",
        f"SEQUENCE:{sequence}",
        f'ATTENDEE;CN="Bell; Anna";PARTSTAT={status}:mailto:{attendee}',
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines).encode()


def mail(calendar: bytes | None = None, sender: str = ANNA.email, method: str = "REPLY") -> bytes:
    """A message that carries a calendar, or none."""
    found = EmailMessage(policy=SMTP)
    found["From"], found["To"], found["Subject"] = f"Somebody <{sender}>", "office@example.org", "Accepted: a meeting"
    found.set_content("See you there.\n")
    if calendar is not None:
        found.add_alternative(calendar, "text", "calendar", params={"method": method}, cte="base64")
    return found.as_bytes()


def mbox(path: Path, *messages: bytes) -> Path:
    """A mailbox with these messages."""
    box = mailbox.mbox(path)
    for one in messages:
        box.add(one)
    box.close()
    return path
