"""Minutes by road in place of estimates: which are wanted, and those that a routing server gave, kept in the folder.

Journeys that the coordinator gives come first; those that the server knows no way for stay
estimates. Nothing is asked of anybody here (programme/osrm.py asks).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from programme.reading.keys import ROAD_TIMES
from programme.records import Facilitator, Leader, Place, Programme, Venue
from programme.travel import kilometres, minutes_for
from programme.whole import put

HEADINGS = ("server", "from_easting", "from_northing", "to_easting", "to_northing", "minutes")
FAR = 2.0
"""Journeys that are estimated at more than this many times the limit are left to the estimate."""

Journey = tuple[Place, Place]
Times = Mapping[Journey, float | None]
"""Minutes one way, parking included, as in the estimates; None where the server knows no way."""

Named = Sequence[tuple[str, Leader | Facilitator | Venue]]


class Damaged(ValueError):
    """A file of times that is not as it was written."""


def kept(folder: Path, server: str) -> dict[Journey, float | None]:
    """The times that this server gave before, from the folder; raises Damaged."""
    path, found = folder / ROAD_TIMES, dict[Journey, float | None]()
    if not path.exists():
        return found
    try:
        with path.open(encoding="utf-8", newline="") as text:
            for row in csv.DictReader(text, strict=True):
                start, end = (Place(float(row[f"{x}_easting"]), float(row[f"{x}_northing"])) for x in ("from", "to"))
                if row["server"] == server:
                    found[start, end] = float(row["minutes"]) if row["minutes"] else None
    except (ValueError, KeyError, TypeError, csv.Error):
        raise Damaged(ROAD_TIMES) from None
    return found


def keep(folder: Path, server: str, times: Times) -> None:
    """Adds times to those in the folder, whole or not at all, for its owner's eyes only."""
    path, text = folder / ROAD_TIMES, io.StringIO(newline="")
    text.write(path.read_text("utf-8") if path.exists() else ",".join(HEADINGS) + "\n")
    rows = csv.writer(text, lineterminator="\n")
    for (start, end), minutes in times.items():
        ends = (f"{x:.0f}" for x in (start.easting, start.northing, end.easting, end.northing))
        rows.writerow([server, *ends, "" if minutes is None else minutes])
    put(path, text.getvalue().encode())


def by_road(programme: Programme, times: Times) -> Programme:
    """The programme with these times in place of estimates."""
    found = ((ids, times.get(journey)) for ids, journey in _journeys(programme)) if times else ()
    return replace(programme, travel={**{ids: time for ids, time in found if time is not None}, **programme.travel})


def unknown(programme: Programme, times: Times) -> tuple[Journey, ...]:
    """The journeys of which the server has not been asked yet, each once, in order."""
    found = {journey for _, journey in _journeys(programme) if journey not in times and journey[0] != journey[1]}
    return tuple(sorted(found, key=lambda journey: [(x.easting, x.northing) for x in journey]))


def _journeys(programme: Programme) -> Iterator[tuple[tuple[str, str], Journey]]:
    """The journeys that plans are made of, by the ids of both ends, but those the coordinator gives and far ones."""
    limit = programme.settings.max_travel_minutes
    leaders: Named = [(leader.leader_id, leader) for leader in programme.leaders]
    facilitators: Named = [(facilitator.facilitator_id, facilitator) for facilitator in programme.facilitators]
    venues: Named = [(venue.venue_id, venue) for venue in programme.venues]
    own = [leader.max_travel_minutes for leader in programme.leaders]
    yield from _between(programme, leaders, venues or leaders, own)
    if venues:
        yield from _between(programme, facilitators, venues, [limit] * len(facilitators))
        yield from _between(programme, venues, venues, [limit] * len(venues))


def _between(
    programme: Programme, ones: Named, others: Named, limits: Sequence[int]
) -> Iterator[tuple[tuple[str, str], Journey]]:
    km = kilometres([one.place for _, one in ones], [other.place for _, other in others])
    near = minutes_for(np.nan_to_num(km, nan=1e9)) <= FAR * np.array(limits, dtype=float)[:, None]
    for row, column in np.argwhere(near).tolist():
        (one, start), (other, end) = ones[row], others[column]
        given = (one, other) in programme.travel or (other, one) in programme.travel
        if start.place and end.place and one != other and not given:
            yield (one, other), (start.place, end.place)
