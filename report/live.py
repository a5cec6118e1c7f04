"""What a person sees while a plan is sought: what is found, what is proved, and how the gap between the two went.

On a terminal alone, on standard error; the last of it stays there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from rich.console import Console, ConsoleOptions, JustifyMethod, RenderResult
from rich.live import Live
from rich.table import Table
from rich.text import Text

from programme.watch import CALENDAR, Progress, silent
from report import words
from report.terminal import console

SETS = "sets"
COLUMNS = (("Stage", 8), (">Found", 9), (">Proved", 9), ("Gap", 20), ("Over time", 12), (">Seconds", 7))
"""Headings, as those of tables are, and the least width of each, so that nothing jumps."""
BARS = "▁▂▃▄▅▆▇█"
MOMENTS = 12
"""Bars that show how a gap went."""


@dataclass(slots=True)
class Course:
    """How one stage went: what was found and proved last, minutes; seconds so far; gaps, each with when it was told."""

    best: float | None = None
    bound: float | None = None
    seconds: float = 0.0
    gaps: list[tuple[float, float]] = field(default_factory=list)

    def take(self, told: Progress) -> None:
        """Takes in what is told."""
        self.best, self.bound = told.best, told.bound
        if told.best is not None and told.bound is not None:
            self.gaps.append((told.seconds, max(0.0, told.best - told.bound)))

    def line(self) -> str:
        """A bar for each of as many moments, as high as the gap was; the highest is the widest gap there was."""
        if not self.gaps:
            return ""
        first, last = self.gaps[0][0], self.gaps[-1][0]
        widest = max(gap for _, gap in self.gaps) or 1.0
        ends = [first + (last - first) * (moment + 1) / MOMENTS for moment in range(MOMENTS if last > first else 1)]
        known = [[gap for when, gap in self.gaps if when <= end][-1] for end in ends[:-1]] + [self.gaps[-1][1]]
        return "".join(BARS[round(gap / widest * (len(BARS) - 1))] for gap in known)


@dataclass(slots=True)
class Courses:
    """Both stages, and what is being done now; seconds count on until more is told."""

    clock: Callable[[], float] = monotonic
    stages: dict[str, Course] = field(default_factory=dict)
    now: Progress | None = None
    told_at: float = 0.0

    def update(self, told: Progress) -> None:
        """Takes in what is told."""
        self._count()
        self.now, self.told_at = told, self.clock()
        self._current.take(told)

    def end(self) -> None:
        """Nothing is being done any more."""
        self._count()
        self.now = None

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        if self.stages:
            yield self._table(bars=not options.ascii_only)
        if self.now or not self.stages:
            yield Text(f"{self.now.stage if self.now else 'planning'} …")

    def _table(self, *, bars: bool) -> Table:
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
        for heading, width in COLUMNS:
            justify: JustifyMethod = "right" if heading.startswith(">") else "left"
            table.add_column(heading.lstrip(">"), justify=justify, min_width=width, no_wrap=True)
        for name, course in self.stages.items():
            seconds = course.seconds + (self._since() if self.now and course is self._current else 0.0)
            table.add_row(name, *_figures(course), course.line() if bars else "", f"{seconds:,.0f}")
        if whole := self._whole():
            table.add_row("together", *_figures(whole), "", f"{whole.seconds:,.0f}")
        return table

    def _whole(self) -> Course | None:
        """Both stages added up, where all is known of them and nothing goes on."""
        courses = self.stages.values()
        if self.now or len(courses) < 2 or any(c.best is None or c.bound is None for c in courses):
            return None
        return Course(
            best=sum(course.best or 0.0 for course in courses),
            bound=sum(course.bound or 0.0 for course in courses),
            seconds=sum(course.seconds for course in courses),
        )

    @property
    def _current(self) -> Course:
        assert self.now is not None
        return self.stages.setdefault(CALENDAR if self.now.stage == CALENDAR else SETS, Course())

    def _since(self) -> float:
        return self.clock() - self.told_at

    def _count(self) -> None:
        if self.now:
            self._current.seconds += self._since()


def _figures(course: Course) -> tuple[str, str, str]:
    """Found, proved and gap in words; blank where unknown."""
    known = [("" if figure is None else words.minutes(figure)) for figure in (course.best, course.bound)]
    gap = "" if course.best is None or course.bound is None else words.gap(course.best, course.bound)
    return known[0], known[1], gap


@contextmanager
def view() -> Iterator[Callable[[Progress], None]]:
    """A listener for a Watch that shows both stages as they go; silent off a terminal."""
    out = console(err=True)
    if not out.is_terminal:
        yield silent
        return
    courses = Courses()
    with Live(courses, console=out) as shown:

        def listen(told: Progress) -> None:
            other = courses.now is None or courses.now.stage != told.stage
            courses.update(told)
            if other:
                shown.refresh()

        yield listen
        courses.end()
    out.print()
