"""Who is told of which meeting, and what: the plan as each leader, facilitator, venue and assistant needs it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from programme import travel
from programme.grid import to_degrees
from programme.messages import ASSISTANT, FACILITATOR, LEADER, VENUE, Announcement, Recipient
from programme.plans import Meeting, Plan
from programme.records import Leader, Place, Programme, Venue

Told = tuple[Recipient, Announcement]


def told(programme: Programme, plan: Plan, meeting: Meeting, confirmed: Collection[str]) -> Iterator[Told]:
    """Everyone who is told of a meeting, and as what; ``confirmed`` are the set_ids that are agreed.

    Who has left the spreadsheets is told nothing here; venues and assistants without an
    address are among these, and get no message.
    """
    open_to_all = announcement(programme, plan, meeting, confirmed)
    for member in plan.set_by_id[meeting.set_id].members:
        if member in programme.leader_at:
            yield from _leader(programme, meeting, programme.leader(member), open_to_all)
    if meeting.facilitator_id in programme.facilitator_at:
        yield _facilitator(programme, meeting, open_to_all)
    if venue := _venue(programme, meeting):
        people = len(plan.set_by_id[meeting.set_id].members) - len(meeting.absent) + bool(meeting.facilitator_id)
        recipient = Recipient(kind=VENUE, key=venue.venue_id, name=venue.name, email=venue.email)
        yield recipient, replace(open_to_all, facilitator="", presenters=(), people=people)


def announcement(programme: Programme, plan: Plan, meeting: Meeting, confirmed: Collection[str]) -> Announcement:
    """The meeting as all who take part may know it, and nobody in particular."""
    hours, venue = programme.settings.hours(meeting.slot), _venue(programme, meeting)
    return Announcement(
        uid=meeting.uid,
        set_id=meeting.set_id,
        number=meeting.number,
        meetings=len(plan.meetings_of[meeting.set_id]),
        date=meeting.date,
        start=hours.start,
        end=hours.end,
        venue_id=meeting.venue_id,
        venue=programme.venue_name(meeting.venue_id),
        address=venue.address if venue else "",
        room=meeting.room,
        facilitator=programme.facilitator_name(meeting.facilitator_id),
        presenters=tuple(map(programme.leader_name, meeting.presenters)),
        confirmed=meeting.set_id in confirmed,
        degrees=degrees(venue.place) if venue and venue.place else None,
    )


@lru_cache(maxsize=4096)
def degrees(place: Place) -> tuple[float, float]:
    """Latitude and longitude (WGS 84) of a point on the British National Grid, to about 10 cm."""
    latitude, longitude = to_degrees(place)
    return round(latitude, 6), round(longitude, 6)


def _leader(programme: Programme, meeting: Meeting, leader: Leader, open_to_all: Announcement) -> Iterator[Told]:
    ways = travel.to_venues(programme)[programme.leader_at[leader.leader_id]]
    own = replace(open_to_all, travel=_minutes(programme, meeting, leader.leader_id, leader.place, ways))
    if leader.leader_id in meeting.absent:
        own = replace(own, away=True, presenters=())
    yield Recipient(kind=LEADER, key=leader.leader_id, name=leader.name, email=leader.email), own
    assistant = Recipient(kind=ASSISTANT, key=leader.leader_id, name="", email=leader.pa_email)
    yield assistant, replace(own, facilitator="", presenters=(), leader=leader.name)


def _facilitator(programme: Programme, meeting: Meeting, open_to_all: Announcement) -> Told:
    at = programme.facilitator_at[meeting.facilitator_id]
    who, ways = programme.facilitators[at], travel.facilitators_to_venues(programme)[at]
    recipient = Recipient(kind=FACILITATOR, key=who.facilitator_id, name=who.name, email=who.email)
    minutes = _minutes(programme, meeting, who.facilitator_id, who.place, ways)
    return recipient, replace(open_to_all, travel=minutes)


def _venue(programme: Programme, meeting: Meeting) -> Venue | None:
    at = programme.venue_at.get(meeting.venue_id)
    return None if at is None else programme.venues[at]


def _minutes(
    programme: Programme, meeting: Meeting, who: str, place: Place | None, ways: NDArray[np.float64]
) -> int | None:
    """The journey, to five minutes; None where it is not known but taken to be as long as the limit."""
    venue = _venue(programme, meeting)
    if venue is None:
        return None
    given = {(who, venue.venue_id), (venue.venue_id, who)}
    if not (place and venue.place) and given.isdisjoint(programme.travel):
        return None
    return max(5, 5 * round(float(ways[programme.venue_at[venue.venue_id]]) / 5))
