"""How long people travel: an estimate from the straight line, which the coordinator can override.

Straight lines on the British National Grid become road distance by a detour factor that
falls with distance, and road distance becomes time at town, main-road and motorway speed
in turn, plus five minutes for doors and parking. Where a place is unknown the person's
limit is counted: such a venue is possible, and never attractive. Minutes that the
coordinator gives hold both ways; where both are given, the way to the venue counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from programme.records import Facilitator, Leader, Place, Programme, Venue

Minutes = NDArray[np.float64]

PARKING = 5.0
ROADS = ((5.0, 25.0), (30.0, 45.0), (np.inf, 80.0))
"""(up to this many road-km, km/h), in the order in which a journey meets them."""


def minutes_for(km: Minutes) -> Minutes:
    """Minutes, one way, for straight-line distances in km; same shape, rounded to tenths."""
    detour = np.clip(1.72 - 0.14 * np.log(np.maximum(km, 1e-3)), 1.15, 1.6)
    road = km * detour
    minutes, start = np.full_like(km, PARKING), 0.0
    for end, speed in ROADS:
        minutes += np.clip(road - start, 0, end - start) / speed * 60
        start = end
    return np.round(minutes, 1)


def kilometres(ones: Sequence[Place | None], others: Sequence[Place | None]) -> Minutes:
    """Straight-line km, shape (ones, others); NaN where a place is unknown."""
    here, there = _grid(ones), _grid(others)
    return np.asarray(np.hypot(*(here[:, None, :] - there[None, :, :]).transpose(2, 0, 1)) / 1000)


@lru_cache(maxsize=4)
def to_venues(programme: Programme) -> Minutes:
    """Minutes one way from each leader to each venue, shape (leaders, venues)."""
    limits = [leader.max_travel_minutes for leader in programme.leaders]
    return _table(programme, programme.leaders, [leader.leader_id for leader in programme.leaders], limits)


@lru_cache(maxsize=4)
def facilitators_to_venues(programme: Programme) -> Minutes:
    """Minutes one way from each facilitator to each venue, shape (facilitators, venues)."""
    limit = programme.settings.max_travel_minutes
    ids = [facilitator.facilitator_id for facilitator in programme.facilitators]
    return _table(programme, programme.facilitators, ids, [limit] * len(ids))


@lru_cache(maxsize=4)
def between_venues(programme: Programme) -> Minutes:
    """Minutes one way from each venue to each other, shape (venues, venues), 0 to itself.

    Where a place is unknown the programme's limit is counted.
    """
    limit = programme.settings.max_travel_minutes
    ids = [venue.venue_id for venue in programme.venues]
    minutes = _table(programme, programme.venues, ids, [limit] * len(ids))
    np.fill_diagonal(minutes, 0)
    return minutes


def is_known(programme: Programme, person: Leader | Facilitator, venue: Venue) -> bool:
    """Whether the minutes from a person to a venue are more than a guess: both places known, or minutes given."""
    key = person.leader_id if isinstance(person, Leader) else person.facilitator_id
    given = {(key, venue.venue_id), (venue.venue_id, key)} & programme.travel.keys()
    return bool(given or (person.place and venue.place))


def known_minutes(programme: Programme, leader_id: str, venue_id: str) -> int | None:
    """Minutes one way from a leader to a venue; None where either is not in the spreadsheets, or they are a guess."""
    who, where = programme.leader_at.get(leader_id), programme.venue_at.get(venue_id)
    if who is None or where is None or not is_known(programme, programme.leaders[who], programme.venues[where]):
        return None
    return round(float(to_venues(programme)[who, where]))


def between_leaders(programme: Programme, people: Sequence[int]) -> Minutes:
    """Minutes one way between leaders, by positions, shape (people, people), symmetric.

    Where a place is unknown the larger of the two limits is counted; where the coordinator
    gives both ways, the longer.
    """
    leaders = [programme.leaders[at] for at in people]
    grounds = [leader.place for leader in leaders]
    limits = np.array([leader.max_travel_minutes for leader in leaders], dtype=float)
    km = kilometres(grounds, grounds)
    minutes = np.where(np.isnan(km), np.maximum.outer(limits, limits), minutes_for(np.nan_to_num(km)))
    row = {at: number for number, at in enumerate(people)}
    for (one, other), value in _known_between_leaders(programme).items():
        if one in row and other in row:
            minutes[row[one], row[other]] = minutes[row[other], row[one]] = value
    np.fill_diagonal(minutes, 0)
    return minutes


@lru_cache(maxsize=4)
def _known_between_leaders(programme: Programme) -> dict[tuple[int, int], float]:
    at, longest = programme.leader_at, dict[tuple[int, int], float]()
    for (start, end), value in programme.travel.items():
        if start in at and end in at:
            pair = (min(at[start], at[end]), max(at[start], at[end]))
            longest[pair] = max(value, longest.get(pair, 0.0))
    return longest


def _table(
    programme: Programme,
    people: Sequence[Leader | Facilitator | Venue],
    ids: Sequence[str],
    limits: Sequence[int],
) -> Minutes:
    km = kilometres([person.place for person in people], [venue.place for venue in programme.venues])
    unknown = np.broadcast_to(np.asarray(limits, dtype=float)[:, None], km.shape)
    minutes = np.where(np.isnan(km), unknown, minutes_for(np.nan_to_num(km)))
    _override(minutes, programme.travel, ids, programme.venues)
    return minutes


def _override(
    minutes: Minutes, known: Mapping[tuple[str, str], float], ids: Sequence[str], venues: Iterable[Venue]
) -> None:
    row = {person: at for at, person in enumerate(ids)}
    column = {venue.venue_id: at for at, venue in enumerate(venues)}
    returning = {(end, start): value for (start, end), value in known.items()}
    for (person, venue), value in (returning | dict(known)).items():
        if person in row and venue in column:
            minutes[row[person], column[venue]] = value


def _grid(places: Sequence[Place | None]) -> Minutes:
    rows = [(place.easting, place.northing) if place else (np.nan, np.nan) for place in places]
    return np.array(rows, dtype=float).reshape(-1, 2)
