"""Folders and files that are missing, damaged or of another kind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from programme.problems import InputProblems
from programme.reading import read_programme
from tests.tiny_folder import Tiny

SAVE = "Save the sheet again as CSV UTF-8 (in Excel: Save As, CSV UTF-8)."
QUOTE = 'Put cells that contain commas between quotation marks: "12 High Street, Leeds".'
VENUES = "venue_id,name,address,easting,northing\n"


def folder_told(folder: Path) -> str:
    """What is told of a folder as it stands."""
    with pytest.raises(InputProblems) as told:
        read_programme(folder)
    return str(told.value)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "leeds"
    assert folder_told(folder) == (
        f"{folder}: is not there. Check the name, or write an example to start from: setwright new FOLDER."
    )


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "leeds.csv"
    folder.write_text("x")
    assert folder_told(folder) == f"{folder}: is a file, not a folder. Name the folder that holds programme.toml."


def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert folder_told(tmp_path) == f"{tmp_path}: may not be read by you. Change the folder's permissions."


def test_an_empty_folder_lacks_two_files(tmp_path: Path) -> None:
    assert folder_told(tmp_path).splitlines() == [
        "programme.toml: is missing. The folder must hold a file programme.toml.",
        "leaders.csv: is missing. The folder must hold a file leaders.csv.",
    ]


def test_a_missing_file_is_told_with_the_one_that_is_probably_meant(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    tiny.sheet("Leader.csv", tiny.text("leaders.csv")).content("leaders.csv", None)
    assert tiny.told() == [
        "leaders.csv: is missing. Did you mean 'Leader.csv'? The folder must hold a file leaders.csv."
    ]


def test_a_file_that_looks_like_a_sheet_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    tiny.sheet("venue.csv", tiny.text("venues.csv")).content("venues.csv", None)
    assert tiny.warned() == [
        "venue.csv: is no file of a programme, and is ignored. Did you mean 'venues.csv'? "
        "Nothing need be done if it is your own."
    ]


def test_other_files_of_the_folder_are_nobodys_concern(tmp_path: Path) -> None:
    assert Tiny(tmp_path).sheet("notes.txt", "x").warned() == []


def test_without_closures_only_weekends_and_bank_holidays_are_kept_free(tmp_path: Path) -> None:
    assert Tiny(tmp_path).content("closures.csv", None).warned() == [
        "closures.csv: is not there: only weekends and bank holidays are kept free. "
        "Add a row for each holiday and half term."
    ]


def test_a_workbook_alone_is_not_read_yet(tmp_path: Path) -> None:
    (tmp_path / "programme.xlsx").write_bytes(b"PK\x03\x04")
    assert folder_told(tmp_path) == (
        "programme.xlsx: is a workbook, which this version does not read yet. "
        "Save each of its sheets as CSV UTF-8, write programme.toml, and move the workbook out of the folder."
    )


def test_a_workbook_beside_the_sheets_is_refused_with_all_else(tmp_path: Path) -> None:
    told = Tiny(tmp_path).content("programme.xlsx", b"PK").leader(2, school="").told()
    assert [line.split(":")[0] for line in told] == ["programme.xlsx", "leaders.csv, row 2, school"]


@pytest.mark.parametrize("name", ["leaders.csv", "programme.toml"])
def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert Tiny(tmp_path).content(name, None).told() == [
        f"{name}: is a folder, not a file. Move it away and put the file in its place."
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name on this system")
def test_a_pipe_in_place_of_a_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "leaders.csv")
    assert Tiny(tmp_path).content("leaders.csv", None).told() == [
        "leaders.csv: is neither a file nor a folder. Move it away and put the file in its place."
    ]


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "venues.csv":
            raise PermissionError
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert Tiny(tmp_path).told() == [
        "venues.csv: may not be read by you. Change the file's permissions, or close it elsewhere."
    ]


def test_a_disk_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)
    told = Tiny(tmp_path).told()
    assert told[0] == (
        "programme.toml: cannot be read (Input/output error). Check the disk and copy the file anew."
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "\n", " \r\n\r\n"])
def test_an_empty_file_is_told(tmp_path: Path, text: str) -> None:
    assert Tiny(tmp_path).sheet("leaders.csv", text).told() == ["leaders.csv: is empty. Fill it in."]


def test_a_required_sheet_without_rows_is_told(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    assert tiny.sheet("leaders.csv", tiny.text("leaders.csv").splitlines()[0] + "\n,,,\n").told() == [
        "leaders.csv: has no rows below its headings. Fill it in."
    ]


@pytest.mark.parametrize("sheet", ["facilitators.csv", "venues.csv", "closures.csv"])
def test_another_sheet_without_rows_is_told(tmp_path: Path, sheet: str) -> None:
    tiny = Tiny(tmp_path)
    assert tiny.sheet(sheet, tiny.text(sheet).splitlines()[0]).told() == [
        f"{sheet}: has no rows below its headings. Fill it in, or delete the file."
    ]


@pytest.mark.parametrize("column", ["leader_id", "name", "email", "school"])
def test_a_missing_required_column_is_told_once(tmp_path: Path, column: str) -> None:
    assert Tiny(tmp_path).without("leaders.csv", column).told() == [
        f"leaders.csv, row 1, {column}: is missing from the headings. Add a column headed {column}."
    ]


def test_leaders_need_a_job_title_or_a_level(tmp_path: Path) -> None:
    assert Tiny(tmp_path).without("leaders.csv", "level").told() == [
        "leaders.csv, row 1, job_title or level: is missing from the headings. Add a column headed job_title or level."
    ]


def test_a_missing_column_is_told_with_the_one_that_is_probably_meant(tmp_path: Path) -> None:
    assert Tiny(tmp_path).rename("leaders.csv", "email", "E-mail").told() == [
        "leaders.csv, row 1, email: is missing from the headings. Did you mean 'E-mail'? Head that column email."
    ]


def test_an_unknown_column_is_ignored_and_said(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, diet="x").warned() == [
        "leaders.csv, row 1: 'diet' is not a column that is known, and is ignored. "
        "Nothing need be done if it is your own."
    ]


def test_an_unknown_column_is_said_with_the_one_that_was_probably_meant(tmp_path: Path) -> None:
    assert Tiny(tmp_path).rename("leaders.csv", "away", "awey").warned() == [
        "leaders.csv, row 1: 'awey' is not a column that is known, and is ignored. Did you mean 'away'? "
        "Nothing need be done if it is your own."
    ]


def test_a_filled_column_without_heading_is_ignored_and_said(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    tiny.sheet("leaders.csv", tiny.text("leaders.csv").replace('"trust"', '""'))
    assert tiny.warned() == [
        "leaders.csv, row 1: has no heading over column F, which is ignored. Give it one."
    ]  # fmt: skip


def test_a_heading_may_stand_only_once(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).rename("leaders.csv", "trust", "E MAIL")
    assert tiny.told() == [
        "leaders.csv, row 1, email: 'E MAIL' heads columns C and F. Keep one of these columns and delete the others."
    ]


def test_headings_are_in_the_first_row(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    told = tiny.sheet("venues.csv", "\n" + tiny.text("venues.csv")).told()
    assert told[0] == "venues.csv, row 1, venue_id: is missing from the headings. Add a column headed venue_id."


@pytest.mark.parametrize("mark", [";", "\t"])
def test_columns_separated_otherwise_are_told_once(tmp_path: Path, mark: str) -> None:
    text = f"venue_id{mark}name{mark}address\nV1{mark}Library{mark}1 High Street, Leeds\n"
    heading = f"venue_id{mark}name{mark}address"
    assert Tiny(tmp_path).sheet("venues.csv", text).told() == [
        f"venues.csv, row 1: {heading!r} has all its headings in one cell, "
        f"so its columns are not separated by commas. {SAVE}"
    ]


def test_a_row_with_too_many_cells_is_told(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).sheet("venues.csv", f"{VENUES}V1,Library,1 High Street,430000,433000,Leeds\n")
    assert tiny.told() == [f"venues.csv, row 2: 'Leeds' is beyond the last heading (5 headings). {QUOTE}"]


def test_a_row_with_too_many_cells_after_a_cell_on_several_lines_is_told(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    tiny.sheet("venues.csv", f'{VENUES}V1,Library,"1 High\nStreet",430000,433000\nV2,Inn,"a\nb",430000,433000,,x\n')
    assert tiny.told() == [f"venues.csv, row 3: 'x' is beyond the last heading (5 headings). {QUOTE}"]


def test_empty_cells_beyond_the_headings_are_no_problem(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).sheet("venues.csv", f"{VENUES}V1,Library,1 High Street,430000,433000,,, ,\n")
    assert tiny.told() == []


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_row(tmp_path: Path) -> None:
    text = f'{VENUES}V1,Library,1 High Street,430000,433000\nV2,"Inn,2 Mill Lane,430000,433000\n'
    assert Tiny(tmp_path).sheet("venues.csv", text).told() == [
        "venues.csv, row 3: has a quotation mark that is never closed. Close it before the next comma, or delete it."
    ]


def test_quotation_marks_that_hide_commas_are_told(tmp_path: Path) -> None:
    text = f'{VENUES}V1,6" Pipe, 7" Road,1 High Street,430000,433000\n'
    assert Tiny(tmp_path).sheet("venues.csv", text).told() == [
        "venues.csv: is not well-formed CSV (Expected 5 fields in line 2, saw 6). "
        f"Look there for quotation marks inside a cell. {SAVE}"
    ]


def test_a_sheet_of_hundreds_of_columns_is_told(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    assert tiny.sheet("venues.csv", tiny.text("venues.csv").replace("\r\n", "," * 300 + "\r\n", 1)).told() == [
        "venues.csv: has 305 columns, more than 250. Delete the columns that are not of the programme."
    ]


def test_a_sheet_that_is_not_utf_8_is_told_with_the_first_such_row(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).cell("venues.csv", 2, address="1 High Street\nLeeds").cell("venues.csv", 3, name="Café")
    tiny.content("venues.csv", tiny.text("venues.csv").encode("cp1252"))
    assert tiny.told() == [f"venues.csv, row 3: is not written in UTF-8. {SAVE}"]


def test_a_sheet_in_utf_16_is_told(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    tiny.content("venues.csv", tiny.text("venues.csv").encode("utf-16"))
    assert tiny.told() == [f"venues.csv: is not written in UTF-8. {SAVE}"]


def test_settings_that_are_not_utf_8_are_told(tmp_path: Path) -> None:
    assert Tiny(tmp_path).content("programme.toml", 'name = "Café"'.encode("cp1252")).told() == [
        "programme.toml: is not written in UTF-8. Save the file again as UTF-8 text."
    ]


def test_settings_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    folder = Tiny(tmp_path).write()
    toml = folder / "programme.toml"
    toml.write_bytes(b"\xef\xbb\xbf" + toml.read_bytes().replace(b"\n", b"\r\n"))
    assert len(read_programme(folder).leaders) == 3


def test_a_nul_character_is_told_with_its_row(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(3, name="Be\0th").told() == [
        f"leaders.csv, row 3: has a NUL character in it, which no text has. {SAVE}"
    ]


def test_a_workbook_under_another_name_is_told(tmp_path: Path) -> None:
    assert Tiny(tmp_path).content("leaders.csv", b"PK\x03\x04\x14").told() == [
        f"leaders.csv: is an Excel workbook under another name. {SAVE}"
    ]


def test_a_broken_sheet_hides_no_problem_of_the_others(tmp_path: Path) -> None:
    told = Tiny(tmp_path).sheet("leaders.csv", "").cell("venues.csv", 2, rooms="0").told()
    assert [line.split(":")[0] for line in told] == ["leaders.csv", "venues.csv, row 2, rooms"]


def test_a_broken_sheet_brings_no_problems_of_those_who_name_its_people(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).sheet("leaders.csv", "").sheet("travel.csv", "from,to,minutes\nL1,V1,20\n")
    assert tiny.told() == ["leaders.csv: is empty. Fill it in."]
