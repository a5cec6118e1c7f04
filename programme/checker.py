"""The plain checker: judges any plan by every rule, without a solver."""

from __future__ import annotations

from dataclasses import dataclass

from programme.plans import Plan
from programme.records import Programme
from programme.rules import RULES
from programme.rules.base import MeetingRule


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a plan breaks a rule."""

    rule: str
    message: str

    def __str__(self) -> str:
        """For people: ``trust: S003: … both work for …``."""
        return f"{self.rule}: {self.message}"


def breaches(programme: Programme, plan: Plan) -> tuple[Breach, ...]:
    """Every breach of every rule; empty for a plan that may be saved.

    The first rule, that every id is known, must hold before the others can be asked.
    """
    known, *others = RULES
    found = [Breach(known.name, message) for message in known.breaches(programme, plan)]
    for rule in others if not found else ():
        found += [Breach(rule.name, message) for message in rule.breaches(programme, plan)]
    return tuple(found)


def strained(programme: Programme, plan: Plan) -> tuple[Breach, ...]:
    """What rules have against meetings that are too near to be moved: no breach, but somebody must see to it."""
    rules = [rule for rule in RULES if isinstance(rule, MeetingRule)]
    return tuple(Breach(rule.name, message) for rule in rules for message in rule.strained(programme, plan))
