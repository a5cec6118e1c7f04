"""How little a calendar changes that stood: units counted by hand, and what is proved where time is short."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from programme.plans import LearningSet, Plan
from programme.records import Programme
from programme.slots import Slot
from programme.watch import Watch
from scheduler import schedule
from scheduler.least import Aim, _anew, changing_least, differences
from scheduler.options import Options, options
from scheduler.search import nothing
from tests.build import facilitator, leaders, near, programme, venue
from tests.test_scheduler_repair import FIRST, after, week
from tests.test_scheduler_repair_proof import IN_THE_WAY, changed, fused, years
from tests.tiny import seated, tiny_plan, twin_plan, with_meeting, year_of

CHANGE = 100


def stood(slot: Slot = Slot.THU_AM, venues: int = 6) -> tuple[Programme, Plan]:
    """A set that met at V1 in weeks 0, 6, 12 and so on, and is planned again before its first meeting."""
    known = programme(leaders(14), venues=[venue(n, place=near(n)) for n in range(1, venues + 1)])
    plan = tiny_plan(known, slot=slot)
    return after(known, plan, FIRST - timedelta(weeks=4)), plan


def test_a_meeting_counts_nothing_where_one_stood_little_on_its_day_and_most_on_another() -> None:
    for slot in (Slot.THU_AM, Slot.THU_PM, Slot.MON_PM, Slot.FRI_AM):
        known, plan = stood(slot)
        expected = np.full((6, 45, 10), CHANGE + 1.0)
        for held in range(0, 31, 6):
            expected[:, held, [slot - slot.half, slot - slot.half + 1]] = CHANGE
            expected[0, held, slot] = 0
        assert np.array_equal(differences(options(known, plan.sets), CHANGE)[0], expected), slot


def test_meetings_on_one_day_at_two_venues_count_nothing_at_either() -> None:
    known, plan = stood()
    moved = with_meeting(plan, 2, venue_id="V2", date=plan.meetings[0].date, slot=Slot.THU_PM)
    units = differences(options(after(known, moved, FIRST - timedelta(weeks=4)), plan.sets), CHANGE)
    first = units[0, :, 0, [Slot.THU_AM, Slot.THU_PM]]
    assert first[:, :3].tolist() == [[0, CHANGE, CHANGE], [CHANGE, 0, CHANGE]]


def test_a_date_may_count_as_many_units_as_are_asked_for() -> None:
    known, plan = stood()
    units = differences(options(known, plan.sets), CHANGE, day=0)
    assert {*np.unique(units).tolist()} == {0, CHANGE}


def test_a_set_that_is_new_counts_nothing_anywhere() -> None:
    known, plan = stood()
    sets = (*plan.sets, seated(known, "S02", known.leaders[7:], Slot.THU_AM))
    units = differences(options(known, sets), CHANGE)
    assert not units[1].any()
    assert units[0].any()


def test_a_meeting_at_a_venue_that_is_gone_counts_as_changed_anywhere() -> None:
    known, plan = stood()
    units = differences(options(replace(known, venues=known.venues[1:]), _at(plan, "V2")), CHANGE)
    assert units[0, :, 0, Slot.THU_AM].tolist() == [CHANGE] * units.shape[1]


def _at(plan: Plan, venue_id: str) -> tuple[LearningSet, ...]:
    return tuple(replace(own, venue_id=venue_id) for own in plan.sets)


def test_where_no_venue_is_known_a_meeting_stands_where_it_was() -> None:
    known = programme(venues=())
    plan = tiny_plan(known)
    units = differences(options(after(known, plan, FIRST - timedelta(weeks=4)), plan.sets), CHANGE)
    assert units[0, :, 0, Slot.THU_AM].tolist() == [0, CHANGE]


def test_a_meeting_that_was_nowhere_stands_nowhere_once_the_set_has_a_venue() -> None:
    bare = programme(venues=())
    plan = tiny_plan(bare)
    now = after(programme(), plan, FIRST - timedelta(weeks=4))
    units = differences(options(now, _at(plan, "V1")), CHANGE)
    assert (units[0, :, 0, Slot.THU_AM] == CHANGE).all()


def test_options_aimed_at_units_alone_cost_nothing_else() -> None:
    known, plan = stood()
    own = options(known, plan.sets)
    aimed = Aim(change=CHANGE, unit=7, minutes=False)(own)
    assert np.array_equal(np.isfinite(aimed.place), np.isfinite(own.place))
    assert np.array_equal(aimed.place[0, :5], 7 * differences(own, CHANGE)[0, :5])
    for name in ("half_day", "start", "gap"):
        table, before = getattr(aimed, name), getattr(own, name)
        assert np.array_equal(np.isfinite(table), np.isfinite(before)), name
        assert not table[np.isfinite(table)].any(), name


def test_options_aimed_at_both_cost_units_on_top_of_minutes() -> None:
    known, plan = stood()
    own = options(known, plan.sets)
    aimed = Aim(change=CHANGE, unit=7)(own)
    assert np.array_equal(aimed.place, own.place + 7 * differences(own, CHANGE))
    assert np.array_equal(aimed.half_day, own.half_day)


def left_open(own: Options) -> list[int]:
    """Weeks in which the set may still meet somewhere."""
    return np.flatnonzero(np.isfinite(own.place[0] + own.half_day[0]).any(axis=(0, 2))).tolist()


def test_with_nothing_to_spare_only_years_are_left_that_change_as_little_as_the_set_needs() -> None:
    known, plan = stood()
    own = options(known, plan.sets)
    assert left_open(Aim(change=CHANGE, unit=0.0, spare=0)(own)) == [0, 6, 12, 18, 24, 30]


def test_with_one_change_to_spare_years_are_left_that_have_one_meeting_elsewhere() -> None:
    known, plan = stood()
    own = options(known, plan.sets)
    on_its_day = Aim(change=CHANGE, unit=0.0, spare=CHANGE)(own)
    assert left_open(on_its_day) == [0, 6, 12, 18, 24, 30]
    assert np.isfinite(on_its_day.place[0, 1, 6]).sum() == 2, "the two half-days of its day"
    any_day = Aim(change=CHANGE, unit=0.0, spare=CHANGE + 1)(own)
    near = [(0, 1), (5, 7), (11, 13), (17, 19), (23, 25), (29, 32), (35, 38)]
    assert left_open(any_day) == [at for first, last in near for at in range(first, last + 1)]


def test_no_bound_is_above_what_it_bounds_where_sets_are_in_each_others_way() -> None:
    for seed in IN_THE_WAY:
        known, sets = fused(seed)
        found, _ = changing_least(nothing(options(known, sets)), Watch(600))
        assert found.bound <= found.upper + 1e-3, seed
        assert found.proved, seed


@pytest.mark.parametrize("seed", [56, 161])
def test_no_bound_is_above_what_it_bounds_where_fewer_changes_are_found_after_counting_ended(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "scheduler.least._fewest", lambda found, change, watch: _anew(found, Aim(change=change, unit=1))
    )
    monkeypatch.setattr("scheduler.least.STARTS", 1)
    known, sets = fused(seed)
    found, _ = changing_least(nothing(options(known, sets)), Watch(600))
    assert found.bound <= found.upper + 1e-3


def test_no_bound_is_above_what_it_bounds_where_sets_go_on() -> None:
    for seed in range(8):
        known, sets = changed(seed)
        able = [s for s in sets if years(known, s)]
        found, _ = changing_least(nothing(options(known, able)), Watch(600))
        assert found.bound <= found.upper + 1e-3, seed


def test_without_time_no_more_changes_are_said_to_be_needed_than_are() -> None:
    for seed in (56, 126, 161):
        known, sets = fused(seed)
        hurried, best = schedule(known, sets, Watch(0)), schedule(known, sets, Watch(600))
        assert hurried.changed_bound <= best.changed <= hurried.changed, seed


def test_without_time_sets_that_can_stay_as_they_are_do() -> None:
    people = [facilitator(n) for n in range(1, 9)]
    known = programme(leaders(48), people, [venue(rooms=8)], meetings=3)
    groups = [known.leaders[6 * n : 6 * n + 6] for n in range(8)]
    sets = [
        replace(seated(known, f"S0{n}", own, Slot.THU_AM), facilitator_id=f"F{n}") for n, own in enumerate(groups, 1)
    ]
    meetings = tuple(m for n, s in enumerate(sets, 1) for m in year_of(known, s, room=n))
    plan = Plan(sets=tuple(sets), meetings=meetings, waiting=())
    made = schedule(after(known, plan, FIRST - timedelta(weeks=4)), sets, Watch(0))
    assert (made.changed, made.changed_bound) == (0, 0)
    assert [m.place for m in made.meetings] == [m.place for m in meetings]


def test_a_date_is_kept_at_a_venue_further_away_than_those_that_are_looked_at_first() -> None:
    places = [venue(n, place=near(n / 10), closed=week(12) if n < 20 else ()) for n in range(11, 21)]
    known = programme(venues=places)
    plan = tiny_plan(known)
    for seconds in (600, 0):
        made = schedule(after(known, plan, FIRST - timedelta(weeks=4)), plan.sets, Watch(seconds))
        assert [m.date for m in made.meetings] == [m.date for m in plan.meetings], seconds
        assert [m.venue_id for m in made.meetings] == ["V11", "V11", "V20", "V11", "V11", "V11"], seconds
        assert (made.changed, made.changed_bound) == (1, 1), seconds


def test_of_two_changes_one_is_proved_where_one_set_alone_needs_it() -> None:
    known, sets = fused(126)
    made = schedule(known, sets, Watch(0))
    needs = [min(changes for (changes, _, _), _ in years(known, s)) for s in sets]
    assert (sum(needs), made.changed, made.changed_bound) == (1, 2, 1)


def test_without_time_some_calendars_change_more_than_they_need_to_and_say_that_they_may() -> None:
    for seed in (56, 161):
        made = schedule(*fused(seed), Watch(0))
        assert made.cut_short
        assert made.changed_bound < made.changed


def test_without_time_minutes_are_bounded_by_what_each_set_needs_alone() -> None:
    for seed in IN_THE_WAY:
        known, sets = fused(seed)
        made = schedule(known, sets, Watch(0))
        able = [s for s in sets if s.set_id not in made.stuck]
        assert nothing(options(known, able)).bound / 10 - 1e-6 <= made.bound <= made.minutes, seed


def test_of_two_sets_in_each_others_way_the_one_changes_for_which_it_costs_less() -> None:
    known = programme(leaders(13), venues=[venue(rooms=1)], prices=replace(programme().settings.prices, week_off=1))
    plan = twin_plan(programme(leaders(14), venues=[venue(rooms=2)]), (Slot.THU_AM, Slot.THU_AM))
    sets = (plan.sets[0], replace(plan.sets[1], members=plan.sets[1].members[:6]))
    made = schedule(after(known, plan, FIRST + timedelta(weeks=25)), sets, Watch(600))
    last = {m.set_id: m for m in made.meetings if m.number == 6}
    assert (made.changed, made.changed_bound, made.minutes) == (1, 1, 6 * 10)
    assert last["S01"].place == plan.meetings_of["S01"][5].place
    assert (last["S02"].date, last["S02"].slot) == (last["S01"].date, Slot.THU_PM)
