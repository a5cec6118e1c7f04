"""Which room: a set keeps one room of a venue through the year where it can."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from programme.plans import Meeting
from programme.records import Programme

HalfDayKey = tuple[int, int]
"""Day (proleptic ordinal) and slot."""


def with_rooms(programme: Programme, meetings: Sequence[Meeting]) -> tuple[Meeting, ...]:
    """The meetings with a room each, 1 to the venue's rooms; 0 where there is no venue.

    No half-day may have more meetings at a venue than it has rooms.
    """
    room: dict[str, int] = {}
    by_venue: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        by_venue[meeting.venue_id].append(meeting)
    for venue_id, held in sorted(by_venue.items()):
        if venue_id:
            room |= _rooms(held, programme.venues[programme.venue_at[venue_id]].rooms)
    return tuple(replace(meeting, room=room.get(meeting.uid, 0)) for meeting in meetings)


def _rooms(held: Iterable[Meeting], rooms: int) -> dict[str, int]:
    """A room for the uid of each meeting at one venue: sets that meet there most choose first."""
    by_set: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in held:
        by_set[meeting.set_id].append(meeting)
    taken: dict[int, set[HalfDayKey]] = {room: set() for room in range(1, rooms + 1)}
    found: dict[str, int] = {}
    unsettled: list[Meeting] = []
    for own in sorted(by_set.values(), key=lambda own: (-len(own), own[0].set_id)):
        keys = {_key(meeting) for meeting in own}
        room = next((room for room in taken if not taken[room] & keys), None)
        if room is None:
            unsettled += own
        else:
            taken[room] |= keys
            found |= {meeting.uid: room for meeting in own}
    return found | _one_by_one(unsettled, taken)


def _one_by_one(meetings: Sequence[Meeting], taken: Mapping[int, set[HalfDayKey]]) -> dict[str, int]:
    """For sets that no one room has space for: the room they had before, or any that is free."""
    found: dict[str, int] = {}
    before: dict[str, int] = {}
    for meeting in sorted(meetings, key=lambda m: (m.set_id, m.number)):
        free = [room for room in taken if _key(meeting) not in taken[room]]
        last = before.get(meeting.set_id, 0)
        room = last if last in free else free[0]
        taken[room].add(_key(meeting))
        found[meeting.uid] = before[meeting.set_id] = room
    return found


def _key(meeting: Meeting) -> HalfDayKey:
    return meeting.date.toordinal(), meeting.slot
