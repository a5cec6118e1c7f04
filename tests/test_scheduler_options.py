"""The tables of what sets may do, held against what the rules and the prices say of one meeting at a time."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from programme import prices
from programme.plans import LearningSet, Meeting, Plan
from programme.records import Programme
from programme.rules.meetings import Attendance, OnwardJourney
from programme.rules.opening import VenueOpen
from programme.slots import Slot
from scheduler.options import NOWHERE, Options, further, looked_up_anew, only, options, real, with_venues
from scheduler.rushes import rushes, too_far
from tests.build import facilitator, leader, leaders, near, programme, venue
from tests.test_scheduler_proof import invented, kept, meetings
from tests.test_scheduler_repair import after
from tests.tiny import seated, tiny_plan, twin_plan, with_meeting

FIRST = date(2027, 9, 6)
TABLES = ("half_day", "place", "venue", "facilitator", "absent", "first", "start", "gap", "rush", "misses", "covered")


def test_a_half_day_at_a_venue_is_open_exactly_where_every_rule_on_one_meeting_is_kept() -> None:
    for seed in range(5):
        known, sets = invented(seed)
        own = options(known, sets)
        cost = own.half_day[:, None] + own.place + own.shut[own.venue]
        for row, learning_set in enumerate(sets):
            allowed = {m.place for m in meetings(known, learning_set) if kept(known, learning_set, m)}
            found = np.argwhere(np.isfinite(cost[row, :-1])).tolist()
            assert {_place(known, own, row, *one) for one in found} == allowed, learning_set.set_id


def _place(known: Programme, own: Options, row: int, candidate: int, week: int, slot: int) -> tuple[date, Slot, str]:
    at = int(own.venue[row, candidate])
    return known.date_of(week, Slot(slot)), Slot(slot), known.venues[at].venue_id


def test_a_meeting_costs_as_much_as_a_plan_says_that_has_it_beyond_one_at_home() -> None:
    for seed in range(5):
        known, sets = invented(seed)
        own = options(known, sets)
        for row, learning_set in enumerate(sets):
            for candidate, week, slot in np.argwhere(np.isfinite(own.half_day[row] + own.place[row, :-1])).tolist():
                place = _place(known, own, row, candidate, week, slot)
                expected = _tenths_beyond_home(known, learning_set, place)
                assert own.half_day[row, week, slot] + own.place[row, candidate, week, slot] == expected, place


def _tenths_beyond_home(known: Programme, own: LearningSet, place: tuple[date, Slot, str]) -> int:
    day, slot, venue_id = place
    absent = Attendance.absentees(known, own, day, slot)
    (there,) = _only_meeting(own, date=day, slot=slot, venue_id=venue_id, absent=absent)
    home = prices.matching_minutes(known, Plan(sets=(own,), meetings=(), waiting=())) / known.settings.meetings
    minutes = prices.minutes_of(known, Plan(sets=(own,), meetings=(there,), waiting=())).total
    return round(10 * (minutes - home))


def _only_meeting(own: LearningSet, **details: object) -> tuple[Meeting, ...]:
    usual = Meeting(
        set_id=own.set_id,
        number=1,
        uid="",
        date=FIRST,
        slot=own.slot,
        venue_id=own.venue_id,
        room=1,
        facilitator_id=own.facilitator_id,
        presenters=(),
        absent=(),
    )
    return (replace(usual, **details),)  # type: ignore[arg-type]


def test_a_year_begins_in_any_week_or_together_in_the_first_two() -> None:
    for start_weeks, count in (("staggered", 45), ("together", 2)):
        known = programme(start_weeks=start_weeks)
        start = options(known, tiny_plan(known).sets).start
        assert np.flatnonzero(start[0] == 0).tolist() == list(range(count)), start_weeks
        assert np.isinf(start[0, count:]).all()


def test_a_gap_costs_each_member_for_each_week_more_or_fewer_than_usual() -> None:
    known = programme(leaders(15), weeks_between=6)
    sets = (seated(known, "S01", known.leaders[:7], Slot.THU_AM), seated(known, "S02", known.leaders[7:], Slot.THU_AM))
    own = options(known, sets)
    assert own.gaps == range(5, 9)
    assert own.gap[:, 0].tolist() == [[[1050, 0, 1050, 2100]] * 45] * 5
    assert own.gap[:, 1].tolist() == [[[1200, 0, 1200, 2400]] * 45] * 5


def test_only_a_set_that_is_allowed_a_wider_gap_has_one() -> None:
    known = replace(programme(leaders(14)), wide_gaps=frozenset({"S02"}))
    own = options(known, twin_plan(known).sets)
    assert own.gaps == range(4, 11)
    assert np.isfinite(own.gap[0, 0, 0]).tolist() == [False, True, True, True, True, False, False]
    assert own.gap[0, 1, 0].tolist() == [2100, 1050, 0, 1050, 2100, 3150, 4200]


def test_after_a_meeting_that_stays_the_next_keeps_its_distance_to_it() -> None:
    known = programme(leaders(14))
    now = after(known, twin_plan(known), FIRST + timedelta(weeks=10), notice=21)
    own = options(now, twin_plan(known).sets)
    assert own.first.tolist() == [3, 3], "in weeks 0, 6 and, within three weeks, 12"
    for row in (0, 1):
        assert np.flatnonzero(np.isfinite(own.start[row])).tolist() == [17, 18, 19, 20]
        assert own.start[row, 17:21].tolist() == [1050, 0, 1050, 2100]


def test_a_next_meeting_that_would_be_after_the_programme_cannot_begin() -> None:
    known = programme()
    short = programme(last_day=FIRST + timedelta(weeks=18, days=4))
    now = after(short, tiny_plan(known), FIRST + timedelta(weeks=10), notice=21)
    assert np.flatnonzero(np.isfinite(options(now, tiny_plan(known).sets).start[0])).tolist() == [17, 18]


def test_absences_from_meetings_that_stay_leave_a_member_fewer() -> None:
    known = programme(leaders(14), most_absences=2)
    plan = twin_plan(known)
    for number, absent in ((1, ("L02", "L03")), (2, ("L03",)), (3, ("L03",)), (6, ("L05",))):
        plan = with_meeting(plan, number, absent=absent)
    own = options(after(known, plan, FIRST + timedelta(weeks=15), notice=1), plan.sets)
    assert own.misses.tolist() == [[2, 1, 0, 2, 2, 2, 2], [2] * 7]


def test_a_smaller_set_has_nobody_absent_beyond_its_members() -> None:
    known = programme(leaders(13, cannot_attend=frozenset({Slot.MON_AM})))
    sets = (seated(known, "S01", known.leaders[:7], Slot.THU_AM), seated(known, "S02", known.leaders[7:], Slot.THU_AM))
    absent = options(known, sets).absent
    assert absent.shape[:2] == (2, 7)
    assert absent[:, :, 0, Slot.MON_AM].tolist() == [[True] * 7, [True] * 6 + [False]]
    assert not absent[:, :, :, Slot.THU_AM].any()


def test_what_there_is_of_rooms_and_of_facilitators() -> None:
    known = programme(leaders(14), [facilitator(1), facilitator(2)], [venue(1, rooms=3), venue(2)])
    own = options(known, twin_plan(known).sets)
    assert own.rooms.tolist() == [3, 1, 2], "nowhere has room for every set"
    assert own.leads[:, 0, 0].tolist() == [1, 1, 2], "nobody leads every set"


def test_venues_are_shut_when_they_are_and_nowhere_is_when_all_are() -> None:
    shut = frozenset({Slot.MON_AM, Slot.TUE_AM}), frozenset({Slot.MON_AM})
    known = programme(venues=[venue(n, cannot_host=slots) for n, slots in enumerate(shut, start=1)])
    own = options(known, tiny_plan(known).sets)
    for at, slots in enumerate((*shut, frozenset({Slot.MON_AM}))):
        assert np.isinf(own.shut[at, 1, list(slots)]).all(), at
        assert np.isfinite(own.shut[at, 1, sorted(set(Slot) - slots)]).all(), at
    assert (VenueOpen.open(known)[:, 1] == np.isfinite(own.shut[:-1, 1])).all()


def test_without_venues_nowhere_is_always_open() -> None:
    known = programme(venues=())
    assert (options(known, tiny_plan(known).sets).shut == 0).all()


def twelve_places(**details: object) -> tuple[Programme, tuple[LearningSet, ...]]:
    """Two sets at home at V11 and V15, of twelve venues on one road, 3 km apart; the eighth is too small."""
    places = [venue(n, place=near(3 * n), capacity=7 if n == 18 else 10) for n in range(11, 23)]
    known = programme(leaders(14), venues=places)
    sets = twin_plan(known).sets
    return known, (sets[0], replace(sets[1], venue_id="V15"))


def test_a_set_looks_at_home_and_at_the_venues_that_cost_least_beside_it() -> None:
    known, sets = twelve_places()
    own = options(known, sets, nearest=2)
    assert own.venue.tolist() == [[0, 1, 2, -1], [4, 0, 1, -1]]


def test_a_venue_too_small_for_the_set_is_none_of_its_venues() -> None:
    known, sets = twelve_places()
    own = options(known, sets, nearest=12)
    assert np.isinf(own.place[:, own.venue[0] == 7]).all()
    small = options(replace(known, leaders=known.leaders), (replace(sets[0], members=sets[0].members[:6]),), nearest=12)
    assert np.isfinite(small.place[0, small.venue[0] == 7]).all()


def test_a_set_may_be_given_as_many_venues_again_and_keeps_those_it_has() -> None:
    known, sets = twelve_places()
    few = options(known, sets)
    assert few.venue.tolist() == [[0, 1, 2, 3, 4, -1], [4, 0, 1, 2, 3, -1]]
    more = further(few, np.array([1]))
    assert more.venue.tolist() == [[0, 1, 2, 3, 4, -1, -1, -1, -1, -1], [4, 0, 1, 2, 3, 5, 6, 8, 9, -1]]
    assert more.place[1, :5].tolist() == few.place[1, :5].tolist()


def test_the_stand_in_costs_as_much_as_the_cheapest_venue_that_is_left_out() -> None:
    known, sets = twelve_places()
    few, all_ = options(known, sets, nearest=2), options(known, sets, nearest=12)
    for row in (0, 1):
        assert few.place[row, -1, 0, 0] == all_.place[row, 3, 0, 0]
        assert np.isinf(all_.place[row, -1]).all()
    assert np.isinf(real(few).place[:, -1]).all()
    assert np.array_equal(real(few).place[:, :-1], few.place[:, :-1])


def test_a_venue_is_a_candidate_once_however_often_it_is_asked_for() -> None:
    known, sets = twelve_places()
    own = with_venues(options(known, sets, nearest=2), {0: [1, 6, 6, 0, NOWHERE]})
    assert own.venue.tolist() == [[0, 1, 2, 3, 4, 6, -1], [4, 0, 1, 2, 3, -1, -1]]


def test_looked_up_anew_options_are_what_they_were_and_their_aim_is_forgotten() -> None:
    known, sets = twelve_places()
    few = with_venues(options(known, sets), {0: [6]})
    changed = replace(few, place=few.place + 5, aim=lambda own: replace(own, place=own.place + 7))
    anew = looked_up_anew(changed)
    for name in TABLES:
        assert np.array_equal(getattr(anew, name), getattr(few, name)), name
    assert anew.aim is None


def test_options_with_an_aim_are_aimed_again_where_venues_are_added() -> None:
    known, sets = twelve_places()
    aimed = replace(options(known, sets), aim=lambda own: replace(own, half_day=own.half_day + 7))
    added = with_venues(aimed, {0: [6]})
    assert np.array_equal(added.half_day, options(known, sets).half_day + 7)


def test_a_venue_where_a_later_meeting_stands_is_a_candidate_however_far_it_is() -> None:
    known, sets = twelve_places()
    plan = with_meeting(replace(twin_plan(known), sets=sets), 5, venue_id="V17")
    own = options(after(known, plan, FIRST), sets, nearest=1)
    assert own.venue.tolist() == [[0, 1, 6, -1], [4, 0, -1, -1]]


def test_the_options_of_some_sets_are_theirs_in_every_table() -> None:
    known, sets = twelve_places()
    both = options(known, sets)
    one = only(both, np.array([1]))
    assert one.sets == (sets[1],)
    for name in TABLES:
        table = getattr(both, name)
        assert np.array_equal(getattr(one, name), table[:, [1]] if name == "gap" else table[[1]]), name


def on_a_road(*kilometres: float) -> Programme:
    """Venues at these distances along one road, and a break of an hour."""
    places = [venue(n, place=near(at)) for n, at in enumerate(kilometres, start=1)]
    return programme([leader(n, max_travel_minutes=900) for n in range(1, 8)], venues=places)


def test_two_meetings_share_a_rush_exactly_where_one_is_too_far_from_the_other() -> None:
    known = on_a_road(0, 20, 45, 70, 71, 120)
    every = np.arange(6)
    table, _ = rushes(known, np.array([every, every[::-1]]), np.array([0, 0]))
    allowed = OnwardJourney.allowed(known)
    assert allowed.any()
    assert not allowed.all()
    for one, other in itertools.product(every, every):
        morning, afternoon = set(table[0, one, 0].tolist()), set(table[1, 5 - other, 1].tolist())
        assert bool((morning & afternoon) - {-1}) == (not allowed[one, other]), (one, other)


def test_each_rush_is_numbered_and_of_one_facilitator() -> None:
    known = on_a_road(0, 60, 120)
    venues, led = np.array([[0, 1, -1], [2, 1, -1], [0, 2, -1], [1, 2, -1]]), np.array([0, 0, 1, 1])
    table, count = rushes(known, venues, led)
    assert {*table.ravel().tolist()} == {-1, *range(count)}
    mine, theirs = ({*table[rows].ravel().tolist()} - {-1} for rows in ([0, 1], [2, 3]))
    assert mine
    assert theirs
    assert not mine & theirs


def test_who_leads_one_set_is_in_no_rush_and_neither_is_nobody() -> None:
    known = on_a_road(0, 60, 120)
    table, count = rushes(known, np.array([[0, 1], [1, 2], [2, 0]]), np.array([0, NOWHERE, NOWHERE]))
    assert (count, table.shape) == (0, (3, 2, 2, 0))


def test_a_place_too_far_from_a_meeting_is_barred_in_the_other_half_of_its_day() -> None:
    known = on_a_road(0, 20, 120)
    for held, barred in (((3, Slot.THU_AM, 0), [[2, 3, Slot.THU_PM]]), ((4, Slot.FRI_PM, 2), [[0, 4, 8], [1, 4, 8]])):
        found = too_far(known, np.array([0, 1, 2, NOWHERE]), [held])
        assert found.shape == (1, 4, len(known.mondays), 10)
        assert np.argwhere(np.isinf(found[0])).tolist() == barred
        assert (found[np.isfinite(found)] == 0).all()


def test_the_way_may_be_longer_in_one_direction() -> None:
    known = replace(on_a_road(0, 20), travel={("V1", "V2"): 90, ("V2", "V1"): 30})
    allowed = OnwardJourney.allowed(known)
    for slot in (Slot.THU_AM, Slot.THU_PM):
        start, end = (0, 1) if slot == Slot.THU_AM else (1, 0)
        found = too_far(known, np.array([1]), [(0, slot, 0)])
        assert np.isinf(found[0, 0, 0, slot ^ 1]) == (not allowed[start, end]), slot
