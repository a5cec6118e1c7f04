"""Saving a plan: judged first, then written as a whole or not at all."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from programme.checker import Breach, breaches
from programme.identity import serial_of
from programme.plans import Plan, Summary
from programme.problems import InputProblems, Problem, SetwrightError, WrongUse
from programme.records import Programme
from programme.rules import RULES
from programme.store import swap
from programme.store.sheets import files_of
from programme.store.standing import last_serial, plan_folder


class BrokenPlan(SetwrightError):
    """A plan that breaks rules, each named in the message; it is never saved."""

    def __init__(self, found: tuple[Breach, ...]) -> None:
        self.breaches = found
        count = "a rule" if len(found) == 1 else f"rules in {len(found)} places"
        told = "\n".join(f"  {breach}" for breach in found)
        super().__init__(f"The plan breaks {count}, so it is not saved. Please report this fault of Setwright.\n{told}")


class NotSaved(WrongUse):
    """The system refused to write; the plan that stood there stands."""


def judge(programme: Programme, plan: Plan, but: Collection[Breach] = ()) -> None:
    """Does nothing to a plan that keeps every rule; BrokenPlan for any other.

    ``but`` are breaches of the plan that stands: a change that mends others may leave them.
    """
    if found := tuple(breach for breach in breaches(programme, plan) if breach not in but):
        raise BrokenPlan(found)


def check(programme: Programme, plan: Plan) -> None:
    """As ``judge``, of a plan that people may have edited: InputProblems, each with its rule for a cure."""
    sentences = {rule.name: rule.sentence for rule in RULES}
    found = breaches(programme, plan)
    if found:
        raise InputProblems(
            Problem(sheet="plan", column=breach.rule, fault=breach.message, cure=sentences[breach.rule])
            for breach in found
        )


def save(folder: Path, programme: Programme, plan: Plan, summary: Summary, but: Collection[Breach] = ()) -> None:
    """Writes ``FOLDER/plan/`` in the place of the one before, with all that belonged to it.

    BrokenPlan where the plan breaks a rule, apart from ``but`` (see ``judge``), NotSaved
    where the system refuses; the plan before is then as it was.
    """
    judge(programme, plan, but)
    target = plan_folder(folder)
    try:
        swap.restore(target)
        serial = max([last_serial(folder), *(serial_of(s.set_id) for s in plan.sets)])
        swap.replace(target, files_of(programme.settings, plan, summary, serial))
    except OSError as error:
        raise NotSaved(_refusal(target, error)) from error


def _refusal(target: Path, error: OSError) -> str:
    stands = "The plan that stood there is as it was." if target.exists() else "Nothing was written."
    if busy := _in_use(target):
        return f"{_named(busy)} open in another program, Excel perhaps. Close it and run this again. {stands}"
    return f"{target} cannot be written: {error.strerror or error}. {stands}"


def _named(busy: list[Path]) -> str:
    names = " and ".join(f"{path.parent.name}/{path.name}" for path in busy)
    return f"{names} {'is' if len(busy) == 1 else 'are'}"


def _in_use(target: Path) -> list[Path]:
    """The files of the plan that another program keeps from being written, as Excel does on Windows."""
    return [path for path in sorted(target.glob("*.*")) if path.is_file() and not _writable(path)]


def _writable(path: Path) -> bool:
    try:
        path.open("r+b").close()
    except PermissionError:
        return False
    return True
