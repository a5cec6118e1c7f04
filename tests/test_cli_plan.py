"""``plan``: what it writes, what it asks, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from commands import asking
from programme.problems import NoPlan, OutOfTime
from tests import plans
from tests.commands import answers, broken, planned, raising, run, use

ROOT = Path(__file__).parent.parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Seven heads, a facilitator and a venue, without a plan; it is July 2027."""
    use(monkeypatch, planned)
    return plans.folder(tmp_path / "leeds")


@pytest.fixture
def again(folder: Path) -> Path:
    """The same with a plan."""
    assert run("plan", folder).exit_code == 0
    return folder


def standing(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "plan").iterdir())}


def test_a_first_plan_is_shown_and_written_without_asking(folder: Path) -> None:
    result = run("plan", folder)
    assert result.exit_code == 0
    assert "7 of 7 leaders placed in 1 set, nobody waiting." in result.stdout
    assert result.stdout.endswith(
        f"Saved as revision 1 in {folder / 'plan'}.\nFor calendars: setwright invites {folder}\n"
    )
    assert plans.revision(folder) == 1


def test_off_a_terminal_nothing_is_said_on_standard_error(folder: Path) -> None:
    assert run("plan", folder).stderr == ""


def test_a_second_plan_of_the_same_folder_is_the_same_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    run("plan", folder)
    other = plans.folder(tmp_path / "other")
    run("plan", other)
    assert standing(folder) == standing(other)


def test_run_dry_nothing_is_written(folder: Path) -> None:
    result = run("plan", folder, "--dry-run")
    assert result.stdout.endswith("Nothing was written (--dry-run).\n")
    assert not (folder / "plan").exists()


def test_a_first_plan_from_a_day_that_is_past_is_warned_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, planned, today=date(2027, 9, 8))
    result = run("plan", folder)
    assert (result.exit_code, result.stderr) == (
        0,
        "Meetings are planned from 6 Sep 2027, which is past: today is 8 Sep 2027. "
        "Give --from DATE to use later days only.\n",
    )


def test_a_first_plan_from_a_later_day_is_not_warned_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, planned, today=date(2027, 9, 8))
    assert run("plan", folder, "--from", "2027-09-09").stderr == ""


def test_from_is_where_planning_begins(folder: Path) -> None:
    result = run("plan", folder, "--from", "10/9/2027")
    assert result.exit_code == 1
    assert "working days: S01, meeting 1 (2027-09-09): outside the programme, 2027-09-10 to" in result.stderr


def test_a_day_after_the_last_is_wrong_use(folder: Path) -> None:
    result = run("plan", folder, "--from", "2028-07-17")
    assert (result.exit_code, result.stderr) == (
        2,
        "No day is left: meetings would be planned from 17 Jul 2028, and the programme's last_day is 14 Jul 2028.\n",
    )


def test_a_day_that_leaves_too_few_weeks_is_told_before_the_search(folder: Path) -> None:
    result = run("plan", folder, "--from", "2028-02-01")
    assert (result.exit_code, result.stdout, result.stderr) == (
        4,
        "",
        "Meetings planned from 1 Feb 2028 leave 23 weeks until last_day, 14 Jul 2028, where 6 meetings with "
        "weeks_between_min = 5 need 25. Plan from an earlier day, make the programme longer, or lower meetings or "
        "weeks_between_min.\n",
    )


def test_a_file_that_is_called_plan_is_not_replaced(folder: Path) -> None:
    (folder / "plan").write_text("mine")
    result = run("plan", folder)
    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        f"{folder / 'plan'} is a file, and the plan is kept in a folder of that name. Move the file away.\n",
    )
    assert (folder / "plan").read_text() == "mine"


def test_a_day_that_is_none_is_wrong_use(folder: Path) -> None:
    result = run("plan", folder, "--from", "31/2/2028")
    assert result.exit_code == 2
    assert "'31/2/2028' is a day that does not exist. Write it as 2026-11-03 or 3/11/2026." in result.stderr


def test_fresh_off_a_terminal_shows_the_change_and_writes_nothing(again: Path) -> None:
    before = standing(again)
    result = run("plan", again, "--fresh")
    assert result.exit_code == 2
    assert "What would change" in result.stdout
    assert result.stderr == (
        "Nothing was written. Replacing a plan needs a yes: run this on a terminal, or add --yes.\n"
    )
    assert standing(again) == before


def test_fresh_with_yes_replaces_the_plan_and_names_new_sets(again: Path) -> None:
    result = run("plan", again, "--fresh", "--yes")
    assert result.exit_code == 0
    assert plans.revision(again) == 2
    assert "S02,Headteacher,L01" in (again / "plan" / "sets.csv").read_text("utf-8-sig")


def test_fresh_run_dry_shows_the_change_and_succeeds(again: Path) -> None:
    before = standing(again)
    result = run("plan", again, "--fresh", "--dry-run", "--yes")
    assert result.exit_code == 0
    assert result.stdout.endswith("Nothing was written (--dry-run).\n")
    assert standing(again) == before


def test_fresh_on_a_terminal_asks(again: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch, yes=True)
    assert run("plan", again, "--fresh").exit_code == 0
    assert asked == ["Replace the plan that stands, and its calendars?"]
    assert plans.revision(again) == 2


def test_whoever_says_no_keeps_the_plan(again: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = standing(again)
    answers(monkeypatch, yes=False)
    result = run("plan", again, "--fresh")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "Nothing was changed.")
    assert standing(again) == before


def test_fresh_without_a_plan_asks_nothing(folder: Path) -> None:
    assert run("plan", folder, "--fresh").exit_code == 0


def test_fresh_plans_from_today(again: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, planned, today=date(2027, 9, 10))
    result = run("plan", again, "--fresh", "--yes")
    assert "outside the programme, 2027-09-10 to 2028-07-14" in result.stderr


def test_fresh_replaces_a_plan_that_cannot_be_read(again: Path) -> None:
    (again / "plan" / "summary.json").write_text("{")
    result = run("plan", again, "--fresh", "--yes")
    assert result.exit_code == 0
    assert "What would change" in result.stdout
    assert plans.revision(again) == 2
    assert "S02" in (again / "plan" / "sets.csv").read_text("utf-8-sig")


def test_fresh_replaces_a_plan_that_neither_files_nor_store_tell(again: Path) -> None:
    (again / "plan" / "summary.json").write_text("{")
    (again / "setwright.db").unlink()
    result = run("plan", again, "--fresh", "--yes")
    assert "The plan that stands cannot be read, so the two cannot be compared." in result.stdout
    assert "S02" in (again / "plan" / "sets.csv").read_text("utf-8-sig")


def test_a_plan_is_recovered_before_anything_else(again: Path) -> None:
    (again / "plan").rename(again / ".plan.old")
    assert run("plan", again).exit_code == 0
    assert (again / "plan").exists()


def test_wrong_input_ends_with_3_and_problems_on_standard_error(folder: Path) -> None:
    (folder / "venues.csv").write_text("venue_id,name\nV1,Library\n")
    result = run("plan", folder)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == ("venues.csv, row 1, address: is missing from the headings. Add a column headed address.\n")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NoPlan("Nobody can meet on any day."), 4),
        (OutOfTime("Time ran out."), 5),
        (KeyboardInterrupt(), 130),
        (ValueError("Anna Bell"), 1),
    ],
)
def test_however_planning_ends_the_plan_before_stays(
    again: Path, error: BaseException, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = standing(again)
    use(monkeypatch, raising(error))
    assert run("plan", again, "--fresh", "--yes").exit_code == status
    assert standing(again) == before


def test_no_plan_is_told_as_the_planner_says(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, raising(NoPlan("Nobody can meet on any day.")))
    assert run("plan", folder).stderr == "Nobody can meet on any day.\n"


def test_control_c_says_that_nothing_was_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, raising(KeyboardInterrupt()))
    assert run("plan", folder).stderr == "\nNothing was changed.\n"


def test_a_fault_is_told_calmly_and_without_names(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, raising(ValueError("Anna Bell")))
    result = run("plan", folder)
    assert result.stderr.startswith("Setwright met a fault of its own (ValueError, commands.py line ")
    assert result.stderr.endswith(") and stopped; SETWRIGHT_DEBUG=1 shows where, if you report it.\n")
    assert "Anna" not in result.output


def test_a_fault_can_be_traced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETWRIGHT_DEBUG", "1")
    use(monkeypatch, raising(ValueError("Anna Bell")))
    result = run("plan", folder)
    assert result.exit_code == 1
    assert result.stderr.endswith("ValueError: Anna Bell\n")


def test_a_broken_plan_is_never_written(again: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = standing(again)
    use(monkeypatch, broken)
    result = run("plan", again, "--fresh", "--yes")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("The plan breaks a rule, so it is not saved.")
    assert standing(again) == before


INTERRUPTED = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, sys.argv[1])
import cli
from tests import commands
import planner
def plan(*args, **details):
    print("planning", file=sys.stderr, flush=True)
    time.sleep(60)
planner.plan = plan
cli.main(["plan", sys.argv[2], "--fresh", "--yes"])
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGINT is sent as POSIX does")
def test_a_process_that_is_interrupted_leaves_the_plan_before(again: Path) -> None:
    before = standing(again)
    words = [sys.executable, "-c", INTERRUPTED, str(ROOT), str(again)]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = [process.stderr.readline()]
        while "planning" not in told[-1]:
            told.append(process.stderr.readline())
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == "\nNothing was changed.\n"
    assert process.returncode == 130
    assert standing(again) == before


def test_nobody_is_asked_off_a_terminal() -> None:
    assert asking.at_terminal() is (os.isatty(0) and os.isatty(1))
