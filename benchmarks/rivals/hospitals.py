"""matching: leaders as residents, half-days at venues as hospitals (hospital-resident matching), level by level.

It knows half-days, places, travel limits and the largest size; it does not know trusts, nor a
smallest size: half-days with too few are closed, the emptiest first, and all matched again.
"""

from __future__ import annotations

import itertools
import math
import sys
import threading
import time
import warnings

from matching.games import HospitalResident

from benchmarks.rivals.asked import Asked, Sets, answer

Place = tuple[int, int]
"""A venue and a half-day."""
CLOSED_AT_ONCE = 0.1
STACK = 512 << 20
"""Bytes: the package copies players who know one another, one inside the other."""


def form(asked: Asked) -> Sets:
    """The sets of all levels."""
    return [members for people in asked.levels() for members in _level(asked, people)]


def _level(asked: Asked, people: list[int]) -> Sets:
    until, places = time.monotonic() + asked.time_for(people), _places(asked, people)
    while True:
        seated = _matched(asked, people, places)
        short = sorted((len(own), place) for place, own in seated.items() if len(own) < asked.fewest)
        if not short or time.monotonic() > until:
            return [own for own in seated.values() if len(own) >= asked.fewest]
        empty = sum(size == 0 for size, _ in short)
        shut = {place for _, place in short[: max(empty, math.ceil(CLOSED_AT_ONCE * len(short)))]}
        places = [place for place in places if place not in shut]


def _places(asked: Asked, people: list[int]) -> list[Place]:
    """Half-days that venue and a facilitator of the level have, those that suit most people first."""
    level = asked.level[people[0]]
    led = [any(f[slot] and t[level] for f, t in zip(asked.lead_free, asked.takes, strict=True)) for slot in range(10)]
    suits = [sum(asked.free[at][slot] for at in people) for slot in range(10)]
    slots = sorted((slot for slot in range(10) if led[slot] or not asked.lead_free), key=lambda slot: -suits[slot])
    places = itertools.product(slots, range(len(asked.seats)))
    return [(venue, slot) for slot, venue in places if asked.seats[venue] and asked.venue_free[venue][slot]]


def _matched(asked: Asked, people: list[int], places: list[Place]) -> dict[Place, list[int]]:
    wishes = {at: [p for p in places if asked.cost[at][p[0]] < math.inf and asked.free[at][p[1]]] for at in people}
    wishes = {at: sorted(own, key=lambda p: asked.cost[at][p[0]]) for at, own in wishes.items() if own}
    takers: dict[Place, list[int]] = {}
    for at, own in wishes.items():
        for place in own:
            takers.setdefault(place, []).append(at)
    takers = {place: sorted(own, key=lambda at: asked.cost[at][place[0]]) for place, own in takers.items()}
    if not takers:
        return {}
    room = {place: asked.seats[place[0]] for place in takers}
    found = HospitalResident.create_from_dictionaries(wishes, takers, room).solve()
    return {place.name: [resident.name for resident in own] for place, own in found.items()}


def main() -> None:
    """Answers in a thread with a stack that is large enough for the package."""
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(10_000_000)
    threading.stack_size(STACK)
    thread = threading.Thread(target=answer, args=(form,))
    thread.start()
    thread.join()


if __name__ == "__main__":
    main()
