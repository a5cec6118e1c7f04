"""Changing a plan that stands, as a coordinator does: withdraw, rejoin, decline, confirm, plan again."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import Result

from commands import asking
from tests import plans
from tests.commands import answers, run

SUMMER = date(2027, 8, 1)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fourteen heads in two sets of seven, and two facilitators, planned in summer."""
    folder = plans.folder(tmp_path_factory.mktemp("rerun") / "leeds", waiting=7)
    rows = ["F2,Facilitator 2,facilitator2@example.org,430000,433000", ""]
    with (folder / "facilitators.csv").open("a", encoding="utf-8") as file:
        file.write("\n".join(rows))
    assert run("plan", folder).exit_code == 0
    return folder


@pytest.fixture
def folder(planned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(asking, "today", lambda: SUMMER)
    return copied(planned, tmp_path / "leeds")


def copied(folder: Path, to: Path) -> Path:
    import shutil

    return Path(shutil.copytree(folder, to))


def written(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def summary(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "plan" / "summary.json").read_text("utf-8"))
    return found


def sets(folder: Path) -> dict[str, list[str]]:
    rows = pd.read_csv(folder / "plan" / "sets.csv", dtype=str, encoding="utf-8-sig")
    return {str(set_id): list(own.leader_id) for set_id, own in rows.groupby("set_id")}


def meetings(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "plan" / "meetings.csv", dtype=str, encoding="utf-8-sig", keep_default_na=False)


def edited(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def done(result: Result) -> str:
    assert (result.exit_code, result.exception) == (0, None), result.output
    return result.output


def test_input_that_has_not_changed_is_said_to_be_so_and_nothing_is_written(folder: Path) -> None:
    before = written(folder)
    told = done(run("plan", folder))
    assert told.startswith("Nothing in the spreadsheets has changed since revision 1 was planned: nothing to do.")
    assert written(folder) == before


def test_input_that_changes_nothing_in_the_plan_leaves_it_as_it_is(folder: Path) -> None:
    edited(folder, "leaders.csv", "Leader 3", "Leader Three")
    before = written(folder)
    assert "The plan need not change for what is in the spreadsheets now: revision 1 stands." in done(
        run("plan", folder, "--yes")
    )
    assert written(folder) == before


def test_whoever_withdraws_is_in_no_set_and_nobody_else_moves(folder: Path) -> None:
    before = sets(folder)
    told = done(run("withdraw", folder, "L03", "--yes"))
    assert sets(folder) == {name: [m for m in members if m != "L03"] for name, members in before.items()}
    assert "Nobody changes set; no meeting changes date or venue." in told


def test_off_a_terminal_a_withdrawal_is_shown_and_not_written(folder: Path) -> None:
    before = written(folder)
    result = run("withdraw", folder, "L03")
    assert result.exit_code == 2
    assert "Leaving S01: Leader 3." in result.output or "Leaving S02: Leader 3." in result.output
    assert written(folder) == before


def test_run_dry_a_withdrawal_is_shown_and_not_written(folder: Path) -> None:
    before = written(folder)
    assert "Nothing was written (--dry-run)." in done(run("withdraw", folder, "L03", "--dry-run"))
    assert written(folder) == before


def test_whoever_says_no_has_recorded_no_withdrawal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = written(folder)
    answers(monkeypatch, yes=False)
    assert "Nothing was changed." in done(run("withdraw", folder, "L03"))
    assert written(folder) == before


def test_a_leader_can_be_named_by_name_or_address(folder: Path) -> None:
    done(run("withdraw", folder, "Leader 3", "leader5@example.org", "--yes"))
    assert summary(folder)["placed"] == 12


@pytest.mark.parametrize("command", ["withdraw", "decline"])
@pytest.mark.parametrize("who", ["L03", "leader 3", "leader3@example.org"])
def test_whoever_has_withdrawn_is_said_to_have(folder: Path, command: str, who: str) -> None:
    done(run("withdraw", folder, "L03", "--yes"))
    told = f"L03 has withdrawn, on 2027-08-01. To take that back: setwright rejoin {folder} L03\n"
    assert run(command, folder, who, "--yes").output == told


def test_whoever_is_named_twice_withdraws_once(folder: Path) -> None:
    done(run("withdraw", folder, "L03", "Leader 3", "--yes"))
    assert "  L03 withdrew  " in run("history", folder).stdout


def test_where_two_sets_are_left_too_small_they_are_filled_as_far_as_can_be_and_told(folder: Path) -> None:
    before = sets(folder)
    done(run("withdraw", folder, *before["S01"][:2], "--yes"))
    told, made = summary(folder), sets(folder)
    assert (sorted(map(len, made.values())), told["moved"], told["moved_bound"]) == ([6, 6], 1, 1)
    done(run("withdraw", folder, made["S01"][0], "--yes"))
    assert summary(folder)["short"].keys() == {"S01"}


@pytest.mark.parametrize("who", ["L03", "Leader 3", "leader3@example.org"])
def test_whoever_rejoins_is_placed_again(folder: Path, who: str) -> None:
    done(run("withdraw", folder, "L03", "--yes"))
    done(run("rejoin", folder, who, "--yes"))
    assert any("L03" in members for members in sets(folder).values())


def test_whoever_has_not_withdrawn_cannot_rejoin(folder: Path) -> None:
    result = run("rejoin", folder, "L03")
    assert (result.exit_code, result.output) == (2, "L03 has not withdrawn. Nobody has.\n")


def test_whoever_is_out_of_the_spreadsheet_cannot_rejoin(folder: Path) -> None:
    done(run("withdraw", folder, "L03", "--yes"))
    leaders = folder / "leaders.csv"
    leaders.write_text("".join(row for row in leaders.read_text("utf-8").splitlines(True) if "L03" not in row), "utf-8")
    result = run("rejoin", folder, "L03", "--yes")
    assert (result.exit_code, result.output) == (2, "L03 is not in leaders.csv any more: put the row back first.\n")


def test_whoever_declines_goes_to_another_set_and_never_back(folder: Path) -> None:
    before = sets(folder)
    (first,) = [name for name, members in before.items() if "L03" in members]
    (other,) = before.keys() - {first}
    done(run("decline", folder, "L03", "--yes"))
    assert "L03" in sets(folder)[other]
    done(run("decline", folder, "L03", "--yes"))
    assert not any("L03" in members for members in sets(folder).values())


def test_a_confirmation_is_kept_and_asked_about_once(folder: Path) -> None:
    assert "Confirmed, and no longer tentative in calendars: S01 and S02." in done(run("confirm", folder, "--yes"))
    assert done(run("confirm", folder)) == "They are confirmed already: nothing to do.\n"


def test_a_set_that_is_none_is_not_confirmed(folder: Path) -> None:
    result = run("confirm", folder, "S9", "--yes")
    assert result.exit_code == 2
    assert result.output.startswith("There is no set 'S9'.")


def test_a_newcomer_is_a_row_more(folder: Path) -> None:
    with (folder / "leaders.csv").open("a", encoding="utf-8") as file:
        file.write("L99,New Head,new@example.org,School 99,Headteacher,430000,433000\n")
    before = sets(folder)
    done(run("plan", folder, "--yes"))
    made = sets(folder)
    assert [name for name in made if "L99" in made[name]]
    assert all(set(members) <= set(made[name]) for name, members in before.items())


def test_a_facilitator_who_leaves_is_replaced_and_no_date_changes(folder: Path) -> None:
    gone = meetings(folder).facilitator_id.iloc[0]
    path = folder / "facilitators.csv"
    rows = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(gone)]
    path.write_text("\n".join(rows) + "\n", "utf-8")
    before = meetings(folder)
    done(run("plan", folder, "--yes"))
    assert gone not in set(meetings(folder).facilitator_id)
    assert meetings(folder).date.equals(before.date)


def test_a_new_closure_moves_the_meetings_in_it_and_no_others(folder: Path) -> None:
    before = meetings(folder)
    shut = date.fromisoformat(before.date.iloc[2])
    monday = shut - timedelta(days=shut.weekday())
    with (folder / "closures.csv").open("a", encoding="utf-8") as file:
        file.write(f"{monday},{monday + timedelta(days=4)},Inspection week\n")
    inside = before.date.between(monday.isoformat(), (monday + timedelta(days=4)).isoformat())
    done(run("plan", folder, "--yes"))
    after = meetings(folder).set_index("uid").loc[before.uid].reset_index()
    assert list(after.date == before.date) == list(~inside)
    assert summary(folder)["changed_meetings"] == summary(folder)["changed_meetings_bound"] == inside.sum()


def test_what_was_held_stays_to_the_letter(folder: Path) -> None:
    before = meetings(folder)
    done(run("withdraw", folder, "L03", "--from", "2027-12-01", "--yes"))
    past = before.date < "2027-12-01"
    assert past.any()
    assert meetings(folder)[past].equals(before[past])
    assert not meetings(folder)[~past].presenters.str.contains("L03").any()


def test_a_plan_changed_in_the_middle_of_the_year_keeps_every_rule(folder: Path) -> None:
    done(run("withdraw", folder, "L03", "--from", "2027-12-01", "--yes"))
    assert "The plan keeps every rule" in done(run("check", folder, "--plan", "--from", "2027-12-01"))


def test_when_more_than_a_fifth_have_vanished_nothing_is_changed_until_somebody_says_so(folder: Path) -> None:
    path = folder / "leaders.csv"
    path.write_text("\n".join(path.read_text("utf-8").splitlines()[:11]) + "\n", "utf-8")
    before = written(folder)
    result = run("plan", folder, "--yes")
    assert (result.exit_code, result.output) == (
        2,
        "4 of the 14 leaders in the plan are no longer in leaders.csv (L11, L12, L13 and L14). If that is a broken "
        "export, put the file right; nothing was changed. If they have all left, say so with --accept-removals.\n",
    )
    assert written(folder) == before
    done(run("plan", folder, "--yes", "--accept-removals"))
    assert summary(folder)["placed"] == 10


def test_a_fresh_start_is_offered_with_what_it_could_save(folder: Path) -> None:
    assert "No invitation has gone out yet" in done(run("withdraw", folder, "L03", "--dry-run"))


def test_a_second_run_after_any_change_does_nothing(folder: Path) -> None:
    done(run("withdraw", folder, "L03", "--yes"))
    before = written(folder)
    assert "nothing to do" in done(run("plan", folder, "--yes"))
    assert written(folder) == before


@pytest.mark.parametrize("command", ["withdraw", "rejoin", "decline", "confirm"])
def test_without_a_plan_nothing_can_change(tmp_path: Path, command: str) -> None:
    folder = plans.folder(tmp_path / "leeds")
    result = run(command, folder, "L03")
    assert (result.exit_code, result.output) == (
        2,
        f"{folder} has no plan yet. Form one: setwright plan {folder}\n",
    )


def ill(folder: Path) -> str:
    """Somebody who leads a set is away for nine weeks of winter; nobody else could lead it for good."""
    leading = str(meetings(folder).facilitator_id.iloc[0])
    path = folder / "facilitators.csv"
    rows = [
        f"{line},{'2027-12-01..2028-01-31' if line.startswith(leading) else ''}"
        for line in path.read_text("utf-8").splitlines()
    ]
    rows[0] = rows[0].removesuffix(",") + ",away"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return leading


def test_a_set_whose_facilitator_is_ill_for_long_has_no_calendar_until_something_is_allowed(folder: Path) -> None:
    ill(folder)
    before = written(folder)
    result = run("plan", folder, "--yes")
    assert result.exit_code == 4
    assert result.stderr.startswith("The plan was not changed: sets would be left without a calendar.\nS01: ")
    assert "--allow" in result.stderr
    assert written(folder) == before


def test_a_substitute_that_is_allowed_leads_the_meetings_that_stay_where_they_were(folder: Path) -> None:
    leading, before = ill(folder), meetings(folder)
    done(run("plan", folder, "--allow", "substitute", "--yes"))
    after, allowed = meetings(folder), summary(folder)["allowed"]
    assert set(after[after.set_id == "S01"].facilitator_id) - {leading}
    assert set(allowed) == set(before[before.facilitator_id == leading].set_id)
    assert (after.date == before.date).sum() >= len(before) - summary(folder)["changed_meetings"]
    assert "The plan keeps every rule" in done(run("check", folder, "--plan"))
    assert "nothing to do" in done(run("plan", folder))


def away_from_october(folder: Path, *who: str) -> None:
    path = folder / "leaders.csv"
    heading, *rows = path.read_text("utf-8").splitlines()
    days = ["2027-10-01..2028-07-14" if row.split(",")[0] in who else "" for row in rows]
    rows = [f"{row},{away}" for row, away in zip(rows, days, strict=True)]
    path.write_text("\n".join([f"{heading},away", *rows, ""]), "utf-8")


def test_whoever_alone_keeps_their_set_from_having_a_calendar_leaves_it_and_it_goes_on(folder: Path) -> None:
    before = sets(folder)
    away_from_october(folder, "L02")
    assert "Losing their place in S02, now waiting: Leader 2." in done(run("plan", folder, "--yes"))
    assert sets(folder) == {name: [m for m in members if m != "L02"] for name, members in before.items()}
    waits = pd.read_csv(folder / "plan" / "waiting.csv", encoding="utf-8-sig")
    assert list(waits.reason) == ["no set can take them: S01 has no calendar with them (cannot_attend, away)"]


def test_a_newcomer_with_whom_no_set_has_a_calendar_waits_and_the_sets_stay_as_they_are(folder: Path) -> None:
    before = sets(folder)
    with (folder / "leaders.csv").open("a", encoding="utf-8") as file:
        file.write("N1,Newcomer,new@example.org,School N,Headteacher,430000,433000\n")
    away_from_october(folder, "N1")
    assert "New on the waiting list: Newcomer." in done(run("plan", folder, "--yes"))
    assert sets(folder) == before


def test_people_of_a_set_that_has_no_calendar_at_all_are_placed_where_there_is_room(folder: Path) -> None:
    away_from_october(folder, "L02", "L03", "L06", "L08")
    done(run("plan", folder, "--yes"))
    told, made = summary(folder), sets(folder)
    assert [len(members) for members in made.values()] == [8]
    assert (told["moved"], told["unplaced"]) == (1, 6)
    assert told["moved_bound"] == 0, "nothing proves that the set could not go on with others"


def test_whoever_withdrew_by_mistake_comes_back_at_any_time_of_the_year(folder: Path) -> None:
    done(run("withdraw", folder, "L03", "--from", "2028-02-01", "--yes"))
    done(run("rejoin", folder, "L03", "--from", "2028-02-01", "--yes"))
    assert any("L03" in members for members in sets(folder).values())


def test_a_withdrawal_made_by_mistake_is_undone_at_any_time_of_the_year(folder: Path) -> None:
    before = sets(folder)
    done(run("withdraw", folder, "L03", "--from", "2028-02-01", "--yes"))
    done(run("restore", folder, "1", "--from", "2028-02-01", "--yes"))
    assert sets(folder) == before
