"""From spreadsheets to invitations, by size: python -m benchmarks.commands [leaders…].

Each command in a process of its own, as one would type it, for programmes of 60 to 12,000
invented people at the schools nearest to Birmingham: seconds of a core, for other work on the
machine lengthens those of the clock, and the most memory. Programmes are made by a tool in
../shared beside the repository. Draws docs/commands.svg where all sizes were measured.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.drawing import drawing
from benchmarks.programmes import LONG, MAKER, NEAREST, Made
from benchmarks.telling import head, tell

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs/commands.svg"
COMMANDS = ("--help", "check", "plan", "show", "invites", "report")


@dataclass(frozen=True, slots=True)
class Used:
    """Seconds of a core, and the most memory in MB, of one command."""

    seconds: float
    megabytes: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What the commands used for a programme, the summary of its plan, and how many messages were written."""

    leaders: int
    used: dict[str, Used]
    summary: dict[str, Any]
    messages: int


def measure(made: Made) -> Measured:
    """Runs all commands on a programme; CalledProcessError where one fails, the judging of the plan among them."""
    with tempfile.TemporaryDirectory() as work:
        folder = made.into(Path(work) / "programme", LONG)
        used = {command: run(command, str(folder)) for command in COMMANDS}
        run("check", str(folder), "--plan")
        summary = json.loads((folder / "plan/summary.json").read_text("utf-8"))
        return Measured(made.leaders, used, summary, len([*(folder / "plan/outbox").rglob("*.eml")]))


def run(*words: str) -> Used:
    """One command in a process of its own."""
    process = subprocess.Popen([sys.executable, "-m", "cli", *words], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words)
    return Used(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


def main(arguments: Sequence[str]) -> int:
    """Measures the sizes named, or all."""
    if not MAKER.exists():
        print(f"There are no programmes to measure on: {MAKER.name} is not beside the repository.")
        return 1
    sizes = [int(size) for size in arguments] or [made.leaders for made in NEAREST]
    head("leaders", "sets", "waiting", "gap %", "messages", *COMMANDS)
    measured = list(_measured([made for made in NEAREST if made.leaders in sizes]))
    if not arguments:
        draw(measured)
    return 0


def _measured(asked: Sequence[Made]) -> Iterator[Measured]:
    for one in map(measure, asked):
        cells = [f"{one.used[command].seconds:.1f} s, {one.used[command].megabytes} MB" for command in COMMANDS]
        told = one.summary
        gap = f"{100 * told['gap']:.2f}{', cut short' * told['cut_short']}"
        tell(f"{one.leaders:,}", f"{told['sets']:,}", told["unplaced"], gap, f"{one.messages:,}", *cells)
        yield one


def draw(measured: Sequence[Measured]) -> None:
    """Seconds and memory of each command over the number of leaders."""
    leaders = [one.leaders for one in measured]
    with drawing(PICTURE, columns=2) as (seconds, memory):
        for command in COMMANDS[1:]:
            seconds.plot(leaders, [one.used[command].seconds for one in measured], marker=".", label=command)
            memory.plot(leaders, [one.used[command].megabytes for one in measured], marker=".", label=command)
        seconds.set(title="Seconds of a core", xlabel="leaders", xscale="log", yscale="log")
        memory.set(title="Memory, MB", xlabel="leaders", xscale="log", yscale="log")
        seconds.legend(frameon=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
