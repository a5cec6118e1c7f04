"""Which room: a set keeps one room of a venue through the year where it can, and the room that a meeting had."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from programme.plans import Meeting
from programme.records import Programme
from programme.rules.base import is_fixed

EFFORT = 0.2
"""Deterministic seconds for the rooms of one venue, at most."""

HalfDayKey = tuple[int, int]
"""Day (proleptic ordinal) and slot."""
Group = TypeVar("Group")


def with_rooms(programme: Programme, meetings: Sequence[Meeting]) -> tuple[Meeting, ...]:
    """The meetings with a room each, 1 to the venue's rooms; 0 where there is no venue.

    Those that have one keep it, where it is free; those whose place stays keep it in any case.
    No half-day may have more meetings at a venue than it has rooms.
    """
    room = {meeting.uid: meeting.room for meeting in meetings if is_fixed(programme, meeting)}
    by_venue: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        if meeting.uid not in room:
            by_venue[meeting.venue_id].append(meeting)
    for venue_id, held in sorted(by_venue.items()):
        if venue_id:
            room |= _rooms(held, programme.venues[programme.venue_at[venue_id]].rooms)
    return tuple(replace(meeting, room=room.get(meeting.uid, 0)) for meeting in meetings)


def _rooms(held: Sequence[Meeting], rooms: int) -> dict[str, int]:
    """A room for the uid of each meeting at one venue: sets that meet there most choose first."""
    taken: dict[int, set[HalfDayKey]] = {room: set() for room in range(1, rooms + 1)}
    kept = _kept(held, taken)
    found = dict(kept)
    for own in sorted(_grouped(held, _set).values(), key=lambda own: (-len(own), own[0].set_id)):
        keys = {_key(meeting) for meeting in own if meeting.uid not in kept}
        usual = Counter(kept[meeting.uid] for meeting in own if meeting.uid in kept)
        room = next((room for room in sorted(taken, key=lambda room: -usual[room]) if not taken[room] & keys), None)
        if room is None:
            return _steadiest(held, rooms, kept)
        taken[room] |= keys
        found |= {meeting.uid: room for meeting in own if meeting.uid not in kept}
    return found


def _kept(held: Sequence[Meeting], taken: dict[int, set[HalfDayKey]]) -> dict[str, int]:
    """The rooms that meetings have and keep, entered as taken."""
    kept: dict[str, int] = {}
    for meeting in held:
        if _key(meeting) not in taken.get(meeting.room, {_key(meeting)}):
            taken[meeting.room].add(_key(meeting))
            kept[meeting.uid] = meeting.room
    return kept


def _steadiest(held: Sequence[Meeting], rooms: int, kept: Mapping[str, int]) -> dict[str, int]:
    """Rooms with the fewest meetings outside the usual room of their set, where choosing in turn ends without one."""
    from ortools.sat.python import cp_model

    model, together = cp_model.CpModel(), _grouped(held, _key)
    usual = {set_id: [model.new_bool_var("") for _ in range(rooms)] for set_id in _grouped(held, _set)}
    placed = {meeting.uid: [model.new_bool_var("") for _ in range(rooms)] for meeting in held}
    for choice in (*usual.values(), *placed.values()):
        model.add_exactly_one(choice)
    for uid, room in kept.items():
        model.add(placed[uid][room - 1] == 1)
    first = {uid: room for meetings in together.values() for uid, room in _in_turn(meetings, rooms, kept)}
    for uid, room in first.items():
        model.add_hint(placed[uid][room - 1], True)
    for meetings in together.values():
        for there in zip(*(placed[meeting.uid] for meeting in meetings), strict=True):
            model.add_at_most_one(there)
    elsewhere = [model.new_bool_var("") for _ in held]
    for meeting, away in zip(held, elsewhere, strict=True):
        for here, wanted in zip(placed[meeting.uid], usual[meeting.set_id], strict=True):
            model.add_bool_or(here.negated(), wanted, away)
    model.minimize(sum(elsewhere))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_deterministic_time = 1, EFFORT
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return first
    return {uid: 1 + [solver.boolean_value(here) for here in choice].index(True) for uid, choice in placed.items()}


def _in_turn(meetings: Sequence[Meeting], rooms: int, kept: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """A room for each of the meetings of one half-day: the one kept, or the next that is free."""
    own = {meeting.uid: kept[meeting.uid] for meeting in meetings if meeting.uid in kept}
    left = (room for room in range(1, rooms + 1) if room not in own.values())
    for meeting in meetings:
        yield meeting.uid, own[meeting.uid] if meeting.uid in own else next(left)


def _grouped(held: Iterable[Meeting], by: Callable[[Meeting], Group]) -> dict[Group, list[Meeting]]:
    found: dict[Group, list[Meeting]] = defaultdict(list)
    for meeting in held:
        found[by(meeting)].append(meeting)
    return found


def _set(meeting: Meeting) -> str:
    return meeting.set_id


def _key(meeting: Meeting) -> HalfDayKey:
    return meeting.date.toordinal(), meeting.slot
