"""Why somebody sits or waits: what ``show --why`` names is written into the spreadsheets, planned, and must be true."""

from __future__ import annotations

import csv
import json
import shutil
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

import why
from commands import asking
from tests.commands import TODAY, run
from tests.edited import person, rows_of, write_edits, write_rows
from tests.test_remedies import CASES, Folder

TOO_LATE = date(2027, 12, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "today", lambda: TODAY)


def someone_kept_apart(folder: Folder) -> Folder:
    return folder.add("leaders.csv", person(8, "Headteacher")).fill("leaders.csv", "L08", not_with="L02")


def a_full_room(folder: Folder) -> Folder:
    folder.fill("venues.csv", "V1", capacity="8")
    return folder.add("leaders.csv", person(8, "Headteacher"))


def someone_who_needs_a_lift(folder: Folder) -> Folder:
    return folder.add("leaders.csv", person(8, "Headteacher", needs_step_free="yes"))


def planned(path: Path, spoil: Callable[[Folder], Folder], heads: int = 7) -> Path:
    path.mkdir(exist_ok=True)
    spoil(Folder(path, heads))
    assert run("plan", path).exit_code == 0
    return path


def explained(folder: Path, who: str) -> dict[str, Any]:
    result = run("show", folder, "--why", who, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    values: dict[str, Any] = json.loads(result.stdout)
    return values


def placed(folder: Path) -> set[str]:
    return {row["leader_id"] for row in rows_of(folder / "plan" / "sets.csv")}


def with_edits(folder: Path, edits: list[Any], *, fresh: bool) -> set[str]:
    """Who has a place once the edits are written and the command ``plan`` has planned with them."""
    copy = folder.parent / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("plan", "setwright.db") if fresh else None)
    write_edits(copy, edits)
    assert run("plan", copy, "--yes").exit_code == 0
    return placed(copy)


@pytest.mark.parametrize("spoil", [*CASES, someone_kept_apart, a_full_room, someone_who_needs_a_lift])
def test_every_change_that_is_named_places_the_person(tmp_path: Path, spoil: Callable[[Folder], Folder]) -> None:
    folder = planned(tmp_path / "leeds", spoil)
    who = rows_of(folder / "plan" / "waiting.csv")[0]["leader_id"]
    changes = explained(folder, who)["changes"]
    named = [(change["edits"], kind) for change in changes for kind in ("rerun", "fresh") if _places(change[kind])]
    assert named
    for edits, kind in named:
        assert who in with_edits(folder, edits, fresh=kind == "fresh"), f"{who} still waits, {kind}, with {edits}"


def _places(outcome: dict[str, Any] | None) -> bool:
    return bool(outcome and outcome["placed_in"])


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven heads in a set, and one who waits far away."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "today", lambda: TODAY)
        return planned(tmp_path_factory.mktemp("far") / "leeds", CASES[0])


def test_a_change_is_told_as_it_is_written_into_the_spreadsheet(far: Path) -> None:
    assert run("show", far, "--why", "Leader 8").stdout == (
        "L08 Leader 8, Headteacher, waits.\n"
        "  no venue within 45 minutes; the nearest is 60 minutes away.\n"
        "What keeps them out of the sets that stand, the easiest to open first\n"
        "  S01 (Thu pm, at Venue 1, led by Facilitator 1): is 60 minutes away\n"
        "Would be placed with any of these changes, the smallest first; a plan was made\n"
        "with each\n"
        "  1. leaders.csv, row 9 (L08): max_travel_minutes 60 instead of 45\n"
        "    They sit in S01 then; nobody else moves.\n"
        "    A plan formed anew (--fresh) places them too.\n"
        "  2. venues.csv, a new row: rooms 1, capacity 10, step_free yes, easting 465000,\n"
        "  northing 433000\n"
        "    Only where the plan is formed anew (plan --fresh); changed as little as can\n"
        "    be, it leaves them waiting.\n"
    )


def test_where_the_folder_holds_a_workbook_a_change_names_its_sheet(far: Path, tmp_path: Path) -> None:
    folder = in_a_workbook(shutil.copytree(far, tmp_path / "leeds"))
    told = run("show", folder, "--why", "L08").stdout
    assert "\n  1. programme.xlsx, leaders, row 9 (L08): max_travel_minutes 60 instead of 45\n" in told
    assert "\n  2. programme.xlsx, venues, a new row: rooms 1, " in told
    assert [file for file in (".csv", ".toml") if file in told] == []


@pytest.mark.parametrize("command", ["show --leader L88", "withdraw L88", "rejoin L07", "show", "plan --yes"])
def test_and_so_does_whatever_else_is_told(far: Path, tmp_path: Path, command: str) -> None:
    folder = shutil.copytree(far, tmp_path / "leeds")
    assert run("withdraw", folder, "L07", "--yes").exit_code == 0
    rows = rows_of(folder / "leaders.csv")
    write_rows(folder / "leaders.csv", rows[4:6] if "L07" in command else rows[4:])
    name, *words = command.split()
    result = run(name, in_a_workbook(folder), *words)
    assert result.exit_code in {2, 3}
    assert ("programme.xlsx, leaders" in result.output, "leaders.csv" in result.output) == (True, False)


def in_a_workbook(folder: Path) -> Path:
    """The folder with one workbook in place of its files."""
    book = Workbook()
    book.remove(book.worksheets[0])
    settings = folder / "programme.toml"
    sheets: dict[str, list[Any]] = {path.stem: list(csv.reader(path.open())) for path in folder.glob("*.csv")}
    sheets["programme"] = [("key", "value"), *tomllib.loads(settings.read_text("utf-8")).items()]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for path in (settings, *folder.glob("*.csv")):
        path.unlink()
    book.save(folder / "programme.xlsx")
    return folder


def test_nothing_is_written_by_an_explanation(far: Path) -> None:
    before = {path: path.read_bytes() for path in far.rglob("*") if path.is_file()}
    run("show", far, "--why", "L08")
    assert before == {path: path.read_bytes() for path in far.rglob("*") if path.is_file()}


@pytest.mark.parametrize("who", ["L01", "L08"])
def test_no_line_is_wider_than_a_terminal(far: Path, who: str) -> None:
    assert max(map(len, run("show", far, "--why", who).stdout.splitlines())) <= 80


def test_somebody_with_a_place_is_told_what_their_seat_costs(far: Path) -> None:
    told = run("show", far, "--why", "leader1@example.org").stdout
    assert told.startswith("L01 Leader 1, Headteacher, sits in S01 (Thu pm, at Venue 1, led by Facilitator\n1).\n")
    assert "  The seat costs them 65 minutes over the programme: 65 for travel.\n" in told
    assert told.endswith("There is no other set of headteachers.\n")


def test_a_seat_is_explained_to_other_programs_too(far: Path) -> None:
    found = explained(far, "L01")
    assert (found["seat"]["set_id"], found["waiting"], found["changes"]) == ("S01", None, [])
    assert found["seat"]["minutes"]["total"] == found["seat"]["minutes"]["travel"]


def test_an_unknown_leader_is_told_whom_was_probably_meant(far: Path) -> None:
    result = run("show", far, "--why", "L88")
    told = (
        "There is no leader 'L88'. Did you mean 'L08'? Give a leader_id, a name or an e-mail address of leaders.csv.\n"
    )
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", told)


def test_whoever_has_withdrawn_is_said_to_have(far: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(far, tmp_path / "leeds")
    assert run("withdraw", folder, "L08", "--yes").exit_code == 0
    result = run("show", folder, "--why", "L08")
    again = f"To take that back: setwright rejoin {folder} L08\n"
    assert (result.exit_code, result.stderr) == (2, f"L08 has withdrawn, on 2027-07-01. {again}")


def test_whoever_came_after_the_plan_is_placed_by_planning_again(far: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(far, tmp_path / "leeds")
    write_edits(folder, [{"file": "leaders.csv", "new_row": person(9, "Headteacher")}])
    told = run("show", folder, "--why", "L09").stdout
    assert "L09 Leader 9, Headteacher, is not in the plan.\n" in told
    assert "  1. Nothing: plan again as the spreadsheets now are.\n    They sit in S01 then" in told


def test_a_newcomer_who_comes_too_late_is_told_the_rule_and_the_setting(
    far: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(far, tmp_path / "leeds")
    write_edits(folder, [{"file": "leaders.csv", "new_row": person(9, "Headteacher")}])
    monkeypatch.setattr(asking, "today", lambda: TOO_LATE)
    told = run("show", folder, "--why", "L09").stdout
    assert "has met 2 times or more" in told
    edits = next(change["edits"] for change in explained(folder, "L09")["changes"] if _places(change["rerun"]))
    assert edits[0] | {"value": ""} == {
        "file": "programme.toml",
        "row": None,
        "key": "",
        "column": "join_until_meeting",
        "value": "",
        "instead_of": "2",
    }
    assert "L09" in with_edits(folder, edits, fresh=False)


def test_no_fresh_plan_is_tried_where_that_takes_too_long(far: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(why, "LARGE", 7)
    found = explained(far, "L08")
    assert found["not_formed_anew"] == "large"
    assert {change["fresh"] is None for change in found["changes"]} == {True}
    assert "for so many people that takes minutes for each change" in " ".join(
        run("show", far, "--why", "L08").stdout.split()
    )


def test_changes_that_were_not_tried_are_counted(far: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(why, "RERUNS", 1)
    found = explained(far, "L08")
    assert (len(found["changes"]), found["untried"], found["cut_short"]) == (1, 1, False)


def test_where_the_clock_ends_it_that_is_said(far: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(why, "TIMES", 0)
    told = run("show", far, "--why", "L08").stdout
    assert "No change is known that would place them\n" in told
    assert "Time ran out before all changes were tried; a higher time_limit_seconds tries more." in " ".join(
        told.split()
    )
