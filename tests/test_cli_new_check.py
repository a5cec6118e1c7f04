"""``new`` and ``check``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from programme.example import EXAMPLE
from tests import plans
from tests.commands import run

NAMES = "closures.csv, facilitators.csv, leaders.csv, levels.csv, programme.toml, travel.csv, venues.csv"
WELL = "Test programme: 7 leaders, 1 level, 1 facilitator and 1 venue; no problems.\nHeadteacher: 7 leaders, 1 set.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return plans.folder(tmp_path / "leeds")


def with_plan(folder: Path) -> Path:
    plans.save(folder, plans.programme(), plans.plan(), plans.summary())
    return folder


def replace(path: Path, old: str, new: str) -> None:
    content = path.read_text("utf-8-sig")
    assert old in content
    path.write_text(content.replace(old, new), "utf-8")


def test_new_writes_the_example(tmp_path: Path) -> None:
    folder = tmp_path / "leeds"
    result = run("new", folder)
    assert result.output == (
        f"Wrote to {folder}: {NAMES}.\nNext, put your own people in, then: setwright check {folder}\n"
    )
    assert [(folder / name).read_bytes() for name in NAMES.split(", ")] == [
        (EXAMPLE / name).read_bytes() for name in NAMES.split(", ")
    ]


def test_new_makes_the_folders_above(tmp_path: Path) -> None:
    assert run("new", tmp_path / "learning" / "leeds").exit_code == 0
    assert os.listdir(tmp_path / "learning") == ["leeds"]


def test_new_fills_a_folder_that_is_empty(tmp_path: Path) -> None:
    assert run("new", tmp_path).exit_code == 0
    assert sorted(os.listdir(tmp_path)) == NAMES.split(", ")


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_new_is_for_the_owners_eyes_only(tmp_path: Path) -> None:
    run("new", tmp_path / "leeds")
    assert (tmp_path / "leeds").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "leeds").iterdir()} == {0o600}


def test_new_run_dry_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "leeds"
    assert run("new", folder, "--dry-run").output == f"Would write to {folder}: {NAMES}.\n"
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_new_refuses_a_folder_with_something_in_it(tmp_path: Path, dry: list[str]) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    result = run("new", tmp_path, *dry)
    assert (result.exit_code, result.stderr) == (2, f"{tmp_path} exists and is not empty. Name a new folder.\n")
    assert os.listdir(tmp_path) == ["notes.txt"]


@pytest.mark.parametrize("existed", [True, False])
def test_new_writes_all_or_nothing(tmp_path: Path, existed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "leeds"
    if existed:
        folder.mkdir()
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self.name in {"new", "venues.csv"}:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    result = run("new", folder)
    told = f"{folder} cannot be written: No space left on device. Nothing was written.\n"
    assert (result.exit_code, result.stderr) == (2, told)
    assert [path.name for path in tmp_path.rglob("*")] == (["leeds"] if existed else [])


def refusing(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """The system does not let this call of Path do anything to a folder called leeds."""
    real = getattr(Path, call)

    def refuse(self: Path, *words: Any, **options: Any) -> Any:
        if self.name == "leeds":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *words, **options)

    monkeypatch.setattr(Path, call, refuse)


def test_new_says_that_a_folder_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing(monkeypatch, "mkdir")
    result = run("new", tmp_path / "leeds" / "2027")
    told = f"{tmp_path / 'leeds' / '2027'} cannot be written: Permission denied. Nothing was written.\n"
    assert (result.exit_code, result.stderr) == (2, told)


def test_new_says_that_a_folder_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing(monkeypatch, "exists")
    result = run("new", tmp_path / "leeds")
    told = f"{tmp_path / 'leeds'} cannot be read or written: Permission denied.\n"
    assert (result.exit_code, result.stderr) == (2, told)


def test_new_makes_no_folder_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "leeds").write_text("mine")
    result = run("new", tmp_path / "leeds" / "2027")
    told = f"{tmp_path / 'leeds'} is a file, not a folder. Name a new folder.\n"
    assert (result.exit_code, result.stderr) == (2, told)


def test_the_example_has_no_problems(tmp_path: Path) -> None:
    run("new", tmp_path / "leeds")
    assert run("check", tmp_path / "leeds").exit_code == 0


def test_check_says_that_all_is_well(folder: Path) -> None:
    result = run("check", folder)
    assert (result.exit_code, result.stdout, result.stderr) == (0, WELL, "")


def test_check_lists_every_problem_on_a_line_of_its_own(folder: Path) -> None:
    replace(folder / "leaders.csv", "leader3@example.org", "leader3")
    replace(folder / "venues.csv", "V1", "")
    result = run("check", folder)
    assert result.exit_code == 3
    assert result.stdout.splitlines() == [
        "leaders.csv, row 4, email: 'leader3' does not look like an e-mail address. "
        "Write one address: name@example.org.",
        "venues.csv, row 2, venue_id: is blank. Fill in venue_id in every row.",
    ]
    assert result.stderr == ""


def test_check_tells_warnings_and_succeeds(folder: Path) -> None:
    replace(folder / "venues.csv", "venue_id,name,address", "venue_id,name,Address,wifi")
    replace(folder / "venues.csv", "1 Market Street", "1 Market Street,good")
    result = run("check", folder)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].startswith("warning: venues.csv, row 1: 'wifi' is not a column that is known")


def test_check_plan_judges_the_plan_as_it_stands(folder: Path) -> None:
    result = run("check", with_plan(folder), "--plan")
    assert (result.exit_code, result.output) == (0, "The plan keeps every rule: 1 set and 6 meetings, 0 waiting.\n")


def test_check_plan_tells_broken_rules_with_the_rule(folder: Path) -> None:
    replace(with_plan(folder) / "plan" / "meetings.csv", "2027-10-21", "2027-10-28")
    result = run("check", folder, "--plan")
    assert (result.exit_code, result.stdout) == (
        3,
        "plan, closures: S01, meeting 2 (2027-10-28): Half term, everywhere. "
        "No meeting falls on a closure of any member's area (a closure with a price only costs).\n",
    )


def test_check_plan_tells_cells_that_cannot_be_understood(folder: Path) -> None:
    replace(with_plan(folder) / "plan" / "meetings.csv", "2027-10-21", "soon")
    result = run("check", folder, "--plan")
    assert (result.exit_code, result.stdout) == (
        3,
        "plan/meetings.csv, row 3, date: 'soon' is not a date. Write it as 2026-11-03 or 3/11/2026.\n",
    )


def test_check_plan_finds_that_a_meeting_which_was_held_has_been_edited(folder: Path) -> None:
    replace(with_plan(folder) / "plan" / "meetings.csv", "2027-09-09", "2027-09-16")
    result = run("check", folder, "--plan", "--from", "10/9/2027")
    assert result.exit_code == 3
    assert "S01, meeting 1 (2027-09-09) was held, and is not as it was" in result.stdout


def test_check_plan_without_a_plan_is_wrong_use(folder: Path) -> None:
    result = run("check", folder, "--plan")
    told = f"{folder} has no plan yet. Form one: setwright plan {folder}\n"
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", told)


def test_check_does_not_look_at_the_plan_unasked(folder: Path) -> None:
    (with_plan(folder) / "plan" / "sets.csv").write_text("")
    assert run("check", folder).output == WELL


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    result = run("check", tmp_path / "leeds")
    assert result.exit_code == 2
    assert f"Directory '{tmp_path / 'leeds'}' does not exist." in result.stderr
