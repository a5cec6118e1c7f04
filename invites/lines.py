"""iCalendar text as others wrote it, read line by line (RFC 5545, 3.1).

Clients and servers write what no strict parser takes, unknown time zones for example. Only what
is asked of a file is understood, so nothing else in it can go wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

FOLD = re.compile(r"\r?\n[ \t]")
LINE = re.compile(r'([A-Z0-9-]+)((?:;[^;:="]+=(?:"[^"]*"|[^";:])*)*):(.*)', re.I | re.S | re.ASCII)
PARAMETER = re.compile(r';([^;:="]+)=((?:"[^"]*"|[^";:])*)')
ESCAPED = re.compile(r"\\([\\;,nN])")


class Line(NamedTuple):
    """A property: its name and its parameters' names in capitals, the value as it stands."""

    name: str
    parameters: Mapping[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value without its escapes (RFC 5545, 3.3.11)."""
        return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass(frozen=True, slots=True)
class Event:
    """The properties of a VEVENT, those of what it contains left out."""

    lines: list[Line] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        """Every property of this name."""
        return [line for line in self.lines if line.name == name]

    def value(self, name: str) -> str:
        """The value of the first property of this name; "" where there is none."""
        return next((line.value.strip() for line in self.lines if line.name == name), "")


@dataclass(frozen=True, slots=True)
class Calendar:
    """METHOD in capitals ("" where there is none) and the events of a calendar."""

    method: str
    events: tuple[Event, ...]


def calendar(content: bytes) -> Calendar:
    """What these bytes say as a calendar; whatever is none has no method and no events."""
    method, events, inside = "", list[Event](), list[str]()
    for line in _lines(content):
        if line.name == "BEGIN":
            inside.append(line.value.strip().upper())
            if inside == ["VCALENDAR", "VEVENT"]:
                events.append(Event())
        elif line.name == "END":
            inside = inside[:-1]
        elif inside == ["VCALENDAR", "VEVENT"]:
            events[-1].lines.append(line)
        elif inside == ["VCALENDAR"] and line.name == "METHOD":
            method = line.value.strip().upper()
    return Calendar(method, tuple(events))


def _lines(content: bytes) -> Iterator[Line]:
    unfolded = FOLD.sub("", content.decode("utf-8-sig", errors="replace"))
    for found in filter(None, map(LINE.fullmatch, re.split(r"[\r\n]+", unfolded))):
        parameters = {name.upper(): value.strip('"') for name, value in PARAMETER.findall(found[2])}
        yield Line(found[1].upper(), parameters, found[3])
