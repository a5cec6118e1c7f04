"""A command starts at once because it loads no more than it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import FirstPlan

ROOT = Path(__file__).parent.parent
LIBRARIES = {"icalendar", "numpy", "openpyxl", "ortools", "pandas", "rich", "scipy", "sqlalchemy"}
LOADS = """
import sys, cli
try: cli.main()
finally: print(*sys.modules, file=sys.stderr)
"""


def loaded(*words: str | Path) -> set[str]:
    """The libraries that a command has loaded when it ends, in an interpreter of its own."""
    started = [sys.executable, "-c", LOADS, *map(str, words)]
    shown = subprocess.run(started, cwd=ROOT, capture_output=True, text=True, check=True)
    return LIBRARIES & set(shown.stderr.splitlines()[-1].split())


def test_help_loads_no_library() -> None:
    assert loaded("--help") == set()


def test_check_of_csv_files_loads_no_solver_and_no_store(example_plan: FirstPlan) -> None:
    assert loaded("check", example_plan.folder) == {"numpy", "rich"}


def test_show_loads_no_solver(example_plan: FirstPlan) -> None:
    assert loaded("show", example_plan.folder) == {"numpy", "rich", "sqlalchemy"}
