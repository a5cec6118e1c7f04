"""What programme.toml and earlier programmes say about pairs of people."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_folder import Tiny

RULES = ["same_school", "same_trust", "same_federation"]
WRITE = 'Write phase = {want = "differ", minutes = 20}, or want = "same".'
EARLIER = "programme,set_id,leader_id,email\n"
PRICED = "[prices]\nrepeat_pair = 5\n"


@pytest.mark.parametrize("name", RULES)
def test_a_rule_on_alike_people_can_be_priced(tmp_path: Path, name: str) -> None:
    settings = Tiny(tmp_path).table(f"[rules]\n{name} = 30\n").read().settings
    assert getattr(settings, name) == 30


@pytest.mark.parametrize("name", RULES)
def test_never_keeps_the_rule(tmp_path: Path, name: str) -> None:
    settings = Tiny(tmp_path).table(f'[rules]\n{name} = "never"\n').read().settings
    assert getattr(settings, name) is None


def test_another_word_than_never_is_told(tmp_path: Path) -> None:
    assert Tiny(tmp_path).table('[rules]\nsame_trust = "no"\n').told() == [
        "programme.toml, rules.same_trust: 'no' is neither \"never\" nor a number of minutes. "
        'Write "never", or how many minutes each such pair costs.'
    ]


def test_a_mix_has_the_values_of_its_column(tmp_path: Path) -> None:
    (mix,) = Tiny(tmp_path).table('[mix]\narea = {want = "same", minutes = 20}\n').read().mixes
    assert (mix.want, mix.minutes, dict(mix.values)) == ("same", 20, {"L1": "Leeds", "L2": "Leeds", "L3": "Bradford"})


def test_a_mix_may_name_a_column_of_ones_own(tmp_path: Path) -> None:
    folder = Tiny(tmp_path).leader(2, Sector="urban").leader(3, Sector="rural")
    read = folder.table('[mix]\nsector = {want = "differ", minutes = 20}\n').read()
    assert dict(read.mixes[0].values) == {"L1": "urban", "L2": "rural", "L3": ""}


def test_a_column_that_a_mix_names_is_not_said_to_be_ignored(tmp_path: Path) -> None:
    folder = Tiny(tmp_path).leader(2, sector="urban")
    assert folder.table('[mix]\nsector = {want = "differ", minutes = 20}\n').read().warnings == ()


def test_a_mix_by_a_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert Tiny(tmp_path).table('[mix]\nphse = {want = "differ", minutes = 20}\n').told() == [
        "programme.toml, mix.phse: is no column of leaders.csv. Did you mean 'phase'? "
        "Add that column, or delete the entry."
    ]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('{want = "differ"}', "does not say want and minutes, and nothing else"),
        ("20", "does not say want and minutes, and nothing else"),
        ('{want = "other", minutes = 20}', '\'other\' is neither "differ" nor "same"'),
        ('{want = "same", minutes = "many"}', "'many' is not a number of minutes"),
    ],
)
def test_a_mix_that_cannot_be_understood_is_told(tmp_path: Path, entry: str, fault: str) -> None:
    assert Tiny(tmp_path).table(f"[mix]\nphase = {entry}\n").told() == [f"programme.toml, mix.phase: {fault}. {WRITE}"]


def test_who_sat_together_before_is_known_by_id_or_address(tmp_path: Path) -> None:
    rows = "2025,S1,L1,\n2025,S1,,BETH@example.org\n2025,S2,L3,\n"
    read = Tiny(tmp_path).table(PRICED).sheet("previous_sets.csv", EARLIER + rows).read()
    assert read.company == (frozenset({"L1", "L2"}),)


def test_people_who_have_left_are_passed_over(tmp_path: Path) -> None:
    rows = "2025,S1,L1,\n2025,S1,L99,\n2025,S1,L2,\n"
    read = Tiny(tmp_path).table(PRICED).sheet("previous_sets.csv", EARLIER + rows).read()
    assert read.company == (frozenset({"L1", "L2"}),)


def test_an_earlier_member_without_id_and_address_is_told(tmp_path: Path) -> None:
    folder = Tiny(tmp_path).table(PRICED).sheet("previous_sets.csv", EARLIER + "2025,S1,,\n")
    assert folder.told() == [
        "previous_sets.csv, row 2, leader_id or email: is blank. Fill in leader_id or email in every row."
    ]


def test_earlier_sets_that_cost_nothing_are_told(tmp_path: Path) -> None:
    (warning,) = Tiny(tmp_path).sheet("previous_sets.csv", EARLIER + "2025,S1,L1,\n").read().warnings
    assert str(warning) == (
        "previous_sets.csv: costs nothing, since prices.repeat_pair is 0. "
        "Set it to the minutes that each pair who sat together before costs."
    )
