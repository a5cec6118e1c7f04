"""``history`` and ``restore``: what was saved, what differs, and going back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests import plans
from tests.commands import answers, planned, run, use

NEXT_DAY = ("--date", "2027-12-03", "--yes")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Revision 1 is a plan, revision 2 has the third meeting of S01 a day later; it is July 2027."""
    use(monkeypatch, planned)
    monkeypatch.setattr("programme.store.keeping.now", lambda: datetime(2027, 7, 1, 9, 5, tzinfo=UTC))
    folder = plans.folder(tmp_path / "leeds")
    assert run("plan", folder).exit_code == 0
    assert run("move", folder, "S01/3", *NEXT_DAY).exit_code == 0
    return folder


def sheets(folder: Path) -> list[bytes]:
    return [(folder / "plan" / name).read_bytes() for name in ("sets.csv", "meetings.csv", "waiting.csv")]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_history_lists_all_revisions_in_the_programmes_own_time(folder: Path) -> None:
    shown = run("history", folder)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert [line.rstrip() for line in shown.stdout.splitlines()] == [
        "No.  Saved             Why                        Placed  Waiting  Sets  Minutes",
        "  1  1 Jul 2027 10:05  first plan                      7        0     1      610",
        "  2  1 Jul 2027 10:05  S01/3 moved to Fri 3 Dec        7        0     1      680",
        "                       2027 am, Venue 1, room 1",
    ]


def test_history_before_the_first_plan_is_none(tmp_path: Path) -> None:
    folder = plans.folder(tmp_path / "leeds")
    assert run("history", folder).stdout == "No plan has been saved yet.\n"
    assert not (folder / "setwright.db").exists()


def test_history_of_two_revisions_tells_what_differs(folder: Path) -> None:
    assert [line.rstrip() for line in run("history", folder, "1", "2").stdout.splitlines()] == [
        "",
        "Set  No.  Was                                 Is",
        "S01    3  Thu 2 Dec 2027 am, Venue 1, room 1  Fri 3 Dec 2027 am, Venue 1, room 1",
        "",
        "That means 8 messages, to 8 people.",
    ]
    assert run("history", folder, "2", "2").stdout == "Nothing changes.\n"


def test_history_keeps_what_people_edited_as_a_revision_of_its_own(folder: Path) -> None:
    edit(folder / "plan" / "meetings.csv", "2027-09-09", "2027-09-10")
    run("move", folder, "S01/5", "--date", "2028-02-25", "--yes")
    entries = json.loads(run("history", folder, "--json").stdout)
    assert [(entry["revision"], entry["parent"], entry["reason"]) for entry in entries] == [
        (1, None, "first plan"),
        (2, 1, "S01/3 moved to Fri 3 Dec 2027 am, Venue 1, room 1"),
        (3, 2, "plan/ edited by hand"),
        (4, 3, "S01/5 moved to Fri 25 Feb 2028 am, Venue 1, room 1"),
    ]
    assert plans.revision(folder) == 4


def test_history_for_other_programs_has_everything_but_the_plans(folder: Path) -> None:
    first, second = json.loads(run("history", folder, "--json").stdout)
    assert list(first) == ["revision", "parent", "saved_at", "reason", "fingerprint", "decisions", "summary"]
    assert (first["saved_at"], first["summary"]["placed"]) == ("2027-07-01T09:05:00+00:00", 7)
    assert first["fingerprint"] == second["fingerprint"] != ""


def test_a_difference_for_other_programs_has_every_change(folder: Path) -> None:
    found = json.loads(run("history", folder, "1", "2", "--json").stdout)
    assert list(found) == ["seats", "formed", "dissolved", "sets", "meetings", "added", "dropped"]
    assert [change["after"]["date"] for change in found["meetings"]] == ["2027-12-03"]


@pytest.mark.parametrize("revisions", [["1"], ["1", "2", "3"]])
def test_one_revision_or_three_are_wrong_use(folder: Path, revisions: list[str]) -> None:
    result = run("history", folder, *revisions)
    assert (result.exit_code, result.stderr) == (
        2,
        "Give two revisions, to see what differs from the one to the other; or none, to list them all.\n",
    )


@pytest.mark.parametrize("command", [["history", "1", "9"], ["restore", "9", "--yes"]])
def test_a_revision_that_is_none_is_wrong_use(folder: Path, command: list[str]) -> None:
    result = run(command[0], folder, *command[1:])
    assert (result.exit_code, result.stderr) == (
        2,
        f"There is no revision 9. setwright history {folder} lists those there are.\n",
    )


def test_restoring_makes_a_new_revision_equal_to_the_old_one(folder: Path, tmp_path: Path) -> None:
    first = plans.folder(tmp_path / "first")
    run("plan", first)
    result = run("restore", folder, "1", "--yes")
    assert result.exit_code == 0
    assert result.stdout.endswith(
        f"Saved as revision 3 in {folder / 'plan'}.\nFor calendars: setwright invites {folder}\n"
    )
    assert sheets(folder) == sheets(first)
    assert run("history", folder, "1", "3").stdout == "Nothing changes.\n"
    assert "3  1 Jul 2027 10:05  revision 1 restored" in run("history", folder).stdout


def test_what_was_proved_of_it_still_holds_where_it_costs_the_same(folder: Path) -> None:
    run("restore", folder, "1", "--yes")
    summary = json.loads((folder / "plan" / "summary.json").read_text("utf-8"))
    assert (summary["status"], summary["changed_meetings"], summary["changed_meetings_bound"]) == ("optimal", 1, 1)


def test_what_would_change_is_shown_and_off_a_terminal_nothing_written(folder: Path) -> None:
    before = sheets(folder)
    result = run("restore", folder, "1")
    assert result.exit_code == 2
    assert "That means 8 messages, to 8 people." in result.stdout
    assert result.stderr == (
        "Nothing was written. Restoring a plan needs a yes: run this on a terminal, or add --yes.\n"
    )
    assert (sheets(folder), plans.revision(folder)) == (before, 2)


def test_restoring_can_be_run_dry(folder: Path) -> None:
    result = run("restore", folder, "1", "--dry-run")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "Nothing was written (--dry-run).")
    assert plans.revision(folder) == 2


@pytest.mark.parametrize(("yes", "revision"), [(True, 3), (False, 2)])
def test_on_a_terminal_it_asks(folder: Path, monkeypatch: pytest.MonkeyPatch, yes: bool, revision: int) -> None:
    asked = answers(monkeypatch, yes=yes)
    run("restore", folder, "1")
    assert asked == ["Restore it? The plan becomes a new revision, and its calendars go."]
    assert plans.revision(folder) == revision


def test_the_plan_that_stands_is_not_restored_again(folder: Path) -> None:
    result = run("restore", folder, "2", "--yes")
    assert (result.exit_code, result.stdout) == (
        0,
        "The plan that stands is that of revision 2: nothing would change.\n",
    )
    assert plans.revision(folder) == 2


def test_what_people_edited_can_be_undone(folder: Path) -> None:
    before = sheets(folder)
    edit(folder / "plan" / "meetings.csv", "2027-09-09", "2027-09-10")
    assert run("restore", folder, "2", "--yes").exit_code == 0
    assert sheets(folder) == before


def test_a_plan_that_breaks_a_rule_as_spreadsheets_now_stand_is_not_restored(folder: Path) -> None:
    edit(folder / "closures.csv", "Half term", "Half term\n2027-12-02,2027-12-02,Works")
    result = run("restore", folder, "1", "--yes")
    assert (result.exit_code, result.stderr) == (
        4,
        "Revision 1 cannot stand again. As spreadsheets and days now stand, rules are broken:\n"
        "  closures: S01, meeting 3 (2027-12-02): Works, everywhere\n",
    )
    assert plans.revision(folder) == 2


def test_what_was_held_since_cannot_be_undone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, planned, today=date(2027, 12, 6))
    result = run("restore", folder, "1", "--yes")
    assert result.exit_code == 4
    assert "held: S01, meeting 3 (2027-12-03) was held, and is not as it was" in result.stderr


def test_whoever_has_left_keeps_a_plan_from_standing_again(folder: Path) -> None:
    rows = (folder / "leaders.csv").read_text("utf-8").splitlines()
    (folder / "leaders.csv").write_text("\n".join(rows[:-1]) + "\n", "utf-8")
    result = run("restore", folder, "1", "--yes")
    assert (result.exit_code, "known: leader 'L07' is not in the programme" in result.stderr) == (4, True)
