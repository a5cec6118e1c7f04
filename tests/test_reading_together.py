"""What must agree between rows and sheets, and what is said as a warning."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from tests.tiny_folder import Tiny

GUESSED = "journeys that travel.csv does not give are taken to be as long as the limit"
GIVE = "Give easting and northing, or latitude and longitude."


@pytest.mark.parametrize(
    ("sheet", "column", "value"),
    [
        ("leaders.csv", "leader_id", "L1"),
        ("facilitators.csv", "facilitator_id", "F1"),
        ("venues.csv", "venue_id", "V1"),
    ],
)
def test_an_id_in_two_rows_names_both(tmp_path: Path, sheet: str, column: str, value: str) -> None:
    assert Tiny(tmp_path).cell(sheet, 3, **{column: value}).told() == [
        f"{sheet}, row 3, {column}: '{value}' is in row 2 too. Give every row an id of its own."
    ]


def test_an_id_in_three_rows_names_the_first_twice(tmp_path: Path) -> None:
    assert [
        line.split(".")[1] for line in Tiny(tmp_path).leader(3, leader_id="L1").leader(4, leader_id="L1").told()
    ] == [
        "csv, row 3, leader_id: 'L1' is in row 2 too",
        "csv, row 4, leader_id: 'L1' is in row 2 too",
    ]


def test_two_leaders_may_not_share_an_address_whatever_its_case(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(4, email="Amara@Example.org").told() == [
        "leaders.csv, row 4, email: 'Amara@Example.org' is in row 2 too. "
        "Give each person their own address, or delete a row."
    ]


def test_a_leader_may_be_a_facilitator_too(tmp_path: Path) -> None:
    assert Tiny(tmp_path).cell("facilitators.csv", 2, email="amara@example.org").told() == []


def test_not_with_may_not_name_nobody(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, not_with="L2; X77").told() == [
        "leaders.csv, row 2, not_with: 'X77' is nobody's leader_id. Name people by leader_id, with ; between them."
    ]


def test_not_with_is_told_with_the_one_who_was_probably_meant(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).leader(3, leader_id="L00002")
    assert tiny.leader(2, not_with="L0002").told() == [
        "leaders.csv, row 2, not_with: 'L0002' is nobody's leader_id. Did you mean 'L00002'? "
        "Name people by leader_id, with ; between them."
    ]


def test_who_has_the_same_number_is_meant_before_anybody_else(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).leader(3, leader_id="L01").leader(4, leader_id="L51")
    assert tiny.leader(2, leader_id="L61", not_with="l1").told() == [
        "leaders.csv, row 2, not_with: 'l1' is nobody's leader_id. Did you mean 'L01'? "
        "Name people by leader_id, with ; between them."
    ]


def test_zeros_inside_a_number_count(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).leader(3, leader_id="L102").leader(4, leader_id="L12A")
    assert "Did you mean 'L12A'?" in tiny.leader(2, not_with="L012A").told()[0]


def test_not_with_names_people_by_their_ids(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, not_with="beth kaur").told() == [
        "leaders.csv, row 2, not_with: 'beth kaur' is a name, not a leader_id. Write L2."
    ]


def test_not_with_may_not_name_oneself(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, not_with="L1").told() == [
        "leaders.csv, row 2, not_with: 'L1' is this person's own id. Name somebody else, or empty the cell."
    ]


def test_thousands_of_unknown_ids_are_told_within_seconds(tmp_path: Path) -> None:
    ids = range(10_000, 12_000)
    rows = [f"L{n},Leader,l{n}@example.org,School {n},Headteacher,X{n}" for n in ids]
    tiny = Tiny(tmp_path).sheet("leaders.csv", "\n".join(["leader_id,name,email,school,level,not_with", *rows]))
    start = perf_counter()
    assert len(tiny.told()) == 2000
    assert perf_counter() - start < 10


def test_a_closure_does_not_end_before_it_begins(tmp_path: Path) -> None:
    assert Tiny(tmp_path).cell("closures.csv", 2, last_day="1/10/2026").told() == [
        "closures.csv, row 2, last_day: '2026-10-01' is before first_day, 2026-10-26. "
        "Exchange the two, or correct one."
    ]  # fmt: skip


def with_a_closure_in(path: Path, area: str) -> Tiny:
    """A folder with closures of this area in row 2 and everywhere in row 3."""
    tiny = Tiny(path)
    tiny.tables["closures.csv"].append(dict(tiny.tables["closures.csv"][0]))
    return tiny.cell("closures.csv", 2, area=area)


def test_a_closure_of_an_area_without_leaders_is_a_warning(tmp_path: Path) -> None:
    assert with_a_closure_in(tmp_path, "Bradfrod").warned() == [
        "closures.csv, row 2, area: 'Bradfrod' is no leader's area, so this closure closes nothing. "
        "Did you mean 'Bradford'? Areas are those of the column area of leaders.csv."
    ]


def test_areas_are_the_same_whatever_case_spaces_and_punctuation(tmp_path: Path) -> None:
    assert with_a_closure_in(tmp_path, "BRAD-FORD ").warned() == []


def travel(path: Path, *rows: str) -> Tiny:
    """A folder with these rows in travel.csv."""
    return Tiny(path).sheet("travel.csv", "\n".join(["from,to,minutes", *rows]))


def test_a_journey_of_nobody_is_told(tmp_path: Path) -> None:
    assert travel(tmp_path, "L9999,V1,20").told() == [
        "travel.csv, row 2, from: 'L9999' is nobody's id. Use ids of leaders, facilitators and venues."
    ]


def test_a_journey_takes_no_negative_time(tmp_path: Path) -> None:
    assert travel(tmp_path, "L1,V1,-5").told() == [
        "travel.csv, row 2, minutes: '-5' is less than 0. "
        "Write a number of minutes from 0 to 1440, and nothing else."
    ]  # fmt: skip


def test_a_journey_to_oneself_is_told(tmp_path: Path) -> None:
    assert travel(tmp_path, "V1,V1,5").told() == [
        "travel.csv, row 2, to: 'V1' is a journey to oneself. Name two ids, or delete the row."
    ]


def test_two_times_for_one_journey_are_told(tmp_path: Path) -> None:
    assert travel(tmp_path, "L1,V1,20", "V1,L1,30").told() == [
        "travel.csv, row 3, minutes: '30' minutes, where row 2 has 20 for the same two ids. "
        "Keep one row: the minutes count one way, and both ways alike."
    ]


def test_the_same_time_for_both_ways_is_no_problem(tmp_path: Path) -> None:
    assert travel(tmp_path, "L1,V1,20", "V1,L1,20").told() == []


def test_an_id_of_two_sheets_is_told_where_it_is_used(tmp_path: Path) -> None:
    assert travel(tmp_path, "L1,V2,20").cell("venues.csv", 2, venue_id="L1").told() == [
        "travel.csv, row 2, from: 'L1' is an id in leaders.csv and venues.csv. Give one of them another id."
    ]


def test_a_journey_that_no_plan_makes_is_a_warning(tmp_path: Path) -> None:
    assert travel(tmp_path, "L1,F1,20").warned() == [
        "travel.csv, row 2: is not used: every journey that a plan makes is to a venue. "
        "Name a venue at one end."
    ]  # fmt: skip


def test_journeys_between_leaders_are_used_where_there_are_no_venues(tmp_path: Path) -> None:
    assert travel(tmp_path, "L1,L2,20").content("venues.csv", None).warned() == []


def test_a_room_too_small_for_a_set_is_a_warning(tmp_path: Path) -> None:
    assert Tiny(tmp_path).cell("venues.csv", 2, capacity="6").warned() == [
        "venues.csv, row 2, capacity: '6' seats are too few for 6 members and a facilitator, "
        "so this venue is not used. Nothing need be done, unless the capacity is wrong."
    ]


def test_a_room_for_a_small_set_and_its_facilitator_is_no_warning(tmp_path: Path) -> None:
    assert Tiny(tmp_path).cell("venues.csv", 2, capacity="7").warned() == []


@pytest.mark.parametrize(
    ("sheet", "column", "who"),
    [
        ("leaders.csv", "leader_id", "L1"),
        ("facilitators.csv", "facilitator_id", "F1"),
        ("venues.csv", "venue_id", "V1"),
    ],
)
def test_a_missing_place_is_a_warning(tmp_path: Path, sheet: str, column: str, who: str) -> None:
    assert Tiny(tmp_path).cell(sheet, 2, easting="", northing="").warned() == [
        f"{sheet}, row 2, {column}: '{who}' has no coordinates: {GUESSED}. {GIVE}"
    ]


def test_a_sheet_without_any_place_is_one_warning(tmp_path: Path) -> None:
    assert Tiny(tmp_path).without("leaders.csv", "easting").without("leaders.csv", "northing").warned() == [
        f"leaders.csv: has no coordinates in any row: {GUESSED}. {GIVE}"
    ]


def test_without_venues_a_facilitators_missing_place_is_no_warning(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).cell("facilitators.csv", 2, easting="", northing="")
    assert tiny.content("venues.csv", None).warned() == []


def test_without_venues_a_leaders_missing_place_is_told(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, easting="", northing="").content("venues.csv", None).warned() == [
        f"leaders.csv, row 2, leader_id: 'L1' has no coordinates: {GUESSED}. {GIVE}"
    ]


def test_trusts_of_one_name_with_different_codes_are_a_warning(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).leader(2, trust="NIDD TRUST", trust_code="T1").leader(3, trust_code="T2")
    assert tiny.warned() == [
        "leaders.csv, row 3, trust: 'Nidd Trust' has code T2 here and T1 in row 2: these are two trusts. "
        "If they are one trust, give them one code."
    ]


def test_a_facilitator_kept_from_a_trust_of_nobody_is_a_warning(tmp_path: Path) -> None:
    assert Tiny(tmp_path).cell("facilitators.csv", 2, not_with_trusts="Nid Trust").warned() == [
        "facilitators.csv, row 2, not_with_trusts: 'Nid Trust' is no leader's trust, so nobody is kept apart by it. "
        "Did you mean 'Nidd Trust'? Name trusts, or their codes, as leaders.csv does."
    ]


def test_a_trust_may_be_named_by_its_code(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).leader(3, trust_code="T2").cell("facilitators.csv", 2, not_with_trusts="t2; NIDD trust")
    assert tiny.warned() == []


def test_warnings_are_told_by_sheet_and_row(tmp_path: Path) -> None:
    tiny = with_a_closure_in(tmp_path, "York").cell("venues.csv", 3, capacity="4")
    tiny.leader(4, easting="", northing="").leader(2, easting="", northing="")
    assert [(warning.sheet, warning.row) for warning in tiny.read().warnings] == [
        ("leaders.csv", 2),
        ("leaders.csv", 4),
        ("venues.csv", 3),
        ("closures.csv", 2),
    ]


DISTANCE = "[rules]\nmin_school_distance_km = 2\n"


def test_a_distance_that_blank_phases_leave_without_effect_is_a_warning(tmp_path: Path) -> None:
    assert Tiny(tmp_path).table(DISTANCE).leader(3, phase="Primary").warned() == [
        "leaders.csv, phase: is blank for 2 of 3 leaders, whom min_school_distance_km keeps from nobody. It parts "
        "schools of one phase: fill in phase."
    ]


def test_a_distance_is_not_warned_of_where_every_phase_is_known(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).table(DISTANCE)
    for row in (2, 3, 4):
        tiny.leader(row, phase="Primary")
    assert tiny.warned() == []


def test_without_a_distance_blank_phases_are_not_warned_of(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(3, phase="Primary").warned() == []
