"""A plan is read back as it was saved, and as people and Excel may leave it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.plans import Plan
from programme.problems import InputProblems, WrongUse
from programme.slots import Slot
from programme.store.cells import guarded, unguarded
from tests import build, plans

PROGRAMME = plans.programme(waiting=1)
PLAN = plans.plan(PROGRAMME)
PUT_BACK = "Put it back as it was; or move the folder plan away, and it is written as it was saved last."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the plan of eight leaders, one of whom waits."""
    plans.save(tmp_path, PROGRAMME, PLAN, plans.summary(PROGRAMME))
    return tmp_path


def edit(folder: Path, name: str, change: Callable[[str], str]) -> None:
    path = folder / "plan" / name
    path.write_bytes(change(path.read_bytes().decode("utf-8-sig")).encode())


def swap(folder: Path, name: str, row: int, old: str, new: str) -> None:
    """Replaces text once in one row, numbered as a spreadsheet shows it."""

    def change(text: str) -> str:
        rows = text.split("\r\n")
        assert old in rows[row - 1]
        rows[row - 1] = rows[row - 1].replace(old, new, 1)
        return "\r\n".join(rows)

    edit(folder, name, change)


def loaded(folder: Path) -> Plan:
    return plans.load(folder, PROGRAMME)[0]


def problems(folder: Path) -> list[str]:
    with pytest.raises(InputProblems) as found:
        plans.load(folder, PROGRAMME)
    return [str(problem) for problem in found.value.problems]


def test_what_is_saved_is_what_is_loaded(folder: Path) -> None:
    assert plans.load(folder, PROGRAMME) == (PLAN, plans.summary(PROGRAMME))


def test_a_plan_without_venues_and_facilitators_comes_back_too(tmp_path: Path) -> None:
    programme = build.programme(venues=[], facilitators=[])
    bare = replace(
        plans.plan(),
        sets=(plans.learning_set(venue_id="", facilitator_id=""),),
        meetings=tuple(replace(m, venue_id="", room=0, facilitator_id="") for m in plans.plan().meetings),
    )
    plans.save(tmp_path, programme, bare, plans.summary())
    assert plans.load(tmp_path, programme)[0] == bare


def test_a_plan_in_which_everyone_waits_comes_back_too(tmp_path: Path) -> None:
    everyone = Plan(sets=(), meetings=(), waiting=tuple(plans.waiting(number) for number in range(1, 9)))
    plans.save(tmp_path, PROGRAMME, everyone, plans.summary())
    assert loaded(tmp_path) == everyone


def test_ids_that_excel_would_run_as_formulas_come_back_as_they_were(tmp_path: Path) -> None:
    odd = ("+44", "-7", "=A1", "@home", "'=A1", "'tis", "0012")
    named = dict(zip(plans.SEVEN, sorted(odd), strict=True))
    people = (build.leader(number, leader_id=named[f"L{number:02d}"]) for number in range(1, 8))
    programme = build.programme(sorted(people, key=lambda leader: leader.leader_id))
    plan = replace(
        PLAN,
        sets=(plans.learning_set(members=tuple(sorted(odd))),),
        meetings=tuple(replace(m, presenters=tuple(named[p] for p in m.presenters)) for m in PLAN.meetings),
        waiting=(),
    )
    plans.save(tmp_path, programme, plan, plans.summary())
    assert plans.load(tmp_path, programme)[0] == plan
    written = (tmp_path / "plan" / "sets.csv").read_text("utf-8-sig")
    assert not [cell for row in written.splitlines() for cell in row.split(",") if cell[:1] in "=+-@" and cell]


@given(st.text().map(str.strip))
def test_any_cell_is_harmless_when_written_and_itself_when_read(text: str) -> None:
    assert guarded(text)[:1] not in set("=+-@")
    assert unguarded(guarded(text)) == text


def test_no_plan_yet_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(WrongUse) as refused:
        plans.load(tmp_path, PROGRAMME)
    assert str(refused.value) == f"{tmp_path} has no plan yet. Form one: setwright plan {tmp_path}"


def test_a_folder_with_a_space_is_quoted_in_the_command(tmp_path: Path) -> None:
    spaced = tmp_path / "my year"
    spaced.mkdir()
    with pytest.raises(WrongUse, match=f'Form one: setwright plan "{spaced}"$'):
        plans.load(spaced, PROGRAMME)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("meetings.csv", lambda text: text.replace("2027-09-09", "09/09/2027")),
        ("meetings.csv", lambda text: text.replace("2027-09-09", "9/9/2027")),
        ("meetings.csv", lambda text: text.replace("09:30", "9:30").replace("12:30", "12:30:00")),
        ("meetings.csv", lambda text: text.replace(",V1,1,", ",V1,1.0,")),
        ("meetings.csv", lambda text: text.replace("L01;L02", "L01 ; L02;")),
        ("meetings.csv", lambda text: text.replace("presenters", "Presenters ")),
        ("meetings.csv", lambda text: text.replace(plans.meeting(2).uid, "")),
        ("sets.csv", lambda text: text.replace("Thu am", "thursday AM")),
        ("sets.csv", lambda text: text.replace("leader_id", "Leader ID")),
        ("sets.csv", lambda text: text.replace("Headteacher", "head teacher")),
        ("sets.csv", lambda text: text.replace("\r\n", "\n")),
        ("sets.csv", lambda text: text.replace("\r\n", "\r\n,,,,,\r\n") + "\r\n\r\n"),
        ("sets.csv", lambda text: text.replace("\r\n", ",,\r\n")),
        ("sets.csv", lambda text: text.replace("S01,Headteacher,L01", " S01 , Headteacher ,L01 ")),
        ("sets.csv", lambda text: text.replace(",", ";")),
        ("sets.csv", lambda text: text.replace(",", "\t")),
    ],
)
def test_a_plan_saved_anew_by_excel_is_the_same_plan(folder: Path, name: str, change: Callable[[str], str]) -> None:
    before = (folder / "plan" / name).read_bytes()
    edit(folder, name, change)
    assert (folder / "plan" / name).read_bytes() != before
    assert loaded(folder) == PLAN


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_other_encodings_of_excel_are_read(folder: Path, encoding: str) -> None:
    path = folder / "plan" / "waiting.csv"
    path.write_bytes(path.read_text("utf-8-sig").replace("one too many", "déjà too many").encode(encoding))
    assert loaded(folder).waiting[0].reason == "Leader 8 is déjà too many for a set of six to eight."


def test_columns_may_stand_in_another_order(folder: Path) -> None:
    edit(
        folder,
        "sets.csv",
        lambda text: "\r\n".join(",".join(row.split(",")[::-1]) for row in text.split("\r\n")),
    )
    assert loaded(folder) == PLAN


def test_rows_may_stand_in_another_order(folder: Path) -> None:
    for name in ("sets.csv", "meetings.csv"):
        edit(folder, name, lambda text: "\r\n".join([text.split("\r\n")[0], *text.split("\r\n")[:0:-1]]))
    assert loaded(folder) == PLAN


def test_a_meeting_moved_by_hand_is_moved(folder: Path) -> None:
    swap(folder, "meetings.csv", 2, "2027-09-09,09:30,12:30", "10/9/2027,13:30,16:30")
    assert loaded(folder).meetings[0].slot is Slot.FRI_PM


def test_a_plan_that_breaks_rules_is_loaded_all_the_same(folder: Path) -> None:
    swap(folder, "meetings.csv", 3, "2027-10-21", "2027-09-16")
    assert loaded(folder).meetings[1].date.isoformat() == "2027-09-16"


@pytest.mark.parametrize(
    ("name", "row", "old", "new", "told"),
    [
        (
            "sets.csv",
            2,
            "S01",
            "Set 1",
            "plan/sets.csv, row 2, set_id: 'Set 1' is not a set_id. Write one such as S01.",
        ),
        ("sets.csv", 2, "S01", "", "plan/sets.csv, row 2, set_id: is blank. Fill in set_id."),
        ("sets.csv", 2, "L01", "", "plan/sets.csv, row 2, leader_id: is blank. Write an id that is in leaders.csv."),
        (
            "sets.csv",
            2,
            "L01",
            "L99",
            "plan/sets.csv, row 2, leader_id: 'L99' is not in leaders.csv. Write an id that is in leaders.csv.",
        ),
        (
            "sets.csv",
            2,
            "L01",
            "l 01",
            "plan/sets.csv, row 2, leader_id: 'l 01' is not in leaders.csv. Did you mean 'L01'?",
        ),
        (
            "sets.csv",
            2,
            "L01",
            "L02",
            "plan/sets.csv, row 3, leader_id: 'L02' stands in plan/sets.csv, row 2 too. Delete one of the two rows.",
        ),
        (
            "sets.csv",
            4,
            "F1",
            "F9",
            "plan/sets.csv, row 4, facilitator_id: 'F9' is not in facilitators.csv. "
            "Write an id that is in facilitators.csv.",
        ),
        (
            "sets.csv",
            4,
            "F1",
            "",
            "plan/sets.csv, row 4, facilitator_id: differs from 'F1' in row 2. Write the same in every row of S01.",
        ),
        (
            "sets.csv",
            4,
            "Thu am",
            "Fri am",
            "plan/sets.csv, row 4, slot: 'Fri am' differs from 'Thu am' in row 2. Write the same in every row of S01.",
        ),
        (
            "sets.csv",
            4,
            "Thu am",
            "Thu",
            "plan/sets.csv, row 4, slot: 'Thu' is not one half-day. Write one, such as Thu am.",
        ),
        (
            "meetings.csv",
            2,
            "S01",
            "S02",
            "plan/meetings.csv, row 2, set_id: 'S02' is not in plan/sets.csv. Write an id that is in plan/sets.csv.",
        ),
        (
            "meetings.csv",
            3,
            "S01,2",
            "S01,1",
            "plan/meetings.csv, row 3, meeting: '1' is the number of the meeting in row 2 too. "
            "Number the meetings of S01 in the order of their dates.",
        ),
        (
            "meetings.csv",
            3,
            plans.meeting(2).uid,
            plans.meeting(1).uid,
            f"plan/meetings.csv, row 3, uid: '{plans.meeting(1).uid}' is the uid in row 2 too. "
            "Put back its own, or leave it blank.",
        ),
        (
            "meetings.csv",
            2,
            "2027-09-09",
            "31/2/2027",
            "plan/meetings.csv, row 2, date: '31/2/2027' is a day that does not exist. "
            "Write it as 2026-11-03 or 3/11/2026.",
        ),
        (
            "meetings.csv",
            2,
            "2027-09-09",
            "2027-09-11",
            "plan/meetings.csv, row 2, date: '2027-09-11' is a Saturday. Choose a day from Monday to Friday.",
        ),
        (
            "meetings.csv",
            2,
            "09:30",
            "half ten",
            "plan/meetings.csv, row 2, start: 'half ten' is not a time. Write one such as 09:30.",
        ),
        (
            "meetings.csv",
            2,
            "09:30",
            "10:00",
            "plan/meetings.csv, row 2, start: '10:00 to 12:30' is neither the programme's morning nor its afternoon. "
            "Write 09:30 to 12:30 or 13:30 to 16:30, in start and end.",
        ),
        (
            "meetings.csv",
            2,
            "V1,1",
            "V1,one",
            "plan/meetings.csv, row 2, room: 'one' is not a whole number. "
            "Write a whole number from 1 to 999, and nothing else.",
        ),
        (
            "meetings.csv",
            2,
            "L01;L02",
            "L01;L98",
            "plan/meetings.csv, row 2, presenters: 'L98' is not in leaders.csv. Write an id that is in leaders.csv.",
        ),
        (
            "waiting.csv",
            2,
            "L08",
            "L07",
            "plan/waiting.csv, row 2, leader_id: 'L07' stands in plan/sets.csv, row 8 too. Delete one of the two rows.",
        ),
        (
            "sets.csv",
            1,
            "slot",
            "when",
            "plan/sets.csv, row 1, slot: is missing. "
            "The headings are set_id, level, leader_id, facilitator_id, venue_id, slot.",
        ),
    ],
)
def test_a_cell_that_cannot_be_understood_is_told_with_its_cure(
    folder: Path, name: str, row: int, old: str, new: str, told: str
) -> None:
    swap(folder, name, row, old, new)
    assert told in problems(folder)


def test_an_unknown_id_is_told_once(folder: Path) -> None:
    swap(folder, "sets.csv", 2, "V1", "V9")
    assert problems(folder) == [
        "plan/sets.csv, row 2, venue_id: 'V9' is not in venues.csv. Write an id that is in venues.csv."
    ]


def test_a_wrong_row_of_a_set_does_not_make_its_meetings_wrong(folder: Path) -> None:
    edit(folder, "sets.csv", lambda text: text.replace("Thu am", "Thu noon"))
    assert {problem.partition(",")[0] for problem in problems(folder)} == {"plan/sets.csv"}


def test_all_problems_are_told_at_once_by_sheet_and_row(folder: Path) -> None:
    swap(folder, "waiting.csv", 2, "L08", "L88")
    swap(folder, "meetings.csv", 4, "V1", "V4")
    swap(folder, "sets.csv", 8, "Thu am", "Fri am")
    swap(folder, "sets.csv", 3, "S01", "1")
    (folder / "plan" / "summary.json").write_text("{")
    assert [problem.partition(": ")[0] for problem in problems(folder)] == [
        "plan/sets.csv, row 3, set_id",
        "plan/sets.csv, row 8, slot",
        "plan/meetings.csv, row 4, venue_id",
        "plan/waiting.csv, row 2, leader_id",
        "plan/summary.json",
    ]


@pytest.mark.parametrize("name", ["sets.csv", "meetings.csv", "waiting.csv", "summary.json"])
def test_a_missing_file_is_told(folder: Path, name: str) -> None:
    (folder / "plan" / name).unlink()
    told = f"plan/{name}: is missing. {PUT_BACK}"
    assert told in problems(folder)


def test_a_summary_that_is_no_summary_is_told(folder: Path) -> None:
    (folder / "plan" / "summary.json").write_text('{"revision": 1}')
    assert problems(folder) == [f"plan/summary.json: cannot be read. {PUT_BACK}"]


def test_a_sheet_with_a_quotation_mark_never_closed_is_told(folder: Path) -> None:
    edit(folder, "waiting.csv", lambda text: text + '"' + "x" * 200_000)
    assert problems(folder) == [f"plan/waiting.csv: cannot be read. {PUT_BACK}"]
