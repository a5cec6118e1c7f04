"""Calendars: each rule by itself, kept where it can be and named where it cannot."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from programme import prices
from programme.checker import breaches
from programme.identity import set_ids
from programme.plans import Calendar, LearningSet, Plan
from programme.records import Closure, Prices, Programme
from programme.slots import Period, Slot, weeks_apart
from programme.watch import Watch
from scheduler import schedule
from scheduler.greedy import Diary, in_order
from scheduler.options import only, options, real
from scheduler.paths import cost_of
from scheduler.search import by_prices, nothing
from scheduler.stuck import alone
from scheduler.tariff import free
from tests.build import facilitator, leader, leaders, near, programme, venue

FIRST = date(2027, 9, 6)


def sets_of(known: Programme, size: int = 7, **details: Any) -> tuple[LearningSet, ...]:
    """Sets of so many leaders in the order of their ids, at the first venue with the first facilitator."""
    ids = [leader.leader_id for leader in known.leaders]
    groups = [tuple(ids[at : at + size]) for at in range(0, len(ids), size)]
    usual: dict[str, Any] = {
        "level": "Headteacher",
        "facilitator_id": known.facilitators[0].facilitator_id if known.facilitators else "",
        "venue_id": known.venues[0].venue_id if known.venues else "",
        "slot": Slot.THU_AM,
    }
    names = set_ids(len(groups))
    return tuple(LearningSet(set_id=i, members=g, **usual | details) for i, g in zip(names, groups, strict=True))


def planned(known: Programme, sets: Sequence[LearningSet] | None = None) -> tuple[Plan, Calendar]:
    """The plan that the scheduler makes of these sets: every rule kept, every minute counted."""
    own = tuple(sets) if sets is not None else sets_of(known)
    found = schedule(known, own, Watch(limit_seconds=600))
    plan = Plan(sets=tuple(s for s in own if s.set_id not in found.stuck), meetings=found.meetings, waiting=())
    wrong = [breach for breach in breaches(known, plan) if breach.rule != "known"]
    assert wrong == []
    total = prices.minutes_of(known, plan).total
    assert found.minutes + prices.matching_minutes(known, plan) == pytest.approx(total, abs=0.01)
    assert found.bound <= found.minutes
    assert not found.cut_short
    return plan, found


def gaps(plan: Plan) -> list[int]:
    return [weeks_apart(a.date, b.date) for ms in plan.meetings_of.values() for a, b in itertools.pairwise(ms)]


def days(first: date, last: date) -> tuple[Period, ...]:
    return (Period(first, last),)


def test_an_undisturbed_set_meets_every_six_weeks_at_home_in_its_usual_slot_for_nothing() -> None:
    plan, found = planned(programme(last_day=date(2028, 7, 14)))
    assert (found.minutes, found.bound, found.stuck) == (0, 0, {})
    assert gaps(plan) == [6] * 5
    assert {m.slot for m in plan.meetings} == {Slot.THU_AM}
    assert {m.venue_id for m in plan.meetings} == {"V1"}
    assert {m.room for m in plan.meetings} == {1}
    assert [m.number for m in plan.meetings] == [1, 2, 3, 4, 5, 6]


def test_the_same_programme_gives_the_same_calendar() -> None:
    known = programme(leaders(21), last_day=date(2028, 6, 1))
    assert planned(known)[1] == planned(known)[1]


def test_the_order_of_the_sets_makes_no_difference() -> None:
    known = programme(leaders(21))
    own = sets_of(known)
    assert planned(known, own)[1] == planned(known, own[::-1])[1]


def test_no_sets_have_an_empty_calendar() -> None:
    assert schedule(programme(), (), Watch()) == Calendar(meetings=(), minutes=0, bound=0)


def test_without_venues_and_facilitators_meetings_have_neither() -> None:
    plan, found = planned(programme(leaders(14), facilitators=(), venues=()))
    assert found.minutes == 0
    assert {(m.venue_id, m.room, m.facilitator_id) for m in plan.meetings} == {("", 0, "")}


def test_one_facilitator_leads_one_set_at_a_time() -> None:
    plan, _ = planned(programme(leaders(35), [facilitator(max_sets=5)], [venue(rooms=5)]))
    assert len({(m.date, m.slot) for m in plan.meetings}) == 30


def two_places(**details: Any) -> tuple[Programme, tuple[LearningSet, ...]]:
    """Two sets of one facilitator on Thursdays, the second 60 km away: 80 minutes, with a break of an hour.

    The year is so short that both meet every sixth week or pay for it; nobody else travels so far.
    """
    people = [leader(n, place=near(60 * (n > 7)), max_travel_minutes=50) for n in range(1, 15)]
    thursdays = frozenset(Slot) - {Slot.THU_AM, Slot.THU_PM}
    known = programme(
        people,
        [facilitator(cannot_attend=thursdays)],
        [venue(), venue(2, place=near(60))],
        last_day=FIRST + timedelta(weeks=30, days=4),
        **details,
    )
    own = sets_of(known)
    return known, (own[0], replace(own[1], venue_id="V2", slot=Slot.THU_PM))


def test_a_facilitator_is_not_sent_to_two_places_too_far_apart_for_one_day() -> None:
    plan, _ = planned(*two_places())
    assert len({m.date for m in plan.meetings}) == 12


def test_a_facilitator_goes_on_to_a_place_that_the_break_allows() -> None:
    plan, found = planned(*two_places(travel={("V1", "V2"): 60}))
    assert found.minutes == 0
    assert len({m.date for m in plan.meetings}) == 6


def test_a_set_is_kept_from_days_on_which_only_its_own_facilitator_is_far_away() -> None:
    known, own = two_places()
    for leader_of_second, too_far in (("F1", 1), ("F2", 0)):
        people = replace(
            known, facilitators=(known.facilitators[0], replace(known.facilitators[0], facilitator_id="F2"))
        )
        led = real(options(people, (own[0], replace(own[1], facilitator_id=leader_of_second))))
        diary = Diary(led, free(led))
        assert diary.book(0)
        week = int(diary.year(0).week[0, 0])
        assert np.isinf(diary.barred(1, only(led, np.array([1])))[0, 0, week]).sum() == too_far


def test_in_order_every_set_takes_the_best_year_that_is_left() -> None:
    known = programme(leaders(14), [facilitator(cannot_attend=ONLY_THURSDAY)])
    alone = real(options(known, sets_of(known)))
    years = in_order(alone, free(alone), [1, 0])
    assert years.found.all()
    assert cost_of(alone, years).tolist()[1] == 0
    assert not set(years.week[0].tolist()) & set(years.week[1].tolist())


def test_two_sets_share_a_slot_in_two_rooms_and_keep_them() -> None:
    people = [facilitator(1), facilitator(2)]
    known = programme(leaders(14), people, [venue(rooms=2)], last_day=FIRST + timedelta(weeks=30, days=4))
    own = sets_of(known)
    plan, found = planned(known, (own[0], replace(own[1], facilitator_id="F2")))
    assert found.minutes == 0
    assert len({m.date for m in plan.meetings}) == 6
    assert [{m.room for m in held} for held in plan.meetings_of.values()] == [{1}, {2}]


def test_a_set_goes_to_the_nearest_venue_on_a_day_on_which_home_is_closed() -> None:
    week = days(FIRST + timedelta(weeks=6), FIRST + timedelta(weeks=6, days=4))
    places = [venue(1, closed=week), venue(2, place=near(40)), venue(3, place=near(3))]
    last = FIRST + timedelta(weeks=30, days=4)
    plan, _ = planned(programme(venues=places, last_day=last, prices=replace_prices(week_off=1000)))
    assert [m.venue_id for m in plan.meetings] == ["V1", "V3", "V1", "V1", "V1", "V1"]


def replace_prices(**changed: float) -> Any:
    return replace(programme().settings.prices, **changed)


def test_a_price_on_a_closure_is_paid_where_moving_costs_more() -> None:
    dear = Closure(days=Period(FIRST, date(2028, 7, 14)), reason="Inspection", price=1)
    _, found = planned(programme(closures=[dear]))
    assert found.minutes == 6 * 7 * 1


def test_a_closure_of_one_members_area_moves_the_whole_set() -> None:
    people = (leader(1, area="Leeds"), *(leader(n) for n in range(2, 8)))
    shut = Closure(days=Period(FIRST, FIRST + timedelta(weeks=3)), reason="Half term", area="leeds")
    plan, _ = planned(programme(people, closures=[shut]))
    assert min(m.date for m in plan.meetings) > FIRST + timedelta(weeks=3)


def test_all_start_in_the_first_two_weeks_where_they_start_together() -> None:
    people = [facilitator(n) for n in range(1, 6)]
    known = programme(leaders(35), people, [venue(rooms=2)], start_weeks="together")
    own = [replace(s, facilitator_id=f"F{n}") for n, s in enumerate(sets_of(known), start=1)]
    plan, _ = planned(known, own)
    assert max(held[0].date for held in plan.meetings_of.values()) < FIRST + timedelta(weeks=2)


def test_meetings_with_too_few_present_are_avoided() -> None:
    away = days(FIRST, FIRST + timedelta(weeks=4))
    people = [leader(n, away=away if n < 4 else ()) for n in range(1, 8)]
    plan, found = planned(programme(people))
    assert plan.meetings[0].date > away[0].last
    assert found.minutes == 0


def test_nobody_misses_more_than_the_limit_though_it_costs_more() -> None:
    thursdays = frozenset(set(Slot) - {Slot.THU_AM, Slot.FRI_PM})
    away = tuple(Period(FIRST + timedelta(weeks=w, days=3), FIRST + timedelta(weeks=w, days=3)) for w in (0, 6, 12))
    people = [leader(n, cannot_attend=thursdays, away=away if n == 1 else ()) for n in range(1, 8)]
    last = FIRST + timedelta(weeks=30, days=4)
    cheap = replace_prices(absence=1)
    plan, found = planned(programme(people, last_day=last, prices=cheap, most_absences=2))
    assert sum("L01" in m.absent for m in plan.meetings) == 2
    assert found.minutes == found.bound == 2 * 1 + 7 * 10


@pytest.mark.parametrize(("theirs", "anothers"), [(6, 5), (5, 6)])
def test_absences_of_equal_cost_are_spread_over_more_people(theirs: int, anothers: int) -> None:
    def off(*weeks: int) -> tuple[Period, ...]:
        return tuple(Period(FIRST + timedelta(weeks=w), FIRST + timedelta(weeks=w, days=4)) for w in weeks)

    own = (leader(1, away=off(0, 1, theirs)), leader(2, away=off(anothers)), *(leader(n) for n in range(3, 8)))
    slots = frozenset(set(Slot) - {Slot.THU_AM})
    known = programme(
        own,
        [facilitator(cannot_attend=slots)],
        last_day=FIRST + timedelta(weeks=26, days=4),
        prices=replace_prices(week_off=0),
    )
    plan, _ = planned(known)
    missed = [m for meeting in plan.meetings for m in meeting.absent]
    assert missed == ["L01", "L02"]


THURSDAYS_IN_AUTUMN = tuple(day for w in range(5) for day in days(*[FIRST + timedelta(weeks=w, days=3)] * 2))


def out_of_the_usual(**details: Any) -> tuple[Plan, Calendar]:
    """One set, six weeks between meetings, that has to begin on a day other than its usual Thursday."""
    dear = replace_prices(week_off=1000, other_venue=1000)
    last = FIRST + timedelta(weeks=34, days=4)
    return planned(
        programme(**{"venues": [venue(closed=THURSDAYS_IN_AUTUMN)], "last_day": last, "prices": dear, **details})
    )


def test_where_the_usual_slot_is_shut_a_meeting_is_held_in_another() -> None:
    plan, found = out_of_the_usual()
    assert [m.slot for m in plan.meetings[1:]] == [Slot.THU_AM] * 5
    assert plan.meetings[0].slot != Slot.THU_AM
    assert found.minutes == found.bound == 7 * 10


def test_in_another_slot_a_half_day_that_a_member_blocks_is_an_absence() -> None:
    people = [leader(n, cannot_attend=frozenset(Slot) - {Slot.THU_AM} if n == 3 else frozenset()) for n in range(1, 8)]
    plan, found = out_of_the_usual(people=people)
    assert [m.absent for m in plan.meetings] == [("L03",), (), (), (), (), ()]
    assert found.minutes == found.bound == 7 * 10 + 180


def test_in_another_slot_a_half_day_that_the_facilitator_blocks_is_a_bar() -> None:
    plan, _ = out_of_the_usual(facilitators=[facilitator(cannot_attend=frozenset(Slot) - {Slot.THU_AM, Slot.MON_PM})])
    assert plan.meetings[0].slot == Slot.MON_PM


def test_in_another_slot_a_half_day_that_the_venue_blocks_is_a_bar() -> None:
    weekly = frozenset(Slot) - {Slot.THU_AM, Slot.FRI_PM}
    plan, _ = out_of_the_usual(venues=[venue(closed=THURSDAYS_IN_AUTUMN, cannot_host=weekly)])
    assert plan.meetings[0].slot == Slot.FRI_PM


def stuck(known: Programme, own: Sequence[LearningSet] | None = None) -> dict[str, str]:
    """Why sets have no calendar."""
    return dict(planned(known, own)[1].stuck)


def test_a_facilitator_who_is_away_too_long_is_named() -> None:
    gone = days(FIRST + timedelta(weeks=10), FIRST + timedelta(weeks=30))
    told = stuck(programme(facilitators=[facilitator(away=gone)]))
    assert told == {
        "S01": "Even by itself it has no 6 half-days 5 to 8 weeks apart to suit its members, its facilitator and a "
        "venue within reach. It would have a calendar if Facilitator 1, its facilitator, were free on more days "
        "(cannot_attend, away), or another led it."
    }


def test_without_time_to_try_remedies_none_is_named() -> None:
    gone = days(FIRST + timedelta(weeks=10), FIRST + timedelta(weeks=30))
    known = programme(facilitators=[facilitator(away=gone)])
    found = schedule(known, sets_of(known), Watch(limit_seconds=0))
    assert found.stuck["S01"].endswith(" Time ran out before it was known which rule to loosen.")
    assert found.cut_short


def test_a_closure_that_leaves_no_calendar_is_named() -> None:
    long = Closure(days=Period(FIRST + timedelta(weeks=10), FIRST + timedelta(weeks=30)), reason="Building works")
    assert (
        "if the closure 'Building works' (2027-11-15 to 2028-04-03) were lifted, or had a price"
        in (stuck(programme(closures=[long]))["S01"])
    )


def test_a_member_whose_dates_leave_no_calendar_is_named() -> None:
    people = [leader(n, cannot_attend=frozenset(Slot) - {Slot.THU_AM} if n == 3 else frozenset()) for n in range(1, 8)]
    people[2] = replace(people[2], away=days(FIRST, date(2028, 4, 1)))
    assert "if Leader 3 were free on more days (cannot_attend, away)" in stuck(programme(people))["S01"]


def test_a_venue_that_leaves_no_calendar_is_named() -> None:
    shut = venue(closed=days(FIRST + timedelta(weeks=10), FIRST + timedelta(weeks=30)))
    assert "if Venue 1 were open on more days (cannot_host, closed)" in stuck(programme(venues=[shut]))["S01"]


def test_a_year_too_short_for_its_meetings_says_which_limits_would_do() -> None:
    told = stuck(programme(last_day=FIRST + timedelta(weeks=24)))["S01"]
    assert "4 weeks were allowed between meetings (weeks_between_min)" in told
    assert "the programme ended on 2028-03-20 (last_day)" in told
    assert told.endswith("; or if it had 5 meetings (meetings).")


def test_a_set_without_calendar_leaves_the_others_theirs() -> None:
    gone = facilitator(2, away=days(FIRST + timedelta(weeks=10), FIRST + timedelta(weeks=30)))
    known = programme(leaders(14), [facilitator(1), gone])
    own = sets_of(known)
    plan, found = planned(known, (own[0], replace(own[1], facilitator_id="F2")))
    assert list(found.stuck) == ["S02"]
    assert len(plan.meetings_of["S01"]) == 6


ONLY_THURSDAY = frozenset(Slot) - {Slot.THU_AM}
SIX_TIMES_SIX = FIRST + timedelta(weeks=25, days=4)


def test_a_facilitator_with_too_many_sets_for_their_days_is_named() -> None:
    busy = facilitator(cannot_attend=ONLY_THURSDAY, max_sets=9)
    known = programme(leaders(14), [busy], [venue(rooms=3)], last_day=SIX_TIMES_SIX, weeks_between=5)
    told = stuck(known)
    assert list(told.values()) == [
        "On too many of the half-days that would do, Facilitator 1, its facilitator, leads other sets: "
        "another facilitator would give it a calendar."
    ]


def test_a_facilitator_with_too_long_a_way_between_two_sets_is_named() -> None:
    known, own = two_places(weeks_between_min=6)
    assert list(stuck(known, own).values()) == [
        "On too many of the half-days that would do, Facilitator 1, its facilitator, leads other sets, too far away "
        "for one day: another facilitator would give it a calendar."
    ]


def test_rooms_that_are_taken_are_named() -> None:
    people = [facilitator(n, cannot_attend=ONLY_THURSDAY) for n in (1, 2)]
    known = programme(leaders(14), people, last_day=SIX_TIMES_SIX, weeks_between=5)
    own = sets_of(known)
    told = stuck(known, (own[0], replace(own[1], facilitator_id="F2")))
    assert list(told.values()) == [
        "On too many of the half-days that would do, the rooms of Venue 1 and of all venues within reach are taken: "
        "another room there would do."
    ]


def test_a_set_whose_nearest_venues_are_shut_goes_to_one_further_away() -> None:
    shut = days(FIRST, date(2028, 7, 14))
    places = [venue(n, place=near(n), closed=shut if n < 7 else ()) for n in range(1, 9)]
    plan, found = planned(programme(venues=places))
    assert {m.venue_id for m in plan.meetings} == {"V7"}
    assert found.minutes == found.bound


def test_a_set_crowded_out_of_its_nearest_venues_goes_to_one_further_away() -> None:
    people = [facilitator(n, cannot_attend=ONLY_THURSDAY) for n in range(1, 8)]
    places = [venue(n, place=near(n)) for n in range(1, 8)]
    known = programme(leaders(49), people, places, last_day=SIX_TIMES_SIX, weeks_between=5)
    own = [replace(s, facilitator_id=f"F{n}") for n, s in enumerate(sets_of(known), start=1)]
    plan, found = planned(known, own)
    assert found.stuck == {}
    assert {m.venue_id for m in plan.meetings} == {f"V{n}" for n in range(1, 8)}


def test_further_venues_may_be_too_far_apart_for_one_day_too() -> None:
    places = [venue(n, place=near(40 * (n - 1))) for n in range(1, 7)]
    near_enough = Prices(travel=0.001, other_venue=0)
    known = programme(leaders(14, max_travel_minutes=900), [facilitator()], places, prices=near_enough)
    few = options(known, sets_of(known), nearest=1)
    more = by_prices(nothing(few), Watch()).options
    assert more.venue.shape[1] > few.venue.shape[1]
    assert len(more.rushes) > len(few.rushes), "more venues are too far from each other"


def test_without_time_there_is_a_valid_calendar_that_says_it_was_cut_short() -> None:
    shut = days(FIRST + timedelta(weeks=6), FIRST + timedelta(weeks=6, days=4))
    known = programme(
        leaders(14),
        [facilitator(cannot_attend=ONLY_THURSDAY)],
        venues=[venue(closed=shut)],
        last_day=FIRST + timedelta(weeks=32, days=4),
    )
    own = sets_of(known)
    found = schedule(known, own, Watch(limit_seconds=0))
    plan = Plan(sets=own, meetings=found.meetings, waiting=())
    assert breaches(known, plan) == ()
    assert found.cut_short == (found.bound < found.minutes)


def test_where_nobody_leads_and_no_venue_is_known_neither_is_blamed() -> None:
    long = Closure(days=Period(FIRST + timedelta(weeks=10), FIRST + timedelta(weeks=30)), reason="Building works")
    told = stuck(programme(facilitators=(), venues=(), closures=[long]))["S01"]
    assert told.startswith("Even by itself it has no 6 half-days 5 to 8 weeks apart to suit its members. It would")


def test_the_last_candidate_stands_for_all_venues_further_away() -> None:
    shut = days(FIRST, FIRST + timedelta(weeks=3))
    places = [venue(n, place=near(3 * n), cost=0, closed=shut if n < 8 else ()) for n in range(1, 9)]
    known = options(programme(venues=places, prices=replace_prices(other_venue=0)), sets_of(programme()), nearest=3)
    assert known.venue.tolist() == [[0, 1, 2, 3, -1]]
    further = options(programme(venues=places, prices=replace_prices(other_venue=0)), sets_of(programme()), nearest=4)
    assert known.place[0, -1, 0, 0] == further.place[0, 4, 0, 0] > known.place[0, 3, 0, 0]
    assert known.rooms.tolist() == [1] * 8 + [1]
    assert (known.shut[-1] == known.shut[7]).all(), "open when any venue is"


@pytest.mark.parametrize(
    ("settings", "loosened"),
    [
        ({}, {"weeks_between_max": 10, "weeks_between_min": 4, "quorum": 4, "most_absences": 3, "meetings": 5}),
        (
            {"weeks_between_max": 7, "weeks_between_min": 6, "quorum": 6, "most_absences": 1, "meetings": 4},
            {"weeks_between_max": 9, "weeks_between_min": 5, "quorum": 5, "most_absences": 2, "meetings": 3},
        ),
    ],
)
def test_each_limit_is_loosened_by_itself_and_told_as_it_would_be(
    settings: dict[str, Any], loosened: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    known, tried = programme(last_day=FIRST + timedelta(weeks=1), **settings), list[Programme]()

    def helps(own: Programme, _: LearningSet) -> tuple[int, ...]:
        tried.append(own)
        return ()

    monkeypatch.setattr("scheduler.stuck.NAMED", 99)
    monkeypatch.setattr("scheduler.stuck.year_alone", helps)
    told = alone(known, sets_of(known)[0], Watch())
    found = [{k: getattr(own.settings, k) for k in loosened} for own in tried]
    for name, value in loosened.items():
        assert {k: getattr(known.settings, k) for k in loosened} | {name: value} in found
        (words,) = (part for part in told.split("; or if ") if f"({name})" in part)
        assert f"{value} " in words
    assert [own.settings.last_day for own in tried if own.settings.last_day != known.settings.last_day] == [
        FIRST + timedelta(weeks=5)
    ]
