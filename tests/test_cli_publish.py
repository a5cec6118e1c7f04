"""``publish``: what it says, what it writes, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import plans, servers
from tests.commands import planned, run, use
from tests.servers import Radicale


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Seven heads with a plan."""
    use(monkeypatch, planned)
    monkeypatch.setenv("SETWRIGHT_CALDAV_PASSWORD", "secret")
    made = plans.folder(tmp_path / "leeds")
    assert run("plan", made).exit_code == 0
    return made


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    """A Radicale with an empty calendar."""
    with servers.radicale(tmp_path_factory.mktemp("radicale")) as found:
        found.make_calendar()
        yield found


def test_it_writes_every_meeting_once_and_says_so(folder: Path, radicale: Radicale) -> None:
    dry = run("publish", folder, radicale.url, "--user", "anna", "--dry-run")
    assert (dry.exit_code, dry.stdout, radicale.items()) == (0, "Would write 6 meetings: 6 new.\n", {})
    first = run("publish", folder, radicale.url, "--user", "anna")
    assert (first.exit_code, first.stdout, first.stderr) == (0, "Wrote 6 meetings: 6 new.\n", "")
    again = run("publish", folder, radicale.url.replace("://", "://anna@"))
    assert (again.exit_code, again.stdout) == (
        0,
        "The calendar says what the plan says already; nothing was written.\n",
    )
    assert len(radicale.items()) == 6


def test_without_a_plan_it_says_how_to_form_one(tmp_path: Path) -> None:
    result = run("publish", plans.folder(tmp_path / "leeds"), "https://cloud.example.org/sets/")
    assert (result.exit_code, "has no plan yet" in result.stderr) == (2, True)


def test_a_server_that_refuses_is_wrong_use(folder: Path, radicale: Radicale) -> None:
    result = run("publish", folder, radicale.url.replace("sets", "nothing"), "--user", "anna")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "The server has no calendar there. Make it first, or correct the URL (HTTP status 404).\n"


def test_a_password_in_the_url_is_refused_and_not_repeated(folder: Path) -> None:
    result = run("publish", folder, "https://anna:s3cr3t@cloud.example.org/sets/")
    assert (result.exit_code, "s3cr3t" in result.output) == (2, False)
    assert "set SETWRIGHT_CALDAV_PASSWORD in the environment" in result.stderr
