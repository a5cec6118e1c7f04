"""Runs commands in tests, with a planner that needs no solver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import cli
from commands import asking
from programme.plans import Plan, Summary
from programme.records import Programme
from programme.watch import Watch
from tests import plans

TODAY = date(2027, 7, 1)
Planner = Callable[..., tuple[Plan, Summary]]


def run(*words: str | Path, answer: str | None = None) -> Result:
    """A command as it runs off a terminal."""
    return CliRunner().invoke(cli.main, [str(word) for word in words], input=answer)


def planned(programme: Programme, watch: Watch, *, after: int = 0, revision: int = 1) -> tuple[Plan, Summary]:
    """What planner.plan would give for seven heads, without a search."""
    watch.tell("matching", best=610.0, bound=600.0)
    plan = plans.plan(programme, serial=after + 1)
    return plan, plans.summary(programme, revision=revision, gap=0.0)


def raising(error: BaseException) -> Planner:
    """A planner that ends like this."""

    def plan(*_: Any, **__: Any) -> tuple[Plan, Summary]:
        raise error

    return plan


def broken(programme: Programme, watch: Watch, **how: int) -> tuple[Plan, Summary]:
    """A planner with a fault: it forgets a meeting."""
    plan, summary = planned(programme, watch, **how)
    return replace(plan, meetings=plan.meetings[1:]), summary


def use(monkeypatch: pytest.MonkeyPatch, planner: Planner, today: date = TODAY) -> None:
    """Plans with this planner, on this day."""
    monkeypatch.setattr("planner.plan", planner, raising=False)
    monkeypatch.setattr(asking, "today", lambda: today)


def stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """No limit of seconds is reached, however busy the machine is."""
    monkeypatch.setattr(Watch, "seconds", 0.0)


def answers(monkeypatch: pytest.MonkeyPatch, yes: bool) -> list[str]:
    """Sits at a terminal and answers; gives back the questions asked."""
    asked: list[str] = []

    def confirm(question: str) -> bool:
        asked.append(question)
        return yes

    monkeypatch.setattr(asking, "at_terminal", lambda: True)
    monkeypatch.setattr("click.confirm", confirm)
    return asked
