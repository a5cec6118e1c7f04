"""``replies``: who comes, on the terminal and for other programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from programme.reading import read_programme
from programme.store import ledger
from tests import letters, plans
from tests.commands import run
from tests.letters import ANNA, BEN, ROSA, mail, message, reply

TOLD = """\
S03, meeting 2: Thu 4 Nov 2027, 09:30
  accepted   1  Rosa Tennant-Li
  declined   1  Anna Bell
  no answer  1  Ben Ode
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A programme of which three people were sent one meeting."""
    made = plans.folder(tmp_path / "leeds")
    kept = ledger.open(made, read_programme(made).settings)
    kept.mark([message(ANNA), message(BEN), message(ROSA)])
    return made


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Two answers that count, one that does not, and other mail."""
    rosa = mail(reply("ACCEPTED", attendee=ROSA.email), sender=ROSA.email)
    return letters.mbox(tmp_path / "inbox", mail(reply("DECLINED")), rosa, mail(reply(uid="foreign")), mail())


def test_it_tells_who_comes_and_what_was_passed_over(folder: Path, inbox: Path) -> None:
    result = run("replies", folder, inbox)
    assert (result.exit_code, result.stdout) == (0, TOLD)
    assert result.stderr.splitlines() == [
        "warning: inbox, message 3: answers a meeting to which nobody is invited (foreign). It is not counted.",
        "Passed over: 1 message without an answer.",
    ]


def test_it_reads_as_many_paths_as_are_given(folder: Path, inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "later.ics").write_bytes(reply("TENTATIVE", stamp=5))
    assert "tentative  1  Anna Bell" in run("replies", folder, inbox, tmp_path / "later.ics").stdout


def test_other_programs_get_the_same_as_json(folder: Path, inbox: Path) -> None:
    values = json.loads(run("replies", folder, inbox, "--json").stdout)
    assert values["meetings"][0]["date"] == "2027-11-04"
    assert values["meetings"][0]["answers"] == [
        {"kind": "facilitator", "id": "F1", "name": "Rosa Tennant-Li", "answer": "accepted"},
        {"kind": "leader", "id": "L01", "name": "Anna Bell", "answer": "declined"},
        {"kind": "leader", "id": "L02", "name": "Ben Ode", "answer": "no answer"},
    ]
    assert values["ignored"] == [
        {"where": "inbox, message 3", "why": "answers a meeting to which nobody is invited (foreign)"}
    ]


def test_reading_answers_stores_nothing(folder: Path, inbox: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    run("replies", folder, inbox)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_before_anything_was_sent_it_says_so(tmp_path: Path, inbox: Path) -> None:
    result = run("replies", plans.folder(tmp_path / "other"), inbox)
    assert (result.exit_code, result.stdout.startswith("Nobody was sent an invitation yet")) == (0, True)


def test_a_path_that_is_not_there_is_wrong_use(folder: Path, tmp_path: Path) -> None:
    assert run("replies", folder, tmp_path / "nothing").exit_code == 2


def test_without_a_path_it_is_wrong_use(folder: Path) -> None:
    assert run("replies", folder).exit_code == 2
