"""Small invented programmes for tests: say only what the test is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from programme.records import Closure, Contact, Facilitator, Leader, Place, Programme, Settings, Venue

CENTRE = Place(430_000, 433_000)
ORGANISER = Contact("Programme Office", "office@example.org")


def near(east_km: float, north_km: float = 0) -> Place:
    """A place so many kilometres from the centre of the invented district."""
    return Place(CENTRE.easting + 1000 * east_km, CENTRE.northing + 1000 * north_km)


def leader(number: int, **details: Any) -> Leader:
    """Leader ``L01`` and so on: a head of a school of their own, without a trust."""
    known: dict[str, Any] = {
        "leader_id": f"L{number:02d}",
        "name": f"Leader {number}",
        "email": f"leader{number}@example.org",
        "school": f"School {number}",
        "level": "Headteacher",
        "place": near(number / 10),
        "max_travel_minutes": 90,
    }
    return Leader(**known | details)


def leaders(count: int, **details: Any) -> tuple[Leader, ...]:
    """The first ``count`` leaders, alike but for their number."""
    return tuple(leader(number, **details) for number in range(1, count + 1))


def facilitator(number: int = 1, **details: Any) -> Facilitator:
    """Facilitator ``F1`` and so on, at the centre."""
    known: dict[str, Any] = {
        "facilitator_id": f"F{number}",
        "name": f"Facilitator {number}",
        "email": f"facilitator{number}@example.org",
        "place": CENTRE,
    }
    return Facilitator(**known | details)


def venue(number: int = 1, **details: Any) -> Venue:
    """Venue ``V1`` and so on, at the centre, with one room for ten."""
    known: dict[str, Any] = {
        "venue_id": f"V{number}",
        "name": f"Venue {number}",
        "address": f"{number} Market Street",
        "place": CENTRE,
    }
    return Venue(**known | details)


def programme(
    people: Iterable[Leader] = (),
    facilitators: Iterable[Facilitator] | None = None,
    venues: Iterable[Venue] | None = None,
    closures: Iterable[Closure] = (),
    travel: dict[tuple[str, str], float] | None = None,
    **settings: Any,
) -> Programme:
    """A programme of seven heads, one facilitator and one venue, September 2027 to July 2028."""
    known: dict[str, Any] = {
        "name": "Test programme",
        "organiser": ORGANISER,
        "first_day": date(2027, 9, 6),
        "last_day": date(2028, 7, 14),
    }
    return Programme(
        settings=Settings(**known | settings),
        leaders=tuple(people) or leaders(7),
        facilitators=(facilitator(),) if facilitators is None else tuple(facilitators),
        venues=(venue(),) if venues is None else tuple(venues),
        closures=tuple(closures),
        travel=travel or {},
    )
