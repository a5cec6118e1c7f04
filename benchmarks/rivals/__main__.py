"""Setwright against tools that one might pick instead: python -m benchmarks.rivals [--times N] [names…].

Each tool forms sets of the same people in a process and, where it is a package, an environment
of its own, with the same seconds and the same two cores. Venue, half-day and facilitator are
then chosen for everybody's sets in the same way, as well as can be for these members. Rules are
counted by the plain checker, minutes by the programme's own prices. Programmes are made by a
tool in ../shared beside the repository, which also has the people in a plane. On a busy machine
all get N times the seconds. Draws docs/rivals.svg where everything was measured.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.drawing import ACCENT, COLOUR, drawing
from benchmarks.matching import PEERS, SETS, pair_km, peers_broken, rows_of
from benchmarks.programmes import BIRMINGHAM, LEEDS, MAKER
from benchmarks.rivals.asked import Asked, Sets
from benchmarks.rivals.completing import completed
from benchmarks.rivals.environments import interpreter
from benchmarks.rivals.instances import of_people, of_programme
from benchmarks.telling import head, tell
from programme.checker import breaches
from programme.prices import matching_minutes
from programme.reading import read_programme

ROOT = Path(__file__).parent.parent.parent
PICTURE = ROOT / "docs/rivals.svg"
CORES = 2
OVERTIME = 3
"""A tool is stopped after so many times its seconds, and a minute."""
USED = ("seconds", "seconds of a core", "MB")
EXAMPLE = "Example 60"
SECONDS = {EXAMPLE: 20, LEEDS.name: 60, BIRMINGHAM.name: 180, "easy": 60, "tight": 60, "big": 90}


@dataclass(frozen=True, slots=True)
class Tool:
    """A module of this folder; ``package``: what it needs beside the project; ``plane``: whether it needs no venues."""

    name: str
    module: str
    package: str = ""
    plane: bool = True


@dataclass(frozen=True, slots=True)
class Ran:
    """The sets that a tool formed, none where it gave up; ``megabytes`` are those of its largest process."""

    sets: Sets
    bound: float | None
    seconds: float
    computing: float
    megabytes: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What a tool's plan costs, minutes or pair-km, and how often it breaks a rule."""

    tool: str
    cost: float
    broken: int


TOOLS = (
    Tool("setwright", "ours"),
    Tool("Timefold", "timefolded", "timefold==1.24.0b0"),
    Tool("k-means-constrained", "kmeans", "k-means-constrained==0.9.1"),
    Tool("team-former", "teamformer", "team-former==1.0.1"),
    Tool("matching", "hospitals", "matching==1.4.3", plane=False),
    Tool("plain CP-SAT", "plain", plane=False),
)


def run(tool: Tool, asked: Asked, work: Path) -> Ran:
    """Asks a tool in a process of its own; what it prints stays in the folder."""
    python = interpreter(tool.package) if tool.package else Path(sys.executable)
    question, answer = work / "question.json", work / "answer.json"
    answer.unlink(missing_ok=True)
    asked.write(question)
    command = ["timeout", f"{OVERTIME * asked.seconds + 60}", f"{python}", "-m", f"benchmarks.rivals.{tool.module}"]
    started = time.monotonic()
    with (work / "printed").open("wb") as printed:
        process = subprocess.Popen([*command, f"{question}", f"{answer}"], cwd=ROOT, stdout=printed, stderr=printed)
        _, process.returncode, used = os.wait4(process.pid, 0)
    if not answer.exists():
        print(f"{tool.name} gave no answer:", *(work / "printed").read_text("utf-8").splitlines()[-1:], file=sys.stderr)
    told = json.loads(answer.read_text("utf-8")) if answer.exists() else {"sets": []}
    return Ran(told["sets"], told.get("bound"), time.monotonic() - started,
               used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)  # fmt: skip


def in_programme(name: str, folder: Path, seconds: float, work: Path) -> list[Measured]:
    """The rows of a programme, and the bound proved for it."""
    programme, bound, measured = read_programme(folder), None, list[Measured]()
    asked = of_programme(programme, folder, seconds)
    head("programme", "tool", "sets", "rules broken", "unplaced", "minutes", "above the bound %", *USED)
    for tool in TOOLS:
        ran = run(tool, asked, work)
        if not ran.sets:
            tell(name, tool.name, 0, *["none"] * 4, *_used(ran))
            continue
        bound = bound or ran.bound
        plan = completed(programme, ran.sets)
        broken = [breach for breach in breaches(programme, plan) if breach.rule != "meeting count"]
        minutes = matching_minutes(programme, plan)
        over = f"{100 * (minutes / bound - 1):.1f}" if bound and not broken else "breaks rules"
        tell(name, tool.name, len(plan.sets), len(broken), len(plan.waiting), f"{minutes:,.0f}", over, *_used(ran))
        measured.append(Measured(tool.name, minutes, len(broken)))
    return measured


def in_a_plane(name: str, seconds: float, work: Path) -> list[Measured]:
    """The rows of people who are only to be near one another."""
    rows, measured = rows_of(PEERS / f"{name}.csv"), list[Measured]()
    asked = of_people(rows, PEERS / f"{name}.csv", SETS[name], seconds)
    head("people", "tool", "sets", "rules broken", "pair-km", *USED)
    for tool in TOOLS:
        if tool.plane:
            ran = run(tool, asked, work)
            km, broken = pair_km(rows, ran.sets), peers_broken(rows, ran.sets)
            tell(name, tool.name, len(ran.sets), broken if ran.sets else "none", f"{km:,.0f}", *_used(ran))
            measured += [Measured(tool.name, km, broken)] if ran.sets else []
    return measured


def _used(ran: Ran) -> tuple[str, str, int]:
    return f"{ran.seconds:.0f}", f"{ran.computing:.0f}", ran.megabytes


def main() -> int:
    """Measures what is named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=float, default=1, help="how many times the usual seconds everybody gets")
    parser.add_argument("names", nargs="*", choices=[[], *SECONDS], help="all where none is named")
    given = parser.parse_args()
    if not MAKER.exists():
        print(f"There are no programmes to measure on: {MAKER.name} is not beside the repository.")
        return 1
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    with tempfile.TemporaryDirectory() as work:
        found = {name: _measured(name, given.times * SECONDS[name], Path(work)) for name in given.names or SECONDS}
    if not given.names:
        draw(found)
    return 0


def _measured(name: str, seconds: float, work: Path) -> list[Measured]:
    return in_a_plane(name, seconds, work) if name in SETS else in_programme(name, _folder(name, work), seconds, work)


def draw(found: Mapping[str, Sequence[Measured]]) -> None:
    """How much dearer each tool's plan is than our own, and which break rules."""
    with drawing(PICTURE, columns=2, rows=2) as axes:
        for axis, name in zip(axes, (LEEDS.name, BIRMINGHAM.name, "tight", "big"), strict=True):
            own, *others = found[name]
            axis.barh(
                [f"{one.tool} ({one.broken:,} broken)" if one.broken else one.tool for one in others],
                [100 * (one.cost / own.cost - 1) for one in others],
                color=[ACCENT if one.broken else COLOUR for one in others],
            )
            axis.axvline(0, linewidth=0.8, color=COLOUR)
            axis.invert_yaxis()
            axis.set(title=f"{name}, % dearer")


def _folder(name: str, work: Path) -> Path:
    made = {one.name: one for one in (LEEDS, BIRMINGHAM)}
    return made[name].into(work / name) if name in made else ROOT / "data/example"


if __name__ == "__main__":
    sys.exit(main())
