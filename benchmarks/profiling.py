"""Where the time of ``setwright plan`` goes: python -m benchmarks.profiling [leaders…].

A sampling profiler (py-spy, in an environment of its own) looks a hundred times a second at what
every thread of the program does, below Python too. Each stage's samples are shared out among the
solvers, NumPy with SciPy, and Python; threads that wait are left out. Programmes are made by a
tool in ../shared beside the repository. The profiler may need to be run as root.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.programmes import BIRMINGHAM, LEEDS, LONG, MAKER, NEAREST
from benchmarks.rivals.environments import interpreter
from benchmarks.telling import head, tell

PROFILER = "py-spy==0.4.3"
SIZED = {one.leaders: one for one in (LEEDS, BIRMINGHAM, NEAREST[-1])}
RATE = 100
SOLVER = re.compile(r"highs|ortools|mathopt", re.IGNORECASE)
ARRAYS = re.compile(r"numpy|scipy|openblas")
WAITING = re.compile(r"\(threading\.py|SimpleQueue|PyThread_acquire_lock")
PYTHON = re.compile(r"\((?:[\w/.-]+\.py|<[\w .-]+>):\d+\)$")
STAGES = {
    "loading libraries": r"importlib",
    "reading": r"read_programme \(",
    "pooling people": r"matcher/relax\.py",
    "counting sets": r"matcher/counts\.py",
    "forming sets": r"Search\.build",
    "improving sets": r"Search\.(?:improve|_free)",
    "choosing half-days": r"matcher/(?:settle|even)\.py",
    "finding reasons": r"matcher/reasons\.py",
    "calendar": r"\(scheduler/",
    "checking and saving": r"programme/store/|checker\.py|programme/prices\.py|fingerprint\.py",
}
OTHER = "the rest"


@dataclass(slots=True)
class Stage:
    """Samples of a stage by kind, and those in Python by function."""

    kinds: Counter[str] = field(default_factory=Counter)
    functions: Counter[str] = field(default_factory=Counter)


def stages(lines: Iterable[str]) -> dict[str, Stage]:
    """What the folded stacks of a profile come to: ``outer;inner;… count`` on each line."""
    found: dict[str, Stage] = defaultdict(Stage)
    for line in lines:
        stack, _, count = line.rpartition(" ")
        frames = stack.split(";")
        if not any(WAITING.search(frame) for frame in frames[-6:]):
            stage, kind = found[_stage(stack)], _kind(frames)
            stage.kinds[kind] += int(count)
            if kind == "Python":
                stage.functions[_function(frames)] += int(count)
    return found


def _stage(stack: str) -> str:
    return next((name for name, pattern in STAGES.items() if re.search(pattern, stack)), OTHER)


def _kind(frames: Sequence[str]) -> str:
    """By what runs below the innermost Python function."""
    below = " ".join(_below(frames))
    return "solver" if SOLVER.search(below) else "NumPy" if ARRAYS.search(below) else "Python"


def _below(frames: Sequence[str]) -> Iterator[str]:
    for frame in reversed(frames):
        if PYTHON.search(frame):
            return
        yield frame


def _function(frames: Sequence[str]) -> str:
    named = next((frame for frame in reversed(frames) if PYTHON.search(frame)), "the interpreter (collector)")
    return re.sub(r":\d+\)$", ")", named)


def profile(leaders: int) -> dict[str, Stage]:
    """The stages of planning a programme of so many leaders."""
    with tempfile.TemporaryDirectory() as work:
        folder, raw = SIZED[leaders].into(Path(work) / "programme", LONG), Path(work) / "raw"
        spy = interpreter(PROFILER).parent / "py-spy"
        command = [spy, "record", "--native", "--rate", str(RATE), "--format", "raw", "--output", raw, "--"]
        planning = [sys.executable, "-m", "cli", "plan", folder]
        subprocess.run([*map(str, command + planning)], check=True, capture_output=True)
        return stages(raw.read_text("utf-8", errors="replace").splitlines())


def main(arguments: Sequence[str]) -> int:
    """Profiles the sizes named, or all."""
    if not MAKER.exists():
        print(f"There are no programmes to measure on: {MAKER.name} is not beside the repository.")
        return 1
    head("leaders", "stage", "% of all", "solver %", "NumPy %", "Python %", "most of it in")
    for leaders in map(int, arguments or SIZED):
        found = profile(leaders)
        total = sum(stage.kinds.total() for stage in found.values())
        for name in filter(found.get, (*STAGES, OTHER)):
            _tell(leaders, name, found[name], total)
    return 0


def _tell(leaders: int, name: str, stage: Stage, total: int) -> None:
    samples = stage.kinds.total()
    shares = [f"{100 * stage.kinds[kind] / samples:.0f}" for kind in ("solver", "NumPy", "Python")]
    most = [f"`{function}` {100 * count / samples:.0f}%" for function, count in stage.functions.most_common(2)]
    tell(f"{leaders:,}", name, f"{100 * samples / total:.1f}", *shares, ", ".join(most))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
