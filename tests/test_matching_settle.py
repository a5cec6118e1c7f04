"""The last choices: the cheapest facilitators over all sets, then half-days that suit the year."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from matcher import settle as settling
from matcher.exact import Draft
from matcher.settle import settle
from matcher.view import View
from programme.records import Closure, Programme
from programme.slots import Period, Slot
from tests.build import CENTRE, facilitator, leader, leaders, near, programme, venue
from tests.drafts import broken, cost, drawn
from tests.test_matching_bound import blocked

ONLY_THURSDAYS = frozenset(Slot) - {Slot.THU_AM, Slot.THU_PM}


def a_district(seed: int) -> Programme:
    """Twelve people and three facilitators of whom each may lead one or two sets, not at all times and not of all."""
    rng = random.Random(seed)
    people = [
        leader(
            n, level=("Deputy head", "Headteacher")[n % 2], trust=rng.choice(["", "Moon"]), cannot_attend=blocked(rng)
        )
        for n in range(1, 13)
    ]
    leads = [
        facilitator(
            n,
            max_sets=rng.randint(1, 2),
            levels=frozenset(rng.choice([(), (), ("Headteacher",)])),
            place=near(rng.uniform(0, 40), rng.uniform(0, 40)),
            not_with_trusts=frozenset(rng.choice([(), ("Moon",)])),
            cannot_attend=blocked(rng),
        )
        for n in (1, 2, 3, 4)
    ]
    venues = [venue(n, place=near(rng.uniform(0, 20)), rooms=2) for n in (1, 2)]
    return programme(people, leads, venues, set_size_min=2, set_size_max=3, quorum=2, same_trust=0)


def cheapest(p: Programme, drafts: list[Draft]) -> float:
    """The least that the same sets cost with any facilitators and half-days that keep every rule."""
    able = [
        [
            led
            for lead in range(len(p.facilitators))
            for slot in Slot
            if not broken(p, [led := replace(draft, facilitator=lead, slot=int(slot))])
        ]
        for draft in drafts
    ]
    once = [list({led.facilitator: led for led in options}.values()) for options in able]
    return min(cost(p, choice) for choice in itertools.product(*once) if not broken(p, choice))


@pytest.mark.parametrize("seed", range(8))
def test_no_other_facilitators_of_the_same_sets_cost_less(seed: int) -> None:
    p = a_district(seed)
    drafts = drawn(p, 2, seed)[:3]
    settled = settle(View(p), drafts, 60)
    assert broken(p, settled) == []
    assert [(d.members, d.venue) for d in settled] == [(d.members, d.venue) for d in drafts]
    assert cost(p, settled) == pytest.approx(cheapest(p, drafts)) if drafts else not settled


def test_only_the_nearest_facilitators_are_looked_at_and_the_own_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "FACILITATORS_A_SET", 1)
    leads = [facilitator(1, place=near(1), levels=frozenset({"Deputy head"})), facilitator(2, place=near(5)),
             facilitator(3, place=near(9))]  # fmt: skip
    (settled,) = settle(View(programme(leaders(7), leads)), [Draft(0, tuple(range(7)), 0, 2, 6)], 60)
    assert settled.facilitator == 1


def test_the_second_nearest_is_not_looked_at_where_only_the_nearest_are(monkeypatch: pytest.MonkeyPatch) -> None:
    leads = [facilitator(n, place=near(km), max_sets=1) for n, km in ((1, 1), (2, 5), (3, 9), (4, 9))]
    view = View(programme(leaders(14), leads))
    sets = [Draft(0, tuple(range(7 * k, 7 * k + 7)), 0, 2 + k, int(Slot.THU_AM)) for k in (0, 1)]
    assert sorted(draft.facilitator for draft in settle(view, sets, 60)) == [0, 1]
    monkeypatch.setattr(settling, "FACILITATORS_A_SET", 1)
    assert sorted(draft.facilitator for draft in settle(view, sets, 60)) in ([0, 2], [0, 3])


def test_without_time_sets_stay_as_they_are() -> None:
    view = View(programme(leaders(7), [facilitator(1, place=near(9)), facilitator(2)]))
    before = Draft(0, tuple(range(7)), 0, 0, 6)
    assert settle(view, [before], 0)[0].members == before.members


def test_no_sets_stay_no_sets() -> None:
    assert settle(View(programme(leaders(7))), [], 60) == []


def slot_of(p: Programme, facilitator: int = 0, slot: Slot = Slot.THU_PM) -> Slot:
    """The half-day on which the first seven meet, once it is settled."""
    here = 0 if p.venues else -1
    return Slot(settle(View(p), [Draft(0, tuple(range(7)), here, facilitator, int(slot))], 60)[0].slot)


def absences(*numbers: int, slot: Slot = Slot.THU_AM) -> tuple[Period, ...]:
    """Days of that half-day's weekday, so many weeks after the first."""
    first = date(2027, 9, 6 + slot.weekday)
    return tuple(Period(day, day) for n in numbers if (day := date.fromordinal(first.toordinal() + 7 * n)))


def test_a_set_meets_when_members_are_not_away() -> None:
    people = [leader(n, cannot_attend=frozenset(Slot) - {Slot.THU_AM, Slot.FRI_AM}) for n in range(1, 8)]
    for away, other in ((Slot.THU_AM, Slot.FRI_AM), (Slot.FRI_AM, Slot.THU_AM)):
        absent = replace(people[3], away=absences(1, 2, 3, slot=away))
        p = programme([*people[:3], absent, *people[4:]])
        assert slot_of(p) == other


@pytest.mark.parametrize("who", ["venue", "facilitator", "area"])
def test_a_set_meets_when_more_weeks_are_open(who: str) -> None:
    people = [leader(n, cannot_attend=frozenset(Slot) - {Slot.THU_AM, Slot.FRI_AM}, area="Leeds") for n in range(1, 8)]
    for shut, other in ((Slot.THU_AM, Slot.FRI_AM), (Slot.FRI_AM, Slot.THU_AM)):
        days = absences(1, 2, 3, slot=shut)
        lead = facilitator(away=days if who == "facilitator" else ())
        home = venue(closed=days if who == "venue" else ())
        closures = [Closure(days=day, reason="Exams", area="Leeds") for day in days if who == "area"]
        assert slot_of(programme(people, [lead], [home], closures)) == other


@pytest.mark.parametrize(("shut", "expected"), [(5, Slot.FRI_AM), (6, Slot.THU_AM)])
def test_absences_and_weeks_without_a_meeting_are_weighed_against_each_other(shut: int, expected: Slot) -> None:
    """Of 45 Thursdays one is away on four, at 180 minutes: 16 a meeting. Of 45 Fridays, one of them Good Friday, six
    without a meeting cost 15 for each of seven members, 14 a meeting; seven cost more than 16."""
    people = [leader(n, cannot_attend=frozenset(Slot) - {Slot.THU_AM, Slot.FRI_AM}) for n in range(1, 8)]
    away = replace(people[0], away=absences(5, 6, 7, 8, slot=Slot.THU_AM))
    home = venue(closed=absences(*range(10, 10 + shut), slot=Slot.FRI_AM))
    assert slot_of(programme([away, *people[1:]], None, [home])) == expected


def test_weeks_that_are_shut_hold_no_absences() -> None:
    people = [leader(n, cannot_attend=frozenset(Slot) - {Slot.THU_AM, Slot.FRI_AM}) for n in range(1, 8)]
    both = absences(1, 2, 3, slot=Slot.THU_AM)
    away = replace(people[0], away=(*both, *absences(4, slot=Slot.FRI_AM)))
    homes = [venue(closed=(*both, *absences(1, 2, 3, slot=Slot.FRI_AM)))]
    assert slot_of(programme([away, *people[1:]], None, homes)) == Slot.THU_AM


def slots(p: Programme, *led_at: tuple[int, int]) -> Counter[Slot]:
    """How many sets of seven, each with this facilitator at this venue, meet when; all met on Thursday mornings."""
    drafts = [Draft(0, tuple(range(7 * k, 7 * k + 7)), v, f, int(Slot.THU_AM)) for k, (f, v) in enumerate(led_at)]
    settled = settle(View(p), drafts, 60)
    assert [(d.venue, d.facilitator) for d in settled] == [(v, f) for f, v in led_at]
    return Counter(Slot(draft.slot) for draft in settled)


def crowd(sets: int, facilitators: int, rooms: tuple[int, ...]) -> Programme:
    """Everybody can come on Thursdays only; a facilitator near each venue, or one who leads everything."""
    people = leaders(7 * sets, cannot_attend=ONLY_THURSDAYS, place=CENTRE)
    venues = [venue(n, rooms=number) for n, number in enumerate(rooms, start=1)]
    leads = [facilitator(n, max_sets=sets) for n in range(1, facilitators + 1)]
    return programme(people, leads, venues, weeks_between_min=2)


def test_a_room_has_no_more_sets_on_a_half_day_than_meet_in_turn() -> None:
    p = crowd(4, 4, (1,))
    assert slots(p, (0, 0), (1, 0), (2, 0), (3, 0)) == {Slot.THU_AM: 2, Slot.THU_PM: 2}


def test_a_facilitator_has_no_more_sets_on_a_half_day_than_meet_in_turn() -> None:
    p = crowd(4, 1, (4,))
    assert slots(p, (0, 0), (0, 0), (0, 0), (0, 0)) == {Slot.THU_AM: 2, Slot.THU_PM: 2}


def test_sets_of_two_venues_with_two_facilitators_may_meet_at_one_time() -> None:
    p = crowd(4, 2, (1, 1))
    busy = replace(p, leaders=tuple(replace(x, away=absences(3, slot=Slot.THU_PM)) for x in p.leaders))
    at_will = slots(replace(busy, facilitators=p.facilitators), (0, 0), (0, 0), (1, 1), (1, 1))
    assert at_will == {Slot.THU_AM: 4}


def test_half_days_of_one_venue_are_not_those_of_another() -> None:
    """Sets that meet on Fridays at one venue and on Tuesdays at the other, each sooner in the morning."""
    fridays, tuesdays = ({am, Slot(am + 1)} for am in (Slot.FRI_AM, Slot.TUE_AM))
    away = tuple(day for slot in (Slot.TUE_PM, Slot.FRI_PM) for day in absences(3, slot=slot))
    busy = [frozenset(Slot) - (fridays if n < 15 else tuesdays) for n in range(1, 29)]
    people = [leader(n, cannot_attend=blocked, place=CENTRE, away=away) for n, blocked in enumerate(busy, start=1)]
    p = replace(crowd(4, 4, (1, 1)), leaders=tuple(people))
    slots = [Slot.FRI_PM, Slot.FRI_PM, Slot.TUE_PM, Slot.TUE_PM]
    drafts = [Draft(0, tuple(range(7 * k, 7 * k + 7)), k // 2, k, int(slot)) for k, slot in enumerate(slots)]
    settled = settle(View(p), drafts, 60)
    assert [draft.slot for draft in settled] == [Slot.FRI_AM, Slot.FRI_AM, Slot.TUE_AM, Slot.TUE_AM]


def test_where_no_half_day_is_left_sets_crowd_rather_than_fail() -> None:
    p = crowd(5, 1, (1,))
    found = slots(p, *[(0, 0)] * 5)
    assert sorted(found.values()) == [2, 3]


def test_without_venues_and_facilitators_a_set_meets_when_members_are_not_away() -> None:
    people = [leader(n, cannot_attend=frozenset(Slot) - {Slot.THU_AM, Slot.FRI_AM}) for n in range(1, 8)]
    absent = replace(people[3], away=absences(1, 2, 3, slot=Slot.THU_AM))
    p = programme([*people[:3], absent, *people[4:]], [], [])
    assert slot_of(p, facilitator=-1, slot=Slot.THU_AM) == Slot.FRI_AM
