"""Every remedy is carried out in the spreadsheets, as it says, and planned again: it must place the person."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher import match
from programme.plans import Waiting
from programme.reading import read_programme
from programme.watch import Watch
from tests.conftest import FirstPlan
from tests.edited import Row, carry_out, lead, person, remedies, room, rows_of, write_rows

HEADINGS = {
    "leaders.csv": "leader_id name email school level trust easting northing cannot_attend max_travel_minutes pinned",
    "facilitators.csv": "facilitator_id name email levels max_sets easting northing",
    "venues.csv": "venue_id name address easting northing",
}
SETTINGS = """name = "Test programme"
organiser = "Programme Office <office@example.org>"
first_day = 2027-09-06
last_day = 2028-07-14
"""


class Folder:
    """A programme folder of this many heads in one town, three kilometres apart at the most, and what is done to it."""

    def __init__(self, path: Path, heads: int) -> None:
        self.path = path
        (path / "programme.toml").write_text(SETTINGS, "utf-8")
        self.write("leaders.csv", [person(number, "Headteacher") for number in range(1, heads + 1)])
        self.write("facilitators.csv", [lead(1)])
        self.write("venues.csv", [room(1)])

    def rows(self, sheet: str) -> list[Row]:
        return rows_of(self.path / sheet)

    def write(self, sheet: str, rows: list[Row]) -> None:
        write_rows(self.path / sheet, [dict.fromkeys(HEADINGS[sheet].split(), "") | row for row in rows])

    def add(self, sheet: str, *rows: Row) -> Folder:
        self.write(sheet, [*self.rows(sheet), *rows])
        return self

    def fill(self, sheet: str, key: str, **cells: str) -> Folder:
        """Fills cells of the row whose first cell is ``key``, or of all rows where it is *."""
        rows = self.rows(sheet)
        for row in rows:
            if key in ("*", next(iter(row.values()))):
                row.update(cells)
        self.write(sheet, rows)
        return self

    def waiting(self) -> dict[str, Waiting]:
        return {w.leader_id: w for w in match(read_programme(self.path), Watch()).waiting}


def someone_far(folder: Folder) -> Folder:
    return folder.add("leaders.csv", person(8, "Headteacher", easting="465000", max_travel_minutes="45"))


def someone_busy(folder: Folder) -> Folder:
    folder.fill("leaders.csv", "*", cannot_attend="Tue; Wed; Thu; Fri")
    return folder.add("leaders.csv", person(8, "Headteacher", cannot_attend="Mon am; Mon pm; Tue am"))


def someone_far_and_busy(folder: Folder) -> Folder:
    folder.fill("leaders.csv", "*", cannot_attend="Mon pm; Tue; Wed; Thu; Fri")
    far = person(8, "Headteacher", easting="465000", max_travel_minutes="45", cannot_attend="Mon am")
    return folder.add("leaders.csv", far)


def a_few_of_a_level(folder: Folder) -> Folder:
    return folder.add("leaders.csv", *(person(n, "Deputy head") for n in range(8, 12)))


def a_busy_facilitator(folder: Folder) -> Folder:
    folder.fill("facilitators.csv", "F1", max_sets="1")
    return folder.add("leaders.csv", *(person(n, "Deputy head") for n in range(8, 14)))


def someone_pinned(folder: Folder) -> Folder:
    folder.fill("leaders.csv", "*", cannot_attend="Mon").fill("leaders.csv", "L01", pinned="S01")
    others = [person(n, "Headteacher", cannot_attend="Tue; Wed; Thu; Fri") for n in range(8, 15)]
    folder.add("leaders.csv", *others).fill("leaders.csv", "L14", pinned="S01")
    return folder


CASES = (someone_far, someone_busy, someone_far_and_busy, a_few_of_a_level, a_busy_facilitator, someone_pinned)


@pytest.mark.parametrize("spoil", CASES)
def test_a_remedy_carried_out_places_the_person(tmp_path: Path, spoil: Callable[[Folder], Folder]) -> None:
    folder = spoil(Folder(tmp_path, heads=7))
    shutil.copytree(tmp_path, tmp_path / "as it was")
    for who, waiting in folder.waiting().items():
        for remedy in remedies(waiting.remedy):
            shutil.copytree(tmp_path / "as it was", tmp_path, dirs_exist_ok=True)
            carry_out(tmp_path, who, remedy)
            assert who not in folder.waiting(), f"{who} still waits with {' and '.join(remedy)}"


def test_changes_of_which_no_single_one_helps_are_named_together(tmp_path: Path) -> None:
    waiting = someone_far_and_busy(Folder(tmp_path, heads=7)).waiting()["L08"]
    assert waiting.remedy.startswith("a fresh plan would place them with a free Mon am and a travel limit of ")


def test_a_level_without_any_set_is_told_the_same_of_all(tmp_path: Path) -> None:
    waiting = a_few_of_a_level(Folder(tmp_path, heads=7)).waiting()
    more = "2 more deputy heads from other schools and trusts near them (and 3 others who wait)"
    assert {w.remedy for w in waiting.values()} == {f"a fresh plan would place them with {more}"}


def test_what_the_example_is_told_is_true_too(tmp_path: Path, example_plan: FirstPlan) -> None:
    shutil.copytree(example_plan.folder, tmp_path / "leeds")
    folder = Folder.__new__(Folder)
    folder.path = tmp_path / "leeds"
    told = {row["leader_id"]: Waiting(**row) for row in folder.rows("plan/waiting.csv")}
    carry_out(folder.path, "L52", remedies(told["L52"].remedy)[0])
    assert "L52" not in folder.waiting()
