"""Rooms by number and presenters: valid whatever the calendar, and steady where they can be."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from programme.plans import LearningSet, Meeting, Plan
from programme.rules.places import Rooms
from programme.rules.turns import FirstTurns, PresentersPresent, Turns
from programme.slots import Slot
from scheduler.presenters import with_presenters
from scheduler.rooms import with_rooms
from tests.build import leaders, programme, venue

FIRST = date(2027, 9, 9)


def meeting(set_id: str, number: int, week: int, absent: tuple[str, ...] = (), venue_id: str = "V1") -> Meeting:
    """A meeting on a Thursday morning, so many weeks after the first."""
    return Meeting(
        set_id=set_id,
        number=number,
        uid=f"{set_id}-{number}",
        date=FIRST + timedelta(weeks=week),
        slot=Slot.THU_AM,
        venue_id=venue_id,
        room=0,
        facilitator_id="F1",
        presenters=(),
        absent=absent,
    )


def year(set_id: str, *weeks: int, venue_id: str = "V1") -> list[Meeting]:
    return [meeting(set_id, number, week, venue_id=venue_id) for number, week in enumerate(weeks, start=1)]


def test_a_set_keeps_its_room_though_the_other_would_be_free() -> None:
    known = programme(venues=[venue(rooms=2)])
    placed = with_rooms(known, [*year("S01", 0, 6, 12), *year("S02", 0, 7, 12)])
    assert [m.room for m in placed] == [1, 1, 1, 2, 2, 2]


def test_every_set_keeps_one_room_where_some_choice_of_rooms_allows_it() -> None:
    known = programme(venues=[venue(rooms=2)])
    held = [*year("S01", 0, 10), *year("S02", 2, 11), *year("S03", 0, 1), *year("S04", 1, 2)]
    placed = with_rooms(known, held)
    assert [len({m.room for m in placed if m.set_id == f"S0{n}"}) for n in range(1, 5)] == [1, 1, 1, 1]
    assert list(Rooms().breaches(known, Plan(sets=(), meetings=placed, waiting=()))) == []


def test_a_set_that_must_change_rooms_does_so_for_as_few_meetings_as_can_be() -> None:
    known = programme(venues=[venue(rooms=2)])
    held = [*year("S01", 0, 6, 12, 18), *year("S02", 0, 7, 12, 19), *year("S03", 6, 7, 20, 26)]
    placed = with_rooms(known, held)
    assert (
        sum(Counter(m.room for m in placed if m.set_id == s).most_common(1)[0][1] for s in ("S01", "S02", "S03")) == 11
    )


def test_a_set_for_which_no_room_is_always_free_changes_rooms() -> None:
    known = programme(venues=[venue(rooms=2)])
    held = [*year("S01", 0, 6), *year("S02", 6, 12), *year("S03", 0, 12)]
    placed = with_rooms(known, held)
    assert list(Rooms().breaches(known, Plan(sets=(), meetings=placed, waiting=()))) == []
    assert Counter(len({m.room for m in placed if m.set_id == s}) for s in ("S01", "S02", "S03")) == {1: 2, 2: 1}


def test_a_meeting_without_venue_has_no_room() -> None:
    assert [m.room for m in with_rooms(programme(venues=()), year("S01", 0, 6, venue_id=""))] == [0, 0]


@pytest.mark.parametrize("seed", range(20))
def test_any_half_days_that_a_venue_has_rooms_for_get_rooms(seed: int) -> None:
    rng = random.Random(seed)
    rooms = rng.randint(1, 4)
    known = programme(venues=[venue(rooms=rooms)])
    free = [week for week in range(20) for _ in range(rooms)]
    held: list[Meeting] = []
    for n in range(1, 13):
        weeks = sorted(rng.sample(sorted(set(free)), min(6, len(set(free)))))
        for week in weeks:
            free.remove(week)
        held += year(f"S{n:02}", *weeks)
    plan = Plan(sets=(), meetings=with_rooms(known, held), waiting=())
    assert list(Rooms().breaches(known, plan)) == []


Year = tuple[str, tuple[int, ...], tuple[int, ...]]
"""A set, its weeks, and the rooms that it had there; 0: none."""


def in_rooms(rooms: int, *years: Year) -> dict[str, list[int]]:
    """The rooms of each set that meets in these weeks and had these rooms there (0: none) at a venue of so many."""
    known = programme(venues=[venue(rooms=rooms)])
    held = [
        replace(m, room=room) for set_id, weeks, had in years for m, room in zip(year(set_id, *weeks), had, strict=True)
    ]
    placed = with_rooms(known, held)
    assert list(Rooms().breaches(known, Plan(sets=(), meetings=placed, waiting=()))) == []
    assert [m.uid for m in placed] == [m.uid for m in held]
    return {set_id: [m.room for m in placed if m.set_id == set_id] for set_id, _, _ in years}


def test_a_meeting_keeps_the_room_that_it_had() -> None:
    found = in_rooms(3, ("S01", (0, 6, 12), (3, 3, 2)), ("S02", (0, 6, 12), (1, 2, 1)))
    assert found == {"S01": [3, 3, 2], "S02": [1, 2, 1]}


def test_of_two_meetings_in_one_room_the_first_keeps_it() -> None:
    assert in_rooms(2, ("S01", (0, 6), (2, 2)), ("S02", (0, 7), (2, 2))) == {"S01": [2, 2], "S02": [1, 2]}


def test_a_room_that_the_venue_no_longer_has_is_not_kept() -> None:
    assert in_rooms(2, ("S01", (0, 6), (3, 3)), ("S02", (0, 6), (1, 3))) == {"S01": [2, 2], "S02": [1, 1]}


def test_a_new_meeting_is_in_the_room_that_the_set_mostly_has() -> None:
    found = in_rooms(3, ("S01", (0, 6, 12, 18), (3, 1, 3, 0)), ("S02", (1, 7), (0, 0)))
    assert found == {"S01": [3, 1, 3, 3], "S02": [1, 1]}


def test_the_set_that_meets_most_chooses_its_room_first() -> None:
    found = in_rooms(2, ("S01", (0, 6), (0, 0)), ("S02", (0, 6, 12), (0, 0, 0)))
    assert found == {"S01": [2, 2], "S02": [1, 1, 1]}


def strays(found: dict[str, list[int]]) -> int:
    """Meetings outside the usual room of their set."""
    return sum(len(own) - max(Counter(own).values()) for own in found.values())


def two_meetings_each(seed: int) -> list[Year]:
    """Up to four sets with two meetings each in four weeks of two rooms, some of which they had."""
    rng = random.Random(seed)
    free, found = {week: [1, 2] for week in range(4)}, list[Year]()
    for n in range(1, 5):
        if len(left := [week for week, rooms in free.items() if rooms]) > 1:
            weeks = tuple(sorted(rng.sample(left, 2)))
            had = tuple(free[week].pop(rng.randrange(len(free[week]))) for week in weeks)
            found.append((f"S0{n}", weeks, tuple(room if rng.random() < 0.3 else 0 for room in had)))
    return found


def test_no_choice_of_rooms_keeps_more_meetings_in_the_usual_room_of_their_set() -> None:
    for seed in range(20):
        held = two_meetings_each(seed)
        placed = in_rooms(2, *held)
        assert placed in list(every_choice(held)), seed
        assert strays(placed) == min(strays(found) for found in every_choice(held)), seed


def every_choice(years: Sequence[Year]) -> Iterator[dict[str, list[int]]]:
    """Every choice of two rooms in which each meeting keeps the one that it had and no two meet in one."""
    places = [(set_id, week, had) for set_id, weeks, rooms in years for week, had in zip(weeks, rooms, strict=True)]
    for rooms in itertools.product((1, 2), repeat=len(places)):
        taken = {(week, room) for (_, week, _), room in zip(places, rooms, strict=True)}
        kept = all(had in (0, room) for (_, _, had), room in zip(places, rooms, strict=True))
        if kept and len(taken) == len(places):
            yield {own[0]: [r for (s, _, _), r in zip(places, rooms, strict=True) if s == own[0]] for own in years}


@pytest.mark.parametrize("seed", range(200))
def test_turns_are_fair_whoever_is_absent(seed: int) -> None:
    rng = random.Random(seed)
    size, meetings = rng.randint(3, 9), rng.randint(1, 7)
    known = programme(leaders(size), meetings=meetings, presenters=rng.randint(1, 4))
    members = tuple(leader.leader_id for leader in known.leaders)
    own = LearningSet(
        set_id="S01", level="Headteacher", members=members, facilitator_id="F1", venue_id="V1", slot=Slot.THU_AM
    )
    chance = rng.choice((0, 0.1, 0.3, 0.6))
    held = [
        meeting("S01", k, 6 * k, tuple(m for m in members if rng.random() < chance)) for k in range(1, meetings + 1)
    ]
    plan = Plan(sets=(own,), meetings=with_presenters(known, own, held), waiting=())
    broken = [list(rule.breaches(known, plan)) for rule in (PresentersPresent(), Turns(), FirstTurns())]
    assert broken == [[], [], []]


def test_nobody_presents_twice_running_where_it_can_be_helped() -> None:
    known = programme(leaders(8))
    members = tuple(leader.leader_id for leader in known.leaders)
    own = LearningSet(
        set_id="S01", level="Headteacher", members=members, facilitator_id="F1", venue_id="V1", slot=Slot.THU_AM
    )
    held = with_presenters(known, own, year("S01", 0, 6, 12, 18, 24, 30))
    presenters = [set(m.presenters) for m in held]
    assert not any(one & other for one, other in itertools.pairwise(presenters))
    assert presenters[0] | presenters[1] | presenters[2] | presenters[3] == set(members)
