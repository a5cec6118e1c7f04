"""What keeps somebody out of a set that stands, what would help, and how the sets that stand are seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from matcher.openings import Obstacle, obstacles, remedy_of, waiting_of
from matcher.running import Running
from matcher.view import View
from programme.edits import Cell
from programme.plans import LearningSet, Standing
from programme.records import Programme
from programme.slots import Period, Slot
from tests.build import facilitator, leader, leaders, near, programme, venue
from tests.test_repair import BEFORE, many, standing


def running(p: Programme, before: Standing, barred: Iterable[tuple[str, str]] = (), **how: Any) -> Running:
    now = replace(p, standing=before, from_day=before.horizon)
    return Running(View(now), before, barred=frozenset(barred), **how)


def eight(today: date = BEFORE, **eighth: Any) -> tuple[Programme, Standing]:
    """Seven heads in S01, on Thursday mornings with F1 at V1, and one who waits."""
    p = programme([*leaders(7), leader(8, **eighth)], [facilitator(max_sets=3)])
    return p, standing(p, [7], today)


def against(p: Programme, before: Standing, barred: Iterable[tuple[str, str]] = ()) -> list[Obstacle]:
    known = running(p, before, barred)
    return list(obstacles(known, before.plan.sets[0], p.leaders[7]))


def told(p: Programme, before: Standing, barred: Iterable[tuple[str, str]] = ()) -> list[tuple[str, str]]:
    return [(one.what, one.help) for one in against(p, before, barred)]


def cells(found: list[Obstacle]) -> list[tuple[str, str, Any]]:
    """Row, column and new value of every change of the only obstacle."""
    (one,) = found
    assert one.edits is not None
    return [(edit.key, edit.column, edit.after) for edit in one.edits if isinstance(edit, Cell)]


def test_nothing_keeps_out_somebody_whom_the_set_suits() -> None:
    assert told(*eight()) == []


def test_a_pin_to_another_set_keeps_out() -> None:
    found = against(*eight(pinned="S02"))
    assert [(x.what, x.help) for x in found] == [("is not S02, the set they are pinned to", "their pin taken away")]
    assert cells(found) == [("L08", "pinned", "")]
    assert against(*eight(pinned="S01")) == []


def test_a_set_that_they_declined_keeps_out() -> None:
    p, before = eight()
    no = replace(p, declined=frozenset({("L08", "S01"), ("L01", "S02")}))
    assert told(no, before) == [("is the set that they declined", "another answer from them")]
    assert against(no, before)[0].edits is None


def test_a_set_that_has_no_calendar_with_them_keeps_out() -> None:
    assert told(*eight(), barred=[("L08", "S01")]) == [
        ("has no calendar with them (cannot_attend, away)", "more days on which they are free")
    ]
    assert told(*eight(), barred=[("L07", "S01"), ("L08", "S02")]) == []


def test_a_set_that_has_met_too_often_keeps_newcomers_out() -> None:
    p, before = eight(date(2027, 12, 1))
    found = against(p, before)
    assert [(x.what, x.help) for x in found] == [("has met 2 times or more", "a later join_until_meeting")]
    assert cells(found) == [("", "join_until_meeting", 3)], "two meetings are held"
    assert told(p, replace(before, returning=frozenset({"L08"}))) == [], "whoever comes back is no newcomer"


def test_at_the_end_of_the_year_no_setting_lets_newcomers_in() -> None:
    assert against(*eight(date(2028, 7, 1)))[0].edits is None


@pytest.mark.parametrize(
    ("seats", "largest", "changes"),
    [
        (10, 7, [("", "set_size_max", 8)]),
        (8, 8, [("V1", "capacity", 9)]),
        (8, 7, [("", "set_size_max", 8), ("V1", "capacity", 9)]),
        (9, 8, []),
    ],
)
def test_a_full_set_is_made_larger_where_room_or_setting_keep_it_small(
    seats: int, largest: int, changes: list[tuple[str, str, int]]
) -> None:
    p, before = eight()
    small = replace(p, settings=replace(p.settings, set_size_max=largest), venues=(venue(capacity=seats),))
    found = against(small, before)
    assert [(x.what, x.help) for x in found] == [("has 7 members", "a place that comes free")] * bool(changes)
    assert (cells(found) if found else []) == changes


def test_without_venues_only_the_setting_keeps_a_set_small() -> None:
    p = programme(leaders(8), [facilitator()], [], set_size_max=7)
    before = standing(p, [7])
    assert cells(against(p, before)) == [("", "set_size_max", 8)]


def test_the_half_day_of_the_set_keeps_out_who_cannot_come_then() -> None:
    found = against(*eight(cannot_attend=frozenset({Slot.THU_AM, Slot.MON_AM})))
    assert [(x.what, x.help) for x in found] == [("meets on Thu am", "a free Thu am")]
    assert cells(found) == [("L08", "cannot_attend", frozenset({Slot.MON_AM}))]


def test_a_home_too_far_away_keeps_out() -> None:
    found = against(*eight(place=near(30), max_travel_minutes=20))
    assert [(x.what, x.help) for x in found] == [("is 56 minutes away", "a travel limit of 56 minutes")]
    assert cells(found) == [("L08", "max_travel_minutes", 56)]
    assert against(*eight(place=near(30), max_travel_minutes=56)) == []


def test_a_home_with_steps_keeps_out_who_cannot_climb_them() -> None:
    found = against(*eight(needs_step_free=True))
    assert [(x.what, x.help) for x in found] == [("meets in a venue that is not step-free", "a step-free venue for it")]
    assert cells(found) == [("V1", "step_free", True)]


def test_members_from_whom_a_rule_keeps_them_keep_out() -> None:
    p, before = eight(not_with=frozenset({"L03"}), trust="Star")
    star = replace(p, leaders=(replace(p.leaders[0], trust="Star"), *p.leaders[1:]))
    assert told(star, before) == [
        ("has Leader 1 (trust)", "Leader 1 elsewhere"),
        ("has Leader 3 (not with)", "Leader 3 elsewhere"),
    ]
    one, other = against(star, before)
    assert one.edits is None
    assert cells([other]) == [("L08", "not_with", frozenset()), ("L03", "not_with", frozenset())]


def test_a_facilitator_who_may_not_serve_them_keeps_out() -> None:
    p, before = eight(trust="Moon")
    kept = replace(
        p, facilitators=(replace(p.facilitators[0], not_with_trusts=frozenset({"Moon Trust MAT", "Moon", "Sun"})),)
    )
    (found,) = against(kept, before)
    assert found.what.startswith("is led by Facilitator 1, who ")
    assert found.help == "another facilitator"
    assert cells([found])[0][:2] == ("F1", "not_with_trusts")
    assert "Moon" not in cells([found])[0][2]
    assert "Sun" in cells([found])[0][2]


def test_a_set_without_a_venue_that_is_left_or_a_facilitator_keeps_nobody_out_for_those() -> None:
    p, before = eight(place=near(90), max_travel_minutes=10)
    (only,) = before.plan.sets
    elsewhere = replace(before, plan=replace(before.plan, sets=(replace(only, venue_id="V9", facilitator_id="F9"),)))
    assert told(p, elsewhere) == []


def waiting(p: Programme, before: Standing, sets: Iterable[LearningSet] | None = None) -> tuple[str, str]:
    found = waiting_of(running(p, before), list(before.plan.sets if sets is None else sets), p.leaders[-1])
    assert (found.leader_id, found.level) == (p.leaders[-1].leader_id, p.leaders[-1].level)
    return found.reason, found.remedy


def test_the_set_that_is_easiest_to_open_is_told_with_all_that_is_against_it() -> None:
    p = many(15)
    busy = replace(p, leaders=(*p.leaders[:14], replace(p.leaders[14], cannot_attend=frozenset({Slot.THU_AM}),
                                                        not_with=frozenset({"L01", "L02", "L09"}))))  # fmt: skip
    reason, remedy = waiting(busy, standing(busy, [7, 7]))
    assert reason == "no set can take them: S02 has Leader 9 (not with)"
    assert remedy == "S02 could take them with Leader 9 elsewhere"
    reason, remedy = waiting(busy, standing(busy, [7]))
    assert reason == "no set can take them: S01 meets on Thu am, has Leader 1 (not with) and has Leader 2 (not with)"
    assert remedy == "S01 could take them with a free Thu am, Leader 1 elsewhere and Leader 2 elsewhere"


def test_of_sets_that_are_as_easy_to_open_the_nearest_is_told_and_else_the_first() -> None:
    p = programme(leaders(17), [facilitator(max_sets=3)], [venue(1), venue(2, place=near(9)), venue(3)])
    before = standing(p, [8, 8])
    for homes, expected in ((("V1", "V3"), "S01"), (("V2", "V3"), "S02"), (("V1", "V2"), "S01")):
        sets = [replace(s, venue_id=home) for s, home in zip(before.plan.sets, homes, strict=True)]
        assert waiting(p, before, sets)[0] == f"no set can take them: {expected} has 8 members"


def test_sets_of_other_levels_are_not_told() -> None:
    p = programme([*leaders(7), *(leader(n, level="Deputy head") for n in range(8, 10))])
    assert waiting(p, standing(p, [7])) == (
        "only 2 deputy heads: a set needs 6",
        "more deputy heads near them, or a fresh start (--fresh)",
    )


def test_where_no_set_stands_it_is_told_that_none_could_be_formed() -> None:
    p = many(6)
    assert waiting(p, standing(p, []))[0] == "no new set could be formed: a set needs 6"
    few = many(1)
    assert waiting(few, standing(few, []))[0] == "only 1 headteacher: a set needs 6"


def led_by(level: str, most: int) -> tuple[Programme, Standing]:
    """Seven heads whose S01 was led by somebody who takes this level and leads so many sets now."""
    p = many(7)
    return replace(p, facilitators=(facilitator(2, levels=frozenset({level}), max_sets=most),)), standing(p, [7])


def test_a_set_that_could_go_on_but_for_a_facilitator_is_told_as_such() -> None:
    p, before = led_by("Deputy head", 3)
    assert waiting(p, before, []) == (
        "S01 has nobody to lead it: no facilitator takes headteachers",
        "S01 could go on with one more facilitator for headteachers",
    )
    p, before = led_by("Headteacher", 1)
    other = replace(before.plan.sets[0], set_id="S02", facilitator_id="F2")
    assert waiting(p, before, [other])[0] == (
        "S01 has nobody to lead it: all facilitators who take headteachers (1) lead as many sets as they can"
    )


def test_a_set_is_not_said_to_lack_a_facilitator_where_it_goes_on_or_somebody_could_lead_it() -> None:
    p, before = led_by("Headteacher", 2)
    other = replace(before.plan.sets[0], set_id="S02", facilitator_id="F2")
    assert "nobody to lead" not in waiting(p, before, [other])[0]
    p, before = led_by("Deputy head", 1)
    assert "nobody to lead" not in waiting(p, before, before.plan.sets)[0]


def test_a_set_that_too_few_are_left_of_is_not_said_to_lack_a_facilitator() -> None:
    p, before = led_by("Deputy head", 1)
    few = replace(p, leaders=p.leaders[:4])
    assert waiting(few, before, []) == (
        "only 4 headteachers: a set needs 6",
        "more headteachers near them, or a fresh start (--fresh)",
    )


def test_without_facilitators_no_set_is_said_to_lack_one() -> None:
    p, before = led_by("Deputy head", 1)
    assert waiting(replace(p, facilitators=()), before, [])[0] == "no new set could be formed: a set needs 6"


def test_who_would_bring_a_small_set_back_to_size_is_told() -> None:
    p = many(12)
    known = running(p, standing(p, [4, 7]))
    small = replace(known.sets[0], members=known.sets[0].members[:4])
    assert remedy_of(known, small) == "2 more headteachers who can reach Venue 1 on Thu am"
    assert remedy_of(known, replace(small, venue_id="")) == "2 more headteachers with Thu am free"
    late = running(p, standing(p, [4, 7], date(2027, 12, 1)))
    assert remedy_of(late, small) == (
        "2 more headteachers who can reach Venue 1 on Thu am, from another set: it has met too often for newcomers "
        "(join_until_meeting)"
    )


def test_a_set_is_settled_while_home_and_half_day_suit_all_who_stay() -> None:
    p = programme(leaders(14), [facilitator(max_sets=3)], [venue(1), venue(2)])
    before = standing(p, [7, 7])
    assert running(p, before).settled.tolist() == [True, True]
    for number, details in (
        (1, {"cannot_attend": frozenset({Slot.THU_AM})}),
        (2, {"max_travel_minutes": 1, "place": near(9)}),
    ):
        people = [replace(x, **details) if x.leader_id == f"L{number:02d}" else x for x in p.leaders]
        assert running(replace(p, leaders=tuple(people)), before).settled.tolist() == [False, True]
    for home in (venue(1, cannot_host=frozenset({Slot.THU_PM})),):
        assert running(replace(p, venues=(home, venue(2))), before).settled.tolist() == [True, False]
    assert running(replace(p, venues=(venue(1, capacity=8), venue(2))), before).settled.tolist() == [True, True]
    assert running(replace(p, venues=(venue(1, capacity=7), venue(2))), before).settled.tolist() == [False, False]
    assert running(replace(p, venues=(venue(2),)), before).settled.tolist() == [False, False]


def test_a_set_is_led_on_while_its_facilitator_may_serve_all_is_free_and_has_not_too_many() -> None:
    p = programme(leaders(14), [facilitator(1, max_sets=3), facilitator(2)])
    before = standing(p, [7, 7])
    first, second = p.facilitators
    for lead, led in (
        (first, [True, True]),
        (replace(first, cannot_attend=frozenset({Slot.THU_AM})), [False, True]),
        (replace(first, levels=frozenset({"Deputy head"})), [False, False]),
        (replace(first, max_sets=1), [False, False]),
        (replace(first, max_sets=2), [True, True]),
    ):
        known = running(replace(p, facilitators=(lead, second)), before)
        assert known.led.tolist() == led
        assert known.load.tolist() == [lead.max_sets - sum(led), 3]
    assert running(replace(p, facilitators=(second,)), before).led.tolist() == [False, False]
    star = replace(p, leaders=(replace(p.leaders[0], trust="Star"), *p.leaders[1:]),
                   facilitators=(replace(first, not_with_trusts=frozenset({"Star"})), second))  # fmt: skip
    assert running(star, before).led.tolist() == [False, True]


def test_a_set_is_in_trouble_where_members_are_missing_too_many_or_to_be_kept_apart() -> None:
    p = many(22)
    before = standing(p, [8, 7, 6])
    assert running(p, before).troubled.tolist() == [False, False, False]
    gone = replace(p, leaders=p.leaders[:20])
    known = running(gone, before)
    assert (known.troubled.tolist(), known.needs.tolist()) == ([False, False, True], [0, 0, 1])
    assert known.quorate.tolist() == [True, True, True]
    assert running(replace(p, leaders=p.leaders[:19]), before).quorate.tolist() == [True, True, False]
    smaller = replace(p, settings=replace(p.settings, set_size_max=7))
    assert running(smaller, before).troubled.tolist() == [True, False, False]
    foes = [replace(x, not_with=frozenset({"L10"}) if at == 8 else frozenset()) for at, x in enumerate(p.leaders)]
    assert running(replace(p, leaders=tuple(foes)), before).troubled.tolist() == [False, True, False]


def test_meetings_that_would_change_are_those_still_open() -> None:
    p = programme(leaders(14), [facilitator(1, max_sets=3), facilitator(2)], [venue(1), venue(2)])
    before = standing(p, [7, 7], date(2027, 12, 1))
    known, rows = running(p, before), np.array([0, 1])
    left = [sum(m.date >= before.horizon for m in before.plan.meetings_of[s.set_id]) for s in known.sets]
    assert known.elsewhere(rows, np.array([1, 0])).tolist() == [left[0], 0]
    assert known.on_other_days(rows, np.array([0, int(Slot.THU_PM)])).tolist() == [left[0], 0]
    assert known.led_otherwise[:, 1].tolist() == left
    assert known.led_otherwise[:, 0].tolist() == [0, 0], "of sets that meet at different times"


def test_whoever_leads_another_set_at_the_time_of_a_meeting_that_is_too_near_is_engaged() -> None:
    p = programme(leaders(14), [facilitator(1), facilitator(2), facilitator(3)])
    before = standing(p, [7, 7], date(2027, 9, 1))
    sets = [replace(s, slot=Slot.THU_AM, facilitator_id=f) for s, f in zip(before.plan.sets, ("F1", "F2"), strict=True)]
    meetings = [
        replace(m, slot=Slot.THU_AM, facilitator_id="F1" if m.set_id == "S01" else "F2") for m in before.plan.meetings
    ]
    together = replace(before, plan=replace(before.plan, sets=tuple(sets), meetings=tuple(meetings)))
    assert running(p, together).engaged.tolist() == [[False, True, False], [True, False, False]]
    assert running(p, together).led_otherwise.tolist() == [[0, 11, 5], [11, 0, 5]]
    long_before = replace(together, today=BEFORE, horizon=BEFORE)
    assert not running(p, long_before).engaged.any()
    assert running(p, long_before).led_otherwise.tolist() == [[0, 12, 6], [12, 0, 6]]


def test_a_facilitator_who_is_away_on_a_day_of_a_meeting_would_change_one_more() -> None:
    p = programme(leaders(7), [facilitator(1), facilitator(2)])
    before = standing(p, [7])
    day = before.plan.meetings[2].date
    away = replace(p, facilitators=(p.facilitators[0], facilitator(2, away=(Period(day, day),))))
    assert running(away, before).led_otherwise.tolist() == [[0, 7]]


def test_nobody_is_welcome_in_a_set_that_is_not_theirs_to_join() -> None:
    p = many(15)
    people = [replace(x, pinned={7: "S02", 8: "S02", 9: "S01"}.get(at, "")) for at, x in enumerate(p.leaders)]
    known = running(replace(p, leaders=tuple(people), declined=frozenset({("L01", "S02"), ("L99", "S01")})),
                    standing(p, [7, 7]), [("L02", "S01")])  # fmt: skip
    welcome = known.welcome.tolist()
    assert welcome[0] == [True, False]
    assert welcome[1] == [False, True]
    assert welcome[2] == [True, True]
    assert [welcome[at] for at in (7, 8, 9)] == [[False, True], [False, True], [True, False]]
    assert welcome[14] == [True, True]
    assert known.stays.tolist() == [at not in (1, 9, 14) for at in range(15)]
    assert known.had.tolist() == [0] * 7 + [1] * 7 + [-1]


def test_sets_that_are_given_up_or_have_no_level_any_more_do_not_run() -> None:
    p = programme([*leaders(7), *(leader(n, level="Deputy head") for n in range(8, 15))])
    before = standing(p, [7, 7])
    assert [s.set_id for s in running(p, before, given_up=frozenset({"S01"})).sets] == ["S02"]
    known = running(replace(p, leaders=p.leaders[:7]), before)
    assert [s.set_id for s in known.sets] == ["S01"]
    assert known.placed.all()
