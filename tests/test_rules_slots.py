"""The usual weekly half-day of a set is one that everybody concerned can do."""

from __future__ import annotations

import numpy as np
import pytest

from programme.rules.slots import FacilitatorSlot, MemberSlot, VenueSlot
from programme.slots import Slot
from tests.build import facilitator, leader, leaders, programme, venue
from tests.tiny import tiny_plan, told, with_meeting

BUSY = frozenset({Slot.THU_AM, Slot.MON_PM})


def test_a_slot_that_everyone_can_do_is_no_breach() -> None:
    p = programme(leaders(7, cannot_attend=frozenset({Slot.THU_PM})))
    assert told(MemberSlot(), p, tiny_plan(p)) == []


def test_each_member_who_cannot_do_the_slot_is_told() -> None:
    p = programme([leader(1), leader(2, cannot_attend=BUSY), *leaders(7)[2:6], leader(7, cannot_attend=BUSY)])
    assert told(MemberSlot(), p, tiny_plan(p)) == [
        "S01: Leader 2 cannot attend on Thu am",
        "S01: Leader 7 cannot attend on Thu am",
    ]


def test_a_facilitator_who_cannot_do_the_slot_is_told() -> None:
    p = programme(facilitators=[facilitator(cannot_attend=BUSY)])
    assert told(FacilitatorSlot(), p, tiny_plan(p)) == ["S01: Facilitator 1 cannot facilitate on Thu am"]


def test_a_venue_that_cannot_host_the_slot_is_told() -> None:
    p = programme(venues=[venue(cannot_host=BUSY)])
    assert told(VenueSlot(), p, tiny_plan(p)) == ["S01: Venue 1 cannot host on Thu am"]


def test_a_single_meeting_in_another_slot_does_not_concern_these_rules() -> None:
    p = programme(leaders(7, cannot_attend=frozenset({Slot.MON_PM})))
    plan = with_meeting(tiny_plan(p), 2, slot=Slot.MON_PM)
    assert told(MemberSlot(), p, plan) == []


@pytest.mark.parametrize("rule", [FacilitatorSlot(), VenueSlot()])
def test_without_facilitators_and_venues_any_slot_will_do(rule: VenueSlot) -> None:
    p = programme(facilitators=(), venues=())
    assert told(rule, p, tiny_plan(p)) == []


@pytest.mark.parametrize("slot", Slot)
def test_the_tables_agree_with_the_breaches(slot: Slot) -> None:
    p = programme(
        [leader(1, cannot_attend=BUSY), *leaders(7)[1:]],
        facilitators=[facilitator(cannot_attend=frozenset({Slot.FRI_PM}))],
        venues=[venue(cannot_host=frozenset({Slot.WED_AM}))],
    )
    plan = tiny_plan(p, slot=slot)
    for rule in (MemberSlot(), FacilitatorSlot(), VenueSlot()):
        assert len(told(rule, p, plan)) == np.count_nonzero(~rule.free(p)[:, slot])


def test_tables_have_a_row_for_everyone_and_a_column_for_each_slot() -> None:
    p = programme(facilitators=())
    assert [rule.free(p).shape for rule in (MemberSlot(), FacilitatorSlot(), VenueSlot())] == [
        (7, 10),
        (0, 10),
        (1, 10),
    ]
