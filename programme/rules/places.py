"""Where a set can meet: home venue and, if need be, another."""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from programme.holidays import Flags
from programme.plans import LearningSet, Meeting, Plan
from programme.records import Programme
from programme.rules.base import Rule, is_fixed, places
from programme.slots import Slot
from programme.travel import to_venues


class VenueRule(Rule):
    """A rule on sets and venues; it holds at the home venue and wherever a meeting is held."""

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        for learning_set in plan.sets:
            open_ = [m for m in plan.meetings_of[learning_set.set_id] if not is_fixed(programme, m)]
            used = {learning_set.venue_id} | {meeting.venue_id for meeting in open_}
            for venue_id in sorted(used - {""}):
                venue = programme.venue_at[venue_id]
                for breach in self.broken_at(programme, learning_set, venue):
                    yield f"{learning_set.set_id} at {programme.venues[venue].name}: {breach}"

    @abstractmethod
    def broken_at(self, programme: Programme, learning_set: LearningSet, venue: int) -> Iterator[str]:
        """What is wrong with this set at the venue at this position."""


class Admitting(VenueRule):
    """A rule on who can meet where. Solvers read ``allowed`` of all such rules together (``may_meet``)."""

    @staticmethod
    @abstractmethod
    def allowed(programme: Programme) -> Flags:
        """Who can meet where, shape (leaders, venues)."""

    @abstractmethod
    def complaint(self, programme: Programme, at: int, venue: int) -> str:
        """Why the leader at this position cannot meet at this venue."""

    def broken_at(self, programme: Programme, learning_set: LearningSet, venue: int) -> Iterator[str]:
        for at in places(programme, learning_set):
            if not self.allowed(programme)[at, venue]:
                yield self.complaint(programme, at, venue)


class TravelLimit(Admitting):
    name = "travel limit"
    sentence = "Nobody's journey to a meeting is longer than their limit (max_travel_minutes)."
    reason = "A journey that eats the day keeps people away."

    @staticmethod
    @lru_cache(maxsize=4)
    def allowed(programme: Programme) -> Flags:
        limits = np.array([leader.max_travel_minutes for leader in programme.leaders], dtype=float)
        return np.asarray(to_venues(programme) <= limits[:, None])

    def complaint(self, programme: Programme, at: int, venue: int) -> str:
        leader, minutes = programme.leaders[at], to_venues(programme)[at, venue]
        return f"{leader.name} would travel {minutes:g} minutes, their limit is {leader.max_travel_minutes}"


class StepFree(Admitting):
    name = "step-free"
    sentence = "Whoever needs a step-free venue (needs_step_free) meets in one (step_free)."
    reason = "Everybody must be able to get into the room."

    @staticmethod
    @lru_cache(maxsize=4)
    def allowed(programme: Programme) -> Flags:
        needs = np.array([leader.needs_step_free for leader in programme.leaders], dtype=bool)
        offers = np.array([venue.step_free for venue in programme.venues], dtype=bool)
        return np.asarray(~needs[:, None] | offers[None, :])

    def complaint(self, programme: Programme, at: int, venue: int) -> str:
        return f"{programme.leaders[at].name} needs a step-free venue"


class Seats(VenueRule):
    name = "seats"
    sentence = "The room seats the members and the facilitator (capacity)."
    reason = "Everyone sits in one circle, the facilitator too."

    @staticmethod
    def most_members(programme: Programme) -> NDArray[np.int64]:
        """The largest set each venue holds, shape (venues,); 0 where it holds none of a permitted size."""
        seats = np.array([venue.capacity - 1 for venue in programme.venues], dtype=np.int64)
        most = np.minimum(seats, programme.settings.set_size_max)
        return np.where(most >= programme.settings.set_size_min, most, 0)

    def broken_at(self, programme: Programme, learning_set: LearningSet, venue: int) -> Iterator[str]:
        needed, capacity = len(learning_set.members) + 1, programme.venues[venue].capacity
        if capacity < needed:
            yield f"{needed} people with the facilitator, but its rooms seat {capacity}"


class Rooms(Rule):
    name = "rooms"
    sentence = "Every meeting has a room of its own; a venue whose rooms are taken (rooms) has no further meeting."
    reason = "What is said in a set stays in the set."

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        booked: dict[tuple[str, int, date, Slot], list[Meeting]] = defaultdict(list)
        for meeting in plan.meetings:
            if meeting.venue_id:
                booked[meeting.venue_id, meeting.room, meeting.date, meeting.slot].append(meeting)
        for (venue_id, room, day, slot), there in sorted(booked.items()):
            if len(there) > 1 and not all(is_fixed(programme, meeting) for meeting in there):
                whose = " and ".join(sorted(meeting.set_id for meeting in there))
                yield f"{venue_id}, room {room} has {len(there)} meetings on {day} ({slot.label}): {whose}"
        for meeting in plan.meetings:
            if not is_fixed(programme, meeting):
                yield from _room_exists(programme, meeting)
                yield from _venue_named(programme, meeting)


def _room_exists(programme: Programme, meeting: Meeting) -> Iterator[str]:
    if meeting.venue_id:
        rooms = programme.venues[programme.venue_at[meeting.venue_id]].rooms
        if not 1 <= meeting.room <= rooms:
            which = f"{meeting.set_id}, meeting {meeting.number}"
            yield f"{which}: {meeting.venue_id} has no room {meeting.room}, only 1 to {rooms}"


def _venue_named(programme: Programme, meeting: Meeting) -> Iterator[str]:
    if programme.venues and not meeting.venue_id:
        yield f"{meeting.set_id}, meeting {meeting.number} has no venue"
