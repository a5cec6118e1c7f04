"""What stands in ``plan/`` after a plan is saved, and that it is written as a whole or not at all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from programme import store
from programme.problems import SetwrightError
from programme.store import swap
from tests import build, plans

ROOT = Path(__file__).parent.parent
FILES = ["meetings.csv", "sets.csv", "summary.json", "waiting.csv"]
BOM = "\ufeff"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A programme's folder with a plan in it."""
    save(tmp_path)
    return tmp_path


def save(folder: Path, serial: int = 1, **summary: Any) -> None:
    programme = plans.programme(waiting=1)
    plans.save(folder, programme, plans.plan(programme, serial), plans.summary(programme, **summary))


def recover(folder: Path) -> None:
    programme = plans.programme(waiting=1)
    store.open(folder, programme.settings).recover(programme)


def last_serial(folder: Path) -> int:
    return store.open(folder, plans.programme().settings).last_serial()


def lines(path: Path) -> list[str]:
    return path.read_bytes().decode("utf-8").split("\r\n")


def standing(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "plan").iterdir())}


def test_a_plan_is_four_files_and_nothing_is_left_beside_it(folder: Path) -> None:
    assert sorted(os.listdir(folder / "plan")) == FILES
    assert sorted(os.listdir(folder)) == ["plan", "setwright.db"]


def test_sets_have_a_row_for_each_member(folder: Path) -> None:
    head, first, *_, last, end = lines(folder / "plan" / "sets.csv")
    assert head == BOM + "set_id,level,leader_id,facilitator_id,venue_id,slot"
    assert first == "S01,Headteacher,L01,F1,V1,Thu am"
    assert last == "S01,Headteacher,L07,F1,V1,Thu am"
    assert end == ""


def test_meetings_have_a_row_each(folder: Path) -> None:
    head, first, *_ = lines(folder / "plan" / "meetings.csv")
    assert head == BOM + "set_id,meeting,uid,date,start,end,venue_id,room,facilitator_id,presenters,absent"
    uid = plans.meeting(1).uid
    assert first == f"S01,1,{uid},2027-09-09,09:30,12:30,V1,1,F1,L01;L02,"


def test_whoever_waits_stands_with_reason_and_remedy(folder: Path) -> None:
    assert lines(folder / "plan" / "waiting.csv")[:2] == [
        BOM + "leader_id,level,reason,remedy",
        "L08,Headteacher,Leader 8 is one too many for a set of six to eight.,"
        '"Find five more heads, or set set_size_min to 4."',
    ]


def test_the_summary_has_the_keys_of_the_contract_in_their_order(folder: Path) -> None:
    summary = json.loads((folder / "plan" / "summary.json").read_text("utf-8"))
    assert " ".join(summary) == (
        "revision status placed unplaced sets short minutes bounds gap seconds cut_short moved moved_bound "
        "changed_meetings changed_meetings_bound least_change allowed seed versions last_serial"
    )
    assert " ".join(summary["minutes"]) == ("travel facilitator_travel absence cadence slot venue unplaced pairs total")
    assert list(summary["bounds"]) == ["matching", "calendar"]


def test_a_meeting_without_a_venue_has_neither_venue_nor_room(tmp_path: Path) -> None:
    programme = build.programme(venues=[], facilitators=[])
    plan = plans.plan()
    bare = replace(
        plan,
        sets=(replace(plan.sets[0], venue_id="", facilitator_id=""),),
        meetings=tuple(replace(m, venue_id="", room=0, facilitator_id="") for m in plan.meetings),
    )
    plans.save(tmp_path, programme, bare, plans.summary())
    assert lines(tmp_path / "plan" / "meetings.csv")[1].endswith(",2027-09-09,09:30,12:30,,,,L01;L02,")


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_the_plan_is_for_its_owners_eyes_only(folder: Path) -> None:
    assert (folder / "plan").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (folder / "plan").iterdir()} == {0o600}


def test_the_same_plan_is_saved_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    save(other)
    assert standing(other) == standing(folder)


def test_what_belonged_to_the_plan_before_goes_with_it(folder: Path) -> None:
    (folder / "plan" / "calendars").mkdir()
    (folder / "plan" / "calendars" / "programme.ics").write_text("old")
    save(folder)
    assert sorted(os.listdir(folder / "plan")) == FILES


def test_a_broken_plan_is_refused_with_every_breach_named(tmp_path: Path) -> None:
    plan = plans.plan()
    broken = replace(plan, meetings=(replace(plan.meetings[0], room=9), *plan.meetings[1:]))
    with pytest.raises(store.BrokenPlan) as refused:
        plans.save(tmp_path, plans.programme(), broken, plans.summary())
    assert str(refused.value) == (
        "The plan breaks a rule, so it is not saved. Please report this fault of Setwright.\n"
        "  rooms: S01, meeting 1: V1 has no room 9, only 1 to 1"
    )
    assert refused.value.exit_code == 1
    assert os.listdir(tmp_path) == []


def test_several_breaches_are_counted(tmp_path: Path) -> None:
    plan = plans.plan()
    broken = replace(plan, meetings=tuple(replace(m, room=9) if m.number < 3 else m for m in plan.meetings))
    with pytest.raises(store.BrokenPlan, match=r"^The plan breaks rules in 2 places, so it is not saved\."):
        plans.save(tmp_path, plans.programme(), broken, plans.summary())


def test_a_broken_plan_leaves_the_one_before(folder: Path) -> None:
    before = standing(folder)
    with pytest.raises(store.BrokenPlan):
        plans.save(folder, plans.programme(), replace(plans.plan(), sets=()), plans.summary())
    assert standing(folder) == before


class Crash(BaseException):
    """The power goes."""


def crash_at(monkeypatch: pytest.MonkeyPatch, rename: int) -> None:
    """The power goes before this rename, counted from 1, and nothing tidies up."""
    real, done = Path.rename, iter(range(1, 100))

    def one(self: Path, target: Path) -> Path:
        if next(done) == rename:
            raise Crash
        return real(self, target)

    monkeypatch.setattr(Path, "rename", one)
    monkeypatch.setattr(swap, "_remove", lambda folder: None)


@pytest.mark.parametrize(("rename", "revision"), [(1, 1), (2, 2)])
def test_after_a_crash_in_the_swap_the_plan_is_the_one_that_the_store_has(
    folder: Path, rename: int, revision: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        crash_at(patch, rename)
        with pytest.raises(Crash):
            save(folder)
    assert ".plan.new" in os.listdir(folder)
    recover(folder)
    assert plans.revision(folder) == revision
    assert sorted(os.listdir(folder)) == ["plan", "setwright.db"]


def test_after_a_crash_in_the_first_save_there_is_a_plan_if_the_store_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        crash_at(patch, 1)
        with pytest.raises(Crash):
            save(tmp_path)
    recover(tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["plan", "setwright.db"]


def test_after_a_crash_that_only_missed_tidying_up_the_new_plan_stands(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(swap, "_remove", lambda folder: None)
        save(folder)
    assert ".plan.old" in os.listdir(folder)
    recover(folder)
    assert sorted(os.listdir(folder)) == ["plan", "setwright.db"]
    assert plans.revision(folder) == 2


def test_recovering_a_folder_without_a_plan_does_nothing(tmp_path: Path) -> None:
    recover(tmp_path)
    assert os.listdir(tmp_path) == []


def test_loading_recovers_first(folder: Path) -> None:
    (folder / "plan").rename(folder / ".plan.old")
    plan, _ = plans.load(folder, plans.programme(waiting=1))
    assert plan.sets[0].set_id == "S01"


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from programme.store import swap
real = Path.rename
def rename(self, target):
    if self.name == ".plan.new":
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, target)
Path.rename = rename
from tests.test_store_saving import save
save(Path(sys.argv[2]))
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_a_process_killed_between_the_renames_loses_nothing(folder: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(ROOT), str(folder)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert sorted(os.listdir(folder)) == [".plan.new", ".plan.old", "setwright.db"]
    recover(folder)
    assert plans.revision(folder) == 2
    assert sorted(os.listdir(folder)) == ["plan", "setwright.db"]


def refuse(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The system refuses to rename the folder of this name, as Windows does while a file in it is open."""
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self.name == name:
            raise PermissionError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)


def test_where_the_system_refuses_the_plan_before_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = standing(folder)
    refuse(monkeypatch, "plan")
    with pytest.raises(store.NotSaved) as refused:
        save(folder)
    assert str(refused.value) == (
        f"{folder / 'plan'} cannot be written: Permission denied. The plan that stood there is as it was."
    )
    assert standing(folder) == before
    assert sorted(os.listdir(folder)) == ["plan", "setwright.db"]


def test_what_the_system_refuses_when_the_store_has_the_plan_is_done_next_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        refuse(patch, ".plan.new")
        with pytest.raises(store.NotSaved) as refused:
            save(folder)
    assert str(refused.value) == (
        f"{folder / 'plan'} cannot be written: Permission denied. The plan is saved, and the next command writes it "
        "there."
    )
    assert plans.revision(folder) == 1
    recover(folder)
    assert plans.revision(folder) == 2


def test_a_file_that_is_open_in_excel_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def locked(self: Path, *args: Any, **details: Any) -> Any:
        if self.name == "sets.csv" and args == ("r+b",):
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **details)

    refuse(monkeypatch, "plan")
    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(SetwrightError) as refused:
        save(folder)
    assert str(refused.value) == (
        "plan/sets.csv is open in another program, Excel perhaps. Close it and run this again. "
        "The plan that stood there is as it was."
    )


def test_where_nothing_can_be_written_beside_it_nothing_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(swap, "_write", refusing)
        with pytest.raises(store.NotSaved, match=r"No space left on device\. Nothing was written\.$"):
            save(tmp_path)
    programme = plans.programme()
    assert store.open(tmp_path, programme.settings).standing(programme) is None


def refusing(folder: Path, files: Any) -> None:
    raise OSError(28, "No space left on device")


def test_no_set_was_used_before_the_first_plan(tmp_path: Path) -> None:
    assert last_serial(tmp_path) == 0


def test_the_highest_serial_is_remembered(folder: Path) -> None:
    save(folder, serial=12)
    assert last_serial(folder) == 12


def test_a_serial_is_remembered_when_its_set_is_gone(folder: Path) -> None:
    save(folder, serial=12)
    save(folder, serial=3)
    assert last_serial(folder) == 12


@pytest.mark.parametrize("name", ["summary.json", "sets.csv", "meetings.csv"])
def test_a_serial_is_remembered_when_a_file_is_damaged(folder: Path, name: str) -> None:
    save(folder, serial=12)
    (folder / "plan" / name).write_bytes(b"\xff{")
    assert last_serial(folder) == 12


def test_a_set_added_by_hand_counts_as_used(folder: Path) -> None:
    with (folder / "plan" / "sets.csv").open("ab") as sheet:
        sheet.write(b"S20,Headteacher,L08,F1,V1,Thu am\r\n")
    assert last_serial(folder) == 20
