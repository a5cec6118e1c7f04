"""``send``: the outbox through a real mail server, and through whatever may interrupt it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest

from commands import asking
from programme.reading import read_programme
from programme.store import ledger
from programme.store.ledger import Ledger
from tests import plans, servers
from tests.commands import planned, run, use
from tests.servers import HOST, Mailbox

ROOT = Path(__file__).parent.parent


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with servers.smtp() as found:
        yield found


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven heads with a plan; the invitations to their last meeting, and its facilitator's, lie in the outbox."""
    made = plans.folder(tmp_path_factory.mktemp("written") / "leeds")
    with pytest.MonkeyPatch.context() as patch:
        use(patch, planned, today=date(2028, 3, 1))
        assert (run("plan", made).exit_code, run("invites", made).exit_code) == (0, 0)
    return made


@pytest.fixture
def folder(written: Path, tmp_path: Path, box: Mailbox) -> Path:
    """The same, with a server to send through."""
    made = Path(shutil.copytree(written, tmp_path / "leeds"))
    with (made / "programme.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[smtp]\nhost = "{HOST}"\nport = {box.port}\nsecurity = "none"\nmessages_per_minute = 6000\n')
    return made


def outbox(folder: Path) -> list[Path]:
    return sorted((folder / "plan" / "outbox").rglob("*.eml"), key=lambda path: path.name)


def book(folder: Path) -> Ledger:
    return ledger.open(folder, read_programme(folder).settings)


def test_everything_is_sent_once_in_its_order_as_it_is_in_the_files(folder: Path, box: Mailbox) -> None:
    result = run("send", folder)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "Sent 8 messages.\n", "")
    assert [content for _, _, content in box.accepted] == [path.read_bytes() for path in outbox(folder)]
    again = run("send", folder)
    assert (again.exit_code, again.stdout, len(box.accepted)) == (0, "Nothing was sent.\n", 8)


def test_a_dry_run_lists_the_files_and_asks_no_server(folder: Path, box: Mailbox) -> None:
    result = run("send", folder, "--dry-run")
    first = outbox(folder)[0]
    assert (result.exit_code, box.asked) == (0, 0)
    assert result.stdout.startswith(f"Would send 8 messages; nothing was sent.\n  {first.parent.name}/{first.name}\n")


def test_only_what_is_for_one_leader_is_sent(folder: Path, box: Mailbox) -> None:
    assert run("send", folder, "--only", "L03").stdout == "Sent 1 message.\n"
    assert box.recipients == [read_programme(folder).leaders[2].email]
    assert run("send", folder).stdout == "Sent 7 messages.\n"
    assert len(set(box.recipients)) == 8


def test_nothing_that_is_told_names_a_person_or_an_address(folder: Path, box: Mailbox) -> None:
    box.refused["leader3@example.org"] = "550 <leader3@example.org> is unknown"
    box.on_data = lambda n: "" if n == 2 else "554 spam" if n == 4 else "250 OK"
    result = run("send", folder)
    people = read_programme(folder).leaders
    assert result.exit_code == 2
    assert [one for one in people if one.name in result.output or one.email in result.output] == []
    assert "@" not in result.output


def test_who_is_refused_is_told_by_file_and_the_rest_is_sent(folder: Path, box: Mailbox) -> None:
    box.refused[read_programme(folder).leaders[2].email] = "550 5.1.1 unknown"
    result = run("send", folder)
    assert (result.exit_code, result.stdout) == (2, "Sent 7 messages.\n")
    refused = [path for path in outbox(folder) if path.parent.name == "L03"]
    assert result.stderr.splitlines() == [
        "1 message refused for good:",
        *(f"  L03/{path.name} (550)" for path in refused),
        f"What was not sent stays in the outbox. To send it: setwright send {folder}",
    ]


def test_a_message_of_which_the_answer_was_lost_is_named_and_not_sent_again_unasked(folder: Path, box: Mailbox) -> None:
    box.on_data = lambda n: "" if n == 0 else "250 OK"
    first = run("send", folder)
    assert (first.exit_code, first.stdout) == (2, "Sent 7 messages.\n")
    assert "about S01, meeting 6, may have arrived" in first.stderr
    assert f"setwright send {folder} --doubtful again" in first.stderr
    second = run("send", folder)
    assert (second.exit_code, second.stdout, len(box.accepted)) == (2, "Nothing was sent.\n", 8)
    assert "may have arrived" in second.stderr


@pytest.mark.parametrize(("choice", "copies"), [("again", 2), ("arrived", 1)])
def test_a_message_in_doubt_is_settled_as_is_said(folder: Path, box: Mailbox, choice: str, copies: int) -> None:
    box.on_data = lambda n: "" if n == 0 else "250 OK"
    run("send", folder)
    result = run("send", folder, "--doubtful", choice)
    assert (result.exit_code, result.stderr, book(folder).in_doubt()) == (0, "", {})
    assert Counter(content for _, _, content in box.accepted)[outbox(folder)[0].read_bytes()] == copies


@pytest.mark.parametrize(("choice", "copies", "status"), [("again", 2, 0), ("arrived", 1, 0), ("later", 1, 2)])
def test_on_a_terminal_it_asks_about_a_message_in_doubt(
    folder: Path, box: Mailbox, monkeypatch: pytest.MonkeyPatch, choice: str, copies: int, status: int
) -> None:
    box.on_data = lambda n: "" if n == 0 else "250 OK"
    run("send", folder)
    monkeypatch.setattr(asking, "at_terminal", lambda: True)
    monkeypatch.setattr(click, "prompt", lambda *_, **__: choice)
    result = run("send", folder)
    assert (result.exit_code, len(box.accepted)) == (status, 7 + copies)
    assert "may have arrived" in result.stdout


def test_marking_by_hand_settles_a_doubt_too(folder: Path, box: Mailbox) -> None:
    box.on_data = lambda n: "" if n == 0 else "250 OK"
    run("send", folder)
    assert run("invites", folder, "--sent").exit_code == 0
    assert (run("send", folder).exit_code, len(box.accepted)) == (0, 8)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_while_the_server_takes_a_message_it_repeats_none(folder: Path, box: Mailbox) -> None:
    words = [sys.executable, "-c", "import cli; cli.main()", "send", str(folder)]
    process: list[subprocess.Popen[bytes]] = []

    def kill(n: int) -> str:
        if n == 3:
            process[0].send_signal(signal.SIGKILL)
            process[0].wait()
        return "250 OK"

    box.on_data = kill
    process.append(subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    assert process[0].wait(60) == -signal.SIGKILL
    result = run("send", folder)
    assert (result.exit_code, result.stdout) == (2, "Sent 4 messages.\n")
    assert len(book(folder).in_doubt()) == 1
    assert sorted(content for _, _, content in box.accepted) == sorted(path.read_bytes() for path in outbox(folder))


def test_without_a_server_it_says_what_to_write(tmp_path: Path) -> None:
    result = run("send", plans.folder(tmp_path / "leeds"))
    assert (result.exit_code, "Write a line [smtp], and below it host and user." in result.stderr) == (2, True)


def test_a_password_that_is_missing_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SETWRIGHT_SMTP_PASSWORD", raising=False)
    with (folder / "programme.toml").open("a", encoding="utf-8") as file:
        file.write('user = "anna"\n')
    result = run("send", folder)
    assert (result.exit_code, "Set SETWRIGHT_SMTP_PASSWORD in the environment." in result.stderr) == (2, True)
