"""What README and docs tell people to type, and where they send them, exists."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path

import click
import pytest

from tests.conftest import FirstPlan

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
README = (ROOT / "README.md").read_text("utf-8")


def shell_lines(page: str) -> list[str]:
    """The lines of a page's ```sh blocks."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.M | re.S)
    return [line.partition(" #")[0].strip() for block in blocks for line in block.splitlines()]


def typed(page: str) -> list[list[str]]:
    """What follows ``setwright`` wherever a page tells people to type it."""
    lines = [*shell_lines(page), *re.findall(r"`((?:\.venv/bin/)?setwright [^`]+)`", page)]
    return [match[1].split() for line in lines if (match := re.match(r"(?:\S*/)?setwright (.+)", line))]


def links(page: Path) -> list[str]:
    """The links of a page that lead to a file here."""
    found = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


@cache
def program() -> click.Group:
    main = import_module("cli").main
    assert isinstance(main, click.Group)
    return main


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return set(re.findall(r"^([a-z]+):", makefile, re.M))


@pytest.mark.parametrize("words", typed(README), ids=" ".join)
def test_a_command_in_the_readme_exists(words: list[str]) -> None:
    assert words[0] in program().commands, f"setwright has no command {words[0]}"


@pytest.mark.parametrize("words", typed(README), ids=" ".join)
def test_an_option_in_the_readme_exists(words: list[str]) -> None:
    known = {name for parameter in program().commands[words[0]].params for name in parameter.opts}
    assert {word for word in words if word.startswith("-")} - known == set()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)", "\n".join(shell_lines(README))))))
def test_a_make_target_in_the_readme_exists(target: str) -> None:
    assert target in targets()


def test_the_readme_begins_with_make_demo_and_make_test() -> None:
    assert shell_lines(README)[:2] == ["make demo", "make test"]


def test_the_picture_is_what_plan_says_of_the_example(example_plan: FirstPlan) -> None:
    """Where a line of the picture is ``…``, lines are left out."""
    picture = re.search(r"<!-- picture.*?```text\n(.*?)```", README, re.S)
    assert picture
    told = "\n".join(line.rstrip() for line in example_plan.told.splitlines())
    assert [part for part in picture[1].rstrip().split("\n…\n") if part not in told] == []


@pytest.mark.parametrize("picture", sorted((ROOT / "docs").glob("*.png")), ids=lambda picture: picture.name)
def test_a_picture_is_small_and_shown(picture: Path) -> None:
    assert picture.stat().st_size < 250_000
    assert f"docs/{picture.name}" in README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_that_exist(page: Path) -> None:
    missing = [link for link in links(page) if not (page.parent / link.partition("#")[0]).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_to_a_heading_find_it(page: Path) -> None:
    missing = [link for link in links(page) if "#" in link and not _has_heading(page, link)]
    assert missing == []


def _has_heading(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = page.parent / path if path else page
    headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.M) if target.exists() else []
    return anchor in {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_every_decision_is_linked_from_the_readme() -> None:
    decisions = {f"docs/decisions/{path.name}" for path in (ROOT / "docs" / "decisions").glob("*.md")}
    assert decisions - set(links(ROOT / "README.md")) == set()
