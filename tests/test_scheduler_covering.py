"""What a set may do, and its facilitator, while a substitute leads one of its meetings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from programme import prices
from programme.plans import Plan
from programme.records import Programme
from programme.slots import Slot
from scheduler.options import Options, options
from tests.build import facilitator, leaders, near, programme, venue
from tests.test_scheduler_repair import FIRST, after, side_by_side
from tests.tiny import twin_plan

FOURTH, THU_AM, THU_PM = 18, Slot.THU_AM, Slot.THU_PM
"""The week of the fourth meeting, and the slots of Thursday."""


def led_by_another(known: Programme, plan: Plan, weeks: int = 11, *numbers: int, by: str = "F2") -> Options:
    """What the sets may do so many weeks on, ``by`` leading the first set's meetings of these numbers."""
    led = {m.uid: by for m in plan.meetings_of["S01"] if m.number in (numbers or (4,))}
    return options(after(known, plan, FIRST + timedelta(weeks=weeks), substitutes=led), plan.sets)


def two_sets(far: bool = False, slots: tuple[Slot, Slot] = (THU_AM, THU_PM)) -> tuple[Programme, Plan]:
    """S01 at V1 and S02 at V2, which is an hour and more away where ``far``, both led by F1, with F2 near V2."""
    venues = [venue(1), venue(2, place=near(60 * far))]
    people = leaders(14, place=near(30 * far))
    known = programme(people, [facilitator(1, max_sets=2), facilitator(2, place=near(9))], venues)
    plan = twin_plan(known, slots)
    second = tuple(replace(m, venue_id="V2") for m in plan.meetings_of["S02"])
    sets = (plan.sets[0], replace(plan.sets[1], venue_id="V2"))
    return known, Plan(sets=sets, meetings=(*plan.meetings_of["S01"], *second), waiting=())


def test_its_week_has_the_meeting_where_it_stands_and_nothing_else() -> None:
    known = led_by_another(*two_sets())
    there = np.argwhere(np.isfinite(known.place[0, :, FOURTH]))
    assert there.tolist() == [[0, THU_AM]]
    assert np.isfinite(known.place[0, 0, FOURTH + 1]).all()


def test_it_costs_what_the_substitute_travels_more_than_the_facilitator() -> None:
    known = led_by_another(*two_sets())
    journeys = prices.facilitator_journeys(known.programme)
    assert known.place[0, 0, FOURTH, THU_AM] == journeys[1, 0] - journeys[0, 0] > 0


def test_its_facilitator_may_lead_another_set_then() -> None:
    known = led_by_another(*two_sets())
    assert np.argwhere(known.leads[0] != 1).tolist() == [[FOURTH, THU_AM]]
    assert known.leads[0, FOURTH, THU_AM] == 2
    assert (known.leads[1] == 1).all()


def test_its_facilitator_may_be_far_away_that_day() -> None:
    known = led_by_another(*two_sets(far=True))
    assert len(known.rushes) > 1
    more = np.argwhere(known.rushes[:-1] != 1)
    assert {(week, day) for _, week, day in more.tolist()} == {(FOURTH, THU_AM // 2)}
    own = known.rush[0, 0, THU_AM % 2]
    assert (known.rushes[own[own >= 0], FOURTH, THU_AM // 2] == 2).all()


def test_no_year_begins_after_it() -> None:
    known = led_by_another(*two_sets(), -4)
    assert np.flatnonzero(np.isfinite(known.start[0])).tolist() == list(range(FOURTH + 1))


def test_the_only_meeting_left_is_in_its_week() -> None:
    known = led_by_another(*two_sets(), 28, 6)
    assert np.flatnonzero(np.isfinite(known.start[0])).tolist() == [30]


def test_with_two_meetings_left_the_first_may_be_in_any_week_before_it() -> None:
    known = led_by_another(*two_sets(), 22, 6)
    assert np.flatnonzero(np.isfinite(known.start[0])).tolist() == [23, 24, 25, 26]


def test_no_gap_passes_over_it_and_the_last_meeting_is_not_before_it() -> None:
    known = led_by_another(*two_sets(), -4)
    gaps = np.array(known.gaps)
    _, week, g = np.nonzero(np.isfinite(known.gap[:, 0]))
    assert not ((week < FOURTH) & (week + gaps[g] > FOURTH)).any()
    assert {*week.tolist()} >= {FOURTH, FOURTH - 5, FOURTH + 1, FOURTH - 8}
    last, g = np.nonzero(np.isfinite(known.gap[-1, 0]))
    assert (last + gaps[g]).min() == FOURTH
    before, g = np.nonzero(np.isfinite(known.gap[-2, 0]))
    assert (before + gaps[g]).min() < FOURTH


def test_other_sets_do_as_before() -> None:
    known, plan = two_sets()
    before = options(after(known, plan, FIRST + timedelta(weeks=11)), plan.sets)
    now = led_by_another(known, plan)
    for name in ("half_day", "place", "start"):
        assert (getattr(now, name)[1] == getattr(before, name)[1]).all(), name
    assert (now.gap[:, 1] == before.gap[:, 1]).all()


def test_the_substitutes_own_set_does_not_meet_then() -> None:
    known = led_by_another(*side_by_side())
    assert np.isinf(known.half_day[1, FOURTH]).nonzero()[0].tolist() == [THU_AM]


def test_the_substitutes_own_set_is_not_too_far_away_that_day() -> None:
    for venues in (("V1", "V2"), ("V2", "V1")):
        known, plan = two_sets(far=True)
        sets = tuple(replace(own, venue_id=v) for own, v in zip(plan.sets, venues, strict=True))
        at = dict(zip(("S01", "S02"), venues, strict=True))
        meetings = tuple(replace(m, venue_id=at[m.set_id]) for m in plan.meetings)
        led = (sets[0], replace(sets[1], facilitator_id="F2"))
        now = led_by_another(known, replace(plan, sets=led, meetings=meetings))
        assert np.argwhere(np.isinf(now.place[1, 0])).tolist() == [[FOURTH, THU_PM]], venues


def test_a_substitute_is_not_asked_to_be_in_two_places() -> None:
    for far, slots, clash in (
        (False, (THU_AM, THU_AM), True),
        (False, (THU_AM, THU_PM), False),
        (True, (THU_AM, THU_PM), True),
        (True, (THU_PM, THU_AM), True),
        (True, (THU_AM, Slot.WED_PM), False),
        (True, (Slot.WED_PM, THU_AM), False),
    ):
        known, plan = two_sets(far, slots)
        led = {m.uid: "F2" for m in plan.meetings if m.number == 4}
        own = options(after(known, plan, FIRST + timedelta(weeks=11), substitutes=led), plan.sets)
        assert [bool(np.isfinite(start).any()) for start in own.start] == [True, not clash], (far, slots)


def nowhere(slots: tuple[Slot, Slot] = (THU_AM, THU_PM)) -> tuple[Programme, Plan]:
    """Two sets where no venue is known."""
    known = programme(leaders(14), [facilitator(1, max_sets=2), facilitator(2, place=near(9))], venues=())
    return known, twin_plan(known, slots)


def test_where_no_venue_is_known_it_stays_on_its_half_day_for_nothing() -> None:
    known = led_by_another(*nowhere())
    week = known.place[0, :, FOURTH].min(axis=0)
    assert np.flatnonzero(np.isfinite(week)).tolist() == [THU_AM]
    assert week[THU_AM] == 0


def test_where_no_venue_is_known_nothing_is_too_far_away() -> None:
    known, plan = nowhere()
    led = {m.uid: "F2" for m in plan.meetings if m.number == 4}
    own = options(after(known, plan, FIRST + timedelta(weeks=11), substitutes=led), plan.sets)
    assert np.isfinite(own.start).any(axis=1).all()


def test_a_meeting_before_the_programme_or_after_it_gives_a_set_no_calendar() -> None:
    known, plan = nowhere()
    shorter = replace(known, settings=replace(known.settings, last_day=plan.meetings[2].date))
    for weeks in (11, -4):
        assert np.isinf(led_by_another(shorter, plan, weeks).start[0]).all(), weeks
