"""What is wrong in programme.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_folder import Tiny

ONE_A_LINE = 'Write one key = value a line, with text between quotation marks: name = "Leeds".'


def key_told(path: Path, **values: str | None) -> list[str]:
    """What is told where these keys are set."""
    return Tiny(path).key(**values).told()


def table_told(path: Path, text: str) -> list[str]:
    """What is told where these lines are added."""
    return Tiny(path).table(text).told()


@pytest.mark.parametrize(
    ("name", "example"),
    [
        ("name", '"Leeds action learning 2026/27"'),
        ("organiser", '"Programme Office <office@example.org>"'),
        ("first_day", "2026-09-07"),
        ("last_day", "2027-07-16"),
    ],
)
def test_a_required_key_must_be_there(tmp_path: Path, name: str, example: str) -> None:
    assert key_told(tmp_path, **{name: None}) == [f"programme.toml, {name}: is missing. Write {name} = {example}."]


def test_an_unknown_key_is_told_with_the_one_that_was_probably_meant(tmp_path: Path) -> None:
    assert key_told(tmp_path, meeting="6") == [
        "programme.toml, meeting: is not a key that is known. Did you mean 'meetings'? "
        "Correct its name, or delete it."
    ]  # fmt: skip


def test_keys_are_told_apart_by_case(tmp_path: Path) -> None:
    assert key_told(tmp_path, Quorum="5") == [
        "programme.toml, Quorum: is not a key that is known. Did you mean 'quorum'? Correct its name, or delete it."
    ]


def test_an_unknown_key_unlike_any_other_is_told(tmp_path: Path) -> None:
    assert key_told(tmp_path, zzz="5") == [
        "programme.toml, zzz: is not a key that is known. Correct its name, or delete it."
    ]


def test_a_price_outside_its_table_is_told(tmp_path: Path) -> None:
    assert key_told(tmp_path, absence="100") == [
        "programme.toml, absence: is not a key that is known. Did you mean 'prices.absence'? "
        "It stands below a line [prices]."
    ]


def test_a_key_that_slipped_into_a_table_is_told(tmp_path: Path) -> None:
    assert table_told(tmp_path, "[prices]\nseed = 3\n") == [
        "programme.toml, prices.seed: is not a key that is known. Did you mean 'seed'? "
        "It stands above the first line in square brackets."
    ]


def test_an_unknown_table_is_told(tmp_path: Path) -> None:
    assert table_told(tmp_path, "[price]\nabsence = 3\n") == [
        "programme.toml, price: is not a key that is known. Did you mean the table [prices]?"
    ]


def test_a_table_must_be_a_table(tmp_path: Path) -> None:
    assert key_told(tmp_path, rules='"never"') == [
        "programme.toml, rules: 'never' is not a table. Write a line [rules] and its keys below it."
    ]


def test_a_key_with_a_line_break_stays_on_one_line(tmp_path: Path) -> None:
    assert table_told(tmp_path, '"a\\nb" = 1\n') == [
        "programme.toml, 'a\\nb': is not a key that is known. Correct its name, or delete it."
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[prices\n", " at line 5: Expected ']' at the end of a table declaration"),
        ("x\n", " at line 5: Expected '=' after a key in a key/value pair"),
        ("name = 'again'\n", " at line 5: Cannot overwrite a value"),
    ],
)
def test_invalid_toml_is_told_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    assert table_told(tmp_path, text) == [f"programme.toml: is not valid TOML{fault}. {ONE_A_LINE}"]


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "seed = " + "9" * 5000])
def test_toml_of_monstrous_size_is_told(tmp_path: Path, text: str) -> None:
    (told,) = table_told(tmp_path, text)
    assert told.startswith("programme.toml: is not valid TOML")


def test_a_file_that_is_not_toml_hides_no_problem_of_the_sheets(tmp_path: Path) -> None:
    told = Tiny(tmp_path).table("x").leader(2, school="").told()
    assert [line.split(":")[0] for line in told] == ["programme.toml", "leaders.csv, row 2, school"]


@pytest.mark.parametrize("value", ["true", "6.5", '"six"', "1e400", "nan"])
def test_a_number_of_meetings_must_be_whole(tmp_path: Path, value: str) -> None:
    (told,) = key_told(tmp_path, meetings=value)
    assert told.endswith("is not a whole number. Write a whole number from 1 to 100, and nothing else.")


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("meetings", "0", "is less than 1. Write a whole number from 1 to 100, and nothing else."),
        ("set_size_min", "1", "is less than 2. Write a whole number from 2 to 100, and nothing else."),
        ("quorum", "0", "is less than 1. Write a whole number from 1 to 100, and nothing else."),
        ("most_absences", "-1", "is less than 0. Write a whole number from 0 to 100, and nothing else."),
        ("weeks_between", "60", "is more than 52. Write a whole number from 1 to 52, and nothing else."),
        ("presenters", "0", "is less than 1. Write a whole number from 1 to 100, and nothing else."),
        ("notice_days", "-1", "is less than 0. Write a whole number from 0 to 366, and nothing else."),
        ("join_until_meeting", "0", "is less than 1. Write a whole number from 1 to 100, and nothing else."),
        ("seed", "-1", "is less than 0. Write a whole number from 0 to 2147483647, and nothing else."),
        ("time_limit_seconds", "0", "is less than 0.1. Write a number from 0.1 to 1000000, and nothing else."),
        (
            "max_travel_minutes",
            "0",
            "is less than 1. Write a whole number of minutes from 1 to 1440, and nothing else.",
        ),
    ],
)
def test_a_number_out_of_range_is_told(tmp_path: Path, name: str, value: str, fault: str) -> None:
    assert key_told(tmp_path, **{name: value}) == [f"programme.toml, {name}: '{value}' {fault}"]


@pytest.mark.parametrize(
    "name", ["travel", "absence", "week_off", "other_slot", "other_venue", "unplaced", "minutes_per_pound"]
)
def test_a_price_is_not_negative(tmp_path: Path, name: str) -> None:
    assert table_told(tmp_path, f"[prices]\n{name} = -1\n") == [
        f"programme.toml, prices.{name}: '-1' is less than 0. Write a number from 0 to 1000000, and nothing else."
    ]


def test_a_school_distance_is_not_negative(tmp_path: Path) -> None:
    assert table_told(tmp_path, "[rules]\nmin_school_distance_km = -1\n") == [
        "programme.toml, rules.min_school_distance_km: '-1' is less than 0. "
        "Write a number of km from 0 to 1000, and nothing else."
    ]


def test_a_list_in_place_of_a_number_is_told(tmp_path: Path) -> None:
    assert key_told(tmp_path, meetings="[6]") == [
        "programme.toml, meetings: '[6]' is not one value. Write meetings = 6."
    ]


def test_a_number_in_place_of_a_name_is_told(tmp_path: Path) -> None:
    assert key_told(tmp_path, name="2026") == [
        "programme.toml, name: '2026' is not text between quotation marks. "
        'Write name = "Leeds action learning 2026/27".'
    ]


def test_a_blank_name_is_told(tmp_path: Path) -> None:
    assert key_told(tmp_path, name='"  "') == [
        'programme.toml, name: is blank. Write name = "Leeds action learning 2026/27".'
    ]


def test_a_name_on_two_lines_is_told(tmp_path: Path) -> None:
    assert key_told(tmp_path, name='"Leeds\\n2026"') == [
        "programme.toml, name: 'Leeds\\n2026' has a line break or another control character in it. "
        "Write it on one line."
    ]


@pytest.mark.parametrize("value", ["Office", "Office <office>", "A <a@example.org>, B <b@example.org>", "<>"])
def test_an_organiser_is_one_name_with_an_address(tmp_path: Path, value: str) -> None:
    assert key_told(tmp_path, organiser=f'"{value}"') == [
        f"programme.toml, organiser: {value!r} is not a name with an e-mail address. "
        'Write name and address as "Programme Office <office@example.org>".'
    ]


def test_a_first_day_must_be_a_date(tmp_path: Path) -> None:
    assert key_told(tmp_path, first_day='"7 September"') == [
        "programme.toml, first_day: '7 September' is not a date. Write it as 2026-11-03 or 3/11/2026."
    ]


def test_a_first_day_has_no_time(tmp_path: Path) -> None:
    assert key_told(tmp_path, first_day="2026-09-07T09:30:00") == [
        "programme.toml, first_day: '2026-09-07T09:30:00' is not a date. Write it as 2026-11-03 or 3/11/2026."
    ]


def test_the_last_day_is_not_before_the_first(tmp_path: Path) -> None:
    assert key_told(tmp_path, last_day="2026-07-16") == [
        "programme.toml, last_day: is before first_day: 2026-07-16, 2026-09-07. Exchange the two, or correct one."
    ]


def test_a_programme_of_decades_is_taken_for_a_slip(tmp_path: Path) -> None:
    assert key_told(tmp_path, last_day="2072-07-16") == [
        "programme.toml, last_day: is more than 10 years after first_day: 2072-07-16, 2026-09-07. Correct the year."
    ]


def test_a_programme_too_short_for_its_meetings_names_both_keys(tmp_path: Path) -> None:
    assert key_told(tmp_path, last_day="2027-02-26", weeks_between_min="5") == [
        "programme.toml, last_day: leaves 24 weeks after first_day, where meetings = 6 (the default) and "
        "weeks_between_min = 5 need 25. Make the programme longer, or lower meetings or weeks_between_min."
    ]


def test_a_programme_just_long_enough_is_read(tmp_path: Path) -> None:
    assert key_told(tmp_path, last_day="2027-03-01") == []


@pytest.mark.parametrize(
    ("keys", "column", "fault", "cure"),
    [
        (
            {"weeks_between": "4"},
            "weeks_between_min",
            "is more than weeks_between: weeks_between_min = 5 (the default), weeks_between = 4",
            "Lower weeks_between_min, or raise weeks_between.",
        ),
        (
            {"weeks_between": "9"},
            "weeks_between",
            "is more than weeks_between_max: weeks_between = 9, weeks_between_max = 8 (the default)",
            "Lower weeks_between, or raise weeks_between_max.",
        ),
        (
            {"set_size_min": "9", "quorum": "5"},
            "set_size_min",
            "is more than set_size_max: set_size_min = 9, set_size_max = 8 (the default)",
            "Lower set_size_min, or raise set_size_max.",
        ),
        (
            {"set_size_min": "4"},
            "quorum",
            "is more than set_size_min: quorum = 5 (the default), set_size_min = 4",
            "Lower quorum, or raise set_size_min.",
        ),
        (
            {"most_absences": "6"},
            "most_absences",
            "lets a member miss every meeting: most_absences = 6, meetings = 6 (the default)",
            "Set most_absences to 5 or less.",
        ),
        (
            {"morning": '"09:30-14:00"'},
            "afternoon",
            "begins at 13:30, before the morning ends at 14:00",
            "Let the afternoon begin when the morning has ended.",
        ),
    ],
)
def test_settings_that_contradict_one_another_are_told(
    tmp_path: Path, keys: dict[str, str], column: str, fault: str, cure: str
) -> None:
    assert key_told(tmp_path, **keys) == [f"programme.toml, {column}: {fault}. {cure}"]


def test_an_unknown_time_zone_is_told(tmp_path: Path) -> None:
    assert key_told(tmp_path, timezone='"Europe/Londn"') == [
        "programme.toml, timezone: 'Europe/Londn' is not a time zone. Did you mean 'Europe/London'?"
    ]


@pytest.mark.parametrize("value", ["../../etc/passwd", "/etc/passwd", "Europe", "x\u0000y", "."])
def test_a_time_zone_is_never_looked_for_elsewhere(tmp_path: Path, value: str) -> None:
    escaped = value.replace("\0", "\\u0000")
    assert key_told(tmp_path, timezone=f'"{escaped}"') == [
        f"programme.toml, timezone: {value!r} is not a time zone. Did you mean 'Europe/London'?"
    ]


@pytest.mark.parametrize("value", ["9-12", "09:30", "25:00-26:00", "09:60-12:30", "morning"])
def test_hours_that_cannot_be_read_are_told(tmp_path: Path, value: str) -> None:
    assert key_told(tmp_path, morning=f'"{value}"') == [
        f"programme.toml, morning: '{value}' is not a pair of times. "
        'Write the hours as "09:30-12:30".'
    ]  # fmt: skip


def test_hours_may_not_end_before_they_begin(tmp_path: Path) -> None:
    assert key_told(tmp_path, morning='"12:30-09:30"') == [
        "programme.toml, morning: '12:30-09:30' ends before it begins. "
        'Write the hours as "09:30-12:30".'
    ]  # fmt: skip


def test_a_third_kind_of_start_is_told(tmp_path: Path) -> None:
    assert key_told(tmp_path, start_weeks='"stagered"') == [
        'programme.toml, start_weeks: \'stagered\' is neither "staggered" nor "together". '
        'Did you mean \'staggered\'? Write "staggered" or "together".'
    ]


@pytest.mark.parametrize("value", ['"Area lead"', "[1]", '[""]'])
def test_levels_are_a_list_of_names(tmp_path: Path, value: str) -> None:
    (told,) = key_told(tmp_path, levels=value)
    assert told.endswith('is not a list of names. Write levels = ["Area lead", "Trust lead"].')


def test_an_empty_table_mix_is_no_problem(tmp_path: Path) -> None:
    assert table_told(tmp_path, "[mix]\n") == []


def test_feeds_are_secret_or_not(tmp_path: Path) -> None:
    assert Tiny(tmp_path).key(feeds='"secret"').read().settings.feeds == "secret"
    assert key_told(tmp_path, feeds='"hidden"') == [
        "programme.toml, feeds: 'hidden' is not a choice that is known. Write \"secret\", or delete the key."
    ]
