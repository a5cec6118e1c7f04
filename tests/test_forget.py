"""``forget``: nothing of a person is left in anything that the program keeps, and the others' history is."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Connection

from commands import asking
from invites import Outbox
from programme import store
from programme.reading import read_programme
from programme.store import forgetting, ledger
from programme.store.database import Database
from programme.store.scrubbing import Person
from tests import plans
from tests.commands import answers, run
from tests.databases import emptied

WHO = "Aq-17"
NAMES = ("Aq-17", "Zuzana Quill", "zuzana.quill@example.org", "pa.quill@example.org", "Quill")
SUMMER, LATER = date(2027, 8, 1), date(2028, 1, 10)
SPREADSHEETS = {"leaders.csv", "facilitators.csv", "previous_sets.csv"}


def make(folder: Path, **settings: str) -> Path:
    """Fourteen heads in two sets, invited in summer; one of them presents, leaves in January, and is cancelled."""
    plans.folder(folder, waiting=7, **settings)
    edit(folder, "leaders.csv", "level,easting", "level,pa_email,easting")
    edit(folder, "leaders.csv", ",Headteacher,", ",Headteacher,,")
    edit(folder, "leaders.csv", "L03,Leader 3,leader3@example.org,School 3,Headteacher,,", f"{ROW},Headteacher,{PA},")
    add(folder, "facilitators.csv", "F2,Petra Vance,petra.vance@example.org,430000,433000")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "today", lambda: SUMMER)
        done(run("plan", folder))
        send(folder)
        patch.setattr(asking, "today", lambda: LATER)
        done(run("withdraw", folder, WHO, "--reason", "Zuzana Quill is unwell", "--yes"))
    return folder


ROW, PA = "Aq-17,Zuzana Quill,zuzana.quill@example.org,School 3", "pa.quill@example.org"


@pytest.fixture(scope="module", params=["file", "server"])
def left(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of such a programme, with its store beside the plan or on a server."""
    settings = {"feeds": '"secret"'}
    if request.param == "server":
        settings["store"] = f'"{emptied(request.getfixturevalue("server"))}"'
    return make(tmp_path_factory.mktemp("left") / "leeds", **settings)


@pytest.fixture(scope="module")
def in_january(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a store in the folder, to copy."""
    return make(tmp_path_factory.mktemp("january") / "leeds", feeds='"secret"')


@pytest.fixture
def folder(in_january: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(asking, "today", lambda: LATER)
    return Path(shutil.copytree(in_january, tmp_path / "leeds"))


def edit(folder: Path, name: str, before: str, after: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert before in text
    (folder / name).write_text(text.replace(before, after), "utf-8")


def add(folder: Path, name: str, *lines: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))


def done(result: Result) -> str:
    assert (result.exit_code, result.exception) == (0, None), result.output
    return result.output


def send(folder: Path) -> None:
    done(run("invites", folder))
    done(run("invites", folder, "--sent"))


def kept(folder: Path) -> dict[str, bytes]:
    """Everything below the folder but the spreadsheets, and every row of a server's tables."""
    files = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}
    found = {name: path.read_bytes() for name, path in files.items() if name not in SPREADSHEETS}
    url = read_programme(folder).settings.store
    return found | (_rows(url) if url else {})


def _rows(url: str) -> dict[str, bytes]:
    from sqlalchemy import create_engine, text

    with create_engine(url).connect() as connection:
        names = ("revisions", "sent", "sending", "tokens")
        return {name: repr(connection.execute(text(f"SELECT * FROM {name}")).all()).encode() for name in names}


def naming(folder: Path, words: tuple[str, ...] = NAMES) -> dict[str, list[str]]:
    """Where any of these words stands, in the bytes or the name of a file."""
    found = {
        name: [word for word in words if word.encode() in content or word in name]
        for name, content in kept(folder).items()
    }
    return {name: hits for name, hits in found.items() if hits}


def history(folder: Path) -> list[store.Revision]:
    programme = read_programme(folder)
    opened = store.open(folder, programme.settings)
    return [opened.revision(entry.number) for entry in opened.history()]


def drop_row(folder: Path, who: str = WHO, name: str = "leaders.csv") -> None:
    lines = (folder / name).read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(f"{who},")]
    (folder / name).write_text("\n".join(kept) + "\n", "utf-8")


def test_nothing_is_left_of_somebody_who_was_forgotten(left: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "today", lambda: LATER)
    send(left)
    done(run("report", left))
    assert len(naming(left)) >= 4
    assert "Forgotten-1 was forgotten. Saved as revision 3 in " in done(run("forget", left, WHO, "--yes"))
    assert naming(left) == {}
    drop_row(left)
    send(left)
    done(run("report", left))
    assert naming(left) == {}
    assert done(run("forget", left, WHO)) == f"Nothing is stored of {WHO} in {left}.\n"


def test_the_sets_keep_their_history_without_a_name(folder: Path) -> None:
    before = history(folder)
    done(run("forget", folder, WHO, "--yes"))
    first, second, made = history(folder)
    [own] = [one for one in first.plan.sets if "forgotten-1" in one.members]
    assert len(own.members) == 7
    past = [one for one in made.plan.meetings if "forgotten-1" in (*one.presenters, *one.absent)]
    assert [one.date < LATER for one in past] == [True] * len(past) != []
    assert [(one.leader_id, one.reason) for one in second.decisions.withdrawn] == [("forgotten-1", "")]
    assert [one.reason for one in (first, second, made)] == [
        "first plan",
        "forgotten-1 withdrew",
        "forgotten-1 was forgotten",
    ]
    assert [one.summary.minutes for one in (first, second)] == [one.summary.minutes for one in before]
    told = done(run("history", folder, "1", "2"))
    assert f"Leaving {own.set_id}: former member 1." in told


def test_the_plan_that_stands_keeps_every_rule_and_is_the_newest(folder: Path) -> None:
    done(run("forget", folder, WHO, "--yes"))
    drop_row(folder)
    assert "The plan keeps every rule" in done(run("check", folder, "--plan"))
    assert plans.revision(folder) == 3
    assert "need not change" in done(run("plan", folder, "--yes"))


def test_a_message_that_was_due_to_others_is_due_still(folder: Path) -> None:
    """They were told of a presenter who has left; that was not sent yet."""
    due = done(run("invites", folder, "--dry-run"))
    done(run("forget", folder, WHO, "--yes"))
    drop_row(folder)
    after = done(run("invites", folder, "--dry-run"))
    told = [line for line in due.splitlines() if "Others present" in line]
    assert told != []
    assert [line for line in after.splitlines() if "Others present" in line] == told


def test_what_may_have_been_sent_to_them_leaves_nothing(folder: Path) -> None:
    done(run("invites", folder))
    book = ledger.open(folder, read_programme(folder).settings)
    [first, *_] = [one for _, one in Outbox(folder).waiting(book.sent()) if one.to.key == WHO]
    assert book.begin(first)
    done(run("forget", folder, WHO, "--yes"))
    assert book.in_doubt() == {}
    assert naming(folder) == {}


def test_sequence_never_goes_back(folder: Path) -> None:
    """Whoever reads the calendar of a set was told of a cancellation, and of nothing older after it."""
    send(folder)
    before = sequences(folder)
    done(run("forget", folder, WHO, "--yes"))
    drop_row(folder)
    done(run("invites", folder))
    assert sequences(folder) == before


def sequences(folder: Path) -> list[str]:
    [feed] = (folder / "plan" / "calendars").glob("programme-*.ics")
    return [line for line in feed.read_text("utf-8").splitlines() if line.startswith("SEQUENCE")]


def test_what_is_stored_is_shown_with_what_is_out_of_reach(folder: Path) -> None:
    send(folder)
    (folder / "previous_sets.csv").write_text(f"programme,set_id,leader_id\n2026,A,{WHO}\n2026,A,L01\n", "utf-8")
    assert done(run("forget", folder, "zuzana quill", "--dry-run")) == (
        "Stored of Aq-17, known as Zuzana Quill, pa.quill@example.org and zuzana.quill@example.org:\n"
        "  2 revisions with them in it\n"
        "  12 messages to them, remembered as sent\n"
        "  7 messages to others that name them\n"
        "What Setwright cannot reach, and you can:\n"
        "  leaders.csv, row 4: names them. Delete the row: while it is there, the next plan takes them in again.\n"
        "  previous_sets.csv, row 2: names them. Take them out there too.\n"
        "  the mailboxes and calendars of those who were sent 19 messages\n"
        "  copies of the folder, backups, and whatever you have published, printed or passed on\n"
        "What is stored goes. The history of their sets stays, of a former member without a name; "
        f"{folder / 'plan'} is written anew, without calendars, messages and pages.\n"
        "Nothing was written (--dry-run).\n"
    )


def test_a_row_of_somebody_with_a_longer_name_does_not_name_them(folder: Path) -> None:
    edit(folder, "leaders.csv", "Leader 1,", "Zuzana Quill-Ashe,")
    assert "leaders.csv, row 2" not in done(run("forget", folder, WHO, "--dry-run"))


def test_run_dry_nothing_is_written(folder: Path) -> None:
    before = kept(folder)
    for who in (WHO, "nobody at all"):
        done(run("forget", folder, who, "--dry-run"))
    assert kept(folder) == before


def test_meetings_that_stay_in_their_calendar_are_warned_of(folder: Path) -> None:
    told = run("forget", folder, WHO)
    assert told.exit_code == 2
    assert (
        "and as far as is known nobody has sent them a cancellation. Once they are forgotten none can be sent, and "
        f"these stay in their calendar. To send it first: setwright invites {folder}, then setwright send {folder}; if "
        f"you have sent it by your own means, setwright invites {folder} --sent.\n"
    ) in told.stdout
    send(folder)
    assert "stay in their calendar" not in run("forget", folder, WHO).stdout


def test_it_is_asked_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unasked = run("forget", folder, WHO)
    assert (unasked.exit_code, unasked.stderr) == (
        2,
        "Nothing was changed. Forgetting somebody needs a yes: run this on a terminal, or add --yes.\n",
    )
    assert answers(monkeypatch, yes=False) == []
    assert done(run("forget", folder, WHO)).endswith("Nothing was changed.\n")
    assert len(history(folder)) == 2


def test_whoever_has_a_place_is_not_forgotten(folder: Path) -> None:
    told = run("forget", folder, "L01", "--yes")
    assert told.exit_code == 2
    assert told.stderr.endswith(f". Take them out of it first: setwright withdraw {folder} L01\n")
    assert told.stderr.startswith("L01 is still in S0")


def test_whoever_vanished_from_the_spreadsheet_is_planned_without_first(folder: Path) -> None:
    drop_row(folder, "L01")
    told = run("forget", folder, "L01", "--yes")
    assert told.stderr.endswith(f". Plan without them first: setwright plan {folder}\n")


def test_whoever_presents_before_they_leave_is_forgotten_afterwards(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "today", lambda: SUMMER)
    told = run("forget", folder, WHO, "--yes")
    assert told.exit_code == 2
    assert told.stderr.startswith("Aq-17 still has a part in 1 meeting, the last on ")
    assert told.stderr.endswith("Forget them after that day.\n")


def test_a_facilitator_is_forgotten_once_they_lead_nothing(folder: Path) -> None:
    gone = history(folder)[-1].plan.sets[0].facilitator_id
    words = (f'"{gone}"', called(folder, gone), f"{called(folder, gone).replace(' ', '').lower()}@example.org")
    told = run("forget", folder, gone, "--yes")
    cure = f"Delete their row first, and plan without them: setwright plan {folder}\n"
    assert (told.exit_code, told.stderr.endswith(cure)) == (2, True)
    drop_row(folder, gone, "facilitators.csv")
    drop_row(folder)
    done(run("plan", folder, "--yes"))
    send(folder)
    assert "setwright.db" in naming(folder, words)
    done(run("forget", folder, gone, "--yes"))
    send(folder)
    assert naming(folder, words) == {}
    assert "The plan keeps every rule" in done(run("check", folder, "--plan"))
    led = [one.facilitator_id for one in history(folder)[-1].plan.meetings if one.date < LATER]
    assert "forgotten-1" in led


def called(folder: Path, facilitator_id: str) -> str:
    programme = read_programme(folder)
    return programme.facilitator_name(facilitator_id)


def test_a_plan_without_a_store_is_kept_and_scrubbed(folder: Path) -> None:
    (folder / "setwright.db").unlink()
    done(run("forget", folder, WHO, "--yes"))
    assert [one.reason for one in history(folder)] == ["found in plan/", "forgotten-1 was forgotten"]
    assert naming(folder) == {}


def test_the_next_who_is_forgotten_has_another_id(folder: Path) -> None:
    done(run("forget", folder, WHO, "--yes"))
    drop_row(folder)
    done(run("withdraw", folder, "L01", "--yes"))
    assert "Forgotten-2 was forgotten. " in done(run("forget", folder, "L01", "--yes"))
    first = history(folder)[0]
    assert {who for one in first.plan.sets for who in one.members} >= {"forgotten-1", "forgotten-2"}


def test_whoever_was_forgotten_cannot_be_asked_for(folder: Path) -> None:
    done(run("forget", folder, WHO, "--yes"))
    for asked in ("forgotten-1", WHO, "Nobody At All"):
        told = done(run("forget", folder, asked)).splitlines()
        assert told[0] == f"Nothing is stored of {asked} in {folder}."


def test_whoever_stands_in_the_spreadsheet_still_is_to_be_deleted_there_before_anything_else(folder: Path) -> None:
    told = done(run("forget", folder, WHO, "--yes"))
    assert told.endswith(f"Delete their row first; then, for what is due to others: setwright invites {folder}\n")


def test_a_revision_with_somebody_who_was_forgotten_cannot_stand_again(folder: Path) -> None:
    done(run("forget", folder, WHO, "--yes"))
    drop_row(folder)
    told = run("restore", folder, "1", "--from", "2027-08-01", "--yes")
    assert told.exit_code == 4
    assert "  known: leader 'forgotten-1' is not in the programme\n" in told.stderr
    assert done(run("restore", folder, "2", "--yes")).endswith("that of revision 2: nothing would change.\n")


def test_two_people_of_one_name_are_told_apart_by_their_ids(folder: Path) -> None:
    edit(folder, "leaders.csv", "Leader 1,", "Zuzana Quill,")
    told = run("forget", folder, "Zuzana Quill")
    assert (told.exit_code, told.stderr) == (
        2,
        "'Zuzana Quill' is several people. Give another of their id, name and e-mail address.\n",
    )


def test_what_was_edited_by_hand_is_kept_first_and_scrubbed_too(folder: Path) -> None:
    meetings = folder / "plan" / "meetings.csv"
    meetings.write_bytes(re.sub(rb"(L\d\d);(L\d\d)", rb"\2;\1", meetings.read_bytes()))
    done(run("forget", folder, WHO, "--yes"))
    assert [one.reason for one in history(folder)][2:] == ["plan/ edited by hand", "forgotten-1 was forgotten"]
    assert naming(folder) == {}


def test_a_colleague_who_had_begun_before_brings_nothing_back(tmp_path: Path, server: str) -> None:
    both, one = (plans.programme(waiting=n, store=url) for url in [emptied(server)] for n in (1, 0))
    mine, theirs = (tmp_path / name for name in ("mine", "theirs"))
    for folder, programme in ((mine, both), (theirs, one)):
        folder.mkdir()
        plans.save(folder, programme, plans.plan(programme), plans.summary(programme))
    begun = store.open(theirs, one.settings).load(one)
    person = Person(kind="leader", key="L08", called=frozenset())
    kept = store.open(mine, one.settings)
    forgetting.forget(kept, one, person, parent=kept.load(one), taken=(), calendars=())
    with pytest.raises(store.Overtaken, match=r"revision 3 \(forgotten-1 was forgotten\) was saved"):
        plans.save(theirs, one, plans.plan(one, 2), plans.summary(one), parent=begun)
    assert store.open(theirs, one.settings).load(one).number == 3
    assert "L08" not in repr(_rows(server))


def test_what_cannot_be_tidied_is_said_and_the_next_run_does_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(self: Database) -> None:
        raise store.StoreTrouble("The store is in use.")

    with monkeypatch.context() as patch:
        patch.setattr(Database, "tidy", busy)
        told = run("forget", folder, WHO, "--yes")
    assert (told.exit_code, told.stderr) == (
        2,
        "The store is in use. What was kept is scrubbed, but traces may be left between the rows of the store: run "
        "this again.\n",
    )
    done(run("forget", folder, WHO))
    assert naming(folder) == {}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed as POSIX does")
def test_killed_at_any_moment_a_second_run_completes_it(folder: Path, tmp_path: Path) -> None:
    moment = 0
    while killed_at(moment, Path(shutil.copytree(folder, tmp_path / str(moment)))):
        left = tmp_path / str(moment)
        whole = plans.revision(left) if (left / "plan").exists() else 0
        assert whole in {0, 2, 3}
        done(run("forget", left, WHO, "--yes"))
        assert naming(left) == {}
        assert sorted(path.name for path in left.glob(".*")) == []
        assert len(history(left)) == 3
        moment += 1
    assert moment > 8


def killed_at(moment: int, folder: Path) -> bool:
    """Forgets in another process, which dies at this moment of those at which anything is written, if there is one."""
    child = os.fork()
    if child == 0:
        left = iter(range(moment))

        def dying(real: Callable[..., Any]) -> Callable[..., Any]:
            def one(*words: Any, **options: Any) -> Any:
                if next(left, None) is None:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*words, **options)

            return one

        for owner, name in ((os, "fsync"), (Path, "rename"), (Connection, "commit"), (Database, "tidy")):
            setattr(owner, name, dying(getattr(owner, name)))
        os._exit(run("forget", folder, WHO, "--yes").exit_code)
    return os.waitpid(child, 0)[1] == signal.SIGKILL
