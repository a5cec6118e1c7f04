"""Where one meeting can go while all others stay: every possibility tried, and the presenters that come of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from programme.changes import Wish, meeting_changes
from programme.checker import breaches
from programme.plans import Meeting, Plan
from programme.prices import minutes_of
from programme.records import Programme
from programme.rules.meetings import Attendance
from programme.slots import Period, Slot
from programme.watch import Watch
from scheduler import Moving, schedule
from scheduler.presenters import with_presenters
from tests.build import facilitator, leaders, near, programme, venue
from tests.tiny import seated, tiny_plan, twin_plan, with_meeting

LONG_BEFORE = date(2027, 1, 1)
FIRST = date(2027, 9, 6)
DAYS = st.integers(0, 62).map(lambda day: Period(FIRST + timedelta(days=day), FIRST + timedelta(days=day + 2)))
SLOTS = st.frozensets(st.sampled_from(Slot), max_size=2)


@st.composite
def small(draw: st.DrawFn) -> tuple[Programme, Plan, Meeting]:
    """Two sets of six with one facilitator, two meetings each in nine weeks, two venues; and one of the meetings."""
    people = [replace(x, away=tuple(draw(st.lists(DAYS, max_size=1))), cannot_attend=draw(SLOTS)) for x in leaders(12)]
    p = programme(
        people,
        facilitators=[facilitator(cannot_attend=draw(SLOTS))],
        venues=[
            venue(1, rooms=draw(st.integers(1, 2)), closed=tuple(draw(st.lists(DAYS, max_size=2)))),
            venue(2, place=near(1), closed=tuple(draw(st.lists(DAYS, max_size=2)))),
        ],
        meetings=2,
        last_day=FIRST + timedelta(weeks=9, days=-3),
        most_absences=1,
    )
    blocked = p.facilitators[0].cannot_attend.union(*(x.cannot_attend for x in people))
    assume(len(blocked) < len(Slot))
    usual = min(set(Slot) - blocked)
    sets = (seated(p, "S01", p.leaders[:6], usual), seated(p, "S02", p.leaders[6:], usual))
    made = schedule(p, sets, Watch())
    assume(not made.stuck)
    plan = Plan(sets=sets, meetings=made.meetings, waiting=())
    return p, plan, draw(st.sampled_from(plan.meetings))


def legal(p: Programme, plan: Plan, meeting: Meeting) -> Iterator[float]:
    """What a plan costs with the meeting on each other half-day and at each venue where the plain checker agrees."""
    for day in range(5 * len(p.mondays)):
        for half in (0, 1):
            slot = Slot(2 * (day % 5) + half)
            when = p.date_of(day // 5, slot)
            for place in p.venues:
                there = (when, slot, place.venue_id)
                if there != (meeting.date, meeting.slot, meeting.venue_id):
                    tried = [put(p, plan, meeting, there, room) for room in range(1, place.rooms + 1)]
                    if any(not breaches(p, one) for one in tried):
                        yield minutes_of(p, tried[0]).total


def put(p: Programme, plan: Plan, meeting: Meeting, there: tuple[date, Slot, str], room: int) -> Plan:
    one = plan.set_by_id[meeting.set_id]
    when, slot, venue_id = there
    absent = Attendance.absentees(p, one, when, slot)
    moved = replace(meeting, date=when, slot=slot, venue_id=venue_id, room=room, absent=absent)
    own = with_presenters(p, one, [moved if m is meeting else m for m in plan.meetings_of[one.set_id]])
    return replace(plan, meetings=(*own, *(m for m in plan.meetings if m.set_id != one.set_id)))


@settings(max_examples=25)
@given(small())
def test_the_alternatives_are_the_cheapest_that_the_plain_checker_agrees_to(
    case: tuple[Programme, Plan, Meeting],
) -> None:
    p, plan, meeting = case
    found = list(islice(Moving(p, plan, meeting, LONG_BEFORE).alternatives(), 3))
    assert [move.minutes.total for move in found] == sorted(legal(p, plan, meeting))[:3]
    assert [breaches(p, move.plan) for move in found] == [()] * len(found)


@settings(max_examples=25)
@given(small())
def test_all_other_meetings_stay_where_they_are(case: tuple[Programme, Plan, Meeting]) -> None:
    p, plan, meeting = case
    for move in islice(Moving(p, plan, meeting, LONG_BEFORE).alternatives(), 3):
        assert [change.after for change in meeting_changes(plan, move.plan) if change.moved] == [move.meeting]


def test_a_set_keeps_its_room_where_that_is_free() -> None:
    p = programme(venues=[venue(rooms=3)])
    plan = tiny_plan(p)
    for number in range(1, 7):
        plan = with_meeting(plan, number, room=2)
    move = next(Moving(p, plan, plan.meetings[2], LONG_BEFORE).alternatives())
    assert move.meeting.room == 2


def test_the_facilitator_has_time_to_come_from_another_set_on_the_same_day() -> None:
    p = programme(leaders(14), venues=[venue(), venue(2, place=near(60))])
    plan = twin_plan(p, (Slot.THU_AM, Slot.FRI_AM))
    found = Moving(p, plan, plan.meetings[8], LONG_BEFORE).alternatives()
    thursdays = [move.meeting for move in found if move.meeting.date == plan.meetings[2].date]
    assert {(meeting.slot, meeting.venue_id) for meeting in thursdays} == {(Slot.THU_PM, "V1")}


def test_without_venues_only_the_day_changes() -> None:
    p = programme(venues=[])
    plan = tiny_plan(p)
    found = list(islice(Moving(p, plan, plan.meetings[2], LONG_BEFORE).alternatives(), 3))
    assert [(move.meeting.venue_id, move.meeting.room, move.breaches) for move in found] == [("", 0, ())] * 3


def presenting(days: dict[str, date], today: date, number: int = 3) -> list[str]:
    """Who presents at each meeting of a set of seven after one went to the next day, these being away on these days."""
    people = [
        replace(x, away=(Period(days[x.leader_id], days[x.leader_id]),) if x.leader_id in days else ())
        for x in leaders(7)
    ]
    p = programme(people)
    plan = tiny_plan(p)
    meeting = plan.meetings[number - 1]
    move = Moving(p, plan, meeting, today).as_wished(Wish(day=meeting.date + timedelta(days=1)))
    assert move.breaches == ()
    return [" ".join(sorted(meeting.presenters)) for meeting in move.plan.meetings]


def test_presenters_stay_where_nobody_is_newly_absent() -> None:
    assert presenting({}, LONG_BEFORE) == ["L01 L02", "L03 L04", "L05 L06", "L01 L07", "L02 L03", "L04 L05"]


def test_who_is_newly_absent_changes_places_with_a_later_presenter() -> None:
    found = presenting({"L05": date(2027, 12, 3)}, LONG_BEFORE)
    assert found == ["L01 L02", "L03 L04", "L06 L07", "L01 L05", "L02 L03", "L04 L05"]


def test_who_misses_the_last_meeting_gives_a_turn_to_whoever_has_one_only() -> None:
    found = presenting({"L05": date(2028, 4, 7)}, LONG_BEFORE, number=6)
    assert found == ["L01 L02", "L03 L04", "L05 L06", "L01 L07", "L02 L03", "L04 L06"]


@pytest.mark.parametrize("number", [4, 5, 6])
def test_presenters_of_meetings_that_are_past_stay(number: int) -> None:
    plan = tiny_plan(programme())
    before = [" ".join(sorted(meeting.presenters)) for meeting in plan.meetings]
    day = plan.meetings[number - 1].date
    away = {leader: day + timedelta(days=1) for leader in plan.meetings[number - 1].presenters}
    assert presenting(away, day, number)[: number - 1] == before[: number - 1]
