"""Calendars to subscribe to: one for each leader, facilitator, venue and set, and one of everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import PurePosixPath

from invites.files import stems
from invites.ics import event, published
from invites.wording import Wording, for_absentee, for_members, for_venue
from programme.plans import Meeting, Plan
from programme.records import Programme

Events = Mapping[str, list[bytes]]
"""The VEVENTs of each id, in the order of the plan's meetings."""


def feeds(programme: Programme, plan: Plan, *, stamp: datetime, sequence: int = 0) -> dict[PurePosixPath, bytes]:
    """Every calendar of a plan by its path, such as ``leaders/L01.ics``.

    ``stamp`` is when the plan is told, with a time zone; ``sequence`` the revision of all
    meetings (RFC 5546, 2.1.4). Whoever has no meeting has no calendar: PUBLISH needs one
    event at least (RFC 5546, 3.2.1).
    """

    @cache
    def told(meeting: Meeting, wording: Wording) -> bytes:
        return event(programme, meeting, wording, stamp=stamp, sequence=sequence)

    calendars: dict[str, dict[str, list[bytes]]] = defaultdict(lambda: defaultdict(list))
    for meeting in plan.meetings:
        for folder, identifier, wording in _readers(programme, plan, meeting):
            calendars[folder][identifier].append(told(meeting, wording))
    return dict(_files(programme, calendars))


def _readers(programme: Programme, plan: Plan, meeting: Meeting) -> Iterator[tuple[str, str, Wording]]:
    """Whose calendars have a meeting, by folder and id, and in which words."""
    wording = for_members(programme, plan, meeting)
    yield "", "programme", wording
    yield "sets", meeting.set_id, wording
    for leader_id in plan.set_by_id[meeting.set_id].members:
        away = leader_id in meeting.absent
        yield "leaders", leader_id, for_absentee(programme, plan, meeting) if away else wording
    if meeting.facilitator_id:
        yield "facilitators", meeting.facilitator_id, wording
    if meeting.venue_id:
        yield "venues", meeting.venue_id, for_venue(programme, plan, meeting)


def _files(programme: Programme, calendars: Mapping[str, Events]) -> Iterator[tuple[PurePosixPath, bytes]]:
    for folder, events in calendars.items():
        for identifier, stem in stems(sorted(events)).items():
            name = _name(programme, folder, identifier)
            yield PurePosixPath(folder, f"{stem}.ics"), published(programme, name, events[identifier])


def _name(programme: Programme, folder: str, identifier: str) -> str:
    """What people see above a calendar."""
    match folder:
        case "leaders":
            whose = programme.leader_name(identifier)
        case "facilitators":
            whose = programme.facilitator_name(identifier)
        case "venues":
            whose = programme.venue_name(identifier)
        case "sets":
            whose = f"set {identifier}"
        case _:
            return programme.settings.name
    return f"{programme.settings.name}: {whose}"
