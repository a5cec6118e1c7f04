"""Revisions on a file and on a real server: kept for ever, never overwritten, whole whatever happens."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from programme import store
from programme.decisions import Decisions, Withdrawal
from programme.problems import InputProblems, WrongUse
from programme.records import Programme
from tests import build, plans
from tests.databases import emptied
from tests.kills import kill_often

ROOT = Path(__file__).parent.parent
DECISIONS = Decisions(
    withdrawn=(Withdrawal(leader_id="L99", day=date(2027, 11, 3), reason="left the area"),),
    declined=frozenset({("L07", "S09"), ("L01", "S08")}),
    confirmed=frozenset({"S01"}),
    wide_gaps=frozenset({"S01"}),
    substitutes={"uid-1": "F1"},
)


@pytest.fixture(params=["file", "server"])
def programme(request: pytest.FixtureRequest) -> Programme:
    """Seven heads and one who waits, kept in the folder's own file or on a server."""
    url = emptied(request.getfixturevalue("server")) if request.param == "server" else ""
    return plans.programme(waiting=1, store=url)


def opened(folder: Path, programme: Programme) -> store.Store:
    return store.open(folder, programme.settings)


def save(folder: Path, programme: Programme, serial: int = 1, **details: object) -> store.Revision:
    return plans.save(folder, programme, plans.plan(programme, serial), plans.summary(programme), **details)


def edit(folder: Path, old: str, new: str, name: str = "meetings.csv") -> None:
    path = folder / "plan" / name
    text = path.read_bytes().decode("utf-8-sig")
    assert old in text
    path.write_bytes(text.replace(old, new).encode())


def move_by_hand(folder: Path) -> None:
    edit(folder, "2027-09-09,09:30,12:30", "2027-09-10,09:30,12:30")


def test_nothing_is_known_before_the_first_save(tmp_path: Path, programme: Programme) -> None:
    kept = opened(tmp_path, programme)
    assert (kept.newest(), kept.history(), kept.last_serial(), kept.has_plan()) == (None, (), 0, False)
    assert kept.standing(programme) is None
    assert os.listdir(tmp_path) == []


def test_everything_that_is_saved_comes_back(
    tmp_path: Path, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime(2027, 7, 1, 9, 5, tzinfo=UTC)
    monkeypatch.setattr("programme.store.keeping.now", lambda: at)
    made = save(tmp_path, programme, reason="tried é '; DROP", decisions=DECISIONS, fingerprint="f1")
    assert opened(tmp_path, programme).newest() == made == opened(tmp_path, programme).revision(1)
    assert (made.number, made.parent, made.saved_at, made.reason) == (1, None, at, "tried é '; DROP")
    assert (made.decisions, made.fingerprint, made.last_serial) == (DECISIONS, "f1", 1)
    assert (made.plan, made.summary) == (plans.plan(programme), plans.summary(programme))


def test_every_revision_is_kept_with_its_parent(tmp_path: Path, programme: Programme) -> None:
    for serial in (1, 2, 3):
        save(tmp_path, programme, serial)
    kept = opened(tmp_path, programme)
    assert [(entry.number, entry.parent) for entry in kept.history()] == [(1, None), (2, 1), (3, 2)]
    assert [kept.revision(number).plan.sets[0].set_id for number in (1, 2, 3)] == ["S01", "S02", "S03"]
    assert [entry.summary.revision for entry in kept.history()] == [1, 2, 3]


def test_the_highest_serial_of_all_revisions_is_never_used_again(tmp_path: Path, programme: Programme) -> None:
    save(tmp_path, programme, 12)
    save(tmp_path, programme, 3)
    (tmp_path / "plan").rename(tmp_path / "elsewhere")
    assert opened(tmp_path, programme).last_serial() == 12


def test_whoever_saves_second_is_told_that_the_plan_has_changed(tmp_path: Path, programme: Programme) -> None:
    first = save(tmp_path, programme)
    save(tmp_path, programme, 2, reason="S01/3 moved")
    before = opened(tmp_path, programme).newest()
    with pytest.raises(store.Overtaken) as told:
        save(tmp_path, programme, 3, parent=first)
    assert before is not None
    assert str(told.value) == (
        f"The plan has changed meanwhile: revision 2 (S01/3 moved) was saved at {before.saved_at:%H:%M on %d %b %Y} "
        "(UTC), and this was begun from revision 1. Nothing was written. Run this again, and it begins from revision 2."
    )
    assert told.value.exit_code == 2
    assert (opened(tmp_path, programme).newest(), plans.revision(tmp_path)) == (before, 2)


def test_of_two_first_plans_the_second_is_told(tmp_path: Path, programme: Programme) -> None:
    save(tmp_path, programme)
    with pytest.raises(store.Overtaken, match="and this was begun without a plan"):
        save(tmp_path, programme, 2, parent=None)


def test_of_many_who_save_at_once_one_succeeds_and_all_others_are_told(tmp_path: Path, programme: Programme) -> None:
    parent = save(tmp_path, programme)
    told: list[object] = []

    def try_to(serial: int) -> None:
        try:
            told.append(save(tmp_path, programme, serial, parent=parent).number)
        except store.Overtaken as refused:
            told.append(type(refused))

    people = [threading.Thread(target=try_to, args=(serial,)) for serial in range(2, 8)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(map(str, told)) == sorted(map(str, [2, *[store.Overtaken] * 5]))
    assert len(opened(tmp_path, programme).history()) == 2
    assert plans.load(tmp_path, programme)[0] == opened(tmp_path, programme).revision(2).plan


def test_a_plan_that_nobody_touched_stands_as_it_was_saved(tmp_path: Path, programme: Programme) -> None:
    made = save(tmp_path, programme)
    assert opened(tmp_path, programme).standing(programme) == made


def test_a_plan_that_excel_only_saved_anew_stands_as_it_was_saved(tmp_path: Path, programme: Programme) -> None:
    made = save(tmp_path, programme)
    edit(tmp_path, "\r\n", "\n")
    found = opened(tmp_path, programme).standing(programme)
    assert found is not None
    assert replace(found, files=made.files) == made
    save(tmp_path, programme, 2, parent=found)
    assert len(opened(tmp_path, programme).history()) == 2


def test_what_is_edited_while_a_change_is_made_is_not_overwritten(tmp_path: Path, programme: Programme) -> None:
    parent = save(tmp_path, programme)
    move_by_hand(tmp_path)
    with pytest.raises(store.Overtaken) as told:
        save(tmp_path, programme, 2, parent=parent)
    assert str(told.value) == f"{tmp_path / 'plan'} was edited meanwhile. Nothing was written. Run this again."
    assert "2027-09-10" in (tmp_path / "plan" / "meetings.csv").read_text("utf-8")
    assert len(opened(tmp_path, programme).history()) == 1


def test_a_plan_that_cannot_be_read_can_be_had_as_it_was_saved(tmp_path: Path, programme: Programme) -> None:
    made = save(tmp_path, programme)
    edit(tmp_path, "2027-09-09", "soon")
    kept = opened(tmp_path, programme)
    with pytest.raises(InputProblems):
        kept.standing(programme)
    found = kept.standing(programme, as_saved=True)
    assert found is not None
    assert found.plan == made.plan
    save(tmp_path, programme, 2, parent=found)
    assert plans.load(tmp_path, programme)[0] == plans.plan(programme, 2)


def test_a_plan_edited_by_hand_stands_and_is_kept_once_something_is_made_of_it(
    tmp_path: Path, programme: Programme
) -> None:
    save(tmp_path, programme, fingerprint="f1")
    move_by_hand(tmp_path)
    edited = opened(tmp_path, programme).standing(programme)
    assert edited is not None
    assert (edited.number, edited.plan.meetings[0].date, edited.fingerprint) == (1, date(2027, 9, 10), "")
    save(tmp_path, programme, 2)
    entries = opened(tmp_path, programme).history()
    assert [(entry.number, entry.parent, entry.reason) for entry in entries[1:]] == [
        (2, 1, "plan/ edited by hand"),
        (3, 2, "planned"),
    ]
    assert opened(tmp_path, programme).revision(2).plan == edited.plan
    assert plans.revision(tmp_path) == 3


def test_edits_that_somebody_else_has_overtaken_are_not_lost(tmp_path: Path, programme: Programme) -> None:
    save(tmp_path, programme)
    older = {path: path.read_bytes() for path in (tmp_path / "plan").iterdir()}
    save(tmp_path, programme, 2)
    for path, content in older.items():
        path.write_bytes(content)
    move_by_hand(tmp_path)
    with pytest.raises(store.Overtaken) as told:
        opened(tmp_path, programme).standing(programme)
    edited = tmp_path / "plan"
    assert str(told.value).startswith(f"{edited} is revision 1 edited by hand, and revision 2 (planned) was saved at ")
    assert str(told.value).endswith(
        " meanwhile. Nothing was written. Rename the folder plan: run again, this writes it anew as it was saved, and "
        "what you had edited can be copied into it."
    )
    assert "2027-09-10" in (edited / "meetings.csv").read_text("utf-8")


def test_a_plan_that_is_missing_is_written_as_it_was_saved(tmp_path: Path, programme: Programme) -> None:
    made = save(tmp_path, programme)
    before = {path.name: path.read_bytes() for path in (tmp_path / "plan").iterdir()}
    (tmp_path / "plan").rename(tmp_path / "elsewhere")
    assert opened(tmp_path, programme).load(programme) == made
    assert {path.name: path.read_bytes() for path in (tmp_path / "plan").iterdir()} == before


def test_a_plan_older_than_the_store_is_written_anew(tmp_path: Path, programme: Programme) -> None:
    save(tmp_path, programme)
    (tmp_path / "plan").rename(tmp_path / "older")
    save(tmp_path, programme, 2)
    (tmp_path / "plan").rename(tmp_path / "newer")
    (tmp_path / "older").rename(tmp_path / "plan")
    assert opened(tmp_path, programme).load(programme).number == 2
    assert plans.revision(tmp_path) == 2


def test_an_older_plan_whose_edits_are_kept_is_written_anew(tmp_path: Path, programme: Programme) -> None:
    """As after a crash between the commit and the replacing of plan/."""
    save(tmp_path, programme)
    move_by_hand(tmp_path)
    copy = {path.name: path.read_bytes() for path in (tmp_path / "plan").iterdir()}
    save(tmp_path, programme, 2)
    for name, content in copy.items():
        (tmp_path / "plan" / name).write_bytes(content)
    assert opened(tmp_path, programme).load(programme).number == 3


def test_a_plan_of_a_folder_without_a_store_becomes_the_first_revision_known(
    tmp_path: Path, programme: Programme
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    local = replace(programme, settings=replace(programme.settings, store=""))
    for serial in (1, 2, 3):
        save(elsewhere, local, serial)
    folder = tmp_path / "leeds"
    folder.mkdir()
    (elsewhere / "plan").rename(folder / "plan")
    found = opened(folder, programme).standing(programme)
    assert found is not None
    assert (found.number, found.reason, found.decisions) == (3, "found in plan/", Decisions())
    assert opened(folder, programme).history() == ()
    save(folder, programme, 7)
    entries = opened(folder, programme).history()
    assert [(entry.number, entry.parent, entry.reason) for entry in entries] == [
        (3, None, "found in plan/"),
        (4, 3, "planned"),
    ]
    assert opened(folder, programme).revision(3).plan == plans.plan(programme, 3)


def test_whoever_has_left_the_spreadsheets_stays_in_the_plan_that_stands(tmp_path: Path, programme: Programme) -> None:
    made = save(tmp_path, programme)
    fewer = replace(programme, leaders=programme.leaders[1:], facilitators=(), venues=(build.venue(2),))
    assert opened(tmp_path, programme).standing(fewer) == made
    move_by_hand(tmp_path)
    edited = opened(tmp_path, programme).standing(fewer)
    assert edited is not None
    assert (edited.plan.sets, edited.plan.meetings[0].facilitator_id) == (made.plan.sets, "F1")


def test_whoever_a_set_needs_and_has_left_is_a_problem_for_whoever_works_with_the_plan(
    tmp_path: Path, programme: Programme
) -> None:
    save(tmp_path, programme)
    fewer = replace(programme, leaders=programme.leaders[1:-1], facilitators=())
    with pytest.raises(InputProblems) as told:
        opened(tmp_path, programme).load(fewer)
    cure = f"Plan again, which changes as little as can be: setwright plan {tmp_path}"
    assert [str(problem) for problem in told.value.problems] == [
        f"plan/sets.csv, leader_id: 'L01' is not in leaders.csv any more. {cure}",
        f"plan/waiting.csv, leader_id: 'L08' is not in leaders.csv any more. {cure}",
        f"plan/sets.csv, facilitator_id: 'F1' is not in facilitators.csv any more. {cure}",
    ]


def test_whoever_has_withdrawn_and_was_put_back_by_hand_is_a_problem_too(tmp_path: Path, programme: Programme) -> None:
    left = Decisions(withdrawn=(Withdrawal(leader_id="L08", day=date(2027, 7, 1)),))
    save(tmp_path, programme, decisions=left)
    with pytest.raises(InputProblems) as told:
        opened(tmp_path, programme).load(programme)
    assert str(told.value) == (
        "plan/waiting.csv, leader_id: 'L08' has withdrawn. Plan again, which changes as little as can be: "
        f"setwright plan {tmp_path}"
    )


def test_an_id_that_no_revision_knows_is_a_problem_still(tmp_path: Path, programme: Programme) -> None:
    save(tmp_path, programme)
    edit(tmp_path, "L01;L02", "L01;L77")
    with pytest.raises(InputProblems, match=r"'L77' is not in leaders\.csv"):
        opened(tmp_path, programme).standing(programme)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed as POSIX does")
def test_killed_at_any_moment_it_opens_at_the_old_or_the_new_revision(tmp_path: Path, programme: Programme) -> None:
    faults, revisions = kill_often(tmp_path, 4 if programme.settings.store else 12, programme)
    assert faults == []
    assert revisions >= 5


def test_programmes_that_share_a_server_do_not_meet(tmp_path: Path, server: str) -> None:
    url = emptied(server)
    leeds, york = (plans.programme(waiting=1, store=url, name=name) for name in ("Leeds", "York"))
    folders = [tmp_path / "leeds", tmp_path / "york"]
    for folder, programme, serial in zip(folders, (leeds, york), (1, 2), strict=True):
        folder.mkdir()
        save(folder, programme, serial)
    assert [entry.number for entry in opened(folders[0], york).history()] == [1]
    assert opened(folders[0], leeds).revision(1).plan != opened(folders[0], york).revision(1).plan


def test_a_file_knows_its_programme_by_any_name(tmp_path: Path) -> None:
    save(tmp_path, plans.programme(waiting=1))
    assert len(opened(tmp_path, plans.programme(waiting=1, name="Leeds, corrected")).history()) == 1


def test_a_server_does_not_forget_what_the_folders_own_file_has_kept(tmp_path: Path, server: str) -> None:
    url = emptied(server)
    shared = plans.programme(waiting=1, store=url)
    save(tmp_path, plans.programme(waiting=1))
    with pytest.raises(WrongUse) as refused:
        opened(tmp_path, shared).standing(shared)
    assert str(refused.value) == (
        f"{tmp_path / 'setwright.db'} keeps this programme, and {url} has no plan of it. To go on there from the plan "
        "that stands, move that file away: earlier plans, and what was sent, stay in it."
    )
    (tmp_path / "setwright.db").rename(tmp_path / "kept.db")
    save(tmp_path, shared, 2)
    assert [entry.reason for entry in opened(tmp_path, shared).history()] == ["found in plan/", "planned"]


def test_the_folder_of_a_colleague_follows_the_server(tmp_path: Path, server: str) -> None:
    programme = plans.programme(waiting=1, store=emptied(server))
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    mine.mkdir()
    theirs.mkdir()
    made = save(mine, programme)
    assert opened(theirs, programme).load(programme) == made
    save(theirs, programme, 2)
    assert opened(mine, programme).load(programme).number == 2
    assert [path.read_bytes() for path in sorted((mine / "plan").iterdir())] == [
        path.read_bytes() for path in sorted((theirs / "plan").iterdir())
    ]
