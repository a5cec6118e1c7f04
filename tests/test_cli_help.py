"""What the program says of itself."""

from __future__ import annotations

import pytest

import cli
from tests.commands import run

CHANGING = ["withdraw", "rejoin", "decline", "confirm"]
SENDING = ["invites", "send", "publish", "replies", "report"]
COMMANDS = ["new", "check", "closures", "plan", *CHANGING, "show", "move", "history", "restore", *SENDING, "forget"]


def test_the_commands_that_are_built_are_listed_in_the_order_people_need_them() -> None:
    assert cli.main.list_commands(cli.main.make_context("setwright", [], resilient_parsing=True)) == COMMANDS


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)], ids=lambda words: " ".join(words) or "alone")
def test_every_command_has_help_with_an_example(words: list[str], flag: str) -> None:
    result = run(*words, flag)
    assert result.exit_code == 0
    assert f"Example:\n    setwright {' '.join(words)}" in result.output.replace("  Example:\n    ", "Example:\n    ")


def test_help_fits_eighty_columns() -> None:
    pages = [run(*words, "-h").output for words in ([], *([name] for name in COMMANDS))]
    assert [line for page in pages for line in page.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize(
    "name", ["new", "plan", *CHANGING, "move", "restore", "invites", "send", "publish", "report", "forget"]
)
def test_whatever_writes_can_be_run_dry(name: str) -> None:
    assert "--dry-run" in run(name, "-h").output
