"""Rooms by number and presenters: valid whatever the calendar, and steady where they can be."""

from __future__ import annotations

import itertools
import random
from collections import Counter
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
