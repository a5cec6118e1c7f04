"""How large sets are."""

from __future__ import annotations

import pytest

from matcher import match
from programme.watch import Watch
from tests.build import CENTRE, facilitator, leaders, programme, venue


def sizes(people: int, **room: int) -> list[int]:
    together = leaders(people, place=CENTRE)
    facilitators = [facilitator(n) for n in (1, 2, 3)]
    return sorted(len(s.members) for s in match(programme(together, facilitators, [venue(**room)]), Watch()).sets)


@pytest.mark.parametrize(("people", "expected"), [(14, [7, 7]), (21, [7, 7, 7]), (15, [7, 8]), (13, [6, 7])])
def test_at_equal_cost_sets_of_seven_are_preferred(people: int, expected: list[int]) -> None:
    assert sizes(people) == expected


def test_a_small_room_is_used_for_a_set_of_six_only() -> None:
    assert sizes(7, capacity=7) == [6]


def test_as_few_as_possible_wait_where_numbers_do_not_divide() -> None:
    assert sizes(17) == [8, 8]
