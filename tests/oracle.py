"""The best matching of a tiny programme, found by trying everything, from the records alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from programme.prices import facilitator_journeys, hire, journeys, unplaced
from programme.records import Facilitator, Leader, Programme, Venue
from programme.slots import Slot
from programme.travel import to_venues

Option = tuple[frozenset[int], int, int]
"""Members, the facilitator's position, and the cost in tenths."""

NOBODY = Facilitator(facilitator_id="", name="", email="")
"""Leads every set of a programme without facilitators, and costs nothing."""


def best_cost(programme: Programme) -> float:
    """The least cost of any matching, minutes."""
    options = list(_options(programme))
    load = [facilitator.max_sets for facilitator in programme.facilitators] or [len(programme.leaders)]
    return _best(programme, options, frozenset(range(len(programme.leaders))), load, frozenset()) / 10


def _best(
    programme: Programme, options: list[Option], left: frozenset[int], load: list[int], named: frozenset[str]
) -> int:
    """``named`` are set_ids to which members of the sets so far are pinned."""
    if not left:
        return 0
    first = min(left)
    best = unplaced(programme) + _best(programme, options, left - {first}, load, named)
    for members, facilitator, cost in options:
        names = {programme.leaders[at].pinned for at in members} - {""}
        if first in members and members <= left and load[facilitator] > 0 and named.isdisjoint(names):
            load[facilitator] -= 1
            best = min(best, cost + _best(programme, options, left - members, load, named | names))
            load[facilitator] += 1
    return best


def _options(programme: Programme) -> Iterator[Option]:
    rules = programme.settings
    for size in range(rules.set_size_min, rules.set_size_max + 1):
        for members in combinations(range(len(programme.leaders)), size):
            people = [programme.leaders[at] for at in members]
            if all(_may_meet(programme, one, other) for one, other in combinations(people, 2)):
                yield from _led(programme, members, people)


def _led(programme: Programme, members: tuple[int, ...], people: list[Leader]) -> Iterator[Option]:
    for at, facilitator in enumerate(programme.facilitators or (NOBODY,)):
        costs = [
            _cost(programme, members, v, at)
            for v, venue in enumerate(programme.venues)
            if _can_meet(programme, members, people, v, venue, facilitator)
        ]
        if costs:
            yield frozenset(members), at, min(costs)


def _cost(programme: Programme, members: tuple[int, ...], venue: int, facilitator: int) -> int:
    once = sum(int(journeys(programme)[at, venue]) for at in members)
    once += int(facilitator_journeys(programme)[facilitator, venue]) if programme.facilitators else 0
    once += int(hire(programme)[venue])
    return programme.settings.meetings * once + sum(_pair_cost(programme, *pair) for pair in combinations(members, 2))


def _pair_cost(programme: Programme, one: int, other: int) -> int:
    trust, price = programme.leaders[one].trust, programme.settings.same_trust
    cost = price if price and trust and trust == programme.leaders[other].trust else 0.0
    for mix in programme.mixes:
        values = [mix.values[programme.leaders[at].leader_id] for at in (one, other)]
        if all(values) and (values[0] == values[1]) == (mix.want == "differ"):
            cost += mix.minutes
    if any(
        {programme.leaders[one].leader_id, programme.leaders[other].leader_id} <= company
        for company in programme.company
    ):
        cost += programme.settings.prices.repeat_pair
    return round(10 * cost)


def _may_meet(programme: Programme, one: Leader, other: Leader) -> bool:
    priced = programme.settings.same_trust is not None
    same_trust = not priced and one.trust != "" and one.trust == other.trust
    return (
        one.level == other.level
        and one.school != other.school
        and not same_trust
        and other.leader_id not in one.not_with
        and len({one.pinned, other.pinned} - {""}) < 2
    )


def _can_meet(
    programme: Programme,
    members: tuple[int, ...],
    people: list[Leader],
    at: int,
    venue: Venue,
    facilitator: Facilitator,
) -> bool:
    near = all(to_venues(programme)[m, at] <= p.max_travel_minutes for m, p in zip(members, people, strict=True))
    takes = not facilitator.levels or people[0].level in facilitator.levels
    serves = not any(person.trust in facilitator.not_with_trusts for person in people)
    blocked = venue.cannot_host | facilitator.cannot_attend
    blocked = blocked.union(*(person.cannot_attend for person in people))
    return near and takes and serves and venue.capacity > len(people) and len(blocked) < len(Slot)
