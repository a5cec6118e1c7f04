"""How long reading the register of schools takes, and what memory: python -m benchmarks.gias.

Makes files of the register's size and shape: 52,000 schools, open and closed, under its headings,
about 62 MB in Windows-1252, and its links. Needs ../shared/data/schools. The register is read in a
process of its own.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from benchmarks.telling import megabytes, tell
from programme.reading.register import read_links, read_register
from tests.gias import SCHOOLS, closed_schools, real_schools, write_register

ROWS = 52_000
LINKS = SCHOOLS / "links_edubasealldata20250422.csv"


def main() -> None:
    """Makes the file, reads it, and prints what that took."""
    tell("rows", "MB of the file", "s to a URN", "s more to a name", "MB of memory")
    tell("---", "---", "---", "---", "---")
    schools = real_schools()
    schools += closed_schools(schools)
    rows = (schools * 2)[:ROWS]
    with tempfile.TemporaryDirectory() as folder:
        path = write_register(Path(folder) / "edubasealldata20261101.csv", rows, wide=True)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
            measured = process.submit(measure, path).result()
        tell(f"{len(rows):,}", f"{path.stat().st_size / 1e6:.0f}", *measured)


def measure(path: Path) -> tuple[str, str, int]:
    """Seconds to read the register and find a URN, seconds more to find a name, and the most memory used in MB."""
    start = time.perf_counter()
    register = replace(read_register(path), successors=read_links(LINKS))
    register.now("100000")
    urn = time.perf_counter()
    register.named("St Mary's Catholic Primary School")
    return f"{urn - start:.1f}", f"{time.perf_counter() - urn:.1f}", megabytes()


if __name__ == "__main__":
    main()
