"""The workbook that people read."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from programme.plans import Plan
from programme.records import Programme
from programme.slots import Slot
from report.changes import Change
from report.sheets import COLUMNS, sheets
from report.workbook import workbook
from tests import build, plans
from tests.commands import run
from tests.office import convert

PROGRAMME = plans.programme(waiting=1)
PLAN = plans.plan(PROGRAMME)
TITLES = ["sets", "meetings", "people", "waiting", "facilitators", "venues", "changes"]
CHANGE = Change(what="Another date", set_id="S01", meeting=3, before="Thu 2 Dec 2027 am", after="Fri 3 Dec 2027 am")


def content(programme: Programme = PROGRAMME, plan: Plan = PLAN, change: Change = CHANGE) -> bytes:
    return workbook(programme.settings.name, sheets(programme, plan, plans.summary(programme), [change]))


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def rows(book: Workbook, title: str) -> list[dict[str, Any]]:
    """The rows of a sheet by its headings."""
    headings, *below = book[title].iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in below]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a programme with its plan."""
    folder = plans.folder(tmp_path / "leeds", waiting=1)
    plans.save(folder, PROGRAMME, PLAN, plans.summary(PROGRAMME))
    return folder


def called(name: str) -> tuple[Programme, Plan]:
    """The programme and plan with the first leader called otherwise."""
    first, *others = PROGRAMME.leaders
    return replace(PROGRAMME, leaders=(replace(first, name=name), *others)), PLAN


def test_the_sheets_are_those_people_ask_for() -> None:
    assert opened(content()).sheetnames == TITLES


@pytest.mark.parametrize("title", TITLES)
def test_the_headings_are_frozen_bold_and_can_be_filtered(title: str) -> None:
    sheet = opened(content())[title]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS[title])
    assert all(cell.font.b for cell in sheet[1])
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)


def test_a_set_has_its_people_place_and_days() -> None:
    (row,) = rows(opened(content()), "sets")
    assert (row["set_id"], row["level"], row["members"]) == ("S01", "Headteacher", 7)
    assert row["names"] == "; ".join(leader.name for leader in PROGRAMME.leaders[:7])
    assert (row["facilitator"], row["venue"]) == (PROGRAMME.facilitators[0].name, PROGRAMME.venues[0].name)
    assert (row["slot"], row["first_meeting"]) == ("Thu am", datetime(2027, 9, 9))


def test_a_short_set_has_its_remedy() -> None:
    summary = plans.summary(PROGRAMME, short={"S01": "Find one more head."})
    (row,) = rows(opened(workbook("x", sheets(PROGRAMME, PLAN, summary, ()))), "sets")
    assert row["remedy"] == "Find one more head."


def test_meetings_stand_in_the_order_of_their_days() -> None:
    found = rows(opened(content()), "meetings")
    assert [row["date"] for row in found] == sorted(datetime.combine(m.date, time()) for m in PLAN.meetings)
    assert (found[0]["start"], found[0]["end"], found[0]["room"]) == (time(9, 30), time(12, 30), 1)
    assert found[0]["presenters"] == f"{PROGRAMME.leaders[0].name}; {PROGRAMME.leaders[1].name}"


def test_people_have_their_set_and_their_way_to_it() -> None:
    found = {row["leader_id"]: row for row in rows(opened(content()), "people")}
    assert [found["L01"][key] for key in ("set_id", "presents", "absent")] == ["S01", 2, 0]
    assert isinstance(found["L01"]["minutes"], int)
    assert [found["L08"][key] for key in ("set_id", "venue", "minutes", "presents")] == [None] * 4


def test_minutes_that_are_only_guessed_stay_blank() -> None:
    first, *others = PROGRAMME.leaders
    programme = replace(PROGRAMME, leaders=(replace(first, place=None), *others))
    found = {row["leader_id"]: row["minutes"] for row in rows(opened(content(programme)), "people")}
    assert (found["L01"], isinstance(found["L02"], int)) == (None, True)


def test_who_waits_has_reason_and_remedy() -> None:
    (row,) = rows(opened(content()), "waiting")
    assert (row["leader_id"], row["reason"]) == ("L08", PLAN.waiting[0].reason)


def test_facilitators_and_venues_have_their_load() -> None:
    book = opened(content())
    assert [(row["sets"], row["set_ids"], row["meetings"]) for row in rows(book, "facilitators")] == [(1, "S01", 6)]
    assert [(row["sets"], row["meetings"]) for row in rows(book, "venues")] == [(1, 6)]


def test_a_change_has_its_set_and_meeting_and_what_was_and_is() -> None:
    (row,) = rows(opened(content()), "changes")
    assert row == {
        "change": "Another date",
        "set_id": "S01",
        "meeting": 3,
        "who": None,
        "before": "Thu 2 Dec 2027 am",
        "after": "Fri 3 Dec 2027 am",
    }


def test_a_plan_without_venues_and_facilitators_is_told_too() -> None:
    programme = build.programme(venues=[], facilitators=[])
    bare = replace(
        plans.plan(),
        sets=(plans.learning_set(venue_id="", facilitator_id=""),),
        meetings=tuple(replace(m, venue_id="", room=0, facilitator_id="") for m in plans.plan().meetings),
    )
    book = opened(content(programme, bare))
    assert [(row["venue"], row["facilitator"], row["room"]) for row in rows(book, "meetings")] == [(None,) * 3] * 6
    assert rows(book, "venues") == []


@pytest.mark.parametrize("name", ['=HYPERLINK("http://example.org")', "+44 113", "-1", "@SUM(A1)", "=1+1", "'=1+1"])
def test_what_looks_like_a_formula_is_text(name: str) -> None:
    sheet = opened(content(*called(name)))["people"]
    (cell,) = (row[1] for row in sheet.iter_rows(min_row=2) if row[0].value == "L01")
    assert (cell.value, cell.data_type, bool(cell.quotePrefix)) == (name, "s", True)


def test_characters_that_no_workbook_can_hold_are_left_out() -> None:
    found = rows(opened(content(*called("Anna\x00\x0b Bell"))), "people")
    assert "Anna Bell" in [row["name"] for row in found]


def test_dates_are_dates_that_people_can_read() -> None:
    cell = opened(content())["meetings"]["C2"]
    assert (cell.is_date, cell.number_format) == (True, "ddd d mmm yyyy")


@pytest.mark.parametrize("title", TITLES)
def test_columns_are_as_wide_as_their_text_up_to_eighty_letters(title: str) -> None:
    sheet = opened(content())[title]
    for letter, column in zip("ABCDEFGHIJK", sheet.iter_cols(), strict=False):
        longest = max(len(str(cell.value)) for cell in column if isinstance(cell.value, str | int))
        assert sheet.column_dimensions[letter].width >= min(longest, 80)


def test_longer_text_goes_on_below_in_its_cell() -> None:
    waiting = tuple(replace(one, reason="too long to be read on one line " * 9) for one in PLAN.waiting)
    cell = opened(content(plan=replace(PLAN, waiting=waiting)))["waiting"]["F2"]
    assert cell.alignment.wrap_text


def test_the_same_plan_is_the_same_workbook() -> None:
    assert content() == content()


def test_report_writes_the_workbook_for_its_owner_only(folder: Path) -> None:
    result = run("report", folder)
    path = folder / "plan" / "programme.xlsx"
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, f"Wrote {path}.")
    assert load_workbook(path).sheetnames == TITLES
    assert os.name != "posix" or path.stat().st_mode & 0o777 == 0o600
    assert not [left for left in path.parent.iterdir() if left.name.startswith(".")]


def test_a_first_plan_has_no_changes_and_says_so(folder: Path) -> None:
    assert run("report", folder).exit_code == 0
    (row,) = rows(load_workbook(folder / "plan" / "programme.xlsx"), "changes")
    assert row["change"] == "This is the first plan that is known: there is none before it to compare."


def test_report_has_the_changes_since_the_revision_before(folder: Path) -> None:
    moved = replace(PLAN.meetings[2], date=date(2027, 12, 3), slot=Slot.FRI_AM)
    later = replace(PLAN, meetings=(*PLAN.meetings[:2], moved, *PLAN.meetings[3:]))
    plans.save(folder, PROGRAMME, later, plans.summary(PROGRAMME))
    assert run("report", folder).exit_code == 0
    (row,) = rows(load_workbook(folder / "plan" / "programme.xlsx"), "changes")
    place = "am, Venue 1, room 1"
    assert row["change"] == "Another date"
    assert (row["before"], row["after"]) == (f"Thu 2 Dec 2027 {place}", f"Fri 3 Dec 2027 {place}")


def test_report_has_what_was_edited_by_hand_since(folder: Path) -> None:
    path = folder / "plan" / "meetings.csv"
    path.write_bytes(path.read_bytes().replace(b"L01;L02", b"L01;L03"))
    assert run("report", folder).exit_code == 0
    (row,) = rows(load_workbook(folder / "plan" / "programme.xlsx"), "changes")
    assert (row["change"], row["meeting"]) == ("Others present", 1)
    assert (row["before"], row["after"]) == ("presenting: Leader 1 and Leader 2", "presenting: Leader 1 and Leader 3")


def test_report_replaces_the_workbook_before(folder: Path) -> None:
    (folder / "plan" / "programme.xlsx").write_bytes(b"old")
    assert run("report", folder).exit_code == 0
    assert load_workbook(folder / "plan" / "programme.xlsx").sheetnames == TITLES


def test_report_run_dry_writes_nothing(folder: Path) -> None:
    path = folder / "plan" / "programme.xlsx"
    assert run("report", folder, "--dry-run").stdout.splitlines()[-1] == f"Would write {path}."
    assert not path.exists()


def test_report_without_a_plan_is_wrong_use(tmp_path: Path) -> None:
    folder = plans.folder(tmp_path / "leeds")
    result = run("report", folder)
    told = f"{folder} has no plan yet. Form one: setwright plan {folder}\n"
    assert (result.exit_code, result.stderr) == (2, told)


def test_report_says_that_the_workbook_is_open_in_excel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "plan" / "programme.xlsx"
    path.write_bytes(b"old")
    real = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target == path:
            raise PermissionError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    result = run("report", folder)
    told = f"{path} is open in another program, Excel perhaps. Close it and run this again.\n"
    assert (result.exit_code, result.stderr, path.read_bytes()) == (2, told, b"old")


def test_report_says_that_the_disk_is_full(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path, __: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    result = run("report", folder)
    path = folder / "plan" / "report.html"
    assert (result.exit_code, result.stderr) == (2, f"{path} cannot be written: No space left on device.\n")


def test_report_says_what_is_no_longer_so(folder: Path) -> None:
    path = folder / "plan" / "meetings.csv"
    path.write_bytes(path.read_bytes().replace(b"2027-10-21", b"2027-09-16"))
    result = run("report", folder)
    assert result.exit_code == 0
    assert result.stderr.startswith("As spreadsheets and plan now stand, rules are broken in 2 places: ")


def test_libreoffice_reads_the_workbook_as_it_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "programme.xlsx"
    path.write_bytes(content(*called("=1+1")))
    found = convert(tmp_path, [path], "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1")
    sheets_of = {one.stem.removeprefix("programme-"): one for one in found}
    assert sorted(sheets_of) == sorted(TITLES)
    people = list(csv.DictReader(sheets_of["people"].open(encoding="utf-8")))
    assert "=1+1" in [row["name"] for row in people]
    changes = list(csv.DictReader(sheets_of["changes"].open(encoding="utf-8")))
    assert (changes[0]["meeting"], changes[0]["after"]) == ("3", "Fri 3 Dec 2027 am")
    meetings = list(csv.DictReader(sheets_of["meetings"].open(encoding="utf-8")))
    assert meetings[0]["date"] == "09/09/2027"
