"""What a plan owes to the one before it: the past, the near future, newcomers, who said no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from programme.checker import breaches, strained
from programme.decisions import Decisions, Withdrawal, decided
from programme.plans import Plan, Standing
from programme.records import Programme
from programme.rules.company import SetSize
from programme.rules.known import Known
from programme.rules.leading import Led
from programme.rules.meetings import Gaps, MostAbsences
from programme.rules.standing import Declined, Held, Joining
from programme.slots import Period
from tests.build import facilitator, leaders, programme, venue
from tests.tiny import seated, tiny_plan, told, with_meeting, with_set

TODAY = date(2027, 12, 1)
"""Meetings 1 and 2 are past, meeting 3 is tomorrow."""


def at(p: Programme, before: Plan, today: date = TODAY, notice: int = 14) -> Programme:
    horizon = today + timedelta(days=notice)
    return replace(p, standing=Standing(plan=before, today=today, horizon=horizon), from_day=horizon)


def test_a_plan_that_is_as_it_was_keeps_every_rule() -> None:
    p = programme()
    assert breaches(at(p, tiny_plan(p)), tiny_plan(p)) == ()


def test_a_meeting_that_was_held_cannot_be_changed() -> None:
    p = programme()
    after = with_meeting(tiny_plan(p), 1, presenters=("L05", "L06"))
    assert told(Held(), at(p, tiny_plan(p)), after) == ["S01, meeting 1 (2027-09-09) was held, and is not as it was"]


def test_a_meeting_within_notice_keeps_date_and_place() -> None:
    p = programme(venues=[venue(1), venue(2)])
    after = with_meeting(tiny_plan(p), 3, venue_id="V2")
    assert told(Held(), at(p, tiny_plan(p)), after) == [
        "S01, meeting 3 (2027-12-02) is too near to go elsewhere, to 2027-12-02 (Thu am) at V2"
    ]


def test_a_meeting_within_notice_may_have_other_presenters() -> None:
    p = programme()
    assert told(Held(), at(p, tiny_plan(p)), with_meeting(tiny_plan(p), 3, presenters=("L01", "L02"))) == []


@pytest.mark.parametrize(("number", "why"), [(1, "it was held"), (3, "it is too near to be dropped")])
def test_a_meeting_that_was_held_or_is_near_does_not_vanish(number: int, why: str) -> None:
    p = programme()
    before = tiny_plan(p)
    after = replace(before, meetings=tuple(m for m in before.meetings if m.number != number))
    assert told(Held(), at(p, before), after)[0].endswith(f"is gone, though {why}")


def test_the_meetings_of_a_dissolved_set_may_vanish() -> None:
    p = programme()
    assert told(Held(), at(p, tiny_plan(p)), Plan(sets=(), meetings=(), waiting=())) == []


def test_whoever_left_may_stand_in_past_meetings_alone() -> None:
    p = programme(leaders(8))
    before = tiny_plan(p, size=8)
    after = with_set(before, members=before.sets[0].members[1:])
    gone = at(replace(p, leaders=p.leaders[1:]), before)
    assert told(Known(), gone, after) == ["leader 'L01' is not in the programme"]
    later = replace(
        after,
        meetings=tuple(
            replace(m, presenters=tuple(x for x in m.presenters if x != "L01")) if m.number > 2 else m
            for m in after.meetings
        ),
    )
    assert told(Known(), gone, later) == []


def test_a_venue_that_is_gone_may_stand_in_meetings_that_are_near() -> None:
    p = programme(venues=[venue(1), venue(2)])
    before = tiny_plan(p)
    after = with_set(before, venue_id="V2")
    for number in (4, 5, 6):
        after = with_meeting(after, number, venue_id="V2")
    assert breaches(at(replace(p, venues=(venue(2),)), before), after) == ()


def test_a_near_meeting_that_breaks_a_rule_is_no_breach_but_is_told() -> None:
    p = programme(venues=[venue(1, closed=(Period(date(2027, 12, 2), date(2027, 12, 3)),))])
    before = tiny_plan(p)
    now = at(p, before)
    assert breaches(now, before) == ()
    assert list(map(str, strained(now, before))) == ["venue open: S01, meeting 3 (2027-12-02): Venue 1 is closed"]


def test_a_meeting_that_is_near_at_a_venue_that_is_gone_from_the_spreadsheet_is_told() -> None:
    p = programme(venues=[venue(1), venue(2)])
    before = tiny_plan(p)
    gone = at(replace(p, venues=p.venues[1:]), before)
    after = with_set(before, venue_id="V2")
    assert next(str(breach) for breach in strained(gone, after)) == (
        "venue open: S01, meeting 3 (2027-12-02): V1 is no longer among the venues"
    )


def test_a_set_that_stands_may_go_on_with_the_quorum() -> None:
    p = programme(leaders(5))
    plan = tiny_plan(p, size=5)
    assert told(SetSize(), at(p, plan), plan) == []
    assert told(SetSize(), p, plan) == ["S01: 5 members, where 6 to 8 are wanted"]


def test_a_set_that_stands_does_not_go_on_below_the_quorum() -> None:
    p = programme(leaders(4))
    plan = tiny_plan(p, size=4)
    assert told(SetSize(), at(p, plan), plan) == ["S01: 4 members, where 5 to 8 are wanted"]


@pytest.mark.parametrize(
    ("today", "says"),
    [
        (date(2027, 10, 21), []),
        (date(2027, 10, 22), ["S01: Leader 8 would join after too many meetings"]),
    ],
)
def test_a_newcomer_joins_only_while_the_second_meeting_is_ahead(today: date, says: list[str]) -> None:
    p = programme(leaders(8))
    before = tiny_plan(p)
    after = with_set(before, members=(*before.sets[0].members, "L08"))
    assert told(Joining(), at(p, before, today), replace(after, waiting=())) == says


def test_whoever_had_a_place_elsewhere_is_no_newcomer() -> None:
    p = programme(leaders(8), [facilitator(max_sets=2)])
    before = tiny_plan(p)
    other = seated(p, "S02", p.leaders[7:], before.sets[0].slot)
    standing = replace(before, sets=(*before.sets, other), waiting=())
    after = with_set(before, members=(*before.sets[0].members, "L08"))
    assert told(Joining(), at(p, standing), replace(after, waiting=())) == []


def test_nobody_is_put_into_a_set_that_they_declined() -> None:
    p = replace(programme(), declined=frozenset({("L03", "S01")}))
    assert told(Declined(), p, tiny_plan(p)) == ["S01: Leader 3 declined this set"]


def test_a_set_that_is_allowed_wider_gaps_may_wait_ten_weeks() -> None:
    p = programme()
    before = tiny_plan(p)
    late = with_meeting(before, 6, date=before.meetings[5].date + timedelta(weeks=4))
    assert told(Gaps(), p, late) == ["S01: meetings 5 and 6 are 10 weeks apart, not 5 to 8"]
    assert told(Gaps(), replace(p, wide_gaps=frozenset({"S01"})), late) == []


def test_an_agreed_substitute_leads_the_meeting_and_nobody_else_does() -> None:
    p = programme(facilitators=[facilitator(1), facilitator(2)])
    plan = tiny_plan(p)
    allowed = replace(p, substitutes={plan.meetings[3].uid: "F2"})
    assert told(Led(), allowed, with_meeting(plan, 4, facilitator_id="F2")) == []
    assert told(Led(), allowed, plan) == ["S01, meeting 4 is led by F1, its substitute is F2"]


@pytest.mark.parametrize(
    ("absent", "says"), [((1, 2, 3), []), ((1, 2, 4), ["S01: Leader 1 misses 3 meetings, the limit is 2"])]
)
def test_too_many_absences_are_a_breach_only_where_one_of_them_can_still_be_avoided(
    absent: tuple[int, ...], says: list[str]
) -> None:
    p = programme()
    plan = tiny_plan(p)
    for number in absent:
        plan = with_meeting(plan, number, absent=("L01",))
    assert told(MostAbsences(), at(p, plan), plan) == says


def withdrawal(p: Programme) -> Programme:
    return decided(p, Decisions(withdrawn=(Withdrawal(leader_id="L01", day=TODAY),)))


@pytest.mark.parametrize(
    ("of", "value"),
    [
        (lambda p: [x.leader_id for x in p.leaders], ["L02", "L03", "L04", "L05", "L06", "L07"]),
        (lambda p: p.leader_name("L01"), "Leader 1"),
        (lambda p: p.leader_name("L99"), "L99"),
    ],
)
def test_whoever_withdrew_is_no_leader_any_more_but_has_a_name(
    of: Callable[[Programme], object], value: object
) -> None:
    assert of(withdrawal(programme())) == value
