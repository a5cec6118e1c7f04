"""A programme in ``programme.xlsx``: sheets in place of files, and cells as spreadsheet programs keep them."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Literal

import pytest

from programme.problems import InputProblems
from programme.reading import read_programme
from programme.records import Programme
from programme.slots import Period
from tests.tiny_folder import Tiny
from tests.tiny_workbook import Book, part, told


def values(programme: Programme) -> dict[str, Any]:
    """Everything that a programme says, wherever it stands."""
    return {name: getattr(programme, name) for name in Programme.__dataclass_fields__ if name != "tabs"}


def test_a_workbook_says_what_the_files_say(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "book").mkdir()
    assert values(Book(tmp_path / "book").read()) == values(Tiny(tmp_path / "files").read())


@pytest.mark.parametrize("file", ["programme.toml", "leaders.csv", "closures.csv"])
def test_sheets_and_files_may_be_mixed(tmp_path: Path, file: str) -> None:
    tiny, book = Tiny(tmp_path), Book(tmp_path)
    book.book.remove(book.book[file.partition(".")[0]])
    tiny.write()
    for path in tmp_path.iterdir():
        if path.name != file:
            path.unlink()
    assert len(book.read().leaders) == 3


@pytest.mark.parametrize("file", ["programme.toml", "venues.csv"])
def test_a_table_in_the_workbook_and_in_a_file_is_told_with_both(tmp_path: Path, file: str) -> None:
    book = Book(tmp_path)
    (tmp_path / file).write_text("")
    title = file.partition(".")[0]
    assert book.told() == [
        f"programme.xlsx: has a sheet {title!r}, and beside it is the file {file}. "
        "Keep one of the two, and delete or rename the other."
    ]


def test_two_sheets_of_one_name_are_told_with_both(tmp_path: Path) -> None:
    assert Book(tmp_path).sheet(" Venues", [["venue_id"]]).told() == [
        "programme.xlsx: has two sheets of one name, 'venues' and ' Venues'. Keep one of the two, and rename the other."
    ]


def test_names_of_sheets_may_be_in_any_case_and_spaced(tmp_path: Path) -> None:
    book = Book(tmp_path).sheet("Previous Sets", [["programme", "set id", "email"], ["A", "S1", "beth@example.org"]])
    book.book["leaders"].title = " LEADERS"
    assert len(book.read().leaders) == 3
    assert [line for line in book.warned() if "Previous" not in line] == []


def test_a_problem_names_the_sheet_by_its_tab_and_the_row_as_shown(tmp_path: Path) -> None:
    book = Book(tmp_path).put("leaders", "K3", "31/2/2027")
    book.book["leaders"].insert_rows(1, 2)
    book.book["leaders"].title = "Leaders "
    assert book.told() == [
        "programme.xlsx, Leaders, row 5, away: '31/2/2027' is a day that does not exist. "
        "Write days as 2026-11-03 or 3/11/2026 and spans as 2027-01-25..2027-01-28, with ; between them."
    ]


def test_what_is_said_of_other_sheets_names_them_too(tmp_path: Path) -> None:
    assert Book(tmp_path).sheet("travel", [["from", "to", "minutes"], ["L9", "V1", 20]]).told() == [
        "programme.xlsx, travel, row 2, from: 'L9' is nobody's id. Use ids of leaders, facilitators and venues."
    ]
    settings = Book(tmp_path).put("leaders", "E2", "Hedteacher").told()
    assert settings[0].endswith("If it is a level of its own, add it to levels in the sheet programme.")


def test_a_missing_sheet_is_told_with_the_one_that_is_probably_meant(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.book["leaders"].title = "Leader"
    assert book.told() == [
        "programme.xlsx: has no sheet leaders. Did you mean 'Leader'? "
        "Add a sheet leaders, or a file leaders.csv beside it."
    ]


def test_a_sheet_that_is_none_of_a_programme_is_ignored_and_said(tmp_path: Path) -> None:
    book = Book(tmp_path).sheet("Notes", [["Ring Beth"]])
    book.book["venues"].title = "venus"
    assert book.warned() == [
        "programme.xlsx: 'venus' is no sheet of a programme, and is ignored. Did you mean 'venues'? "
        "Nothing need be done if it is your own.",
        "programme.xlsx: 'Notes' is no sheet of a programme, and is ignored. Nothing need be done if it is your own.",
    ]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_and_said(tmp_path: Path, state: Literal["hidden", "veryHidden"]) -> None:
    book = Book(tmp_path)
    book.book["venues"].sheet_state = state
    assert len(book.read().venues) == 2
    assert book.warned() == [
        "programme.xlsx, venues: is a hidden sheet, and is read all the same. Unhide it to see what it holds."
    ]


def test_an_empty_sheet_is_told(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.book["venues"].delete_rows(1, 9)
    assert book.told() == ["programme.xlsx, venues: is empty. Fill it in, or delete the sheet."]


def test_blank_rows_and_columns_with_a_format_are_blank(tmp_path: Path) -> None:
    book = Book(tmp_path)
    for row in range(1, 40):
        for column in range(1, 300):
            book.book["venues"].cell(row, column).number_format = "0.00"
    assert len(book.read().venues) == 2
    assert book.warned() == []


def test_notes_beside_a_table_are_ignored_and_said(tmp_path: Path) -> None:
    assert Book(tmp_path).put("venues", "H3", "ring them").warned() == [
        "programme.xlsx, venues, row 1: has no heading over column H, which is ignored. Give it one."
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (datetime(2026, 11, 3), "dd/mm/yyyy"),
        (date(2026, 11, 3), "d mmm"),
        (46329, "yyyy-mm-dd"),
        (46329, "General"),
        (46329.0, "0.00"),
        ("3/11/2026", "@"),
        ("2026-11-03", "General"),
    ],
)
def test_a_date_may_be_a_date_a_number_or_text(tmp_path: Path, value: object, shown: str) -> None:
    day = date(2026, 11, 3)
    assert Book(tmp_path).put("leaders", "K2", value, shown).read().leaders[0].away == (Period(day, day),)


@pytest.mark.parametrize(
    ("value", "shown", "read"),
    [
        (17, "General", "17"),
        (17.0, "0.0", "17"),
        (100000, "0.0E+00", "100000"),
        (17, "0000", "0017"),
        ("0017", "@", "0017"),
        ("17.0", "@", "17"),
        (" L-17 ", "General", "L-17"),
    ],
)
def test_an_id_is_what_was_typed(tmp_path: Path, value: object, shown: str, read: str) -> None:
    assert Book(tmp_path).put("venues", "A2", value, shown).read().venues[0].venue_id == read


@pytest.mark.parametrize("value", [1234567890123456, 1e16])
def test_a_number_of_more_digits_than_excel_keeps_is_no_id(tmp_path: Path, value: float) -> None:
    (line,) = Book(tmp_path).put("venues", "A2", value).told()
    assert "is what Excel makes of a long number or of an id such as 1E5" in line


def test_an_id_that_excel_took_for_a_date_is_told(tmp_path: Path) -> None:
    assert Book(tmp_path).put("venues", "A2", datetime(2026, 11, 3), "d-mmm").told() == [
        "programme.xlsx, venues, row 2, venue_id: '2026-11-03' is a date, which Excel makes of an id such as 3-11. "
        "Format the column as text, and write the id again."
    ]


@pytest.mark.parametrize(("value", "read"), [(True, True), (False, False), (1, True), (0, False), ("Yes", True)])
def test_yes_and_no_may_be_ticks(tmp_path: Path, value: object, read: bool) -> None:
    book = Book(tmp_path).put("venues", "F1", "step_free").put("venues", "F2", value)
    assert book.read().venues[0].step_free is read


@pytest.mark.parametrize(("value", "read"), [(0.1 + 0.2, 0.3), (1e-05, 0.00001), (60, 60), (60.25, 60.25)])
def test_a_number_is_read_to_fifteen_digits(tmp_path: Path, value: float, read: float) -> None:
    assert Book(tmp_path).put("venues", "F1", "cost").put("venues", "F2", value).read().venues[0].cost == read


def test_a_time_is_no_date(tmp_path: Path) -> None:
    (line,) = Book(tmp_path).put("closures", "A2", datetime(2026, 10, 26, 9, 30)).told()
    assert line.startswith("programme.xlsx, closures, row 2, first_day: '2026-10-26 09:30:00' is not a date.")
    (line,) = Book(tmp_path).put("closures", "A2", time(9, 30)).told()
    assert line.startswith("programme.xlsx, closures, row 2, first_day: '09:30:00' is not a date.")


def test_a_formula_without_a_value_is_told_with_the_cure(tmp_path: Path) -> None:
    assert Book(tmp_path).put("venues", "B2", '=A2&" Library"').told() == [
        "programme.xlsx, venues, row 2, name: '=A2&\" Library\"' is a formula without its value. "
        "Open it in Excel or LibreOffice and save it again, or write the value itself."
    ]


def test_a_formula_is_read_by_its_value(tmp_path: Path) -> None:
    book = Book(tmp_path).put("venues", "B2", "=1+1")
    sheet = part(book.write(), "xl/worksheets/sheet4.xml").replace("</f><v></v>", "</f><v>2</v>")
    assert read_programme(book.parts(sheet4=sheet.replace("</f><v />", "</f><v>2</v>"))).venues[0].name == "2"


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_an_error_of_a_formula_is_told(tmp_path: Path, error: str) -> None:
    assert Book(tmp_path).put("venues", "B3", error).told() == [
        f"programme.xlsx, venues, row 3, name: {error!r} is what a formula shows that has gone wrong. "
        "Correct it, or write the value."
    ]


def test_merged_titles_above_the_headings_are_passed_over(tmp_path: Path) -> None:
    book = Book(tmp_path)
    sheet = book.book["leaders"]
    sheet.insert_rows(1, 2)
    sheet["A1"], sheet["B2"], sheet["E2"] = "Leaders of Leeds", "Who", "What"
    sheet.merge_cells("A1:L1")
    sheet.merge_cells("B2:D2")
    assert [leader.row for leader in book.read().leaders] == [4, 5, 6]


def test_headings_that_are_merged_over_two_rows_are_headings(tmp_path: Path) -> None:
    book = Book(tmp_path)
    sheet = book.book["venues"]
    sheet.insert_rows(2)
    for column, heading in (("D", "easting"), ("E", "northing")):
        sheet[f"{column}1"], sheet[f"{column}2"] = "Where", heading
    for column in "ABC":
        sheet.merge_cells(f"{column}1:{column}2")
    assert [venue.row for venue in book.read().venues] == [3, 4]


def test_a_merged_cell_counts_in_every_row_that_it_covers(tmp_path: Path) -> None:
    book = Book(tmp_path).put("leaders", "F2", "Nidd Trust")
    book.book["leaders"].merge_cells("F2:F400")
    assert [leader.trust for leader in book.read().leaders] == ["Nidd Trust"] * 3


def test_several_lines_in_a_cell_are_one_row(tmp_path: Path) -> None:
    venue = Book(tmp_path).put("venues", "C2", "1 High Street,\r\nLeeds").read().venues[0]
    assert (venue.row, venue.address) == (2, "1 High Street, Leeds")


def test_settings_may_be_written_as_their_sheet_likes(tmp_path: Path) -> None:
    book = Book(tmp_path)
    rows: list[list[Any]] = [
        ["First Day", datetime(2026, 9, 7), "a note of my own"],
        ["meetings", 5.0],
        ["levels", "Area lead; Trust lead"],
        ["prices.absence", 200],
        ["Rules.Same School", "never"],
        ["rules.same_trust", 30],
        ["Mix.area.Want", "Differ"],
        ["mix.area.minutes", 20],
        ["quorum", None],
    ]
    for row in rows:
        book.book["programme"].append(row)
    book.book["programme"].delete_rows(4)
    programme = book.read()
    settings = programme.settings
    assert (settings.first_day, settings.meetings, settings.quorum) == (date(2026, 9, 7), 5, 5)
    assert (settings.levels, settings.prices.absence) == (("Area lead", "Trust lead"), 200)
    assert (settings.same_school, settings.same_trust) == (None, 30)
    assert [(mix.column, mix.want, mix.minutes) for mix in programme.mixes] == [("area", "differ", 20)]


@pytest.mark.parametrize(
    ("row", "told_of_it"),
    [
        (
            ["meetings", "six"],
            "meetings: 'six' is not a whole number. Write a whole number from 1 to 100, and nothing else.",
        ),
        (
            ["absence", 60],
            "absence: is not a key that is known. Did you mean 'prices.absence'? Correct its name, or delete its row.",
        ),
        (["colour", "red"], "colour: is not a key that is known. Correct its name, or delete its row."),
        (["name", "Leeds"], "name: is in row 2 too. Keep one of the two rows."),
        (
            ["mix.area.want", "differ"],
            "mix.area: does not say want and minutes, and nothing else. "
            "Write mix.area.want (differ or same) and mix.area.minutes (a number) in rows of their own.",
        ),
        (
            ["quorum", 9],
            "quorum: is more than set_size_min: quorum = 9, set_size_min = 6 (the default). "
            "Lower quorum, or raise set_size_min.",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_told_with_its_row(tmp_path: Path, row: list[Any], told_of_it: str) -> None:
    book = Book(tmp_path)
    book.book["programme"].append(row)
    assert book.told() == [f"programme.xlsx, programme, row 6, {told_of_it}"]


def test_a_value_without_a_key_is_told_with_its_row(tmp_path: Path) -> None:
    assert Book(tmp_path).put("programme", "B7", "red").told() == [
        "programme.xlsx, programme, row 7: 'red' has no key before it. Write its key in the first column."
    ]


def test_a_setting_that_is_missing_is_told(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.book["programme"].delete_rows(3)
    assert book.told() == [
        "programme.xlsx, programme, organiser: is missing. Write organiser in the first column and its value, "
        "such as Programme Office <office@example.org>, in the second."
    ]


def test_a_damaged_workbook_hides_no_problem_of_the_files_beside_it(tmp_path: Path) -> None:
    Tiny(tmp_path).leader(2, school="").write()
    for name in ("programme.toml", "venues.csv", "closures.csv"):
        (tmp_path / name).unlink()
    (tmp_path / "programme.xlsx").write_bytes(b"PK\x03\x04")
    assert [line.split(":")[0] for line in told(tmp_path)] == ["programme.xlsx", "leaders.csv, row 2, school"]


def test_an_open_workbook_is_read_as_it_was_saved_and_that_is_said(tmp_path: Path) -> None:
    book = Book(tmp_path)
    (tmp_path / "~$programme.xlsx").write_bytes(b"Anna")
    assert book.warned() == [
        "programme.xlsx: is open in a spreadsheet program, and what has not been saved there is not read. "
        "Save and close it there, and run this again."
    ]


def test_a_workbook_that_excel_lets_nobody_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    folder = Book(tmp_path).write()
    (tmp_path / "~$programme.xlsx").write_bytes(b"Anna")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert told(folder) == [
        "programme.xlsx: is open in a spreadsheet program, which lets nobody else read it. "
        "Save and close it there, and run this again."
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("programme.xlsm", "with macros"), ("Programme.XLS", "of another kind"), ("programme.ods", "of another kind")],
)
def test_a_workbook_of_another_kind_is_told_alone(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert told(tmp_path) == [
        f"{name}: is a workbook {kind}, which is not read. "
        "Save it as Excel Workbook (.xlsx), under the name programme.xlsx."
    ]


def test_a_workbook_of_another_name_is_probably_meant(tmp_path: Path) -> None:
    Book(tmp_path).write().joinpath("programme.xlsx").rename(tmp_path / "Programme 2026.xlsx")
    assert told(tmp_path)[0] == (
        "programme.toml: is missing. Did you mean 'Programme 2026.xlsx'? "
        "The folder must hold a file programme.toml, or programme.xlsx with a sheet programme."
    )


@pytest.mark.parametrize("name", ["leeds.xlsm", "Old.XLS", "people.ods"])
def test_another_workbook_beside_it_is_ignored_and_said(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    (line,) = Book(tmp_path).warned()
    assert line.startswith(f"{name}: is no file of a programme, and is ignored.")


@pytest.mark.parametrize("name", ["~$other.xlsx", "._leaders.csv", ".~lock.notes.csv#"])
def test_files_that_systems_leave_behind_are_nobodys_concern(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert Book(tmp_path).warned() == []


def test_openpyxl_is_loaded_for_a_workbook_only(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from programme.reading import read_programme;"
        "read_programme(Path(sys.argv[1])); print('openpyxl' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(Tiny(tmp_path).write())], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_cells_beyond_what_people_see_are_told_once(tmp_path: Path) -> None:
    book = Book(tmp_path)
    for column in range(6, 300):
        book.book["venues"].cell(1, column).value = f"x{column}"
    with pytest.raises(InputProblems) as found:
        book.read()
    assert [str(problem) for problem in found.value.problems] == [
        "programme.xlsx, venues: has 299 columns, more than 250. Delete the columns that are not of the programme."
    ]
