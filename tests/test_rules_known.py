"""The rule that comes first: every id is known, everyone is in one place."""

from __future__ import annotations

from dataclasses import replace

from programme.rules.known import Known
from tests.build import leaders, programme
from tests.tiny import tiny_plan, told, waits, with_meeting, with_set


def test_a_plan_of_the_programmes_own_people_is_known() -> None:
    p = programme(leaders(9))
    assert told(Known(), p, tiny_plan(p)) == []


def test_a_meeting_of_no_set_is_told() -> None:
    p = programme()
    plan = tiny_plan(p)
    *kept, last = plan.meetings
    plan = replace(plan, meetings=(*kept, replace(last, set_id="S07")))
    assert told(Known(), p, plan) == ["set 'S07' is not in the programme"]


def test_an_unknown_member_is_told() -> None:
    p = programme()
    plan = with_set(tiny_plan(p), members=("L01", "L02", "L03", "L04", "L05", "L06", "L07", "L99"))
    assert told(Known(), p, plan) == ["leader 'L99' is not in the programme"]


def test_an_unknown_presenter_is_told() -> None:
    p = programme()
    plan = with_meeting(tiny_plan(p), 1, presenters=("L01", "L99"))
    assert told(Known(), p, plan) == ["leader 'L99' is not in the programme"]


def test_an_unknown_absentee_is_told() -> None:
    p = programme()
    plan = with_meeting(tiny_plan(p), 1, absent=("L99",))
    assert told(Known(), p, plan) == ["leader 'L99' is not in the programme"]


def test_an_unknown_facilitator_is_told_once() -> None:
    p = programme()
    plan = with_meeting(with_set(tiny_plan(p), facilitator_id="F9"), 1, facilitator_id="F9")
    assert told(Known(), p, plan) == ["facilitator 'F9' is not in the programme"]


def test_an_unknown_venue_is_told() -> None:
    p = programme()
    plan = with_meeting(tiny_plan(p), 2, venue_id="V9")
    assert told(Known(), p, plan) == ["venue 'V9' is not in the programme"]


def test_a_facilitator_in_a_programme_without_any_is_unknown() -> None:
    p = programme(facilitators=())
    plan = with_set(tiny_plan(p), facilitator_id="F1")
    assert told(Known(), p, plan) == ["facilitator 'F1' is not in the programme"]


def test_blank_facilitators_and_venues_are_no_ids() -> None:
    p = programme(facilitators=(), venues=())
    assert told(Known(), p, tiny_plan(p)) == []


def test_a_leader_in_a_set_and_waiting_is_told() -> None:
    p = programme()
    plan = replace(tiny_plan(p), waiting=(waits(p.leaders[2]),))
    assert told(Known(), p, plan) == ["L03 has 2 places among sets and waiting list"]


def test_a_leader_twice_in_one_set_is_told() -> None:
    p = programme()
    plan = with_set(tiny_plan(p), members=("L01", "L01", "L02", "L03", "L04", "L05", "L06", "L07"))
    assert told(Known(), p, plan) == ["L01 has 2 places among sets and waiting list"]


def test_a_leader_who_is_lost_is_told() -> None:
    p = programme(leaders(8))
    plan = replace(tiny_plan(p), waiting=())
    assert told(Known(), p, plan) == ["L08 is in no set and not on the waiting list"]


def test_a_set_id_used_twice_is_told() -> None:
    p = programme(leaders(14))
    plan = tiny_plan(p)
    again = replace(plan.sets[0], members=tuple(x.leader_id for x in p.leaders[7:]))
    plan = replace(plan, sets=(*plan.sets, again), waiting=())
    assert told(Known(), p, plan) == ["set_id S01 is used 2 times"]


def test_a_uid_used_twice_is_told() -> None:
    p = programme()
    plan = tiny_plan(p)
    uid = plan.meetings[0].uid
    assert told(Known(), p, with_meeting(plan, 2, uid=uid)) == [f"uid {uid} is used 2 times"]
