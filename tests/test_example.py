"""The example is sound, and holds the cases that make forming sets awkward."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from programme.reading import read_programme
from programme.reading.columns import PREVIOUS_SETS, SHEETS
from programme.records import Programme
from programme.rules.company import SameTrust
from programme.rules.places import Seats, TravelLimit

EXAMPLE = Path(__file__).parent.parent / "data" / "example"
WITHOUT_EFFECT = {"postcode", "start_in_post"}


@pytest.fixture(scope="module")
def example() -> Programme:
    return read_programme(EXAMPLE)


def filled_columns() -> set[str]:
    """The columns that some row of some sheet of the example fills."""
    rows = (row for path in EXAMPLE.glob("*.csv") for row in csv.DictReader(path.open(encoding="utf-8", newline="")))
    return {name for row in rows for name, cell in row.items() if cell}


def test_it_is_read_with_a_warning_on_the_smallest_room_only(example: Programme) -> None:
    assert [(problem.sheet, problem.column, problem.value) for problem in example.warnings] == [
        ("venues.csv", "capacity", "5")
    ]


def test_every_column_that_has_an_effect_is_filled_somewhere() -> None:
    kept = [sheet for sheet in SHEETS if sheet is not PREVIOUS_SETS]
    honoured = {column.name for sheet in kept for column in sheet.columns}
    assert honoured - filled_columns() - WITHOUT_EFFECT == set()


def test_sixty_leaders_are_of_four_levels(example: Programme) -> None:
    assert Counter(leader.level for leader in example.leaders) == {
        "Headteacher": 27,
        "Deputy head": 16,
        "Assistant head": 9,
        "Executive head": 8,
    }


def test_a_trust_has_more_heads_than_there_can_be_sets_of_heads(example: Programme) -> None:
    largest = max(len(group) for group in SameTrust().groups(example))
    heads = sum(leader.level == "Headteacher" for leader in example.leaders)
    assert largest > heads // example.settings.set_size_min


def test_one_leader_is_beyond_every_venue(example: Programme) -> None:
    within = TravelLimit.allowed(example)
    beyond = [leader.name for leader, venues in zip(example.leaders, within, strict=True) if not venues.any()]
    assert beyond == ["Edmund Saltby"]


def test_one_room_holds_only_small_sets_and_one_holds_none(example: Programme) -> None:
    assert Counter(Seats.most_members(example).tolist()) == {8: 6, 6: 1, 0: 1}


def test_some_are_to_be_kept_apart_and_some_need_a_venue_without_steps(example: Programme) -> None:
    apart = {leader.leader_id for leader in example.leaders if leader.not_with}
    assert len(apart) == 2
    assert sum(leader.needs_step_free for leader in example.leaders) == 1


def test_a_level_is_read_from_a_job_title(example: Programme) -> None:
    assert {leader.level for leader in example.leaders if leader.job_title == "Head of School"} == {"Headteacher"}


def test_one_area_has_a_half_term_of_its_own_and_some_weeks_only_cost(example: Programme) -> None:
    half_terms = {closure.area: closure.days.first for closure in example.closures if closure.area}
    assert len(set(half_terms.values())) == 2
    assert any(closure.price for closure in example.closures)


def test_facilitators_are_limited_to_levels_and_kept_from_trusts(example: Programme) -> None:
    assert any(facilitator.levels for facilitator in example.facilitators)
    assert any(facilitator.not_with_trusts for facilitator in example.facilitators)


def test_every_address_is_one_that_nobody_has() -> None:
    text = "".join(path.read_text("utf-8") for path in EXAMPLE.glob("*.*"))
    assert text.count("@") == text.count("example.org")
