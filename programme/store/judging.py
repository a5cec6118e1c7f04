"""Nothing is saved that breaks a rule."""

from __future__ import annotations

from collections.abc import Collection

from programme.checker import Breach, breaches
from programme.plans import Plan
from programme.problems import InputProblems, Problem, SetwrightError
from programme.records import Programme
from programme.rules import RULES


class BrokenPlan(SetwrightError):
    """A plan that breaks rules, each named in the message; it is never saved."""

    def __init__(self, found: tuple[Breach, ...]) -> None:
        self.breaches = found
        count = "a rule" if len(found) == 1 else f"rules in {len(found)} places"
        told = "\n".join(f"  {breach}" for breach in found)
        super().__init__(f"The plan breaks {count}, so it is not saved. Please report this fault of Setwright.\n{told}")


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
