"""Names that last: set_ids are never used again, a meeting's UID stays for its life."""

from __future__ import annotations

import uuid

from programme.records import Settings


def set_ids(count: int, after: int = 0) -> list[str]:
    """``S01``, ``S02``, … for ``count`` new sets, with serial numbers above ``after``."""
    width = max(2, len(str(after + count)))
    return [f"S{serial:0{width}}" for serial in range(after + 1, after + count + 1)]


def serial_of(set_id: str) -> int:
    """The serial number in a set_id; ValueError where there is none."""
    if not (set_id[:1] == "S" and set_id[1:].isdecimal()):
        raise ValueError(f"Expected a set_id such as 'S01', got {set_id!r}")
    return int(set_id[1:])


def meeting_uid(settings: Settings, set_id: str, serial: int) -> str:
    """The UID of a set's ``serial``-th meeting (RFC 9562, UUID version 5), whatever its date and venue."""
    programme = "\n".join([settings.name, settings.organiser.email, settings.first_day.isoformat()])
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"setwright:{programme}\n{serial_of(set_id)}\n{serial}"))
