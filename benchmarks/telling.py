"""What every measurement tells: rows of a table, the memory used, and rules broken by the sets of a matching."""

from __future__ import annotations

import resource

from programme.checker import breaches
from programme.plans import Matching, Plan
from programme.records import Programme


def tell(*cells: object) -> None:
    """Prints a row of a Markdown table at once."""
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def head(*cells: object) -> None:
    """Prints the headings of a table."""
    tell(*cells)
    tell(*["---"] * len(cells))


def megabytes() -> int:
    """The most memory that the process has used so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def sets_broken(programme: Programme, matching: Matching) -> int:
    """How often the plain checker finds a rule broken, meetings aside."""
    plan = Plan(sets=matching.sets, meetings=(), waiting=matching.waiting)
    return sum(breach.rule != "meeting count" for breach in breaches(programme, plan))
