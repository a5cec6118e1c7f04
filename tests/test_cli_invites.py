"""``invites``: who gets which message and why, and what is remembered as sent."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from programme.messages import Sent
from programme.reading import read_programme
from programme.store import ledger
from tests import plans
from tests.commands import planned, run, use


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Eight heads, of whom one waits, and their plan: set S01, which meets six times."""
    use(monkeypatch, planned)
    folder = plans.folder(tmp_path / "leeds", waiting=1)
    assert run("plan", folder).exit_code == 0
    return folder


@pytest.fixture
def sent(folder: Path) -> Path:
    """The same, once everyone was sent what the plan says."""
    run("invites", folder)
    assert run("invites", folder, "--sent").exit_code == 0
    return folder


def replace(path: Path, old: str, new: str) -> None:
    content = path.read_text("utf-8-sig")
    assert old in content
    path.write_text(content.replace(old, new), "utf-8")


def outbox(folder: Path) -> list[str]:
    """The files of the messages, in the order to be sent."""
    found = (path.relative_to(folder / "plan" / "outbox") for path in (folder / "plan" / "outbox").rglob("*.eml"))
    return sorted(map(str, found), key=lambda name: name.partition("/")[2])


def known(folder: Path) -> Sent:
    return ledger.open(folder, read_programme(folder).settings).sent()


def test_everyone_is_invited_and_has_a_calendar(folder: Path) -> None:
    result = run("invites", folder)
    assert (result.exit_code, result.output) == (
        0,
        "48 messages to 8 recipients: 48 invitations.\n"
        "S01, meetings 1 to 6\n"
        "  New: Leader 1, Leader 2, Leader 3, Leader 4 and 4 more\n"
        f"Wrote 11 calendars to {folder / 'plan' / 'calendars'}.\n"
        f"Wrote 48 messages to {folder / 'plan' / 'outbox'}.\n"
        f"To send them: setwright send {folder}\n"
        f"Or send them by your own means, and then: setwright invites {folder} --sent\n",
    )
    calendars = folder / "plan" / "calendars"
    assert sorted(os.listdir(calendars)) == ["facilitators", "leaders", "programme.ics", "sets", "venues"]


def test_messages_are_numbered_over_the_whole_outbox_and_lie_with_their_recipient(folder: Path) -> None:
    run("invites", folder)
    first, last = plans.meeting(1).uid, plans.meeting(6).uid
    assert outbox(folder)[:2] == [f"L01/0001-{first}.0.eml", f"L02/0002-{first}.0.eml"]
    assert outbox(folder)[-1] == f"F1/0048-{last}.0.eml"


def test_on_a_terminal_a_bar_takes_a_step_for_every_message(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[int] = []

    @contextmanager
    def bar(total: int, doing: str) -> Iterator[SimpleNamespace]:
        yield SimpleNamespace(step=lambda: steps.append(total))

    monkeypatch.setattr("report.sending.bar", bar)
    assert run("invites", folder).exit_code == 0
    written = len([*(folder / "plan" / "outbox").rglob("*.eml")])
    assert steps == [written] * written


def test_run_dry_it_tells_and_writes_nothing(folder: Path) -> None:
    result = run("invites", folder, "--dry-run")
    assert result.output.startswith("48 messages to 8 recipients: 48 invitations.\n")
    assert result.output.endswith("Nothing was written (--dry-run).\n")
    assert not (folder / "plan" / "calendars").exists()
    assert not (folder / "plan" / "outbox").exists()


def test_until_they_are_marked_as_sent_messages_stay_due(folder: Path) -> None:
    run("invites", folder)
    before = outbox(folder)
    assert run("invites", folder).output.startswith("48 messages")
    assert outbox(folder) == before


def test_marked_as_sent_nothing_is_due(folder: Path) -> None:
    run("invites", folder)
    assert run("invites", folder, "--sent").output == "Marked 48 messages to 8 recipients as sent.\n"
    result = run("invites", folder)
    assert result.output == (
        "No message is due: everyone was sent what the plan says.\n"
        f"Wrote 11 calendars to {folder / 'plan' / 'calendars'}.\n"
    )


def test_marking_again_finds_nothing(sent: Path) -> None:
    before = known(sent)
    result = run("invites", sent, "--sent")
    assert result.output == "There is nothing in the outbox that was not marked as sent before.\n"
    assert known(sent) == before


def test_marking_dry_marks_nothing(folder: Path) -> None:
    run("invites", folder)
    result = run("invites", folder, "--sent", "--dry-run")
    assert result.output == ("48 messages to 8 recipients would be marked as sent.\nNothing was written (--dry-run).\n")
    assert known(folder) == {}


def test_a_message_that_was_taken_out_of_the_outbox_stays_due(folder: Path) -> None:
    run("invites", folder)
    (folder / "plan" / "outbox" / outbox(folder)[2]).unlink()
    assert run("invites", folder, "--sent").output == "Marked 47 messages to 8 recipients as sent.\n"
    assert "  New: Leader 3\n" in run("invites", folder).output


def test_only_those_are_written_to_whose_meeting_changed(sent: Path) -> None:
    run("move", sent, "S01/3", "--date", "2027-12-03", "--yes")
    result = run("invites", sent)
    assert result.output.splitlines()[:3] == [
        "8 messages to 8 recipients: 8 changes.",
        "S01, meeting 3",
        "  Moved from Thu 2 Dec 2027, 09:30, Venue 1: Leader 1, Leader 2, Leader 3, Leader 4 and 4 more",
    ]
    assert outbox(sent)[0] == f"L01/0001-{plans.meeting(3).uid}.1.eml"


def test_what_is_owed_no_more_leaves_the_outbox(sent: Path) -> None:
    replace(sent / "facilitators.csv", "Facilitator 1,", "Facilitator One,")
    assert run("invites", sent).output.startswith("48 messages to 8 recipients: 48 changes.")
    replace(sent / "facilitators.csv", "Facilitator One,", "Facilitator 1,")
    assert run("invites", sent).output.startswith("No message is due")
    assert outbox(sent) == []


def test_what_was_sent_stays_known_whatever_becomes_of_the_plan(sent: Path) -> None:
    before = known(sent)
    run("move", sent, "S01/3", "--date", "2027-12-03", "--yes")
    assert not (sent / "plan" / "outbox").exists()
    assert known(sent) == before


def test_restoring_raises_the_sequence_again(sent: Path) -> None:
    run("move", sent, "S01/3", "--date", "2027-12-03", "--yes")
    run("invites", sent)
    run("invites", sent, "--sent")
    run("restore", sent, "1", "--yes")
    run("invites", sent)
    assert outbox(sent)[0] == f"L01/0001-{plans.meeting(3).uid}.2.eml"


def test_what_is_past_is_left_in_peace(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, planned, today=date(2027, 12, 2))
    assert run("invites", folder).output.startswith("32 messages to 8 recipients")


def test_an_edited_plan_that_breaks_a_rule_is_not_sent_to_anyone(folder: Path) -> None:
    replace(folder / "plan" / "meetings.csv", "2027-10-21", "2027-10-28")
    result = run("invites", folder)
    assert result.exit_code == 3
    assert result.stderr.startswith("plan, closures: S01, meeting 2 (2027-10-28): Half term, everywhere. ")
    assert not (folder / "plan" / "calendars").exists()
    assert not (folder / "plan" / "outbox").exists()


def test_secret_calendars_have_names_that_nobody_can_guess_and_that_stay(folder: Path) -> None:
    replace(folder / "programme.toml", "first_day", 'feeds = "secret"\nfirst_day')
    run("invites", folder)
    names = sorted(path.name for path in (folder / "plan" / "calendars" / "leaders").iterdir())
    assert [len(name) for name in names] == [len("L01-.ics") + 32] * 7
    assert len({name.partition("-")[2] for name in names}) == 7
    run("invites", folder)
    assert sorted(path.name for path in (folder / "plan" / "calendars" / "leaders").iterdir()) == names


def test_a_list_that_cannot_be_read_is_told(folder: Path) -> None:
    run("invites", folder)
    (folder / "plan" / "outbox" / "messages.json").write_text("{", "utf-8")
    result = run("invites", folder, "--sent")
    assert (result.exit_code, result.stderr) == (
        2,
        f"{folder / 'plan' / 'outbox' / 'messages.json'} cannot be read. "
        f"Write the outbox anew: setwright invites {folder}\n",
    )
    assert run("invites", folder).exit_code == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_the_owner_can_read_the_outbox(folder: Path) -> None:
    run("invites", folder)
    target = folder / "plan" / "outbox"
    modes = {path.is_dir(): stat.S_IMODE(path.stat().st_mode) for path in [target, *target.rglob("*")]}
    assert modes == {True: 0o700, False: 0o600}


def test_a_new_plan_takes_messages_and_calendars_with_it(folder: Path) -> None:
    run("invites", folder)
    run("plan", folder, "--fresh", "--yes")
    assert not (folder / "plan" / "calendars").exists()
    assert not (folder / "plan" / "outbox").exists()


def test_once_something_was_sent_a_fresh_start_is_refused(sent: Path) -> None:
    before = (sent / "plan" / "meetings.csv").read_bytes()
    result = run("plan", sent, "--fresh", "--yes")
    assert (result.exit_code, result.stderr) == (
        2,
        "Invitations to this plan went out, so a fresh start is refused: without --fresh the plan is changed as "
        "little as can be.\n",
    )
    assert (sent / "plan" / "meetings.csv").read_bytes() == before
