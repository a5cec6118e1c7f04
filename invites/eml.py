"""One message as an .eml file (RFC 6047): readable as plain text, as HTML and as an invitation."""

from __future__ import annotations

from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from html import escape
from typing import Any

from invites import ics
from invites.wording import mailbox, one_line, wording
from programme.advice import weekday
from programme.messages import ASSISTANT, CANCEL, VENUE, Message
from programme.records import Contact, Settings


class _Headers(HeaderRegistry):
    """The library makes a class for every header, and takes its text apart anew: most are the same in all messages."""

    def __init__(self) -> None:
        super().__init__()
        self._class = lru_cache(super().__getitem__)
        self._header = lru_cache(1 << 12)(super().__call__)

    def __getitem__(self, name: str) -> type:
        return self._class(name)

    def __call__(self, name: str, value: Any) -> BaseHeader:
        return self._header(name, value) if isinstance(value, str) else super().__call__(name, value)


POLICY = SMTP.clone(cte_type="7bit", header_factory=_Headers())
"""CRLF throughout, in attachments too, and no octet that a mail server could change."""
INVITED = "You are invited to this meeting."
KEEP_ROOM = "Please keep this room for us."
PROPOSED = "proposed, to be confirmed"
FOR_INFORMATION = "This is for your information: the invitation itself has gone to the person you assist."
PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body style="font-family: sans-serif">
{opening}<h1 style="font-size: 1.2em">{title}</h1>
<table style="border-spacing: 0 0.3em; text-align: left; vertical-align: top">
{rows}</table>
</body>
</html>
"""
Facts = tuple[tuple[str, str], ...]


def eml(settings: Settings, message: Message) -> bytes:
    """The message as a file to be sent as it is: from the bare organiser, to its one recipient.

    The same message makes the same file. An assistant gets plain text alone: an invitation
    would land in their own calendar.
    """
    found = EmailMessage(policy=POLICY)
    _address(found, settings, message)
    found.set_content(_text(settings, message), cte="quoted-printable")
    if message.to.kind != ASSISTANT:
        invitation = itip(settings, message)
        found.add_alternative(_html(settings, message), subtype="html", cte="quoted-printable")
        parameters = {"charset": "utf-8", "method": message.method}
        found.add_alternative(invitation, maintype="text", subtype="calendar", params=parameters)
        found.add_attachment(invitation, maintype="application", subtype="ics", filename="invite.ics")
        _bounded(found, message)
    return found.as_bytes()


def itip(settings: Settings, message: Message) -> bytes:
    """The calendar in a message (RFC 5546): one meeting, one attendee."""
    status = ics.status(message.announcement)
    if message.method == CANCEL:
        status = ics.CANCELLED if message.dropped else ""
    entry = ics.Entry(
        kind=message.to.kind,
        meeting=message.announcement,
        sequence=message.sequence,
        stamp=message.stamp,
        status=status,
    )
    attendee = Contact(message.to.name, message.to.email)
    return ics.calendar(settings, ics.event(settings, entry, attendee), message.method)


def _address(found: EmailMessage, settings: Settings, message: Message) -> None:
    office, words = mailbox(settings.organiser), wording(settings, message.to.kind, message.announcement)
    found["From"] = _mailbox(settings.organiser)
    found["To"] = _mailbox(Contact(message.to.name, message.to.email))
    found["Subject"] = f"{_subject(message)}: {words.summary}, {weekday(message.announcement.date)}"
    found["Date"] = format_datetime(message.stamp)
    found["Message-ID"] = f"<{_digest(message)}@{office.email.rpartition('@')[2]}>"


def _bounded(found: EmailMessage, message: Message) -> None:
    """Boundaries that are the same each time, and cannot occur in quoted-printable or base64."""
    for number, part in enumerate(part for part in found.walk() if part.is_multipart()):
        part.set_boundary(f"=_{number}_{_digest(message)}")


def _digest(message: Message) -> str:
    told = "\n".join([*message.key, message.to.email, str(message.sequence), message.stamp.isoformat()])
    return sha256(told.encode()).hexdigest()[:32]


def _mailbox(contact: Contact) -> Address:
    known = mailbox(contact)
    return Address(display_name=known.name, addr_spec=known.email)


def _subject(message: Message) -> str:
    subject = "Cancelled" if message.method == CANCEL else "Changed" if message.changed else "Invitation"
    return f"{subject}, {one_line(message.announcement.leader)}" if message.to.kind == ASSISTANT else subject


def _opening(message: Message) -> str:
    if message.changed or message.method == CANCEL:
        return message.why
    if message.to.kind == ASSISTANT:
        return f"{one_line(message.announcement.leader)} is invited to this meeting."
    return KEEP_ROOM if message.to.kind == VENUE else INVITED


def _facts(settings: Settings, message: Message) -> Facts:
    """When and where, then what else this reader needs."""
    told, words = message.announcement, wording(settings, message.to.kind, message.announcement)
    zone = "" if settings.timezone == ics.HOME_ZONE else f" ({settings.timezone})"
    proposed = [] if told.confirmed or message.method == CANCEL else [("Status", PROPOSED)]
    return (
        ("When", f"{weekday(told.date)}, {told.start:%H:%M} to {told.end:%H:%M}{zone}"),
        ("Where", words.location),
        *proposed,
        *words.facts,
    )


def _lines(settings: Settings, message: Message) -> list[str]:
    """What stands above the facts."""
    words = wording(settings, message.to.kind, message.announcement)
    greeting = f"Dear {one_line(message.to.name)}," if message.to.name else "Good day,"
    aside = FOR_INFORMATION if message.to.kind == ASSISTANT else ""
    return list(filter(None, [greeting, _opening(message), words.note, aside]))


def _text(settings: Settings, message: Message) -> str:
    summary = wording(settings, message.to.kind, message.announcement).summary
    facts = "\n".join(f"{label}: {text}" for label, text in _facts(settings, message))
    return "\n\n".join([*_lines(settings, message), f"{summary}\n{facts}"]) + "\n"


def _html(settings: Settings, message: Message) -> str:
    summary = wording(settings, message.to.kind, message.announcement).summary
    opening = "".join(f"<p>{escape(line)}</p>\n" for line in _lines(settings, message))
    rows = "".join(f"<tr><th>{label}</th><td>{_linked(text)}</td></tr>\n" for label, text in _facts(settings, message))
    return PAGE.format(title=escape(summary), opening=opening, rows=rows)


def _linked(text: str) -> str:
    shown = escape(text)
    return f'<a href="{shown}">{shown}</a>' if text.startswith("https://") else shown
