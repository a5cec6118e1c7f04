"""What several files of tests share because it takes seconds to make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from selenium.webdriver import Chrome

from commands import asking
from tests import browser
from tests.commands import TODAY, run, stop_the_clock
from tests.databases import postgresql

settings.register_profile("without a clock", deadline=None)
settings.load_profile("without a clock")


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPlan:
    """The folder of a first plan, and what ``plan`` said."""

    folder: Path
    told: str


@pytest.fixture(scope="session")
def example_plan(tmp_path_factory: pytest.TempPathFactory) -> FirstPlan:
    """The example with its first plan by the real planner, formed once for all tests."""
    folder = tmp_path_factory.mktemp("one") / "leeds"
    assert run("new", folder).exit_code == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "today", lambda: TODAY)
        stop_the_clock(patch)
        result = run("plan", folder)
    assert result.exit_code == 0
    return FirstPlan(folder=folder, told=result.stdout)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a database on a real PostgreSQL server, started once for all tests."""
    with postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A real browser without a window, started once for all tests."""
    with browser.chromium(tmp_path_factory.mktemp("profile")) as program:
        yield program


@pytest.fixture
def tab(chromium: Chrome) -> Iterator[browser.Tab]:
    """An empty page of the browser."""
    with browser.tab(chromium) as page:
        yield page
