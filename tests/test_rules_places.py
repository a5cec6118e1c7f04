"""Where a set can meet: journeys, steps, seats and rooms; at home and wherever else a meeting is held."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programme.rules.places import Rooms, Seats, StepFree, TravelLimit
from programme.slots import Slot
from tests.build import leader, leaders, near, programme, venue
from tests.tiny import tiny_plan, told, twin_plan, with_meeting, with_set

FAR = venue(2, place=near(100))
SMALL = venue(2, capacity=7)
UPSTAIRS = venue(2, step_free=False)


def test_journeys_within_everyones_limit_are_no_breach() -> None:
    p = programme()
    assert told(TravelLimit(), p, tiny_plan(p)) == []


def test_a_journey_as_long_as_the_limit_is_permitted() -> None:
    p = programme([leader(1, max_travel_minutes=40), *leaders(7)[1:]], travel={("L01", "V1"): 40})
    assert told(TravelLimit(), p, tiny_plan(p)) == []


def test_a_longer_journey_is_told_with_its_minutes() -> None:
    p = programme([leader(1, max_travel_minutes=40), *leaders(7)[1:]], travel={("L01", "V1"): 41})
    assert told(TravelLimit(), p, tiny_plan(p)) == [
        "S01 at Venue 1: Leader 1 would travel 41 minutes, their limit is 40"
    ]


def test_a_journey_longer_by_less_than_a_minute_does_not_look_equal_to_the_limit() -> None:
    p = programme([leader(1, max_travel_minutes=40), *leaders(7)[1:]], travel={("L01", "V1"): 40.4})
    assert told(TravelLimit(), p, tiny_plan(p)) == [
        "S01 at Venue 1: Leader 1 would travel 40.4 minutes, their limit is 40"
    ]


def test_a_single_meeting_too_far_away_is_told() -> None:
    p = programme(
        [leader(1, place=near(0), max_travel_minutes=114), *leaders(7, max_travel_minutes=120)[1:]],
        venues=[venue(), FAR],
    )
    plan = with_meeting(tiny_plan(p), 3, venue_id="V2")
    assert told(TravelLimit(), p, plan) == ["S01 at Venue 2: Leader 1 would travel 114.1 minutes, their limit is 114"]


def test_who_lives_at_an_unknown_place_can_travel_anywhere() -> None:
    p = programme(leaders(7, place=None, max_travel_minutes=10), venues=[FAR])
    assert told(TravelLimit(), p, tiny_plan(p)) == []


def test_the_table_of_journeys_agrees_with_the_breaches() -> None:
    people = [leader(n, place=near(9 * n), max_travel_minutes=10 * n) for n in range(1, 8)]
    p = programme(people, venues=[venue(), venue(2, place=near(30)), venue(3, place=None)])
    for at, meets in enumerate(p.venues):
        plan = replace(with_set(tiny_plan(p), venue_id=meets.venue_id), meetings=())
        barred = [x.name for x, allowed in zip(p.leaders, TravelLimit.allowed(p)[:, at], strict=True) if not allowed]
        assert [breach.split(": ")[1].split(" would")[0] for breach in told(TravelLimit(), p, plan)] == barred


def test_a_set_that_needs_no_step_free_venue_meets_anywhere() -> None:
    p = programme(venues=[UPSTAIRS])
    assert told(StepFree(), p, tiny_plan(p)) == []


def test_who_needs_a_step_free_venue_meets_in_one() -> None:
    p = programme(leaders(7, needs_step_free=True), venues=[venue(step_free=True)])
    assert told(StepFree(), p, tiny_plan(p)) == []


def test_a_meeting_upstairs_is_told_for_each_who_needs_a_step_free_venue() -> None:
    people = [leader(1), leader(2, needs_step_free=True), *leaders(7)[2:]]
    p = programme(people, venues=[venue(1, step_free=True), UPSTAIRS])
    plan = with_meeting(tiny_plan(p), 4, venue_id="V2")
    assert told(StepFree(), p, plan) == ["S01 at Venue 2: Leader 2 needs a step-free venue"]


def test_the_table_of_entrances_agrees() -> None:
    p = programme([leader(1), leader(2, needs_step_free=True)], venues=[venue(1, step_free=True), UPSTAIRS])
    assert StepFree.allowed(p).tolist() == [[True, True], [True, False]]


def test_a_room_for_eight_seats_seven_and_the_facilitator() -> None:
    p = programme(venues=[venue(capacity=8)])
    assert told(Seats(), p, tiny_plan(p)) == []


def test_a_room_for_seven_does_not() -> None:
    p = programme(venues=[venue(), SMALL])
    plan = with_meeting(tiny_plan(p), 5, venue_id="V2")
    assert told(Seats(), p, plan) == ["S01 at Venue 2: 8 people with the facilitator, but its rooms seat 7"]


@pytest.mark.parametrize(("capacity", "most"), [(6, 0), (7, 6), (8, 7), (9, 8), (30, 8)])
def test_the_table_of_seats_gives_the_largest_permitted_set(capacity: int, most: int) -> None:
    assert Seats.most_members(programme(venues=[venue(capacity=capacity)])).tolist() == [most]


@pytest.mark.parametrize("capacity", range(6, 11))
def test_the_table_of_seats_agrees_with_the_breaches(capacity: int) -> None:
    p = programme(leaders(8), venues=[venue(capacity=capacity)])
    clean = [size for size in (6, 7, 8) if not told(Seats(), p, tiny_plan(p, size))]
    assert max(clean, default=0) == Seats.most_members(p)[0]


def test_two_meetings_in_one_room_are_told() -> None:
    p = programme(leaders(14))
    plan = twin_plan(p, (Slot.THU_AM, Slot.THU_AM))
    assert told(Rooms(), p, plan)[:1] == ["V1, room 1 has 2 meetings on 2027-09-09 (Thu am): S01 and S02"]


def test_two_meetings_in_two_rooms_are_not() -> None:
    p = programme(leaders(14), venues=[venue(rooms=2)])
    plan = twin_plan(p, (Slot.THU_AM, Slot.THU_AM))
    for number in range(1, 7):
        plan = with_meeting(plan, number, set_id="S02", room=2)
    assert told(Rooms(), p, plan) == []


def test_a_room_is_free_again_in_the_afternoon() -> None:
    p = programme(leaders(14))
    assert told(Rooms(), p, twin_plan(p)) == []


@pytest.mark.parametrize("room", [0, 2, -1])
def test_a_room_that_does_not_exist_is_told(room: int) -> None:
    p = programme()
    plan = with_meeting(tiny_plan(p), 2, room=room)
    assert told(Rooms(), p, plan) == [f"S01, meeting 2: V1 has no room {room}, only 1 to 1"]


def test_a_meeting_without_a_venue_is_told() -> None:
    p = programme()
    plan = with_meeting(tiny_plan(p), 2, venue_id="", room=0)
    assert told(Rooms(), p, plan) == ["S01, meeting 2 has no venue"]


@pytest.mark.parametrize("rule", [TravelLimit(), StepFree(), Seats(), Rooms()])
def test_where_the_programme_has_no_venues_no_rule_on_them_speaks(rule: Rooms) -> None:
    p = programme(leaders(7, needs_step_free=True), venues=())
    assert told(rule, p, tiny_plan(p)) == []


def test_tables_of_a_programme_without_venues_are_empty() -> None:
    p = programme(venues=())
    tables = TravelLimit.allowed(p), StepFree.allowed(p), Seats.most_members(p)
    assert [table.shape for table in tables] == [(7, 0), (7, 0), (0,)]
