"""Reads folders of chance, of which none may end in an error: ``python -m benchmarks.fuzzing [COUNT]``.

Hypothesis chooses them: a cell of a CSV file or of a workbook, the text of a file, the bytes
of a file, of a workbook, or of a part inside it. Stops at an error with the smallest folder
that leads to it; the same COUNT gives the same folders.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programme.problems import InputProblems
from programme.reading import read_programme
from tests.fuzz import SORTS


def main(count: int = 10_000) -> None:
    """Prints what the folders of each sort ended in, and how long the slowest took."""
    ends: Counter[tuple[str, str]] = Counter()
    slowest = 0.0

    @given(st.sampled_from(sorted(SORTS)), st.randoms(use_true_random=False))
    @settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    def read(sort: str, chance: Random) -> None:
        nonlocal slowest
        with TemporaryDirectory() as folder:
            SORTS[sort](Path(folder), chance)
            start = perf_counter()
            ends[sort, _end(Path(folder))] += 1
            slowest = max(slowest, perf_counter() - start)

    start = perf_counter()
    read()
    for (sort, end), times in sorted(ends.items()):
        print(f"{sort}: {times:,} {end}")
    print(f"{ends.total():,} folders in {perf_counter() - start:.0f} s, none in more than {slowest:.2f} s; no error")


def _end(folder: Path) -> str:
    try:
        told, end = read_programme(folder).warnings, "read"
    except InputProblems as problems:
        told, end = problems.problems, "refused"
    for problem in told:
        if not (problem.fault and problem.cure and len(str(problem).splitlines()) == 1):
            raise ValueError(f"Expected a fault and a cure on one line, got {problem}")
    return end


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
