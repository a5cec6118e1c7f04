"""Which names of trusts are one, and which are asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from programme.rules import RULES
from programme.rules.company import SameTrust, trust_key
from programme.rules.leading import FacilitatorTrusts
from tests.build import facilitator, leader, programme
from tests.tiny_folder import Tiny

ONE = ["Nidd Multi Academy Trust", "NIDD MAT", "The Nidd MAT Ltd.", "Nidd Multi-Academy Trust Limited", "nidd"]


def two(path: Path, one: str, other: str, code: str = "", other_code: str = "") -> list[str]:
    """What is said of leaders in rows 2 and 3 with trusts of these names and codes."""
    tiny = Tiny(path).leader(2, trust=one, trust_code=code).leader(3, trust=other, trust_code=other_code)
    return tiny.warned()


@pytest.mark.parametrize("name", ONE)
def test_a_trust_is_the_same_however_its_kind_is_written(name: str) -> None:
    assert trust_key(name) == trust_key("Nidd MAT")


@pytest.mark.parametrize("name", ["The MAT", "Ltd", "Multi Academy Trust"])
def test_a_name_of_nothing_but_such_words_is_a_name(name: str) -> None:
    assert trust_key(name) != ""


@pytest.mark.parametrize("name", ["Nidd Trust", "Niddmat", "Nidd Academy Trust", "Theatre MAT"])
def test_other_words_make_another_trust(name: str) -> None:
    assert trust_key(name) != trust_key("Nidd MAT")


def test_two_of_one_trust_are_kept_apart_however_its_name_is_written() -> None:
    people = [leader(n, trust=name) for n, name in enumerate(ONE, 1)]
    assert [group.tolist() for group in SameTrust().groups(programme(people))] == [[0, 1, 2, 3, 4]]
    assert SameTrust in map(type, RULES)


def test_a_facilitator_is_kept_from_a_trust_however_its_name_is_written() -> None:
    p = programme([leader(1, trust="The Nidd MAT")], [facilitator(not_with_trusts=frozenset({"Nidd Ltd"}))])
    assert not FacilitatorTrusts.allowed(p)[0, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harlow Fields Trust", "Harlow Feilds Trust"),
        ("Harlow Fields Trust", "Harlow Field Trust"),
        ("Harlow Trust", "Harlow Academies Trust"),
        ("Harlow Learning Trust", "The Harlow Education Trust"),
    ],
)
def test_nearly_the_same_name_is_a_question(tmp_path: Path, one: str, other: str) -> None:
    assert two(tmp_path, one, other) == [
        f"leaders.csv, row 3, trust: {other!r} is nearly the name that row 2 has, {one!r}: these are two trusts. "
        "If they are one trust, write one name, or give them one code."
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Star Trust", "Spar Trust"), ("Harlow Trust", "Barton Trust"), ("Aces Academies Trust", "Dales Academies Trust")],
)
def test_names_that_only_look_a_little_alike_are_two_trusts(tmp_path: Path, one: str, other: str) -> None:
    assert two(tmp_path, one, other) == []


@pytest.mark.parametrize(("code", "other"), [("1", "1"), ("1", "2")])
def test_codes_answer_whether_nearly_the_same_names_are_one_trust(tmp_path: Path, code: str, other: str) -> None:
    assert two(tmp_path, "Harlow Trust", "Harlow Academies Trust", code, other) == []


def test_a_name_without_a_code_beside_one_with_a_code_is_a_question(tmp_path: Path) -> None:
    assert len(two(tmp_path, "Harlow Trust", "Harlow Academies Trust", "1")) == 1


def test_what_is_asked_about_is_asked_once(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).leader(2, trust="Harlow Trust").leader(3, trust="Harlow Academies Trust")
    assert len(tiny.leader(4, trust="Harlow Academies Trust").warned()) == 1
