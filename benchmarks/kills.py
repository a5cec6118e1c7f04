"""Kills whoever saves, 200 times at random moments, on a file and on a PostgreSQL server: is anything lost?

python -m benchmarks.kills [times]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.telling import tell
from tests import plans
from tests.databases import postgresql
from tests.kills import kill_often


def main(times: int) -> None:
    """One line for each kind of store."""
    with postgresql() as url:
        for kind, store in (("file", ""), ("server", url)):
            with tempfile.TemporaryDirectory() as folder:
                begun = time.monotonic()
                faults, revisions = kill_often(Path(folder), times, plans.programme(store=store))
                seconds = f"{time.monotonic() - begun:.0f} s"
                tell(kind, f"{times} kills", f"{revisions} revisions", f"{len(faults)} faults", seconds, *faults)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
