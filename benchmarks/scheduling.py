"""Scheduling, measured: python -m benchmarks.scheduling [--kept FOLDER] [names…].

The year of every set of programmes made from real schools, by the ordinary scheduler and, as a
baseline, by CP-SAT on the plain model: the same sets, the same seconds at most, judged by the
same plain checker. Each runs in a process of its own. Programmes are made by a tool in
../shared beside the repository; their matchings are kept in FOLDER, where one is named, and
read from there the next time.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks.plain_model import schedule_plainly
from benchmarks.programmes import BIRMINGHAM, LEEDS, MAKER, Made, twenty
from benchmarks.telling import megabytes, tell
from matcher import match
from programme import prices
from programme.checker import breaches
from programme.plans import Calendar, LearningSet, Plan, Waiting
from programme.records import Programme
from programme.slots import Slot, weeks_apart
from programme.watch import Watch
from scheduler import schedule

LARGE = Made(district="Birmingham", leaders=8000, options=("--spread", "2", "--seed", "3"))
CONTESTED = replace(BIRMINGHAM, options=(*BIRMINGHAM.options, "--venues", "15", "--facilitators", "58"), load=5)
METHODS = {"setwright": schedule, "CP-SAT": schedule_plainly}
HEAD = ("programme", "by", "sets", "left out", "minutes", "bound", "gap", "gap %", "gap % of all",
        "seconds", "MB", "rules broken", "six weeks %")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A programme, and the seconds that each method and the matching before it have at most."""

    made: Made
    seconds: float
    matching: float = 60


def measured() -> Iterator[Measured]:
    """All programmes, in the order of the table."""
    yield Measured(made=LEEDS, seconds=3)
    for made in twenty():
        yield Measured(made=made, seconds=5)
    yield Measured(made=BIRMINGHAM, seconds=15, matching=120)
    yield Measured(made=LARGE, seconds=120, matching=600)
    yield Measured(made=CONTESTED, seconds=120, matching=120)


def row(one: Measured, method: str, kept: Path) -> list[str]:
    """One row of the table."""
    programme = one.made.programme()
    sets = matched(one, programme, kept)
    watch = Watch(one.seconds)
    made: Calendar | None = METHODS[method](programme, sets, watch)
    cells = [one.made.name, method, str(len(sets))]
    if made is None:
        return [*cells, *["none"] * 6, f"{watch.seconds:.1f}", str(megabytes()), "none", "none"]
    seconds, plan = watch.seconds, whole(programme, sets, made)
    broken = breaches(programme, plan)
    return [
        *cells,
        str(len(made.stuck)),
        f"{made.minutes:,.0f}",
        f"{made.bound:,.0f}",
        f"{made.minutes - made.bound:,.0f}",
        percent(made.minutes - made.bound, made.minutes, 2),
        percent(made.minutes - made.bound, prices.minutes_of(programme, plan).total, 4),
        f"{seconds:.1f}",
        str(megabytes()),
        str(len(broken)),
        f"{100 * exact_gaps(programme, plan):.1f}",
    ]


def matched(one: Measured, programme: Programme, kept: Path) -> tuple[LearningSet, ...]:
    """The sets of the matching kept in this folder, or matched now and kept there."""
    path = kept / f"{one.made.name}.json"
    if not path.exists():
        found = match(programme, Watch(one.matching)).sets
        path.write_text(json.dumps({"sets": [{**asdict(own), "slot": own.slot.label} for own in found]}), "utf-8")
    rows = json.loads(path.read_text("utf-8"))["sets"]
    return tuple(
        LearningSet(**{**own, "members": tuple(own["members"]), "slot": Slot.named(own["slot"])}) for own in rows
    )


def whole(programme: Programme, sets: Sequence[LearningSet], made: Calendar) -> Plan:
    """The plan of all sets with a calendar; everybody else waits."""
    held = tuple(own for own in sets if own.set_id not in made.stuck)
    placed = {member for own in held for member in own.members}
    waiting = [
        Waiting(leader_id=leader.leader_id, level=leader.level, reason="", remedy="")
        for leader in programme.leaders
        if leader.leader_id not in placed
    ]
    return Plan(sets=held, meetings=made.meetings, waiting=tuple(waiting))


def percent(gap: float, minutes: float, digits: int) -> str:
    """A gap as a share of so many minutes."""
    share = 100 * gap / max(1, minutes)
    return f"{share:.{digits}f}" if share <= 100 else "over 100"


def exact_gaps(programme: Programme, plan: Plan) -> float:
    """The share of gaps between meetings that are just as long as wanted."""
    gaps = [weeks_apart(a.date, b.date) for own in plan.meetings_of.values() for a, b in itertools.pairwise(own)]
    return gaps.count(programme.settings.weeks_between) / max(1, len(gaps))


def main(arguments: Sequence[str]) -> int:
    """Measures the programmes named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kept", type=Path, help="a folder for matchings, outside the project")
    parser.add_argument("names", nargs="*", help="as in the table; all where none is named")
    given = parser.parse_args(arguments)
    if not MAKER.exists():
        print(f"There are no programmes to measure on: {MAKER.name} is not beside the repository.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        kept = given.kept or Path(folder)
        tell(*HEAD)
        for one, method in itertools.product(measured(), METHODS):
            if not given.names or one.made.name in given.names:
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    tell(*pool.apply(row, (one, method, kept)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
