"""How time, memory, cost and gap of the matching grow: python -m benchmarks.growth [leaders…].

Programmes of 60 to 12,000 invented people at the schools nearest to Birmingham, each matched in a
process of its own. Prints tables, and draws docs/growth.svg where all sizes were measured.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.programmes import MAKER, Made
from benchmarks.telling import megabytes, sets_broken, tell
from matcher import match
from programme.watch import Progress, Watch

SIZES = (60, 120, 240, 500, 1_000, 2_000, 4_000, 8_000, 12_000)
LIMIT_SECONDS = 600
PICTURE = Path(__file__).parent.parent / "docs/growth.svg"


@dataclass(slots=True)
class Stages:
    """Seconds of each stage, and the most memory (MB) used up to its end."""

    now: str = "starting"
    since: float = 0.0
    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: dict[str, int] = field(default_factory=dict)

    def listen(self, progress: Progress) -> None:
        """Notes what the stage before has used."""
        self.seconds[self.now] = self.seconds.get(self.now, 0.0) + progress.seconds - self.since
        self.megabytes[self.now] = megabytes()
        self.now, self.since = progress.stage, progress.seconds


@dataclass(frozen=True, slots=True)
class Measured:
    """One programme's matching; ``broken`` counts breaches found by the plain checker."""

    leaders: int
    sets: int
    waiting: int
    minutes: float
    bound: float
    seconds: float
    cut_short: bool
    broken: int
    stages: Stages

    @property
    def gap(self) -> float:
        """Per cent of the minutes."""
        return 100 * (self.minutes - self.bound) / self.minutes


def measure(leaders: int) -> Measured:
    """Makes a programme of so many leaders and matches it."""
    programme = Made(district="Birmingham", leaders=leaders, options=("--spread", "1", "--seed", "1")).programme()
    stages = Stages()
    watch = Watch(LIMIT_SECONDS, stages.listen)
    matching = match(programme, watch)
    watch.tell("checking")
    return Measured(leaders, len(matching.sets), len(matching.waiting), matching.minutes, matching.bound,
                    stages.since, matching.cut_short, sets_broken(programme, matching), stages)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Measures the sizes named, or all."""
    if not MAKER.exists():
        print(f"There are no schools to measure on: {MAKER.name} is not beside the repository.")
        return 1
    sizes = [int(size) for size in arguments] or list(SIZES)
    own = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=own, max_tasks_per_child=1) as one_by_one:
        measured = list(one_by_one.map(measure, sizes))
    _table(measured)
    _stages(measured)
    if not arguments:
        draw(measured, PICTURE)
    return 0


def _table(measured: Sequence[Measured]) -> None:
    tell("leaders", "sets", "waiting", "minutes", "bound", "gap %", "seconds", "cut short", "MB", "rules broken")
    tell(*["---"] * 10)
    for one in measured:
        memory = max(one.stages.megabytes.values())
        tell(f"{one.leaders:,}", one.sets, one.waiting, f"{one.minutes:,.0f}", f"{one.bound:,.0f}",
             f"{one.gap:.2f}", f"{one.seconds:.1f}", "yes" if one.cut_short else "no", memory, one.broken)  # fmt: skip


def _stages(measured: Sequence[Measured]) -> None:
    """Seconds of each stage, and the most memory so far at its end."""
    stages = list(dict.fromkeys(stage for one in measured for stage in one.stages.seconds))
    print()
    tell("leaders", *stages)
    tell(*["---"] * (1 + len(stages)))
    for one in measured:
        seconds, memory = one.stages.seconds, one.stages.megabytes
        tell(f"{one.leaders:,}", *(f"{seconds.get(s, 0):.1f} s, {memory.get(s, 0)} MB" for s in stages))


def draw(measured: Sequence[Measured], picture: Path) -> None:
    """Four small plots over the number of leaders."""
    from matplotlib import pyplot

    pyplot.rcParams.update({"svg.hashsalt": "growth", "font.size": 9})
    figure, axes = pyplot.subplots(2, 2, figsize=(8, 5), sharex=True, layout="constrained")
    leaders = [one.leaders for one in measured]
    for axis, title, values, logarithmic in (
        (axes[0, 0], "Seconds", [one.seconds for one in measured], True),
        (axes[0, 1], "Memory, MB", [max(one.stages.megabytes.values()) for one in measured], True),
        (axes[1, 0], "Gap, %", [one.gap for one in measured], False),
        (axes[1, 1], "Minutes a leader", [one.minutes / one.leaders for one in measured], False),
    ):
        axis.plot(leaders, values, marker="o", color="#1f5a7a")
        axis.set(title=title, xscale="log", yscale="log" if logarithmic else "linear")
        axis.set_xticks(leaders, [f"{n:,}" for n in leaders], rotation=45)
        axis.minorticks_off()
        axis.yaxis.set_major_formatter("{x:,g}")
        axis.spines[["top", "right"]].set_visible(False)
        if not logarithmic:
            axis.set_ylim(bottom=0)
    figure.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
