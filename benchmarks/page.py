"""How large the page is and how soon it can be used: python -m benchmarks.page [leaders…].

A made programme is planned, its page written and opened in Chromium without a window, several times
over with an empty cache. Seconds are counted from the moment the browser is asked for the page: until
it is there, until a search typed in at once has found the last leader, and for each search after that.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

import planner
from benchmarks.programmes import MAKER, Made
from benchmarks.telling import tell
from programme.watch import Watch
from report.page.content import page
from report.page.render import html
from tests.browser import Tab, chromium, tab

SIZES = (60, 240, 2_000)
TIMES, SECONDS = 7, 600
HEAD = ("leaders", "sets", "written in (s)", "MB", "elements", "there (s)", "first search (s)", "next search (s)")
SEARCH = """
const box = document.getElementById("q"), before = performance.now(), told = arguments[1];
document.addEventListener("looked", () => told([performance.now(), performance.now() - before]), {once: true});
box.value = arguments[0];
box.dispatchEvent(new Event("input", {bubbles: true}));
"""
THERE = "return performance.getEntriesByType('navigation')[0].loadEventEnd"


def made(leaders: int) -> Made:
    """So many people around Birmingham."""
    return Made(district="Birmingham", leaders=leaders, options=("--spread", "2", "--seed", "3"))


def measure(leaders: int, folder: Path, opened: Tab) -> tuple[object, ...]:
    """A row of the table."""
    programme = made(leaders).programme()
    plan, summary = planner.plan(programme, Watch(limit_seconds=SECONDS))
    began = perf_counter()
    content = html(page(programme, plan, summary))
    took, path = perf_counter() - began, folder / "report.html"
    path.write_bytes(content)
    name = max(programme.leaders, key=lambda one: one.leader_id).name
    there, first, following = zip(*(_opened(opened, path, name) for _ in range(TIMES)), strict=True)
    elements = opened.run("return document.getElementsByTagName('*').length")
    seconds = [f"{median(times) / 1000:.2f} ({max(times) / 1000:.2f})" for times in (there, first, following)]
    return f"{leaders:,}", len(plan.sets), f"{took:.1f}", f"{len(content) / 1e6:.2f}", f"{elements:,}", *seconds


def _opened(opened: Tab, path: Path, name: str) -> tuple[float, float, float]:
    """Milliseconds until the page is there, until a first search answers, and from the next one to its answer."""
    opened.open(path)
    first, _ = opened.browser.execute_async_script(SEARCH, name)
    _, following = opened.browser.execute_async_script(SEARCH, "headteacher")
    return float(opened.run(THERE)), float(first), float(following)


def main(arguments: Sequence[str]) -> None:
    """Prints a row for each size."""
    if not MAKER.exists():
        sys.exit(f"{MAKER} is not there: the programmes are not part of the project.")
    tell(*HEAD)
    tell(*("---" for _ in HEAD))
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder, "profile")
        with chromium(profile) as browser, tab(browser) as opened:
            for leaders in map(int, arguments or SIZES):
                tell(*measure(leaders, Path(folder), opened))


if __name__ == "__main__":
    main(sys.argv[1:])
