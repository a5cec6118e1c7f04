"""What several files of tests share because it takes seconds to make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from commands import asking
from tests.commands import TODAY, run
from tests.databases import postgresql


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
        result = run("plan", folder)
    assert result.exit_code == 0
    return FirstPlan(folder=folder, told=result.stdout)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a database on a real PostgreSQL server, started once for all tests."""
    with postgresql() as url:
        yield url
