"""Who may be pinned to one set, told before anything is planned."""

from __future__ import annotations

from pathlib import Path

from tests.tiny_folder import Tiny

PIN_ONE = "Pin one of them to another set, or empty the cell."


def pinned(path: Path, *rows: int, set_id: str = "S03") -> Tiny:
    """The tiny folder, all of one level, with the leaders of these rows pinned to one set."""
    tiny = Tiny(path).leader(4, level="Headteacher")
    for row in rows:
        tiny.leader(row, pinned=set_id)
    return tiny


def test_people_of_one_level_may_be_pinned_to_one_set(tmp_path: Path) -> None:
    assert [leader.pinned for leader in pinned(tmp_path, 2, 3).read().leaders] == ["S03", "S03", ""]


def test_one_set_is_spelled_in_one_way(tmp_path: Path) -> None:
    assert pinned(tmp_path, 2).leader(3, pinned="S3").told() == [
        "leaders.csv, row 3, pinned: 'S3' is the set that row 2 calls S03. Write S03."
    ]


def test_people_of_two_levels_are_not_pinned_to_one_set(tmp_path: Path) -> None:
    assert pinned(tmp_path, 2, 4).leader(4, level="Deputy head").told() == [
        "leaders.csv, row 4, pinned: 'S03' has Deputy head here and Headteacher in row 2: a set has one level. "
        + PIN_ONE
    ]


def test_no_more_are_pinned_to_a_set_than_it_holds(tmp_path: Path) -> None:
    tiny = pinned(tmp_path, 2, 3, 4).key(set_size_min="2", set_size_max="2", quorum="2")
    assert tiny.told() == [
        "leaders.csv, row 4, pinned: 'S03' has 3 people pinned to it, more than set_size_max = 2. "
        "Empty the cell for some of them, or raise set_size_max in programme.toml."
    ]


def test_colleagues_are_not_pinned_to_one_set(tmp_path: Path) -> None:
    assert pinned(tmp_path, 3, 4).leader(4, trust="NIDD trust").told() == [
        "leaders.csv, row 4, pinned: 'S03' holds two who may not sit together: "
        "Beth Kaur and Callum Eze both work for Nidd Trust. " + PIN_ONE
    ]


def test_colleagues_may_be_pinned_to_one_set_where_the_rule_only_costs(tmp_path: Path) -> None:
    tiny = pinned(tmp_path, 3, 4).leader(4, trust="NIDD trust")
    assert tiny.table("[rules]\nsame_trust = 50\n").told() == []


def test_people_who_are_kept_apart_are_not_pinned_to_one_set(tmp_path: Path) -> None:
    assert pinned(tmp_path, 2, 3).leader(3, not_with="L1").told() == [
        "leaders.csv, row 3, pinned: 'S03' holds two who may not sit together: "
        "Amara Bell and Beth Kaur are to be kept apart (not_with). " + PIN_ONE
    ]


def test_colleagues_may_be_pinned_to_different_sets(tmp_path: Path) -> None:
    assert pinned(tmp_path, 3).leader(4, trust="Nidd Trust", pinned="S04").told() == []


def test_what_is_wrong_with_pins_is_told_beside_what_else_is_wrong(tmp_path: Path) -> None:
    tiny = pinned(tmp_path, 2, 3).leader(3, trust="Aire Trust").leader(2, trust="Aire Trust", not_with="X9")
    tiny.leader(4, email="nobody")
    assert [line.split(":")[0] for line in tiny.told()] == [
        "leaders.csv, row 2, not_with",
        "leaders.csv, row 3, pinned",
        "leaders.csv, row 4, email",
    ]
