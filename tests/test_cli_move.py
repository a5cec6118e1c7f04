"""``move``: what a coordinator is shown of one meeting, and what becomes of the plan."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests import plans
from tests.commands import answers, planned, run, use

ROOT = Path(__file__).parent.parent
UID = plans.meeting(3).uid
NEXT_DAY = ("--date", "2027-12-03")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set S01 meets on six Thursday mornings from 9 Sep 2027 at V1, every sixth week; V2 is 20 km away."""
    use(monkeypatch, planned)
    folder = plans.folder(tmp_path / "leeds")
    edit(folder, "venues.csv", "V1,Venue 1,", "V2,Venue 2,2 Mill Lane,450000,433000\nV1,Venue 1,")
    assert run("plan", folder).exit_code == 0
    return folder


def edit(folder: Path, sheet: str, old: str, new: str) -> None:
    path = folder / sheet
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def away(folder: Path, leader: str, days: str) -> None:
    """This leader is away on these days."""
    lines = (folder / "leaders.csv").read_text("utf-8").splitlines()
    rows = [f"{line},{days if line.startswith(leader) else ''}" for line in lines[1:]]
    (folder / "leaders.csv").write_text("\n".join([f"{lines[0]},away", *rows]), "utf-8")


def one_line(told: str) -> str:
    return " ".join(told.split())


def summary(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "plan" / "summary.json").read_text("utf-8"))
    return found


def meetings(folder: Path) -> list[str]:
    return (folder / "plan" / "meetings.csv").read_text("utf-8-sig").splitlines()[1:]


def changed(folder: Path, before: list[str]) -> list[str]:
    """The rows of meetings.csv that differ."""
    return [new for old, new in zip(before, meetings(folder), strict=True) if old != new]


def test_without_a_wish_it_shows_the_meeting_and_three_alternatives(folder: Path) -> None:
    before = meetings(folder)
    result = run("move", folder, "S01/3")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "S01, meeting 3: Thu 2 Dec 2027 am, Venue 1, room 1\n"
        "  Headteacher, 7 members, led by Facilitator 1. Presenting: Leader 5 and Leader\n"
        "  6.\n"
        "\n"
        "Alternatives, all other meetings staying where they are\n"
        "1. Thu 2 Dec 2027 pm, Venue 1, room 1\n"
        "   70 minutes more (meetings outside the usual slot +70).\n"
        '   --date "2027-12-02 pm"\n'
        "2. Wed 1 Dec 2027 am, Venue 1, room 1\n"
        "   70 minutes more (meetings outside the usual slot +70).\n"
        "   --date 2027-12-01\n"
        "3. Wed 1 Dec 2027 pm, Venue 1, room 1\n"
        "   70 minutes more (meetings outside the usual slot +70).\n"
        '   --date "2027-12-01 pm"\n'
        "\n"
        "To take one, give its options to this command.\n"
    )
    assert meetings(folder) == before


@pytest.mark.parametrize("name", [UID, UID[:6], UID[:6].upper(), "s01/3"])
def test_a_meeting_is_named_by_uid_its_beginning_or_set_and_number(folder: Path, name: str) -> None:
    assert run("move", folder, name).stdout.startswith("S01, meeting 3: Thu 2 Dec 2027 am")


def test_a_meeting_that_is_none_is_wrong_use(folder: Path) -> None:
    result = run("move", folder, "S01/8")
    assert (result.exit_code, result.stderr) == (
        2,
        "There is no meeting 'S01/8'. Did you mean 'S01/6'? Give its uid in plan/meetings.csv, or set and number, "
        "such as S01/1.\n",
    )


def test_a_beginning_that_several_uids_have_is_wrong_use(folder: Path) -> None:
    edit(folder, "plan/meetings.csv", UID, "abc-1")
    edit(folder, "plan/meetings.csv", plans.meeting(4).uid, "abc-2")
    result = run("move", folder, "abc")
    assert (result.exit_code, result.stderr) == (
        2,
        "2 uids of plan/meetings.csv begin with 'abc': give more of it.\n",
    )


def test_with_yes_the_meeting_moves_and_nothing_else_does(folder: Path) -> None:
    before = meetings(folder)
    result = run("move", folder, "S01/3", *NEXT_DAY, "--venue", "V2", "--yes")
    assert result.exit_code == 0
    assert changed(folder, before) == [f"S01,3,{UID},2027-12-03,09:30,12:30,V2,1,F1,L05;L06,"]
    assert result.stdout.endswith(
        f"Saved as revision 2 in {folder / 'plan'}.\nFor calendars: setwright invites {folder}\n"
    )


def test_the_plan_that_comes_of_it_keeps_every_rule_and_can_be_shown(folder: Path) -> None:
    run("move", folder, "S01/3", "--date", "2027-12-03 pm", "--yes")
    assert run("check", folder, "--plan").exit_code == 0
    assert "Fri 3 Dec 2027   13:30" in run("show", folder, "--set", "S01").stdout


def test_the_summary_stays_true(folder: Path) -> None:
    before = summary(folder)
    run("move", folder, "S01/3", *NEXT_DAY, "--yes")
    after = summary(folder)
    cost = before["minutes"]["total"] + 70
    assert (after["minutes"]["total"], after["minutes"]["slot"]) == (cost, 70)
    assert (after["revision"], after["status"], after["gap"]) == (2, "feasible", round(70 / cost, 6))
    assert (after["bounds"], after["moved"]) == (before["bounds"], 0)
    assert (after["changed_meetings"], after["changed_meetings_bound"]) == (1, 1)


def test_a_plan_that_costs_no_more_stays_optimal(folder: Path) -> None:
    edit(folder, "programme.toml", "first_day", "prices.other_slot = 0\nfirst_day")
    run("move", folder, "S01/3", *NEXT_DAY, "--yes")
    assert summary(folder)["status"] == "optimal"


def test_what_was_proved_is_dropped_where_spreadsheets_changed_what_the_plan_costs(folder: Path) -> None:
    edit(folder, "leaders.csv", "430100,433000", "430100,436000")
    run("move", folder, "S01/3", *NEXT_DAY, "--yes")
    assert (summary(folder)["bounds"], summary(folder)["gap"]) == ({"matching": 0.0, "calendar": 0.0}, 1.0)
    assert (
        "Feasible: spreadsheets or plan were edited, so nothing is proved of it any more." in run("show", folder).stdout
    )


def test_what_it_costs_and_who_travels_further_is_told(folder: Path) -> None:
    told = run("move", folder, "S01/3", "--venue", "Venue 2", "--dry-run").stdout
    assert "As asked: Thu 2 Dec 2027 am, Venue 2, room 1\n" in told
    assert "  The plan costs 610 minutes now, and 1,290 then.\n" in told
    assert "  680 minutes more (members' travel +" in told
    assert "Longer way, minutes: Facilitator 1 " in told
    assert told.endswith("Nothing was written (--dry-run).\n")


def test_whoever_becomes_absent_is_told_and_another_presents(folder: Path) -> None:
    away(folder, "L05", "2027-12-03")
    before = meetings(folder)
    result = run("move", folder, "S01/3", *NEXT_DAY, "--yes")
    assert "250 minutes more (members' absences +180; meetings outside the usual slot +70)." in one_line(result.stdout)
    assert "  Newly absent: Leader 5.\n" in result.stdout
    assert "  Presenting at meeting 3, new: Leader 7; no longer: Leader 5.\n" in result.stdout
    assert "  Presenting at meeting 4, new: Leader 5; no longer: Leader 7.\n" in result.stdout
    assert [row.split(",")[-2:] for row in changed(folder, before)] == [["L06;L07", "L05"], ["L01;L05", ""]]


def test_weeks_off_the_usual_gap_are_told(folder: Path) -> None:
    told = run("move", folder, "S01/3", "--date", "2027-12-09", "--dry-run").stdout
    assert "  It is then 7 weeks from meeting 2 and 5 weeks from meeting 4 (now 6 and 6).\n" in told


@pytest.mark.parametrize(
    ("wish", "rule"),
    [
        (["--date", "2027-12-04"], "working days: S01, meeting 3 (2027-12-04): a Saturday."),
        (["--date", "2028-08-03"], "outside the programme, 2027-09-06 to 2028-07-14."),
        (["--date", "2027-12-30"], "gaps: S01: meetings 2 and 3 are 10 weeks apart, not 5 to 8."),
    ],
)
def test_a_wish_that_breaks_a_rule_is_told_and_refused_with_alternatives(
    folder: Path, wish: list[str], rule: str
) -> None:
    before = meetings(folder)
    result = run("move", folder, "S01/3", *wish, "--yes")
    assert result.exit_code == 4
    assert rule in one_line(result.stdout)
    assert "3. Wed 1 Dec 2027 pm, Venue 1, room 1\n" in result.stdout
    assert result.stderr.startswith("The meeting stays where it is: the rule")
    assert meetings(folder) == before


def test_a_member_away_once_too_often_is_named(folder: Path) -> None:
    away(folder, "L05", "2027-09-09; 2027-10-21; 2027-12-03")
    edit(folder, "plan/meetings.csv", "L01;L02,\n", "L01;L02,L05\n")
    edit(folder, "plan/meetings.csv", "L03;L04,\n", "L03;L04,L05\n")
    told = run("move", folder, "S01/3", *NEXT_DAY).stdout
    assert "  It breaks the rule on most absences: S01: Leader 5 misses 3 meetings, the\n  limit is 2.\n" in told


def test_off_a_terminal_without_yes_it_is_shown_and_nothing_written(folder: Path) -> None:
    before = meetings(folder)
    result = run("move", folder, "S01/3", *NEXT_DAY)
    assert result.exit_code == 2
    assert "As asked: Fri 3 Dec 2027 am, Venue 1, room 1" in result.stdout
    assert result.stderr == (
        "Nothing was written. Moving a meeting needs a yes: run this on a terminal, or add --yes.\n"
    )
    assert meetings(folder) == before


@pytest.mark.parametrize(("yes", "revision"), [(True, 2), (False, 1)])
def test_on_a_terminal_it_asks(folder: Path, monkeypatch: pytest.MonkeyPatch, yes: bool, revision: int) -> None:
    asked = answers(monkeypatch, yes=yes)
    assert run("move", folder, "S01/3", *NEXT_DAY).exit_code == 0
    assert asked == ["Move it? The plan becomes a new revision, and its calendars go."]
    assert plans.revision(folder) == revision


def test_the_options_of_an_alternative_can_be_typed_as_they_are(folder: Path) -> None:
    edit(folder, "venues.csv", "V2,", "Old Mill,")
    edit(folder, "closures.csv", "Half term", "Half term\n2027-11-15,2027-12-01,Works\n2027-12-03,2027-12-17,Works")
    told = run("move", folder, "S01/3").stdout.splitlines()
    assert '   --venue "Old Mill"' in told
    assert '   --date "2027-12-02 pm" --venue "Old Mill"' in told


def test_run_dry_it_shows_and_writes_nothing(folder: Path) -> None:
    before = meetings(folder)
    result = run("move", folder, "S01/3", *NEXT_DAY, "--dry-run", "--yes")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "Nothing was written (--dry-run).")
    assert meetings(folder) == before


def test_calendars_of_the_plan_before_go(folder: Path) -> None:
    run("invites", folder)
    run("move", folder, "S01/3", *NEXT_DAY, "--yes")
    assert not (folder / "plan" / "calendars").exists()
    assert run("invites", folder).exit_code == 0


def test_a_meeting_that_is_past_cannot_be_moved(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, planned, today=date(2027, 12, 3))
    result = run("move", folder, "S01/3", "--date", "2027-12-10", "--yes")
    assert (result.exit_code, result.stderr) == (
        2,
        "S01/3 was on 2027-12-02, which is past: what was held cannot be moved.\n",
    )


def test_nothing_moves_into_the_past(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, planned, today=date(2027, 12, 1))
    result = run("move", folder, "S01/3", "--date", "2027-11-30", "--yes")
    assert (result.exit_code, result.stderr) == (2, "2027-11-30 is past: today is 2027-12-01.\n")


def test_short_notice_is_told_and_left_to_the_coordinator(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, planned, today=date(2027, 12, 1))
    result = run("move", folder, "S01/3", *NEXT_DAY, "--yes")
    assert result.exit_code == 0
    assert "  Short notice: 2 Dec 2027 is in 1 day, and people count on 14 (notice_days).\n" in result.stdout


def test_alternatives_on_other_days_leave_people_notice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, planned, today=date(2027, 11, 23))
    told = run("move", folder, "S01/3").stdout
    days = [line.split(", ")[0].split(". ")[1] for line in told.splitlines() if line[:2] in {"1.", "2.", "3."}]
    assert days == ["Thu 2 Dec 2027 pm", "Thu 9 Dec 2027 am", "Tue 7 Dec 2027 am"]


def test_where_it_is_already_nothing_moves(folder: Path) -> None:
    edit(folder, "venues.csv", "northing\n", "northing,rooms\n")
    edit(folder, "venues.csv", "430000,433000\n", "430000,433000,2\n")
    edit(folder, "venues.csv", "450000,433000\n", "450000,433000,2\n")
    edit(folder, "plan/meetings.csv", "2027-12-02,09:30,12:30,V1,1", "2027-12-02,09:30,12:30,V1,2")
    result = run("move", folder, "S01/3", "--date", "2027-12-02 am", "--venue", "V1")
    assert (result.exit_code, result.stderr) == (2, "S01/3 is there already: nothing would change.\n")


@pytest.mark.parametrize("venue", ["V3", ""])
def test_a_venue_that_is_none_is_wrong_use(folder: Path, venue: str) -> None:
    result = run("move", folder, "S01/3", "--venue", venue)
    assert (result.exit_code, result.stderr) == (
        2,
        f"There is no venue '{venue}'. Give a venue_id or a name of venues.csv.\n",
    )


def test_a_day_that_is_none_is_wrong_use(folder: Path) -> None:
    result = run("move", folder, "S01/3", "--date", "31/2/2028 pm")
    assert (result.exit_code, "'31/2/2028' is a day that does not exist." in result.stderr) == (2, True)


def test_a_closed_venue_is_left_meeting_by_meeting(folder: Path) -> None:
    edit(folder, "venues.csv", "northing\n", "northing,closed\n")
    edit(
        folder,
        "venues.csv",
        "V1,Venue 1,1 Market Street,430000,433000",
        "V1,Venue 1,1 Market Street,430000,433000,2027-11-29..2028-01-14",
    )
    edit(folder, "venues.csv", "450000,433000", "450000,433000,")
    result = run("move", folder, "S01/3", "--venue", "V2", "--yes")
    assert result.exit_code == 0
    assert "  It mends a broken rule, venue open: S01, meeting 3 (2027-12-02): Venue 1 is\n  closed.\n" in result.stdout
    assert result.stderr == (
        f"Rules are still broken in 1 place, as they were: setwright check {folder} --plan lists them.\n"
    )
    assert run("move", folder, "S01/4", "--venue", "V2", "--yes").stderr == ""
    assert run("check", folder, "--plan").exit_code == 0


def test_without_any_alternative_that_is_said(folder: Path) -> None:
    edit(
        folder,
        "closures.csv",
        "2027-10-25,2027-10-29,Half term",
        "2027-11-01,2028-01-07,Works\n2027-09-10,2027-10-20,Works\n2027-10-22,2027-10-29,Works",
    )
    (folder / "venues.csv").write_text(
        "venue_id,name,address,cannot_host\nV1,Venue 1,1 Market Street,Thu pm\n", "utf-8"
    )
    told = run("move", folder, "S01/2").stdout
    assert "None: no other half-day and venue keeps every rule" in told


def test_it_fits_eighty_columns(folder: Path) -> None:
    edit(folder, "venues.csv", "Venue 2", "The Great Hall of the Old Corn Exchange, by the river")
    told = run("move", folder, "S01/3", "--venue", "V2", "--date", "2027-12-30").stdout
    assert [line for line in told.splitlines() if len(line) > 80] == []


PROGRAM = """
import sys, datetime, cli
from commands import asking
asking.today = lambda: datetime.date(2027, 7, 1)
cli.main(["move", *sys.argv[1:]])
"""


def test_it_runs_as_a_program(folder: Path) -> None:
    words = [sys.executable, "-c", PROGRAM, str(folder), "S01/6", "--date", "2028-04-07", "--yes"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, plans.revision(folder)) == (0, 2), done.stderr


@pytest.fixture
def gone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """V1 is gone from the spreadsheet a day before the third meeting, which stays there; the later ones are at V2."""
    use(monkeypatch, planned, today=date(2027, 12, 1))
    edit(folder, "venues.csv", "V1,Venue 1,1 Market Street,430000,433000\n", "")
    assert run("plan", folder, "--yes").exit_code == 0
    return folder


def test_a_meeting_whose_venue_is_gone_is_moved_to_another(gone: Path) -> None:
    assert run("move", gone, "S01/3").exit_code == 0
    result = run("move", gone, "S01/3", "--venue", "V2", "--yes")
    assert (result.exit_code, [row.split(",")[6] for row in meetings(gone)[2:]]) == (0, ["V2"] * 4)


def test_a_meeting_whose_venue_is_gone_needs_another_on_any_day(gone: Path) -> None:
    result = run("move", gone, "S01/3", "--date", "2027-12-03")
    told = "V1 is no longer among the venues: say with --venue where S01/3 should be.\n"
    assert (result.exit_code, result.stderr) == (2, told)
