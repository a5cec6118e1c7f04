"""The fingerprint of the input: another one where planning could differ, the same where only the writing does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from programme.decisions import Decisions, Withdrawal
from programme.fingerprint import fingerprint
from programme.records import Programme
from tests.tiny_folder import Tiny

ROOT = Path(__file__).parent.parent
READ = {"settings", "leaders", "facilitators", "venues", "closures", "mixes", "company", "travel"}
DECIDED = {"declined", "wide_gaps", "substitutes", "former"}
OF_THE_DAY = {"tabs", "warnings", "from_day", "standing"}


def tiny(path: Path, change: Callable[[Tiny], object] = lambda tiny: None) -> str:
    """The fingerprint of the small folder with a change."""
    path.mkdir(exist_ok=True)
    made = Tiny(path)
    made.cell("closures.csv", 2, price="30")
    made.tables["closures.csv"].append(
        {"first_day": "2027-02-15", "last_day": "2027-02-19", "reason": "Half term", "area": "", "price": ""}
    )
    change(made)
    return fingerprint(made.read(), Decisions())


def backwards(made: Tiny) -> None:
    for rows in made.tables.values():
        rows.reverse()


@pytest.mark.parametrize(
    "change",
    [
        backwards,
        lambda tiny: tiny.leader(2, easting="430000.0"),
        lambda tiny: tiny.leader(3, away="3/11/2026"),
        lambda tiny: tiny.leader(3, cannot_attend="monday am; MON PM"),
        lambda tiny: tiny.leader(3, notes="rang on Tuesday"),
        lambda tiny: tiny.rename("leaders.csv", "leader_id", "Leader ID"),
        lambda tiny: tiny.key(time_limit_seconds="5"),
        lambda tiny: tiny.key(store='"postgresql+psycopg://office@localhost/sets"'),
        lambda tiny: tiny.key(meetings="6"),
    ],
)
def test_what_planning_does_not_depend_on_leaves_it_as_it_was(tmp_path: Path, change: Callable[[Tiny], object]) -> None:
    assert tiny(tmp_path / "one", change) == tiny(tmp_path / "other")


@pytest.mark.parametrize(
    "change",
    [
        lambda tiny: tiny.leader(2, easting="430001"),
        lambda tiny: tiny.leader(3, away="4/11/2026"),
        lambda tiny: tiny.leader(4, trust="Nidd Trust"),
        lambda tiny: tiny.cell("venues.csv", 2, closed="2026-11-03"),
        lambda tiny: tiny.cell("closures.csv", 2, price="31"),
        lambda tiny: tiny.cell("facilitators.csv", 2, max_sets="2"),
        lambda tiny: tiny.key(seed="2"),
        lambda tiny: tiny.table("[prices]\nabsence = 181\n"),
        lambda tiny: tiny.table('[mix]\nphase = {want = "differ", minutes = 20}\n').leader(2, phase="Primary"),
        lambda tiny: tiny.sheet("travel.csv", "from,to,minutes\nL1,V1,20\n"),
        lambda tiny: tiny.sheet("previous_sets.csv", "programme,set_id,leader_id\n2025,S01,L1\n2025,S01,L2\n"),
    ],
)
def test_what_planning_depends_on_changes_it(tmp_path: Path, change: Callable[[Tiny], object]) -> None:
    assert tiny(tmp_path / "one", change) != tiny(tmp_path / "other")


@pytest.mark.parametrize(
    "decisions",
    [
        Decisions(withdrawn=(Withdrawal(leader_id="L1", day=date(2026, 11, 3)),)),
        Decisions(declined=frozenset({("L1", "S01")})),
        Decisions(wide_gaps=frozenset({"S01"})),
        Decisions(substitutes={"uid": "F2"}),
    ],
)
def test_what_is_decided_changes_it(tmp_path: Path, decisions: Decisions) -> None:
    programme = Tiny(tmp_path).read()
    assert fingerprint(programme, decisions) != fingerprint(programme, Decisions())


def test_it_is_the_same_whatever_the_hash_seed(tmp_path: Path) -> None:
    Tiny(tmp_path).leader(2, cannot_attend="Mon; Tue; Fri pm", not_with="L2; L3").write()
    code = (
        "import sys; from pathlib import Path; from programme.decisions import Decisions\n"
        "from programme.fingerprint import fingerprint; from programme.reading import read_programme\n"
        "declined = frozenset({('L1', 'S01'), ('L2', 'S01'), ('L3', 'S02')})\n"
        "print(fingerprint(read_programme(Path(sys.argv[1])), Decisions(declined=declined)))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "12"
    }
    assert len(told) == 1


def test_every_part_of_a_programme_is_in_it_or_left_out_on_purpose() -> None:
    assert {field.name for field in fields(Programme)} == READ | DECIDED | OF_THE_DAY
