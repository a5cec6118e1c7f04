"""Levels as written, levels from job titles, and questions where a title says too little."""

from __future__ import annotations

from pathlib import Path

import pytest

from programme.reading.levels import LADDER, misspelt
from programme.reading.titles import read_title
from tests.tiny_folder import Tiny

ADD = "If it is a level of its own, add it to levels in programme.toml."
CHOOSE = "Write a level in the column level, or give the title its level in levels.csv."


def levels(tiny: Tiny) -> list[str]:
    """The levels of the leaders."""
    return [leader.level for leader in tiny.read().leaders]


def titled(path: Path, title: str) -> Tiny:
    """A folder whose first leader has this title and no level."""
    return Tiny(path).leader(2, level="", job_title=title)


def test_a_level_is_any_text(tmp_path: Path) -> None:
    assert levels(Tiny(tmp_path).leader(2, level="Area lead")) == ["Area lead", "Headteacher", "Deputy head"]


def test_the_same_level_in_other_case_and_spaces_gets_the_most_common_spelling(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).leader(2, level="AREA  LEAD").leader(3, level="area lead").leader(4, level="area lead")
    assert levels(tiny) == ["area lead"] * 3


def test_of_spellings_equally_common_the_ladders_is_used(tmp_path: Path) -> None:
    assert levels(Tiny(tmp_path).leader(2, level="head teacher")) == ["Headteacher", "Headteacher", "Deputy head"]


def test_a_level_is_not_overruled_by_the_job_title(tmp_path: Path) -> None:
    assert levels(Tiny(tmp_path).leader(2, job_title="Chief Executive"))[0] == "Headteacher"


def test_a_misspelt_level_is_told(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, level="Headtaecher").told() == [
        "leaders.csv, row 2, level: 'Headtaecher' looks like a misspelling of another level. "
        f"Did you mean 'Headteacher'? {ADD}"
    ]


def test_the_rarer_of_two_similar_levels_of_ones_own_is_told(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).leader(2, level="Area leed").leader(3, level="Area lead").leader(4, level="Area lead")
    assert tiny.told() == [
        "leaders.csv, row 2, level: 'Area leed' looks like a misspelling of another level. "
        f"Did you mean 'Area lead'? {ADD}"
    ]


def test_a_level_in_programme_toml_is_no_misspelling(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).key(levels='["Area leed"]').leader(2, level="Area leed").leader(3, level="Area lead")
    assert [line.split(",")[1] for line in tiny.told()] == [" row 3"]


def test_both_of_two_similar_levels_stand_where_both_are_in_programme_toml(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).key(levels='["Area leed", "Area lead"]').leader(2, level="Area leed")
    assert levels(tiny.leader(3, level="Area lead"))[:2] == ["Area leed", "Area lead"]


def test_a_level_of_levels_csv_is_no_misspelling(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).sheet("levels.csv", "job_title,level\nLead,Headtaecher\n").leader(2, level="Headtaecher")
    assert levels(tiny)[0] == "Headtaecher"


def test_where_programme_toml_cannot_be_read_no_level_is_called_a_misspelling(tmp_path: Path) -> None:
    told = Tiny(tmp_path).table("x").leader(2, level="Headtaecher").told()
    assert len(told) == 1


@pytest.mark.parametrize(
    ("level", "other"),
    [("Tier 3 leader", "Tier 4 leader"), ("Deputy headteacher", "Deputy head"), ("Trust executive", "Executive head")],
)
def test_different_levels_are_no_misspellings_of_each_other(level: str, other: str) -> None:
    assert misspelt(level, [other]) is None


def test_no_level_of_the_ladder_looks_like_a_misspelling_of_another() -> None:
    assert [level for level in LADDER if misspelt(level, [x for x in LADDER if x != level])] == []


def test_a_level_that_says_the_same_as_another_is_a_warning(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, level="Deputy headteacher").warned() == [
        "leaders.csv, row 2, level: 'Deputy headteacher' is a level beside Deputy head, "
        "and the two are never in one set. If they are the same, write Deputy head for both."
    ]


def test_a_facilitators_levels_get_the_spelling_of_the_leaders(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).cell("facilitators.csv", 2, levels="HEAD TEACHER; chief executive")
    assert tiny.read().facilitators[0].levels == {"Headteacher", "Chief executive"}


def test_a_facilitators_level_that_nobody_knows_is_told(tmp_path: Path) -> None:
    assert Tiny(tmp_path).cell("facilitators.csv", 3, levels="Headteacher; Deputy haed; Wizards").told() == [
        "facilitators.csv, row 3, levels: 'Deputy haed' is a level that no leader has and that is in no list. "
        f"Did you mean 'Deputy head'? {ADD}",
        f"facilitators.csv, row 3, levels: 'Wizards' is a level that no leader has and that is in no list. {ADD}",
    ]


@pytest.mark.parametrize("level", ["Area lead", "Trust executive"])
def test_a_facilitators_level_may_be_a_leaders_or_the_ladders(tmp_path: Path, level: str) -> None:
    tiny = Tiny(tmp_path).leader(2, level="Area lead").cell("facilitators.csv", 2, levels=level)
    assert tiny.read().facilitators[0].levels == {level}


def test_a_facilitators_level_may_be_in_programme_toml(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).key(levels='["Area lead"]').cell("facilitators.csv", 2, levels="area lead")
    assert tiny.read().facilitators[0].levels == {"Area lead"}


def test_a_blank_level_comes_from_the_job_title(tmp_path: Path) -> None:
    tiny = titled(tmp_path, "Vice Principal")
    assert levels(tiny)[0] == "Deputy head"
    assert tiny.warned() == []


def test_a_sheet_without_levels_takes_them_from_job_titles(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).leader(2, job_title="Headteacher").leader(3, job_title="DHT").leader(4, job_title="CEO")
    assert levels(tiny.without("leaders.csv", "level")) == ["Headteacher", "Deputy head", "Chief executive"]


def test_neither_level_nor_job_title_is_told(tmp_path: Path) -> None:
    assert titled(tmp_path, "").told() == [
        "leaders.csv, row 2, level: is blank, and so is job_title. "
        "Write the level, or a job title from which it follows."
    ]


@pytest.mark.parametrize(
    ("title", "asks"),
    [
        ("Mr", "is a job title whose level is not known"),
        ("Strategic Lead", "is a job title whose level is not known"),
        ("Assistant Executive Headteacher", "is a job title whose level is not known"),
        ("Head of School", "stands between deputy head and headteacher, and the choice is yours"),
        ("Acting Head of School", "stands between deputy head and headteacher, and the choice is yours"),
        (
            "Principal & CEO",
            "is two posts: headteacher in a trust of one school, chief executive in a trust of several",
        ),
    ],
)
def test_a_job_title_that_says_too_little_is_a_question(tmp_path: Path, title: str, asks: str) -> None:
    assert titled(tmp_path, title).told() == [f"leaders.csv, row 2, job_title: {title!r} {asks}. {CHOOSE}"]


def test_a_principal_and_ceo_in_a_trust_of_several_schools_is_a_chief_executive(tmp_path: Path) -> None:
    assert levels(titled(tmp_path, "Principal & CEO").leader(2, trust="NIDD TRUST"))[0] == "Chief executive"


def test_levels_csv_answers_for_a_job_title(tmp_path: Path) -> None:
    tiny = titled(tmp_path, "head of  SCHOOL").sheet("levels.csv", "job_title,level\nHead of School,Deputy head\n")
    assert levels(tiny)[0] == "Deputy head"


def test_levels_csv_comes_before_the_rules(tmp_path: Path) -> None:
    tiny = titled(tmp_path, "Principal").sheet("levels.csv", "job_title,level\nPrincipal,Executive head\n")
    assert levels(tiny)[0] == "Executive head"


def test_levels_csv_answers_for_an_acting_post_too(tmp_path: Path) -> None:
    tiny = titled(tmp_path, "Acting Warden").sheet("levels.csv", "job_title,level\nWarden,Headteacher\n")
    assert levels(tiny)[0] == "Headteacher"


def test_levels_csv_gives_one_level_to_a_title(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).sheet("levels.csv", "job_title,level\nWarden,Headteacher\nwarden,Deputy head\n")
    assert tiny.told() == [
        "levels.csv, row 3, job_title: 'warden' is Deputy head here and Headteacher in row 2. Keep one of the rows."
    ]


@pytest.mark.parametrize("column", ["job_title", "level"])
def test_levels_csv_has_no_blank_cells(tmp_path: Path, column: str) -> None:
    row = {"job_title": ",Headteacher", "level": "Warden,"}[column]
    assert Tiny(tmp_path).sheet("levels.csv", f"job_title,level\n{row}\n").told() == [
        f"levels.csv, row 2, {column}: is blank. Fill in {column} in every row."
    ]


@pytest.mark.parametrize(
    ("title", "fault"),
    [
        ("Acting Headteacher", "is taken for Headteacher, and acting set aside"),
        ("Co-Headteacher (Interim)", "is taken for Headteacher, and co and interim set aside"),
        ("Prinicpal", "is taken for Headteacher"),
    ],
)
def test_what_was_set_aside_or_respelt_is_a_warning(tmp_path: Path, title: str, fault: str) -> None:
    assert titled(tmp_path, title).warned() == [
        f"leaders.csv, row 2, job_title: {title!r} {fault}. If that is wrong, write a level in the column level."
    ]


@pytest.mark.parametrize(
    ("level", "titles"),
    [
        ("Assistant head", ["Assistant Headteacher", "AHT", "Assistant Principal", "Assistant Head Teacher"]),
        ("Deputy head", ["Deputy Headteacher", "DHT", "Vice Principal", "Vice-Principal", "Senior Deputy Head"]),
        ("Headteacher", ["Headteacher", "HEAD TEACHER", "Head", "Headmistress", "Head Master", "Academy Principal"]),
        ("Headteacher", ["Principal Designate", "Joint Headteacher", "Co - Headteacher", "Primary Principal"]),
        ("Executive head", ["Executive Headteacher", "Executive Principal", "EHT", "Acting Exec Headteacher"]),
        ("Trust executive", ["Director of Education", "Deputy CEO", "Chief Operating Officer"]),
        ("Chief executive", ["CEO", "Chief Executive Officer", "Chief Exec", "MAT CEO", "Acting Ceo"]),
        ("School business manager", ["School Business Manager", "SBM", "Business Manager"]),
        ("Finance leader", ["Chief Finance Officer", "Finance Director", "CFO"]),
        ("Chair of governors", ["Chair of Governors", "Co-Chair of Governors"]),
        ("Middle leader", ["Head of Department", "Subject Leader"]),
    ],
)
def test_job_titles_as_people_type_them_have_a_level(level: str, titles: list[str]) -> None:
    assert [read_title(title, {}).level for title in titles] == [level] * len(titles)


def test_a_qualification_is_no_post() -> None:
    assert read_title("Headteacher, NPQH", {}).level == "Headteacher"
    assert read_title("NPQH", {}).level == ""


@pytest.mark.parametrize(
    "title", ["", "&", "Acting", "Deputy", "Executive", "Chief", "x" * 10_000, "🙂", "Head & Head"]
)
def test_what_is_no_post_is_a_question(title: str) -> None:
    assert read_title(title, {}).asks == "is a job title whose level is not known"
