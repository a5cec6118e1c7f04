"""Where one meeting can go while all others stay: every possibility tried, and the presenters that come of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice, product

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


def three_meetings(**prices: float) -> tuple[Programme, Plan]:
    """A set with three meetings in sixteen weeks, at one of two venues, on three half-days at the most."""
    slots = frozenset(Slot) - {Slot.THU_AM, Slot.THU_PM, Slot.MON_AM}
    p = programme(
        facilitators=[facilitator(cannot_attend=slots)],
        venues=[venue(), venue(2, place=near(7))],
        meetings=3,
        last_day=FIRST + timedelta(weeks=16, days=-3),
        prices=replace(programme().settings.prices, **prices),
    )
    return p, tiny_plan(p)


@pytest.mark.parametrize(
    ("number", "prices"), [(1, {"week_off": 1.0}), (2, {"week_off": 40.0, "other_slot": 3.0}), (3, {"week_off": 1.0})]
)
def test_all_alternatives_are_found_and_come_the_cheapest_first(number: int, prices: dict[str, float]) -> None:
    p, plan = three_meetings(**prices)
    meeting = plan.meetings[number - 1]
    found = [move.minutes.total for move in Moving(p, plan, meeting, LONG_BEFORE).alternatives()]
    assert found == sorted(legal(p, plan, meeting))
    assert len(set(found)) > 3


def test_the_weeks_to_the_meeting_before_and_to_the_one_after_both_count() -> None:
    p = programme(facilitators=[facilitator(cannot_attend=frozenset(Slot) - {Slot.THU_AM})], meetings=3)
    plan = with_meeting(tiny_plan(p), 3, date=FIRST + timedelta(weeks=13, days=3))
    found = [p.week_of(m.meeting.date) for m in Moving(p, plan, plan.meetings[1], LONG_BEFORE).alternatives()]
    assert found == [7, 5, 8], "1, 3 and 3 weeks off, from week 6"
    first = [p.week_of(m.meeting.date) for m in Moving(p, plan, plan.meetings[0], LONG_BEFORE).alternatives()]
    assert first == [1]
    last = [p.week_of(m.meeting.date) for m in Moving(p, plan, plan.meetings[2], LONG_BEFORE).alternatives()]
    assert last == [12, 11, 14]


def test_of_equally_cheap_alternatives_the_nearest_day_comes_first() -> None:
    p, plan = three_meetings(week_off=0, other_slot=0)
    meeting = plan.meetings[1]
    found = [move.meeting for move in Moving(p, plan, meeting, LONG_BEFORE).alternatives()]
    apart = [abs((m.date - meeting.date).days) for m in found if m.venue_id == "V1"]
    assert apart == sorted(apart)
    assert apart[:4] == [0, 3, 4, 7]


def test_a_move_to_another_day_leaves_as_many_days_as_people_are_given_notice() -> None:
    p, plan = three_meetings()
    p = replace(p, settings=replace(p.settings, notice_days=20))
    meeting = plan.meetings[1]
    days = {move.meeting.date for move in Moving(p, plan, meeting, meeting.date - timedelta(days=17)).alternatives()}
    assert min(days) == meeting.date
    assert min(days - {meeting.date}) == meeting.date + timedelta(days=4), "Monday, in 21 days"
    exactly = Moving(p, plan, meeting, meeting.date - timedelta(days=16)).alternatives()
    assert meeting.date + timedelta(days=4) in {move.meeting.date for move in exactly}, "in 20 days"


def test_who_has_missed_as_many_as_anybody_may_can_miss_no_other() -> None:
    p, plan = three_meetings()
    away = Period(FIRST, FIRST + timedelta(weeks=16))
    p = replace(p, leaders=(replace(p.leaders[0], away=(away,)), *p.leaders[1:]))
    for most, some in ((3, True), (2, False)):
        settings_ = replace(p.settings, most_absences=most)
        absent = replace(plan, meetings=tuple(replace(m, absent=("L01",), presenters=("L02",)) for m in plan.meetings))
        own = Moving(replace(p, settings=settings_), absent, absent.meetings[1], LONG_BEFORE)
        assert (next(own.alternatives(), None) is not None) == some, most


def test_what_is_wished_for_is_no_alternative() -> None:
    p, plan = three_meetings()
    moving = Moving(p, plan, plan.meetings[1], LONG_BEFORE)
    cheapest = next(moving.alternatives())
    wished = moving.as_wished(Wish(day=cheapest.meeting.date, half=cheapest.meeting.slot.half, venue_id="V1"))
    assert wished.meeting.place == cheapest.meeting.place
    assert wished.meeting.place not in [move.meeting.place for move in moving.alternatives(wished)]


def test_a_meeting_wished_at_a_weekend_keeps_the_weekday_of_its_slot() -> None:
    p, halves = programme(), ((Slot.THU_AM, None, 0), (Slot.THU_PM, None, 1), (Slot.THU_AM, 1, 1), (Slot.THU_PM, 0, 0))
    for day, (slot, half, expected) in product((date(2027, 10, 23), date(2027, 10, 24)), halves):
        plan = tiny_plan(p, slot=slot)
        move = Moving(p, plan, plan.meetings[1], LONG_BEFORE).as_wished(Wish(day=day, half=half))
        assert (move.meeting.date, move.meeting.slot) == (day, Slot.THU_AM + expected)
        assert [breach.rule for breach in move.breaches] == ["working days"]


def test_a_room_that_is_taken_is_left_for_the_next_that_is_free() -> None:
    p = programme(leaders(14), [facilitator(1), facilitator(2)], [venue(rooms=3)])
    plan = twin_plan(p, (Slot.THU_AM, Slot.THU_PM))
    other = tuple(replace(m, facilitator_id="F2") for m in plan.meetings_of["S02"])
    plan = replace(plan, sets=(plan.sets[0], replace(plan.sets[1], facilitator_id="F2")))
    plan = replace(plan, meetings=(*plan.meetings_of["S01"], *other))
    move = Moving(p, plan, plan.meetings[1], LONG_BEFORE).as_wished(Wish(half=1))
    assert (move.meeting.slot, move.meeting.room) == (Slot.THU_PM, 2)
    assert move.breaches == ()


def test_where_all_rooms_are_taken_a_wished_meeting_breaks_the_rule_on_rooms() -> None:
    p = programme(leaders(14), [facilitator(1), facilitator(2)])
    plan = twin_plan(p, (Slot.THU_AM, Slot.THU_PM))
    sets = (plan.sets[0], replace(plan.sets[1], facilitator_id="F2"))
    meetings = tuple(replace(m, facilitator_id="F1" if m.set_id == "S01" else "F2") for m in plan.meetings)
    move = Moving(p, replace(plan, sets=sets, meetings=meetings), plan.meetings[1], LONG_BEFORE).as_wished(Wish(half=1))
    assert (move.meeting.room, [breach.rule for breach in move.breaches]) == (1, ["rooms"])


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
