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
        "programme.toml: is missing. "
        "The folder must hold a file programme.toml, or programme.xlsx with a sheet programme.",
        "leaders.csv: is missing. The folder must hold a file leaders.csv, or programme.xlsx with a sheet leaders.",
    ]


def test_a_missing_file_is_told_with_the_one_that_is_probably_meant(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    tiny.sheet("Leader.csv", tiny.text("leaders.csv")).content("leaders.csv", None)
    assert tiny.told() == [
        "leaders.csv: is missing. Did you mean 'Leader.csv'? "
        "The folder must hold a file leaders.csv, or programme.xlsx with a sheet leaders."
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


@pytest.mark.parametrize("above", ["\n", "Venues of the year 2026/27,,,,\n\n", "Venue,,,Where it is,\n"])
def test_headings_may_stand_below_a_title(tmp_path: Path, above: str) -> None:
    tiny = Tiny(tmp_path)
    tiny.sheet("venues.csv", above + tiny.text("venues.csv"))
    assert [venue.row for venue in tiny.read().venues] == [above.count("\n") + 2, above.count("\n") + 3]


def test_a_title_above_the_headings_is_passed_over_and_said(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    assert tiny.sheet("venues.csv", "Venues of the year\n\n" + tiny.text("venues.csv")).warned() == [
        "venues.csv, row 3: is taken for the headings, and what stands above it for a title. "
        "Correct the headings if not."
    ]


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_cells_may_have_other_marks_between_them(tmp_path: Path, mark: str, name: str) -> None:
    text = f'venue_id{mark}name{mark}address\nV1{mark}Library{mark}"1 High Street, Leeds; LS1"\n'
    tiny = Tiny(tmp_path).sheet("venues.csv", text)
    assert tiny.read().venues[0].address == "1 High Street, Leeds; LS1"
    assert tiny.warned()[0] == (
        f"venues.csv: is read as UTF-8 with {name} between cells. "
        "If letters look wrong, save it again as CSV UTF-8 (in Excel: Save As, CSV UTF-8)."
    )


def test_lists_in_the_cells_are_no_marks_between_them(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).leader(2, cannot_attend="Mon; Tue; Wed am; Wed pm; Thu am")
    assert tiny.warned() == []


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_excels_line_on_the_mark_is_no_row(tmp_path: Path, mark: str) -> None:
    text = f"sep={mark}\r\nvenue_id{mark}name{mark}address\r\nV1{mark}Library{mark}1 High Street\r\n"
    assert [venue.row for venue in Tiny(tmp_path).sheet("venues.csv", text).read().venues] == [2]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(tmp_path: Path, end: str) -> None:
    tiny = Tiny(tmp_path)
    tiny.sheet("venues.csv", tiny.text("venues.csv").replace("\r\n", end))
    assert [venue.row for venue in tiny.read().venues] == [2, 3]
    assert tiny.warned() == []


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


def test_text_after_a_closing_quotation_mark_is_told_with_its_row(tmp_path: Path) -> None:
    text = f'{VENUES}V1,"6" Pipe",1 High Street,430000,433000\n'
    assert Tiny(tmp_path).sheet("venues.csv", text).told() == [
        "venues.csv, row 2: has text after a closing quotation mark. "
        'Write a mark that stands inside a cell twice, and one more at each end: "6"" pipe".'
    ]


def test_a_quotation_mark_inside_a_cell_is_a_letter(tmp_path: Path) -> None:
    text = f'{VENUES}V1,6" Pipe,1 High Street,430000,433000\n'
    assert Tiny(tmp_path).sheet("venues.csv", text).read().venues[0].name == '6" Pipe'


def test_a_sheet_of_hundreds_of_columns_is_told(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    assert tiny.sheet("venues.csv", tiny.text("venues.csv").replace("\r\n", ",x" * 300 + "\r\n", 1)).told() == [
        "venues.csv: has 305 columns, more than 250. Delete the columns that are not of the programme."
    ]


def test_blank_columns_at_the_end_do_not_count(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    assert tiny.sheet("venues.csv", tiny.text("venues.csv").replace("\r\n", "," * 300 + "\r\n")).warned() == []


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("cp1252", "Windows-1252"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16")],
)
def test_a_sheet_in_another_encoding_is_read_and_said(tmp_path: Path, encoding: str, name: str) -> None:
    tiny = Tiny(tmp_path).cell("venues.csv", 3, name="Café “Zoë”")
    tiny.content("venues.csv", tiny.text("venues.csv").encode(encoding))
    assert tiny.read().venues[1].name == "Café “Zoë”"
    assert tiny.warned() == [
        f"venues.csv: is read as {name} with commas between cells. "
        "If letters look wrong, save it again as CSV UTF-8 (in Excel: Save As, CSV UTF-8)."
    ]


def test_utf_8_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    assert tiny.content("venues.csv", tiny.text("venues.csv").encode("utf-8-sig")).warned() == []


def test_a_sheet_that_is_in_no_known_encoding_is_told_with_the_first_such_row(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).cell("venues.csv", 2, address="1 High Street\nLeeds").cell("venues.csv", 3, name="Caf@")
    tiny.content("venues.csv", tiny.text("venues.csv").encode().replace(b"@", b"\x81"))
    assert tiny.told() == [f"venues.csv, row 3: is written neither in UTF-8 nor in Windows-1252. {SAVE}"]


def test_rows_of_two_encodings_in_one_sheet_are_told(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).cell("venues.csv", 2, name="Zoë-Maë Café").cell("venues.csv", 3, name="Caf@")
    tiny.content("venues.csv", tiny.text("venues.csv").encode().replace(b"@", "é".encode("cp1252")))
    assert tiny.told() == [f"venues.csv, row 3: is written in UTF-8 only in part. {SAVE}"]


def test_a_sheet_that_only_begins_as_utf_16_is_told(tmp_path: Path) -> None:
    assert Tiny(tmp_path).content("venues.csv", b"\xff\xfea\x00\x00").told() == [
        f"venues.csv: begins as UTF-16 and is not written in it. {SAVE}"
    ]


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
