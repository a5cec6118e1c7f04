"""How long hostile files are looked at, and how much memory that takes: ``python -m benchmarks.hostile``.

Each is read in a process of its own. The limits are ten seconds and one gigabyte.
"""

from __future__ import annotations

import resource
import sys
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from programme.problems import InputProblems
from programme.reading import read_programme
from tests.hostile import HARDEST, HOSTILE


def main() -> None:
    """Prints a line for each file."""
    print("seconds    MB  file and what is told of it")
    for make in (*HOSTILE, HARDEST):
        with TemporaryDirectory() as folder:
            get_context("fork").Process(target=make, args=(Path(folder),)).run()
            seconds, megabytes, told = _measured(Path(folder))
        print(f"{seconds:7.2f} {megabytes:5.0f}  {make.__name__}: {told}", flush=True)


def _measured(folder: Path) -> tuple[float, float, str]:
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    reader = get_context("spawn").Process(target=_read, args=(folder, theirs))
    reader.start()
    found: tuple[float, float, str] = ours.recv()
    reader.join()
    return found


def _read(folder: Path, answer: Connection) -> None:
    start = perf_counter()
    try:
        told = str(read_programme(folder))
    except InputProblems as problems:
        told = str(problems).splitlines()[0]
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer.send((perf_counter() - start, used / (2**20 if sys.platform == "darwin" else 2**10), told))


if __name__ == "__main__":
    main()
