"""A feed's meetings on a CalDAV server, one resource a meeting: what differs is decided first, then written.

A published meeting has no METHOD, ORGANIZER or ATTENDEE, so that no server mails anybody
(RFC 4791, 4.1; RFC 6638, 3.1), and says which programme it is of: only such are ever deleted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from invites.caldav import Server
from invites.ics import LONDON, PRODUCT
from invites.lines import calendar
from programme.problems import Interrupted

MARK = "X-SETWRIGHT-PROGRAMME"
MIRRORED = frozenset(
    [MARK, "UID", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "SEQUENCE", "STATUS", "TRANSP", "GEO"]
)
"""The properties that must be as we have them; servers and clients may add others."""
VEVENT = re.compile(rb"^BEGIN:VEVENT\r\n(.*?)^END:VEVENT\r\n", re.M | re.S)
ORGANIZER = re.compile(rb"^ORGANIZER\b.*\r\n(?: .*\r\n)*", re.M)
CREATE, UPDATE, DELETE = "create", "update", "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do: ``CREATE``, ``UPDATE`` or ``DELETE`` the resource of a meeting."""

    kind: str
    uid: str
    path: str
    etag: str = ""
    content: bytes = b""


def steps(feed: bytes, programme: str, server: Server) -> list[Step]:
    """What makes a server's calendar say what the feed says; nothing where it does already.

    ``programme`` marks its meetings, so that those which are dropped are known. A meeting is known
    by its UID, whatever its resource is called. ServerTrouble where the calendar cannot be read.
    """
    objects = [_object(event, programme) for event in VEVENT.findall(feed)]
    wanted = {_value(content, "UID"): content for content in objects}
    found = {_value(one.content, "UID"): one for one in server.resources()}
    todo = [
        Step(kind=CREATE, uid=uid, path=f"{server.at.path}{quote(uid, safe='')}.ics", content=content)
        for uid, content in wanted.items()
        if uid not in found
    ]
    todo += [
        Step(kind=UPDATE, uid=uid, path=found[uid].path, etag=found[uid].etag, content=content)
        for uid, content in wanted.items()
        if uid in found and _said(content) != _said(found[uid].content)
    ]
    return todo + [
        Step(kind=DELETE, uid=uid, path=one.path, etag=one.etag)
        for uid, one in found.items()
        if uid not in wanted and _value(one.content, MARK) == programme
    ]


def carry_out(todo: Iterable[Step], server: Server, done: Callable[[], None]) -> None:
    """Does it, and calls ``done`` after each step.

    ServerTrouble where the server refuses, or somebody else has changed a resource meanwhile.
    """
    try:
        for step in todo:
            if step.kind == DELETE:
                server.delete(step.path, step.etag)
            else:
                server.put(step.path, step.content, None if step.kind == CREATE else step.etag)
            done()
    except KeyboardInterrupt:
        raise Interrupted("\nYou have stopped it. Run it again to write the rest.") from None


def _object(event: bytes, programme: str) -> bytes:
    """A calendar object (RFC 4791, 4.1) with the lines of an event."""
    head = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODUCT}\r\n".encode()
    zone = LONDON if b"TZID=" in event else b""
    mark = f"{MARK}:{programme}\r\n".encode()
    return b"".join(
        [head, zone, b"BEGIN:VEVENT\r\n", ORGANIZER.sub(b"", event), mark, b"END:VEVENT\r\nEND:VCALENDAR\r\n"]
    )


def _value(content: bytes, name: str) -> str:
    """A property of the first event; "" where there is none."""
    return next((event.value(name) for event in calendar(content).events), "")


def _said(content: bytes) -> list[tuple[str, str, str]]:
    """What a calendar object says of its event: names, time zones and texts, in no order."""
    lines = (line for event in calendar(content).events for line in event.lines)
    return sorted((x.name, x.parameters.get("TZID", ""), x.text) for x in lines if x.name in MIRRORED)
