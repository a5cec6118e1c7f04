"""Which room: a set keeps one room of a venue through the year where it can."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from programme.plans import Meeting
from programme.records import Programme

EFFORT = 0.2
"""Deterministic seconds for the rooms of one venue, at most."""

HalfDayKey = tuple[int, int]
"""Day (proleptic ordinal) and slot."""
Group = TypeVar("Group")


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


def _rooms(held: Sequence[Meeting], rooms: int) -> dict[str, int]:
    """A room for the uid of each meeting at one venue: sets that meet there most choose first."""
    taken: dict[int, set[HalfDayKey]] = {room: set() for room in range(1, rooms + 1)}
    found: dict[str, int] = {}
    for own in sorted(_grouped(held, _set).values(), key=lambda own: (-len(own), own[0].set_id)):
        keys = {_key(meeting) for meeting in own}
        room = next((room for room in taken if not taken[room] & keys), None)
        if room is None:
            return _steadiest(held, rooms)
        taken[room] |= keys
        found |= {meeting.uid: room for meeting in own}
    return found


def _steadiest(held: Sequence[Meeting], rooms: int) -> dict[str, int]:
    """Rooms with the fewest meetings outside the usual room of their set, where choosing in turn ends without one."""
    from ortools.sat.python import cp_model

    model, together = cp_model.CpModel(), _grouped(held, _key)
    usual = {set_id: [model.new_bool_var("") for _ in range(rooms)] for set_id in _grouped(held, _set)}
    placed = {meeting.uid: [model.new_bool_var("") for _ in range(rooms)] for meeting in held}
    for choice in (*usual.values(), *placed.values()):
        model.add_exactly_one(choice)
    for meetings in together.values():
        for at, meeting in enumerate(meetings):
            model.add_hint(placed[meeting.uid][at], True)
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
        return {meeting.uid: room for meetings in together.values() for room, meeting in enumerate(meetings, start=1)}
    return {uid: 1 + [solver.boolean_value(here) for here in choice].index(True) for uid, choice in placed.items()}


def _grouped(held: Iterable[Meeting], by: Callable[[Meeting], Group]) -> dict[Group, list[Meeting]]:
    found: dict[Group, list[Meeting]] = defaultdict(list)
    for meeting in held:
        found[by(meeting)].append(meeting)
    return found


def _set(meeting: Meeting) -> str:
    return meeting.set_id


def _key(meeting: Meeting) -> HalfDayKey:
    return meeting.date.toordinal(), meeting.slot
