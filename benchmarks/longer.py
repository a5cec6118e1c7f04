"""What it brings to wait for longer: python -m benchmarks.longer [minutes…], 2 and 10 by themselves.

Each programme is planned as usual, and the search goes on from that plan until so many minutes have passed since
it began, as with plan --minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

import planner
from benchmarks.programmes import BIRMINGHAM, LEEDS, MAKER, Made
from benchmarks.telling import tell
from programme.checker import breaches
from programme.plans import Summary
from programme.watch import Watch


def measure(made: Made, minutes: Sequence[float]) -> Iterator[tuple[str, Summary, int]]:
    """How long was waited, the summary, and how many rules are broken."""
    programme = made.programme()
    watch = Watch(limit_seconds=60 * max(minutes))
    first = planner.plan(programme, watch)
    begun = watch.seconds
    yield "usual", first[1], len(breaches(programme, first[0]))
    for wait in minutes:
        since = Watch(limit_seconds=60 * wait)
        plan, summary = planner.go_on(programme, first, replace(since, started=since.started - begun))
        yield f"{wait:g} minutes", summary, len(breaches(programme, plan))


def main(arguments: Sequence[str]) -> int:
    """Measures Leeds and Birmingham."""
    if not MAKER.exists():
        print(f"There are no schools to measure on: {MAKER.name} is not beside the repository.")
        return 1
    waits = [float(argument) for argument in arguments] or [2.0, 10.0]
    tell("programme", "search", "minutes", "bound", "gap %", "gap minutes", "unplaced", "seconds", "cut short",
         "rules broken")  # fmt: skip
    tell(*["---"] * 10)
    for made in (LEEDS, BIRMINGHAM):
        for search, one, broken in measure(made, waits):
            bound = one.bounds.matching + one.bounds.calendar
            tell(made.name, search, f"{one.minutes.total:,.0f}", f"{bound:,.0f}", f"{100 * one.gap:.2f}",
                 f"{one.gap * one.minutes.total:,.0f}", one.unplaced, f"{sum(one.seconds.values()):.0f}",
                 "yes" if one.cut_short else "no", broken)  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
