"""Which tests run which lines, and how long each takes: python -m benchmarks.suspects FILE [tests…]."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks.faults import ROOT, Fault

PLACES = ("programme/checker.py", "programme/reckoning.py", "programme/rules/*", "scheduler/*", "matcher/*")
FAR = {"server"}
"""Fixtures of tests that start programs of others."""


@dataclass(frozen=True)
class Tests:
    """Seconds of the processor that each test takes, and the tests that run each line of each file."""

    seconds: dict[str, float]
    running: dict[str, dict[str, list[str]]]

    def of(self, fault: Fault, budget: float) -> list[str]:
        """Tests that run the faulty statement, as many as end in so many seconds.

        The quickest first, but one case of each test before a second of any. Of a line that runs
        when the file is read, those that run anything in the file.
        """
        lines = self.running.get(fault.path, {})
        here = {test for line in _statement(fault.path, fault.line) for test in lines.get(str(line), ())}
        chosen, spent, cases = list[str](), 0.0, Counter[str]()
        ranked = list[tuple[int, str]]()
        for test in sorted(here or set().union(*lines.values()), key=lambda test: (self.seconds[test], test)):
            name = test.partition("[")[0]
            ranked.append((cases[name], test))
            cases[name] += 1
        for _, test in sorted(ranked, key=lambda pair: pair[0]):
            spent += self.seconds[test]
            if chosen and spent > budget:
                break
            chosen.append(test)
        return chosen


def learnt(kept: Path, anew: Sequence[str] | None) -> Tests:
    """What was learnt before, together with what these tests run now; everything where nothing was."""
    before = _read(kept)
    if before.seconds and anew is None:
        return before
    subprocess.run([sys.executable, "-m", "benchmarks.suspects", f"{kept}.new", *(anew or ())], cwd=ROOT, check=True)
    now = _read(Path(f"{kept}.new"))
    files = {test.partition("::")[0] for test in now.seconds}
    old = {test for test in before.seconds if test.partition("::")[0] not in files}
    running: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for tests, wanted in ((before, old), (now, set(now.seconds))):
        for path, lines in tests.running.items():
            for line, names in lines.items():
                running[path][line] += [name for name in names if name in wanted]
    seconds = {test: before.seconds[test] for test in old} | now.seconds
    kept.write_text(json.dumps({"seconds": seconds, "running": running}), encoding="utf-8")
    return _read(kept)


def _read(kept: Path) -> Tests:
    return Tests(**json.loads(kept.read_text("utf-8"))) if kept.exists() else Tests({}, {})


@cache
def _statements(path: str) -> list[range]:
    """The lines of each statement, of those with a body the head; the innermost last."""
    nodes = [node for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))) if isinstance(node, ast.stmt)]
    bodies = [getattr(node, "body", None) for node in nodes]
    ends = [body[0].lineno if body else (node.end_lineno or 0) + 1 for node, body in zip(nodes, bodies, strict=True)]
    return [range(node.lineno, max(end, node.lineno + 1)) for node, end in zip(nodes, ends, strict=True)]


def _statement(path: str, line: int) -> range:
    return min((lines for lines in _statements(path) if line in lines), key=len, default=range(line, line + 1))


class Watching:
    """Tells coverage which test runs, and measures it."""

    def __init__(self, coverage: Any) -> None:
        self.coverage, self.seconds = coverage, dict[str, float]()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Function) -> Iterator[None]:
        """Runs a test."""
        near = not FAR & set(item.fixturenames)
        self.coverage.switch_context(item.nodeid if near else "")
        start = time.process_time()
        result = yield
        if near:
            self.seconds[item.nodeid] = round(time.process_time() - start, 3)
        self.coverage.switch_context("")
        return result


def main(out: Path, tests: Sequence[str]) -> None:
    """Runs these tests, or all, and writes what they run."""
    from coverage import Coverage

    coverage = Coverage(data_file=None, include=[str(ROOT / place) for place in PLACES], config_file=False)
    watching = Watching(coverage)
    coverage.start()
    pytest.main(["-p", "no:cacheprovider", *tests], plugins=[watching])
    coverage.stop()
    data = coverage.get_data()
    running = {
        str(Path(path).relative_to(ROOT)): {
            str(line): sorted(filter(None, names)) for line, names in data.contexts_by_lineno(path).items()
        }
        for path in data.measured_files()
    }
    out.write_text(json.dumps({"seconds": watching.seconds, "running": running}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
