"""On which days a meeting can be held."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np
import pytest

from programme.plans import Plan
from programme.records import Closure, Programme
from programme.rules.base import Rule
from programme.rules.opening import Closures, FacilitatorFree, TeachingDays, VenueOpen, present
from programme.slots import Period, Slot
from tests.build import facilitator, leader, leaders, programme, venue
from tests.tiny import tiny_plan, told, with_meeting

HALF_TERM = Period(date(2027, 10, 18), date(2027, 10, 22))
SECOND = "S01, meeting 2 (2027-10-21)"
EVERY_DAY = [date(2027, 8, 23) + timedelta(days=n) for n in range(360)]


def at(p: Programme, day: date, half: int = 0) -> Plan:
    """The small plan with its second meeting on this day; at a weekend its slot stays."""
    slot = Slot.on(day, half) if day.weekday() < 5 else Slot.THU_AM
    return with_meeting(tiny_plan(p), 2, date=day, slot=slot)


def clean_at(rule: Rule, p: Programme, day: date, slot: Slot) -> bool:
    return not told(rule, p, with_meeting(tiny_plan(p), 2, date=day, slot=slot))


def test_working_days_inside_the_programme_are_no_breach() -> None:
    p = programme()
    assert told(TeachingDays(), p, tiny_plan(p)) == []


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (date(2027, 9, 5), "outside the programme, 2027-09-06 to 2028-07-14"),
        (date(2027, 9, 3), "outside the programme, 2027-09-06 to 2028-07-14"),
        (date(2028, 7, 17), "outside the programme, 2027-09-06 to 2028-07-14"),
        (date(2035, 1, 1), "outside the programme, 2027-09-06 to 2028-07-14"),
        (date(1999, 1, 4), "outside the programme, 2027-09-06 to 2028-07-14"),
        (date(2027, 10, 23), "a Saturday"),
        (date(2027, 10, 24), "a Sunday"),
        (date(2027, 12, 25), "a Saturday"),
        (date(2027, 12, 27), "a bank holiday, Christmas Day (observed)"),
        (date(2028, 4, 17), "a bank holiday, Easter Monday"),
        (date(2028, 5, 1), "a bank holiday, May Day"),
    ],
)
def test_other_days_are_told(day: date, message: str) -> None:
    p = programme()
    assert told(TeachingDays(), p, at(p, day)) == [f"S01, meeting 2 ({day}): {message}"]


def test_the_first_day_that_planning_may_use_can_be_later() -> None:
    p = programme()
    late = programme_from(date(2027, 10, 21))
    assert told(TeachingDays(), late, tiny_plan(p)) == [
        "S01, meeting 1 (2027-09-09): outside the programme, 2027-10-21 to 2028-07-14"
    ]


def programme_from(day: date) -> Programme:
    p = programme()
    return Programme(settings=p.settings, leaders=p.leaders, facilitators=p.facilitators, venues=p.venues, from_day=day)


@pytest.mark.parametrize(("day", "weekday"), [(20, "Wednesday"), (22, "Friday")])
def test_a_date_of_another_weekday_than_its_slot_is_told(day: int, weekday: str) -> None:
    p = programme()
    plan = with_meeting(tiny_plan(p), 2, date=date(2027, 10, day))
    told_of = f"S01, meeting 2 (2027-10-{day}): its date is a {weekday}, its slot is Thu am"
    assert told(TeachingDays(), p, plan) == [told_of]


def test_the_table_of_working_days_agrees_with_the_breaches() -> None:
    p = programme(first_day=date(2027, 9, 8), last_day=date(2028, 7, 13))
    table = TeachingDays.open(p)
    for week, slot in product(range(len(p.mondays)), Slot):
        assert clean_at(TeachingDays(), p, p.date_of(week, slot), slot) == table[week, slot]


def closed(*closures: Closure, **details: Any) -> Programme:
    """Seven heads, the third of York and the others of Leeds."""
    areas = ["Leeds", "Leeds", "York", "Leeds", "Leeds", "Leeds", "Leeds"]
    people = [leader(n, area=area) for n, area in enumerate(areas, start=1)]
    return programme(people, closures=closures, **details)


def test_a_closure_on_other_days_is_no_breach() -> None:
    p = closed(Closure(days=Period(date(2027, 10, 22), date(2027, 10, 29)), reason="Half term"))
    assert told(Closures(), p, tiny_plan(p)) == []


def test_a_closure_of_another_area_is_no_breach() -> None:
    p = closed(Closure(days=HALF_TERM, reason="Half term", area="Bradford"))
    assert told(Closures(), p, tiny_plan(p)) == []


def test_a_closure_with_a_price_only_costs() -> None:
    p = closed(Closure(days=HALF_TERM, reason="Exams", price=30))
    assert told(Closures(), p, tiny_plan(p)) == []


def test_a_closure_everywhere_is_told_without_names() -> None:
    p = closed(Closure(days=HALF_TERM, reason="Half term"))
    assert told(Closures(), p, tiny_plan(p)) == [f"{SECOND}: Half term, everywhere"]


def test_a_closure_of_one_members_area_is_told_with_the_name() -> None:
    p = closed(Closure(days=HALF_TERM, reason="Half term", area="YORK"))
    assert told(Closures(), p, tiny_plan(p)) == [f"{SECOND}: Half term, YORK (Leader 3)"]


def test_a_closure_of_several_members_area_names_them_all() -> None:
    p = closed(Closure(days=HALF_TERM, reason="Half term", area="Leeds"))
    assert told(Closures(), p, tiny_plan(p)) == [
        f"{SECOND}: Half term, Leeds (Leader 1, Leader 2, Leader 4, Leader 5, Leader 6, Leader 7)"
    ]


def test_a_closure_outside_the_programme_concerns_nobody() -> None:
    p = closed(Closure(days=Period(date(2026, 1, 1), date(2026, 2, 1)), reason="Long ago"))
    assert Closures.open(p).all()


def test_the_table_of_closures_agrees_with_the_breaches() -> None:
    p = closed(
        Closure(days=HALF_TERM, reason="Half term", area="York"),
        Closure(days=Period(date(2027, 12, 20), date(2028, 1, 3)), reason="Christmas"),
        Closure(days=Period(date(2028, 5, 8), date(2028, 5, 11)), reason="Tests", area="Leeds"),
        Closure(days=Period(date(2028, 6, 1), date(2028, 6, 9)), reason="Exams", price=20),
    )
    table = np.asarray(Closures.open(p).all(axis=0))
    for week, slot in product(range(len(p.mondays)), Slot):
        assert clean_at(Closures(), p, p.date_of(week, slot), slot) == table[week, slot]


SHUT: dict[str, Any] = {"cannot_host": frozenset({Slot.MON_AM}), "closed": (HALF_TERM,)}
AWAY: dict[str, Any] = {"cannot_attend": frozenset({Slot.MON_AM}), "away": (HALF_TERM,)}


def test_an_open_venue_is_no_breach() -> None:
    p = programme(venues=[venue(closed=(Period(date(2027, 10, 22), date(2027, 10, 22)),))])
    assert told(VenueOpen(), p, tiny_plan(p)) == []


def test_a_venue_closed_on_the_day_is_told() -> None:
    p = programme(venues=[venue(**SHUT)])
    assert told(VenueOpen(), p, tiny_plan(p)) == [f"{SECOND}: Venue 1 is closed"]


def test_a_venue_that_cannot_host_the_half_day_is_told() -> None:
    p = programme(venues=[venue(**SHUT)])
    assert told(VenueOpen(), p, at(p, date(2027, 10, 11))) == ["S01, meeting 2 (2027-10-11): Venue 1 is closed"]


def test_a_facilitator_who_is_there_is_no_breach() -> None:
    p = programme(facilitators=[facilitator(cannot_attend=frozenset({Slot.THU_PM}))])
    assert told(FacilitatorFree(), p, tiny_plan(p)) == []


def test_a_facilitator_who_is_away_is_told() -> None:
    p = programme(facilitators=[facilitator(**AWAY)])
    assert told(FacilitatorFree(), p, tiny_plan(p)) == [f"{SECOND}: Facilitator 1 is away"]


def test_a_facilitator_who_cannot_attend_the_half_day_is_told() -> None:
    p = programme(facilitators=[facilitator(**AWAY)])
    assert told(FacilitatorFree(), p, at(p, date(2027, 10, 11))) == [
        "S01, meeting 2 (2027-10-11): Facilitator 1 is away"
    ]


@pytest.mark.parametrize("rule", [VenueOpen(), FacilitatorFree()])
def test_the_tables_of_venue_and_facilitator_agree_with_the_breaches(rule: VenueOpen) -> None:
    p = programme(venues=[venue(**SHUT)], facilitators=[facilitator(**AWAY)])
    table = rule.open(p)[0]
    for week, slot in product(range(len(p.mondays)), Slot):
        assert clean_at(rule, p, p.date_of(week, slot), slot) == table[week, slot]


@pytest.mark.parametrize("rule", [VenueOpen(), FacilitatorFree(), Closures()])
def test_a_meeting_on_any_day_at_all_can_be_judged(rule: Rule) -> None:
    p = programme(
        venues=[venue(**SHUT)],
        facilitators=[facilitator(**AWAY)],
        closures=[Closure(days=HALF_TERM, reason="Half term")],
    )
    silent = [day for day in EVERY_DAY if not told(rule, p, at(p, day, half=1))]
    assert set(EVERY_DAY) - set(silent) == {day for day in EVERY_DAY if day in HALF_TERM}


@pytest.mark.parametrize("rule", [VenueOpen(), FacilitatorFree()])
def test_without_venues_and_facilitators_every_day_is_open(rule: VenueOpen) -> None:
    p = programme(venues=(), facilitators=())
    assert (told(rule, p, tiny_plan(p)), rule.open(p).shape) == ([], (0, len(p.mondays), 10))


def test_leaders_are_present_unless_away_or_weekly_busy() -> None:
    p = programme([leader(1, **AWAY), *leaders(7)[1:]])
    expected = np.ones((len(p.mondays), 10), dtype=bool)
    expected[:, Slot.MON_AM] = False
    expected[6] = False
    assert (present(p)[0] == expected).all()
    assert present(p)[1:].all()
