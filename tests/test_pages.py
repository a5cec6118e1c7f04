"""Pages that are written from the program say what it says now."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

import pytest

from programme import plans as plan_values
from programme import records
from programme.plans import Plan
from programme.prices import minutes_of
from programme.reading import read_programme
from programme.records import Prices
from programme.rules import RULES
from tests import plans, rulebook, story
from tests.conftest import FirstPlan

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
NEED_NO_WORD = {"contact", "place", "settings", "smtp", "summary"}
ROOMS = "commands|programme|matcher|scheduler|invites|report|tests|benchmarks|docs|data"


def cells(page: Path, heading: str) -> list[list[str]]:
    """The first table below a heading, without the row of headings."""
    below = page.read_text("utf-8").partition(f"## {heading}\n")[2] if heading else page.read_text("utf-8")
    lines = re.search(r"^\| ---.*\n((?:\|.*\n)+)", below, re.M)
    assert lines
    return [[cell.strip(" `") for cell in line[1:-1].split("|")] for line in lines[1].splitlines()]


def test_the_rules_on_the_page_are_those_of_the_program() -> None:
    assert rulebook.page() == rulebook.PAGE.read_text("utf-8"), "write it anew: make pages"


def test_every_rule_stands_on_the_page_once() -> None:
    page = rulebook.page()
    assert [rule.name for rule in RULES if page.count(f"| **{rule.name}** |") != 1] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_file_of_ours_that_a_page_names_exists(page: Path) -> None:
    named = re.findall(rf"`((?:{ROOMS})/[\w/.]*)`", page.read_text("utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_tutorial_is_what_the_program_says() -> None:
    assert story.play(story.TUTORIAL) == story.TUTORIAL.read_text("utf-8"), "look at what make pages changes"


def test_what_the_page_of_prices_asks_is_what_the_program_says(example_plan: FirstPlan) -> None:
    assert story.play(story.PRICES, example_plan.folder) == story.PRICES.read_text("utf-8"), "make pages"


def test_the_page_of_prices_has_every_price_as_it_is_by_itself() -> None:
    assert {key: float(minutes) for key, _, minutes in cells(story.PRICES, "")} == asdict(Prices())


def test_the_page_of_prices_adds_up_the_example(example_plan: FirstPlan) -> None:
    _, summary = plans.load(example_plan.folder, read_programme(example_plan.folder))
    told = {part: minutes for part, minutes, _ in cells(story.PRICES, "The example, added up")}
    parts = asdict(summary.minutes) | {"total": summary.minutes.total}
    assert told == {part: f"{minutes:,.0f}" for part, minutes in parts.items()}


def test_the_page_of_prices_adds_up_one_set(example_plan: FirstPlan) -> None:
    programme = read_programme(example_plan.folder)
    plan, _ = plans.load(example_plan.folder, programme)
    alone = Plan(sets=(plan.set_by_id["S05"],), meetings=plan.meetings_of["S05"], waiting=())
    told = [float(row[2].replace(",", "")) for row in cells(story.PRICES, "One set")]
    travel, leading, weeks, elsewhere, hire, total = told
    minutes = minutes_of(programme, alone)
    assert (travel, leading, weeks) == (minutes.travel, minutes.facilitator_travel, minutes.cadence)
    assert (elsewhere + hire, total) == (minutes.venue, minutes.total)


def test_the_glossary_has_the_words_for_what_a_programme_and_a_plan_are_made_of() -> None:
    terms = " ".join(re.findall(r"^\| \*\*(.+?)\*\*", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.M))
    made = [name for room in (records, plan_values) for name, value in vars(room).items() if is_own_class(value, room)]
    words = {re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower() for name in made}
    assert {word for word in words - NEED_NO_WORD if word.rstrip("s") not in terms.replace("-", " ")} == set()


def is_own_class(value: object, room: ModuleType) -> bool:
    return isinstance(value, type) and value.__module__ == room.__name__
