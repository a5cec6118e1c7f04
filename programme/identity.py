"""Names that last: set_ids are never used again, a meeting's UID stays for its life."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from programme.records import Settings


def set_ids(count: int, after: int = 0, taken: Iterable[str] = ()) -> list[str]:
    """``S01``, ``S02``, … for ``count`` new sets, with serial numbers above ``after`` that no id ``taken`` has."""
    used = set(map(serial_of, taken))
    serials = list(islice((serial for serial in itertools.count(after + 1) if serial not in used), count))
    width = max([2, *(len(str(serial)) for serial in serials[-1:])])
    return [f"S{serial:0{width}}" for serial in serials]


def serial_of(set_id: str) -> int:
    """The serial number in a set_id; ValueError where there is none."""
    if not (set_id[:1] == "S" and set_id[1:].isdecimal()):
        raise ValueError(f"Expected a set_id such as 'S01', got {set_id!r}")
    return int(set_id[1:])


class Identity(NamedTuple):
    """What tells a programme from all others; ``organiser`` is an address, ``first_day`` 2027-09-06."""

    name: str
    organiser: str
    first_day: str


def identity_of(settings: Settings) -> Identity:
    """The identity of the programme with these settings."""
    return Identity(settings.name, settings.organiser.email, settings.first_day.isoformat())


def programme_uid(settings: Settings) -> str:
    """A mark of the programme for what is kept elsewhere (RFC 9562, UUID version 5)."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "setwright:" + "\n".join(identity_of(settings))))


def meeting_uid(settings: Settings, set_id: str, serial: int) -> str:
    """The UID of a set's ``serial``-th meeting (RFC 9562, UUID version 5), whatever its date and venue."""
    programme = "\n".join(identity_of(settings))
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"setwright:{programme}\n{serial_of(set_id)}\n{serial}"))
