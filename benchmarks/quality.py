"""How near plans are to the best there can be: python -m benchmarks.quality [names…].

Whole plans, sets and their year of meetings, of programmes made from real schools: by size and
region, and, of one programme, by how tight travel, trusts and facilitators are. Each in a process
of its own, against the bound that the planner proves. Programmes are made by a tool in ../shared
beside the repository. Draws docs/gap.svg where all were measured.
"""

from __future__ import annotations

import itertools
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.drawing import ACCENT, COLOUR, drawing
from benchmarks.programmes import BIRMINGHAM, LEEDS, MAKER, RURAL, Made, twenty
from benchmarks.telling import head, megabytes, tell
from planner import plan
from programme.checker import breaches
from programme.records import Programme
from programme.watch import Watch

PICTURE = Path(__file__).parent.parent / "docs/gap.svg"
SECONDS = 1800
"""So that the clock cuts no search short, however busy the machine is."""
Tighten = Callable[[Programme], Programme]


@dataclass(frozen=True, slots=True)
class Case:
    """A programme, and how it is tightened: the name of a way, and how far, as in ``WAYS``."""

    made: Made
    way: str = ""
    far: int = 0

    @property
    def name(self) -> str:
        """As the table calls it."""
        return f"{self.made.name}, {WAYS[self.way][1].format(self.far)}" if self.way else self.made.name


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a case; minutes of the whole plan."""

    case: Case
    minutes: float
    gap: float
    waiting: int
    sets: int
    seconds: float
    megabytes: int
    broken: int


def within(programme: Programme, minutes: int) -> Programme:
    """Nobody travels longer than this."""
    leaders = [replace(one, max_travel_minutes=min(one.max_travel_minutes, minutes)) for one in programme.leaders]
    return replace(programme, leaders=tuple(leaders))


def merged(programme: Programme, trusts: int) -> Programme:
    """So many trusts, which have taken over all others, the largest first, in turn."""
    sizes = Counter(one.trust for one in programme.leaders if one.trust)
    new = {trust: f"Trust {at % trusts}" for at, (trust, _) in enumerate(sorted(sizes.items(), key=lambda x: -x[1]))}
    leaders = [replace(one, trust=new.get(one.trust, ""), trust_code="") for one in programme.leaders]
    return replace(programme, leaders=tuple(leaders))


def led(programme: Programme, sets: int) -> Programme:
    """Facilitators who lead so many sets in all, one fewer each in turn until they do."""
    load = [one.max_sets for one in programme.facilitators]
    for at in itertools.cycle(range(len(load))):
        if sum(load) <= sets:
            break
        load[at] = max(0, load[at] - 1)
    leading = [replace(one, max_sets=most) for one, most in zip(programme.facilitators, load, strict=True) if most]
    return replace(programme, facilitators=tuple(leading))


WAYS: dict[str, tuple[Callable[[Programme, int], Programme], str]] = {
    "travel": (within, "at most {} minutes to travel"),
    "trusts": (merged, "{} trusts"),
    "facilitators": (led, "facilitators for {} sets"),
}
TIGHTER = {"travel": (60, 45, 30, 20), "trusts": (40, 20, 10, 5), "facilitators": (36, 34, 30, 24)}


def cases() -> Iterator[Case]:
    """By size and region, then by tightness."""
    yield from (Case(made) for made in (LEEDS, *twenty(), BIRMINGHAM))
    yield from (Case(LEEDS, way, far) for way, steps in TIGHTER.items() for far in steps)


def measure(case: Case) -> Measured:
    """Plans a case."""
    programme = case.made.programme()
    if case.way:
        programme = WAYS[case.way][0](programme, case.far)
    started = time.process_time()
    made, summary = plan(programme, Watch(SECONDS))
    return Measured(case, summary.minutes.total, summary.gap, len(made.waiting), len(made.sets),
                    time.process_time() - started, megabytes(), len(breaches(programme, made)))  # fmt: skip


def main(names: Sequence[str]) -> int:
    """Measures the cases whose names have one of these words, or all."""
    if not MAKER.exists():
        print(f"There are no programmes to measure on: {MAKER.name} is not beside the repository.")
        return 1
    head("programme", "sets", "waiting", "minutes", "gap %", "gap minutes", "seconds of a core", "MB", "rules broken")
    measured = list(_measured([case for case in cases() if not names or any(name in case.name for name in names)]))
    if not names:
        draw(measured)
    return 0


def _measured(asked: Sequence[Case]) -> Iterator[Measured]:
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as one_by_one:
        for one in one_by_one.imap(measure, asked):
            tell(one.case.name, one.sets, one.waiting, f"{one.minutes:,.0f}", f"{100 * one.gap:.2f}",
                 f"{one.gap * one.minutes:,.0f}", f"{one.seconds:.0f}", one.megabytes, one.broken)  # fmt: skip
            yield one


def draw(measured: Sequence[Measured]) -> None:
    """Gaps over size, by region, and over tightness."""
    with drawing(PICTURE, columns=2) as (by_size, by_tightness):
        for region, colour in (("town", COLOUR), ("country", ACCENT)):
            own = [m for m in measured if not m.case.way and (m.case.made.district in RURAL) == (region == "country")]
            by_size.scatter([m.case.made.leaders for m in own], [100 * m.gap for m in own], color=colour, label=region)
        by_size.set(title="Gap, % of a plan's minutes", xlabel="leaders", xscale="log", ylim=(0, None))
        by_size.legend(frameon=False)
        tight = [m for m in measured if m.case.way]
        by_tightness.barh(
            [WAYS[m.case.way][1].format(m.case.far) for m in tight], [100 * m.gap for m in tight], color=COLOUR
        )
        by_tightness.invert_yaxis()
        by_tightness.set(title=f"{LEEDS.name}, tighter: gap, %")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
