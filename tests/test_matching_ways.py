"""Changes that might place somebody who waits beside sets that stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matcher.ways import doors, ways
from programme import edits
from programme.edits import Cell, Row
from programme.records import Facilitator, Leader, Programme
from programme.slots import Slot
from programme.watch import Watch
from tests.build import facilitator, leader, leaders, near, programme, venue
from tests.test_repair import standing


def eight_and(*more: Leader, leads: tuple[Facilitator, ...] = ()) -> Programme:
    """A full set of eight heads that stands, and people who wait."""
    p = programme([*leaders(8), *more], leads or [facilitator(max_sets=3)], [venue(capacity=9)])
    return replace(p, standing=standing(p, [8]))


def changes(p: Programme, who: str) -> list[list[tuple[str, str]]]:
    """Each change, by file or key and column, the smallest first."""
    found = ways(p, who, doors(p, who), Watch())
    sizes = [edits.size(one) for one in found]
    assert sizes == sorted(sizes)
    assert len(found) == len(set(found))
    return [[(x.key, x.column) if isinstance(x, Cell) else (x.file, x.key) for x in one] for one in found]


def test_those_of_the_level_who_wait_form_a_set_with_as_many_more_as_are_missing() -> None:
    p = eight_and(*(leader(n) for n in range(9, 13)), leader(13, level="Deputy head"))
    found = changes(p, "L12")
    assert [("leaders.csv", "NEW1"), ("leaders.csv", "NEW2")] in found
    assert [("leaders.csv", "NEW1")] not in found


def test_where_others_might_take_the_places_more_people_are_named_too() -> None:
    found = changes(eight_and(*(leader(n) for n in range(9, 13))), "L12")
    rows = [len(one) for one in found if all(file == "leaders.csv" for file, _ in one)]
    assert {2, 3, 4, 5, 6, 7, 8} <= set(rows)


def test_in_place_of_a_facilitator_more_somebody_who_takes_the_level_might_lead_one_set_more() -> None:
    leads = (facilitator(1, max_sets=1), facilitator(2, levels=frozenset({"Deputy head"})))
    p = eight_and(*(leader(n) for n in range(9, 15)), leads=leads)
    found = changes(p, "L14")
    assert [("facilitators.csv", "NEW1")] in found
    assert [("F1", "max_sets")] in found
    more = [edit.after for one in ways(p, "L14", (), Watch()) for edit in one if isinstance(edit, Cell)]
    assert set(more) == {2}, "one more than the one that they lead"
    assert not any(("F2", "max_sets") in one for one in found)


def test_the_nearest_who_take_the_level_are_named_to_lead_one_set_more() -> None:
    leads = tuple(
        facilitator(n, max_sets=1 if n == 1 else 0, place=near(km)) for n, km in ((1, 9), (2, 5), (3, 20), (4, 1))
    )
    p = eight_and(*(leader(n, place=near(0)) for n in range(9, 15)), leads=leads)
    named = {key for one in changes(p, "L14") for key, column in one if column == "max_sets"}
    assert named == {"F2", "F4"}


@pytest.mark.parametrize(("blocked", "size"), [((), 3.0), ((Slot.THU_AM,), 5.0)])
def test_a_door_is_opened_by_all_that_is_against_it(blocked: tuple[Slot, ...], size: float) -> None:
    p = eight_and(leader(9, cannot_attend=frozenset(blocked)))
    p = replace(p, settings=replace(p.settings, set_size_max=9))
    (door,) = doors(p, "L09")
    assert door.edits is not None
    assert (door.learning_set.set_id, edits.size(door.edits)) == ("S01", size)
    assert len(door.against) == 1 + len(blocked)


def test_doors_that_no_change_opens_come_last() -> None:
    p = programme(leaders(15), [facilitator(max_sets=3)])
    p = replace(p, standing=standing(p, [7, 7]), declined=frozenset({("L15", "S01")}))
    found = doors(p, "L15")
    assert [door.learning_set.set_id for door in found] == ["S02", "S01"]
    assert [door.edits is None for door in found] == [False, True]
    assert [isinstance(edit, Row) for edit in found[0].edits or ()] == []
