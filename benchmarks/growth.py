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

from benchmarks.drawing import COLOUR, drawing
from benchmarks.programmes import MAKER, NEAREST
from benchmarks.telling import megabytes, sets_broken, tell
from matcher import match
from programme.watch import Progress, Watch

SIZES = {made.leaders: made for made in NEAREST}
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
    programme = SIZES[leaders].programme()
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
    leaders = [one.leaders for one in measured]
    with drawing(picture, columns=2, rows=2) as axes:
        for axis, title, values, scale in zip(
            axes,
            ("Seconds", "Memory, MB", "Gap, %", "Minutes a leader"),
            (
                [one.seconds for one in measured],
                [max(one.stages.megabytes.values()) for one in measured],
                [one.gap for one in measured],
                [one.minutes / one.leaders for one in measured],
            ),
            ("log", "log", "linear", "linear"),
            strict=True,
        ):
            axis.plot(leaders, values, marker=".", color=COLOUR)
            axis.set(title=title, xscale="log", yscale=scale)
            axis.set_ylim(bottom=0 if scale == "linear" else None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
