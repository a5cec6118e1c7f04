"""The example from the first command to the last, with the real planner."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import planner
from programme.plans import Plan, Summary
from programme.reading import read_programme
from programme.watch import Watch
from tests import plans
from tests.commands import run
from tests.conftest import FirstPlan


@pytest.fixture(scope="module")
def folder(example_plan: FirstPlan) -> Path:
    return example_plan.folder


@pytest.fixture(scope="module")
def again(folder: Path) -> tuple[Plan, Summary]:
    """The same programme planned once more."""
    programme = read_programme(folder)
    plan, told = planner.plan(programme, Watch(limit_seconds=3600))
    return plan, replace(told, revision=1)


def summary(folder: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((folder / "plan" / "summary.json").read_text("utf-8"))
    return values


def test_almost_everyone_is_placed(folder: Path) -> None:
    assert (summary(folder)["placed"], summary(folder)["unplaced"]) == (57, 3)


def test_the_plan_that_is_saved_keeps_every_rule(folder: Path) -> None:
    result = run("check", folder, "--plan")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (
        0,
        "The plan keeps every rule: 8 sets and 48 meetings, 3 waiting.",
    )


def test_the_plan_comes_back_as_it_was_saved(folder: Path, tmp_path: Path) -> None:
    programme = read_programme(folder)
    loaded = plans.load(folder, programme)
    plans.save(tmp_path, programme, *loaded)
    for name in ("sets.csv", "meetings.csv", "waiting.csv", "summary.json"):
        assert (tmp_path / "plan" / name).read_bytes() == (folder / "plan" / name).read_bytes()


def test_what_planning_gives_is_what_loading_gives(folder: Path, again: tuple[Plan, Summary], tmp_path: Path) -> None:
    programme = read_programme(folder)
    plans.save(tmp_path, programme, *again)
    assert plans.load(tmp_path, programme) == again


def test_the_same_input_gives_the_same_plan(folder: Path, again: tuple[Plan, Summary]) -> None:
    plan, told = plans.load(folder, read_programme(folder))
    assert (plan, replace(told, seconds={})) == (again[0], replace(again[1], seconds={}))


def test_everyone_with_a_set_can_be_shown(folder: Path) -> None:
    values = json.loads(run("show", folder, "--json").stdout)
    member = values["sets"][0]["members"][0]
    result = run("show", folder, "--leader", member["name"])
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, f"{member['leader_id']} {member['name']}")


def test_everyone_with_a_set_has_a_calendar(folder: Path) -> None:
    assert run("invites", folder).exit_code == 0
    calendars = folder / "plan" / "calendars" / "leaders"
    assert len(list(calendars.glob("*.ics"))) == summary(folder)["placed"]
