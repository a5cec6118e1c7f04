"""Answers to invitations (METHOD:REPLY; RFC 5546, 3.2.3): read from mail, and counted where they count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message as Mail
from email.utils import getaddresses
from pathlib import Path
from typing import NamedTuple

from invites.lines import Calendar, Event, Line, calendar
from invites.mailboxes import LARGEST, Document, documents
from invites.wording import one_line
from programme.messages import ASSISTANT, Key, Message, Sent
from programme.problems import Problem

LARGEST_CALENDAR = 1024 * 1024
"""Bytes of one calendar; an answer has some hundreds."""
STATUSES = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "declined"}
"""What PARTSTAT can answer; all else is no answer (RFC 5545, 3.2.12)."""
NO_ANSWER = "no answer"
CALENDARS = {"text/calendar", "application/ics"}

Seat = tuple[str, str]
"""A meeting's UID and an address that is invited to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """What everybody who was invited has answered; and what was passed over, and why.

    ``others`` counts documents without an answer, other mail for example.
    """

    answers: Mapping[Key, str]
    ignored: tuple[Problem, ...]
    others: int


def replies(sent: Sent, paths: Iterable[Path]) -> Replies:
    """Who accepted, declined, or has not answered, as these files say; nothing of it is kept.

    Of several answers the one of the highest SEQUENCE, then of the latest DTSTAMP, counts
    (RFC 5546, 2.1.5). OSError where a path cannot be read.
    """
    tally = _Tally(sent)
    for path in paths:
        for document in documents(path):
            tally.take(document)
    return Replies(answers=tally.answers(), ignored=tuple(tally.ignored), others=tally.others)


class _Unfit(Exception):
    """A document or answer that does not count; the message is why."""


class _Answer(NamedTuple):
    sequence: int
    stamp: datetime
    status: str


class _Tally:
    """Counts answers, and notes what is passed over."""

    def __init__(self, sent: Sent) -> None:
        self.standing = [message for message in sent.values() if message.stands and message.to.kind != ASSISTANT]
        self.invited = {_seat(message): message for message in self.standing}
        self.uids = {uid for uid, _ in self.invited}
        self.assistants = {(m.to.key, _plain(m.to.email)) for m in sent.values() if m.to.kind == ASSISTANT}
        self.latest: dict[Seat, _Answer] = {}
        self.ignored: list[Problem] = []
        self.others = 0

    def answers(self) -> dict[Key, str]:
        """The answer that counts of everybody who is invited."""
        none = _Answer(0, datetime.min, NO_ANSWER)
        return {message.key: self.latest.get(_seat(message), none).status for message in self.standing}

    def take(self, document: Document) -> None:
        """Counts whatever answers a document has."""
        try:
            sender, calendars = _contents(document)
            found = [event for one in calendars for event in _answers(one)]
        except _Unfit as why:
            self.pass_over(document, why)
            return
        self.others += not found
        for event in found:
            self.count(document, sender, event)

    def count(self, document: Document, sender: str, event: Event) -> None:
        """Counts one answer; "" is the sender of a file that has none."""
        try:
            invitation, answer = self.invitation(sender, event), _answer(event)
            _compare(answer.sequence, invitation.sequence)
            seat = _seat(invitation)
            self.latest[seat] = max(self.latest.get(seat, answer), answer)
        except _Unfit as why:
            self.pass_over(document, why)

    def pass_over(self, document: Document, why: _Unfit) -> None:
        """Notes an answer that does not count."""
        self.ignored.append(Problem(sheet=document.where, fault=str(why), cure="It is not counted."))

    def invitation(self, sender: str, event: Event) -> Message:
        """The invitation that is answered."""
        uid, attendee = event.value("UID"), _attendee(event)
        if uid not in self.uids:
            raise _Unfit(f"answers a meeting to which nobody is invited ({_shown(uid) or 'without UID'})")
        found = self.invited.get((uid, attendee))
        if found is None:
            raise _Unfit(f"answers for {_shown(attendee)}, who is not invited to that meeting")
        if sender not in {"", attendee} and (found.to.key, sender) not in self.assistants:
            raise _Unfit(f"answers for {_shown(attendee)} and comes from {_shown(sender)}")
        return found


def _contents(document: Document) -> tuple[str, list[Calendar]]:
    """The sender's address and the calendars of a document; "" for a calendar file, which has no sender."""
    if document.content is None:
        raise _Unfit(f"is larger than {LARGEST // 2**20} MB")
    if document.content[:64].lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(b"BEGIN:VCALENDAR"):
        return "", [_calendar(document.content)]
    try:
        message = message_from_bytes(document.content)
        found = dict.fromkeys(_attached(part) for part in message.walk() if _holds_calendar(part))
        return _sender(message), [_calendar(content) for content in found]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise _Unfit("is a message that cannot be read") from None


def _calendar(content: bytes) -> Calendar:
    if len(content) > LARGEST_CALENDAR:
        raise _Unfit(f"holds a calendar of more than {LARGEST_CALENDAR // 2**20} MB")
    return calendar(content)


def _holds_calendar(part: Mail) -> bool:
    return part.get_content_type() in CALENDARS or str(part.get_filename("")).lower().endswith(".ics")


def _attached(part: Mail) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _sender(message: Mail) -> str:
    found = getaddresses([str(message.get("From", ""))])
    return _plain(found[0][1]) if len(found) == 1 and found[0][1] else "nobody"


def _answers(found: Calendar) -> tuple[Event, ...]:
    if found.method == "COUNTER":
        raise _Unfit("proposes another time")
    if found.method == "REPLY" and not found.events:
        raise _Unfit("is an answer that names no meeting")
    return found.events if found.method == "REPLY" else ()


def _attendee(event: Event) -> str:
    attendees = {_address(line) for line in event.all("ATTENDEE")}
    if len(attendees) != 1:
        raise _Unfit("does not name one attendee" if not attendees else "names several attendees")
    return attendees.pop()


def _address(line: Line) -> str:
    """The address of an attendee; Apple writes it as a parameter."""
    scheme, _, address = line.value.strip().partition(":")
    return _plain(address if scheme.lower() == "mailto" else line.parameters.get("EMAIL", ""))


def _answer(event: Event) -> _Answer:
    status = event.all("ATTENDEE")[0].parameters.get("PARTSTAT", "").upper()
    if status == "DELEGATED":
        raise _Unfit("hands the meeting on to somebody else")
    return _Answer(_sequence(event.value("SEQUENCE")), _stamp(event.value("DTSTAMP")), STATUSES.get(status, NO_ANSWER))


def _sequence(value: str) -> int:
    if not re.fullmatch(r"\d{0,9}", value, re.ASCII):
        raise _Unfit("has a SEQUENCE that is not a number")
    return int(value or 0)


def _stamp(value: str) -> datetime:
    try:
        return datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        raise _Unfit("does not say when it was written (DTSTAMP)") from None


def _compare(answered: int, sent: int) -> None:
    if answered < sent:
        raise _Unfit(f"answers an earlier invitation (SEQUENCE {answered}; {sent} was sent since)")
    if answered > sent:
        raise _Unfit(f"answers an invitation that is not marked as sent (SEQUENCE {answered}; {sent} was the last)")


def _seat(message: Message) -> Seat:
    return message.announcement.uid, _plain(message.to.email)


def _plain(address: str) -> str:
    return address.strip().casefold()


def _shown(text: str) -> str:
    """Something that others wrote, fit to be told."""
    plain = one_line(text)
    return plain if len(plain) <= 80 else f"{plain[:80]}…"
