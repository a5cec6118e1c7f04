"""Cells that cannot be read: each told with its sheet, row, column, value, fault and cure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from programme.problems import Problem
from programme.slots import Period
from tests.tiny_folder import Tiny

DATES = "Write days as 2026-11-03 or 3/11/2026 and spans as 2027-01-25..2027-01-28, with ; between them."
SLOTS = "Write half-days as Mon or Thu pm, with ; between them."
GRID = (
    "Eastings lie between 1000 and 700000 metres and northings between 1000 and 1300000; "
    "degrees belong under latitude and longitude."
)  # fmt: skip
DEGREES = (
    "Latitudes lie between 49.8 and 60.9 degrees and longitudes between -8.7 and 1.8; "
    "have the two changed places?"
)  # fmt: skip


def test_a_problem_has_sheet_row_column_value_fault_and_cure(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(3, share_contact="maybe").problems() == [
        Problem(
            sheet="leaders.csv",
            row=3,
            column="share_contact",
            value="maybe",
            fault="is neither yes nor no",
            cure="Write yes or no.",
        )
    ]


@pytest.mark.parametrize("column", ["leader_id", "name", "email", "school"])
def test_a_required_cell_of_a_leader_may_not_be_blank(tmp_path: Path, column: str) -> None:
    assert Tiny(tmp_path).leader(3, **{column: " "}).told() == [
        f"leaders.csv, row 3, {column}: is blank. Fill in {column} in every row."
    ]


@pytest.mark.parametrize(
    ("sheet", "column"),
    [
        ("facilitators.csv", "facilitator_id"),
        ("facilitators.csv", "name"),
        ("facilitators.csv", "email"),
        ("venues.csv", "venue_id"),
        ("venues.csv", "name"),
        ("venues.csv", "address"),
        ("closures.csv", "first_day"),
        ("closures.csv", "last_day"),
        ("closures.csv", "reason"),
    ],
)
def test_a_required_cell_of_another_sheet_may_not_be_blank(tmp_path: Path, sheet: str, column: str) -> None:
    told = Tiny(tmp_path).cell(sheet, 2, **{column: ""}).told()
    assert told == [f"{sheet}, row 2, {column}: is blank. Fill in {column} in every row."]


@pytest.mark.parametrize(
    "address",
    [
        "amara",
        "amara@example",
        "amara@@example.org",
        "amara bell@example.org",
        "amara@exam ple.org",
        "amara..bell@example.org",
        ".amara@example.org",
        "amara@example.org; beth@example.org",
        "amara@example.org, beth@example.org",
        "Amara <amara@example.org>",
        "zoë@example.org",
        "amara@example.org.",
        "mailto:amara@example.org",
    ],
)
def test_what_looks_unlike_an_address_is_told(tmp_path: Path, address: str) -> None:
    assert Tiny(tmp_path).leader(2, email=address).told() == [
        f"leaders.csv, row 2, email: {address!r} does not look like an e-mail address. "
        "Write one address: name@example.org."
    ]


@pytest.mark.parametrize("address", ["a@example.org", "A.B+c_d-e@mail.sch.example.org", "o'neill@example.org"])
def test_usual_addresses_are_read(tmp_path: Path, address: str) -> None:
    assert Tiny(tmp_path).leader(2, email=address).told() == []


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        ("Nov 3", "is not a date"),
        ("2026-11-03 09:30", "is not a date"),
        ("2026-11-03, 2026-11-04", "is not a date"),
        ("3 Octember 2026", "is not a date"),
        ("146329", "is not a date"),
        ("2026-11-03..", "is not a date"),
        ("..", "is not a date"),
        ("2026-11-03..2026-11-04..2026-11-05", "is not a span of days"),
        ("31/2/2027", "is a day that does not exist"),
        ("2027-02-29", "is a day that does not exist"),
        ("2026-13-01", "is a day that does not exist"),
        ("11/23/2026", "is a day that does not exist"),
        ("2026-00-10", "is a day that does not exist"),
        ("2026-11-03..2026-11-31", "is a day that does not exist"),
    ],
)
def test_an_unreadable_date_is_told(tmp_path: Path, days: str, fault: str) -> None:
    assert Tiny(tmp_path).leader(2, away=days).told() == [f"leaders.csv, row 2, away: {days!r} {fault}. {DATES}"]


@pytest.mark.parametrize(
    "written",
    [
        *("2026-11-03", "2026/11/3", "2026-11-03 00:00", "2026-11-03T00:00:00", "2026-11-03 00:00:00.000"),
        *("3/11/2026", "03/11/26", "3.11.2026", "03-11-2026", "46329", "46329.0"),
        *("3 Nov 2026", "03-Nov-26", "3rd November, 2026", "Tue 3 November 2026", "Tuesday, 03 November 2026"),
    ],
)
def test_a_date_is_read_however_a_spreadsheet_writes_it(tmp_path: Path, written: str) -> None:
    day = date(2026, 11, 3)
    assert Tiny(tmp_path).leader(2, away=written).read().leaders[0].away == (Period(day, day),)


def test_a_day_of_the_week_must_be_that_of_the_date(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, start_in_post="Mon 3 Nov 2026").told() == [
        "leaders.csv, row 2, start_in_post: 'Mon 3 Nov 2026' is a Tuesday. Correct the day of the week, or the date."
    ]


def test_only_the_date_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, away="2026-11-03; 31/2/2027; 2026-12-01").told() == [
        f"leaders.csv, row 2, away: '31/2/2027' is a day that does not exist. {DATES}"
    ]


def test_all_faults_of_one_cell_are_told(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, away="soon; later").told() == [
        f"leaders.csv, row 2, away: 'soon' is not a date. {DATES}",
        f"leaders.csv, row 2, away: 'later' is not a date. {DATES}",
    ]


def test_a_span_of_days_may_not_end_before_it_begins(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, away="2026-11-05..3/11/2026").told() == [
        "leaders.csv, row 2, away: '2026-11-05..3/11/2026' ends before it begins. "
        "Write 2026-11-03..2026-11-05, or correct a date."
    ]


def test_a_year_of_another_age_is_told(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, away="0206-11-03").told() == [
        "leaders.csv, row 2, away: '0206-11-03' is before 1900 or after 2199. Correct the year."
    ]


def test_the_start_in_post_must_be_a_date(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, start_in_post="Sept 2021").told() == [
        "leaders.csv, row 2, start_in_post: 'Sept 2021' is not a date. Write it as 2026-11-03 or 3/11/2026."
    ]


@pytest.mark.parametrize(
    ("slots", "cure"),
    [
        ("Mo", f"Did you mean 'Mon'? {SLOTS}"),
        ("Weds", f"Did you mean 'Wed'? {SLOTS}"),
        ("Thu p.m.", f"Did you mean 'Thu pm'? {SLOTS}"),
        ("Mon noon", SLOTS),
        ("Sat", SLOTS),
        ("every day", SLOTS),
    ],
)
def test_an_unknown_half_day_is_told(tmp_path: Path, slots: str, cure: str) -> None:
    assert Tiny(tmp_path).leader(2, cannot_attend=slots).told() == [
        f"leaders.csv, row 2, cannot_attend: {slots!r} is not a half-day from Monday to Friday. {cure}"
    ]


@pytest.mark.parametrize("minutes", ["45 min", "45.5", "nan", "inf", "1e3", "1_000", "forty", "٤٥", "9" * 50])
def test_minutes_that_are_no_whole_number_are_told(tmp_path: Path, minutes: str) -> None:
    assert Tiny(tmp_path).leader(2, max_travel_minutes=minutes).told() == [
        f"leaders.csv, row 2, max_travel_minutes: {minutes!r} is not a whole number. "
        "Write a whole number of minutes from 1 to 1440, and nothing else."
    ]


@pytest.mark.parametrize(
    ("minutes", "fault"), [("0", "is less than 1"), ("-30", "is less than 1"), ("2000", "is more than 1440")]
)
def test_minutes_out_of_range_are_told(tmp_path: Path, minutes: str, fault: str) -> None:
    assert Tiny(tmp_path).leader(2, max_travel_minutes=minutes).told() == [
        f"leaders.csv, row 2, max_travel_minutes: '{minutes}' {fault}. "
        "Write a whole number of minutes from 1 to 1440, and nothing else."
    ]


def test_a_whole_number_may_have_a_decimal_point_as_spreadsheets_write_it(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, max_travel_minutes="45.0").read().leaders[0].max_travel_minutes == 45


@pytest.mark.parametrize("column", ["rooms", "capacity"])
def test_a_venue_has_at_least_one_room_for_one(tmp_path: Path, column: str) -> None:
    most = {"rooms": 1000, "capacity": 10000}[column]
    assert Tiny(tmp_path).cell("venues.csv", 2, **{column: "0"}).told() == [
        f"venues.csv, row 2, {column}: '0' is less than 1. Write a whole number from 1 to {most}, and nothing else."
    ]


def test_a_cost_is_a_number_alone(tmp_path: Path) -> None:
    assert Tiny(tmp_path).cell("venues.csv", 2, cost="£90").told() == [
        "venues.csv, row 2, cost: '£90' is not a number. "
        "Write a number of pounds from 0 to 100000, and nothing else."
    ]  # fmt: skip


def test_a_price_of_a_closure_is_not_negative(tmp_path: Path) -> None:
    assert Tiny(tmp_path).cell("closures.csv", 2, price="-1").told() == [
        "closures.csv, row 2, price: '-1' is less than 0. "
        "Write a number of minutes from 0 to 1000000, and nothing else."
    ]  # fmt: skip


def test_a_facilitator_takes_no_negative_number_of_sets(tmp_path: Path) -> None:
    assert Tiny(tmp_path).cell("facilitators.csv", 2, max_sets="-1").told() == [
        "facilitators.csv, row 2, max_sets: '-1' is less than 0. "
        "Write a whole number from 0 to 1000, and nothing else."
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("easting", "northing", "column"),
    [
        ("4300000", "433000", "easting"),
        ("430000", "4330000", "northing"),
        ("430000", "0", "northing"),
        ("-1.5", "433000", "easting"),
    ],
)
def test_a_place_on_the_grid_lies_in_britain(tmp_path: Path, easting: str, northing: str, column: str) -> None:
    value = {"easting": easting, "northing": northing}[column]
    assert Tiny(tmp_path).leader(2, easting=easting, northing=northing).told() == [
        f"leaders.csv, row 2, {column}: '{value}' lies outside Britain. {GRID}"
    ]


def test_degrees_lie_in_britain(tmp_path: Path) -> None:
    assert Tiny(tmp_path).cell("venues.csv", 2, latitude="48.85", longitude="2.35").told() == [
        f"venues.csv, row 2, latitude: '48.85' lies outside Britain. {DEGREES}",
        f"venues.csv, row 2, longitude: '2.35' lies outside Britain. {DEGREES}",
    ]


def test_a_coordinate_is_a_number(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, easting="SE 300").told() == [
        f"leaders.csv, row 2, easting: 'SE 300' is not a number. {GRID}"
    ]


def test_an_easting_needs_its_northing(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, northing="").told() == [
        "leaders.csv, row 2, northing: is blank, where easting is 430000. Give both, or neither."
    ]


def test_a_longitude_needs_its_latitude(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, easting="", northing="", longitude="-1.5").told() == [
        "leaders.csv, row 2, latitude: is blank, where longitude is -1.5. Give both, or neither."
    ]


@pytest.mark.parametrize("set_id", ["3", "S", "S00", "s03", "set 3", "S03; S04", f"S{64 * '1'}"])
def test_people_are_pinned_by_set_id(tmp_path: Path, set_id: str) -> None:
    assert Tiny(tmp_path).leader(2, pinned=set_id).told() == [
        f"leaders.csv, row 2, pinned: '{set_id}' is not a set_id. Write one such as S01."
    ]


def test_an_empty_column_pinned_is_no_problem(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, pinned="").told() == []


@pytest.mark.parametrize("name", ["Amara\nBell", "Amara\r\nBell", "Amara\tBell", "Amara\x07", "Amara\u2028Bell"])
def test_a_name_has_no_line_breaks_and_no_control_characters(tmp_path: Path, name: str) -> None:
    assert Tiny(tmp_path).leader(2, name=name).told() == [
        f"leaders.csv, row 2, name: {name!r} has a line break or another control character in it. Write it on one line."
    ]


@pytest.mark.parametrize("name", ["Siân O'Neill-Łoś", "José 'Pepe' Núñez", "Amara\u00a0Bell", "李 小龍"])
def test_names_of_all_languages_are_read(tmp_path: Path, name: str) -> None:
    assert Tiny(tmp_path).leader(2, name=name).read().leaders[0].name == name


@pytest.mark.parametrize("who", ["../L1", "L;1", "L:1", "..", "a" * 65, "L1*"])
def test_an_id_must_serve_as_the_name_of_a_file(tmp_path: Path, who: str) -> None:
    assert Tiny(tmp_path).leader(2, leader_id=who).told() == [
        f"leaders.csv, row 2, leader_id: {who!r} cannot be an id. Ids also name files: use letters, digits, - and _."
    ]


def test_a_long_value_is_shortened_when_it_is_told(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, away="x" * 100).problems()[0].value == "x" * 79 + "…"


def test_problems_of_all_sheets_are_told_at_once_by_sheet_and_row(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).key(meetings="0").leader(4, level="", email="x").leader(2, school="")
    tiny.cell("closures.csv", 2, reason="").cell("venues.csv", 3, rooms="0").cell("facilitators.csv", 2, name="")
    assert [(problem.sheet, problem.row, problem.column) for problem in tiny.problems()] == [
        ("programme.toml", None, "meetings"),
        ("leaders.csv", 2, "school"),
        ("leaders.csv", 4, "email"),
        ("leaders.csv", 4, "level"),
        ("facilitators.csv", 2, "name"),
        ("venues.csv", 3, "rooms"),
        ("closures.csv", 2, "reason"),
    ]


@pytest.mark.parametrize("written", ["17", "17.0", "17.00", '="17"'])
def test_an_id_is_the_same_number_however_a_spreadsheet_writes_it(tmp_path: Path, written: str) -> None:
    tiny = Tiny(tmp_path).leader(2, leader_id=written, urn=written, trust_code=written).leader(3, not_with="17.0")
    leader = tiny.read().leaders[0]
    assert (leader.leader_id, leader.urn, leader.trust_code, sorted(leader.not_with)) == ("17", "17", "17", ["L2"])


def test_zeros_in_front_of_an_id_stay(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, leader_id="0017").read().leaders[0].leader_id == "0017"


@pytest.mark.parametrize(("column", "value"), [("leader_id", "1.0E+05"), ("urn", "1.45678E+11"), ("not_with", "1E+05")])
def test_an_id_of_which_excel_has_lost_digits_is_told(tmp_path: Path, column: str, value: str) -> None:
    assert Tiny(tmp_path).leader(2, **{column: value}).told() == [
        f"leaders.csv, row 2, {column}: {value!r} is what Excel makes of a long number or of an id such as 1E5. "
        "Format the column as text, and write the id again."
    ]


def test_an_id_that_excel_has_made_a_date_is_told(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, leader_id="2026-11-03").told() == [
        "leaders.csv, row 2, leader_id: '2026-11-03' is a date, which Excel makes of an id such as 3-11. "
        "Format the column as text, and write the id again."
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (
            "=A2&B2",
            "is a formula without its value. "
            "Open it in Excel or LibreOffice and save it again, or write the value itself.",
        ),
        ("#REF!", "is what a formula shows that has gone wrong. Correct it, or write the value."),
        (
            "########",
            "is what Excel saves of a column that is too narrow. Widen the column in Excel, and save the sheet again.",
        ),
    ],
)
def test_what_stands_for_a_value_is_none(tmp_path: Path, value: str, told: str) -> None:
    assert Tiny(tmp_path).leader(2, school=value).told() == [f"leaders.csv, row 2, school: {value!r} {told}"]
