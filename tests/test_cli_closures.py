"""``closures``: holidays from councils' term dates."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run
from tests.tiny_folder import Tiny

HEADINGS = "area,first_day,last_day\n"
LEEDS = (
    "2026-09-01..2026-10-23 2026-11-02..2026-12-18 2027-01-04..2027-02-12 "
    "2027-02-22..2027-03-25 2027-04-12..2027-05-28 2027-06-07..2027-07-09"
)
FOUND = """\
6 closures to add:
Leeds, 26 Oct 2026 to 30 Oct 2026: Half term
Leeds, 21 Dec 2026 to 1 Jan 2027: Christmas holiday
Leeds, 15 Feb 2027 to 19 Feb 2027: Half term
Leeds, 26 Mar 2027 to 9 Apr 2027: Easter holiday
Leeds, 31 May 2027 to 4 Jun 2027: Half term
Leeds, 12 Jul 2027 to 16 Jul 2027: Summer holiday
"""


def rows(area: str, terms: str) -> str:
    """Rows of term dates."""
    return "".join(f"{area},{term.replace('..', ',')}\n" for term in terms.split())


def terms(path: Path, text: str = "") -> Path:
    """A file of term dates, of Leeds if nothing else is said."""
    file = path / "terms.txt"
    file.write_text(HEADINGS + (text or rows("Leeds", LEEDS)))
    return file


def folder(path: Path, closures: str | None = None) -> Path:
    """A programme folder all of whose leaders are of Leeds."""
    (path / "leeds").mkdir()
    tiny = Tiny(path / "leeds").leader(4, area="leeds")
    tiny.content("closures.csv", closures.encode() if closures is not None else None)
    return tiny.write()


def test_what_lies_between_terms_becomes_closures(tmp_path: Path) -> None:
    where = folder(tmp_path)
    result = run("closures", where, "--terms", terms(tmp_path))
    done = f"Added below the rows of {where}/closures.csv.\nTo see that all is well: setwright check {where}\n"
    assert (result.exit_code, result.stdout, result.stderr) == (0, FOUND + done, "")
    assert (where / "closures.csv").read_text("utf-8-sig").splitlines()[:2] == [
        "area,first_day,last_day,reason",
        "Leeds,2026-10-26,2026-10-30,Half term",
    ]
    assert run("check", where).exit_code == 0


def test_a_second_run_adds_nothing(tmp_path: Path) -> None:
    where = folder(tmp_path)
    run("closures", where, "--terms", terms(tmp_path))
    before = (where / "closures.csv").read_bytes()
    result = run("closures", where, "--terms", terms(tmp_path))
    assert result.stdout == "closures.csv has every holiday that follows from these terms.\n"
    assert (where / "closures.csv").read_bytes() == before


def test_run_dry_it_writes_nothing(tmp_path: Path) -> None:
    where = folder(tmp_path)
    result = run("closures", where, "--terms", terms(tmp_path), "--dry-run")
    assert result.stdout == FOUND + "Nothing was written (--dry-run).\n"
    assert not (where / "closures.csv").exists()


def test_rows_that_are_there_stay_as_they_are(tmp_path: Path) -> None:
    ours = "Reason;Area;first day;last day;note\nHalf term, ours;;26/10/2026;30/10/2026;x\n"
    where = folder(tmp_path, ours)
    result = run("closures", where, "--terms", terms(tmp_path))
    text = (where / "closures.csv").read_text("utf-8-sig")
    assert result.stdout.startswith("5 closures to add:\nLeeds, 21 Dec 2026")
    assert text.startswith(ours + "Christmas holiday;Leeds;2026-12-21;2027-01-01;\n")


def test_a_closure_that_covers_only_part_of_a_holiday_does_not_stand_for_it(tmp_path: Path) -> None:
    where = folder(tmp_path, "first_day,last_day,reason,area\n2026-10-26,2026-10-29,Half term,Leeds\n")
    assert run("closures", where, "--terms", terms(tmp_path)).stdout == FOUND + (
        f"Added below the rows of {where}/closures.csv.\nTo see that all is well: setwright check {where}\n"
    )


def test_closures_without_a_column_for_areas_are_not_touched(tmp_path: Path) -> None:
    ours = "first_day,last_day,reason\n2026-10-26,2026-10-30,Half term\n"
    where = folder(tmp_path, ours)
    result = run("closures", where, "--terms", terms(tmp_path))
    told = "closures.csv has no column area, so nothing was written. Add one: blank cells mean everywhere.\n"
    assert (result.exit_code, result.stderr) == (2, told)
    assert (where / "closures.csv").read_text() == ours


def test_where_terms_are_missing_nothing_is_closed_and_that_is_told(tmp_path: Path) -> None:
    some = " ".join(LEEDS.split()[:4])
    result = run("closures", folder(tmp_path), "--terms", terms(tmp_path, rows("Leeds", some)))
    assert result.stderr == (
        "warning: terms.txt, area: has no term dates for 'Leeds' from 2027-03-26 to 2027-07-16: these days are not "
        "closed. Add the terms that are missing.\n"
    )
    assert result.stdout.startswith("3 closures to add:\n")


def test_terms_of_another_year_close_nothing(tmp_path: Path) -> None:
    result = run("closures", folder(tmp_path), "--terms", terms(tmp_path, "Leeds,2025-09-01,2026-07-17\n"))
    assert "has no term dates for 'Leeds' from 2026-07-18 to 2027-07-16" in result.stderr


def test_areas_of_leaders_without_terms_and_terms_of_no_leader_are_told(tmp_path: Path) -> None:
    text = rows("Leeds City", LEEDS) + rows("Kent", LEEDS)
    result = run("closures", folder(tmp_path), "--terms", terms(tmp_path, text))
    assert result.stderr.splitlines() == [
        "warning: terms.txt, area: has no term dates for 'Leeds', the area of 3 of the leaders. "
        "Did you mean 'Leeds City'? Areas are those of the column area of leaders.csv.",
        "warning: terms.txt, area: has areas that no leader is of, which are left out: Kent, Leeds City. "
        "Areas are those of the column area of leaders.csv.",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Leeds,2026-09-01,2026-08-01\n",
            "row 2, last_day: '2026-08-01' is before first_day, 2026-09-01. Exchange the two, or correct one.",
        ),
        (
            "Leeds,2026-09-01,2026-10-23\nLeeds,2026-10-20,2026-12-18\n",
            "row 3, first_day: '2026-10-20' is before the term of row 2 has ended, on 2026-10-23. "
            "Correct one of the two, or delete a row.",
        ),
        ("Leeds,soon,2026-10-23\n", "row 2, first_day: 'soon' is not a date. Write it as 2026-11-03 or 3/11/2026."),
        (",2026-09-01,2026-10-23\n", "row 2, area: is blank. Fill in area in every row."),
    ],
)
def test_terms_that_cannot_be_are_problems(tmp_path: Path, text: str, told: str) -> None:
    result = run("closures", folder(tmp_path), "--terms", terms(tmp_path, text))
    assert (result.exit_code, result.stderr) == (3, f"terms.txt, {told}\n")


def test_an_area_without_any_closure_is_a_warning(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).cell("closures.csv", 2, area="Leeds")
    assert tiny.warned() == [
        "closures.csv, area: has no row for 'Bradford', the area of 1 of the leaders. "
        "Add its holidays, or take them from term dates: setwright closures FOLDER --terms terms.csv."
    ]


def test_leaders_without_an_area_have_only_closures_everywhere(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).cell("closures.csv", 2, area="Leeds").leader(4, area="")
    assert tiny.warned()[0].startswith(
        "closures.csv, area: has no row for everywhere, and 1 of the leaders have no area"
    )
