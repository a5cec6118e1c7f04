"""``show``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import plans
from tests.commands import planned, run, use

ROOT = Path(__file__).parent.parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Eight heads, of whom one waits, and their plan."""
    use(monkeypatch, planned)
    folder = plans.folder(tmp_path / "leeds", waiting=1)
    assert run("plan", folder).exit_code == 0
    return folder


def replace(path: Path, old: str, new: str) -> None:
    content = path.read_text("utf-8-sig")
    assert old in content
    path.write_text(content.replace(old, new), "utf-8")


@pytest.mark.parametrize("command", ["show", "invites"])
def test_without_a_plan_the_command_that_makes_one_is_named(command: str, tmp_path: Path) -> None:
    folder = plans.folder(tmp_path / "york")
    result = run(command, folder)
    told = f"{folder} has no plan yet. Form one: setwright plan {folder}\n"
    assert (result.exit_code, result.stderr) == (2, told)


def test_show_shows_what_plan_showed(folder: Path) -> None:
    shown = run("show", folder)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout + "Nothing was written (--dry-run).\n" == run("plan", plans.folder(
        folder.parent / "again", waiting=1), "--dry-run").stdout  # fmt: skip


NOISY = """
import os, click, cli

@cli.main.command()
def noisy():
    os.write(1, b"what a solver prints by itself")
    click.echo("what the command says")

cli.main(["noisy"])
"""


def test_nothing_but_what_the_command_says_is_on_standard_output_whatever_a_solver_prints() -> None:
    done = subprocess.run([sys.executable, "-c", NOISY], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("what the command says\n", "")


@pytest.mark.skipif(os.name != "posix", reason="pipes close as POSIX says")
@pytest.mark.parametrize("words", [["show"], ["show", "--json"]], ids=" ".join)
def test_whoever_stops_reading_is_left_in_peace(folder: Path, words: list[str]) -> None:
    command = [sys.executable, "cli.py", words[0], str(folder), *words[1:]]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 141


def test_show_says_when_the_plan_no_longer_keeps_the_rules(folder: Path) -> None:
    replace(folder / "plan" / "meetings.csv", "2027-10-21", "2027-09-16")
    told = "As spreadsheets and plan now stand, rules are broken in 2 places: "
    assert run("show", folder).stderr == f"{told}setwright check {folder} --plan lists them.\n"


def test_show_says_when_the_minutes_are_no_longer_so(folder: Path) -> None:
    replace(folder / "leaders.csv", "430700", "431700")
    told = "Spreadsheets or plan have been edited since; the minutes are those of the day of planning.\n"
    assert run("show", folder).stderr == told


def test_show_tells_all_problems_of_a_plan_edited_by_hand(folder: Path) -> None:
    replace(folder / "plan" / "sets.csv", "L01", "L88")
    result = run("show", folder)
    assert (result.exit_code, result.stdout, result.stderr) == (
        3,
        "",
        "plan/sets.csv, row 2, leader_id: 'L88' is not in leaders.csv. Write an id that is in leaders.csv.\n",
    )


@pytest.mark.parametrize(
    "words",
    [
        ["--set", "s01"],
        ["--leader", "L03"],
        ["--leader", "leader 3"],
        ["--leader", "leader3@example.org"],
        ["--facilitator", "Facilitator 1"],
        ["--venue", "V1"],
    ],
)
def test_show_one_of_the_plan(folder: Path, words: list[str]) -> None:
    result = run("show", folder, *words)
    assert result.exit_code == 0
    assert "S01: Headteacher, Thu am, 7 members, led by Facilitator 1 (F1), at Venue 1 (V1)" in result.stdout


def test_show_a_leader_who_waits(folder: Path) -> None:
    assert run("show", folder, "--leader", "L08").stdout == (
        "L08 Leader 8, Headteacher\n"
        "  Leader 8 is one too many for a set of six to eight.\n"
        "  Find five more heads, or set set_size_min to 4.\n\n"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--set", "S7"], "There is no set 'S7'. Give a set_id of plan/sets.csv.\n"),
        (
            ["--leader", "Leeder 3"],
            "There is no leader 'Leeder 3'. Did you mean 'Leader 3'? "
            "Give a leader_id, a name or an e-mail address of leaders.csv.\n",
        ),
        (
            ["--set", "S01", "--venue", "V1"],
            "Give one of --set, --leader, --facilitator, --venue and --why at a time.\n",
        ),
    ],
)
def test_show_refuses_what_it_cannot_find(folder: Path, words: list[str], told: str) -> None:
    result = run("show", folder, *words)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", told)


def test_show_asks_for_the_id_where_two_have_one_name(folder: Path) -> None:
    replace(folder / "leaders.csv", "Leader 4", "Leader 3")
    result = run("show", folder, "--leader", "Leader 3")
    assert result.stderr == "'Leader 3' is the name of L03 and L04: give the leader_id.\n"


def test_show_json_is_the_whole_plan(folder: Path) -> None:
    values = json.loads(run("show", folder, "--json").stdout)
    assert list(values) == ["programme", "summary", "sets", "meetings", "waiting"]
    assert values["summary"]["placed"] == 7
    assert values["sets"][0]["members"][0] == {"leader_id": "L01", "name": "Leader 1"}
    assert values["waiting"][0]["leader_id"] == "L08"


@pytest.mark.parametrize(
    ("words", "key", "value"),
    [
        (["--set", "S01"], "set_id", "S01"),
        (["--leader", "Leader 3"], "leader_id", "L03"),
        (["--facilitator", "F1"], "facilitator_id", "F1"),
        (["--venue", "V1"], "venue_id", "V1"),
    ],
)
def test_show_json_of_one(folder: Path, words: list[str], key: str, value: str) -> None:
    values = json.loads(run("show", folder, *words, "--json").stdout)
    assert values[key] == value
    assert values["meetings"][0] == {
        "set_id": "S01",
        "meeting": 1,
        "uid": plans.meeting(1).uid,
        "date": "2027-09-09",
        "start": "09:30",
        "end": "12:30",
        "venue_id": "V1",
        "room": 1,
        "facilitator_id": "F1",
        "presenters": ["L01", "L02"],
        "absent": [],
    }
